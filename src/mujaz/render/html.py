"""A report as HTML: the pieces that the page of `mujaz serve` shows too, and a whole file of them.

Every piece is a pure function from values to mark-up. Whatever comes from the article or the model
is escaped, and Arabic stands in isolates of its own, so that no character of direction in it can
turn what is around it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from mujaz.render.text import HIDDEN_HEADLINE, facts_line, model_line
from mujaz.values import Finding, Point, Report, Severity, Span, Translation

__all__ = [
    "ENGLISH",
    "arabic",
    "brief_section",
    "cited_segments",
    "cites",
    "left_out_section",
    "names_section",
    "pair",
    "quality_section",
    "reader_section",
    "render_html",
    "report_style",
    "text",
]

#: What the pieces call things; the page of `mujaz serve` has the same keys in Arabic.
ENGLISH: Mapping[str, str] = {
    "names": "Names",
    "names.missing": "not in the English of",
    "reader": "Side by side",
    "segment": "Segment {index}",
    "quality": "How far to trust it",
    "quality.verdict": "",  # empty: the report's own words
    "quality.coverage": "{translated} characters translated, {left_out} left out, {lost} lost",
    "quality.headline": HIDDEN_HEADLINE,
    "quality.strip": "Estimate by segment, 0 to 100; red: flagged by a check",
    "left_out": "Left out of the page",
    "left_out.nothing": "Nothing.",
    "model": "Model",
    "reason.category": "the section that the page belongs to",
    "reason.caption": "the caption of a picture",
    "reason.credit": "who made a picture",
    "reason.widget": "a button or box of the website",
    "reason.share": "buttons for sharing",
    "reason.tags": "tags",
    "reason.read-also": "a link to another story",
    "reason.comments": "readers' comments",
    "reason.byline": "who wrote it",
    "reason.date": "when it was published (shown above)",
    "reason.outlet": "the name of the outlet",
    "reason.dateline": "where and for whom it was written",
    "reason.navigation": "the website's menus",
    "reason.copyright": "the website's rights",
    "reason.duplicate": "a line that stands there twice",
    "reason.separator": "a line that only divides",
    "check.polarity": "“did” and “did not”, more and less, may turn round between the languages",
    "check.direction": "what rises must not fall, and the reverse",
    "check.numbers": "figures of the Arabic and of the English are compared",
    "check.dates": "days, months and years are compared",
    "check.names": "names are compared by the glossary and by sound",
    "check.quotes": "what stands in quotation marks is compared",
    "check.speech": "who denies, confirms or accuses is compared",
    "check.length": "the English is too short or too long for the Arabic",
    "check.sentences": "sentences are counted on both sides",
    "check.repetition": "a small model may repeat itself",
    "check.untranslated": "Arabic is left in the English",
    "check.copied": "the Arabic was given back as it was",
    "check.language": "it does not look like English",
}

_HEIGHT = 60  # of the strip chart, in its own units
_STEP = 10


def report_style() -> str:
    """Return the style sheet of the pieces."""
    return files("mujaz.render").joinpath("report.css").read_text(encoding="utf-8")


def render_html(report: Report) -> str:
    """Return a whole page that needs nothing beside it."""
    title = report.brief.headline.text if report.brief and report.brief.headline else "mujaz"
    parts = (
        brief_section(report),
        f'<p class="soft">{text(facts_line(report))}</p>',
        reader_section(report.translations, cited=cited_segments(report)),
        names_section(report),
        quality_section(report),
        left_out_section(report),
        f'<p class="soft">{text(model_line(report))}</p>',
    )
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html.escape(title)}</title>",
            f"<style>\n{report_style()}",
            "body { margin: 0; background: var(--paper); }",
            "main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem; }",
            "</style>",
            "</head>",
            '<body class="mz">',
            "<main>",
            *parts,
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


def text(content: str, spans: Sequence[Span] = (), lang: str = "en") -> str:
    """Return escaped text in an isolate; `spans` of it are marked."""
    direction = "rtl" if lang == "ar" else "ltr"
    inside, at = [], 0
    for span in _joined(spans, len(content)):
        inside += [
            html.escape(content[at : span.start]),
            f"<mark>{html.escape(span.of(content))}</mark>",
        ]
        at = span.end
    inside.append(html.escape(content[at:]))
    return f'<bdi lang="{lang}" dir="{direction}">{"".join(inside)}</bdi>'


def arabic(content: str, spans: Sequence[Span] = ()) -> str:
    """Return Arabic text in an isolate of its own direction."""
    return text(content, spans, "ar")


def cites(indices: Sequence[int], prefix: str = "") -> str:
    """Return links to segments."""
    return " ".join(
        f'<a class="cite" href="#{prefix}s{index}" data-segment="{prefix}s{index}">{index}</a>'
        for index in indices
    )


def brief_section(report: Report, labels: Mapping[str, str] = ENGLISH) -> str:
    """Return the brief with its citations; empty when the report has none."""
    brief = report.brief
    if brief is None:
        return ""
    by_index = {t.segment.index: t for t in report.translations}

    def warned(point: Point) -> str:
        found = [f for index in point.cites for f in by_index[index].findings]
        return _findings(found, labels)

    lines = ['<section class="brief" lang="en" dir="ltr">']
    if brief.headline:
        lines.append(f"<h2>{_cited(brief.headline)}</h2>{warned(brief.headline)}")
    if brief.lead:
        lines.append(f'<p class="lead">{_cited(brief.lead)}</p>{warned(brief.lead)}')
    if brief.points:
        items = (f"<li>{_cited(point)}{warned(point)}</li>" for point in brief.points)
        lines += ["<ul>", *items, "</ul>"]
    return "\n".join([*lines, "</section>"])


def cited_segments(report: Report) -> frozenset[int]:
    """Return the segments that the brief cites."""
    points = report.brief.sentences if report.brief else ()
    return frozenset(index for point in points for index in point.cites)


def reader_section(
    translations: Sequence[Translation],
    labels: Mapping[str, str] = ENGLISH,
    *,
    cited: frozenset[int] = frozenset(),
) -> str:
    """Return every segment in both languages, with what the checks found."""
    pairs = (pair(t, labels, cited=t.segment.index in cited) for t in translations)
    return _section("reader", labels, *pairs)


def pair(
    translation: Translation,
    labels: Mapping[str, str] = ENGLISH,
    *,
    cited: bool = False,
) -> str:
    """Return one segment in both languages."""
    segment = translation.segment
    source = [span for finding in translation.findings for span in finding.source]
    target = [span for finding in translation.findings for span in finding.target]
    classes = " ".join(("pair", segment.role, *(("cited",) if cited else ())))
    return (
        f'<div class="{classes}" id="s{segment.index}" tabindex="-1" role="group" '
        f'aria-label="{html.escape(labels["segment"].format(index=segment.index))}">'
        f'<span class="no" aria-hidden="true">{segment.index}</span>'
        f'<p class="ar">{arabic(segment.text, source)}</p>'
        f'<div class="en"><p>{text(translation.text, target)}</p>'
        f"{_findings(translation.findings, labels)}{_put_right(translation.findings)}</div></div>"
    )


def names_section(report: Report, labels: Mapping[str, str] = ENGLISH) -> str:
    """Return each known name, its Arabic spellings, where it stands and where it is missing."""
    if not report.names:
        return ""
    rows = (
        f"<tr><th scope='row'>{text(use.english)}</th>"
        f'<td class="ar">{"، ".join(arabic(form) for form in use.arabic)}</td>'
        f"<td>{cites(use.segments)}{_missing(use.missing, labels)}</td></tr>"
        for use in report.names
    )
    return _section("names", labels, "<table><tbody>", *rows, "</tbody></table>")


def quality_section(report: Report, labels: Mapping[str, str] = ENGLISH) -> str:
    """Return the verdict, where the characters went, and the estimate of each segment."""
    quality = report.quality
    verdict = labels["quality.verdict"].format(
        estimate="–" if quality.estimate is None else round(quality.estimate),
        flagged=quality.flagged,
        segments=quality.segments,
    )
    coverage = labels["quality.coverage"].format(
        translated=f"{quality.coverage.translated:,}",
        left_out=f"{quality.coverage.left_out:,}",
        lost=f"{quality.coverage.lost:,}",
    )
    hidden = report.hidden_headline
    headline = "" if hidden is None else labels["quality.headline"].format(index=hidden)
    return _section(
        "quality",
        labels,
        f"<p><strong>{html.escape(verdict or quality.verdict)}</strong></p>",
        *([f"<p>{html.escape(headline)}.</p>"] if headline else []),
        f'<p class="soft">{html.escape(coverage)}</p>',
        _strip(report, labels),
    )


def left_out_section(report: Report, labels: Mapping[str, str] = ENGLISH) -> str:
    """Return what was left out of the page, and why."""
    rows = [
        f"<tr><th scope='row'>{html.escape(labels[f'reason.{part.reason}'])}</th>"
        f'<td class="ar">{arabic(part.span.of(report.article.text))}</td></tr>'
        for part in report.article.left_out
    ]
    if not rows:
        return _section("left_out", labels, f"<p>{html.escape(labels['left_out.nothing'])}</p>")
    return _section("left_out", labels, "<table><tbody>", *rows, "</tbody></table>")


def _section(key: str, labels: Mapping[str, str], *content: str) -> str:
    heading = f"<h3>{html.escape(labels[key])}</h3>"
    return "\n".join((f'<section class="{key}">', heading, *content, "</section>"))


def _joined(spans: Sequence[Span], length: int) -> Iterator[Span]:
    """Give the parts of a text that any span covers, in order, once each."""
    start = end = 0
    for span in sorted(spans):
        if span.start > end:
            if end > start:
                yield Span(start, end)
            start = span.start
        end = max(end, min(span.end, length))
    if end > start:
        yield Span(start, end)


def _cited(point: Point) -> str:
    return f"{text(point.text)} {cites(point.cites)}"


def _findings(findings: Sequence[Finding], labels: Mapping[str, str]) -> str:
    shown = [f for f in findings if f.severity is not Severity.INFO]
    items = (
        f'<li class="{finding.severity}">⚠ {text(finding.message)}'
        f'<span class="why">{html.escape(labels[f"check.{finding.check}"])}</span></li>'
        for finding in shown
    )
    return f'<ul class="findings">{"".join(items)}</ul>' if shown else ""


def _put_right(findings: Sequence[Finding]) -> str:
    items = [f"<li>✎ {text(f.message)}</li>" for f in findings if f.severity is Severity.INFO]
    return f'<ul class="findings right">{"".join(items)}</ul>' if items else ""


def _missing(indices: Sequence[int], labels: Mapping[str, str]) -> str:
    if not indices:
        return ""
    return f" <span>⚠ {html.escape(labels['names.missing'])} {cites(indices)}</span>"


def _strip(report: Report, labels: Mapping[str, str]) -> str:
    """Draw a bar for each segment that leads to it."""
    bars = []
    pairs = zip(report.translations, report.quality.estimates, strict=True)
    for place, (translation, estimate) in enumerate(pairs):
        index = translation.segment.index
        flagged = any(f.severity is not Severity.INFO for f in translation.findings)
        kind = "flagged" if flagged else "passed"
        height = max(1.0, _HEIGHT * estimate / 100)
        name = f"{labels['segment'].format(index=index)}: {estimate:.0f}"
        bars.append(
            f'<a href="#s{index}" data-segment="s{index}" aria-label="{html.escape(name)}">'
            f'<rect class="{kind}" x="{place * _STEP + 1}" '
            f'y="{_HEIGHT - height:.1f}" width="{_STEP - 2}" height="{height:.1f}">'
            f"<title>{html.escape(name)}</title></rect></a>"
        )
    label = html.escape(labels["quality.strip"])
    return (
        f'<svg class="strip" viewBox="0 0 {max(1, len(bars)) * _STEP} {_HEIGHT}" '
        f'preserveAspectRatio="none" role="group" aria-label="{label}">{"".join(bars)}</svg>'
        f'<p class="soft">{label}</p>'
    )
