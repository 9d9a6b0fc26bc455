from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mujaz import Finding, Name, Segment, Severity, Span, Translation
from mujaz.articles import article_from_text
from mujaz.quality import coverage, estimate, judge_article, name_uses
from mujaz.segments import segment_article

ERROR = Finding("polarity", Severity.ERROR, "the source denies")
PUT_RIGHT = Finding("names", Severity.INFO, "put right: Kim; the model wrote Gim")
TEXT = "عنوان الخبر هنا\n\nقال الوزير ذلك.\n\nوأضاف غيره.\nالتعليقات (0)"


def translation(text: str = "He said so", log_prob: float | None = -0.2) -> Translation:
    return Translation(Segment(0, Span(0, 4), "قالها"), text, "echo", log_prob)


def test_findings_and_doubt_lower_the_estimate() -> None:
    sure = translation()
    assert estimate(replace(sure, log_prob=-1.0)) < estimate(sure)
    assert estimate(replace(sure, findings=(ERROR,))) < estimate(sure)


def test_what_was_put_right_is_better_than_the_model_was_sure_of() -> None:
    assert estimate(replace(translation(), findings=(PUT_RIGHT,))) > estimate(translation())


@given(st.floats(-50, 0) | st.none(), st.text(max_size=300), st.integers(0, 9))
def test_the_estimate_stays_between_0_and_100(
    log_prob: float | None, text: str, errors: int
) -> None:
    judged = replace(translation(text, log_prob), findings=(ERROR,) * errors)
    assert 0 <= estimate(judged) <= 100


def made() -> tuple[Translation, ...]:
    segments = segment_article(article_from_text(TEXT))
    return tuple(Translation(segment, "English", "echo", -0.1) for segment in segments)


def test_coverage_counts_what_is_missing() -> None:
    article = article_from_text(TEXT)
    whole = coverage(article, made())
    assert whole.lost == 0
    assert whole.left_out == len("التعليقات(0)")
    assert coverage(article, made()[:-1]).lost == len("وأضافغيره.")
    assert "were lost" in judge_article(article, made()[:-1]).verdict


def test_the_verdict_counts_flagged_segments() -> None:
    article, translations = article_from_text(TEXT), list(made())
    assert "no check failed in 3 segments" in judge_article(article, translations).verdict
    translations[1] = replace(translations[1], findings=(ERROR,))
    quality = judge_article(article, translations)
    assert quality.flagged == 1
    assert "flag 1 of 3" in quality.verdict
    assert len(quality.estimates) == 3


def test_a_name_is_followed_through_all_its_spellings() -> None:
    first, second, _ = made()
    uses = name_uses(
        (
            replace(first, names=(Name(Span(0, 5), "Kim Jong Un", "Kim Jong Un"),)),
            replace(second, names=(Name(Span(0, 3), "Kim", "Kim Jong Un", found=False),)),
        )
    )
    assert [(use.english, use.arabic, use.segments, use.missing) for use in uses] == [
        ("Kim Jong Un", ("عنوان", "قال"), (0, 1), (1,))
    ]
