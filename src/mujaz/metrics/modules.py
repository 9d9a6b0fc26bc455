"""What the modules in eval/metrics share, each of which `evaluate.load(path)` loads offline.

A module gives a dictionary with the fields of `mujaz.Score`, `value` under the name `score`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

import datasets
import evaluate

from mujaz.metrics import METRICS
from mujaz.testsets import Fact, Forbidden
from mujaz.values import Point

__all__ = ["Citations", "Facts", "False_", "Lists", "Sourced", "Texts", "Unreferenced"]

_TEXT = datasets.Value("string")


class _Module(evaluate.Metric):  # type: ignore[misc]  # evaluate has no types
    metric: ClassVar[str]
    shape: ClassVar[Mapping[str, Any]]

    def _info(self) -> Any:
        return evaluate.MetricInfo(
            description=METRICS[self.metric].about,
            citation="",
            inputs_description=type(self).__doc__ or "",
            features=datasets.Features(self.shape),
        )

    def _compute(
        self,
        predictions: Sequence[Any],
        references: Sequence[Any] = (),
        sources: Sequence[str] = (),
    ) -> dict[str, Any]:
        ours, theirs = self.read(predictions, references)
        score, _ = METRICS[self.metric].score(ours, theirs, sources)
        fields = asdict(score)
        return {"score": fields.pop("value"), **fields}

    def read(
        self, predictions: Sequence[Any], references: Sequence[Any]
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """Return what the metric takes for what evaluate gives."""
        return predictions, references


class Texts(_Module):
    """Texts against texts."""

    shape: ClassVar[Mapping[str, Any]] = {"predictions": _TEXT, "references": _TEXT}


class Sourced(_Module):
    """Translations against references, with the sources."""

    shape: ClassVar[Mapping[str, Any]] = {
        "predictions": _TEXT,
        "references": _TEXT,
        "sources": _TEXT,
    }


class Unreferenced(_Module):
    """Translations against their sources."""

    shape: ClassVar[Mapping[str, Any]] = {"predictions": _TEXT, "sources": _TEXT}


class Lists(_Module):
    """Lists of texts against lists of texts."""

    shape: ClassVar[Mapping[str, Any]] = {"predictions": [_TEXT], "references": [_TEXT]}


class Facts(_Module):
    """Texts against lists of facts: id, weight, all."""

    shape: ClassVar[Mapping[str, Any]] = {
        "predictions": _TEXT,
        "references": [{"id": _TEXT, "weight": datasets.Value("int32"), "all": [_TEXT]}],
    }

    def read(
        self, predictions: Sequence[Any], references: Sequence[Any]
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """Return the facts as values."""
        return predictions, [[Fact(**fact) for fact in facts] for facts in references]


class False_(_Module):  # noqa: N801  False is taken
    """Texts against lists of false statements: id, why, any, wrong."""

    shape: ClassVar[Mapping[str, Any]] = {
        "predictions": _TEXT,
        "references": [{"id": _TEXT, "why": _TEXT, "any": [_TEXT], "wrong": _TEXT}],
    }

    def read(
        self, predictions: Sequence[Any], references: Sequence[Any]
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """Return the statements as values."""
        return predictions, [[Forbidden(**false) for false in known] for known in references]


class Citations(_Module):
    """Sentences with the segments that they cite, against the segments' reference translations."""

    shape: ClassVar[Mapping[str, Any]] = {
        "predictions": [{"text": _TEXT, "cites": [datasets.Value("int32")]}],
        "references": [_TEXT],
    }

    def read(
        self, predictions: Sequence[Any], references: Sequence[Any]
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """Return points, and texts by number."""
        points = [
            [Point(point["text"], tuple(point["cites"])) for point in brief]
            for brief in predictions
        ]
        return points, [dict(enumerate(texts)) for texts in references]
