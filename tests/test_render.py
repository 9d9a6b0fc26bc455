from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape as html_unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import Finding, InputError, Pipeline, Report, Role, Severity, Span
from mujaz.exchange import read_units
from mujaz.render import FORMATS, RENDERERS, json_schema, render_docx, render_file
from mujaz.render.html import text as html_text
from mujaz.translators import EchoTranslator

from .conftest import ROOT

PAGE = """سياسة

الوزير ينفي توقيع <b>الاتفاق</b>

قال الوزير "إن [الاتفاق] لم يوقع" في 15 يوليو 2023.

وأضاف أن المحادثات مستمرة *منذ* شهر.
التعليقات (0)
"""


@pytest.fixture(scope="module")
def report() -> Report:
    made = Pipeline(translator=EchoTranslator(), inject=False).brief(PAGE)
    denied = Finding(
        "polarity",
        Severity.ERROR,
        "the source denies, the translation does not",
        (Span(4, 10),),
    )
    translations = list(made.translations)
    translations[1] = replace(translations[1], findings=(denied,))
    return replace(made, translations=tuple(translations))


def test_what_was_put_right_is_said_beside_the_arabic(report: Report) -> None:
    slip = Finding("numbers", Severity.INFO, "put right: 15; the model wrote 51", (Span(0, 2),))
    word = Finding("words", Severity.INFO, "put right: valve; the model wrote <b>", (Span(3, 5),))
    first, second, *rest = report.translations
    findings = (*second.findings, slip, word)
    changed = replace(report, translations=(first, replace(second, findings=findings), *rest))
    line = "✎ put right: 15; the model wrote 51 · put right: valve; the model wrote <b>"
    for shown in (changed, replace(changed, brief=None)):
        text = " ".join(RENDERERS["text"](shown).split())
        assert text.count(line) == 1
        assert text.index("⚠ check: the source denies") < text.index(line)
        assert line in html_unescape(RENDERERS["md"](shown).replace("\\", ""))
    page = RENDERERS["html"](changed)
    assert page.count(f"✎ {html_text(word.message)}") == 1
    assert "⚠ put right" not in page
    assert "✎" not in RENDERERS["text"](report) + RENDERERS["html"](report)


def test_json_follows_the_published_schema(report: Report) -> None:
    content = json.loads(RENDERERS["json"](report))
    jsonschema.validate(content, json_schema())
    assert content["brief"]["headline_cites"] == [0]
    assert content["translations"][1]["findings"][0]["severity"] == "error"
    for translation in content["translations"]:
        assert PAGE[translation["start"] : translation["end"]] == translation["source"]
    for part in content["article"]["left_out"]:
        assert PAGE[part["start"] : part["end"]] == part["text"]
    assert content["quality"]["coverage"]["lost"] == 0


def test_translate_gives_the_same_without_brief(report: Report) -> None:
    content = json.loads(RENDERERS["json"](replace(report, brief=None)))
    assert "brief" not in content
    jsonschema.validate(content, json_schema())


