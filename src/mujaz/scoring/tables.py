"""An evaluation as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from mujaz.metrics.faithfulness import check_brief
from mujaz.scoring.columns import COLUMNS
from mujaz.scoring.evaluation import Evaluation, Result
from mujaz.values import Finding, Severity

__all__ = [
    "brief_findings_by_kind",
    "cells",
    "evaluation_json",
    "findings_by_kind",
    "markdown_table",
    "notes",
    "render_markdown",
    "render_text",
    "table",
]

_SURE = 0.05
_COLUMNS = {column.name: column for column in COLUMNS}


def cells(result: Result, column: str) -> tuple[str, str, str]:
    """Return a figure, its interval and whether it differs from the first system's, as text."""
    score = result.score(column)
    if score.value is None:
        return "absent", "", ""
    digits = _COLUMNS[column].metric.digits
    interval = f"{score.low:.{digits}f}–{score.high:.{digits}f}"
    p = next((d.p for d in result.differences if d.metric == column), 1.0)
    return f"{score.value:.{digits}f}", interval, "*" if p < _SURE else ""


def table(evaluation: Evaluation) -> list[list[str]]:
    """Return rows of cells, the names of the systems first."""
    results = evaluation.results
    rows = [["figure", *(result.name for result in results)]]
    for score in results[0].scores:
        row = [_COLUMNS[score.metric].title]
        for result in results:
            value, interval, star = cells(result, score.metric)
            row.append(f"{value}{star} ({interval})" if interval else value)
        rows.append(row)
    rows.append(["segments/s", *(_number(result.run.speed) for result in results)])
    rows.append(["size in MB", *(_number(result.run.size_mb) for result in results)])
    return rows


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def notes(evaluation: Evaluation) -> list[str]:
    """Return what a reader of the table must know: the set, what is absent, the signatures."""
    scored, first = evaluation.set, evaluation.results[0]
    articles = f", {len(scored.articles)} articles" if scored.articles else ""
    lines = [
        f"Set: {scored.name}, {len(scored.segments)} segments{articles}, sha256 {scored.digest}",
        "In parentheses: 95 % bootstrap interval.",
    ]
    if len(evaluation.results) > 1:
        lines.append(f"* differs from {first.name} (paired bootstrap, p < {_SURE}).")
    for score in first.scores:
        title = _COLUMNS[score.metric].title
        if score.reason:
            lines.append(f"{title}: absent, {score.reason}")
        else:
            lines.append(f"{title}: {_COLUMNS[score.metric].metric.about}; {score.signature}")
    return lines


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table, the first as its head."""
    head, *body = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [head, ["---", *("---:" for _ in head[1:])], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def findings_by_kind(results: Sequence[Result]) -> list[list[str]]:
    """Return findings for each 100 segments by check and severity, a column a system."""
    found = [[answer.translation.findings for answer in result.run.answers] for result in results]
    return _by_kind("findings for each 100 segments", results, found)


def brief_findings_by_kind(results: Sequence[Result]) -> list[list[str]]:
    """Return the same of the sentences of briefs, against the Arabic that they cite."""
    found = [
        [
            findings
            for sentences, sources in zip(result.seen.sentences, result.seen.cited, strict=True)
            for findings in check_brief(sentences, sources)
        ]
        for result in results
    ]
    return _by_kind("findings for each 100 sentences of the briefs", results, found)


def _by_kind(
    title: str, results: Sequence[Result], found: Sequence[Sequence[Sequence[Finding]]]
) -> list[list[str]]:
    counts = [
        Counter((finding.severity, finding.check) for findings in units for finding in findings)
        for units in found
    ]
    kinds = sorted(set().union(*counts), key=lambda kind: (list(Severity).index(kind[0]), kind[1]))
    rows = [[title, *(result.name for result in results)]]
    for severity, check in kinds:
        per = [
            100 * count[severity, check] / (len(units) or 1)
            for units, count in zip(found, counts, strict=True)
        ]
        rows.append([f"{check} ({severity})", *(f"{value:.1f}" for value in per)])
    return rows


def render_text(evaluation: Evaluation) -> str:
    """Return the table for a terminal."""
    rows = table(evaluation)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, "", *notes(evaluation)]) + "\n"


def render_markdown(evaluation: Evaluation) -> str:
    """Return the table, the findings and the notes in Markdown."""
    results = evaluation.results
    found = [findings_by_kind(results)]
    found += [brief_findings_by_kind(results)] if evaluation.set.articles else []
    tables = "\n".join(markdown_table(rows) for rows in (table(evaluation), *found))
    listed = "\n".join(f"- {line}" for line in notes(evaluation))
    return f"# Scores on {evaluation.set.name}\n\n{tables}\n{listed}\n"


def evaluation_json(evaluation: Evaluation) -> str:
    """Return all figures, and what they depend on, as JSON."""
    scored = evaluation.set
    values = {
        "set": {"name": scored.name, "sha256": scored.digest, "segments": len(scored.segments)},
        "systems": [
            {
                "name": result.name,
                "scores": [asdict(score) for score in result.scores],
                "differences": [asdict(difference) for difference in result.differences],
                "segments_per_second": result.run.speed,
                "made_with": result.run.made_with,
            }
            for result in evaluation.results
        ],
    }
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"
