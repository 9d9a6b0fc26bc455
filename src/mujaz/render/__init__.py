"""Reports as files: text, Markdown, HTML, JSON, TMX, DOCX. Renderers only read."""

from __future__ import annotations

from collections.abc import Callable

from mujaz.errors import InputError
from mujaz.render.docx import render_docx
from mujaz.render.html import render_html
from mujaz.render.json import document, render_checks, render_json
from mujaz.render.markdown import render_markdown
from mujaz.render.schema import json_schema
from mujaz.render.text import render_text
from mujaz.render.tmx import render_tmx
from mujaz.values import Report

__all__ = [
    "FORMATS",
    "RENDERERS",
    "document",
    "json_schema",
    "render_checks",
    "render_docx",
    "render_file",
    "render_html",
    "render_json",
    "render_markdown",
    "render_text",
    "render_tmx",
]

RENDERERS: dict[str, Callable[[Report], str]] = {
    "text": render_text,
    "md": render_markdown,
    "html": render_html,
    "json": render_json,
    "tmx": render_tmx,
}
FORMATS = (*RENDERERS, "docx")


def render_file(report: Report, format: str) -> bytes:  # noqa: A002  as the command line has it
    """Return a report as the content of a file.

    :param format: one of `FORMATS`.
    :raises InputError: when it is none of them.
    :raises MissingExtraError: when a package is needed for it.
    """
    if format == "docx":
        return render_docx(report)
    if format not in RENDERERS:
        raise InputError(f"no format is called {format!r}", hint=f"known: {', '.join(FORMATS)}")
    return RENDERERS[format](report).encode("utf-8")
