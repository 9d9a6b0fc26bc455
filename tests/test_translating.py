from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import Checker, Finding, Segment, Severity, Span, Translation
from mujaz.alignment import Alignment, words_between_spaces
from mujaz.glossary import Glossary, Kind, Term
from mujaz.translating import translate_segments
from mujaz.translators import ECHO, Decoding, EchoTranslator, Likelihood


def segments(*texts: str) -> list[Segment]:
    return [Segment(i, Span(0, len(text)), text, paragraph=0) for i, text in enumerate(texts)]


def test_the_order_stays_and_identical_segments_are_decoded_once() -> None:
    translator = EchoTranslator()
    texts = ("قال الوزير", "وأضاف", "قال الوزير")
    translations = translate_segments(segments(*texts), translator)
    assert [t.text for t in translations] == list(texts)
    assert translator.calls == [("قال الوزير", "وأضاف")]


@given(st.lists(st.sampled_from(["كلمة", "وقال", "ثم،", "مع", "أكد؛"]), min_size=1, max_size=400))
def test_nothing_is_truncated_however_long_a_segment(words: list[str]) -> None:
    translator = EchoTranslator(ECHO.model_copy(update={"window": 20}))
    (translation,) = translate_segments(segments(" ".join(words)), translator)
    assert translation.text.split() == words
    assert all(len(source.split()) <= 20 for call in translator.calls for source in call)
    assert translation.parts >= len(words) / 20


STORY = "وصل كيم جونغ أون إلى روسيا"
GLOSSARY = Glossary.builtin()
JUDGE = Checker()


def test_a_name_that_the_model_knows_is_left_to_it() -> None:
    translator = EchoTranslator(answers=lambda _: ("He came", "Kim Jong-un came to Russia"))
    (translation,) = translate_segments(segments(STORY), translator, glossary=GLOSSARY)
    assert translation.text == "Kim Jong-un came to Russia"
    assert [a.text for a in translation.alternatives] == ["He came"]
    assert [(n.span.of(STORY), n.english, n.injected) for n in translation.names] == [
        ("كيم جونغ أون", "Kim Jong Un", False),
        ("روسيا", "Russia", False),
    ]
    assert translation.retries == 0
    assert translator.calls == [(STORY,)]


def test_only_the_missing_name_is_put_in() -> None:
    def answers(source: str) -> list[str]:
        return ["Kim Jong Un came to Russia" if "Kim" in source else "He came to Russia"]

    translator = EchoTranslator(answers=answers)
    (translation,) = translate_segments(segments(STORY), translator, glossary=GLOSSARY)
    assert translator.calls == [(STORY,), ("وصل Kim Jong Un إلى روسيا",)]
    assert translation.text == "Kim Jong Un came to Russia"
    assert [n.injected for n in translation.names] == [True, False]
    assert translation.retries == 1


def test_a_misspelt_name_is_put_right_without_decoding_again() -> None:
    translator = EchoTranslator(answers=lambda _: ["Gim's train came to Rusia"])
    (translation,) = translate_segments(segments(STORY), translator, glossary=GLOSSARY)
    assert translator.calls == [(STORY,)]
    assert translation.text == "Kim's train came to Russia"
    assert all(name.found for name in translation.names)
    assert [(f.check, f.severity, f.message) for f in translation.findings] == [
        ("names", Severity.INFO, "put right: Kim; the model wrote Gim"),
        ("names", Severity.INFO, "put right: Russia; the model wrote Rusia"),
    ]
    assert [f.source[0].of(STORY) for f in translation.findings] == ["كيم جونغ أون", "روسيا"]


def test_a_name_that_is_said_twice_is_put_right_twice() -> None:
    source = "وصل كيم إلى روسيا ثم غادر روسيا"
    for said in ("Kim came to Rusia, then left Russia", "Kim came to Russia, then left Rusia"):
        translator = EchoTranslator(answers={source: [said]}.__getitem__)
        (translation,) = translate_segments(segments(source), translator, glossary=GLOSSARY)
        assert translation.text == "Kim came to Russia, then left Russia"
        assert [f.message for f in translation.findings] == [
            "put right: Russia; the model wrote Rusia"
        ]


