"""Names and words that a translation lacks, put where it says something else: "five new clouds".

What the translation says for the Arabic is found by an alignment. It is replaced only where it is
one run of words that looks at the Arabic clearly, no longer than what it gives way to, neither a
figure nor part of a name; and what stands behind a word of negation is left alone: "invisible" may
be right for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from mujaz.alignment import Alignment
from mujaz.checks.corrections import Correction
from mujaz.checks.words import POSSESSIVE
from mujaz.english import begins_with_vowel_sound
from mujaz.values import Span

__all__ = ["find_place"]

_INSIDE = re.compile(r"\w(?:.*\w)?")  # a word without the marks around it
_FUNCTION_WORDS = frozenset(
    "a an the this that these those of in on at to for from by with as and or but nor not no than "
    "is was are were be been being am has have had do does did will would shall should can could "
    "may might must it its he she they we you i his her their our your him them us who whom whose "
    "which what when where while there here so if then also".split()
)
_NEGATED = re.compile(r"\b[وفبل]?(?:غير|عدم|انعدام|لا|بلا|ليس|ليست|لست|دون|بدون)\s+$")
_CLEAR = 0.5  # of the weight of the clearest: words at the ends that have less stay
_LEAST = 0.15  # of a word's attention, on average
_CLEARER = 1.5  # times what another word of the source gets of it
_NAME_BEFORE = re.compile(r"\b[A-Z][\w'’-]*\s+$")
_NAME_AFTER = re.compile(r"\s+[A-Z]")
_ARTICLE = re.compile(r"\b([Aa])n?(\s+)$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+)[\"\u201c\u00ab(]*$")


def find_place(
    source: str,
    target: str,
    name: Span,
    english: str,
    alignment: Alignment,
    *,
    common: bool = False,
    kept: Collection[str] = (),
) -> Correction | None:
    """Find what a translation says where it should say a name or word that it lacks.

    :param name: where the source has it.
    :param english: what should stand there.
    :param alignment: of the source with `target`.
    :param common: it is a common word, not a name.
    :param kept: forms of other names, which stay where they are.
    :returns: None where nothing stands for it, or it is not clear what.
    """
    places = alignment.places(name)
    standing = alignment.standing_for(places)
    words = {
        number: found
        for number in standing
        if (found := _inside(target, alignment.target[number])) is not None
    }
    if not words or _NEGATED.search(source[: name.start]):
        return None
    if any(number not in standing for number in range(min(words), max(words) + 1)):
        return None
    weights = {number: alignment.weight([number], places) for number in words}
    clear = [n for n in words if weights[n] >= _CLEAR * max(weights.values())]
    reach = range(min(clear), max(clear) + 1)
    most = max(len(english.split()), len(places))

    def weight(part: range) -> float:
        return alignment.weight(part, places)

    parts = [part for part in _parts(reach, most) if part[0] in words and part[-1] in words]
    run = max(parts, key=weight, default=None)
    if run is None or weight(run) < max(_LEAST, _CLEARER * _elsewhere(run, alignment, places)):
        return None
    span = Span(words[run[0]].start, words[run[-1]].end)
    there = span.of(target)
    if (
        there.casefold().endswith(english.casefold())  # it is there, or "invisible" for "visible"
        or re.search(r"\d", there)
        or any(_holds(form, there) for form in kept if _holds(target, form))
        or (common and _is_in_a_name(target, span))
    ):
        return None
    span, right = _fitted(target, span, english, common=common)
    return Correction("words" if common else "names", name, span, right)


def _fitted(target: str, span: Span, english: str, *, common: bool) -> tuple[Span, str]:
    """Fit English into its place: capital and article, no word twice."""
    first, last = re.escape(english.split()[0]), re.escape(english.split()[-1])
    start, end = span.start, span.end
    if twice := re.search(rf"(?<!\w){first}\s+$", target[:start], re.IGNORECASE):
        start = twice.start()
    if twice := re.match(rf"\s+{last}(?!\w)", target[end:], re.IGNORECASE):
        end += twice.end()
    right = english
    if common and _SENTENCE_START.search(target[:start]):
        right = right[:1].upper() + right[1:]
    fitting = "n" if begins_with_vowel_sound(right) else ""
    article = _ARTICLE.search(target[:start])
    if article and article[0].strip() != article[1] + fitting:
        right = f"{article[1]}{fitting}{article[2]}{right}"
        start = article.start()
    return Span(start, end), right


def _inside(target: str, word: Span) -> Span | None:
    """Return where a word is without its marks; None for a mark alone and a word of grammar."""
    found = _INSIDE.search(word.of(target))
    if found is None or found[0].casefold() in _FUNCTION_WORDS:
        return None
    bare = POSSESSIVE.sub("", found[0])
    return Span(word.start + found.start(), word.start + found.start() + len(bare))


def _parts(reach: range, most: int) -> list[range]:
    """Return the parts of a run that are as long as may be replaced."""
    length = min(len(reach), most)
    return [reach[start : start + length] for start in range(len(reach) - length + 1)]


def _elsewhere(run: range, alignment: Alignment, places: Collection[int]) -> float:
    """Return how much a run looks at the other source word that it looks at most."""
    others = (place for place in range(len(alignment.source)) if place not in places)
    return max((alignment.weight(run, [place]) for place in others), default=0.0)


def _is_in_a_name(target: str, span: Span) -> bool:
    """Tell whether a word has a capital letter of its own and another such word beside it."""
    return (
        span.of(target)[:1].isupper()
        and _SENTENCE_START.search(target[: span.start]) is None
        and bool(_NAME_BEFORE.search(target[: span.start]) or _NAME_AFTER.match(target, span.end))
    )


def _holds(text: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE) is not None
