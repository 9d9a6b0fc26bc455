"""Names of months, weekdays and relative days in both languages, with their places."""

from __future__ import annotations

import re
from functools import lru_cache

from mujaz.arabic import MONTHS, WEEKDAYS, fold_text
from mujaz.checks.words import folded
from mujaz.values import Span

__all__ = [
    "AMBIGUOUS",
    "arabic_hijri",
    "arabic_months",
    "arabic_relative",
    "arabic_weekdays",
    "english_hijri",
    "english_months",
    "english_relative",
    "english_weekdays",
    "month_name",
    "weekday_name",
]

Found = tuple[tuple[int, Span], ...]

_ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_HIJRI = {
    "محرم": 1,
    "صفر": 2,
    "ربيع الأول": 3,
    "ربيع الآخر": 4,
    "ربيع الثاني": 4,
    "جمادى الأولى": 5,
    "جمادى الآخرة": 6,
    "جمادى الثانية": 6,
    "رجب": 7,
    "شعبان": 8,
    "رمضان": 9,
    "شوال": 10,
    "ذو القعدة": 11,
    "ذي القعدة": 11,
    "ذو الحجة": 12,
    "ذي الحجة": 12,
}
_ENGLISH_HIJRI = (
    r"muharram",
    r"safar",
    r"rabi['’ʿ]? (?:al-)?(?:awwal|i\b)",
    r"rabi['’ʿ]? (?:al-|ath-)?(?:thani|akhir|ii\b)",
    r"jumada (?:al-)?(?:ula|awwal|i\b)",
    r"jumada (?:al-)?(?:thani\w*|akhir\w*|ii\b)",
    r"rajab",
    r"sha['’ʿ]?ba?an",
    r"ramada?h?a?n",
    r"shaww?al",
    r"dh?u['’ʿ]?l?[ -]?(?:al-)?(?:qi['’ʿ]?dah?|qa['’ʿ]?dah?)",
    r"dh?u['’ʿ]?l?[ -]?(?:al-)?hij+ah?",
)
_AB = fold_text("آب")
#: Folded forms that are other words too: a date only beside a number, "month" or "in".
AMBIGUOUS = frozenset(map(fold_text, ("مارس", "ماي", "جوان", "أوت", "آب", "الأحد", "الاثنين")))

_EDGE = r"(?<![\u0621-\u064a])"
_CLITIC = r"(?:[وف]?[بلك]?)"


def _alternatives(forms: dict[str, int]) -> str:
    ordered = sorted(map(fold_text, forms), key=len, reverse=True)
    return "|".join(form.replace(" ", r"\s+") for form in ordered)


_MONTH_NUMBERS = {fold_text(form): number for form, number in MONTHS.items()}
_MONTH = re.compile(f"{_EDGE}{_CLITIC}({_alternatives(MONTHS)})(?![\\u0621-\\u064a])")
_DAY_NUMBERS = {fold_text(form): number for form, number in WEEKDAYS.items()}
# With the preposition l- the article loses its alef.
_DAY_BODIES = {form.removeprefix("ال"): number for form, number in _DAY_NUMBERS.items()}
_DAY = re.compile(
    f"{_EDGE}(?:[وف]?(?:[بك]?ال|لل)|(?:ليله|يوم|مساء|صباح)\\s+)({_alternatives(_DAY_BODIES)})"
    "(?![\\u0621-\\u064a])"
)
_HIJRI_NUMBERS = {fold_text(form): number for form, number in _HIJRI.items()}
_HIJRI_MONTH = re.compile(f"{_EDGE}{_CLITIC}({_alternatives(_HIJRI)})(?![\\u0621-\\u064a])")
_MONTH_CONTEXT = re.compile(r"(?:\d|شهر|في|من|/|منذ|خلال|حتي|بين|و|منتصف|اوايل|اواخر|مطلع)\s*$")

_EN_MONTH = re.compile(
    r"\b(?:(January|February|March|April|May|June|July|August|September|October|November|December)"
    r"|(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?=\W|$)"
)
_EN_DAY = re.compile(
    r"\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?:s|['’]s)?\b", re.IGNORECASE
)
_MAY_IS_MODAL = re.compile(r"\s+(?:be|have|not|also|[a-z]+)\b")
_IS_DATE_BEFORE = re.compile(
    r"(?:\b(?:in|of|on|since|until|by|last|next|this|late|early|mid|from|to|and|between|through|"
    r"during|before|after|for|[Tt]he)\b[\s-]*|\d(?:st|nd|rd|th)?,?\s+|[-/–,(]\s*)$"
)
_IS_DATE_AFTER = re.compile(r"^,?\s*\d")

