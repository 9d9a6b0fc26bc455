from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.arabic import arabic_share, fold, fold_text, has_arabic

ARABIC = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF), max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("إلى", "الي"),
        ("مُحَمَّد", "محمد"),
        ("الـــقاهرة", "القاهره"),
        ("٢٠١٩ و۱۲", "2019 و12"),
        ("ﻻ", "لا"),
        ("مسؤول شاطئ", "مسوول شاطي"),
        ("TASS", "tass"),
        ("\u202bبيت\u202c", "بيت"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@given(st.text(max_size=60) | ARABIC)
def test_fold_leads_back_to_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    for index in range(len(folded.text)):
        start, end = folded.original(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[index] in fold_text(text[start:end])


@given(st.text(max_size=60) | ARABIC)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


def test_what_is_arabic() -> None:
    assert has_arabic("TASS تاس")
    assert not has_arabic("١٢٣ ،؟")
    assert arabic_share("ab بت") == 0.5
    assert arabic_share("123") == 0.0
