from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.alignment import Alignment, words_between_spaces
from mujaz.checks.placing import find_place
from mujaz.values import Span


def alignment_of(source: str, target: str, links: dict[str, str], least: float = 0.0) -> Alignment:
    """Let each target word look at the source words that `links` gives for it, or at the last."""
    places = words_between_spaces(source)
    words = words_between_spaces(target)
    weights = []
    for word in words:
        bare = word.of(target).strip('".,;:!?()')
        linked = links.get(bare, "").split()
        row = [0.6 if place.of(source) in linked else least for place in places]
        weights.append(tuple(row if linked else [*row[:-1], 0.9]))
    return Alignment(places, words, tuple(weights))


def placed(
    source: str,
    target: str,
    arabic: str,
    english: str,
    links: dict[str, str],
    *,
    common: bool = True,
    kept: Collection[str] = (),
) -> str | None:
    start = source.index(arabic)
    correction = find_place(
        source,
        target,
        Span(start, start + len(arabic)),
        english,
        alignment_of(source, target, links),
        common=common,
        kept=kept,
    )
    if correction is None:
        return None
    assert correction.check == ("words" if common else "names")
    assert correction.source.of(source) == arabic
    return correction.apply(target)


@pytest.mark.parametrize(
    ("target", "links", "expected"),
    [
        ("He opened the beer.", {"beer": "الكبسولة"}, "He opened the capsule."),
        (
            'He opened the "beer", then left.',
            {"beer": "الكبسولة"},
            'He opened the "capsule", then left.',
        ),
        ("The beer's door was open.", {"beer's": "الكبسولة"}, "The capsule's door was open."),
        ("Beer was opened.", {"Beer": "الكبسولة"}, "Capsule was opened."),
        ("Today: Beer opened.", {"Beer": "الكبسولة"}, "Today: Capsule opened."),
        ("He opened an ale.", {"ale": "الكبسولة"}, "He opened a capsule."),
        ("He opened the Beer.", {"Beer": "الكبسولة"}, "He opened the capsule."),
        # one Arabic word, one English: of two words the one that looks at it most
        ("He opened the capsule beer.", {"beer": "الكبسولة"}, "He opened the capsule."),
        # nothing stands for it, or only a word of grammar
        ("He opened it.", {}, None),
        ("He opened it.", {"it": "الكبسولة"}, None),
        # what stands for it is in two places
        ("The beer opened the tin.", {"beer": "الكبسولة", "tin": "الكبسولة"}, None),
        # a figure, and what is right already
        ("He opened the 7th.", {"7th": "الكبسولة"}, None),
        ("He opened the space-capsule.", {"space-capsule": "الكبسولة"}, None),
        # part of a name
        ("He met Hassan Beer there.", {"Beer": "الكبسولة"}, None),
        ("He met Beer Hassan there.", {"Beer": "الكبسولة"}, None),
    ],
)
def test_a_common_word_is_put_where_another_stands_for_it(
    target: str, links: dict[str, str], expected: str | None
) -> None:
    assert placed("فتح الكبسولة أمس", target, "الكبسولة", "capsule", links) == expected


def test_an_article_follows_the_new_word() -> None:
    links = {"motor": "أكورديونا"}
    assert placed("عزف أكورديونا أمس", "He played a motor.", "أكورديونا", "accordion", links) == (
        "He played an accordion."
    )


def test_a_phrase_gives_way_to_a_phrase() -> None:
    source = "كان بدرجة 90 درجة فهرنهايت أمس"
    links = {"degrees": "درجة", "Celsius": "فهرنهايت"}
    target = "It was 90 degrees Celsius."
    english = "degrees Fahrenheit"
    assert (
        placed(source, target, "درجة فهرنهايت", english, links) == "It was 90 degrees Fahrenheit."
    )


def test_a_word_takes_the_place_of_as_many_as_the_arabic_has() -> None:
    source, target = "دفع رسما إضافيا أمس", "He paid an additional drawing."
    links = {"additional": "إضافيا", "drawing": "رسما"}
    assert placed(source, target, "رسما إضافيا", "surcharge", links) == "He paid a surcharge."


def test_words_of_grammar_inside_a_phrase_go_with_it() -> None:
    links = {"hall": "مجلس", "of": "مجلس", "deputies": "النواب"}
    target = "The hall of deputies met."
    assert placed(
        "اجتمع مجلس النواب أمس", target, "مجلس النواب", "house of representatives", links
    ) == ("The house of representatives met.")


