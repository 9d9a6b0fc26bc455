"""Articles before what sounds like a vowel, and before what does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.english import begins_with_vowel_sound, fit_articles

VOWELS = (
    "apple Armenian egg island onerous onion uncle unable unequal unidentified unimportant "
    "uninvited unofficial unusual upper Urdu urgent hour honest honorary honour heir"
)
CONSONANTS = (
    "house historic heirloom lung European ewe one once unanimous unilateral unique unit united "
    "university uranium urine Uruguayan use useful usual utility Ukrainian Ugandan ubiquitous"
)


@pytest.mark.parametrize("word", VOWELS.split())
def test_an_stands_before(word: str) -> None:
    assert begins_with_vowel_sound(word)
    assert fit_articles(f"It was a {word}.") == f"It was an {word}."


@pytest.mark.parametrize("word", CONSONANTS.split())
def test_a_stands_before(word: str) -> None:
    assert not begins_with_vowel_sound(word)
    if not word.startswith("h"):
        assert fit_articles(f"It was an {word}.") == f"It was a {word}."


@pytest.mark.parametrize(
    "text",
    [
        "An MP and an FBI agent saw a UN envoy.",  # as capitals are read
        "An Jing met An Lushan",  # a name
        "an historic visit",
        "from a to an",
        "hepatitis A infection",
        "the group a and the group b",
        "Q&a early",
        "co-a armed",
    ],
)
def test_what_is_no_article_or_may_be_right_stays(text: str) -> None:
    assert fit_articles(text) == text


def test_quotation_marks_and_sentence_starts() -> None:
    assert fit_articles('A "easy" job, an\n“new” one') == 'An "easy" job, a\n“new” one'
    assert fit_articles("It ended. A hour later") == "It ended. An hour later"


WORDS = st.lists(st.sampled_from([*"a an A An the".split(), *VOWELS.split(), *CONSONANTS.split()]))


@given(st.one_of(st.text(), WORDS.map(" ".join)))
def test_only_articles_change_and_once(text: str) -> None:
    fitted = fit_articles(text)
    assert fit_articles(fitted) == fitted
    article = re.compile(r"\b([Aa])n?\b")
    assert article.sub(r"\1", fitted) == article.sub(r"\1", text)
