"""The text of a news page to an `Article`.

The page is read line by line. A line is furniture, a caption, the headline or a paragraph; when in
doubt it is kept, since a sentence too many does less harm than one too few.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mujaz.arabic import fold, fold_text, has_arabic, is_mark
from mujaz.articles import furniture
from mujaz.values import Article, LeftOut, Reason, Span

__all__ = ["parse_page"]

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_ENDS_SENTENCE = re.compile(r"[.؟?!…][\s\"'”»)\]]*$")
_LONGEST_HEADLINE = 32  # words
_LONGEST_LINK = 22  # words
_MOST_LINKS = 6
_FURNITURE_HEAD = (Reason.WIDGET, Reason.READ_ALSO)


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str
    after_blank: bool

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def ends_sentence(self) -> bool:
        return bool(_ENDS_SENTENCE.search("".join(c for c in self.text if not is_mark(c))))


def parse_page(
    text: str,
    *,
    title: str | None = None,
    published: dt.date | None = None,
    outlet: str | None = None,
    url: str | None = None,
) -> Article:
    """Take the text of a page apart.

    :param text: the page; it becomes `Article.text` unchanged.
    :param title: the headline where it is known from elsewhere; used when the text begins with it.
    :param published: the publication date where known; else a date line of the page.
    :param outlet: the outlet's name where known; else as the page states it.
    :returns: the article; every character is in the headline, in a paragraph, in a `left_out` span
        or is white space. An article without a story has no paragraphs.
    """
    lines = list(_joined(list(_lines(text))))
    reasons = _reasons(lines, title)
    left_out: list[LeftOut] = []
    kept: list[_Line] = []
    dateline: Span | None = None
    for line, reason in zip(lines, reasons, strict=True):
        if reason is None:
            kept.append(line)
        else:
            left_out.append(LeftOut(line.span, reason))
            if reason is Reason.DATELINE:
                dateline = dateline or line.span
            if reason in (Reason.DATE, Reason.DATELINE):
                published = published or furniture.parse_date(line.text)
            if reason in (Reason.OUTLET, Reason.DATELINE, Reason.COPYRIGHT):
                outlet = outlet or furniture.outlet_of(line.text)

    headline: Span | None = None
    if len(kept) > 1 and _is_headline(kept[0]):
        headline = kept.pop(0).span
        cut = furniture.outlet_suffix(fold_text(headline.of(text)))
        if cut is not None and cut > 0:
            headline, suffix = _cut_folded(text, headline, cut)
            left_out.append(LeftOut(suffix, Reason.OUTLET))
            outlet = outlet or furniture.outlet_of(suffix.of(text))

    paragraphs = [line.span for line in kept]
    if paragraphs and dateline is None:
        folded = fold(paragraphs[0].of(text))
        end = furniture.dateline_end(folded.text)
        if 0 < end < len(folded.text):
            head, body = _cut_folded(text, paragraphs[0], end)
            dateline, paragraphs[0] = head, body
            left_out.append(LeftOut(head, Reason.DATELINE))
            outlet = outlet or furniture.outlet_of(head.of(text))
            published = published or furniture.parse_date(head.of(text))

    left_out.sort(key=lambda part: part.span)
    first = {reason: part.span for part in reversed(left_out) for reason in (part.reason,)}
    return Article(
        text=text,
        headline=headline,
        paragraphs=tuple(paragraphs),
        left_out=tuple(left_out),
        category=first.get(Reason.CATEGORY),
        captions=tuple(part.span for part in left_out if part.reason is Reason.CAPTION),
        dateline=dateline,
        published=published,
        outlet=outlet,
        url=url,
    )


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _cut_folded(text: str, span: Span, at: int) -> tuple[Span, Span]:
    """Cut a span in two at a position of its folded text; white space goes to neither."""
    folded = fold(span.of(text))
    middle = span.start + folded.starts[at]
    return _trimmed(text, span.start, middle), _trimmed(text, middle, span.end)


def _lines(text: str) -> Iterator[_Line]:
    previous_end = 0
    for match in _LINE.finditer(text):
        span = _trimmed(text, match.start(), match.end())
        if span.start == span.end:
            continue
        gap = text[previous_end : span.start].replace("\r\n", "\n")
        breaks = sum(char in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" for char in gap)
        yield _Line(span, span.of(text), after_blank=breaks > 1 or not previous_end)
        previous_end = span.end


def _joined(lines: list[_Line]) -> Iterator[_Line]:
    """Put the lines of hard-wrapped paragraphs together again."""
    block: list[_Line] = []
    for line in [*lines, None]:
        if line is None or line.after_blank:
            if _is_wrapped(block):
                start, end = block[0].span.start, block[-1].span.end
                text = "\n".join(part.text for part in block)
                yield _Line(Span(start, end), text, after_blank=True)
            else:
                yield from block
            block = []
        if line is not None:
            block.append(line)


def _is_wrapped(block: list[_Line]) -> bool:
    if len(block) < 3 or any(furniture.classify(line.text) for line in block):
        return False
    full, widest = block[:-1], max(len(line.text) for line in block)
    inside = sum(not line.ends_sentence for line in full)
    return (
        30 <= widest <= 120
        and all(len(line.text) >= widest * 0.7 for line in full)
        and inside >= len(full) * 0.7
        and block[-1].ends_sentence
    )


def _reasons(lines: list[_Line], title: str | None) -> list[Reason | None]:
    reasons: list[Reason | None] = [furniture.classify(line.text) for line in lines]
    for index, line in enumerate(lines):
        if reasons[index] is None and furniture.caption_credit(line.text):
            first = all(reason is not None for reason in reasons[:index])
            if not (first and furniture.outlet_suffix(fold_text(line.text))):
                reasons[index] = Reason.CAPTION
    _mark_category(lines, reasons)
    _mark_lists(lines, reasons)
    _mark_doubles(lines, reasons, title)
    return reasons


def _story(reasons: list[Reason | None]) -> list[int]:
    return [index for index, reason in enumerate(reasons) if reason is None]


def _mark_category(lines: list[_Line], reasons: list[Reason | None]) -> None:
    """Leave out section names above the headline, and anywhere before the first real sentence."""
    for index in _story(reasons):
        line = lines[index]
        if line.ends_sentence or line.words > 8:
            break
        if furniture.is_section(line.text) and len(_story(reasons)) > 1:
            reasons[index] = Reason.CATEGORY


def _mark_lists(lines: list[_Line], reasons: list[Reason | None]) -> None:
    """Leave out titles of other stories below a bare "read also", and tags below a bare "tags"."""
    for index, reason in enumerate(reasons):
        line = lines[index]
        related = reason in _FURNITURE_HEAD and furniture.opens_link_list(line.text)
        tags = reason is Reason.TAGS and furniture.opens_tag_list(line.text)
        if not (related or tags):
            continue
        longest = _LONGEST_LINK if related else 4
        titles: list[int] = []
        for follower in range(index + 1, min(index + 1 + _MOST_LINKS, len(lines))):
            title = lines[follower]
            if reasons[follower] or title.ends_sentence or title.words > longest:
                break
            titles.append(follower)
        # Never swallow the headline: a widget above the story is followed by it.
        if any(reasons[before] is None for before in range(index)):
            for follower in titles:
                reasons[follower] = Reason.READ_ALSO if related else Reason.TAGS


def _mark_doubles(lines: list[_Line], reasons: list[Reason | None], title: str | None) -> None:
    """Leave out the headline said again, and captions that a page holds twice."""
    story = _story(reasons)
    if not story:
        return
    keys = [" ".join(re.findall(r"\w+", fold_text(line.text))) for line in lines]
    headline = keys[story[0]]
    first_sentence = next((i for i in story[1:] if lines[i].ends_sentence), len(lines))
    title_key = " ".join(re.findall(r"\w+", fold_text(title))) if title else None
    for index, following in pairwise([*story[1:], len(lines)]):
        if keys[index] and keys[index] in (headline, title_key) and reasons[index] is None:
            reasons[index] = Reason.DUPLICATE
        elif (
            following == index + 1 < len(lines)
            and keys[index] == keys[following]
            and keys[index]
            and reasons[index] is None
        ):
            caption = index < first_sentence
            reasons[following] = Reason.CAPTION if caption else Reason.DUPLICATE
            if caption:
                reasons[index] = Reason.CAPTION


def _is_headline(line: _Line) -> bool:
    text = "".join(char for char in line.text if not is_mark(char)).rstrip("\"'”» ")
    return (
        has_arabic(line.text)
        and line.words <= _LONGEST_HEADLINE
        and not (text.endswith((".", "،", "؛", ":")) and not text.endswith(("...", "..")))
    )
