"""Quotations: as many in the translation as in the source, in the same order.

Quotations are counted by their marks («…», “…”, "…"). A source that quotes and a translation
without any mark has turned somebody's words into the reporter's, which is a warning: translators
do it with single words and titles, so only quotations of three words or more count.

A quotation of the translation that is not closed, where the source closes all, is a warning: its
end may be lost. Where both sides have equally many, two are called exchanged when their numbers,
names, question marks and lengths fit the other way round and not as they stand, by a likelihood
ratio.

Blind spots: marks that stand for titles or irony, quotations that go on in the next segment, two
quotations of like length without a name or number. Who speaks is left to `speech`.
"""

from __future__ import annotations

import math
import re
from itertools import combinations

from mujaz.checks.arabic_numbers import arabic_amounts
from mujaz.checks.english_numbers import english_amounts
from mujaz.checks.names import shared_names
from mujaz.values import Finding, Severity, Span

__all__ = ["quotes"]

_NAME = "quotes"
_QUOTED = re.compile(
    r"«([^«»]*)»|“([^“”„]*)[”“]|„([^“”„]*)[“”]|\"([^\"]*)\"|”([^“”]*)“|‘((?:[^‘’]|’\w)*)’(?!\w)"
    r"|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))*)'(?!\w)|''(.*?)''"
)
_MARK = re.compile("[«»“”„\"‘’]|''")
_OPENED, _CLOSED = re.compile(r"(?<![\w.,!?…])[\"“](?=\w)"), re.compile(r"(?<=[\w.,!?…'’)])[\"”]")
_LONG = 3
# Logarithms of likelihood ratios: a number, a name, a question mark that both sides have. The usual
# English length of an Arabic letter and the spread of its logarithm are those of 1,900 quotations
# of the training news. The last is how sure to be that two have changed places.
_NUMBER, _NAMED, _QUESTION, _USUAL, _SPREAD, _SURE = 3.0, 2.0, 2.0, 1.28, 0.25, 2.5


def quotes(source: str, target: str) -> tuple[Finding, ...]:
    """Find quotations that have lost or won their marks, are left open or have changed places."""
    if not target.strip():
        return ()
    ours, theirs = _quotations(source), _quotations(target)
    long_ours = [span for span, words in ours if words >= _LONG]
    long_theirs = [span for span, words in theirs if words > _LONG]
    if long_ours and not _MARK.search(target):
        return (
            Finding(
                _NAME,
                Severity.WARNING,
                "the source quotes somebody's words, the translation has no quotation marks",
                source=tuple(long_ours),
            ),
        )
    if len(long_ours) > len(theirs) + _open(target):
        message = f"the source has {len(long_ours)} quotations, the translation {len(theirs)}"
        return (
            Finding(
                _NAME,
                Severity.WARNING,
                message,
                source=tuple(long_ours),
                target=tuple(span for span, _ in theirs),
            ),
        )
    if long_theirs and not ours and not _MARK.search(source):
        return (
            Finding(
                _NAME,
                Severity.WARNING,
                "the translation quotes somebody's words, the source has no quotation marks",
                target=tuple(long_theirs),
            ),
        )
    opened, closed = (pattern.findall(target) for pattern in (_OPENED, _CLOSED))
    if _open(target) and not _open(source) and len(opened) > len(closed):
        message = "the translation opens a quotation and does not close it"
        place = max(found.start() for found in _OPENED.finditer(target))
        span = Span(place, len(target))
        return (Finding(_NAME, Severity.WARNING, message, target=(span,)),)
    return _exchanged(source, target, [s for s, _ in ours], [s for s, _ in theirs])


def _exchanged(
    source: str, target: str, ours: list[Span], theirs: list[Span]
) -> tuple[Finding, ...]:
    """Find the first two quotations that have changed places."""
    # English sets a quotation in front: "...," said the director of "..."
    fronted = theirs and not target[: theirs[0].start].strip()
    if len(ours) != len(theirs) or fronted:
        return ()
    for one, other in combinations(range(len(ours)), 2):
        arabic = [ours[one].of(source), ours[other].of(source)]
        english = [theirs[one].of(target), theirs[other].of(target)]
        straight = _fit(arabic[0], english[0]) + _fit(arabic[1], english[1])
        crossed = _fit(arabic[0], english[1]) + _fit(arabic[1], english[0])
        if crossed - straight > _SURE:
            message = "two quotations of the source have changed places in the translation"
            spans = (ours[one], ours[other]), (theirs[one], theirs[other])
            return (Finding(_NAME, Severity.WARNING, message, *spans),)
    return ()


def _fit(arabic: str, english: str) -> float:
    """Return how likely, as a logarithm, one quotation is the other, up to a constant."""
    said = {value for amount in english_amounts(english) for value in amount.values}
    numbers = sum(bool(amount.values & said) for amount in arabic_amounts(arabic) if amount.strict)
    questions = ("؟" in arabic or "?" in arabic) and "?" in english
    longer = math.log((len(english) + 1) / (len(arabic) + 1) / _USUAL)
    return (
        _NUMBER * numbers
        + _NAMED * shared_names(arabic, english)
        + _QUESTION * questions
        - longer**2 / (2 * _SPREAD**2)
    )


def _open(text: str) -> int:
    """Count a quotation that begins or ends outside the text."""
    return len(re.findall(r"[\"“”«»]", text)) % 2


def _quotations(text: str) -> list[tuple[Span, int]]:
    found = []
    for match in _QUOTED.finditer(text):
        words = len((match.group(match.lastindex) if match.lastindex else "").split())
        found.append((Span(*match.span()), words))
    return found
