"""Dates: weekdays, months and relative days of one side stand on the other.

A double month name ("نيسان/أبريل") is one month. Years and days of the month are numbers.

Blind spots: a weekday that a translator works out from "yesterday"; the Islamic month names that
are also given names (Rajab, Shaaban, Ramadan) are only warned about; "this month".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mujaz.checks import calendar
from mujaz.checks.arabic_numbers import arabic_amounts
from mujaz.checks.english_numbers import english_amounts
from mujaz.checks.words import Amount
from mujaz.values import Finding, Severity, Span

__all__ = ["dates"]

_NAME = "dates"
Found = tuple[tuple[int, Span], ...]


def dates(source: str, target: str) -> tuple[Finding, ...]:
    """Find weekdays, months and relative days that were changed, dropped or added."""
    if not target.strip():
        return ()
    return (
        *_compare(
            "month",
            calendar.arabic_months(source),
            calendar.english_months(target),
            calendar.month_name,
            source,
            target,
        ),
        *_compare(
            "weekday",
            calendar.arabic_weekdays(source),
            calendar.english_weekdays(target),
            calendar.weekday_name,
            source,
            target,
        ),
        *_compare(
            "Islamic month",
            calendar.arabic_hijri(source),
            calendar.english_hijri(target),
            str,
            source,
            target,
        ),
        *_relative(source, target),
    )


def _compare(
    kind: str,
    ours: Found,
    theirs: Found,
    name: Callable[[int], str],
    source: str,
    target: str,
) -> list[Finding]:
    if not ours and not theirs:
        return []
    said = {number for number, _ in theirs}
    meant = {number for number, _ in ours}
    lost = [(number, span) for number, span in ours if number not in said]
    added = [(number, span) for number, span in theirs if number not in meant]
    findings = []
    while lost and added:
        (number, span), (other, place) = lost.pop(0), added.pop(0)
        lost = [(n, s) for n, s in lost if n != number]
        added = [(n, s) for n, s in added if n != other]
        findings.append(
            Finding(
                _NAME,
                Severity.ERROR,
                f"the source names the {kind} {span.of(source)}"
                f"{'' if name is str else f' ({name(number)})'}, "
                f"the translation {place.of(target)}",
                source=(span,),
                target=(place,),
            )
        )
    if kind == "month":  # what is left over may be told by its number
        lost = _not_told(lost, english_amounts(target))
        added = _not_told(added, arabic_amounts(source))
    # A name that is also another word is no sure loss; a name that came from nowhere is one.
    for _number, span in _once(lost):
        message = f"the source names a {kind} ({span.of(source)}) that the translation does not"
        findings.append(Finding(_NAME, Severity.WARNING, message, source=(span,)))
    relative = calendar.arabic_relative(source)
    for _number, span in _once(added):
        sure = kind == "month" or (kind == "weekday" and not relative)
        message = f"the translation names a {kind} ({span.of(target)}) that the source does not"
        severity = Severity.ERROR if sure else Severity.WARNING
        findings.append(Finding(_NAME, severity, message, target=(span,)))
    return findings


def _not_told(
    months: Sequence[tuple[int, Span]], amounts: Sequence[Amount]
) -> list[tuple[int, Span]]:
    figures = {value for amount in amounts for value in amount.values}
    return [(number, span) for number, span in months if float(number) not in figures]


def _once(found: list[tuple[int, Span]]) -> list[tuple[int, Span]]:
    first: dict[int, Span] = {}
    for number, span in found:
        first.setdefault(number, span)
    return list(first.items())


def _relative(source: str, target: str) -> list[Finding]:
    ours, theirs = calendar.arabic_relative(source), calendar.english_relative(target)
    strong = {-1, 1}  # "today" is also "the day", "now", "nowadays"
    lost = [pair for pair in ours if pair[0] in strong - {number for number, _ in theirs}]
    added = [pair for pair in theirs if pair[0] in strong - {number for number, _ in ours}]
    if lost and added:
        message = (
            f"the source says {lost[0][1].of(source)}, the translation {added[0][1].of(target)}"
        )
        return [
            Finding(_NAME, Severity.ERROR, message, source=(lost[0][1],), target=(added[0][1],))
        ]
    if added and not calendar.arabic_weekdays(source):
        message = f"the translation says {added[0][1].of(target)}, the source does not"
        return [Finding(_NAME, Severity.WARNING, message, target=(added[0][1],))]
    return []