def test_the_schema_in_the_docs_is_the_one_in_force() -> None:
    published = Path(ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema()


@pytest.mark.parametrize("name", ["text", "md"])
@pytest.mark.parametrize("with_brief", [True, False])
def test_everything_a_reader_needs_is_there(report: Report, name: str, with_brief: bool) -> None:
    text = RENDERERS[name](report if with_brief else replace(report, brief=None))
    assert "⚠ check: the source denies" in text
    assert "echo" in text
    assert "Characters lost: 0" in text
    assert "1 category" in text


def test_markdown_cannot_be_broken_by_the_page(report: Report) -> None:
    text = RENDERERS["md"](report)
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
    assert "\\*منذ\\*" in text
    assert '<p id="s1" dir="rtl" lang="ar">' in text
    assert "](#s1)" in text


def test_text_isolates_arabic_inside_english_lines(report: Report) -> None:
    lines = RENDERERS["text"](report).splitlines()
    quoted = [line for line in lines if line.startswith("  [1]")]
    assert quoted
    assert quoted[0].endswith("\u2069")
    assert "\u2068" in quoted[0]


class _Page(HTMLParser):
    """Collects what a browser would: elements, ids, links, the text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and value:
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_html_cites_segments_that_are_there(report: Report) -> None:
    page = _Page(RENDERERS["html"](report))
    assert {f"#s{t.segment.index}" for t in report.translations} >= set(page.links)
    assert page.ids >= {link.removeprefix("#") for link in page.links}
    assert "#s1" in page.links
    assert "<mark>" in RENDERERS["html"](report)
    for shown in ("the source denies", "echo", "سياسة", "0 lost"):
        assert shown in page.words


@given(st.text(alphabet="<>&\"'/abc\u202e\u2066\u2069\0 ${}", max_size=40))
def test_html_shows_any_text_as_text(content: str) -> None:
    shown = html_text(content, [Span(0, len(content) // 2)] if content else ())
    page = _Page(shown)
    assert set(page.tags) <= {"bdi", "mark"}
    assert html_unescape(re.sub(r"</?(?:bdi|mark)[^>]*>", "", shown)) == content
    assert shown.startswith("<bdi")
    assert shown.endswith("</bdi>")


def test_no_mark_up_of_the_page_is_left_in_the_html(report: Report) -> None:
    assert "<b>" not in RENDERERS["html"](report)
    assert "&lt;b&gt;" in RENDERERS["html"](report)
    assert 'src="' not in RENDERERS["html"](report)


def test_tmx_is_read_back_unit_by_unit(report: Report) -> None:
    units = read_units(render_file(report, "tmx"))
    assert [(u.texts["ar"], u.texts["en"]) for u in units] == [
        ((" ".join(t.segment.text.split()),), (" ".join(t.text.split()),))
        for t in report.translations
    ]
    assert "the source denies" in RENDERERS["tmx"](report)


@pytest.mark.parametrize("name", FORMATS)
def test_characters_that_files_cannot_hold_break_none(report: Report, name: str) -> None:
    if name == "docx":
        pytest.importorskip("docx", reason="needs the extra docx")
    first, *rest = report.translations
    broken = replace(first, text="a\0b\x0bc\ufffe")
    content = render_file(replace(report, translations=(broken, *rest)), name)
    if name == "tmx":
        assert read_units(content)


def test_docx_holds_the_brief_and_both_languages(report: Report) -> None:
    docx = pytest.importorskip("docx", reason="needs the extra docx")
    document = docx.Document(BytesIO(render_docx(report)))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert report.brief is not None
    assert report.brief.headline is not None
    assert f"{report.brief.headline.text} [0]" in paragraphs
    assert "⚠ check: the source denies, the translation does not" in paragraphs
    (table,) = document.tables
    assert [row.cells[2].text for row in table.rows] == [
        t.segment.text for t in report.translations
    ]
    assert "w:rtl" in table.rows[0].cells[2]._tc.xml
    assert "w:bidi" in table.rows[0].cells[2]._tc.xml


def test_a_format_that_there_is_not(report: Report) -> None:
    with pytest.raises(InputError, match="docx"):
        render_file(report, "pdf")


@pytest.mark.parametrize("name", ["text", "md", "html"])
def test_a_headline_that_is_not_shown_is_told(report: Report, name: str) -> None:
    told = "is not in the brief, as its translation is doubtful"
    assert report.brief is not None
    hidden = replace(report, brief=replace(report.brief, headline=None))
    assert hidden.hidden_headline == 0
    assert told in RENDERERS[name](hidden)
    for other in (report, replace(hidden, brief=None)):
        assert other.hidden_headline is None
        assert told not in RENDERERS[name](other)
    body = tuple(
        replace(t, segment=replace(t.segment, role=Role.BODY)) for t in hidden.translations
    )
    assert replace(hidden, translations=body).hidden_headline is None
