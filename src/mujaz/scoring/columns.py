"""The figures of the table: a metric each, and what of an evaluation it looks at.

The brief that is judged is made of the system's translation of the listed segments, so that
systems differ by nothing else. How a page is taken apart is judged by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from mujaz.articles import read_article
from mujaz.metrics import METRICS, Metric
from mujaz.segments import segment_article, without_bullet
from mujaz.testsets import Scored
from mujaz.values import Brief

__all__ = ["COLUMNS", "Column", "Seen", "by_article"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen:
    """What metrics look at."""

    set: Scored
    hypotheses: tuple[str, ...]
    texts: tuple[str, ...]  # the translation of each article
    briefs: tuple[Brief, ...]

    @property
    def brief_texts(self) -> list[str]:
        """The briefs, a sentence on a line."""
        return ["\n".join(sentences) for sentences in self.sentences]

    @property
    def reference_briefs(self) -> list[str]:
        """The reference briefs without their blank line."""
        return ["\n".join(filter(None, page.brief.split("\n"))) for page in self.set.articles]

    @property
    def sentences(self) -> list[list[str]]:
        """The sentences of each brief."""
        return [[point.text for point in brief.sentences] for brief in self.briefs]

    @property
    def cited(self) -> list[list[str]]:
        """The Arabic behind each sentence of each brief."""
        return [
            [" ".join(page.segments[index].source for index in p.cites) for p in brief.sentences]
            for page, brief in zip(self.set.articles, self.briefs, strict=True)
        ]


def by_article(scored: Scored, values: Sequence[T]) -> list[Sequence[T]]:
    """Return values by segment in a group for each article."""
    groups: list[Sequence[T]] = []
    start = 0
    for page in scored.articles:
        groups.append(values[start : start + len(page.segments)])
        start += len(page.segments)
    return groups


View = Callable[[Seen], tuple[Sequence[Any], Sequence[Any], Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of the table: a metric, and what of an evaluation it looks at."""

    name: str
    title: str
    metric: Metric
    unit: Literal["segment", "article"]
    view: View


def _segment_column(name: str) -> Column:
    def view(seen: Seen) -> tuple[Sequence[Any], Sequence[Any], Sequence[str]]:
        return seen.hypotheses, seen.set.references, seen.set.sources

    return Column(name, METRICS[name].title, METRICS[name], "segment", view)


def _article_column(
    name: str,
    of: str,
    ours: Callable[[Seen], Sequence[Any]],
    theirs: Callable[[Seen], Sequence[Any]],
) -> Column:
    metric = METRICS[name]
    return Column(
        f"{name}-{of}",
        f"{metric.title}, {of}",
        metric,
        "article",
        lambda seen: (ours(seen), theirs(seen), ()),
    )


def _facts(seen: Seen) -> Sequence[Any]:
    return [page.facts for page in seen.set.articles]


def _forbidden(seen: Seen) -> Sequence[Any]:
    return [page.forbidden for page in seen.set.articles]


def _texts(seen: Seen) -> Sequence[str]:
    return seen.texts


def _briefs(seen: Seen) -> Sequence[str]:
    return seen.brief_texts


def _reference_briefs(seen: Seen) -> Sequence[str]:
    return seen.reference_briefs


@cache
def _found(page: Path) -> tuple[str, ...]:
    """Take a page apart; a list's bullet and white space do not count."""
    return tuple(
        without_bullet(" ".join(segment.text.split()))
        for segment in segment_article(read_article(page))
    )


#: The figures, in the order of the table.
COLUMNS = (
    *map(_segment_column, ("bleu", "chrf", "ter", "spbleu", "comet", "comet-qe")),
    *map(_segment_column, ("errors", "names")),
    _article_column("facts", "translation", _texts, _facts),
    _article_column("forbidden", "translation", _texts, _forbidden),
    _article_column("facts", "brief", _briefs, _facts),
    _article_column("forbidden", "brief", _briefs, _forbidden),
    *(
        _article_column(name, "brief", _briefs, _reference_briefs)
        for name in ("rouge1", "rouge2", "rougelsum", "lase")
    ),
    _article_column(
        "faithfulness",
        "brief",
        lambda seen: seen.sentences,
        lambda seen: seen.cited,
    ),
    _article_column(
        "citations",
        "brief",
        lambda seen: [brief.sentences for brief in seen.briefs],
        lambda seen: [
            {index: pair.reference for index, pair in enumerate(page.segments)}
            for page in seen.set.articles
        ],
    ),
    _article_column(
        "compression",
        "brief",
        _briefs,
        lambda seen: [page.translation for page in seen.set.articles],
    ),
    _article_column(
        "segmentation",
        "page",
        lambda seen: [_found(page) if page else () for page in seen.set.pages],
        lambda seen: [
            [without_bullet(pair.source) for pair in page.segments] for page in seen.set.articles
        ],
    ),
)
