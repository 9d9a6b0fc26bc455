"""What a run leaves beside its answers: figures, reports, and the answers as Parquet."""

from __future__ import annotations

from pathlib import Path

from mujaz.scoring.answers import Run, answer_json
from mujaz.scoring.evaluation import Evaluation
from mujaz.scoring.page import render_html
from mujaz.scoring.tables import evaluation_json, render_markdown

__all__ = ["write_folder"]


def write_folder(evaluation: Evaluation, folder: Path) -> None:
    """Write scores.json, report.md, report.html, and NAME.parquet where pyarrow is installed.

    :raises MissingExtraError: when matplotlib is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scores.json").write_text(evaluation_json(evaluation), encoding="utf-8")
    (folder / "report.md").write_text(render_markdown(evaluation), encoding="utf-8")
    (folder / "report.html").write_text(render_html(evaluation), encoding="utf-8")
    for result in evaluation.results:
        _write_parquet(result.run, folder)


def _write_parquet(run: Run, folder: Path) -> None:
    try:
        from pyarrow import Table, parquet
    except ImportError:
        return
    rows = [
        {
            key: value
            for key, value in answer_json(answer).items()
            if key not in ("findings", "names")
        }
        | {"findings": [finding.message for finding in answer.translation.findings]}
        for answer in run.answers
    ]
    parquet.write_table(Table.from_pylist(rows), folder / f"{run.file}.parquet")
