"""The values that travel between the steps.

They hold content only: no paths, caches or model handles. All are frozen, and every position is a
code point of `Article.text`, which is the text exactly as it was given.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "Alternative",
    "Article",
    "Brief",
    "Coverage",
    "Finding",
    "LeftOut",
    "ModelCard",
    "Name",
    "NameUse",
    "Point",
    "Quality",
    "Reason",
    "Report",
    "Role",
    "Score",
    "Segment",
    "Severity",
    "Span",
    "Translation",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of `Article.text`: `text[span.start:span.end]` gives its characters.

    :raises ValueError: when the ends are negative or in the wrong order.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: start {self.start}, end {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def meets(self, other: Span) -> bool:
        """Tell whether two spans share a character."""
        return self.start < other.end and other.start < self.end


class Reason(enum.StrEnum):
    """Why a part of a page is not translated."""

    CATEGORY = "category"
    CAPTION = "caption"
    CREDIT = "credit"
    WIDGET = "widget"
    SHARE = "share"
    TAGS = "tags"
    READ_ALSO = "read-also"
    COMMENTS = "comments"
    BYLINE = "byline"
    DATE = "date"
    OUTLET = "outlet"
    DATELINE = "dateline"
    NAVIGATION = "navigation"
    COPYRIGHT = "copyright"
    DUPLICATE = "duplicate"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the page that is not translated, and why."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class Article:
    """A news page taken apart; every character of `text` is accounted for.

    A character belongs to the headline, to a paragraph, to a `left_out` span, or is white space
    between them. `category`, `captions`, `dateline` and the spans behind `published` and `outlet`
    are `left_out` spans that are also worth showing.
    """

    text: str
    headline: Span | None
    paragraphs: tuple[Span, ...]
    left_out: tuple[LeftOut, ...] = ()
    category: Span | None = None
    captions: tuple[Span, ...] = ()
    dateline: Span | None = None
    published: dt.date | None = None
    outlet: str | None = None
    url: str | None = None


class Role(enum.StrEnum):
    """What a segment is in its article."""

    HEADLINE = "headline"
    BODY = "body"
    QUOTE = "quote"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of the article: what is translated, checked and cited.

    `index` is its number in citations (the headline, where there is one, is 0); `paragraph` is the
    position of its paragraph in `Article.paragraphs`, or None for the headline.
    """

    index: int
    span: Span
    text: str
    role: Role = Role.BODY
    paragraph: int | None = None


class Severity(enum.StrEnum):
    """How much a finding matters: an error changes what the reader is told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say about one translated segment.

    `source` spans count from the start of the segment's text, `target` spans from the start of the
    translation.
    """

    check: str
    severity: Severity
    message: str
    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the glossary that stands in a segment, and its one English form.

    `entry` is the full English name where `english` is a short form ("Kim" of "Kim Jong Un").
    `span` counts from the start of the segment's text; `injected` tells whether the English was
    written into the source before decoding, since the model did not know the name; `found` whether
    the translation has it in an accepted form.
    """

    span: Span
    english: str
    entry: str
    injected: bool = False
    found: bool = True


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name throughout an article: its one English form, every Arabic spelling that was met.

    `segments` are the indices of the segments that hold it, `missing` those of them whose
    translation has it in no accepted form.
    """

    english: str
    arabic: tuple[str, ...]
    segments: tuple[int, ...]
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A hypothesis that was not chosen, with its log-probability per token (natural log)."""

    text: str
    log_prob: float


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of one segment, the model that made it, and how sure it is.

    `log_prob` is the mean natural log-probability of its tokens, None where the engine gives none;
    `retries` counts further decodings after the first; `way` names the one that this text comes
    from (see `mujaz.translating.ROUNDS`), empty for the first; `parts` is how many pieces the
    segment was divided into for decoding.
    """

    segment: Segment
    text: str
    model: str
    log_prob: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    findings: tuple[Finding, ...] = ()
    names: tuple[Name, ...] = ()
    retries: int = 0
    parts: int = 1
    way: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of a brief and the indices of the segments that it is taken from."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A short English account of an article in which every sentence is cited.

    `headline` is None when the page has none, `lead` is None when it has nothing but a headline.
    """

    headline: Point | None
    lead: Point | None
    points: tuple[Point, ...] = ()

    @property
    def sentences(self) -> tuple[Point, ...]:
        """All of it in reading order."""
        return tuple(point for point in (self.headline, self.lead, *self.points) if point)

    @property
    def words(self) -> int:
        """The number of white-space separated words in all sentences."""
        return sum(len(point.text.split()) for point in self.sentences)

    def __str__(self) -> str:
        return "\n".join(
            f"{point.text} {''.join(f'[{index}]' for index in point.cites)}"
            for point in self.sentences
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where the characters of the page went; white space between parts is not counted.

    `lost` is 0 unless mujaz has a bug.
    """

    translated: int
    left_out: int
    lost: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known about a translation without a reference.

    `log_prob` and `estimate` are means over segments, weighted by their length in characters;
    `estimates` are the segments' own, in their order: 0 to 100, the chrF++ to be expected.
    """

    coverage: Coverage
    segments: int
    flagged: int
    log_prob: float | None
    estimate: float | None
    estimates: tuple[float, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a reader should know about the model behind a text."""

    name: str
    engine: str
    revision: str
    licence: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that mujaz has to say about one article.

    `brief` is None when only a translation was asked for; `timings` are seconds by step.
    """

    article: Article
    translations: tuple[Translation, ...]
    brief: Brief | None
    quality: Quality
    model: ModelCard
    names: tuple[NameUse, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def hidden_headline(self) -> int | None:
        """The headline's index where the brief does not show it, as its English is doubtful."""
        headlines = [t.segment.index for t in self.translations if t.segment.role is Role.HEADLINE]
        hidden = self.brief is not None and self.brief.headline is None and headlines
        return headlines[0] if hidden else None


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with what is needed to trust it.

    `low` and `high` are its 95 % bootstrap interval, `n` the segments or articles it is computed
    over, `signature` what to repeat to get it again. A figure that could not be had is None, never
    0, and `reason` says why.
    """

    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    signature: str = ""
    reason: str = ""
