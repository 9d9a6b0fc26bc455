from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import Finding, Role, Segment, Severity, Span, Translation
from mujaz.summarizers import ExtractiveSummarizer

STORY = (
    ("موسكو تنفي توقيع أي اتفاق", "Moscow denies signing any agreement"),
    ("نفى الكرملين توقيع أي اتفاق خلال الزيارة.", "The Kremlin denied signing any agreement."),
    ("كان الطقس معتدلا في المدينة.", "The weather in the city was mild (and sunny)."),
    ("وقال بيسكوف إن اتفاقا لم يوقع.", "Peskov said that no agreement was signed."),
    ("نفى الكرملين توقيع أي اتفاق خلال الزيارة.", "The Kremlin denied signing any agreement."),
    ("بلغ عدد الصواريخ 12 صاروخا.", "There were 12 missiles (12 in all)."),
)


def translations(story: Sequence[tuple[str, str]]) -> list[Translation]:
    return [
        Translation(
            Segment(i, Span(0, len(ar)), ar, Role.HEADLINE if i == 0 else Role.BODY, i or None),
            en,
            "echo",
        )
        for i, (ar, en) in enumerate(story)
    ]


def test_the_lead_is_the_news_and_nothing_is_said_twice() -> None:
    brief = ExtractiveSummarizer().summarize(translations(STORY), words=200)
    assert brief.headline is not None
    assert brief.lead is not None
    assert brief.headline.cites == (0,)
    assert brief.lead.cites == (1,)
    assert (4,) not in [point.cites for point in brief.sentences]  # the lead once more


def test_only_parentheses_without_figures_are_cut() -> None:
    brief = ExtractiveSummarizer().summarize(translations(STORY), words=200)
    texts = [point.text for point in brief.points]
    assert "The weather in the city was mild." in texts
    assert "There were 12 missiles (12 in all)." in texts


def test_points_stand_in_the_articles_order() -> None:
    brief = ExtractiveSummarizer().summarize(translations(STORY), words=200)
    cites = [point.cites for point in brief.sentences]
    assert cites == sorted(cites)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.text("ab .", max_size=60)), max_size=8),
    st.integers(20, 150),
)
def test_the_limit_holds_and_every_sentence_is_a_segments(
    story: list[tuple[str, str]], words: int
) -> None:
    given_ = translations(story)
    brief = ExtractiveSummarizer().summarize(given_, words=words)
    headline_words = len(brief.headline.text.split()) if brief.headline else 0
    assert brief.words <= max(words, headline_words)
    assert all(point.text.strip() for point in brief.sentences)
    for point in brief.sentences:
        (index,) = point.cites
        assert point.text == given_[index].text.strip() or "(" in given_[index].text


@pytest.mark.parametrize("story", [STORY[:1], STORY[1:2], ()])
def test_short_articles(story: Sequence[tuple[str, str]]) -> None:
    brief = ExtractiveSummarizer().summarize(translations(story), words=40)
    assert len(brief.sentences) == len(story)


LONG = tuple(
    (f"{chr(0x0628 + n)}{chr(0x0632 + n)}{chr(0x0641 + n % 5)} قرر {n}.", f"The city decided {n}.")
    for n in range(20)
)


def test_a_subheading_is_no_point() -> None:
    story = (*STORY[:2], ("نفي واتهام ومواقف", "A denial and accusations made"), *STORY[2:])
    brief = ExtractiveSummarizer().summarize(translations(story), words=30)
    assert (2,) not in [point.cites for point in brief.sentences]
    assert len(brief.points) >= 2


def test_a_point_does_not_say_the_headline_again() -> None:
    again = (f"{STORY[0][0]}.", f"{STORY[0][1]}.")
    story = [STORY[0], STORY[2], again, STORY[5]]
    brief = ExtractiveSummarizer().summarize(translations(story), words=60)
    assert [point.cites for point in brief.sentences] == [(0,), (1,), (3,)]


def test_of_two_like_segments_the_new_one_is_taken() -> None:
    story = [
        ("خبر من المدينة اليوم", "News from the city today"),
        (
            "زار الوزير المدرسة الجديدة في الحي الشرقي.",
            "The minister visited the new school there.",
        ),
        ("وزار الوزير المدرسة الجديدة صباحا.", "The minister visited the new school early."),
        ("واصيب عامل في حريق قرب الميناء.", "A worker was hurt in a fire nearby."),
        *((f"{arabic} {arabic}", "too long to fit " * 9) for arabic, _ in LONG[:8]),
    ]
    brief = ExtractiveSummarizer().summarize(translations(story), words=22)
    assert [point.cites for point in brief.sentences] == [(0,), (1,), (3,)]


