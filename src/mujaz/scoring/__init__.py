"""Systems on a set: answers kept line by line, figures with intervals, what changed, a report."""

from __future__ import annotations

from mujaz.scoring.answers import Answer, Run, read_run
from mujaz.scoring.columns import COLUMNS
from mujaz.scoring.comparing import changes, marked, show_changes
from mujaz.scoring.evaluation import (
    Difference,
    Evaluation,
    Result,
    compare,
    evaluate,
    figures,
    make_briefs,
)
from mujaz.scoring.folder import write_folder
from mujaz.scoring.page import render_html
from mujaz.scoring.systems import FileSystem, ModelSystem, System, answer, file_system
from mujaz.scoring.tables import evaluation_json, render_markdown, render_text

__all__ = [
    "COLUMNS",
    "RENDERERS",
    "Answer",
    "Difference",
    "Evaluation",
    "FileSystem",
    "ModelSystem",
    "Result",
    "Run",
    "System",
    "answer",
    "changes",
    "compare",
    "evaluate",
    "evaluation_json",
    "figures",
    "file_system",
    "make_briefs",
    "marked",
    "read_run",
    "render_html",
    "render_markdown",
    "render_text",
    "show_changes",
    "write_folder",
]

#: How an evaluation is written, by name.
RENDERERS = {
    "text": render_text,
    "md": render_markdown,
    "html": render_html,
    "json": evaluation_json,
}
