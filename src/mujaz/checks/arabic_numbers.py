"""Arabic numbers: digits of every kind, words with gender and case, ordinals, duals, fractions.

A run of number words is read by the rules of the written language: unit before ten ("three and
twenty"), hundreds and thousands before what follows with "and", a scale multiplies what stands
before it. Blind spots: a fifth and five, Sunday and one, "lady" and six share their spelling
without vowels; ordinals, duals and "one" are therefore never strict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mujaz.arabic import fold_text
from mujaz.checks.words import Amount, Word, arabic_words, stems, with_ranges
from mujaz.values import Span

__all__ = ["arabic_amounts", "clitics"]


def _table(lines: str) -> dict[str, float]:
    return {
        fold_text(form): float(value)
        for line in lines.strip().splitlines()
        for value, forms in [line.split(":")]
        for form in forms.split()
    }


_UNITS = _table("""
1: واحد واحدة واحدا
2: اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي إثنين إثنان
3: ثلاث ثلاثة ثلاثا
4: أربع أربعة أربعا
5: خمس خمسة خمسا
6: ست ستة ستا
7: سبع سبعة سبعا
8: ثمان ثماني ثمانية ثمانيا
9: تسع تسعة تسعا
""")
_TEN = _table("10: عشر عشرة")
_TENS = _table("""
20: عشرون عشرين
30: ثلاثون ثلاثين
40: أربعون أربعين
50: خمسون خمسين
60: ستون ستين
70: سبعون سبعين
80: ثمانون ثمانين
90: تسعون تسعين
""")
_HUNDRED = _table("""
100: مئة مائة مية ماية
200: مئتان مئتين مائتان مائتين مئتا مئتي مائتا مائتي
""")
_HUNDREDS = {
    fold_text(unit + hundred): float(value * 100)
    for value, units in enumerate(
        ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان ثماني", "تسع"), start=3
    )
    for unit in units.split()
    for hundred in ("مئة", "مائة")
}
_SCALES = _table("""
1000: ألف ألفا آلاف الاف
1000000: مليون مليونا ملايين
1000000000: مليار مليارا مليارات بليون بليونا بلايين
1000000000000: تريليون تريليونا تريليونات ترليون ترليونا ترليونات
""")
_DUAL_SCALES = _table("""
1000: ألفان ألفين ألفا ألفي
1000000: مليونان مليونين مليوني
1000000000: ملياران مليارين ملياري بليونين
""")
_ORDINALS = _table("""
1: أول أولى أولا أوائل حادي حادية
2: ثاني ثانية ثان ثانيا
3: ثالث ثالثة ثالثا
4: رابع رابعة رابعا
5: خامس خامسة خامسا
6: سادس سادسة سادسا
7: سابع سابعة سابعا
8: ثامن ثامنة ثامنا
9: تاسع تاسعة تاسعا
10: عاشر عاشرة عاشرا
""")
_DECADES = {
    fold_text(f"{stem}{end}"): float(value)
    for value, stem in zip(
        range(20, 100, 10),
        "عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين".split(),
        strict=True,
    )
    for end in ("ات", "يات", "اته", "ياته", "اتها", "ياتها")
}
_FRACTIONS = _table("""
0.5: نصف نصفي نصفا
0.333333: ثلث
0.666667: ثلثا ثلثي ثلثان ثلثين
0.25: ربع
0.75: أرباع
""")
_SOFT = _table("""
0: صفر صفرا
1: أحد إحدى وحيد وحيدة مرة لمرة فرد كل فردي أحادي وحده وحدها نفس منفرد
1: قرن عقد عام سنة يوم شهر أسبوع ساعة
2: كلا كلتا كلي كلتي كلاهما كليهما كلتاهما كلتيهما زوج زوجي زوجين زوجان
2: مزدوج مزدوجة ثنائي ثنائية ضعف
2: ضعفي ضعفين توأم توأمان توأمين ثنائيات طرفا طرفي جانبا جانبي بين تضاعف تضاعفت مضاعفة ثنايا اثنتي
2: والدي والدا والداه والديه والديها جانبين ضعفا شقيقا مثنى الآخر
3: ثلاثي ثلاثية مثلث ثلاثيات ثالوث
4: رباعي رباعية رباعيات مربع مربعة فصلي فصلية
5: خماسي خماسية خمسهم خمسها
6: سداسي سداسية
7: سباعي سباعية
10: عقد عقود عشرات عشرية عشري
12: دزينة
20: عقدين عقدان
30: عقود
100: قرن قرون مئوية مئات مئوي
1000: ألفية آلاف
""")
# The dual of these is a number that must be told: "two hours", "two years".
_DUALS = frozenset(
    fold_text(stem + end)
    for stem in (
        "ساعت يوم شهر عام سنت أسبوع دقيقت ليلت قتيل شخص رجل طفل امرأت جندي جريح "
        "صاروخ طائرت دولت كيلومتر متر دولار قذيفت سفينت رهينت شهيد"
    ).split()
    for end in ("ين", "ان")
)
_DUAL_END = re.compile(r"(?:ين|ان|تا|تي|يها|يهما|يه|اها|اهما|يهم|اهم|ي|ا)$")
_PERCENT = re.compile(r"^[وف]?ب?الما?يه$")
_TEENS = _table("1: أحد إحدى")
_AND = "و"
_PLURALS = ("لاف", "لايين", "ارات", "ونات")
# Whole words that only look like a number behind clitics.
_NOT_NUMBERS = frozenset(map(fold_text, ("كمية", "لست", "كست", "بست", "كثان", "لثان")))
_CENTS = frozenset(map(fold_text, "سنت سنتا سنتات قرش قرشا قروش فلس فلسا فلوس هللة هللات".split()))
_CENTURY = frozenset(map(fold_text, ("قرن", "القرن", "قرنين", "القرنين")))
_DAY_PARTS = frozenset(
    map(fold_text, "صباحا مساء ظهرا عصرا ليلا فجرا ص م مساءا بتوقيت الصباح المساء الظهر".split())
)

_KINDS: dict[str, tuple[str, float]] = {}
for _kind, _words in (
    ("soft", _SOFT),
    ("fraction", _FRACTIONS),
    ("decade", _DECADES),
    ("ordinal", _ORDINALS),
    ("eleven", _TEENS),
    ("dual scale", _DUAL_SCALES),
    ("scale", _SCALES),
    ("hundred", _HUNDRED | _HUNDREDS),
    ("ten", _TENS),
    ("ten one", _TEN),
    ("unit", _UNITS),
):
    _KINDS |= {_word: (_kind, _value) for _word, _value in _words.items()}
_DUALS_OF_SCALES = {form: value * 2 for form, value in _DUAL_SCALES.items()}


@dataclass(slots=True)
class _Reading:
    """One word seen as a part of a number."""

    kind: str
    value: float
    conj: bool
    article: bool
    word: Word


@lru_cache(maxsize=16384)
def _look_up(text: str) -> tuple[str, float, bool, bool] | None:
    for prefix, rest in stems(text):
        if rest in _NOT_NUMBERS:
            return None
        if rest in _KINDS:
            kind, value = _KINDS[rest]
            return kind, value, prefix[:1] == _AND, prefix.endswith(("ال", "لل"))
    return None


def clitics(word: Word) -> str:
    """Return the conjunction and preposition that a number word begins with, without article."""
    prefix = next((prefix for prefix, rest in stems(word.text) if rest in _KINDS), "")
    return prefix.replace("لل", "ل").replace("ال", "")


def _read(word: Word) -> _Reading | None:
    if word.text[0].isdecimal():
        return _Reading("digits", 0.0, False, False, word)
    found = _look_up(word.text)
    return _Reading(*found, word) if found else None


def parse_digits(text: str) -> frozenset[float]:  # noqa: C901 - one branch a way of writing
    """Return every reading of a number in ASCII digits with its separators.

    >>> sorted(parse_digits("1,200")), sorted(parse_digits("3,5")), sorted(parse_digits("21:30"))
    ([1200.0], [3.5], [9.5, 21.5])
    """
    text = text.replace("٫", ".").replace("٬", ",").replace("،", ",")
    if ":" in text:
        parts = text.split(":")
        if len(parts) == 2 and len(parts[1]) == 2 and all(p.isdigit() for p in parts):
            hour, minute = int(parts[0]), int(parts[1])
            if hour < 25 and minute < 60:
                return _clock(hour, minute)
        return frozenset(float(p) for p in re.findall(r"\d+", text))
    marks = re.findall(r"[.,]", text)
    if not marks:
        if len(text) == 4 and text[0] == "0" and int(text[2:]) < 60 and int(text[:2]) < 25:
            return _clock(int(text[:2]), int(text[2:])) | {float(text)}
        return frozenset({float(text)})
    groups = re.split(r"[.,]", text)
    values = set()
    if all(len(group) == 3 for group in groups[1:]) and len(set(marks)) == 1:
        values.add(float("".join(groups)))
        if len(marks) == 1 and (marks[0] == "." or groups[0] == "0"):
            values.add(float(".".join(groups)))
    elif len(marks) == 1:
        values.add(float(".".join(groups)))
        if marks == ["."] and len(groups[1]) == 2 and int(groups[0]) < 25 and int(groups[1]) < 60:
            values |= _clock(int(groups[0]), int(groups[1]))
    elif len(set(marks)) == 2 and marks[-1] != marks[0]:
        values.add(float("".join(groups[:-1]) + "." + groups[-1]))
    else:
        values.add(float("".join(groups)))
    return frozenset(round(value, 6) for value in values)


def _clock(hour: int, minute: int) -> frozenset[float]:
    part = minute / 60
    return frozenset(
        round(h % 24 + part, 6) for h in ({hour, hour + 12} if hour < 12 else {hour, hour - 12})
    )


@lru_cache(maxsize=512)
def arabic_amounts(text: str) -> tuple[Amount, ...]:
    """Return the numbers that an Arabic text states, in reading order."""
    found = (amount for amount in _scan(arabic_words(text)) if not _is_meta(amount, text))
    return with_ranges(text, tuple(found))


def _is_meta(amount: Amount, text: str) -> bool:
    """Tell whether "200" has no hamza: then it is the company, or "dead"."""
    return amount.span.of(text).endswith("ميتا")


def _scan(words: Sequence[Word]) -> Iterator[Amount]:
    place = 0
    while place < len(words):
        if _PERCENT.match(words[place].text):
            place += 1
            continue
        reading = _read(words[place])
        if reading is None:
            yield from _dual(words[place])
            place += 1
            continue
        amount, place = _number(words, place, reading)
        if amount:
            amount, place = _with_rest(words, amount, place)
            yield amount


def _dual(word: Word) -> Iterator[Amount]:
    for _, rest in stems(word.text):
        if rest in _DUALS:
            yield Amount(frozenset({2.0}), word.span, "words", strict=True)
            return
    if len(word.text) > 3 and _DUAL_END.search(word.text):
        yield Amount(frozenset({2.0}), word.span, "words", strict=False)


class _Sum:
    """Adds up a number: `total` is closed by a scale, `current` is below the next scale."""

    def __init__(self) -> None:
        self.total = 0.0
        self.current: float | None = None
        self.last_scale = float("inf")
        self.last = ""
        self.step = 0.0

    def take(self, reading: _Reading) -> bool:
        """Add a word; False when the number has ended before it."""
        kind, value, conj = reading.kind, reading.value, reading.conj
        if not self.last:
            return self._start(kind, value)
        if kind in ("unit", "ten one") and self._ten_after_unit(kind, conj):
            return True
        if kind == "hundred" and value == 100 and not conj and self.last in ("unit", "digits"):
            if self.current is None or not 3 <= self.step <= 9:
                return False
            self.current += self.step * 99
            self.step *= 100
            self.last = "hundred"
            return True
        if kind in ("scale", "dual scale") and not conj and self.current is not None:
            value = _SCALES.get(reading.word.text, value)
            if value >= self.last_scale and self.last != "digits":
                return False
            self.total += self.current * value
            self.current, self.last, self.last_scale, self.step = None, "scale", value, 0.0
            return True
        if conj and kind in (
            "scale",
            "dual scale",
            "hundred",
            "unit",
            "ten",
            "ten one",
            "fraction",
            "eleven",
        ):
            return self._and(kind, value)
        return False

    def _start(self, kind: str, value: float) -> bool:
        if kind == "dual scale":
            self.total, self.last, self.last_scale = value * 2, "scale", value
        elif kind == "scale":
            self.total, self.last, self.last_scale = value, "scale", value
        else:
            self.current, self.last, self.step = value, kind, value
        return True

    def _ten_after_unit(self, kind: str, conj: bool) -> bool:
        fits = kind == "ten one" and not conj and self.last in ("unit", "eleven", "ordinal")
        if fits and self.current is not None and self.step < 10:
            self.current += 10
            self.last, self.step = "ten", 10
            return True
        return False

    def _and(self, kind: str, value: float) -> bool:
        if kind == "fraction":
            if self.last == "scale":
                self.total += value * self.last_scale
            else:
                self.current = (self.current or 0.0) + value
            self.last = "fraction"
            return True
        if kind == "dual scale" or kind == "scale":
            lower = value < self.last_scale and self.last == "scale" and kind == "scale"
            if not lower:
                return False
            self.total += value
            self.last_scale = value
            return True
        if (kind == "ten" and self.last in ("unit", "ordinal", "eleven") and self.step < 10) or (
            self.last == "hundred" and value < 100
        ):
            self.current = (self.current or 0.0) + value
        elif self.last == "scale" and self.last_scale > value:
            self.current = value
        else:
            return False
        self.last, self.step = kind, value
        return True

    @property
    def value(self) -> float:
        return self.total + (self.current or 0.0)


def _number(  # noqa: C901 - what a number word means depends on its neighbours
    words: Sequence[Word], place: int, first: _Reading
) -> tuple[Amount | None, int]:
    """Read the number that begins at a place; return it and the place after it."""
    if first.kind == "digits":
        return _digits(words, place)
    start, end = first.word.span.start, first.word.span.end
    before = words[place - 1].text if place else ""
    in_decade = place > 1 and before in _CENTURY and _is_decade(words[place - 2])
    if first.kind in ("soft", "decade"):
        values = {first.value}
        if first.kind == "decade":
            values |= {1900 + first.value, 1800 + first.value, 2000 + first.value}
        return Amount(frozenset(values), first.word.span, "words", strict=False), place + 1
    if first.kind == "scale" and not _counts_alone(first, words, place):
        twice = _DUALS_OF_SCALES.get(first.word.text, first.value)  # "two thousand men" has ألفا
        values = {first.value, twice}
        return Amount(frozenset(values), first.word.span, "words", strict=False), place + 1
    parts = _Sum()
    parts.take(first)
    kinds = [first.kind]
    place += 1
    while place < len(words) and not _PERCENT.match(words[place].text):
        reading = _and_apart(words, place) or _read(words[place])
        if reading is None or _begins_anew(reading, words, place, parts):
            break
        if not parts.take(reading):
            break
        if words[place].text == _AND:
            place += 1
        kinds.append(reading.kind)
        end = reading.word.span.end
        place += 1
    values = {round(parts.value, 6)}
    if before in _CENTURY:
        values.add((parts.value - 1) * 100)
    form = "ordinal" if first.kind == "ordinal" else "words"
    strict = form == "words" and not (
        len(kinds) == 1 and (first.kind in ("eleven", "fraction") or parts.value == 1)
    )
    if form == "ordinal" and len(kinds) > 1:
        strict = True
    if in_decade:
        strict = False
    if first.conj and place < len(words) and words[place].text in _CENTS:
        values, strict = {parts.value, parts.value / 100, 1 + parts.value / 100}, False  # "$1.10"
    if kinds == ["unit"] and place < len(words) and words[place].text == "ارباع":
        values, strict, place = {parts.value / 4}, False, place + 1
    if first.article and (kinds == ["ten one"] or (kinds == ["unit"] and parts.value == 2)):
        strict = False  # "the ten", and "the two" that is also Monday
    if kinds == ["fraction"] and first.conj:
        values |= {1 + first.value}
    return Amount(frozenset(values), Span(start, end), form, strict), place


def _with_rest(words: Sequence[Word], amount: Amount, place: int) -> tuple[Amount, int]:
    """Add what follows a scale with "and", in figures on either side: "62 thousand and 465"."""
    while place + 1 < len(words):
        scale = _read(words[place - 1])
        if scale is None or scale.kind not in ("scale", "dual scale"):
            break
        if not amount.strict and (scale.article or scale.word.text.endswith(_PLURALS)):
            break  # "thousands, and 20 of them"
        following = words[place + 1] if words[place].text == _AND else words[place]
        rest = _read(following)
        figures = rest is not None and rest.kind == "digits"
        if rest is None or figures != (words[place].text == _AND) or not (figures or rest.conj):
            break
        added, end = _number(words, place + figures, rest)
        if added is None or added.form == "ordinal" or max(added.values) >= scale.value:
            break
        amount, place = amount.plus(added, strict=True), end
    return amount, place


def _is_decade(word: Word) -> bool:
    reading = _read(word)
    return reading is not None and reading.kind == "decade"


def _begins_anew(reading: _Reading, words: Sequence[Word], place: int, parts: _Sum) -> bool:
    """Tell whether "and three" behind a scale opens the next number ("2 million and 3 million")."""
    if not reading.conj or parts.last != "scale" or reading.kind not in ("unit", "ten", "hundred"):
        return False
    place += 2 if words[place].text == _AND else 1
    following = _read(words[place]) if place < len(words) else None
    return (
        following is not None
        and following.kind == "scale"
        and not following.conj
        and following.value >= parts.last_scale
    )


def _and_apart(words: Sequence[Word], place: int) -> _Reading | None:
    """Read "and" that stands apart from the number word behind it, and "and" + one of eleven.

    Without hamzas "and one" of eleven is spelled like the word for one.
    """
    if words[place].text == "واحد" and place + 1 < len(words) and words[place + 1].text in _TEN:
        return _Reading("eleven", 1.0, True, False, words[place])
    if words[place].text != _AND or place + 1 >= len(words):
        return None
    reading = _read(words[place + 1])
    if reading is None or reading.kind == "digits":
        return None
    return _Reading(reading.kind, reading.value, True, reading.article, reading.word)


def _counts_alone(first: _Reading, words: Sequence[Word], place: int) -> bool:
    """Tell whether a scale without a number before it means one of it: not "thousands of"."""
    text = first.word.text
    if text.endswith(_PLURALS):
        return False
    if text == "الفا" or first.article:
        return False
    if text == "الف":  # also "he composed"
        if place + 1 == len(words):
            return False
        after = _and_apart(words, place + 1) or _read(words[place + 1])
        return after is not None and after.conj
    return place + 1 < len(words)


def _digits(words: Sequence[Word], place: int) -> tuple[Amount, int]:
    first = words[place]
    values = parse_digits(first.text)
    end = first.span.end
    place += 1
    scale = 1.0
    if place < len(words):
        reading = _read(words[place])
        if (
            reading
            and reading.kind in ("scale", "dual scale")
            and not reading.conj
            and not reading.article
        ):
            scale = _KINDS[_table_form(reading)][1]
            end = words[place].span.end
            place += 1
        elif reading and reading.conj and reading.kind == "fraction":
            values = frozenset(round(value + reading.value, 6) for value in values)
            end = words[place].span.end
            place += 1
            if place < len(words):
                reading = _read(words[place])
                if reading and reading.kind == "scale" and not reading.conj:
                    scale = reading.value
                    end = words[place].span.end
                    place += 1
        elif words[place].text in _DAY_PARTS:
            values |= {value + 12 for value in values if value < 12}
    return Amount(frozenset(value * scale for value in values), Span(first.span.start, end)), place


def _table_form(reading: _Reading) -> str:
    """Return the form under which a reading stands in the tables."""
    return next(rest for _, rest in stems(reading.word.text) if rest in _KINDS)
