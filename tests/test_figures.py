from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.checks.arabic_numbers import arabic_amounts
from mujaz.checks.english_numbers import english_amounts
from mujaz.checks.figures import find_miscopied, in_figures, tidied
from mujaz.glossary import inject


def copied(source: str, target: str) -> str:
    found = find_miscopied(source, target)
    return found.apply(target) if found else target


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("بين عامي 1994 و1998", "between 1994 and 1908", "between 1994 and 1998"),
        ("اللواء 108 والكتيبة 180 وصلتا", "Brigade 108, Battalion 180", None),
        ("بلغ السعر ٦٫٦١١٥ ليرة", "The price was 6.615 lira", "The price was 6.6115 lira"),
        ("نما 33,9 بالمئة", "It grew 33.5 percent", "It grew 33.9 percent"),
        ("نحو 1.45 مليار جهاز", "about 1.5 billion devices", "about 1.45 billion devices"),
        ("نحو 35 ألف مليار", "about 35,000 billion", None),  # another scale, the same digits
        ("في الساعة 06,30", "at 06:30", None),
        ("جاء 5 رجال", "7 men came", None),  # one digit tells nothing
        ("قتل 46 رجلا", "61 men were killed", None),  # too little in common for a slip
        ("عام 20162017", "in 2016", None),
        ("قتل 48 رجلا", "84 men were killed", "48 men were killed"),
    ],
)
def test_a_slip_in_a_figure_is_put_right(source: str, target: str, right: str | None) -> None:
    assert copied(source, target) == (right or target)


@pytest.mark.parametrize(
    ("source", "figures"),
    [
        ("أحصت ستة وأربعين قتيلا", "أحصت 46 قتيلا"),
        ("أُجليت ألف ومئتا أسرة", "أُجليت 1200 أسرة"),
        ("البالغة مليونين ومئتي ألف برميل", "البالغة 2.2 مليون برميل"),
        ("نحو 12 ألفا و500 جندي", "نحو 12,500 جندي"),
        ("وثلاثة وعشرين رجلا", "و 23 رجلا"),
        ("في غضون ثمان وأربعين ساعة", "في غضون 48 ساعة"),
        # One word is often none: "the aforementioned", "Stone", "dead".
        ("السفير ألف الذكر وستون ومئتا", "السفير ألف الذكر وستون ومئتا"),
        ("باع 35 ألف سيارة", "باع 35 ألف سيارة"),
        ("اليوم الحادي والعشرون", "اليوم الحادي والعشرون"),
    ],
)
def test_numbers_of_several_words_become_figures(source: str, figures: str) -> None:
    assert inject(source, (), figures=in_figures(source)).text == figures


NUMBERS = st.lists(
    st.sampled_from(
        "ستة وأربعين ألف ألفا مليونين ومئتي مئة وثلاث عشرة 12 و500 آلاف مليون و رجل ثمان".split()
    ),
    max_size=9,
).map(" ".join)


@given(NUMBERS)
def test_figures_read_as_the_words_that_they_stand_for(source: str) -> None:
    figures = in_figures(source)
    ends = [0, *(span.end for span, _ in figures)]
    assert all(span.start >= end for (span, _), end in zip(figures, ends, strict=False))
    for span, figure in figures:
        (amount,) = (a for a in arabic_amounts(source) if a.span == span)
        (again,) = arabic_amounts(f"بلغ {figure}")
        assert amount.values <= again.values


ENGLISH = st.lists(
    st.sampled_from(
        ["2 million", "and 200,000", "62 thousand", "465", "one billion", ",", "5", "barrels and"]
    ),
    max_size=9,
).map(" ".join)


@given(ENGLISH)
def test_a_tidied_text_states_the_same_numbers(target: str) -> None:
    before = [amount.values for amount in english_amounts(target)]
    assert [
        amount.values & values
        for amount, values in zip(english_amounts(tidied(target)), before, strict=True)
    ] == before


@given(st.integers(10, 99_999), st.integers(10, 99_999))
def test_what_is_put_right_is_the_number_of_the_source(ours: int, theirs: int) -> None:
    fixed = copied(f"باع {ours} سيارة", f"It sold {theirs} cars")
    assert fixed in (f"It sold {theirs} cars", f"It sold {ours} cars")
    assert ours != theirs or fixed == f"It sold {theirs} cars"
