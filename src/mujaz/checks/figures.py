"""Numbers that a translation has miscopied, and Arabic number words as figures.

A model copies figures letter by letter, and slips: "2026" for 2016, "180" for 108. Where the check
of numbers pairs such a number with one of the source that has nearly the same digits, the source is
right. Number words are another matter ("sixty" for ستة وأربعين, 46): a model that reads them as
figures is less often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from mujaz.arabic import ascii_figures
from mujaz.checks.arabic_numbers import arabic_amounts, clitics
from mujaz.checks.corrections import Correction
from mujaz.checks.english_numbers import english_amounts
from mujaz.checks.numbers import numbers
from mujaz.checks.words import Amount, arabic_words
from mujaz.values import Severity, Span

__all__ = ["find_miscopied", "in_figures", "tidied"]

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_ALIKE = 0.6  # the least share of digits that a number and its slip have in common
_DECIMAL_COMMA = re.compile(r",(?=\d{1,2}$)")
_ARABIC_SCALES = ((1e12, "تريليون"), (1e9, "مليار"), (1e6, "مليون"))
_ENGLISH_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_PIECEMEAL = re.compile(r"(?:thousand|million|billion|trillion),? (?:and )?\d")
_NUMBER_NEXT = re.compile(r",? (?:and )?\d")
_GROUPED = 10_000  # from there on a figure has commas


def find_miscopied(source: str, target: str) -> Correction | None:
    """Find the first number of a translation that is one of the source but for a slip."""
    for finding in numbers(source, target):
        if finding.severity is Severity.ERROR and finding.source and finding.target:
            ours, theirs = finding.source[0], finding.target[0]
            right = _FIGURES.match(ascii_figures(ours.of(source)))
            wrong = _FIGURES.match(theirs.of(target))
            if right and wrong and _is_slip(right, wrong):
                place = Span(theirs.start, theirs.start + wrong.end())
                return Correction("numbers", ours, place, _DECIMAL_COMMA.sub(".", right.group()))
    return None


def _is_slip(right: re.Match[str], wrong: re.Match[str]) -> bool:
    """Tell whether digits differ, if not by much, and both or neither have a scale behind them."""
    if (right.end() == len(right.string)) != (wrong.end() == len(wrong.string)):
        return False
    ours, theirs = (re.sub(r"\D", "", found.group()) for found in (right, wrong))
    if ours == theirs or len(ours) < 2 or abs(len(ours) - len(theirs)) > 2:
        return False
    return (
        sorted(ours) == sorted(theirs)
        or SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE
    )


def in_figures(source: str) -> tuple[tuple[Span, str], ...]:
    """Give the numbers of several words with what they are in figures; clitics stay before them."""
    words = {word.span.start: word for word in arabic_words(source)}
    found = []
    for amount in arabic_amounts(source):
        if _has_words(amount, source) and amount.strict and len(amount.values) == 1:
            before = clitics(words[amount.span.start])
            figure = _figure(next(iter(amount.values)), _ARABIC_SCALES)
            found.append((amount.span, f"{before} {figure}" if before else figure))
    return tuple(found)


def _has_words(amount: Amount, source: str) -> bool:
    """Tell whether a number is more than one word or more than figures and a scale."""
    words = amount.span.of(source).split()
    return len(words) > (1 if amount.form == "words" else 2)


def tidied(target: str) -> str:
    """Write numbers that are said piece by piece in one.

    >>> tidied("2 million and 200,000 barrels, 62 thousand 465 tons")
    '2.2 million barrels, 62,465 tons'
    """
    for amount in reversed(english_amounts(target)):
        if len(amount.values) == 1 and _PIECEMEAL.search(amount.span.of(target)):
            before, behind = target[: amount.span.start], target[amount.span.end :]
            # Behind the name of a scale, another number would be read as its rest.
            scales = () if _NUMBER_NEXT.match(behind) else _ENGLISH_SCALES
            target = before + _figure(next(iter(amount.values)), scales) + behind
    return target


def _figure(value: float, scales: Sequence[tuple[float, str]]) -> str:
    """Write a number in figures, with the name of its scale where few digits are left then.

    >>> _figure(46, _ARABIC_SCALES), _figure(1200, _ARABIC_SCALES), _figure(2.2e6, _ENGLISH_SCALES)
    ('46', '1200', '2.2 million')
    """
    for scale, name in scales:
        if value >= scale and round(value / scale, 3) * scale == value:
            return f"{round(value / scale, 3):.12g} {name}"
    return f"{value:,.12g}" if value >= _GROUPED else f"{value:.12g}"
