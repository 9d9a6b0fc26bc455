"""Speech: who denies, claims, warns or promises in the source does so in the translation.

Reporting verbs are sorted by what they commit the speaker to. Verbs of both sides are paired within
a class, the closest place in the sentence first. Where a finite verb is left over on both sides,
one speech has become another: an error where its stance is reversed (a denial confirmed, a claim
made a fact, an accusation made thanks), else a warning. Saying, confirming and admitting are freely
exchanged by translators, so a change among these is no finding.

Only finite verbs are reported; all other words of a class ("allegations", "a warning") only serve
as a counterpart. Blind spots: which speaker a verb belongs to; two verbs of a sentence exchanged
for each other; a verb dropped without another in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import zip_longest

from mujaz.arabic import fold_text
from mujaz.checks.words import Word, arabic_words, english_words, stems
from mujaz.values import Finding, Severity

__all__ = ["speech"]

_NAME = "speech"

_DATA = (files("mujaz.checks") / "data" / "speech.tsv").read_text("utf-8").splitlines()
_CLASSES = {
    name: tuple(words.split() for words in columns)
    for name, *columns in (line.split("\t") for line in _DATA if line[0] != "#")
}
_SPOKEN = ("say", "confirm", "admit")  # freely exchanged
_HOSTILE = ("accuse", "condemn", "warn", "threaten")
_REVERSED = {
    *(("deny", kind) for kind in _CLASSES if kind != "deny"),
    *((kind, "deny") for kind in _CLASSES if kind != "deny"),
    *((kind, "praise") for kind in _HOSTILE),
    *(("praise", kind) for kind in _HOSTILE),
    ("claim", "confirm"),
    ("promise", "threaten"),
    ("threaten", "promise"),
}
_EXCHANGED = {
    *((ours, theirs) for ours in _SPOKEN for theirs in _SPOKEN),
    ("accuse", "condemn"),
    ("condemn", "accuse"),
}
# How far a word may stand from the verb it serves: in lengths of the sentence, or in words.
_NEAR, _NEAR_WORDS = 0.2, 4
_OWNED = frozenset("responsibility credit victory lives life the".split())
_PARTICLES = frozenset("لا لم لن ليس ليست ليسوا".split())


@dataclass(frozen=True, slots=True)
class _Verb:
    """A word with the class that it reports in and the classes that it may stand for.

    `index` is its number among the words, `place` the same from 0 to 1.
    """

    finite: str
    serves: frozenset[str]
    word: Word
    index: int
    place: float


def speech(source: str, target: str) -> tuple[Finding, ...]:
    """Find reporting verbs that have become verbs of another stance."""
    ours = _arabic_verbs(source)
    theirs = _verbs(_without_owning(english_words(target)), _english)
    return tuple(_changes(source, target, *_unpaired(ours, theirs)))


def _without_owning(words: Sequence[Word]) -> list[Word]:
    """Leave out the "claimed" of who owns up or takes: "claimed responsibility, lives"."""
    return [
        word
        for word, after in zip_longest(words, words[1:])
        if not (word.text.startswith("claim") and after and after.text in _OWNED)
    ]


@lru_cache(maxsize=512)
def _arabic_verbs(source: str) -> tuple[_Verb, ...]:
    return tuple(_verbs(arabic_words(source), _arabic))


def _verbs(
    words: Sequence[Word], look_up: Callable[[str], tuple[str, frozenset[str]]]
) -> list[_Verb]:
    last = max(1, len(words) - 1)
    return [
        _Verb(finite, serves, word, place, place / last)
        for place, word in enumerate(words)
        for finite, serves in [look_up(word.text)]
        if serves
    ]


def _unpaired(ours: Sequence[_Verb], theirs: Sequence[_Verb]) -> tuple[list[_Verb], list[_Verb]]:
    """Pair what can stand for each other, finite verbs first; return the finite verbs left over."""
    free_ours, free_theirs = list(ours), list(theirs)
    pairs = sorted(
        (
            (rank, abs(left.place - right.place), left, right)
            for left in ours
            for right in theirs
            for rank in [_rank(left, right)]
            if rank
        ),
        key=lambda pair: pair[:2],
    )
    for _, _, left, right in pairs:
        if left in free_ours and right in free_theirs:
            free_ours.remove(left)
            free_theirs.remove(right)
    return [v for v in free_ours if v.finite], [v for v in free_theirs if v.finite]


def _rank(ours: _Verb, theirs: _Verb) -> int:
    """Say how well one can stand for the other: 1 is best, 0 not at all."""
    if ours.finite and ours.finite == theirs.finite:
        return 1
    if (ours.finite, theirs.finite) in _EXCHANGED:
        return 2
    serves = ours.finite in theirs.serves or theirs.finite in ours.serves
    if serves and ours.finite and (theirs.finite or ours.finite == "deny"):
        return 3  # "vowed" for a threat, "said it was not" for a denial
    words = abs(ours.index - theirs.index)
    if words > _NEAR_WORDS and abs(ours.place - theirs.place) > _NEAR:
        return 0
    if not ours.finite and not theirs.finite:
        return 4 if ours.serves & theirs.serves else 0  # a statement for a statement
    return 5 if serves else 0


def _changes(
    source: str, target: str, ours: Sequence[_Verb], theirs: Sequence[_Verb]
) -> Iterator[Finding]:
    free = list(theirs)
    for left in ours:
        if not free:
            return
        right = min(free, key=lambda verb: abs(verb.place - left.place))
        free.remove(right)
        yield Finding(
            _NAME,
            Severity.ERROR if (left.finite, right.finite) in _REVERSED else Severity.WARNING,
            f"the source has somebody {left.finite} ({left.word.span.of(source)}), "
            f"the translation has them {right.finite} ({right.word.span.of(target)})",
            source=(left.word.span,),
            target=(right.word.span,),
        )


def _past(stem: str) -> Iterator[str]:
    """Give "he, she, they said", and with an object."""
    endings = ("ت", "وا", "ا", "تا", "ه", "ها", "هم", "ته", "تها")
    yield stem
    if stem[-1] in "اي":  # a weak letter goes before some endings
        yield from (stem[:-1] + ending for ending in ("ت", "وا", "اه", "اها", "ته", "تها"))
    else:
        yield from (stem + ending for ending in endings)


def _present(stem: str) -> Iterator[str]:
    for prefix in ("ي", "ت", "سي", "ست"):
        bodies = (stem, stem[:-1] + "ون") if stem[-1] == "ي" else (stem, stem + "ون")
        yield from (prefix + body for body in bodies)


_AR_FINITE = {
    form: kind
    for kind, (past, present, *_) in _CLASSES.items()
    for give, verbs in ((_past, past), (_present, present))
    for stem in verbs
    for form in give(fold_text(stem))
}
_AR_SERVES = {
    kind: re.compile("|".join(map(fold_text, columns[2]))) for kind, columns in _CLASSES.items()
}
_EN_SERVES = {
    kind: re.compile("|".join(start if len(start) > 3 else f"{start}$" for start in columns[4]))
    for kind, columns in _CLASSES.items()
}
_EN_FINITE = {verb: kind for kind, columns in _CLASSES.items() for verb in columns[3]}


@lru_cache(maxsize=16384)
def _arabic(text: str) -> tuple[str, frozenset[str]]:
    """Return the class of a finite verb ("" for other words) and the classes a word serves."""
    if any(rest in _PARTICLES for _, rest in stems(text)):
        return "", frozenset(("deny",))
    finite = _AR_FINITE.get(text) or _AR_FINITE.get(text[1:] if text[0] in "وف" else "", "")
    serves = {kind for kind, pattern in _AR_SERVES.items() if pattern.search(text)}
    return finite, frozenset(serves) | ({finite} - {""})


@lru_cache(maxsize=16384)
def _english(text: str) -> tuple[str, frozenset[str]]:
    if text.endswith("n't"):
        return "", frozenset(("deny",))
    serves = {kind for kind, pattern in _EN_SERVES.items() if pattern.match(text)}
    finite = _EN_FINITE.get(text, "")
    return finite, frozenset(serves) | ({finite} - {""})