def test_the_words_of_a_name_are_one_time_that_it_is_said() -> None:
    glossary = Glossary([Term("Samir Haddan", Kind.PERSON, ("سمير",), also=("Samir", "Haddan"))])
    translator = EchoTranslator(answers=lambda _: ["Samir Haddan came, then Sammir left"])
    (translation,) = translate_segments(
        segments("وصل سمير ثم غادر سمير"), translator, glossary=glossary
    )
    assert translation.text == "Samir Haddan came, then Samir left"


def test_an_article_fits_the_word_behind_it() -> None:
    translator = EchoTranslator(answers=lambda _: ["it is an big hour for a envoy"])
    (translation,) = translate_segments(segments("ساعة المبعوث"), translator)
    assert translation.text == "It is a big hour for an envoy"


def test_a_common_word_is_not_put_right() -> None:
    translator = EchoTranslator(
        ECHO.model_copy(update={"words": True}), answers=lambda _: ["Kim cut the Ropy Valvet"]
    )
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == "Kim cut the Ropy Valvet"


@pytest.mark.parametrize(
    ("source", "said", "text"),
    [
        ("عاصفة تغلق المطار", "storm closes airport", "Storm closes airport"),
        ("عاصفة تغلق المطار", '"storm" closes airport', '"Storm" closes airport'),
        ("مبيعات الهواتف", "iPhone sales fall", "iPhone sales fall"),
        ("info@example.com", "", "info@example.com"),
    ],
)
def test_a_sentence_begins_with_a_capital(source: str, said: str, text: str) -> None:
    translator = EchoTranslator(answers=lambda _: [said])
    (translation,) = translate_segments(segments(source), translator)
    assert translation.text == text


def test_parts_of_a_sentence_are_joined_as_one() -> None:
    answers = {
        "عاد الوزير إلى مكتبه في الولايات المتحدة،": "The minister returned to the U.S.",
        "ثم نام في بيته": "Then he slept at home.",
        "وأكل خبزا. قال إنه جائع": "He ate bread.",
    }
    spec = ECHO.model_copy(update={"window": 7})
    translator = EchoTranslator(spec, answers=lambda source: [answers[source]])
    (translation,) = translate_segments(segments(" ".join(answers)), translator)
    assert translation.text == (
        "The minister returned to the U.S., then he slept at home, he ate bread."
    )


def test_a_model_is_given_figures_as_english_writes_them() -> None:
    translator = EchoTranslator(answers=lambda _: ["It sold 3.5% of 1,200 cars"])
    source = "باع ٣٫٥٪ من ١٬٢٠٠ سيارة"
    (translation,) = translate_segments(segments(source), translator, judge=JUDGE)
    assert translator.calls == [("باع 3.5% من 1,200 سيارة",)]
    assert translation.segment.text == source
    assert translation.findings == ()


def test_a_miscopied_figure_is_put_right_without_decoding_again() -> None:
    translator = EchoTranslator(answers=lambda _: ["It sold 180 cars"])
    (translation,) = translate_segments(segments("باع 108 سيارات"), translator, judge=JUDGE)
    assert translation.text == "It sold 108 cars"
    (finding,) = translation.findings
    assert (finding.check, finding.severity) == ("numbers", Severity.INFO)
    assert finding.message == "put right: 108; the model wrote 180"
    assert translation.retries == 0


def test_a_number_in_words_is_put_in_as_figures_where_it_is_wrong() -> None:
    def answers(source: str) -> list[str]:
        return [f"{46 if '46' in source else 'Sixty'} were killed in Kyiv"]

    translator = EchoTranslator(answers=answers)
    source = "قتل ستة وأربعون في كييف"
    (translation,) = translate_segments(
        segments(source), translator, glossary=GLOSSARY, judge=JUDGE
    )
    assert translator.calls == [(source,), ("قتل 46 في كييف",)]
    assert translation.text == "46 were killed in Kyiv"
    assert (translation.way, translation.findings) == ("numbers in figures", ())


def test_a_slip_in_a_figure_that_was_put_in_is_put_right() -> None:
    translator = EchoTranslator(answers=lambda source: ["84 men" if "48" in source else "40 men"])
    (translation,) = translate_segments(segments("ثمانية وأربعون رجلا"), translator, judge=JUDGE)
    assert translation.text == "48 men"
    assert [(f.severity, f.source) for f in translation.findings] == [(Severity.INFO, ())]


