"""Known names that a translation has misspelt: "Effeus" for Ephesus.

A capitalised word of the translation is taken for a misspelt name when it is written much alike,
sounds like the Arabic of the name (`skeletons`) or is nearly the same, and nothing else in the
source sounds more like it. Names of several words must agree word by word. "Turkish" is no
misspelt Turkey, and no minister a ministry.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from mujaz.checks.corrections import Correction
from mujaz.checks.skeletons import (
    arabic_skeleton,
    distance,
    english_skeleton,
    same_name,
    sounds_alike,
)
from mujaz.checks.words import NAME_WORD, POSSESSIVE, arabic_words, stems
from mujaz.values import Span

__all__ = ["find_misspelling"]

_ADJECTIVE = re.compile(r"(?:ans?|ians|ish|ese|ic|i|en|ch|er)$")
# What a country's name has more than its people's: German, Kurd, Serb, Somali.
_COUNTRY = re.compile(r"(?:y|ey|ia|istan|land|(?<=i)a)")
_LEAST_ALIKE = 0.6  # the share of letters that two spellings of one word have in common
_SAME = 0.8  # from there on a word need not sound like the Arabic


def find_misspelling(
    source: str, target: str, name: Span, forms: Sequence[str], others: Collection[str] = ()
) -> Correction | None:
    """Find the place where a translation that lacks a name has it misspelt; the likeliest one.

    :param name: where the source has the name, once at least.
    :param forms: its accepted English forms; where `target` has one it is said already.
    :param others: English forms of other names of the source: they stand for themselves.
    """
    inside = _readings(name.of(source))
    outside = tuple(
        word
        for word in _readings(source[: name.start]) + _readings(source[name.end :])
        if word not in inside  # the same name once more
    )
    words = list(NAME_WORD.finditer(target))
    best: Correction | None = None
    highest = 0.0
    for form in dict.fromkeys(forms):
        wanted = form.split()
        for place in range(len(words) - len(wanted) + 1):
            found = words[place : place + len(wanted)]
            if not _adjoin(target, found):
                continue
            start = found[0].start()
            there = POSSESSIVE.sub("", target[start : found[-1].end()])
            if there in forms or any(
                _holds(there, other) or _holds(other, there) for other in others
            ):
                continue
            alike = _likeness(wanted, there.split(), inside, outside)
            if alike > highest:
                best = Correction("names", name, Span(start, start + len(there)), form)
                highest = alike
    return best


def _readings(arabic: str) -> tuple[str, ...]:
    return tuple(rest for word in arabic_words(arabic) for _, rest in stems(word.text))


def _adjoin(target: str, words: Sequence[re.Match[str]]) -> bool:
    return all(target[a.end() : b.start()].isspace() for a, b in pairwise(words))


def _holds(text: str, part: str) -> bool:
    return part.casefold() in text.casefold()


def _likeness(
    wanted: Sequence[str], found: Sequence[str], inside: Sequence[str], outside: Sequence[str]
) -> float:
    """Return how alike a name and what stands there are on average; 0 where they differ."""
    if not found[0][:1].isupper() or len(found) != len(wanted):
        return 0.0
    shares = list(_shares(wanted, found, inside, outside))
    return sum(shares) / len(shares) if all(shares) else 0.0


def _shares(
    wanted: Sequence[str], found: Sequence[str], inside: Sequence[str], outside: Sequence[str]
) -> Iterator[float]:
    for right, written in zip(wanted, found, strict=True):
        ours, theirs = right.casefold(), written.casefold()
        share = _alike(ours, theirs)
        if ours != theirs and (
            share < _LEAST_ALIKE
            or right.isupper() != written.isupper()  # no letters for a word: SUNA, Sudan
            or _is_another_word(ours, theirs)
            or not _is_meant(written, inside, outside, near=share >= _SAME)
        ):
            yield 0.0
        else:
            yield share


@lru_cache(maxsize=8192)
def _alike(right: str, written: str) -> float:
    return SequenceMatcher(None, right, written, autojunk=False).ratio()


def _is_another_word(right: str, written: str) -> bool:
    """Tell whether a word like a name is made from it: an adjective, a people, a minister."""
    if right.endswith(written):  # the Arthur of McArthur
        return True
    if right.startswith(written):
        return _COUNTRY.fullmatch(right, len(written)) is not None
    ending = _ADJECTIVE.search(written)
    return ending is not None and not right.endswith(ending.group()) and right[:3] == written[:3]


def _is_meant(written: str, inside: Sequence[str], outside: Sequence[str], *, near: bool) -> bool:
    """Tell whether a word is said of the Arabic name rather than of another word there."""
    skeleton = english_skeleton(written)
    own = [distance(word, written) for word in inside if same_name(arabic_skeleton(word), skeleton)]
    if not own and not near:
        return False
    nearest = min(own, default=None)
    return not any(
        sounds_alike(word, written) and (nearest is None or distance(word, written) <= nearest)
        for word in outside
    )