def test_a_word_at_the_end_that_looks_less_stays() -> None:
    source, target = "خمس ناطحات سحاب أمس", "Five new clouds rose."
    places, words = words_between_spaces(source), words_between_spaces(target)
    weights = (
        (0.9, 0.0, 0.0, 0.0),
        (0.0, 0.1, 0.1, 0.0),
        (0.0, 0.4, 0.4, 0.0),
        (0.0, 0.0, 0.0, 0.9),
    )
    correction = find_place(
        source, target, Span(4, 15), "skyscrapers", Alignment(places, words, weights), common=True
    )
    assert correction is not None
    assert correction.apply(target) == "Five new skyscrapers rose."


def test_a_name_keeps_its_capitals_and_no_word_comes_twice() -> None:
    source, target = "عضو الرابطة الوطنية للسلاح أمس", "A National Relief Association member"
    links = {"National": "الوطنية", "Relief": "للسلاح"}
    english = "National Rifle Association"
    assert placed(source, target, "الرابطة الوطنية للسلاح", english, links, common=False) == (
        "A National Rifle Association member"
    )
    target = "A Rifle National Relief member"
    assert placed(
        source, target, "الرابطة الوطنية للسلاح", "Rifle Association", links, common=False
    ) == ("A Rifle Association member")


@pytest.mark.parametrize("negation", ["غير", "وغير", "عدم", "بلا", "دون"])
def test_what_is_denied_is_left_alone(negation: str) -> None:
    source = f"قوى {negation} مرئية أمس"
    assert placed(source, "unseen forces", "مرئية", "visible", {"unseen": "مرئية"}) is None


def test_a_word_with_a_negative_prefix_is_left_alone() -> None:
    assert (
        placed("قوى مرئية أمس", "invisible forces", "مرئية", "visible", {"invisible": "مرئية"})
        is None
    )


def test_other_names_stay() -> None:
    source, target = "سباق المجر الكبير", "the Grand Prix"
    links = {"Prix": "المجر"}
    assert placed(source, target, "المجر", "Hungary", links, common=False) == "the Grand Hungary"
    assert placed(source, target, "المجر", "Hungary", links, common=False, kept={"Prix"}) is None


def test_a_word_that_looks_elsewhere_as_much_stays() -> None:
    source, target = "غالبية ساحقة إيرانية", "a majority of Iranians"
    start = source.index("ساحقة")

    def place(elsewhere: float) -> object:
        weights = ((0.9, 0, 0), (0.9, 0, 0), (0, 0, 0.9), (0, 0.4, elsewhere))
        alignment = Alignment(words_between_spaces(source), words_between_spaces(target), weights)
        return find_place(
            source, target, Span(start, start + 5), "overwhelming", alignment, common=True
        )

    assert place(0.3) is None
    assert place(0.2) is not None


def test_a_word_that_looks_nowhere_stays() -> None:
    source, target = "ناطحة", "cloud"
    alignment = Alignment(words_between_spaces(source), words_between_spaces(target), ((0.1,),))
    assert find_place(source, target, Span(0, 5), "skyscraper", alignment) is None


words = st.lists(
    st.sampled_from(
        ["a", "the", "beer", "An", "Grand", "Prix", "7th", "capsule,", '"ale"', "x's", "of"]
    ),
    min_size=1,
    max_size=8,
)


@given(st.data(), words, st.booleans(), st.sampled_from(["capsule", "oil pump", "House of X"]))
def test_the_rest_stays_as_it_was(
    data: st.DataObject, target_words: list[str], common: bool, english: str
) -> None:
    source, target = "فتح الكبسولة أمس", " ".join(target_words)
    row = st.tuples(*[st.floats(0, 1)] * 3)
    weights = data.draw(st.lists(row, min_size=len(target_words), max_size=len(target_words)))
    alignment = Alignment(
        words_between_spaces(source), words_between_spaces(target), tuple(weights)
    )
    correction = find_place(source, target, Span(4, 12), english, alignment, common=common)
    if correction is None:
        return
    text = correction.apply(target)
    assert text.startswith(target[: correction.target.start])
    assert text.endswith(target[correction.target.end :])
    assert english.casefold() in text.casefold()
    assert correction.right.casefold().endswith(english.casefold())
    assert len(text.split()) <= len(target_words) + len(english.split())
