from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.checks.spelling import find_misspelling
from mujaz.values import Span


def put_right(
    source: str, target: str, arabic: str, *forms: str, others: tuple[str, ...] = ()
) -> str:
    start = source.index(arabic)
    found = find_misspelling(source, target, Span(start, start + len(arabic)), forms, others)
    return found.apply(target) if found else target


@pytest.mark.parametrize(
    ("source", "target", "arabic", "form", "right"),
    [
        (
            "زار أفسس القديمة",
            "He visited old Effeus.",
            "أفسس",
            "Ephesus",
            "He visited old Ephesus.",
        ),
        (
            "كتاب كوبرنيكوس",
            'The "Coperncius" book',
            "كوبرنيكوس",
            "Copernicus",
            'The "Copernicus" book',
        ),
        ("قصر ماري أنطوانيت", "Mary Antoinet's palace", "ماري أنطوانيت", "Marie Antoinette", None),
        ("ضربت تمبستي", "Tipstie's towns", "تمبستي", "Tibesti", "Tibesti's towns"),
        ("وصل إلى تدمر", "It reached Palmarya", "تدمر", "Palmyra", "It reached Palmyra"),
    ],
)
def test_a_misspelt_name_is_found(
    source: str, target: str, arabic: str, form: str, right: str | None
) -> None:
    expected = right or target.replace("Mary Antoinet", form)
    assert put_right(source, target, arabic, form) == expected


@pytest.mark.parametrize(
    ("source", "target", "arabic", "form"),
    [
        ("الجيش في تركيا", "The Turkish army", "تركيا", "Turkey"),
        ("حكومة ألمانيا", "The German government", "ألمانيا", "Germany"),
        ("جيش أفغانستان", "The Afghan army", "أفغانستان", "Afghanistan"),
        ("عاد ماك آرثر", "Arthur returned", "ماك آرثر", "McArthur"),
        ("وزارة الخارجية", "The Foreign Minister", "وزارة الخارجية", "Foreign Ministry"),
        ("زار باريس", "He visited Berlin", "باريس", "Paris"),
        ("قال إن الكامبوس مغلق", "the campus is closed", "الكامبوس", "Campos"),
        # "Iran" is said of the second name, though it is as near to Iraq.
        ("العراق وطهران الإيرانية", "Iran said", "العراق", "Iraq"),
        ("قالت وكالة السودان", "Sudan's agency", "وكالة السودان", "SUNA"),
        ("صدام حسين", "Sadiq Hussein", "صدام حسين", "Saddam Hussein"),
    ],
)
def test_another_word_stays(source: str, target: str, arabic: str, form: str) -> None:
    assert put_right(source, target, arabic, form) == target


def test_the_form_that_is_nearest_is_put_there() -> None:
    source = "قال غورباتشوف"
    forms = ("Mikhail Gorbachev", "Gorbachev")
    assert put_right(source, "Gorbachov said", "غورباتشوف", *forms) == "Gorbachev said"


def test_a_name_of_the_source_is_not_taken_for_another() -> None:
    source = "التقى محمد بمحمود"
    assert put_right(source, "Mahmud came", "محمد", "Muhammad", others=("Mahmud",)) == "Mahmud came"
    assert put_right(source, "Muhamad came", "محمد", "Muhammad") == "Muhammad came"


def test_a_name_that_is_said_twice_can_be_right_once() -> None:
    source = "من فانكوفر إلى وسط فانكوفر"
    right = "From Vancouver to central Vancouver"
    said = "From Vankoffer to central Vancouver"
    assert put_right(source, said, "فانكوفر", "Vancouver") == right
    assert put_right(source, right, "فانكوفر", "Vancouver") == right


WORDS = st.lists(
    st.sampled_from(["Effeus", "the", "Turkish", "Ephesos's", "Mary Antoinet", ".", "ß", "İ"])
    | st.text(max_size=8),
    max_size=8,
).map(" ".join)


@given(st.text(max_size=30), WORDS, st.sampled_from(["Ephesus", "Marie Antoinette", "Turkey"]))
def test_any_text_gives_a_place_inside_it(before: str, target: str, form: str) -> None:
    source = f"{before} أفسس"
    found = find_misspelling(source, target, Span(len(source) - 4, len(source)), (form,))
    if found:
        there = found.target.of(target)
        assert 0 <= found.target.start < found.target.end <= len(target)
        assert there[0].isupper()
        assert found.right == form
