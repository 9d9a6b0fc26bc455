"""A report as plain text for a terminal or a pipe."""

from __future__ import annotations

import textwrap
from collections import Counter

from mujaz.values import NameUse, Point, Report, Severity, Translation

__all__ = [
    "HIDDEN_HEADLINE",
    "about_lines",
    "cited",
    "facts_line",
    "model_line",
    "name_line",
    "render_text",
    "warning",
]

HIDDEN_HEADLINE = "The headline [{index}] is not in the brief, as its translation is doubtful"

_WIDTH = 96
# First strong isolate and its end: Arabic keeps its own order inside an English line.
_ISOLATE, _END = "\u2068", "\u2069"


def render_text(report: Report) -> str:
    """Return the brief with the Arabic behind it, or every segment when there is no brief."""
    lines = _brief(report) if report.brief else _aligned(report)
    if names := _names(report):
        lines += ["", "Names", *names]
    lines += ["", *about_lines(report), model_line(report)]
    return "\n".join(line for line in lines if line is not None) + "\n"


def cited(point: Point) -> str:
    """Return a sentence followed by its citations."""
    return f"{point.text} {''.join(f'[{index}]' for index in point.cites)}"


def warning(translation: Translation) -> str:
    """Return the findings of a segment on one line, empty when there are none."""
    messages = [f.message for f in translation.findings if f.severity is not Severity.INFO]
    return f"⚠ check: {'; '.join(messages)}" if messages else ""


def put_right(translation: Translation) -> str:
    """Return what was put right in a translation on one line, empty when nothing was."""
    messages = [f.message for f in translation.findings if f.severity is Severity.INFO]
    return f"✎ {' · '.join(messages)}" if messages else ""


def facts_line(report: Report) -> str:
    """Return what the page states about itself."""
    article = report.article
    parts = [
        article.outlet or "",
        article.published.isoformat() if article.published else "",
        f"{len(article.paragraphs)} paragraphs, {report.quality.segments} segments translated",
    ]
    return " · ".join(part for part in parts if part)


def name_line(use: NameUse) -> str:
    """Return a name, its Arabic spellings, and where its English is missing."""
    arabic = ", ".join(f"{_ISOLATE}{form}{_END}" for form in use.arabic)
    cites = "".join(f"[{index}]" for index in use.missing)
    return f"  {use.english}: {arabic}" + (f" ⚠ not in the English of {cites}" if cites else "")


def about_lines(report: Report) -> list[str]:
    """Return the facts, what was left out of page and brief, and how far to trust the English."""
    counts = Counter(str(part.reason) for part in report.article.left_out)
    parts = ", ".join(f"{number} {reason}" for reason, number in counts.items()) or "nothing"
    lines = [
        facts_line(report),
        f"Left out: {parts}. Characters lost: {report.quality.coverage.lost}.",
    ]
    if report.hidden_headline is not None:
        lines.append(f"{HIDDEN_HEADLINE.format(index=report.hidden_headline)}.")
    return [*lines, f"Verdict: {report.quality.verdict}."]


def model_line(report: Report) -> str:
    """Return which model made the English and what to expect of it."""
    model = report.model
    note = f": {model.note}" if model.note else ""
    return f"Model: {model.name} {model.revision} ({model.licence}){note}."


def _wrapped(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _flagged(point: Point, by_index: dict[int, Translation]) -> list[str]:
    warnings = [warning(by_index[index]) for index in point.cites]
    return [_wrapped(text, "    ", "    ") for text in warnings if text]


def _brief(report: Report) -> list[str]:
    assert report.brief is not None
    brief, by_index = report.brief, {t.segment.index: t for t in report.translations}
    lines: list[str] = []
    if brief.headline:
        lines += [_wrapped(cited(brief.headline), "", ""), *_flagged(brief.headline, by_index), ""]
    if brief.lead:
        lines += [_wrapped(cited(brief.lead), "", ""), *_flagged(brief.lead, by_index), ""]
    for point in brief.points:
        lines += [_wrapped(cited(point), "  • ", "    "), *_flagged(point, by_index)]
    lines += ["", "The Arabic behind it"]
    for index in sorted({index for point in brief.sentences for index in point.cites}):
        lines.append(
            f"  [{index}] {_ISOLATE}{' '.join(by_index[index].segment.text.split())}{_END}"
        )
        if text := put_right(by_index[index]):
            lines.append(_wrapped(text, "      ", "      "))
    return lines


def _names(report: Report) -> list[str]:
    """List the names of what is shown: of the cited segments, or of all."""
    shown = (
        {index for point in report.brief.sentences for index in point.cites}
        if report.brief
        else None
    )
    return [
        name_line(use) for use in report.names if shown is None or shown.intersection(use.segments)
    ]


def _aligned(report: Report) -> list[str]:
    lines: list[str] = []
    for translation in report.translations:
        label = f"[{translation.segment.index}] "
        indent = " " * len(label)
        lines.append(f"{label}{_ISOLATE}{' '.join(translation.segment.text.split())}{_END}")
        said = (translation.text, warning(translation), put_right(translation))
        lines += [_wrapped(text, indent, indent) for text in said if text]
        lines.append("")
    return lines[:-1]
