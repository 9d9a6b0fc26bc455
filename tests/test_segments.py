from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import Role, article_from_text
from mujaz.segments import divide, segment_article, split_sentences, without_bullet

from .conftest import CASES

PIECES = st.sampled_from(
    [*'أبتدو .؟!…«»"“”()،؛:\n\u200f1٢', "د.", "هـ.", "...", " و", "قال ", "3.5", "www.a.com", " "]
)
NEWS_LIKE = st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.parametrize("path", sorted((CASES / "segments").glob("*.txt")), ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    paragraph, _, wanted = path.read_text(encoding="utf-8").partition("\n# segments\n")
    assert [span.of(paragraph) for span in split_sentences(paragraph)] == wanted.splitlines()


@given(NEWS_LIKE | st.text(max_size=80))
def test_sentences_lose_nothing(text: str) -> None:
    spans = split_sentences(text)
    end = 0
    for span in spans:
        assert len(span) > 0
        assert text[end : span.start].strip() == ""
        assert span.of(text) == span.of(text).strip()
        end = span.end
    assert text[end:].strip() == ""


@given(NEWS_LIKE)
def test_a_sentence_has_a_letter_when_its_paragraph_has(text: str) -> None:
    if any(char.isalnum() for char in text):
        assert all(any(c.isalnum() for c in span.of(text)) for span in split_sentences(text))


@given(NEWS_LIKE | st.text(max_size=120), st.integers(1, 30))
def test_divide_loses_nothing_and_fits(text: str, longest: int) -> None:
    parts = divide(text, lambda part: len(part) <= longest)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= longest for part in parts)


def test_divide_prefers_clause_marks_and_verbs() -> None:
    text = "قال الوزير إن الحكومة ستعمل على ذلك، وأضاف أن الوضع صعب"
    assert divide(text, lambda part: len(part) < 45) == (
        "قال الوزير إن الحكومة ستعمل على ذلك،",
        "وأضاف أن الوضع صعب",
    )
    text = "التقى الوزير نظيره في العاصمة وأكد الطرفان أن التعاون مستمر"
    assert divide(text, lambda part: len(part) < 45)[1].startswith("وأكد")


def test_a_sentence_of_120_words_without_a_stop_is_one_segment() -> None:
    text = "عنوان الخبر هنا\n\n" + " ".join(["كلمة"] * 120)
    assert len(segment_article(article_from_text(text))) == 2


def test_segments_point_into_the_article(seed_article: object) -> None:
    assert hasattr(seed_article, "text")
    for segment in segment_article(seed_article):  # type: ignore[arg-type]
        assert segment.span.of(seed_article.text) == segment.text


def test_roles() -> None:
    text = 'عنوان الخبر هنا\n\nقال الوزير ذلك.\n\n"نحن هنا ولن نرحل."\n\n• بند أول في القائمة.'
    roles = [segment.role for segment in segment_article(article_from_text(text))]
    assert roles == [Role.HEADLINE, Role.BODY, Role.QUOTE, Role.LIST]
    assert without_bullet("• بند أول") == "بند أول"
    assert without_bullet("2. بند") == "بند"
