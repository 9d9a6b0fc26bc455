"""What the checks and the glossary find without a reference.

Predictions are translations, one a segment; references are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from mujaz.checks.names import check_names
from mujaz.glossary import Glossary
from mujaz.judging import Checker, expected_names
from mujaz.metrics.base import Metric, Rows
from mujaz.values import Name, Severity

__all__ = ["ERRORS", "NAMES", "known_names"]


def _errors(predictions: Sequence[str], _: object, sources: Sequence[str]) -> Rows:
    found = Checker(Glossary.builtin()).check_lines(sources, predictions)
    return [[float(sum(f.severity is Severity.ERROR for f in findings)), 1.0] for findings in found]


def known_names(source: str, target: str, *, words: bool = False) -> tuple[Name, ...]:
    """Return the names of the built-in glossary in a source, found in a translation or not.

    :param words: its common words and likely names, too.
    """
    matches = Glossary.builtin().find(source, words=words)
    names = expected_names(matches)
    lost = {span for finding in check_names(source, target, names) for span in finding.source}
    return tuple(
        Name(
            name.span,
            match.english,
            match.term.english,
            found=bool(target.strip()) and name.span not in lost,
        )
        for name, match in zip(names, matches, strict=True)
    )


def _names(predictions: Sequence[str], _: object, sources: Sequence[str]) -> Rows:
    names = [known_names(source, text) for source, text in zip(sources, predictions, strict=True)]
    return [[float(sum(name.found for name in found)), float(len(found))] for found in names]


ERRORS = Metric(
    "errors", "errors", _errors, "findings of severity error for each 100 segments", better="lower"
)
NAMES = Metric("names", "names", _names, "known names that stand in an accepted form")
