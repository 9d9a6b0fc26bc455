from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mujaz.checks import CHECKS
from mujaz.checks.arabic_numbers import arabic_amounts
from mujaz.checks.english_numbers import english_amounts
from mujaz.values import Severity

UNITS_M = " واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة".split(" ")
UNITS_F = " واحدة اثنتان ثلاث أربع خمس ست سبع ثماني تسع عشر".split(" ")
TENS = "  عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split(" ")
TENS_GEN = "  عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين".split(" ")
EN_UNITS = (
    " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split(" ")
EN_TENS = "  twenty thirty forty fifty sixty seventy eighty ninety".split(" ")


def below_hundred(number: int, *, feminine: bool, genitive: bool) -> str:
    units, tens = (UNITS_F if feminine else UNITS_M), (TENS_GEN if genitive else TENS)
    if number <= 10:
        word = units[number]
        return word.replace("اثنان", "اثنين").replace("اثنتان", "اثنتين") if genitive else word
    if number < 20:
        one = number - 10
        first = {
            1: "إحدى" if feminine else "أحد",
            2: ("اثنتي" if genitive else "اثنتا") if feminine else ("اثني" if genitive else "اثنا"),
        }.get(one, units[one])
        return f"{first} {'عشرة' if feminine else 'عشر'}"
    ten, one = divmod(number, 10)
    return f"{units[one]} و{tens[ten]}" if one else tens[ten]


def below_thousand(number: int, *, feminine: bool, genitive: bool) -> str:
    hundred, rest = divmod(number, 100)
    parts = []
    if hundred == 2:
        parts.append("مئتين" if genitive else "مئتان")
    elif hundred:
        parts.append("مئة" if hundred == 1 else f"{UNITS_F[hundred].replace('ثماني', 'ثمان')}مئة")
    if rest:
        parts.append(below_hundred(rest, feminine=feminine, genitive=genitive))
    return " و".join(parts)


def arabic(number: int, *, feminine: bool = False, genitive: bool = False) -> str:
    """Write a number as an Arabic newspaper would."""
    parts = []
    for scale, one, two, few, many in (
        (10**9, "مليار", ("ملياران", "مليارين"), "مليارات", "مليارا"),
        (10**6, "مليون", ("مليونان", "مليونين"), "ملايين", "مليونا"),
        (10**3, "ألف", ("ألفان", "ألفين"), "آلاف", "ألفا"),
    ):
        count, number = divmod(number, scale)
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(two[genitive])
        elif count:
            noun = few if 3 <= count % 100 <= 10 else one if count % 100 == 0 else many
            parts.append(f"{below_thousand(count, feminine=False, genitive=genitive)} {noun}")
    if number:
        parts.append(below_thousand(number, feminine=feminine, genitive=genitive))
    return " و".join(parts)


def english(number: int, *, british: bool = False) -> str:
    parts = []
    for scale, name in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        count, number = divmod(number, scale)
        if count:
            parts.append(f"{small(count, british=british)} {name}")
    if number:
        words = small(number, british=british)
        parts.append(f"and {words}" if british and parts and number < 100 else words)
    return " ".join(parts)


def small(number: int, *, british: bool) -> str:
    hundred, rest = divmod(number, 100)
    if rest < 20:
        words = EN_UNITS[rest]
    else:
        words = "-".join(filter(None, (EN_TENS[rest // 10], EN_UNITS[rest % 10])))
    if not hundred:
        return words
    link = " and " if british and rest else " "
    return f"{EN_UNITS[hundred]} hundred{link if rest else ''}{words}"


# No count of one or two with a remainder of hundreds in it: nobody writes those in words.
NUMBERS = st.integers(3, 999_999_999_999).filter(
    lambda n: all((n // scale) % 1000 % 100 not in (1, 2) for scale in (10**3, 10**6, 10**9))
) | st.integers(3, 9_999)


@given(NUMBERS, st.booleans(), st.booleans())
@example(1011, False, False)
@settings(max_examples=400, deadline=None)
def test_arabic_words_are_read_back(number: int, feminine: bool, genitive: bool) -> None:
    words = arabic(number, feminine=feminine, genitive=genitive)
    text = f"بلغ العدد {words}."
    (amount,) = [a for a in arabic_amounts(text) if a.span.start >= 10]
    assert float(number) in amount.values
    assert amount.span.of(text) == words


@given(st.integers(2, 999_999_999_999), st.booleans())
@settings(max_examples=400, deadline=None)
def test_english_words_are_read_back(number: int, british: bool) -> None:
    words = english(number, british=british)
    text = f"The count is {words}."
    (amount,) = english_amounts(text)
    assert amount.values == {float(number)}
    assert amount.span.of(text) == words


@given(NUMBERS, st.booleans(), st.booleans(), st.sampled_from(["words", "digits", "grouped"]))
@settings(max_examples=300, deadline=None)
def test_the_same_number_gives_no_finding(
    number: int, genitive: bool, spelled: bool, form: str
) -> None:
    ours = arabic(number, genitive=genitive) if spelled else f"{number:,}"
    theirs = {"words": english(number), "digits": str(number), "grouped": f"{number:,}"}[form]
    assert CHECKS["numbers"](f"بلغ العدد {ours} شخص.", f"The count is {theirs} people.") == ()


@given(NUMBERS, st.integers(1, 10_000), st.booleans())
@settings(max_examples=300, deadline=None)
def test_another_number_is_an_error(number: int, more: int, spelled: bool) -> None:
    ours = arabic(number) if spelled else str(number)
    (finding,) = CHECKS["numbers"](
        f"بلغ العدد {ours} شخص.", f"The count is {number + 10 + more:,} people."
    )
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ساعتين", 2),
        ("مليونان", 2e6),
        ("مليوني شخص", 2e6),
        ("نصف مليون", 500_000),
        ("ثلاثة ملايين ونصف المليون", 3.5e6),
        ("١٬٢٠٠", 1200),
        ("783،562", 783562),
        ("٣٫٥ مليارات", 3.5e9),
        ("الحادي والعشرين", 21),
        ("الثاني عشر", 12),
        ("تسعمائة", 900),
        ("ثلاث مئة", 300),
        ("ألفين وثلاثة وعشرين", 2023),
        ("2 ونصف مليون", 2.5e6),
        ("ثلاثة أرباع", 0.75),
        ("الثمانينيات", 1980),
        ("الساعة 9 مساء", 21),
    ],
)
def test_arabic_forms(text: str, value: float) -> None:
    assert any(value in amount.values for amount in arabic_amounts(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a hundred", 100),
        ("3.5 million", 3.5e6),
        ("$2.3bn", 2.3e9),
        ("the 21st", 21),
        ("the twenty-first", 21),
        ("the 1980s", 80),
        ("the eighties", 1980),
        ("two thirds", 0.666667),
        ("9 pm", 21),
        ("9:30 pm", 21.5),
        ("four dozen", 48),
        ("twice", 2),
        ("Louis XVI", 16),
        ("1,200.50", 1200.5),
    ],
)
def test_english_forms(text: str, value: float) -> None:
    assert any(value in amount.values for amount in english_amounts(text))