def test_all_names_are_put_in_last_and_the_best_is_kept() -> None:
    def answers(source: str) -> list[str]:
        if "Kim Jong Un إلى Russia" in source:
            return ["Kim Jong Un came to Russia"]
        return ["He came to Russia"] if "Russia" in source else ["Kim Jong Un came"]

    translator = EchoTranslator(answers=answers)
    (translation,) = translate_segments(segments(STORY), translator, glossary=GLOSSARY)
    assert translation.text == "Kim Jong Un came to Russia"
    assert (translation.way, translation.retries) == ("all names put in", 2)


def test_a_name_inside_another_name_does_not_count() -> None:
    source = "زارت كوريا الشمالية وفدا وقالت إن كوريا جارة"
    (translation,) = translate_segments(
        segments(source), EchoTranslator(answers=lambda _: ["North Korea said"]), glossary=GLOSSARY
    )
    assert [(name.english, name.found) for name in translation.names] == [
        ("North Korea", True),
        ("Korea", False),
    ]


VALVES = Glossary(
    [
        Term("Kim", Kind.PERSON, ("كيم",)),
        Term("valve", Kind.WORD, ("صمام",), also=("faucet",)),
        Term("rope", Kind.WORD, ("حبل",)),
    ]
)
ROPE = "قطع كيم الحبل وأغلق الصمام"


def opening(source: str) -> list[str]:
    return ["Kim cut the rope and closed the " + ("valve" if "valve" in source else "opening")]


def test_a_common_word_is_put_in_where_a_small_model_lacks_it() -> None:
    translator = EchoTranslator(ECHO.model_copy(update={"words": True}), answers=opening)
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translator.calls == [(ROPE,), ("قطع كيم الحبل وأغلق the valve",)]
    assert translation.text == "Kim cut the rope and closed the valve"
    assert [name.english for name in translation.names] == ["Kim"]


def test_a_word_that_is_not_copied_is_put_in_once_more_as_a_name() -> None:
    def answers(source: str) -> list[str]:
        valve = "Valve" if "Valve" in source else "opening"
        return [f"Kim cut the rope and closed the {valve}"]

    translator = EchoTranslator(ECHO.model_copy(update={"words": True}), answers=answers)
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translator.calls == [
        (ROPE,),
        ("قطع كيم الحبل وأغلق the valve",),
        ("قطع Kim الحبل وأغلق the valve",),
        ("قطع كيم الحبل وأغلق the Valve",),
    ]
    assert translation.text == "Kim cut the rope and closed the valve"
    assert (translation.way, translation.retries) == ("missing words as names", 3)


def test_a_larger_model_is_left_its_own_words() -> None:
    translator = EchoTranslator(answers=opening)
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translator.calls == [(ROPE,)]
    assert translation.text == "Kim cut the rope and closed the opening"


class ByPosition:
    """An aligner that takes the n-th word of a translation for the n-th of its source."""

    def __init__(self, likelier: float = 0.0, **others: float) -> None:
        """Make one for which the valve, and other words, are so much likelier, for each piece."""
        self.aligned: list[list[tuple[str, str]]] = []
        self.scored: list[str] = []
        self._likelier = likelier
        self._others = others

    @property
    def texts(self) -> list[str]:
        """What was aligned, in order."""
        return [target for pairs in self.aligned for _, target in pairs]

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment | None]:
        self.aligned.append(list(pairs))
        return [
            None
            if len(target) > 30
            else Alignment(
                places := words_between_spaces(source),
                words := words_between_spaces(target),
                tuple(
                    tuple(0.9 * (place == word) for place in range(len(places)))
                    for word in range(len(words))
                ),
            )
            for source, target in pairs
        ]

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Likelihood | None]:
        self.scored += [target for _, target in pairs]
        return [
            None if len(target) > 30 else Likelihood(self._log_prob(target), 10)
            for _, target in pairs
        ]

    def _log_prob(self, target: str) -> float:
        likelier = {"valve": self._likelier, **self._others}
        return 10 * (sum(more for word, more in likelier.items() if word in target) - 1.0)


