"""Faithfulness checks: what a translation says that its source does not, and the reverse.

Each check is a pure function of a source segment and its translation. It gives `Finding`s whose
source spans count from the start of the source, target spans from the start of the translation.
`CHECKS` holds them by name; `check_segment` runs all of them. How each works, what it cannot see
and how often it is right stands in docs/checks.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mujaz.checks.coverage import copied, language, length, repetition, sentences, untranslated
from mujaz.checks.dates import dates
from mujaz.checks.direction import direction
from mujaz.checks.names import ExpectedName, check_names, names
from mujaz.checks.numbers import numbers
from mujaz.checks.polarity import polarity
from mujaz.checks.quotes import quotes
from mujaz.checks.speech import speech
from mujaz.values import Finding, Severity, Span

__all__ = ["CHECKS", "Check", "ExpectedName", "check_names", "check_segment"]

#: Looks at a source segment and its translation and says what is wrong.
Check = Callable[[str, str], tuple[Finding, ...]]

CHECKS: dict[str, Check] = {
    "polarity": polarity,
    "direction": direction,
    "numbers": numbers,
    "dates": dates,
    "names": names,
    "quotes": quotes,
    "speech": speech,
    "length": length,
    "sentences": sentences,
    "repetition": repetition,
    "untranslated": untranslated,
    "copied": copied,
    "language": language,
}

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
# Where the first has something to say about a segment, the others would only say it again.
_SAME_FACT = (
    (
        *("copied", "untranslated", "language"),
        *("names", "polarity", "direction", "numbers", "dates", "quotes"),
    ),
    ("length", "sentences"),
)
# "May 3" for "3 April" is a fact of the calendar, "confirmed" for "denied" one of speech.
_SAYS_IT_BETTER = {"numbers": "dates", "polarity": "speech"}


def check_segment(
    source: str, target: str, expected: Sequence[ExpectedName] = ()
) -> tuple[Finding, ...]:
    """Run all checks on a segment and its translation.

    :param expected: names that the source is known to hold, with their accepted English forms.
    :returns: findings, errors first, then by position; each fact once.
    """
    found = [finding for check in CHECKS.values() for finding in check(source, target)]
    found = _joined(source, target, found, check_names(source, target, expected))
    return tuple(sorted(_without_doubles(found), key=_rank))


def _joined(
    source: str, target: str, found: Sequence[Finding], lost: Sequence[Finding]
) -> list[Finding]:
    """Make one finding of a known name that is missing and a name that came from nowhere."""
    named = [finding for finding in found if finding.check == "names"]
    lost = [gone for gone in lost if not any(_meet(gone.source, f.source) for f in named)]
    added = [finding for finding in named if not finding.source]
    joined = [
        Finding(
            "names",
            gone.severity,
            f"the source names {gone.source[0].of(source)}, "
            f"the translation {new.target[0].of(target)}",
            gone.source,
            new.target,
        )
        for gone, new in zip(lost, added, strict=False)
    ]
    rest = [finding for finding in found if finding not in added[: len(joined)]]
    return [*rest, *joined, *lost[len(joined) :]]


def _rank(finding: Finding) -> tuple[int, int, int, str, str]:
    source = finding.source[0].start if finding.source else 0
    target = finding.target[0].start if finding.target else 0
    return _ORDER[finding.severity], source, target, finding.check, finding.message


def _without_doubles(findings: Sequence[Finding]) -> list[Finding]:
    checks = {finding.check for finding in findings}
    silent = {other for first, *others in _SAME_FACT if first in checks for other in others}
    kept: list[Finding] = []
    for finding in findings:
        if finding.check in silent or finding in kept:
            continue
        if finding.check == "numbers" and any(_overlap(finding, other) for other in kept):
            continue
        kept.append(finding)
    return [
        finding
        for finding in kept
        if not any(
            other.check == _SAYS_IT_BETTER.get(finding.check) and _overlap(finding, other)
            for other in kept
        )
    ]


def _overlap(one: Finding, other: Finding) -> bool:
    return _meet(one.source, other.source) or _meet(one.target, other.target)


def _meet(ours: Sequence[Span], theirs: Sequence[Span]) -> bool:
    return any(a.meets(b) for a in ours for b in theirs)
