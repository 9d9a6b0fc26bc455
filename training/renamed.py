"""Pairs in which known people have got other people's names, on both sides.

The news names the same few people again and again, so a model learns these by heart instead of
learning how names are written in Arabic. Here anybody may be anybody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mujaz.glossary import Glossary, Kind, Term
from training.corpus import FAMILY, GIVEN, Pair


def renamed(
    pairs: Iterable[Pair], glossary: Glossary, names: Mapping[str, Sequence[Pair]], seed: int = 0
) -> Iterator[Pair]:
    """Make one such copy of every pair that names a known person, by the same name on both sides.

    :param names: what to draw from, by kind: `GIVEN` and `FAMILY`; without either, no pair is made.
    """
    if not (names[GIVEN] and names[FAMILY]):
        return
    random_ = random.Random(seed)
    for pair in pairs:
        source, english = pair.source, pair.english
        for match in reversed(glossary.find(source)):
            if match.term.kind != Kind.PERSON:
                continue
            place = _named(match.term, english)
            if place is None:
                continue
            parts = [random_.choice(names[FAMILY])]
            if " " in place.group():
                parts.insert(0, random_.choice(names[GIVEN]))
            source = source[: match.start] + _joined(p.source for p in parts) + source[match.end :]
            english = (
                english[: place.start()]
                + _joined(p.english for p in parts)
                + english[place.end() :]
            )
        if source != pair.source:
            yield Pair(source, english)


def _named(term: Term, english: str) -> re.Match[str] | None:
    """Find the person in the English by the longest name that is there."""
    for name in sorted(term.accepted, key=len, reverse=True):
        place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", english)
        if place is not None:
            return place
    return None


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)
