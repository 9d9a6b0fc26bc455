"""The checks with what they need to know: which names a source holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mujaz.checks import ExpectedName, check_segment
from mujaz.errors import InputError
from mujaz.glossary import Glossary, Match
from mujaz.values import Finding, Segment, Span

__all__ = ["Checker", "expected_names"]


class Checker:
    """Finds what is wrong with a translation, ours or anybody's, without a reference.

    :param glossary: names that must be in the translation in an accepted form; None for none.
    """

    def __init__(self, glossary: Glossary | None = None) -> None:
        self._glossary = glossary

    def __call__(self, segment: Segment, text: str) -> tuple[Finding, ...]:
        """Check one hypothesis for a segment."""
        return self.check(segment.text, text)

    def check(self, source: str, target: str) -> tuple[Finding, ...]:
        """Check one sentence against its translation."""
        return check_segment(source, target, self._names(source))

    def check_lines(
        self, sources: Sequence[str], targets: Sequence[str]
    ) -> tuple[tuple[Finding, ...], ...]:
        """Check a translation line by line.

        :raises InputError: when the two have different numbers of lines.
        """
        if len(sources) != len(targets):
            raise InputError(
                f"the source has {len(sources)} lines, the target {len(targets)}",
                hint="put one segment on a line, in the same order in both files",
            )
        return tuple(map(self.check, sources, targets))

    def _names(self, source: str) -> tuple[ExpectedName, ...]:
        return expected_names(self._glossary.find(source, words=False) if self._glossary else ())


def expected_names(matches: Iterable[Match]) -> tuple[ExpectedName, ...]:
    """Return what a translation must have of a source's names, in the same order."""
    return tuple(
        ExpectedName(Span(match.start, match.end), (match.english, *match.term.accepted))
        for match in matches
    )
