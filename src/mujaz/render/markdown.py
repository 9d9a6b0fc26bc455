"""A report as Markdown: citations link to the Arabic segments below."""

from __future__ import annotations

import html
import re

from mujaz.render.text import about_lines, model_line, put_right, warning
from mujaz.values import Point, Report, Translation

__all__ = ["render_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])|^([-+]|\d+(?=[.)]))")


def render_markdown(report: Report) -> str:
    """Return the brief, or every segment when there is none; Arabic stands in RTL blocks."""
    by_index = {t.segment.index: t for t in report.translations}
    lines: list[str] = []
    if brief := report.brief:
        if brief.headline:
            lines += [f"# {_cited(brief.headline)}", "", *_warnings(brief.headline, by_index)]
        if brief.lead:
            lines += [f"**{_escaped(brief.lead.text)}** {_links(brief.lead)}", ""]
            lines += _warnings(brief.lead, by_index)
        for point in brief.points:
            lines += [f"- {_cited(point)}"]
            lines += [f"  {line}" for line in _warnings(point, by_index) if line]
        lines += ["", "## Segments", ""]
    for translation in report.translations:
        lines += _segment(translation)
    lines += ["---", ""]
    for line in about_lines(report):
        lines += [_escaped(line), ""]
    lines.append(_escaped(model_line(report)))
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda m: "\\" + m.group(), text.replace("\n", " ").replace("\r", " "))


def _links(point: Point) -> str:
    return " ".join(f"[\\[{index}\\]](#s{index})" for index in point.cites)


def _cited(point: Point) -> str:
    return f"{_escaped(point.text)} {_links(point)}"


def _warnings(point: Point, by_index: dict[int, Translation]) -> list[str]:
    texts = [warning(by_index[index]) for index in point.cites]
    return [line for text in texts if text for line in (f"> {_escaped(text)}", "")]


def _segment(translation: Translation) -> list[str]:
    index = translation.segment.index
    arabic = html.escape(" ".join(translation.segment.text.split()))
    lines = [
        f'<p id="s{index}" dir="rtl" lang="ar">{arabic}</p>',
        "",
        f"\\[{index}\\] {_escaped(translation.text)}",
        "",
    ]
    for text in filter(None, (warning(translation), put_right(translation))):
        lines += [f"> {_escaped(text)}", ""]
    return lines
