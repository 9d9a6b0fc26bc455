"""An evaluation as one HTML page that needs nothing else: table, plots, worst segments."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence

from mujaz.scoring.answers import Answer
from mujaz.scoring.comparing import Mark, changes, marked
from mujaz.scoring.evaluation import Evaluation, Result
from mujaz.scoring.plots import plots
from mujaz.scoring.tables import brief_findings_by_kind, findings_by_kind, notes, table

__all__ = ["render_html"]

_WORST = 15
_CHANGED = 15
_TAGS = {Mark.SAME: "", Mark.GONE: "del", Mark.NEW: "ins"}

_STYLE = """
:root { color-scheme: light dark; --line: #ccc; --soft: #f4f4f2; --gone: #b00020; --new: #00691c;
  --page: #fff; --ink: #1c1c1c; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --soft: #222; --gone: #ff8a8a;
  --new: #7fdc8b; --page: #141414; --ink: #e6e6e6; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  background: var(--page); color: var(--ink); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: end; padding: .25rem .8rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th:first-child, td:first-child { text-align: start; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; flex: 1 1 24rem; max-width: 35rem; } figcaption { font-weight: 600; }
figure svg { width: 100%; height: auto; }
article { border: 1px solid var(--line); border-radius: 6px; padding: .6rem 1rem; margin: .8rem 0; }
article header { font-size: .85rem; opacity: .8; }
[lang=ar] { font-size: 1.1rem; line-height: 1.8; margin: .4rem 0; text-align: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; margin: .4rem 0; }
dt { opacity: .7; } dd { margin: 0; }
del { color: var(--gone); } ins { color: var(--new); }
.finding { color: var(--gone); } .note { font-size: .85rem; opacity: .85; }
pre { background: var(--soft); padding: .6rem; overflow-x: auto; font-size: .8rem; }
"""


def render_html(evaluation: Evaluation) -> str:
    """Return the page.

    :raises MissingExtraError: when matplotlib is not installed.
    """
    return "\n".join(_page(evaluation)) + "\n"


def _page(evaluation: Evaluation) -> Iterator[str]:
    results = evaluation.results
    title = f"Scores on {html.escape(evaluation.set.name)}"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    yield _table(table(evaluation))
    yield from (f'<p class="note">{html.escape(line)}</p>' for line in notes(evaluation)[:3])
    yield '<h2>Plots</h2>\n<div class="plots">'
    for name, svg in plots(evaluation).items():
        yield f"<figure><figcaption>{html.escape(name)}</figcaption>{svg}</figure>"
    yield "</div>\n<h2>Findings of the checks</h2>"
    yield _table(findings_by_kind(results))
    if evaluation.set.articles:
        yield f"<p></p>{_table(brief_findings_by_kind(results))}"
    for result in results:
        yield from _worst(result)
    for result in results[1:]:
        yield from _changed(results[0], result)
    yield "<h2>How to get these figures again</h2>"
    yield from (f'<p class="note">{html.escape(line)}</p>' for line in notes(evaluation)[3:])
    made = [result.run.made_with for result in results]
    yield f"<pre>{html.escape(json.dumps(made, indent=1, ensure_ascii=False))}</pre>"
    yield "</body>\n</html>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = [[html.escape(cell) for cell in row] for row in rows]
    lines = ["<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body]
    return '<div class="wide"><table>\n' + "\n".join(lines) + "\n</table></div>"


def _worst(result: Result) -> Iterator[str]:
    yield f"<h2>Lowest chrF++ of {html.escape(result.name)}</h2>"
    numbered = sorted(enumerate(result.run.answers, start=1), key=lambda pair: pair[1].chrf)
    for number, answer in numbered[:_WORST]:
        estimate = "" if answer.estimate is None else f", estimate {answer.estimate:.0f}"
        lines = {
            "reference": html.escape(answer.reference),
            result.name: html.escape(answer.translation.text),
        }
        yield _segment(number, answer, f"chrF++ {answer.chrf:.1f}{estimate}", lines)


def _changed(first: Result, other: Result) -> Iterator[str]:
    yield f"<h2>Changed most: {html.escape(first.name)} to {html.escape(other.name)}</h2>"
    for change in changes(first.run, other.run)[:_CHANGED]:
        before, after = change.before, change.after
        parts = marked(before.translation.text, after.translation.text)
        lines = {
            "reference": html.escape(before.reference),
            first.name: _parts(parts, Mark.NEW),
            other.name: _parts(parts, Mark.GONE),
        }
        said = f"chrF++ {before.chrf:.1f} to {after.chrf:.1f}"
        yield _segment(change.number, after, said, lines)


def _parts(parts: Sequence[tuple[Mark, str]], hidden: Mark) -> str:
    shown = []
    for mark, text in parts:
        if mark is not hidden:
            tag, escaped = _TAGS[mark], html.escape(text)
            shown.append(f"<{tag}>{escaped}</{tag}>" if tag else escaped)
    return " ".join(shown)


def _segment(number: int, answer: Answer, said: str, lines: dict[str, str]) -> str:
    where = f" · {html.escape(answer.article)}" if answer.article else ""
    source = html.escape(answer.translation.segment.text)
    rows = "".join(f"<dt>{html.escape(name)}</dt><dd>{text}</dd>" for name, text in lines.items())
    findings = "".join(
        f'<div class="finding"><bdi>{html.escape(f"{f.severity}: {f.message}")}</bdi></div>'
        for f in answer.translation.findings
    )
    return (
        f"<article><header>{number}{where} · {said}</header>"
        f'<p lang="ar" dir="rtl"><bdi>{source}</bdi></p><dl>{rows}</dl>{findings}</article>'
    )
