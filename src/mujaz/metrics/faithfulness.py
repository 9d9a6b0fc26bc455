"""Whether a brief says what the article says, and cites the right sentences.

A brief is a sequence of sentences. For `FAITHFULNESS` the reference holds the Arabic that each
sentence cites, joined; a sentence is supported when the checks find no error. For `CITATIONS`
predictions are `Point`s and the reference is the article's reference translation by segment index:
a sentence is cited rightly when no segment that it leaves uncited is closer to it than one that it
cites, by shared words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mujaz.glossary import Glossary
from mujaz.judging import Checker
from mujaz.metrics.base import Metric, Rows
from mujaz.values import Finding, Point, Severity

__all__ = ["CITATIONS", "FAITHFULNESS", "check_brief"]

_WORD = re.compile(r"\w+")


def check_brief(
    sentences: Sequence[str], sources: Sequence[str]
) -> tuple[tuple[Finding, ...], ...]:
    """Check each sentence of a brief against the Arabic that it cites."""
    return Checker(Glossary.builtin()).check_lines(sources, sentences)


def _supported(
    predictions: Sequence[Sequence[str]], references: Sequence[Sequence[str]], _: object
) -> Rows:
    rows = []
    for sentences, sources in zip(predictions, references, strict=True):
        found = check_brief(sentences, sources)
        wrong = sum(any(f.severity is Severity.ERROR for f in findings) for findings in found)
        rows.append([float(len(sentences) - wrong), float(len(sentences))])
    return rows


def _cited(
    predictions: Sequence[Sequence[Point]], references: Sequence[Mapping[int, str]], _: object
) -> Rows:
    return [
        [float(sum(_is_right(point, texts) for point in points)), float(len(points))]
        for points, texts in zip(predictions, references, strict=True)
    ]


def _is_right(point: Point, texts: Mapping[int, str]) -> bool:
    if not point.cites or not set(point.cites) <= texts.keys():
        return False
    words = _words(point.text)
    closeness = {index: _overlap(words, _words(text)) for index, text in texts.items()}
    least = min(closeness[index] for index in point.cites)
    return least > 0 and all(
        value <= least for index, value in closeness.items() if index not in point.cites
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _overlap(ours: set[str], theirs: set[str]) -> float:
    return 2 * len(ours & theirs) / (len(ours) + len(theirs) or 1)


FAITHFULNESS = Metric(
    "faithfulness", "supported", _supported, "sentences of the brief that no check finds wrong"
)
CITATIONS = Metric(
    "citations", "cited", _cited, "sentences of the brief whose citations are the closest segments"
)