_RELATIVE_EN = re.compile(r"\b(yesterday|today|tonight|tomorrow)\b", re.IGNORECASE)
_RELATIVE_NUMBERS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_RELATIVE_AR = re.compile(
    f"{_EDGE}[وف]?(?:(امس|البارحه|بالامس|الامس)|(غدا|الغد)|(اليوم|الليله))(?![\\u0621-\\u064a])"
)


def month_name(number: int) -> str:
    """Return the English name of a month."""
    return _ENGLISH_MONTHS[number - 1]


def weekday_name(number: int) -> str:
    """Return the English name of a weekday; Monday is 1."""
    return _ENGLISH_DAYS[number - 1]


def _arabic(text: str, pattern: re.Pattern[str], numbers: dict[str, int]) -> Found:
    plain = folded(text)
    found: list[tuple[int, Span]] = []
    last = 0
    for match in pattern.finditer(plain.text):
        name = re.sub(r"\s+", " ", match.group(1))
        if name in AMBIGUOUS and pattern is _MONTH:
            before = _MONTH_CONTEXT.search(plain.text[: match.start()])
            after = re.match(r"\s*[/\d]", plain.text[match.end() :])
            beside = found and match.start() - last <= 2
            if name == _AB and plain.text[: match.start(1)].endswith("ب"):
                before = None  # "door", unless a figure follows
            if not (before or after or beside):
                continue
        last = match.end()
        start, end = match.span(1)
        if plain.text[:start].endswith("ال") and pattern is _DAY:
            start -= 2
        found.append((numbers[name], Span(*plain.original(start, end))))
    return tuple(found)


@lru_cache(maxsize=512)
def arabic_months(text: str) -> Found:
    """Return the months that an Arabic text names, in any of the three traditions."""
    return _arabic(text, _MONTH, _MONTH_NUMBERS)


@lru_cache(maxsize=512)
def arabic_weekdays(text: str) -> Found:
    """Return the weekdays that an Arabic text names."""
    return _arabic(text, _DAY, _DAY_BODIES)


@lru_cache(maxsize=512)
def arabic_hijri(text: str) -> Found:
    """Return the months of the Islamic calendar that an Arabic text names."""
    return _arabic(text, _HIJRI_MONTH, _HIJRI_NUMBERS)


@lru_cache(maxsize=512)
def english_months(text: str) -> Found:
    """Return the months that an English text names; "may" and "march" only in a date."""
    found = []
    for match in _EN_MONTH.finditer(text):
        name = match.group(1) or match.group(2)
        if name in ("May", "March", "Mar", "Jan", "April", "June", "August"):
            after = text[match.end() :]
            dated = _IS_DATE_BEFORE.search(text[: match.start()]) or _IS_DATE_AFTER.search(after)
            sure = name in ("April", "June", "August")
            if not dated and not (sure and not re.match(r"\s+[A-Z]", after)):
                continue
        number = next(n for n, full in enumerate(_ENGLISH_MONTHS, 1) if full.startswith(name[:3]))
        found.append((number, Span(*match.span())))
    return tuple(found)


@lru_cache(maxsize=512)
def english_weekdays(text: str) -> Found:
    """Return the weekdays that an English text names."""
    return tuple(
        (_ENGLISH_DAYS.index(match.group(1).capitalize()) + 1, Span(*match.span(1)))
        for match in _EN_DAY.finditer(text)
    )


@lru_cache(maxsize=512)
def english_hijri(text: str) -> Found:
    """Return the months of the Islamic calendar that an English text names."""
    return tuple(
        (number, Span(*match.span()))
        for number, pattern in enumerate(_ENGLISH_HIJRI_PATTERNS, 1)
        for match in pattern.finditer(text)
    )


_ENGLISH_HIJRI_PATTERNS = tuple(
    re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for pattern in _ENGLISH_HIJRI
)


@lru_cache(maxsize=512)
def arabic_relative(text: str) -> Found:
    """Return yesterday (-1), today (0) and tomorrow (1) in an Arabic text."""
    plain = folded(text)
    return tuple(
        (
            -1 if match.group(1) else 1 if match.group(2) else 0,
            Span(*plain.original(*match.span())),
        )
        for match in _RELATIVE_AR.finditer(plain.text)
    )


def english_relative(text: str) -> Found:
    """Return yesterday (-1), today (0) and tomorrow (1) in an English text."""
    return tuple(
        (_RELATIVE_NUMBERS[match.group(1).lower()], Span(*match.span()))
        for match in _RELATIVE_EN.finditer(text)
    )
