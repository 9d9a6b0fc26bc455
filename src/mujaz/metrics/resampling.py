"""Bootstrap intervals and paired tests on sums of counts.

The same draws as in sacrebleu (seed 12345, 1,000 samples), so that its paired test and ours give
the same answer: Koehn, "Statistical significance tests for machine translation evaluation" (2004),
with the shift of Riezler and Maxwell (2005).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["SAMPLES", "SEED", "interval", "p_value", "resample"]

SAMPLES = 1000
SEED = 12345

Floats = NDArray[np.float64]


@lru_cache(maxsize=4)
def _draws(units: int) -> Floats:
    """Return how often each sample takes each unit."""
    places = np.random.default_rng(SEED).choice(units, size=(SAMPLES, units), replace=True)
    return np.stack([np.bincount(row, minlength=units) for row in places]).astype(np.float64)


def resample(rows: Sequence[Sequence[float]], total: Callable[[Sequence[float]], float]) -> Floats:
    """Return the figure of each bootstrap sample; samples are paired by unit between systems."""
    sums = _draws(len(rows)) @ np.asarray(rows, dtype=np.float64)
    return np.array([total(row) for row in sums.tolist()])


def interval(figures: Floats) -> tuple[float, float]:
    """Return the 95 % interval; samples without anything to count do not take part."""
    low, high = np.nanpercentile(figures, (2.5, 97.5))
    return float(low), float(high)


def p_value(ours: Floats, theirs: Floats, difference: float) -> float:
    """Return how likely a difference as large as this is by chance.

    :param difference: what was observed on the whole set, ours less theirs.
    """
    if difference == 0:
        return 1.0
    distances = np.abs(ours - theirs)
    distances = distances[~np.isnan(distances)]
    larger = int((distances - distances.mean() > abs(difference)).sum())
    return (larger + 1) / (len(distances) + 1)
