"""Pairs in which known people have got other people's names, on both sides.

The news names the same few people again and again, so a model learns these by heart instead of
learning how names are written in Arabic. Here anybody may be anybody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mujaz.glossary import Glossary, Kind, Term
from training.corpus import FAMILY, GIVEN, LEXICON, Pair, read_lexicon
from training.inject import place_of


def lexicon_corpora(arabic: Iterable[Pair], path: Path = LEXICON) -> dict[str, list[Pair]]:
    """Make the corpora that the lexicon gives: pairs renamed with it, its names, all the rest.

    :param arabic: the pairs to rename.
    """
    lexicon = read_lexicon(path)
    made = list(renamed(arabic, Glossary.builtin(), lexicon))
    people = lexicon.pop(GIVEN) + lexicon.pop(FAMILY)
    return {"renamed": made, "people": people, **lexicon}


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
            arabic = " ".join(part.source for part in parts)
            name = " ".join(part.english for part in parts)
            source = source[: match.start] + arabic + source[match.end :]
            english = english[: place.start()] + name + english[place.end() :]
        if source != pair.source:
            yield Pair(source, english)


def _named(term: Term, english: str) -> re.Match[str] | None:
    """Find the person in the English by the longest name that is there."""
    names = sorted(term.accepted, key=len, reverse=True)
    return next(filter(None, (place_of(name, english) for name in names)), None)
