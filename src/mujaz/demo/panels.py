"""What the page shows, as mark-up: pure functions of a run and of the visitor's language."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping, Sequence

from mujaz import Report, Translation
from mujaz.demo.desk import Progress
from mujaz.demo.texts import TEXTS
from mujaz.render import render_file
from mujaz.render.html import (
    arabic,
    brief_section,
    cited_segments,
    cites,
    left_out_section,
    names_section,
    quality_section,
    reader_section,
)
from mujaz.render.html import text as isolated
from mujaz.scoring.comparing import Mark, marked

__all__ = ["masthead", "result_panel", "status_panel"]

Texts = Mapping[str, str]

_TAKEN = {
    "md": "text/markdown;charset=utf-8",
    "html": "text/html;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "tmx": "application/xml",
}
_QUOTED = re.compile(r"[\"“]([^\"“”]{8,})[\"”]")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATED = re.compile(
    rf"\b(?:(?:\d{{1,2}} {_MONTH}|{_MONTH}(?: \d{{1,2}}\b)?)(?:,? (?:of )?\d{{4}})?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d{2})\b"
)


def masthead(language: str) -> str:
    """Return the head of the page, which names its language to the script."""
    texts = TEXTS[language]
    dark = html.escape(texts["dark"])
    return (
        f'<header class="mz masthead" data-language="{language}">'
        f'<a class="skip" href="#result">{_said(texts, "skip")}</a>'
        f'<h1><span lang="en">Mujaz</span> <span lang="ar">موجز</span></h1>'
        f"<p>{_said(texts, 'tagline')}</p>"
        f'<button type="button" data-dark aria-label="{dark}" title="{dark}">◐</button></header>'
    )


def status_panel(state: Progress | None, texts: Texts) -> str:
    """Return how far a run is, or what went wrong, as one sentence."""
    if state is None:
        return f'<p class="mz step" role="status">{_said(texts, "ready")}</p>'
    if state.step == "error":
        said = f"<strong>{_said(texts, 'error')}</strong>{isolated(state.error)}"
        return f'<p class="mz problem" role="alert">{said}</p>'
    said = html.escape(
        texts[f"state.{state.step}"].format(
            model=state.model, done=state.done, total=state.total, seconds=state.seconds
        )
    )
    running = state.step in ("translating", "comparing", "again")
    bar = f'<progress max="{max(1, state.total)}" value="{state.done}" aria-label="{said}">'
    return f'<p class="mz step" role="status">{said}{f"{bar}</progress>" if running else ""}</p>'


def result_panel(state: Progress | None, texts: Texts) -> str:
    """Return what a run has given so far."""
    if state is None:
        return ""
    report = state.report
    if report is None:
        if not state.translations:
            return ""
        return f'<div class="mz result">{reader_section(state.translations, texts)}</div>'
    main = (
        f'<div class="as-{state.settings.style}">{brief_section(report, texts)}</div>',
        _copy_button(report, state.settings.style, texts),
        reader_section(report.translations, texts, cited=cited_segments(report)),
        _compared(report, state.other, texts) if state.other else "",
    )
    aside = (
        quality_section(report, texts),
        _wrong(report, texts),
        _taken(report, texts) if state.step == "done" else "",
        _list("quotes", _quotes(report.translations), texts),
        _list("dates", _dates(report, texts), texts),
        names_section(report, texts),
        left_out_section(report, texts),
        _about(state, report, texts),
    )
    return (
        f'<div class="mz result full"><div class="main">{"".join(main)}</div>'
        f"<aside>{''.join(aside)}</aside></div>"
    )


def _said(texts: Texts, key: str) -> str:
    return html.escape(texts[key])


def _section(key: str, content: str, texts: Texts) -> str:
    return f'<section class="{key}"><h3>{_said(texts, key)}</h3>{content}</section>'


def _list(key: str, items: Iterator[str], texts: Texts) -> str:
    shown = "".join(f"<li>{item}</li>" for item in items)
    return _section(key, f"<ul>{shown}</ul>", texts) if shown else ""


def _copy_button(report: Report, style: str, texts: Texts) -> str:
    brief = str(report.brief)
    text = html.escape(" ".join(brief.splitlines()) if style == "prose" else brief)
    return (
        f'<p><button type="button" class="copy" data-copy="{text}" '
        f'data-copied="{_said(texts, "copied")}">{_said(texts, "copy")}</button></p>'
    )


def _taken(report: Report, texts: Texts) -> str:
    """Return links that hold the files themselves, so that the server keeps none."""
    links = []
    for kind, media in _TAKEN.items():
        data = base64.b64encode(render_file(report, kind)).decode("ascii")
        links.append(
            f'<a class="file" download="mujaz.{kind}" href="data:{media};base64,{data}">'
            f"{_said(texts, f'take.{kind}')}</a>"
        )
    hint = f'<p class="soft">{_said(texts, "take.hint")}</p>'
    return _section("take", f"<p>{' '.join(links)}</p>{hint}", texts)


def _quotes(translations: Sequence[Translation]) -> Iterator[str]:
    for translation in translations:
        for match in _QUOTED.finditer(translation.text):
            quoted = isolated(f"“{match.group(1)}”")
            yield f"{quoted} {cites((translation.segment.index,))}"


def _dates(report: Report, texts: Texts) -> Iterator[str]:
    if report.article.published:
        published = report.article.published.isoformat()
        yield f"{isolated(published)} ({_said(texts, 'dates.published')})"
    found: dict[str, list[int]] = {}
    for translation in report.translations:
        for match in _DATED.finditer(translation.text):
            places = found.setdefault(match.group(), [])
            if translation.segment.index not in places:
                places.append(translation.segment.index)
    for date, places in found.items():
        yield f"{isolated(date)} {cites(places)}"


def _wrong(report: Report, texts: Texts) -> str:
    lines = (isolated(report.model.note), _said(texts, "wrong.1"), _said(texts, "wrong.2"))
    shown = "".join(f"<p>{line}</p>" for line in lines if line)
    return _section("wrong", shown, texts)


def _about(state: Progress, report: Report, texts: Texts) -> str:
    settings, model = state.settings, report.model
    seconds = ", ".join(f"{step} {taken:.1f}" for step, taken in report.timings.items())
    rows = {
        "model": model.name,
        "about.revision": model.revision,
        "about.licence": model.licence,
        "about.engine": model.engine,
        "about.beam": str(settings.beam) if settings.beam else texts["about.own"],
        "about.words": str(settings.words),
        "about.glossary": str(sum(any(row) for row in settings.names)),
        "about.seconds": seconds,
    }
    shown = "".join(
        f"<dt>{_said(texts, key)}</dt><dd>{isolated(value)}</dd>" for key, value in rows.items()
    )
    return _section("about", f"<dl>{shown}</dl>", texts)


def _compared(one: Report, other: Report, texts: Texts) -> str:
    """Return both models' English side by side, what differs marked."""
    pairs = list(zip(one.translations, other.translations, strict=True))
    differing = [(ours, theirs) for ours, theirs in pairs if ours.text != theirs.text]
    title = texts["compare.title"].format(
        one=one.model.name, other=other.model.name, differing=len(differing), segments=len(pairs)
    )
    rows = []
    for ours, theirs in differing:
        parts = marked(ours.text, theirs.text)
        rows.append(
            f"<tr><td>{cites((ours.segment.index,))}</td>"
            f'<td class="ar">{arabic(ours.segment.text)}</td>'
            f"<td>{_side(parts, Mark.GONE, 'del')}</td>"
            f"<td>{_side(parts, Mark.NEW, 'ins')}</td></tr>"
        )
    head = (
        "<thead><tr><td></td><td></td>"
        f"<th scope='col'>{isolated(one.model.name)}</th>"
        f"<th scope='col'>{isolated(other.model.name)}</th></tr></thead>"
    )
    table = f"<table class='compare'>{head}<tbody>{''.join(rows)}</tbody></table>" if rows else ""
    return f'<section class="compared"><h3>{html.escape(title)}</h3>{table}</section>'


def _side(parts: Sequence[tuple[Mark, str]], mine: Mark, tag: str) -> str:
    shown = [
        f"<{tag}>{html.escape(text)}</{tag}>" if mark is mine else html.escape(text)
        for mark, text in parts
        if mark in (Mark.SAME, mine)
    ]
    return f'<bdi lang="en" dir="ltr">{" ".join(shown)}</bdi>'
