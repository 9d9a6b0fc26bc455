"""Names: those the glossary knows must stand in an accepted form, others must sound alike.

`check_names` takes the names that a glossary has found in the source, with the English forms it
accepts. `names` needs no glossary: a capitalised English word must have a counterpart in the
Arabic with the same consonants (`skeletons`), unless it is in `data/translated_names.tsv`, which
lists names that Arabic writes otherwise ("Germany") with their Arabic, and words that only carry a
capital ("Foundation").

An English name without counterpart is a warning, since many names have a form of their own in each
language; a known name that is missing is an error.

Blind spots: names of fewer than four letters or two consonants, the first word of a sentence,
names of few consonants that happen to agree with some other word of the sentence, names dropped
without a replacement, translators who write "the ministry" for a name and the reverse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from mujaz.checks.skeletons import english_skeleton, sounds_alike
from mujaz.checks.words import arabic_words, stems
from mujaz.values import Finding, Severity, Span

__all__ = ["ExpectedName", "check_names", "is_transliterated", "names", "shared_names"]

_NAME = "names"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_START = re.compile(r"(?:^|[.?!:\"“”«»‘(\[]\s*|[-–—]\s+)$")
_DAYS = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December".split()
)
_LONG = 4


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
    return re.sub(r"[\s\-‑’']+", " ", text.casefold())


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
    """Find English names that nothing in the source sounds like."""
    if not target.strip() or not source.strip():
        return ()
    candidates, rests = _sounds(source)
    findings = []
    for match in _WORD.finditer(target):
        word = match.group().removesuffix("'s").removesuffix("’s")
        if not _is_name(word, target, match.start()):
            continue
        if _has_counterpart(word, candidates, rests, source):
            continue
        span = Span(match.start(), match.start() + len(word))
        message = f"the translation names {word}, the source names nothing that sounds like it"
        findings.append(Finding(_NAME, Severity.WARNING, message, target=(span,)))
    return tuple(findings)


def shared_names(source: str, target: str) -> int:
    """Count the English names that something in the source sounds like."""
    candidates, rests = _sounds(source)
    return sum(
        _has_counterpart(match.group(), candidates, rests, source)
        for match in _WORD.finditer(target)
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
    word: str, candidates: frozenset[str], rests: frozenset[str], source: str
) -> bool:
    if word.casefold() in source.casefold() or _sounds_like(word, candidates):
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


def _sounds_like(word: str, candidates: frozenset[str]) -> bool:
    if not english_skeleton(word):
        return True
    return any(sounds_alike(ours, word) for ours in candidates)


@lru_cache(maxsize=512)
def _sounds(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words and pairs of words that may be a name, and all words without clitics."""
    words = [word.text for word in arabic_words(source) if word.text[0].isalpha()]
    rests = {rest.replace("اميرك", "امريك") for word in words for _, rest in stems(word)}
    pairs = {
        rest + second
        for first, second in pairwise(words)
        for rest in {first, min((rest for _, rest in stems(first)), key=len)}
    }
    return frozenset(rests | pairs), frozenset(rests)
