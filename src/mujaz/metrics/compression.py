"""How long a brief is beside the article: words of both. Predictions and references are texts."""

from __future__ import annotations

from collections.abc import Sequence

from mujaz.metrics.base import Metric, Rows

__all__ = ["COMPRESSION"]


def _words(predictions: Sequence[str], references: Sequence[str], _: object) -> Rows:
    pairs = zip(predictions, references, strict=True)
    return [[float(len(brief.split())), float(len(whole.split()))] for brief, whole in pairs]


COMPRESSION = Metric(
    "compression",
    "length",
    _words,
    "words of the brief in percent of the reference translation's",
    better="neither",
)
