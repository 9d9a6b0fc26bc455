"""Arabic script as plain text: letters, digits, marks, months.

Nothing here changes what a reader sees. `fold` gives a form for matching only, with the way back
to the original characters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

__all__ = [
    "CLAUSE_MARKS",
    "CLITICS",
    "MONTHS",
    "WEEKDAYS",
    "Folded",
    "arabic_share",
    "ascii_figures",
    "fold",
    "fold_letters",
    "fold_text",
    "has_arabic",
    "is_arabic_letter",
    "is_mark",
]

#: Arabic-Indic and Extended Arabic-Indic digits to ASCII.
DIGITS = {
    **{chr(0x0660 + value): str(value) for value in range(10)},
    **{chr(0x06F0 + value): str(value) for value in range(10)},
}

#: Marks that end a clause inside a sentence, the strongest first.
CLAUSE_MARKS = ("؛", ";", ":", "،", ",", "–", "—")

#: Letters that Arabic writes onto the front of the next word: conjunctions, prepositions, article.
CLITICS = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")

_LETTERS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ئ": "ي",
    "ؤ": "و",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ک": "ك",
    "گ": "ك",
}

_LETTER_TABLE = str.maketrans(_LETTERS)

# Marks that carry no letter: harakat, tatweel, zero-width and direction controls.
_DROPPED = frozenset(
    chr(code)
    for first, last in (
        (0x0610, 0x061A),
        (0x0640, 0x0640),
        (0x064B, 0x065F),
        (0x0670, 0x0670),
        (0x06D6, 0x06DC),
        (0x06DF, 0x06E4),
        (0x06E7, 0x06E8),
        (0x06EA, 0x06ED),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2064),
        (0x2066, 0x2069),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)

#: Month names of the three traditions in use (Gregorian loan, Levantine, Maghrebi) by number.
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "يناير|كانون الثاني|جانفي",
            "فبراير|شباط|فيفري",
            "مارس|آذار",
            "أبريل|إبريل|نيسان|أفريل",
            "مايو|أيار|ماي",
            "يونيو|يونيه|حزيران|جوان",
            "يوليو|يوليه|تموز|جويلية",
            "أغسطس|آب|أوت",
            "سبتمبر|أيلول|شتنبر",
            "أكتوبر|تشرين الأول",
            "نوفمبر|تشرين الثاني|نونبر",
            "ديسمبر|كانون الأول|دجنبر",
        ),
        start=1,
    )
    for name in names.split("|")
}

#: Weekday names with their ISO numbers (Monday is 1).
WEEKDAYS: dict[str, int] = {
    "الاثنين": 1,
    "الإثنين": 1,
    "الثلاثاء": 2,
    "الأربعاء": 3,
    "الخميس": 4,
    "الجمعة": 5,
    "السبت": 6,
    "الأحد": 7,
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded for matching, and where each of its characters comes from.

    `starts[i]` is the position in the original of folded character i, `ends[i]` the position just
    behind the last original character that belongs to it (marks that were dropped included), so
    that the folded stretch `a:b` is the original stretch `starts[a]:ends[b - 1]`.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the ends, in the original, of the folded stretch `start:end` (not empty)."""
        return self.starts[start], self.ends[end - 1]


_FIGURES = str.maketrans({"٫": ".", "٬": ",", "٪": "%", **DIGITS})


def ascii_figures(text: str) -> str:
    """Return a text with its figures and their marks as English writes them, each in its place.

    >>> ascii_figures("٣٫٥٪")
    '3.5%'
    """
    return text.translate(_FIGURES)


def is_mark(char: str) -> bool:
    """Tell whether a character carries no letter of its own (vowel sign, tatweel, control)."""
    return char in _DROPPED


def is_arabic_letter(char: str) -> bool:
    """Tell whether a character is a letter of the Arabic script."""
    code = ord(char)
    in_block = 0x0620 <= code <= 0x06FF or 0x0750 <= code <= 0x077F or 0xFB50 <= code <= 0xFEFC
    return in_block and unicodedata.category(char) == "Lo"


def has_arabic(text: str) -> bool:
    """Tell whether a text holds any Arabic letter."""
    return any(map(is_arabic_letter, text))


def arabic_share(text: str) -> float:
    """Return the share of Arabic letters among the letters of a text; 0 without letters."""
    letters = arabic = 0
    for char in text:
        if char.isalpha():
            letters += 1
            arabic += is_arabic_letter(char)
    return arabic / letters if letters else 0.0


def _fold_char(char: str) -> str:
    if char in _DROPPED:
        return ""
    if char in DIGITS:
        return DIGITS[char]
    if char in _LETTERS:
        return _LETTERS[char]
    if char < "\x80":
        return char.lower()
    compatible = unicodedata.normalize("NFKC", char)
    if compatible == char:
        return char.lower()
    return "".join(_LETTERS.get(part, part.lower()) for part in compatible if part not in _DROPPED)


class _Foldings(dict[int, str]):
    """What each character met so far folds to, by its code point, as `str.translate` wants it."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_FOLDINGS = _Foldings()


def fold(text: str) -> Folded:
    """Fold a text for matching: one form for each letter, no marks, ASCII digits, lower case.

    Words keep their order and white space keeps its place.

    >>> folded = fold("أُكِّدَ")
    >>> folded.text, folded.original(1, 3)
    ('اكد', (2, 7))
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, char in enumerate(text):
        folded = _FOLDINGS[ord(char)]
        if not folded and ends:
            ends[-1] = position + 1
        for part in folded:
            chars.append(part)
            starts.append(position)
            ends.append(position + 1)
    return Folded("".join(chars), tuple(starts), tuple(ends))


def fold_letters(text: str) -> str:
    r"""Give every Arabic letter its one form and leave all else: for writing patterns.

    >>> fold_letters(r"دقائق\W")
    'دقايق\\W'
    """
    return text.translate(_LETTER_TABLE)


def fold_text(text: str) -> str:
    """Return only the folded text.

    >>> fold_text("إلى القاهرة ٢٠١٩")
    'الي القاهره 2019'
    """
    return text.translate(_FOLDINGS)
