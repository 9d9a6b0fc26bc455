"""Which facts a text states, and which false statements it makes.

Predictions are texts, one an article; references are its facts, or its forbidden statements.
"""

from __future__ import annotations

from collections.abc import Sequence

from mujaz.metrics.base import Metric, Rows
from mujaz.testsets import Fact, Forbidden

__all__ = ["FACTS", "FORBIDDEN"]


def _facts(predictions: Sequence[str], references: Sequence[Sequence[Fact]], _: object) -> Rows:
    return [
        [
            float(sum(fact.weight for fact in facts if fact.stated_in(text))),
            float(sum(fact.weight for fact in facts)),
        ]
        for text, facts in zip(predictions, references, strict=True)
    ]


def _forbidden(
    predictions: Sequence[str], references: Sequence[Sequence[Forbidden]], _: object
) -> Rows:
    pairs = zip(predictions, references, strict=True)
    return [[float(sum(false.stated_in(text) for false in known))] for text, known in pairs]


def _count(sums: Sequence[float]) -> float:
    return float(sums[0])


FACTS = Metric("facts", "facts", _facts, "facts stated, by weight, in percent of all listed")
FORBIDDEN = Metric(
    "forbidden", "false", _forbidden, "false statements of those listed", _count, "lower", digits=0
)