def aligned(aligner: ByPosition, *answers: str, window: int = 128) -> EchoTranslator:
    spec = ECHO.model_copy(update={"words": True, "window": window})
    return EchoTranslator(spec, answers=lambda _: answers, aligner=aligner)


def test_what_is_lacking_is_put_where_another_word_stands_for_it() -> None:
    aligner = ByPosition()
    translator = aligned(aligner, "Cut Benjamin ropes closed pump")
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == "Cut Kim ropes closed valve"
    assert translator.calls == [(ROPE,)]
    assert aligner.aligned == [[(ROPE, "Cut Benjamin ropes closed pump")]]
    assert (translation.way, translation.retries) == ("put in their places", 0)
    assert [
        (f.check, f.severity, f.message, f.source[0].of(ROPE)) for f in translation.findings
    ] == [
        ("names", Severity.INFO, "put right: Kim; the model wrote Benjamin", "كيم"),
        ("words", Severity.INFO, "put right: valve; the model wrote pump", "الصمام"),
    ]
    assert [(name.english, name.found, name.injected) for name in translation.names] == [
        ("Kim", True, False)
    ]
    assert translation.alternatives[0].text == "Cut Benjamin ropes closed pump"


@pytest.mark.parametrize(
    ("faucet", "spigot", "said"),
    [(0.15, 0.0, "valve"), (0.25, 0.0, "faucet"), (0.0, 0.9, "valve"), (0.25, 0.9, "faucet")],
)
def test_another_way_to_say_it_is_taken_where_it_is_far_likelier(
    faucet: float, spigot: float, said: str
) -> None:
    term = Term("valve", Kind.WORD, ("صمام",), also=("faucet", "spigot"))  # the third is not tried
    translator = aligned(ByPosition(faucet=faucet, spigot=spigot), "Cut Kim ropes closed pump")
    (translation,) = translate_segments(segments(ROPE), translator, glossary=Glossary([term]))
    assert translation.text == f"Cut Kim ropes closed {said}"


def test_nothing_is_aligned_or_scored_twice() -> None:
    aligner = ByPosition()
    translator = aligned(aligner, "Cut him it closed pump")  # again and again
    translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert len(translator.calls) > 2
    assert len(aligner.texts) == len({*aligner.texts}) == 2
    assert len(aligner.scored) == len({*aligner.scored})


def test_a_users_word_is_said_as_the_user_says_it() -> None:
    term = Term("valve", Kind.WORD, ("صمام",), also=("faucet",), origin="mine.csv")
    translator = aligned(ByPosition(faucet=0.9), "Cut Kim ropes closed pump")
    (translation,) = translate_segments(segments(ROPE), translator, glossary=Glossary([term]))
    assert translation.text == "Cut Kim ropes closed valve"


def test_a_way_to_say_it_that_gets_too_long_is_not_taken() -> None:
    term = Term("high-pressure valve", Kind.WORD, ("صمام",), also=("faucet",))
    translator = aligned(ByPosition(), "Cut Kim ropes closed pump")
    (translation,) = translate_segments(segments(ROPE), translator, glossary=Glossary([term]))
    assert translation.text == "Cut Kim ropes closed faucet"


def test_a_word_that_was_put_in_begins_a_sentence_with_a_capital() -> None:
    spec = ECHO.model_copy(update={"words": True})
    translator = EchoTranslator(
        spec,
        answers=lambda source: ["the valve was shut." if "valve" in source else "It was shut."],
    )
    (translation,) = translate_segments(segments("أغلق الصمام."), translator, glossary=VALVES)
    assert translation.text == "The valve was shut."


def test_what_has_no_place_is_decoded_again() -> None:
    def answers(source: str) -> list[str]:
        return ["Cut Kim ropes closed " + ("valve" if "valve" in source else "it")]

    spec = ECHO.model_copy(update={"words": True})
    translator = EchoTranslator(spec, answers=answers, aligner=ByPosition())
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == "Cut Kim ropes closed valve"
    assert len(translator.calls) == 2
    assert translation.way == "missing names put in"


def test_what_was_decoded_again_is_put_right_too() -> None:
    def answers(source: str) -> list[str]:
        return ["Cut Kim ropes closed pumps" if "valve" in source else "Cut him ropes closed it"]

    spec = ECHO.model_copy(update={"words": True})
    translator = EchoTranslator(spec, answers=answers, aligner=ByPosition())
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == "Cut Kim ropes closed valve"
    assert translation.way == "put in their places"


