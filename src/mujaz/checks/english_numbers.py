"""English numbers: digits with separators and scales, words, ordinals, fractions, times.

Blind spots: "second" (of time) is read as an ordinal and "one" as a pronoun, so neither is strict;
Roman numerals are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from mujaz.checks.arabic_numbers import parse_digits
from mujaz.checks.words import Amount, Word, english_words, with_ranges
from mujaz.values import Span

__all__ = ["english_amounts"]

_UNITS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: float(value)
    for value, word in zip(
        range(20, 100, 10),
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
}
_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "mn": 1e6,
    "bn": 1e9,
    "mln": 1e6,
    "bln": 1e9,
    "m": 1e6,
    "k": 1e3,
}
_SHORT = frozenset(("mn", "bn", "mln", "bln", "m", "k"))
_ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {word[:-1] + "ieth": value for word, value in _TENS.items()}
_SOFT: dict[str, tuple[float, ...]] = {
    "half": (0.5,),
    "halves": (0.5,),
    "third": (3.0, 1 / 3),
    "thirds": (1 / 3, 2 / 3),
    "quarter": (0.25,),
    "quarters": (0.25, 0.75),
    "both": (2.0,),
    "twice": (2.0,),
    "pair": (2.0,),
    "couple": (2.0,),
    "couples": (2.0,),
    "twin": (2.0,),
    "twins": (2.0,),
    "double": (2.0,),
    "doubles": (2.0,),
    "doubled": (2.0,),
    "doubling": (2.0,),
    "either": (2.0,),
    "each": (2.0, 1.0),
    "other": (2.0,),
    "parents": (2.0,),
    "bilateral": (2.0,),
    "second": (2.0,),
    "seconds": (2.0,),
    "biannual": (2.0,),
    "dual": (2.0,),
    "fortnight": (2.0, 14.0),
    "triple": (3.0,),
    "trilateral": (3.0,),
    "trio": (3.0,),
    "tripled": (3.0,),
    "quadruple": (4.0,),
    "quartet": (4.0,),
    "dozen": (12.0,),
    "dozens": (10.0, 12.0),
    "decade": (10.0,),
    "decades": (10.0, 20.0, 30.0),
    "century": (100.0,),
    "centuries": (100.0,),
    "teens": (10.0,),
    "hundreds": (100.0,),
    "thousands": (1e3,),
    "millions": (1e6,),
    "billions": (1e9,),
    "trillions": (1e12,),
    "first": (1.0,),
    "once": (1.0,),
    "single": (1.0,),
    "one": (1.0,),
    "millennium": (1000.0,),
}
_ROMAN = {
    word: (float(value),)
    for value, word in enumerate(
        "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii".split(),
        start=2,
    )
    if len(word) > 1
}
_SOFT |= _ROMAN
_DAY_PARTS = frozenset(("am", "pm", "a", "p", "o'clock", "gmt", "utc"))
_DECADE_WORDS = frozenset(word[:-1] + "ies" for word in _TENS)
_NUMBER_WORDS = frozenset((*_UNITS, *_TENS, "hundred", *_SCALES)) - _SHORT


@lru_cache(maxsize=512)
def english_amounts(text: str) -> tuple[Amount, ...]:
    """Return the numbers that an English text states, in reading order."""
    return with_ranges(text, tuple(_scan(english_words(text))))


def _scan(words: Sequence[Word]) -> Iterator[Amount]:
    place = 0
    while place < len(words):
        text = words[place].text
        if text[0].isdecimal():
            amount, place = _with_rest(words, *_digits(words, place))
            yield amount
        elif text in _NUMBER_WORDS or _starts_with_a(words, place):
            amount, place = _with_rest(words, *_spelled(words, place))
            yield amount
        elif text in _ORDINALS:
            yield Amount(
                frozenset({_ORDINALS[text], *_rounded(_SOFT.get(text, ()))}),
                words[place].span,
                "ordinal",
                strict=text not in ("first", "second", "third", "quarter"),
            )
            place += 1
        elif text in _DECADE_WORDS:
            value = _TENS[text[:-3] + "y"]
            values = frozenset({value, 1900 + value, 1800 + value, 2000 + value})
            yield Amount(values, words[place].span, "words", strict=False)
            place += 1
        elif text in _SOFT:
            values = frozenset(_rounded(_SOFT[text]))
            yield Amount(values, words[place].span, "words", strict=False)
            place += 1
        else:
            place += 1


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, 6) for value in values)


def _starts_with_a(words: Sequence[Word], place: int) -> bool:
    return (
        words[place].text in ("a", "an")
        and place + 1 < len(words)
        and words[place + 1].text in ("hundred", "thousand", "million", "billion", "trillion")
    )


def _near(left: Word, right: Word) -> bool:
    return right.span.start - left.span.end <= 1


def _digits(words: Sequence[Word], place: int) -> tuple[Amount, int]:
    first = words[place]
    values = set(parse_digits(first.text))
    touches = place > 0 and words[place - 1].span.end == first.span.start
    in_name = touches and words[place - 1].text[0].isalpha()  # km2, CO2, A320
    end, form, strict = first.span.end, "digits", not in_name
    place += 1
    if place >= len(words) or not _near(first, words[place]):
        return Amount(frozenset(values), first.span, form, strict), place
    text, touching = words[place].text, words[place].span.start == first.span.end
    if text == "-" and place + 1 < len(words) and words[place + 1].text in _SCALES:
        place += 1
        text, touching = words[place].text, False
    if text in _SCALES and (text not in _SHORT or touching):
        values = {value * _SCALES[text] for value in values}
        if text == "m":
            values |= set(parse_digits(first.text))
        end = words[place].span.end
        place += 1
    elif touching and text in ("st", "nd", "rd", "th"):
        form, end = "ordinal", words[place].span.end
        place += 1
    elif touching and text == "s":
        form, end = "words", words[place].span.end
        values |= {value + 1900 for value in values if value < 100}
        values |= {value % 100 for value in values if 1800 <= value < 2030}
        place += 1
    elif text in _DAY_PARTS:
        values |= {value + 12 for value in values if value < 12}
    return Amount(frozenset(values), Span(first.span.start, end), form, strict), place


def _with_rest(words: Sequence[Word], amount: Amount, place: int) -> tuple[Amount, int]:
    """Add the figures that follow a scale: "62 thousand 465", "2 million and 200,000"."""
    while place < len(words) and words[place - 1].text in _SCALES:
        scale = _SCALES[words[place - 1].text]
        start = place + 1 if words[place].text == "and" else place
        if start == len(words) or not words[start].text[0].isdecimal():
            break
        added, end = _digits(words, start)
        if added.form != "digits" or max(added.values) >= scale:
            break
        amount, place = amount.plus(added, strict=amount.strict), end
    return amount, place


def _spelled(  # noqa: C901 - the grammar of number words in one place
    words: Sequence[Word], place: int
) -> tuple[Amount, int]:
    start = words[place].span.start
    total, current, last_scale = 0.0, 0.0, float("inf")
    kinds: list[str] = []
    form = "words"
    end = words[place].span.end
    if words[place].text in ("a", "an"):
        current, place = 1.0, place + 1
        kinds.append("a")
    while place < len(words):
        text = words[place].text
        last = kinds[-1] if kinds else ""
        if text in ("-", "and") and kinds:
            following = words[place + 1].text if place + 1 < len(words) else ""
            joins = (
                (text == "-" and last == "ten" and following in (*_UNITS, *_ORDINALS))
                or (
                    text == "and"
                    and last in ("hundred", "scale")
                    and following in (*_UNITS, *_TENS, *_ORDINALS)
                )
                or (text == "-" and following in ("hundred", *_SCALES) and following not in _SHORT)
            )
            if not joins:
                break
            place += 1
            continue
        if text in _UNITS and last in ("", "ten", "hundred", "scale"):
            if last == "ten" and not 1 <= _UNITS[text] <= 9:
                break
            current += _UNITS[text]
            kinds.append("unit")
        elif text in _TENS and last in ("", "hundred", "scale"):
            current += _TENS[text]
            kinds.append("ten")
        elif text == "hundred" and last in ("", "a", "unit"):
            current = (current or 1.0) * 100
            kinds.append("hundred")
        elif (
            text in _SCALES
            and text not in _SHORT
            and last in ("", "a", "unit", "ten", "hundred")
            and _SCALES[text] < last_scale
        ):
            last_scale = _SCALES[text]
            total += (current or 1.0) * last_scale
            current = 0.0
            kinds.append("scale")
        elif text in _ORDINALS and last in ("ten", "hundred", "scale"):
            if last == "ten" and _ORDINALS[text] > 9:
                break
            current += _ORDINALS[text]
            end = words[place].span.end
            place += 1
            form = "ordinal"
            break
        else:
            break
        end = words[place].span.end
        place += 1
    value = total + current
    values = {round(value, 6)}
    dozen = place + 1 if place + 1 < len(words) and words[place].text == "-" else place
    if kinds and dozen < len(words) and words[dozen].text == "dozen":
        return Amount(
            frozenset({value * 12}), Span(start, words[dozen].span.end), form, False
        ), dozen + 1
    if (
        kinds == ["unit"]
        and place < len(words)
        and words[place].text in ("thirds", "quarters", "fifths")
    ):
        values |= {round(value / {"thirds": 3, "quarters": 4, "fifths": 5}[words[place].text], 6)}
        return Amount(frozenset(values), Span(start, end), form, strict=False), place + 1
    if kinds == ["unit", "hundred"] or value < 12:
        values |= (
            {value + 12}
            if value < 12 and place < len(words) and words[place].text in _DAY_PARTS
            else set()
        )
    strict = value != 1 and kinds != ["scale"]
    return Amount(frozenset(values), Span(start, end), form, strict), place
