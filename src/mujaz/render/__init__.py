"""Reports as files: text, Markdown, JSON. Renderers only read."""

from __future__ import annotations

from collections.abc import Callable

from mujaz.render.json import render_checks, render_json
from mujaz.render.markdown import render_markdown
from mujaz.render.schema import json_schema
from mujaz.render.text import render_text
from mujaz.values import Report

__all__ = [
    "RENDERERS",
    "json_schema",
    "render_checks",
    "render_json",
    "render_markdown",
    "render_text",
]

RENDERERS: dict[str, Callable[[Report], str]] = {
    "text": render_text,
    "md": render_markdown,
    "json": render_json,
}
