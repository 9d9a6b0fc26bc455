"""The page without a browser: what it reads, how it runs, what it shows."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mujaz import Article, Finding, InputError, MujazError, Severity, Span, article_from_text
from mujaz.checks import CHECKS
from mujaz.demo.desk import Models, Progress, Settings, run, sentence, terms_of
from mujaz.demo.panels import masthead, result_panel, status_panel
from mujaz.demo.reading import (
    MAX_BYTES,
    MAX_CHARACTERS,
    article_from_file,
    article_from_paste,
)
from mujaz.demo.texts import TEXTS
from mujaz.values import Reason

from .conftest import ROOT

SAMPLES = sorted((ROOT / "src" / "mujaz" / "samples").glob("*.txt"))
PAGE = "عنوان الخبر هنا\n\n" + "\n\n".join(f"قال الوزير إن الخطة {n} جاهزة." for n in range(20))
ECHO = """models:
  - {name: echo, task: translation, engine: echo, revision: "1", licence: Apache-2.0, size_mb: 0,
     source_language: ar, target_language: en, window: 128}
  - {name: far, task: translation, engine: ctranslate2, hub: nobody/far, revision: "",
     licence: CC-BY-4.0, size_mb: 700, source_language: ar, target_language: en, window: 128}
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    file = tmp_path_factory.mktemp("models") / "models.yaml"
    file.write_text(ECHO, encoding="utf-8")
    return Models([file])


def states_of(
    models: Models,
    page: str = PAGE,
    *,
    model: str = "echo",
    names: tuple[Sequence[str], ...] = (),
    other: str = "",
    style: str = "points",
) -> list[Progress]:
    wanted = Settings(model=model, names=names, other=other, style=style)
    return list(run(models, lambda: article_from_paste(page), wanted, threading.Event()))


