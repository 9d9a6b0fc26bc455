"""Coverage: the translation is all there, once, in English.

- `length`: the translation is too short or too long for its source. The limits come from human
  translations (docs/checks.md).
- `sentences`: a source of several sentences has lost one: fewer sentences in the translation, and
  a translation too short for all of them.
- `repetition`: the same words over and over, which the source does not do; a name's first letter
  said twice ("K Korea").
- `untranslated`: Arabic letters left in the translation.
- `copied`: the translation is the source.
- `language`: the translation is not English.

Blind spots: a short sentence dropped from a long segment whose other sentences became longer; a
sentence dropped and another invented.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from mujaz.arabic import arabic_share, is_arabic_letter
from mujaz.checks.words import folded
from mujaz.values import Finding, Severity, Span

__all__ = ["copied", "language", "length", "repetition", "sentences", "untranslated"]

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufefc]+(?:\s+[\u0600-\u06ff]+)*")
_LETTERS = re.compile(r"[^\W_]+")
_SOURCE_STOP = re.compile(r"[.؟?!…۔]+[»”\")\]]*(?=\s|$)|؛")
_TARGET_STOP = re.compile(r"[.?!…]+[»”\"’')\]]*(?=\s|$)|;")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sgt|Rev|Jr|Sr|No|vs|Inc|Ltd|Co|Corp|etc|e\.g|i\.e|U\.S|"
    r"U\.N|U\.K|a\.m|p\.m|[A-Z])\.$"
)
# A lone capital before a name that begins with it; "J. J. Abrams", "#R" and "A" are none.
_STAMMER = re.compile(r"(?<![\w.&#'’/-])(?P<letter>[B-HJ-Z]) (?P=letter)[a-z]{2,}")
_ARABIC_ABBREVIATION = re.compile(r"(?:^|\s)[\u0621-\u064a]{1,2}\.$")
# English characters (letters and digits) for each of the source, as human translations have it.
_USUAL = 1.22
_SHORTEST, _SHORT, _LONG, _LONGEST = 0.6, 0.7, 1.5, 2.0
_SLACK = 12  # characters: short segments vary more
_FUNCTION_WORDS = frozenset(
    "the a an of to in and is are was were for on with that it as by at from be has have had he "
    "she his her its they their this which will would not or but who said".split()
)
_FOREIGN = frozenset(
    "der die das und ist nicht el los las que por una le les des est dans pour il della che non "
    "di het een van và".split()
)


def length(source: str, target: str) -> tuple[Finding, ...]:
    """Compare the lengths of both sides."""
    ours, theirs = _size(source), _size(target)
    if not ours:
        return ()
    if not theirs:
        message = "the translation is empty"
        return (Finding("length", Severity.ERROR, message, source=(Span(0, len(source)),)),)
    expected = ours * _USUAL
    if theirs + _SLACK < expected * _SHORTEST:
        severity, word = Severity.ERROR, "short"
    elif theirs + _SLACK < expected * _SHORT:
        severity, word = Severity.WARNING, "short"
    elif theirs - 2 * _SLACK > expected * _LONGEST:
        severity, word = Severity.ERROR, "long"
    elif theirs - 2 * _SLACK > expected * _LONG:
        severity, word = Severity.WARNING, "long"
    else:
        return ()
    message = (
        f"the translation is too {word}: {theirs / expected:.0%} of the length that is usual "
        "for this source"
    )
    return (
        Finding(
            "length",
            severity,
            message,
            source=(Span(0, len(source)),),
            target=(Span(0, len(target)),),
        ),
    )


def sentences(source: str, target: str) -> tuple[Finding, ...]:
    """Find a source of several sentences whose translation lacks some."""
    ours, theirs = _stops(source, arabic=True), _stops(target, arabic=False)
    if len(ours) < 2 or len(theirs) >= len(ours) or not target.strip():
        return ()
    sizes = [_size(part) for part in ours]
    expected = sum(sizes) * _USUAL
    shortest = min(sizes) * _USUAL
    # Merged sentences keep their length, a dropped one takes its length along.
    if _size(target) > min(expected, max(expected * 0.85, expected - 0.35 * shortest)):
        return ()
    message = f"the source has {len(ours)} sentences, the translation {len(theirs)} and is shorter"
    return (
        Finding(
            "sentences",
            Severity.ERROR if _size(target) < expected * 0.7 else Severity.WARNING,
            message,
            source=(Span(0, len(source)),),
            target=(Span(0, len(target)),),
        ),
    )


def repetition(source: str, target: str) -> tuple[Finding, ...]:
    """Find words or first letters that the translation repeats and the source does not."""
    return _repeated_words(source, target) + _stammers(source, target)


def _repeated_words(source: str, target: str) -> tuple[Finding, ...]:
    words = [(match.group().lower(), match.span()) for match in _LETTERS.finditer(target)]
    plain = [word for word, _ in words]
    repeated = _loop(plain)
    if repeated is None or _loops(source, repeated):
        return ()
    first, last, width = repeated
    span = Span(words[first][1][0], words[last][1][1])
    shown = " ".join(word for word, _ in words[first : first + min(width, 6)])
    message = f"the translation repeats itself ({shown} …)"
    return (Finding("repetition", Severity.ERROR, message, target=(span,)),)


def _stammers(source: str, target: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            "repetition",
            Severity.ERROR,
            f"a first letter comes twice ({match.group()})",
            target=(Span(*match.span()),),
        )
        for match in _STAMMER.finditer(target)
        if not re.search(rf"(?<!\w){match['letter']}(?!\w)", source)
    )


def untranslated(source: str, target: str) -> tuple[Finding, ...]:
    """Find Arabic words left in the translation."""
    del source
    runs = _ARABIC.finditer(target)
    spans = tuple(Span(*run.span()) for run in runs if any(map(is_arabic_letter, run.group())))
    if not spans:
        return ()
    shown = spans[0].of(target)
    message = f"Arabic is left in the translation ({shown})"
    return (Finding("untranslated", Severity.ERROR, message, target=spans),)


def copied(source: str, target: str) -> tuple[Finding, ...]:
    """Find a translation that is its source."""
    if not _ARABIC.search(target) or not _ARABIC.search(source):
        return ()
    if folded(source).text.split() != folded(target).text.split():
        return ()
    message = "the translation is a copy of the source"
    return (Finding("copied", Severity.ERROR, message, target=(Span(0, len(target)),)),)


def language(source: str, target: str) -> tuple[Finding, ...]:
    """Find a translation that is in Latin letters but not English."""
    words = [match.group().lower() for match in _LETTERS.finditer(target)]
    if len(words) < 8 or not _ARABIC.search(source):
        return ()
    if _ARABIC.search(target) and arabic_share(target) > 0.3:
        return ()
    english = sum(word in _FUNCTION_WORDS for word in words)
    foreign = sum(word in _FOREIGN for word in words)
    letters = [char for char in target if char.isalpha()]
    latin = sum(char < "\u0250" for char in letters)
    if latin >= 0.7 * len(letters) and (english > 0 or len(words) < 14) and foreign <= english:
        return ()
    message = "the translation does not read like English"
    return (Finding("language", Severity.ERROR, message, target=(Span(0, len(target)),)),)


@lru_cache(maxsize=1024)
def _size(text: str) -> int:
    return sum(char.isalnum() for char in text)


def _stops(text: str, *, arabic: bool) -> list[str]:
    pattern = _SOURCE_STOP if arabic else _TARGET_STOP
    abbreviation = _ARABIC_ABBREVIATION if arabic else _ABBREVIATION
    parts, start = [], 0
    for match in pattern.finditer(text):
        if abbreviation.search(text[start : match.end()]):
            continue
        parts.append(text[start : match.end()])
        start = match.end()
    parts.append(text[start:])
    return [part for part in parts if _size(part) > 4]


def _loop(words: list[str]) -> tuple[int, int, int] | None:
    """Return the first and last word of a repetition and its width, or None.

    Four or more words at once repeated on the spot, up to three words three times, or seven words
    or more that come again anywhere.
    """
    for width in range(1, min(40, len(words) // 2) + 1):
        times = 3 if width < 4 else 2
        place = 0
        while place + width * times <= len(words):
            run = 1
            while (
                words[place + run * width : place + (run + 1) * width]
                == words[place : place + width]
            ):
                run += 1
            if run >= times and any(word.isalpha() for word in words[place : place + width]):
                return place, place + run * width - 1, width
            place += 1
    return _again(words)


def _again(words: list[str], width: int = 7) -> tuple[int, int, int] | None:
    first: dict[tuple[str, ...], int] = {}
    for place in range(len(words) - width + 1):
        gram = tuple(words[place : place + width])
        if gram in first and place - first[gram] >= width:
            return place, place + width - 1, width
        first.setdefault(gram, place)
    return None


def _loops(source: str, repeated: tuple[int, int, int]) -> bool:
    """Tell whether the source repeats words by itself."""
    first, last, width = repeated
    words = [match.group() for match in _LETTERS.finditer(folded(source).text)]
    if _loop(words):
        return True
    if width < 3:
        return any(left == right for left, right in pairwise(words))
    if last - first + 1 > width:  # on the spot: a list or a refrain would loop in Arabic too
        return False
    size = max(2, width // 2)
    grams = Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))
    return any(count > 1 for count in grams.values())
