"""Whether a page was taken apart as it should be: F1 of segments that agree to the letter.

Predictions and references are the segments of an article, in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mujaz.metrics.base import Metric, Rows

__all__ = ["SEGMENTATION"]


def _agreement(
    predictions: Sequence[Sequence[str]], references: Sequence[Sequence[str]], _: object
) -> Rows:
    return [
        [2.0 * (Counter(found) & Counter(listed)).total(), float(len(found) + len(listed))]
        for found, listed in zip(predictions, references, strict=True)
    ]


SEGMENTATION = Metric(
    "segmentation", "segments", _agreement, "segments of the page found to the letter, F1"
)
