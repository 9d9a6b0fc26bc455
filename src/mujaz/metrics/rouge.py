"""ROUGE-1, -2 and -L: what a brief shares with a reference brief (Lin 2004), as F1.

Predictions and references are briefs as text, one an article, a sentence on a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from mujaz.errors import MissingExtraError
from mujaz.metrics.base import Metric, Rows, percent

__all__ = ["ROUGE1", "ROUGE2", "ROUGEL"]


@lru_cache
def _scorer(kind: str) -> Any:
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError:
        raise MissingExtraError("ROUGE", "eval") from None
    return RougeScorer([kind], use_stemmer=True)


def _metric(kind: str, title: str) -> Metric:
    def rows(predictions: Sequence[str], references: Sequence[str], _: Sequence[str]) -> Rows:
        pairs = zip(predictions, references, strict=True)
        return [[_scorer(kind).score(want, got)[kind].fmeasure, 1.0] for got, want in pairs]

    def signature() -> str:
        return f"{kind}|stemmer:porter|version:rouge-score {version('rouge-score')}"

    about = f"{title} of the brief with the reference brief, F1"
    return Metric(kind.lower(), title, rows, about, percent, signature=signature)


ROUGE1 = _metric("rouge1", "ROUGE-1")
ROUGE2 = _metric("rouge2", "ROUGE-2")
ROUGEL = _metric("rougeLsum", "ROUGE-L")