def test_what_makes_a_translation_too_unlikely_is_not_kept() -> None:
    translator = aligned(ByPosition(likelier=-0.4, faucet=-0.9), "Cut Kim ropes closed pump")
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == "Cut Kim ropes closed valve"
    assert translation.log_prob == pytest.approx(-0.1)  # how sure it was of what it said
    translator = aligned(ByPosition(likelier=-0.6, faucet=-0.9), "Cut Kim ropes closed pump")
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == "Cut Kim ropes closed pump"


def test_what_was_put_right_before_stays_said() -> None:
    source = "كيم وأغلق الصمام باع 108"
    translator = aligned(ByPosition(), "Gim closed pump sold 180")
    (translation,) = translate_segments(segments(source), translator, glossary=VALVES, judge=JUDGE)
    assert translation.text == "Kim closed valve sold 108"
    assert {f.message for f in translation.findings if f.severity is Severity.INFO} == {
        "put right: Kim; the model wrote Gim",
        "put right: 108; the model wrote 180",
        "put right: valve; the model wrote pump",
    }


@pytest.mark.parametrize(
    "text", ["Cut Kim ropes closed pump, and so on", "Cut Kim ropes closed it pumps"]
)
def test_what_is_longer_than_the_model_can_say_stays(text: str) -> None:
    translator = aligned(ByPosition(), text)
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translation.text == text


def test_a_text_that_gets_too_long_is_not_taken() -> None:
    terms = [Term("high-pressure valve", Kind.WORD, ("صمام",))]
    translator = aligned(ByPosition(), "Cut the pump and go away")
    (translation,) = translate_segments(
        segments("قطع هو الصمام"), translator, glossary=Glossary(terms)
    )
    assert translation.text == "Cut the pump and go away"


def test_a_segment_beyond_the_window_is_not_aligned() -> None:
    aligner = ByPosition()
    translator = aligned(aligner, "Cut", window=3)
    translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert not any(aligner.aligned)


def test_what_stands_for_another_name_is_kept() -> None:
    translator = aligned(ByPosition(), "rope now")
    (translation,) = translate_segments(segments("كيم حبل"), translator, glossary=VALVES)
    assert translation.text == "Rope now"


def test_a_place_that_two_names_want_goes_to_one() -> None:
    terms = [Term("sea", Kind.WORD, ("بحر",)), Term("beach", Kind.WORD, ("شاطئ",))]
    source = "بحر/شاطئ"
    translator = aligned(ByPosition(), "pump")
    (translation,) = translate_segments(segments(source), translator, glossary=Glossary(terms))
    assert translation.text == "Sea"


def test_another_word_for_it_will_do() -> None:
    spec = ECHO.model_copy(update={"words": True})
    translator = EchoTranslator(spec, answers=lambda _: ["Kim cut the ropes, closed the faucet"])
    (translation,) = translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translator.calls == [(ROPE,)]
    assert translation.retries == 0


def test_words_that_the_model_knows_are_never_put_in() -> None:
    spec = ECHO.model_copy(update={"words": True})
    translator = EchoTranslator(spec, answers=lambda _: ["He cut the rope and closed the valve"])
    translate_segments(segments(ROPE), translator, glossary=VALVES)
    assert translator.calls == [(ROPE,), ("قطع Kim الحبل وأغلق الصمام",)]  # once, not twice


def test_a_missing_word_weighs_less_than_what_is_wrong() -> None:
    def answers(source: str) -> list[str]:
        return ["Kim signed: valve and rope"] if "valve" in source else ["Kim came"]

    spec = ECHO.model_copy(update={"words": True})
    (translation,) = translate_segments(
        segments(ROPE), EchoTranslator(spec, answers=answers), glossary=VALVES, judge=signed
    )
    assert translation.text == "Kim came"


def test_without_a_glossary_nothing_is_put_in() -> None:
    translator = EchoTranslator()
    (translation,) = translate_segments(segments(STORY), translator)
    assert translation.text == STORY
    assert translation.names == ()


