"""Numbers: what one side states in figures or words must stand on the other.

Amounts of both sides are paired by value, whatever their writing. What is left over on both sides
is a number that changed, on one side alone a number that was dropped or added.

Blind spots: what is counted is not compared ("5 dead, 3 hurt" against "3 dead, 5 hurt"), nor are
roundings ("some dozens"), sums that a translator adds up, converted units and currencies. One,
first, duals other than of time and people, and vague scales ("thousands of") are only taken as
counterparts. The number of a month may stand for its name.
"""

from __future__ import annotations

from collections.abc import Sequence

from mujaz.checks.arabic_numbers import arabic_amounts
from mujaz.checks.calendar import arabic_months, english_months
from mujaz.checks.english_numbers import english_amounts
from mujaz.checks.names import is_transliterated
from mujaz.checks.words import Amount
from mujaz.values import Finding, Severity, Span

__all__ = ["numbers"]

_NAME = "numbers"
_SMALL = 4  # "two" and "three" come and go with grammar ("both", plurals), larger ones do not


def numbers(source: str, target: str) -> tuple[Finding, ...]:
    """Find numbers that were changed, dropped or added."""
    ours, theirs = arabic_amounts(source), english_amounts(target)
    if not target.strip() or not (ours or theirs):
        return ()
    left, right = _unpaired(ours, theirs)
    left = _unsupported(left, theirs, english_months(target))
    right = _unsupported(right, ours, arabic_months(source))
    right = [amount for amount in right if not _is_name(amount, source, target)]
    findings = []
    for amount in list(right):
        partner = _partner(amount, left, right)
        if partner:
            left.remove(partner)
            right.remove(amount)
            findings.append(_changed(source, target, partner, amount))
    for amount in left:
        if amount.strict:
            shown = amount.span.of(source)
            findings.append(
                Finding(
                    _NAME,
                    _severity(amount),
                    f"the source states a number ({shown}) that the translation does not",
                    source=(amount.span,),
                )
            )
    for amount in right:
        if amount.strict:
            shown = amount.span.of(target)
            findings.append(
                Finding(
                    _NAME,
                    _severity(amount),
                    f"the translation states a number ({shown}) that the source does not",
                    target=(amount.span,),
                )
            )
    return tuple(findings)


def _unpaired(
    ours: Sequence[Amount], theirs: Sequence[Amount]
) -> tuple[list[Amount], list[Amount]]:
    """Pair equal amounts, the strict ones and those of one form first; return the rest."""
    left, right = list(ours), list(theirs)
    for same in (True, False):
        for amount in list(right):
            for other in left:
                alike = other.strict == amount.strict and other.form == amount.form
                if (alike or not same) and other.values & amount.values:
                    left.remove(other)
                    right.remove(amount)
                    break
    return left, right


def _unsupported(
    amounts: Sequence[Amount], others: Sequence[Amount], months: Sequence[tuple[int, Span]]
) -> list[Amount]:
    """Leave out what the other side states once for both, or as the name of a month."""
    stated = {value for other in others for value in other.values}
    stated |= {float(number) for number, _ in months}
    return [amount for amount in amounts if not amount.values & stated]


def _is_name(amount: Amount, source: str, target: str) -> bool:
    """Tell whether a capital number word is a name that the source spells: "Six Flags"."""
    word = amount.span.of(target)
    inside = target[: amount.span.start].rstrip()[-1:].isalnum()
    return word.isalpha() and word.istitle() and inside and is_transliterated(word, source)


def _partner(amount: Amount, left: Sequence[Amount], right: Sequence[Amount]) -> Amount | None:
    """Return the amount of the source that a left-over amount of the translation replaces."""
    if not amount.strict:
        return None
    strict = [other for other in left if other.strict]
    alike = [other for other in strict if (other.form == "ordinal") == (amount.form == "ordinal")]
    same = [other for other in strict if other.form == amount.form]
    for choice in (same, alike, strict):
        if choice:
            return choice[min(right.index(amount), len(choice) - 1)]
    return None


def _changed(source: str, target: str, ours: Amount, theirs: Amount) -> Finding:
    small = max(*ours.values, *theirs.values) < _SMALL and "digits" not in (ours.form, theirs.form)
    return Finding(
        _NAME,
        Severity.WARNING if small else Severity.ERROR,
        f"the source states {ours.span.of(source)}, the translation {theirs.span.of(target)}",
        source=(ours.span,),
        target=(theirs.span,),
    )


def _severity(amount: Amount) -> Severity:
    counted = amount.form == "words" and min(amount.values) >= _SMALL
    sure = amount.form == "digits" or min(amount.values) >= 10 or counted
    return Severity.ERROR if sure else Severity.WARNING
