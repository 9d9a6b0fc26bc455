"""Words with their places, and the amounts that are read from them: what the checks share.

Arabic words are folded (`mujaz.arabic.fold`), English words are lower case; the positions are
those of the text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from mujaz.arabic import fold, fold_text
from mujaz.values import Span

__all__ = [
    "NAME_WORD",
    "POSSESSIVE",
    "Amount",
    "Word",
    "arabic_words",
    "english_words",
    "folded",
    "forms",
    "prefixed",
    "stems",
    "with_ranges",
]

_ARABIC_WORD = re.compile(
    r"[\u0621-\u064a\u0671-\u06d3]+|[a-z]+|\d+(?:[.,:٫٬]\d+|،\d{1,3}(?!\d))*|[^\w\s]"
)
#: The end of an English possessive.
POSSESSIVE = re.compile("['’]s?$")
#: A word that may be (a part of) a name.
NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENGLISH_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")
# In this order on the front of a word: and, so + by, for, like + the ("for the" is written "ll").
_PREFIXES = tuple(
    first + second
    for first in ("", "و", "ف")
    for second in ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل", "س")
    if first + second
)


class Word(NamedTuple):
    """A word, number or mark: `text` is its form for matching."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that a text states.

    `values` holds every reading ("1.200" may be 1200 or 1.2). `strict` amounts must have a
    counterpart in the other language; others may only serve as one (Arabic duals, "one", "once").
    `form` is "digits", "words" or "ordinal".
    """

    values: frozenset[float]
    span: Span
    form: str = "digits"
    strict: bool = True

    def plus(self, rest: Amount, *, strict: bool) -> Amount:
        """Return the sum with what is said right behind it, figures on either side."""
        values = frozenset(round(a + b, 6) for a in self.values for b in rest.values)
        return Amount(values, Span(self.span.start, rest.span.end), "digits", strict)


#: `mujaz.arabic.fold`, once for each source: several checks and hypotheses ask for it.
folded = lru_cache(maxsize=512)(fold)


def forms(words: str) -> frozenset[str]:
    """Fold the words of a list, as they are looked up."""
    return frozenset(map(fold_text, words.split()))


@lru_cache(maxsize=512)
def arabic_words(text: str) -> tuple[Word, ...]:
    """Return the folded words, numbers and marks of an Arabic text."""
    plain = folded(text)
    return tuple(
        Word(found.group(), Span(*plain.original(*found.span())))
        for found in _ARABIC_WORD.finditer(plain.text)
    )


@lru_cache(maxsize=512)
def english_words(text: str) -> tuple[Word, ...]:
    """Return the words, numbers and marks of an English text in lower case."""
    return tuple(
        Word(found.group().lower().replace("’", "'"), Span(*found.span()))
        for found in _ENGLISH_WORD.finditer(text)
    )


@lru_cache(maxsize=8192)
def stems(word: str) -> tuple[tuple[str, str], ...]:
    """Return a folded word divided in every way into clitics and a rest of two letters or more.

    >>> stems("وبالبيت")
    (('', 'وبالبيت'), ('و', 'بالبيت'), ('وب', 'البيت'), ('وبال', 'بيت'))
    """
    found = [("", word)]
    found += [
        (p, word[len(p) :]) for p in _PREFIXES if word.startswith(p) and len(word) > len(p) + 1
    ]
    return tuple(found)


_RANGE = re.compile(r"\s*(?:and|to|or|-|–|—|و|إلى|الى|أو|او)\s*", re.IGNORECASE)
_SCALES = (1e3, 1e6, 1e9, 1e12)


def with_ranges(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...]:
    """Give the first end of a range the scale of the second too: "two to three million"."""
    found = list(amounts)
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        between = text[first.span.end : second.span.start]
        low, high = max(first.values), max(second.values)
        if low < 1000 <= high and _RANGE.fullmatch(between) and len(second.span) > 5:
            scale = max(scale for scale in _SCALES if scale <= high)
            values = first.values | {round(value * scale, 6) for value in first.values}
            found[place] = replace(first, values=values)
    return tuple(found)


def prefixed(word: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return the clitics and the rest of the first division whose rest is known, or None.

    >>> prefixed("وبالبيت", {"بيت"})
    ('وبال', 'بيت')
    """
    for prefix, rest in stems(word):
        if rest in known:
            return prefix, rest
    return None