def signed(_segment: Segment, text: str) -> tuple[Finding, ...]:
    wrong = "signed" in text and "not" not in text
    return (Finding("polarity", Severity.ERROR, "the source denies"),) if wrong else ()


def test_findings_decide_between_hypotheses() -> None:
    both = EchoTranslator(answers=lambda _: ("They signed", "They have not signed"))
    (translation,) = translate_segments(segments("لم يوقعوا"), both, judge=signed)
    assert (translation.text, translation.findings) == ("They have not signed", ())
    assert translation.retries == 0


def test_what_cannot_win_is_not_judged() -> None:
    judged: list[str] = []

    def judge(_segment: Segment, text: str) -> tuple[Finding, ...]:
        judged.append(text)
        return signed(_segment, text)

    translator = EchoTranslator(answers=lambda _: ("They signed", "They have not signed", "No"))
    (translation,) = translate_segments(segments("لم يوقعوا"), translator, judge=judge)
    assert judged == ["They signed", "They have not signed"]
    assert translation.text == "They have not signed"


def test_a_wider_beam_is_tried_where_the_best_is_wrong() -> None:
    answers = ["They signed"] * 4 + ["They have not signed"]
    translator = EchoTranslator(answers=lambda _: answers)
    (translation,) = translate_segments(segments("لم يوقعوا"), translator, judge=signed)
    assert translation.text == "They have not signed"
    assert (translation.retries, translation.way) == (1, "wider beam")


def test_clause_by_clause_comes_last() -> None:
    first, second = "قال الوزير إن الوفد حضر،", "وأنهم لم يوقعوا شيئا"
    long = f"{first} {second}"

    def answers(source: str) -> list[str]:
        known = {first: "The delegation came,", second: "and they have not signed"}
        return [known.get(source, "The delegation came and signed")]

    translator = EchoTranslator(ECHO.model_copy(update={"window": 25}), answers=answers)
    (translation,) = translate_segments(segments(long), translator, judge=signed)
    assert translation.text == "The delegation came, and they have not signed"
    assert (translation.parts, translation.way) == (2, "clause by clause")
    assert translation.segment.text == long


def test_what_stays_wrong_stays_flagged_and_ends() -> None:
    translator = EchoTranslator(answers=lambda _: ["They signed"])
    (translation,) = translate_segments(segments("لم يوقعوا"), translator, judge=signed)
    assert translation.findings[0].message == "the source denies"
    # A wider beam; its one clause is the whole segment, which was decoded before.
    assert translation.retries == len(translator.calls) - 1 == 1


def test_what_holds_no_arabic_is_not_decoded() -> None:
    translator = EchoTranslator()
    (translation,) = translate_segments(segments("CNN 2023"), translator)
    assert translation.text == "CNN 2023"
    assert translator.calls == []


def test_progress_counts_every_segment() -> None:
    seen: list[tuple[int, int]] = []
    translate_segments(
        segments("أ ب", "ج د"),
        EchoTranslator(),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 2), (2, 2)]


def test_a_smaller_beam_asks_for_no_more_hypotheses_than_it_has() -> None:
    assert Decoding.of(ECHO, beam_size=2).n_best == 2


def test_translations_are_shown_as_they_come_and_again_when_decoded_again() -> None:
    def answers(source: str) -> list[str]:
        if "Kim" in source:
            return ["Kim Jong Un came to Russia"]
        return ["He came to Russia" if "كيم" in source else source]

    shown: list[tuple[int, str]] = []
    translator = EchoTranslator(answers=answers)
    translations = translate_segments(
        segments(*(f"وقال {word}" for word in "أبتثجحخدذر"), STORY),
        translator,
        glossary=GLOSSARY,
        partial=lambda translation: shown.append((translation.segment.index, translation.text)),
    )
    assert [index for index, _ in shown] == [*range(11), 10]
    assert [text for index, text in shown if index == 10] == [
        "He came to Russia",
        "Kim Jong Un came to Russia",
    ]
    assert dict(shown) == {t.segment.index: t.text for t in translations}
    assert max(map(len, translator.calls)) == 4


def test_what_the_reader_of_partial_translations_raises_stops_the_work() -> None:
    translator = EchoTranslator()

    def stop(_translation: Translation) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translate_segments(segments(*"أبتثجحخد"), translator, partial=stop)
    assert len(translator.calls) == 1
