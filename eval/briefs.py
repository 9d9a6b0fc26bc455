"""Whether the extractive brief states more facts than the first sentences, or any sentences.

    python -m eval.briefs [--split test]

Writes benchmarks/results/briefs.md: fact recall of briefs of the held-out pages, made of the
reference translations (which judges the choice of sentences alone) and of the bundled model's.
All take sentences below the headline while they fit in the same number of words. What is claimed
is the comparison over all limits: an article counts with the mean of its counts at each limit, and
the bootstrap is paired over articles, so that four limits are not four times the articles.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mujaz.catalogue import load_catalogue
from mujaz.loading import Engine
from mujaz.metrics import METRICS, Rows, interval, p_value, resample
from mujaz.scoring import ModelSystem, Run, answer, make_briefs
from mujaz.scoring.tables import markdown_table
from mujaz.summarizers import ExtractiveSummarizer, Summarizer
from mujaz.testsets import Scored, load_set
from mujaz.values import Brief, Point, Role, Translation

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "briefs.md"
LIMITS = (80, 100, 120, 150)
_DRAWS = 100  # random briefs, whose counts are averaged
FACTS = METRICS["facts"]


class LeadSummarizer:
    """Takes the first sentences.

    :param most: how many below the headline; as many as fit where None.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Take the headline, then each sentence that still fits."""
        return take(translations, list(range(len(translations))), words, self._most)


class RandomSummarizer:
    """Takes sentences at random, and shows them in order."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Take the headline, then each sentence that still fits."""
        order = list(range(len(translations)))
        self._random.shuffle(order)
        return take(translations, order, words)


def take(
    translations: Sequence[Translation], order: Sequence[int], words: int, most: int | None = None
) -> Brief:
    """Return a brief of the sentences that fit, tried in an order."""
    headlines = [t for t in translations if t.segment.role is Role.HEADLINE]
    taken: list[int] = []
    left = words - sum(len(t.text.split()) for t in headlines)
    for place in order:
        translation = translations[place]
        length = len(translation.text.split())
        if translation in headlines or length > left or len(taken) == most:
            continue
        taken.append(place)
        left -= length
    points = [Point(t.text, (t.segment.index,)) for t in headlines]
    points += [Point(translations[p].text, (translations[p].segment.index,)) for p in sorted(taken)]
    return Brief(None, None, tuple(points))


def counts(scored: Scored, briefs: Sequence[Brief]) -> Rows:
    """Return the weight of the facts stated, and of all, by article."""
    texts = ["\n".join(point.text for point in brief.sentences) for brief in briefs]
    return FACTS.rows(texts, [page.facts for page in scored.articles], ())


def mean_counts(tables: Sequence[Rows]) -> Rows:
    """Return the mean of counts over draws."""
    found: Rows = np.mean(np.array(tables), axis=0).tolist()
    return found


class Fitted:
    """Gives each article its own number of words: that of another brief of it."""

    def __init__(self, summarizer: Summarizer, briefs: Sequence[Brief]) -> None:
        self._summarizer, self._lengths = summarizer, iter([brief.words for brief in briefs])

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Make a brief as long as the other."""
        return self._summarizer.summarize(translations, words=min(words, next(self._lengths)))


def compared(scored: Scored, run: Run, *limits: int) -> list[list[str]]:
    """Return a row for each other way of choosing, over the mean of some limits in words."""

    def make(summarizer: Summarizer, words: int) -> Sequence[Brief]:
        return make_briefs(scored, run, summarizer=summarizer, words=words)

    return comparison(make, lambda briefs: counts(scored, briefs), ExtractiveSummarizer(), limits)


def comparison(
    make: Callable[[Summarizer, int], Sequence[Brief]],
    count: Callable[[Sequence[Brief]], Rows],
    ours: Summarizer,
    limits: Sequence[int],
) -> list[list[str]]:
    """Return a row for each other way of choosing: its name, both figures, difference and p.

    :param make: briefs of all articles by a summarizer, of at most that many words.
    :param count: the weight of the facts stated, and of all, by article.
    """

    def of(summarizer: Summarizer) -> Rows:
        return mean_counts([count(make(summarizer, words)) for words in limits])

    mine = of(ours)
    three = [make(LeadSummarizer(3), words) for words in limits]
    first_three = mean_counts([count(briefs) for briefs in three])
    as_long = [
        count(make(Fitted(ours, briefs), words))
        for words, briefs in zip(limits, three, strict=True)
    ]
    others = {
        "first sentences that fit": (mine, of(LeadSummarizer())),
        "first three sentences": (mine, first_three),
        "first three, ours no longer": (mean_counts(as_long), first_three),
        "random sentences": (
            mine,
            mean_counts([of(RandomSummarizer(seed)) for seed in range(_DRAWS)]),
        ),
    }
    return [[name, *_difference(*rows)] for name, rows in others.items()]


def _difference(ours: Rows, theirs: Rows) -> list[str]:
    values = [FACTS.value(rows) or 0.0 for rows in (ours, theirs)]
    samples = [resample(rows, FACTS.total) for rows in (ours, theirs)]
    low, high = interval(samples[0] - samples[1])
    difference = values[0] - values[1]
    p = p_value(samples[0], samples[1], difference)
    return [
        f"{values[1]:.1f}",
        f"{values[0]:.1f}",
        f"{difference:+.1f} ({low:+.1f} to {high:+.1f})",
        f"{p:.3f}",
    ]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--split", default="test", choices=("dev", "test"))
    options = parser.parse_args()
    scored = load_set("held-out", split=options.split)
    model = answer(scored, ModelSystem.opened(load_catalogue().get("bundled"), Engine()))
    rows = [["translations", "words", "against", "theirs", "ours", "difference (95 %)", "p"]]
    for name, run in (("reference", referenced(model)), ("bundled model", model)):
        for limits in (LIMITS, *((words,) for words in LIMITS)):
            words = " ".join(map(str, limits))
            rows += [[name, words, *row] for row in compared(scored, run, *limits)]
    text = (
        f"# Fact recall of briefs, {scored.name}\n\nWeighted percent of {len(scored.articles)} "
        f"articles' facts; sha256 of the set {scored.digest[:16]}.\n\n{markdown_table(rows)}"
    )
    print(text)
    if options.split == "test":
        RESULTS.write_text(text, encoding="utf-8")


def referenced(run: Run) -> Run:
    """Return a run whose translations are the references: nothing known against any."""
    answers = tuple(
        replace(
            answer,
            translation=replace(
                answer.translation, text=answer.reference, log_prob=None, findings=()
            ),
        )
        for answer in run.answers
    )
    return replace(run, answers=answers)


if __name__ == "__main__":
    main()
