"""Names: those the glossary knows must stand in an accepted form, others must sound alike.

`check_names` takes the names that a glossary has found in the source, with the English forms it
accepts. `names` needs no glossary: a capitalised English word must have a counterpart in the
Arabic with the same consonants (`skeletons`), unless it is in `data/translated_names.tsv`, which
lists names that Arabic writes otherwise ("Germany") with their Arabic, and words that only carry a
capital ("Foundation").

An English name without counterpart is a warning, since many names have a form of their own in each
language; a known name that is missing is an error. Arabic has no capitals, but a word of foreign
letters (`data/foreign.tsv`) is mostly a name. Where such a word sounds like nothing in the
translation while an English name sounds like nothing in the source, and the two are unlike, one
name stands for another: an error. Two or more such words without a counterpart are a warning by
themselves. What the source writes in Latin letters must stand in the translation: an error.

Blind spots: names of fewer than four letters or two consonants, the first word of a sentence,
names of few consonants that happen to agree with some other word of the sentence, one name dropped
without a replacement, Arabic names that are also words, translators who write "the ministry" for a
name and the reverse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from mujaz.arabic import is_arabic_letter
from mujaz.checks.skeletons import (
    Sounds,
    any_alike,
    arabic_skeleton,
    distance,
    english_skeleton,
)
from mujaz.checks.words import NAME_WORD, Word, arabic_words, stems
from mujaz.values import Finding, Severity, Span

__all__ = [
    "FOREIGN_LETTERS",
    "ExpectedName",
    "check_names",
    "is_transliterated",
    "letter_groups",
    "names",
    "shared_names",
]

_NAME = "names"
_PART = re.compile(r"[^\W\d_]+")
_START = re.compile(r"(?:^|[.?!:\"“”«»‘(\[]\s*|[-–—]\s+)$")
_DAYS = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December".split()
)
_LATIN = re.compile(r"[^\W\d_](?:[\w.'-]*[^\W\d_])?")
_LONG = 4
#: The fewest letters of an Arabic word by which it can be called foreign.
FOREIGN_LETTERS = 5
_FOREIGN = 2.0  # the least weight of such a word: half of the names, 8 % of other words
_OTHERWISE = ("امريك", "اميرك", "بريطان")  # "U.S.", "UK"
_UNLIKE = 1.3  # the least distance, for each letter, of two words that are not one name


@dataclass(frozen=True, slots=True)
class ExpectedName:
    """A known name in the source and the English forms that a reader would accept for it."""

    span: Span
    accepted: tuple[str, ...]


def check_names(source: str, target: str, expected: Sequence[ExpectedName]) -> tuple[Finding, ...]:
    """Find the known names of the source that the translation lacks in every accepted form."""
    if not target.strip():
        return ()
    lower = _plain(target)
    findings = []
    for name in expected:
        if not name.accepted or any(_stands(_plain(form), lower) for form in name.accepted):
            continue
        sure = any(form[:1].isupper() for form in name.accepted) and not _some_of(name, lower)
        findings.append(
            Finding(
                _NAME,
                Severity.ERROR if sure else Severity.WARNING,
                f"the source names {name.accepted[0]} ({name.span.of(source)}), "
                "the translation does not",
                source=(name.span,),
            )
        )
    return tuple(findings)


def _plain(text: str) -> str:
    letters = re.sub(r"[\u0300-\u036f]+", "", unicodedata.normalize("NFKD", text))
    return re.sub(r"[\s\-‑’']+", " ", letters.casefold())


def _stands(form: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(form)}", text) is not None


def _some_of(name: ExpectedName, lower: str) -> bool:
    """Tell whether any longer word of an accepted form, or its stem, is in the translation."""
    parts = {part for form in name.accepted for part in _plain(form).split() if len(part) > 3}
    return any(part[: max(4, len(part) - 2)] in lower for part in parts)


@cache
def _translated() -> dict[str, tuple[str, ...]]:
    data = files("mujaz.checks") / "data"
    learned, own = (
        (data / name).read_text("utf-8").splitlines()
        for name in ("translated_names.tsv", "own_names.tsv")
    )
    rows = (line.partition("\t") for line in (*learned, *own))
    return {name: tuple(map(_bare, forms.split())) for name, _, forms in rows}


def _bare(form: str) -> str:
    """Take the ending off a folded Arabic word when three letters remain."""
    return re.sub(r"(?<=\w{3})(?:يه|يين|يون|يات|ين|ي|ه|ات|ا)$", "", form).replace("اميرك", "امريك")


def names(source: str, target: str) -> tuple[Finding, ...]:
    """Find English names that nothing in the source sounds like, and names that are lost."""
    if not target.strip() or not source.strip():
        return ()
    candidates, rests = _sounds(source)
    lost = list(_lost(source, target))
    findings = []
    for match in NAME_WORD.finditer(target):
        word = match.group().removesuffix("'s").removesuffix("’s")
        if not _is_name(word, target, match.start()):
            continue
        if _has_counterpart(word, candidates, rests, source):
            continue
        span = Span(match.start(), match.start() + len(word))
        other = _replaced(word, lost, target)
        if other:
            lost.remove(other)
            message = f"the source names {other.span.of(source)}, the translation {word}"
            findings.append(Finding(_NAME, Severity.ERROR, message, (other.span,), (span,)))
        else:
            message = f"the translation names {word}, the source names nothing that sounds like it"
            findings.append(Finding(_NAME, Severity.WARNING, message, target=(span,)))
    if len(lost) > 1:
        shown = ", ".join(word.span.of(source) for word in lost)
        message = f"nothing in the translation sounds like what the source names ({shown})"
        spans = tuple(word.span for word in lost)
        findings.append(Finding(_NAME, Severity.WARNING, message, source=spans))
    return (*findings, *_lost_latin(source, target))


def _lost_latin(source: str, target: str) -> Iterator[Finding]:
    """Find words that the source writes in Latin letters and the translation lacks."""
    letters = _squeezed(target)
    for match in _LATIN.finditer(source):
        word = match.group()
        if len(word) > 2 and word[0] < "\u0250" and _squeezed(word) not in letters:
            message = f"the source names {word}, the translation does not"
            span = Span(*match.span())
            yield Finding(_NAME, Severity.ERROR, message, source=(span,))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _lost(source: str, target: str) -> Iterator[Word]:
    """Give the words of foreign letters that nothing in the translation sounds like."""
    foreign = _foreign_words(source)
    if not foreign:
        return
    words = [word for word in _PART.findall(target) if len(word) > 2]
    words = [*words, *map("".join, pairwise(words))]
    sounds = [(word, english_skeleton(word)) for word in words]
    forms = tuple(form for word in words for form in _translated().get(word, ()))
    for word in foreign:
        rests = _foreign(word.text)
        translated = any(rest.startswith(forms) for rest in rests)
        if not translated and not any_alike([(r, arabic_skeleton(r)) for r in rests], sounds):
            yield word


def _replaced(name: str, lost: Sequence[Word], target: str) -> Word | None:
    """Return the first lost word that an English name can only be a replacement of."""
    if name in _translated():  # "United", "Commission": not what one name is taken for another by
        return None
    others = [word for word in _PART.findall(target) if word[0].isupper()]
    return next((word for word in lost if not _resembles(word, others)), None)


def _resembles(word: Word, names: Sequence[str]) -> bool:
    """Tell whether any English name is remotely like a word of the source."""
    return any(
        distance(rest, name[: len(rest) + 2]) <= _UNLIKE * len(rest)
        for rest in _foreign(word.text)
        for name in names
    )


@lru_cache(maxsize=512)
def _foreign_words(source: str) -> tuple[Word, ...]:
    return tuple(
        word
        for word in arabic_words(source)
        if _foreign(word.text) and not any(form in word.text for form in _OTHERWISE)
    )


@lru_cache(maxsize=16384)
def _foreign(word: str) -> tuple[str, ...]:
    """Return a word of foreign letters without clitics, in every way; nothing for others."""
    if not is_arabic_letter(word[0]):
        return ()
    rests = tuple(rest for _, rest in stems(word) if len(rest) >= FOREIGN_LETTERS)
    weights = _weights()
    foreign = rests and all(
        weights.get(f"^{rest}$", 0) + sum(weights.get(group, 0) for group in letter_groups(rest))
        > _FOREIGN
        for rest in rests
    )
    return rests if foreign else ()


def letter_groups(word: str) -> list[str]:
    """Return all three letters that follow each other, the ends marked.

    >>> letter_groups("بن")
    ['^بن', 'بن$']
    """
    marked = f"^{word}$"
    return [marked[place : place + 3] for place in range(len(marked) - 2)]


@cache
def _weights() -> dict[str, float]:
    data = files("mujaz.checks") / "data" / "foreign.tsv"
    rows = (line.partition("\t") for line in data.read_text("utf-8").splitlines())
    return {group: float(weight) for group, _, weight in rows}


def shared_names(source: str, target: str) -> int:
    """Count the English names that something in the source sounds like."""
    candidates, rests = _sounds(source)
    return sum(
        _has_counterpart(match.group(), candidates, rests, source)
        for match in NAME_WORD.finditer(target)
        if _is_name(match.group(), target, match.start())
    )


def _is_name(word: str, target: str, start: int) -> bool:
    return (
        len(word) >= _LONG
        and word[0].isupper()
        and not word.isupper()
        and word not in _DAYS
        and not _START.search(target[max(0, start - 4) : start])
    )


def is_transliterated(word: str, source: str) -> bool:
    """Tell whether a word of an Arabic text can be an English name by its consonants."""
    return _sounds_like(word, _sounds(source)[0])


def _has_counterpart(
    word: str, candidates: tuple[Sounds, ...], rests: frozenset[str], source: str
) -> bool:
    if word.casefold() in source.casefold():
        return True
    if any(_sounds_like(form, candidates) for form in {word, word.removesuffix("s")}):
        return True
    parts = [p for p in _PART.findall(word) if len(p) >= _LONG and p[0].isupper()]
    return all(_known(part, rests) or _sounds_like(part, candidates) for part in parts)


def _known(word: str, rests: frozenset[str]) -> bool:
    """Tell whether a word only carries a capital, or stands in the source in its other form."""
    translated = _translated()
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if form in translated:
            arabic = translated[form]
            if not arabic:
                return True
            if any(rest.startswith(arabic) for rest in rests):
                return True
    return False


@lru_cache(maxsize=4096)
def _sounds_like(word: str, candidates: tuple[Sounds, ...]) -> bool:
    skeleton = english_skeleton(word)
    return not skeleton or any_alike(candidates, ((word, skeleton),))


@lru_cache(maxsize=512)
def _sounds(source: str) -> tuple[tuple[Sounds, ...], frozenset[str]]:
    """Return the words and pairs of words that may be a name, and all words without clitics."""
    words = [word.text for word in arabic_words(source) if word.text[0].isalpha()]
    rests = {rest.replace("اميرك", "امريك") for word in words for _, rest in stems(word)}
    pairs = {
        rest + second
        for first, second in pairwise(words)
        for rest in {first, min((rest for _, rest in stems(first)), key=len)}
    }
    return tuple((form, arabic_skeleton(form)) for form in rests | pairs), frozenset(rests)
