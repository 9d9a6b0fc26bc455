from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import Finding, Role, Segment, Severity, Span, Translation
from mujaz.checks import check_segment
from mujaz.summarizers import ExtractiveSummarizer
from mujaz.summarizers.shortening import shortened

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


def is_subsequence(words: Sequence[str], of: Sequence[str]) -> bool:
    rest = iter([word.lower() for word in of])
    return all(word.lower() in rest for word in words)


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
        assert is_subsequence(point.text.split(), given_[index].text.split())


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
    story = translations([STORY[0], *LONG])
    wrong = Finding("polarity", Severity.ERROR, "the source denies")
    story[1] = replace(story[1], findings=(wrong,))
    brief = ExtractiveSummarizer().summarize(story, words=9)
    assert [point.cites for point in brief.sentences] == [(0,), (2,)]


def test_short_sentences_that_say_more_together_win_over_a_long_one() -> None:
    long = ("وصف الوزير المشروع وصفا طويلا.", "The minister described it " + "at length " * 12)
    short = [
        ("بلغت الكلفة 40 مليونا.", "The cost came to 40 million dollars in all."),
        ("ولم يصب أحد بأذى.", "No one was hurt in the accident on Monday."),
    ]
    rest = [(f"{arabic} {arabic}", "too long to fit " * 12) for arabic, _ in LONG[:8]]
    story = [("خبر عاجل من المدينة", "News from the city"), long, *short, *rest]
    brief = ExtractiveSummarizer().summarize(translations(story), words=32)
    assert [point.cites for point in brief.sentences] == [(0,), (2,), (3,)]


def test_a_long_article_has_at_most_a_lead_and_six_points() -> None:
    brief = ExtractiveSummarizer().summarize(translations(LONG), words=1000)
    assert len(brief.points) == 6
    assert brief.headline is not None
    assert brief.lead is not None


def test_a_word_counts_once_however_often_it_is_said() -> None:
    story = [
        ("خبر من المدينة اليوم", "News from the city today"),
        ("قرر الوزير اغلاق المدرسة والسوق والميناء.", "The minister decided to close all three."),
        ("المدرسة والسوق اغلقت قبل الميناء.", "The school closed before the port."),
        ("انهار جسر وتوقفت القطارات.", "A bridge collapsed and trains stopped."),
    ]
    brief = ExtractiveSummarizer().summarize(translations(story), words=18)
    assert [point.cites for point in brief.sentences] == [(0,), (1,), (3,)]


def test_what_stands_early_wins_unless_later_ones_say_more() -> None:
    few = ("زار الوزير المدرسة.", "The minister visited the school.")
    more = ("زار الرئيس المصنع والميناء.", "The president visited the factory.")
    rest = [(f"{arabic} {arabic}", "too long to fit " * 12) for arabic, _ in LONG[:2]]
    late = [STORY[0], few, *rest, more]
    early = [STORY[0], few, more, *rest, *rest, *rest]
    for story, cited in ((late, 1), (early, 2)):
        brief = ExtractiveSummarizer().summarize(translations(story), words=10)
        assert [point.cites for point in brief.sentences] == [(0,), (cited,)]


def test_a_denial_counts_more() -> None:
    said = ("قال الوزير في بيان ان المدرسة مفتوحة.", "The minister said the school is open.")
    denied = ("نفى الرئيس ان المصنع مغلق.", "The president denied it had closed.")
    story = [("خبر من المدينة اليوم", "News from the city today"), said, denied, *LONG]
    brief = ExtractiveSummarizer().summarize(translations(story), words=12)
    assert [point.cites for point in brief.sentences] == [(0,), (2,)]


SOURCE = "قال الوزير إن الطريق مفتوح."


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("For his part, he said that it is open.", "He said that it is open."),
        ("Meanwhile, the road is open.", "The road is open."),
        ("It is worth noting that the road is open.", "The road is open."),
        ("He said in a press statement that it is open.", "He said that it is open."),
        ("He said at a news conference to reporters that it is open.", "He said that it is open."),
        ("He left, saying in a statement that it is open.", "He left, saying that it is open."),
        ("The road (and the bridge) is open.", "The road is open."),
    ],
)
def test_what_goes(text: str, shorter: str) -> None:
    assert shortened(SOURCE, text) == shorter
    assert is_subsequence(shorter.split(), text.split())


@pytest.mark.parametrize(
    "text",
    [
        "But he denied that it is open.",  # a contrast
        "However, the road is open.",
        "Meanwhile the road is open.",  # perhaps "while"
        "Earlier, he said that it is open.",
        "According to the minister, the road is open.",  # the only attribution
        "The road is open, according to the minister.",
        "The road is open, he said in a statement.",
        "He said in a statement to parliament that it is open.",
        "He appeared in a statement that was read out.",
        "He said on Friday that it is open.",
        "The road (12 km) is open.",
        "The road (not the bridge) is open.",
        "The road (if it is dry) is open.",
        "The road (which may close) is open.",
        "The Rapid Support Forces (RSF) opened the road.",
        "The road (twenty miles) is open.",
        "The road (he said) is open.",
        '("The road is open.")',
        "The minister, who owns the road, said that it is open.",
        "(only)",
    ],
)
def test_what_stays(text: str) -> None:
    assert shortened(SOURCE, text) == text


def test_nothing_goes_that_a_check_would_miss() -> None:
    source = (
        "قال إن الطريق مفتوح (الجسر مغلق تماما أمام حركة السيارات والشاحنات منذ الصباح الباكر)."
    )
    text = "It is open (the bridge is closed to all cars and trucks since early this morning)."
    assert check_segment(source, "It is open.")
    assert shortened(source, text) == text


@given(
    st.lists(
        st.sampled_from(
            "For his part, | Meanwhile, |It is noted that |he |said |in a statement |that "
            "|the road |(is open) |(12) |(no) |.|, ".split("|")
        ),
        max_size=12,
    )
)
def test_what_is_left_is_in_order_and_no_check_finds_more(parts: list[str]) -> None:
    text = "".join(parts)
    left = shortened(SOURCE, text)
    assert bool(left) == bool(text.strip())
    assert len(check_segment(SOURCE, left)) <= len(check_segment(SOURCE, text.strip()))
    assert is_subsequence([c for c in left if c.isalnum()], [c for c in text if c.isalnum()])
