"""What a segment is worth in a brief: fits the summarizer's weights, and measures choosing by them.

    python -m eval.salience [--shared DIR]

The labels (eval/labels) say which segments of 240 news articles state which facts; the articles and
their English lie in the training data, so this needs ../shared. Writes
benchmarks/results/salience.md: briefs of English that is known to be good, so that only the choice
is judged, every article chosen from with weights that were fitted without it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.briefs import LIMITS, comparison
from mujaz.errors import MujazError
from mujaz.metrics import Rows
from mujaz.scoring.tables import markdown_table
from mujaz.summarizers import ExtractiveSummarizer, Summarizer
from mujaz.summarizers.salience import WEIGHTS, Sources
from mujaz.values import Brief, Role, Segment, Span, Translation
from training.corpus import ARABIC_ALONE, ARABIC_NEWS, read_lines, read_pairs

LABELS = Path(__file__).parent / "labels"
SHARED = Path(__file__).parent.parent.parent / "shared"
RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "salience.md"
_FOLDS = 8
_RIDGE = 30.0
_ALL = 20.0  # weights are in twentieths of an article's facts
_CONSTANT = "any"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact's weight (3 must, 2 should, 1 may be in a brief), and each place that states it."""

    weight: int
    headline: bool
    segments: frozenset[int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article below our headline, in Arabic and English, and its facts."""

    name: str
    headline: tuple[str, str]
    segments: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]

    def stated(self, brief: Brief) -> list[float]:
        """Return the weight of the facts that a brief states, and of all."""
        places = {cite - 1 for point in brief.sentences for cite in point.cites}
        found = sum(f.weight for f in self.facts if f.headline or places & f.segments)
        return [float(found), float(sum(fact.weight for fact in self.facts))]

    def translations(self) -> list[Translation]:
        """Return the headline and the segments with their English."""
        return [
            Translation(
                Segment(i, Span(0, len(arabic)), arabic, Role.BODY if i else Role.HEADLINE),
                english,
                "reference",
            )
            for i, (arabic, english) in enumerate((self.headline, *self.segments))
        ]

    def worth(self) -> Floats:
        """Return what each segment adds to the headline, in twentieths of all facts."""
        worth = np.zeros(len(self.segments))
        for fact in self.facts:
            if not fact.headline:
                worth[sorted(fact.segments)] += fact.weight
        return worth * _ALL / sum(fact.weight for fact in self.facts)

    def features(self) -> Floats:
        """Return a row of features for each segment, in the order of `WEIGHTS`."""
        sources = Sources([arabic for arabic, _ in self.segments], self.headline[0])
        rows = sources.features([len(english.split()) for _, english in self.segments])
        return np.array([[row[name] for name in WEIGHTS] for row in rows])


def load(labels: Path, training: Path) -> list[Labelled]:
    """Read labels and, from the training data, the articles they are of.

    :raises MujazError: when the training data or an article of it is not there, or an article is
        another one than was labelled.
    """
    english = {p.source: p.english for p in read_pairs(training / f"{ARABIC_NEWS}.tsv.xz")}
    articles: dict[str, list[str]] = {}
    for _, name, text in read_lines(training / f"{ARABIC_ALONE}.tsv.xz"):
        articles.setdefault(name, []).append(text)
    found = []
    for number, line in enumerate(labels.read_text("utf-8").splitlines(), start=1):
        label = json.loads(line)
        arabic = articles.get(label["article"], [])
        if hashlib.sha256("\n".join(arabic).encode()).hexdigest()[:16] != label["digest"]:
            raise MujazError(
                f"{labels}, line {number}: {training} does not hold article "
                f"{label['article']!r} as it was labelled",
                hint="use the training data that the labels were made for",
            )
        facts = tuple(
            Fact(fact["weight"], fact["headline"], frozenset(fact["segments"]))
            for fact in label["facts"]
        )
        segments = tuple((text, english[text]) for text in arabic)
        headline = (label["headline"], label["headline_en"])
        found.append(Labelled(label["article"], headline, segments, facts))
    return found


def fit(articles: Sequence[Labelled]) -> dict[str, float]:
    """Return the weights after ridge regression on standardised features."""
    return _ridge([(article.features(), article.worth()) for article in articles])


def _ridge(known: Sequence[tuple[Floats, Floats]]) -> dict[str, float]:
    """Return the weights for the features and the worth of each article's segments."""
    features = np.vstack([rows for rows, _ in known])
    worth = np.concatenate([values for _, values in known])
    mean, spread = features.mean(axis=0), features.std(axis=0)
    varying = spread > 0  # all but the constant
    scaled = (features[:, varying] - mean[varying]) / spread[varying]
    gram = scaled.T @ scaled + _RIDGE * np.eye(scaled.shape[1])
    weights = np.zeros(features.shape[1])
    weights[varying] = np.linalg.solve(gram, scaled.T @ (worth - worth.mean())) / spread[varying]
    found = dict(zip(WEIGHTS, weights.tolist(), strict=True))
    return found | {_CONSTANT: float(worth.mean() - mean[varying] @ weights[varying])}


Weights = Mapping[str, Mapping[str, float]]  # by the name of the article, then of the feature


def cross_fitted(articles: Sequence[Labelled]) -> Weights:
    """Return weights for each article, by name, that were fitted without it."""
    known = [(article.features(), article.worth()) for article in articles]
    order = np.random.default_rng(1).permutation(len(articles))
    found: dict[str, dict[str, float]] = {}
    for fold in range(_FOLDS):
        held_back = set(order[fold::_FOLDS].tolist())
        weights = _ridge([pair for place, pair in enumerate(known) if place not in held_back])
        found |= {articles[place].name: weights for place in held_back}
    return found


class CrossFitted:
    """Chooses from each article with the weights that were fitted without it."""

    def __init__(self, articles: Sequence[Labelled], weights: Weights) -> None:
        self._by_headline = {
            article.headline[0]: ExtractiveSummarizer(weights[article.name]) for article in articles
        }

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Choose as the shipped summarizer does."""
        summarizer = self._by_headline[translations[0].segment.text]
        return summarizer.summarize(translations, words=words)


def compared(
    articles: Sequence[Labelled], weights: Weights, limits: Sequence[int]
) -> list[list[str]]:
    """Return a row for each other way of choosing, over the mean of some limits in words."""
    pages = [article.translations() for article in articles]

    def make(summarizer: Summarizer, words: int) -> list[Brief]:
        return [summarizer.summarize(page, words=words) for page in pages]

    def count(briefs: Sequence[Brief]) -> Rows:
        return [article.stated(brief) for article, brief in zip(articles, briefs, strict=True)]

    return comparison(make, count, CrossFitted(articles, weights), limits)


def explained(articles: Sequence[Labelled], weights: Weights) -> float:
    """Return the correlation of what segments are worth with what is estimated without them."""
    order = list(WEIGHTS)
    estimates = [a.features() @ [weights[a.name][name] for name in order] for a in articles]
    worth = [article.worth() for article in articles]
    return _correlation(np.concatenate(estimates), np.concatenate(worth))


def agreement(first: Sequence[Labelled], second: Sequence[Labelled]) -> float:
    """Return the correlation of what segments are worth by two labels of the same articles."""
    by_name = {article.name: article.worth() for article in first}
    pairs = [(by_name[article.name], article.worth()) for article in second]
    return _correlation(*(np.concatenate(side) for side in zip(*pairs, strict=True)))


def _correlation(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def report(first: Sequence[Labelled], second: Sequence[Labelled]) -> str:
    """Return the page of results."""
    rows = [["words", "against", "theirs", "ours", "difference (95 %)", "p"]]
    held_out = cross_fitted(first)
    for limits in (LIMITS, *((words,) for words in LIMITS)):
        rows += [[" ".join(map(str, limits)), *row] for row in compared(first, held_out, limits)]
    fitted = fit(first)
    weights = [["feature", "fitted", "shipped"]]
    weights += [[name, f"{fitted[name]:+.2f}", f"{WEIGHTS[name]:+.2f}"] for name in WEIGHTS]
    segments = sum(len(article.segments) for article in first)
    return (
        f"# Fact recall of briefs, {len(first)} news articles\n\n"
        f"Weighted percent of the facts of {len(first)} articles ({segments} segments), chosen "
        f"with weights fitted on the other folds of {_FOLDS}; English made by a better translator "
        "than the bundled model.\n\n"
        f"{markdown_table(rows)}\n"
        f"What a segment is worth correlates by {explained(first, held_out):.2f} with its "
        f"estimate, and by {agreement(first, second):.2f} between two labels of {len(second)} "
        "articles.\n\n"
        f"{markdown_table(weights)}"
    )


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with training/")
    training = parser.parse_args().shared / "training"
    try:
        first, second = (load(LABELS / f"{name}.jsonl", training) for name in ("first", "second"))
    except MujazError as error:
        sys.exit(f"error: {error}")
    text = report(first, second)
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