def test_a_flagged_segment_gives_way() -> None:
    one, *others = translations(STORY[:4])
    wrong = Finding("polarity", Severity.ERROR, "the source denies")
    others[0] = replace(others[0], findings=(wrong, wrong))
    brief = ExtractiveSummarizer().summarize([one, *others], words=15)
    assert (1,) not in [point.cites for point in brief.sentences]
    assert brief.lead is not None


@pytest.mark.parametrize(("check", "taken"), [("polarity", False), ("numbers", True)])
def test_a_lead_that_says_the_opposite_is_not_taken_for_context(check: str, taken: bool) -> None:
    lead, *others = translations(STORY)[1:]
    lead = replace(lead, findings=(Finding(check, Severity.ERROR, "another than the source's"),))
    brief = ExtractiveSummarizer().summarize([lead, *others], words=15)
    assert ((1,) in [point.cites for point in brief.sentences]) is taken


@pytest.mark.parametrize(
    ("log_prob", "check", "shown"),
    [(-0.3, None, True), (-0.4, None, True), (-0.6, None, False), (-0.3, "numbers", False)],
)
def test_a_doubtful_headline_is_not_shown(log_prob: float, check: str | None, shown: bool) -> None:
    headline, *body = (replace(t, log_prob=-0.3) for t in translations(STORY))
    findings = (Finding(check, Severity.ERROR, "another number"),) if check else ()
    headline = replace(headline, log_prob=log_prob, findings=findings)
    brief = ExtractiveSummarizer().summarize([headline, *body], words=200)
    assert (brief.headline is not None) is shown
    assert brief.lead is not None
    assert brief.lead.cites == (1,)


def test_a_headline_is_judged_by_the_rest_of_its_page() -> None:
    unsure = [replace(t, log_prob=-0.9) for t in translations(STORY)]
    assert ExtractiveSummarizer().summarize(unsure, words=200).headline is not None


def test_the_surer_translation_is_taken() -> None:
    story = translations([STORY[0], STORY[2], STORY[5], ("بلغ عدد القذائف 14.", STORY[5][1])])
    sure, unsure = replace(story[3], log_prob=-0.1), replace(story[2], log_prob=-2.0)
    brief = ExtractiveSummarizer().summarize([story[0], story[1], unsure, sure], words=23)
    assert [point.cites for point in brief.sentences] == [(0,), (1,), (3,)]


TOO_LONG = tuple((f"{arabic} {arabic}", "too long to fit " * 9) for arabic, _ in LONG[:8])


def test_a_flagged_figure_gives_way_to_one_as_good() -> None:
    tolls = [("بلغ عدد الصواريخ 12.", STORY[5][1]), ("رفع البنك فوائد 14.", STORY[5][1])]
    story = translations([STORY[0], *TOO_LONG, *tolls])
    first, second = 9, 10
    kept = ExtractiveSummarizer().summarize(story, words=14)
    wrong = Finding("numbers", Severity.ERROR, "another number")
    story[first] = replace(story[first], findings=(wrong,))
    flagged = ExtractiveSummarizer().summarize(story, words=14)
    assert [point.cites[0] for point in kept.sentences] == [0, first]
    assert [point.cites[0] for point in flagged.sentences] == [0, second]


def test_half_a_repeat_is_worth_less_than_news() -> None:
    story = [
        STORY[0],
        *TOO_LONG[1:],
        ("زار الوزير المدرسة الجديدة.", "The minister visited the school today."),
        TOO_LONG[0],
        ("زار الوزير المدرسة القديمة.", "The minister visited the old school."),
        ("أصيب عامل قرب الميناء.", "A worker was hurt nearby today."),
    ]
    brief = ExtractiveSummarizer().summarize(translations(story), words=17)
    assert [point.cites[0] for point in brief.sentences] == [0, 8, 11]


def test_a_page_of_fragments_still_has_a_brief() -> None:
    brief = ExtractiveSummarizer().summarize(
        translations([("خبر", "News"), ("صور من المدينة", "Pictures")]), words=30
    )
    assert [point.cites for point in brief.sentences] == [(0,), (1,)]


def test_short_sentences_that_say_more_together_win_over_a_long_one() -> None:
    long = ("وصف الوزير المشروع وصفا طويلا.", "The minister described it " + "at length " * 12)
    short = [
        ("بلغت الكلفة 40 مليونا.", "The cost came to 40 million dollars in all."),
        ("ولم يصب أحد بأذى.", "No one was hurt in the accident on Monday."),
    ]
    story = [("خبر عاجل من المدينة", "News from the city"), long, *short]
    brief = ExtractiveSummarizer().summarize(translations(story), words=32)
    assert [point.cites for point in brief.sentences] == [(0,), (2,), (3,)]


def test_a_long_article_has_at_most_a_lead_and_six_points() -> None:
    brief = ExtractiveSummarizer().summarize(translations(LONG), words=1000)
    assert len(brief.points) == 6
    assert brief.headline is not None
    assert brief.lead is not None
