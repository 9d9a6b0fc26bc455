"""Figures of systems on a set, with paired tests between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mujaz.errors import InputError
from mujaz.metrics import Rows, p_value, resample
from mujaz.metrics.findings import known_names
from mujaz.scoring.answers import Run
from mujaz.scoring.columns import COLUMNS, Seen, by_article
from mujaz.scoring.systems import Progress, System, answer
from mujaz.summarizers import SUMMARIZERS, Summarizer
from mujaz.testsets import Scored
from mujaz.values import Brief, Score

__all__ = [
    "WORDS",
    "Difference",
    "Evaluation",
    "Result",
    "compare",
    "evaluate",
    "figures",
    "make_briefs",
]

WORDS = 120  # of a brief


@dataclass(frozen=True, slots=True)
class Difference:
    """How a system's figure differs from the first system's, and how likely that is by chance."""

    metric: str
    baseline: str
    value: float
    p: float


@dataclass(frozen=True, slots=True)
class Result:
    """A system's answers and figures; `rows` are the counts behind them, by segment or article."""

    run: Run
    seen: Seen
    scores: tuple[Score, ...]
    rows: Mapping[str, Rows]
    differences: tuple[Difference, ...] = ()

    @property
    def name(self) -> str:
        """The system's name."""
        return self.run.name

    def score(self, column: str) -> Score:
        """Return the figure of a column."""
        return next(score for score in self.scores if score.metric == column)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Systems on one set; the first is the one that the others are compared with."""

    set: Scored
    results: tuple[Result, ...]


def make_briefs(
    scored: Scored, run: Run, *, summarizer: Summarizer | None = None, words: int = WORDS
) -> tuple[Brief, ...]:
    """Brief each article from a system's translation of its listed segments."""
    summarizer = summarizer or SUMMARIZERS["extractive"]()
    # Names by the same rule for all: they count in the brief, and a file brings none.
    translations = [
        replace(t, names=known_names(t.segment.text, t.text))
        for t in (answer.translation for answer in run.answers)
    ]
    return tuple(
        summarizer.summarize(group, words=words) for group in by_article(scored, translations)
    )


def figures(
    scored: Scored,
    run: Run,
    *,
    columns: Collection[str] | None = None,
    briefs: tuple[Brief, ...] | None = None,
) -> Result:
    """Compute a system's figures.

    :param columns: names of `COLUMNS`; all that the set allows where None.
    :param briefs: one an article; those of `make_briefs` where None.
    :raises MissingExtraError: when the packages of the extra `eval` are not installed.
    """
    texts = tuple(answer.translation.text for answer in run.answers)
    seen = Seen(
        scored,
        texts,
        tuple(map("\n".join, by_article(scored, texts))),
        make_briefs(scored, run) if briefs is None else briefs,
    )
    scores: list[Score] = []
    rows: dict[str, Rows] = {}
    for column in COLUMNS:
        if (columns is not None and column.name not in columns) or (
            column.unit == "article" and not scored.articles
        ):
            continue
        score, counts = column.metric.score(*column.view(seen))
        scores.append(replace(score, metric=column.name))
        rows[column.name] = counts
    return Result(run, seen, tuple(scores), rows)


def evaluate(
    scored: Scored,
    systems: Sequence[System],
    *,
    out: Path | None = None,
    columns: Collection[str] | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Evaluation:
    """Score systems on a set; parameters as for `answer` and `figures`.

    :raises InputError: when two systems have the same name, or a run cannot go on.
    """
    names = [system.name for system in systems]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise InputError(f"two systems are called {double!r}", hint="name them NAME=FILE")
    results: list[Result] = []
    for system in systems:
        run = answer(scored, system, out=out, progress=progress, tell=tell)
        result = figures(scored, run, columns=columns)
        if results:
            result = replace(result, differences=compare(result, results[0]))
        results.append(result)
    return Evaluation(scored, tuple(results))


def compare(ours: Result, baseline: Result) -> tuple[Difference, ...]:
    """Test each figure of a system against another's on the same set, paired by unit."""
    metrics = {column.name: column.metric for column in COLUMNS}
    differences = []
    for score in ours.scores:
        theirs = baseline.score(score.metric).value
        if score.value is None or theirs is None:
            continue
        total = metrics[score.metric].total
        value = score.value - theirs
        p = p_value(
            resample(ours.rows[score.metric], total),
            resample(baseline.rows[score.metric], total),
            value,
        )
        differences.append(Difference(score.metric, baseline.name, value, p))
    return tuple(differences)
