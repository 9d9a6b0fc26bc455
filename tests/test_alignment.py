from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.alignment import Alignment, words_between_spaces
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.errors import TranslationError
from mujaz.translators import Aligner, Decoding, Translator, load_translator
from mujaz.translators.pieces import SentencePieces
from mujaz.values import Span

SOURCE = "وصل الرئيس الفرنسي إلى موسكو."
TARGET = "The French president arrived in Moscow."


@given(st.text())
def test_words_are_what_spaces_leave(text: str) -> None:
    spans = words_between_spaces(text)
    assert [span.of(text) for span in spans] == text.split()
    assert sorted(spans) == list(spans)


def aligned(aligner: Aligner, source: str, target: str) -> Alignment:
    (alignment,) = aligner.align([(source, target)])
    assert alignment is not None
    return alignment


def scored(aligner: Aligner, source: str, target: str) -> float:
    (score,) = aligner.score([(source, target)])
    assert score is not None
    return score.per_piece


def test_which_words_stand_for_which() -> None:
    alignment = Alignment(
        words_between_spaces("ناطحات سحاب جديدة"),
        words_between_spaces("new skyscrapers rise"),
        ((0.1, 0.1, 0.6), (0.5, 0.3, 0.1), (0.2, 0.5, 0.0)),
    )
    assert alignment.places(Span(0, 11)) == (0, 1)
    assert alignment.places(Span(6, 7)) == ()  # a space
    assert alignment.standing_for([0, 1]) == (1, 2)
    assert alignment.standing_for([2]) == (0,)
    assert alignment.weight([1, 2], [0, 1]) == pytest.approx((0.8 + 0.7) / 2)


def test_without_a_source_word_nothing_stands_for_anything() -> None:
    assert Alignment((), words_between_spaces("a"), ((),)).standing_for([]) == ()


@pytest.fixture(scope="module")
def translator() -> Translator:
    return load_translator(load_catalogue().get("bundled"))


@pytest.fixture(scope="module")
def aligner(translator: Translator) -> Aligner:
    assert translator.aligner is not None
    return translator.aligner


def test_what_it_attends_to_is_what_it_translates(aligner: Aligner) -> None:
    alignment = aligned(aligner, SOURCE, TARGET)
    source, target = SOURCE.split(), TARGET.split()
    assert [span.of(SOURCE) for span in alignment.source] == source
    assert [span.of(TARGET) for span in alignment.target] == target
    for arabic, english in (
        ("الرئيس", "president"),
        ("الفرنسي", "French"),
        ("موسكو.", "Moscow."),
    ):
        assert target.index(english) in alignment.standing_for([source.index(arabic)])
    for weights in alignment.weights:
        assert 0 < sum(weights) <= 1.001


def test_a_wrong_word_stands_where_the_right_one_would(aligner: Aligner) -> None:
    wrong = TARGET.replace("Moscow", "Berlin")
    alignment = aligned(aligner, SOURCE, wrong)
    assert wrong.split().index("Berlin.") in alignment.standing_for(
        [SOURCE.split().index("موسكو.")]
    )


def test_together_as_one_by_one(aligner: Aligner) -> None:
    pairs = [
        (SOURCE, TARGET),
        ("نعم", "Yes, of course he will come back to us tomorrow."),
        ("", ""),
    ]
    together = aligner.align(pairs)
    for pair, alignment in zip(pairs, together, strict=True):
        alone = aligned(aligner, *pair)
        assert alignment is not None
        assert alone.source == alignment.source
        assert alone.target == alignment.target
        for a, b in zip(alone.weights, alignment.weights, strict=True):
            assert a == pytest.approx(b, abs=0.02)
    assert aligner.align([]) == []
    assert aligner.score([]) == []


def test_what_is_longer_than_the_model_can_say_is_left_alone(aligner: Aligner) -> None:
    pairs = [(SOURCE, TARGET), (SOURCE, "minister " * 161), (SOURCE, "minister " * 160)]
    assert [alignment is None for alignment in aligner.align(pairs)] == [False, True, False]
    assert [score is None for score in aligner.score(pairs)] == [False, True, False]


def test_a_word_without_pieces_gets_nothing(aligner: Aligner) -> None:
    alignment = aligned(aligner, "وصل ـــ الوزير", "The minister \u200b arrived")
    assert len(alignment.source) == 3
    assert all(len(weights) == 3 for weights in alignment.weights)


def test_scores_are_those_of_decoding(translator: Translator, aligner: Aligner) -> None:
    [(_, (best, *_))] = translator.translate([SOURCE], Decoding(beam_size=1, n_best=1))
    score = scored(aligner, SOURCE, best.text)
    assert best.log_prob == pytest.approx(score, abs=0.01)
    worse = scored(aligner, SOURCE, best.text.replace("president", "apiary"))
    assert worse < score - 0.2


@given(st.lists(st.text('ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئىة،؟."()0123456789KimPUs-ًّ', min_size=1)))
def test_pieces_of_words_are_the_pieces_of_the_text(words: list[str]) -> None:
    pieces = SentencePieces(load_catalogue().get("bundled").folder)
    text = " ".join(words)
    for target in (False, True):
        joined = [piece for word in pieces.encode_words(text, target=target) for piece in word]
        whole = pieces._target if target else pieces._source
        assert joined == whole.encode(text, out_type=str)


def test_only_a_model_whose_entry_says_so_aligns() -> None:
    spec = load_catalogue().get("bundled").model_copy(update={"aligned": False})
    assert load_translator(spec).aligner is None


def test_what_the_engine_cannot_do_is_an_error_of_ours() -> None:
    from mujaz.translators.aligning import AttentionAligner

    class Broken:
        def score_batch(*_: object, **__: object) -> None:
            raise RuntimeError("out of memory")

    spec: ModelSpec = load_catalogue().get("bundled")
    aligner = AttentionAligner(Broken(), SentencePieces(spec.folder), spec)
    with pytest.raises(TranslationError, match=r"'bundled' stopped: out of memory.*aligned"):
        aligner.score([(SOURCE, TARGET)])
