"""What a metric is: counts for each unit of a text, and a figure from the sums of the counts.

A unit is a segment or an article. Since every figure comes from sums over units, intervals and
paired tests are the same few lines for all metrics (`resampling`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Literal

from mujaz.metrics.resampling import interval, resample
from mujaz.values import Score

__all__ = ["AbsentError", "Metric", "Rows", "mean", "ours", "percent"]

Rows = list[list[float]]


class AbsentError(Exception):
    """Raised where a metric cannot be had on this machine; its message says why."""


def percent(sums: Sequence[float]) -> float:
    """Return the first sum in percent of the second.

    >>> percent([1, 4])
    25.0
    """
    return 100 * mean(sums)


def mean(sums: Sequence[float]) -> float:
    """Return the first sum for each of the second; not a number where there is none."""
    return float(sums[0] / sums[1]) if sums[1] else math.nan


def ours(name: str) -> str:
    """Return the signature of a metric that is defined here."""
    return f"{name}|mujaz:{version('mujaz')}"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric over units.

    :param rows: the counts of each unit, from predictions, references and sources; what these are
        is told by the module of the metric.
    :param total: the figure from the sums of the counts.
    :param better: whether more is better.
    :param about: one line for reports.
    """

    name: str
    title: str
    rows: Callable[[Sequence[Any], Sequence[Any], Sequence[str]], Rows]
    about: str
    total: Callable[[Sequence[float]], float] = percent
    better: Literal["higher", "lower", "neither"] = "higher"
    signature: Callable[[], str] = field(default=lambda: "")
    digits: int = 1

    def score(
        self, predictions: Sequence[Any], references: Sequence[Any], sources: Sequence[str] = ()
    ) -> tuple[Score, Rows]:
        """Return the figure with its interval, and the counts of each unit.

        :raises MissingExtraError: when its package is not installed.
        """
        try:
            rows = self.rows(predictions, references, sources)
            signature = self.signature() or ours(self.name)
        except AbsentError as error:
            return Score(self.name, None, n=len(predictions), reason=str(error)), []
        return self.figure(rows, signature), rows

    def figure(self, rows: Rows, signature: str) -> Score:
        """Return the figure of counts with its interval."""
        value = self.value(rows)
        if value is None:
            reason = "nothing to count"
            return Score(self.name, None, n=len(rows), signature=signature, reason=reason)
        low, high = interval(resample(rows, self.total))
        return Score(self.name, value, low, high, len(rows), signature)

    def value(self, rows: Rows) -> float | None:
        """Return the figure of counts alone, None where there is nothing to count."""
        value = (
            self.total([sum(column) for column in zip(*rows, strict=True)]) if rows else math.nan
        )
        return None if math.isnan(value) else value
