from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from mujaz import Finding, Pipeline, Report, Severity
from mujaz.render import RENDERERS, json_schema
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
    denied = Finding("polarity", Severity.ERROR, "the source denies, the translation does not")
    translations = list(made.translations)
    translations[1] = replace(translations[1], findings=(denied,))
    return replace(made, translations=tuple(translations))


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