def docx_of(*paragraphs: str) -> bytes:
    docx = pytest.importorskip("docx", reason="needs the extra demo")
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_table(1, 1).rows[0].cells[0].text = "وقالت الوزيرة ذلك في جدول."
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class Tags(HTMLParser):
    """Collects elements, their attributes, and the ids that links lead to."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: set[str] = set()
        self.led_to: set[str] = set()
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.add(value or "")
            if name == "data-segment":
                self.led_to.add(value or "")


# Reading


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    files = {
        "a.txt": "عنوان الخبر\n\nقال الوزير ذلك.".encode("cp1256"),
        "a.html": (
            "<html><head><title>عنوان الخبر</title></head><body><article><h1>عنوان الخبر</h1>"
            "<p>قال الوزير ذلك اليوم في مؤتمر صحفي طويل عقد في العاصمة.</p></article></body></html>"
        ).encode(),
        "a.docx": docx_of("عنوان الخبر", "", "قال الوزير ذلك."),
    }
    for name, content in files.items():
        path = tmp_path / name
        path.write_bytes(content)
        article = article_from_file(path)
        assert article.headline is not None, name
        assert article.headline.of(article.text) == "عنوان الخبر"
        assert "قال الوزير ذلك" in article.text
    assert article.text.endswith("وقالت الوزيرة ذلك في جدول.")


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 60_000_000)
    return file.getvalue()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("notes.txt", "no document")
    return file.getvalue()


def _empty_docx() -> bytes:
    docx = pytest.importorskip("docx", reason="needs the extra demo")
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("zip.docx", _zip, "zip.docx is not a Word document"),
        ("text.docx", lambda: b"plain text", "is not a Word document"),
        ("cut.docx", lambda: _zip()[:40], "is not a Word document"),
        ("locked.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, "a password"),
        ("bomb.docx", _bomb, "too large once unpacked"),
        ("empty.docx", _empty_docx, "empty"),
        ("zip.txt", _zip, "a ZIP, DOCX or XLSX file"),
        ("nulls.txt", lambda: b"\0\1\2\3" * 99, "not text"),
        ("null.txt", lambda: ("خبر طويل عن شيء ما " * 99).encode() + b"\0", "null characters"),
        ("empty.txt", lambda: b"", "empty"),
        ("large.txt", lambda: b"a" * (MAX_BYTES + 1), "too large: 2.0 MB"),
        ("long.txt", ("كلمة " * 50_000).encode, "this page takes 200,000"),
        ("english.html", lambda: b"<html><body><p>Nothing.</p></body></html>", "no "),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: Callable[[], bytes], says: str
) -> None:
    if name.endswith(".docx"):
        pytest.importorskip("docx", reason="needs the extra demo")
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        article_from_file(path)
    assert str(tmp_path) not in sentence(caught.value)
    assert caught.value.hint


def test_pasted_text_has_limits() -> None:
    with pytest.raises(InputError, match="2,000,000 characters, this page takes 200,000"):
        article_from_paste("ك" * 2_000_000)
    with pytest.raises(InputError, match="null characters"):
        article_from_paste("خبر\0خبر")
    with pytest.raises(InputError, match="is empty"):
        article_from_paste("")
    assert article_from_paste("خبر عاجل\ud800").text == "خبر عاجل?"
    assert len(article_from_paste("خبر. " * (MAX_CHARACTERS // 5)).text) == MAX_CHARACTERS


# Running


def test_a_run_shows_translations_before_it_is_done(models: Models) -> None:
    slow = threading.Event()

    def source() -> Article:
        slow.wait(0.3)  # so that the first state is not the last one
        return article_from_paste(PAGE)

    seen = list(run(models, source, Settings(model="echo"), threading.Event()))
    assert seen[0].step == "reading"
    last = seen[-1]
    assert last.step == "done"
    assert last.report is not None
    assert last.report.brief is not None
    assert (last.done, last.total) == (21, 21)
    assert last.translations == last.report.translations


def test_cancel_keeps_what_is_finished(models: Models) -> None:
    stop = threading.Event()

    def source() -> Article:
        stop.set()
        return article_from_paste(PAGE)

    states = list(run(models, source, Settings(model="echo"), stop))
    assert states[-1].step == "cancelled"
    assert states[-1].report is None
    assert states[-1].done < states[-1].total == 21


def test_a_visitor_who_leaves_stops_the_work(models: Models) -> None:
    stop = threading.Event()
    states = run(models, lambda: article_from_paste(PAGE), Settings(model="echo"), stop)
    next(states)
    states.close()  # type: ignore[attr-defined]
    assert stop.is_set()


def test_what_is_wrong_is_the_last_state_and_one_sentence(models: Models) -> None:
    for state, says in (
        (states_of(models, "")[-1], "the text is empty: give a page with Arabic text."),
        (states_of(models, model="none")[-1], "no model is called 'none'"),
        (states_of(models, model="far")[-1], "far is not on disk (700 MB, CC-BY-4.0): `mujaz"),
        (
            states_of(models, names=(("Rome", "روما", "city"),))[-1],
            "names.csv, line 2, field 'kind': unknown kind 'city'",
        ),
    ):
        assert state.step == "error"
        assert says in state.error
        assert "/tmp" not in state.error
        assert state.error.endswith(".")


def test_a_bug_is_a_sentence_too(models: Models, caplog: pytest.LogCaptureFixture) -> None:
    def source() -> Article:
        raise ZeroDivisionError("secret")

    state = list(run(models, source, Settings(model="echo"), threading.Event()))[-1]
    assert state.step == "error"
    assert "secret" not in state.error
    assert "ZeroDivisionError" in state.error
    assert "secret" in caplog.text


def test_neither_folders_nor_the_hub_are_reached_by_name(models: Models, tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    for name in (str(tmp_path), "facebook/nllb-200-3.3B"):
        with pytest.raises(MujazError, match="no model is called"):
            models.get(name)


def test_a_model_is_loaded_once(models: Models) -> None:
    assert models.get("echo") is models.get("echo")


def test_models_on_disk_come_first(models: Models) -> None:
    names = [spec.name for spec in models.specs]
    assert set(names[:2]) == {"bundled", "echo"}
    assert "far" in names[2:]


def test_names_of_the_visitor_come_before_ours(models: Models) -> None:
    state = states_of(
        models, "وصل إلى روما اليوم.", names=(("Roma City", "روما", "place"), ("", "", ""))
    )[-1]
    assert state.report is not None
    assert [use.english for use in state.report.names] == ["Roma City"]


def test_an_uploaded_glossary_becomes_rows(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("english,arabic,kind\nRome,روما|رومية,place\n", encoding="utf-8")
    assert terms_of(path) == (("Rome", "روما|رومية", "place"),)


# Showing


def flagged(models: Models, page: str) -> Progress:
    state = states_of(models, page)[-1]
    assert state.report is not None
    first, *rest = state.report.translations
    finding = Finding("polarity", Severity.ERROR, "the source denies", (Span(0, 5),), (Span(0, 2),))
    translations = (replace(first, findings=(finding,)), *rest)
    return replace(state, report=replace(state.report, translations=translations))


@pytest.mark.parametrize("language", TEXTS)
def test_the_result_holds_all_that_a_reader_needs(models: Models, language: str) -> None:
    texts = TEXTS[language]
    page = f'سياسة\n\n{PAGE}\n\nوأضاف: "لن نعود إلى هناك" في 3 يوليو 2023.\nشارك'
    shown = result_panel(flagged(models, page), texts)
    content = Tags(shown)
    assert content.led_to
    assert content.led_to <= content.ids
    for key in ("quality", "take", "left_out", "about", "wrong", "reader", "reason.share"):
        assert texts[key] in shown, key
    assert "the source denies" in shown
    assert texts["check.polarity"] in shown
    assert "<mark>" in shown
    for kind in ("md", "html", "docx", "json", "tmx"):
        assert f'download="mujaz.{kind}"' in shown


def test_two_models_side_by_side(models: Models) -> None:
    state = states_of(models, "وصل إلى روما اليوم.\n\nقال ذلك.", other="bundled")[-1]
    assert state.other is not None
    assert state.other.model.name == "bundled"
    shown = result_panel(state, TEXTS["en"])
    assert "echo and bundled: 2 of 2 segments differ" in shown
    assert {"ins", "del"} <= Tags(shown).tags


def test_prose_is_another_way_to_show_the_same_brief(models: Models) -> None:
    shown = result_panel(states_of(models, style="prose")[-1], TEXTS["en"])
    assert 'class="as-prose"' in shown
    assert re.search(r'data-copy="[^"\n]+"', shown)


def test_partial_translations_are_shown(models: Models) -> None:
    done = states_of(models)[-1]
    state = replace(done, step="translating", report=None, translations=done.translations[:3])
    assert Tags(result_panel(state, TEXTS["en"])).ids == {"s0", "s1", "s2"}
    assert '<progress max="21" value="21"' in status_panel(state, TEXTS["en"])
    assert result_panel(replace(state, translations=()), TEXTS["en"]) == ""


HOSTILE = st.lists(
    st.sampled_from(
        [
            *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:"),
            *("\u202e", "\u2066", "&", '"', "'", "${alert(1)}", "{{value}}"),
            *("قال", "الوزير", " ", ".", "\n\n"),
        ]
    ),
    max_size=20,
)


@settings(deadline=None, max_examples=50)
@given(parts=HOSTILE)
def test_nothing_that_is_given_becomes_mark_up(models: Models, parts: list[str]) -> None:
    page = "قال الوزير ذلك. " + "".join(parts)
    for language in TEXTS.values():
        for state in states_of(models, page, other="echo")[-1:]:
            content = Tags(result_panel(state, language))
            assert not content.tags & {"script", "img"}
            assert not {name for name in content.attributes if name.startswith("on")}
        shown = status_panel(Progress("error", error=page), language)
        assert Tags(shown).tags == {"p", "strong", "bdi"}


def test_both_languages_say_everything() -> None:
    english, arabic = TEXTS["en"], TEXTS["ar"]
    assert set(english) == set(arabic)
    for key, text in arabic.items():
        fields = re.findall(r"{\w+}", text)
        if key != "quality.verdict":  # in English the report's own words
            assert sorted(fields) == sorted(re.findall(r"{\w+}", english[key])), key
    for name in CHECKS:
        assert english[f"check.{name}"]
    for reason in Reason:
        assert english[f"reason.{reason}"]
    steps = ("waiting", "loading", "reading", "translating", "again", "comparing", "done")
    for step in (*steps, "cancelled"):
        assert status_panel(Progress(step), english)
    assert 'data-language="ar"' in masthead("ar")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_whole_pages(path: Path) -> None:
    article = article_from_text(path.read_text(encoding="utf-8"))
    assert article.headline
    assert article.published
    assert {Reason.CATEGORY, Reason.CAPTION, Reason.READ_ALSO} & {
        part.reason for part in article.left_out
    }
    assert len(article.paragraphs) >= 7
    assert f"sample.{path.stem}" in TEXTS["en"]
