from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import Article, FetchError, InputError, Reason, Span
from mujaz.articles import (
    MAX_CHARACTERS,
    article_from_bytes,
    article_from_html,
    article_from_text,
    article_from_url,
    read_article,
)
from mujaz.articles.page import parse_page

from .conftest import CASES

LINES = st.sampled_from(
    [
        "اظهار أخبار متعلقة",
        "سياسة دولية",
        "موسكو تنفي توقيع أي اتفاقية",
        "وصل الزعيم- جيتي",
        "قال الوزير ذلك. وأضاف غيره.",
        "اقرأ أيضا",
        "التعليقات (0)",
        "القاهرة (رويترز) - قال",
        "15 سبتمبر 2023",
        "---",
        "\u200f",
        "#وسم",
        "",
        " ",
    ]
)
PAGES = st.lists(LINES | st.text(max_size=30), max_size=14).map("\n".join)


def unaccounted(article: Article) -> str:
    owned = [*article.paragraphs, *(part.span for part in article.left_out)]
    if article.headline:
        owned.append(article.headline)
    end, between = 0, []
    for span in sorted(owned):
        assert span.start >= end, "two parts share a character"
        between.append(article.text[end : span.start])
        end = span.end
    between.append(article.text[end:])
    return "".join(between).strip()


@given(PAGES | st.text(max_size=200))
def test_every_character_is_accounted_for(text: str) -> None:
    article = parse_page(text)
    assert article.text == text
    assert unaccounted(article) == ""


def sections(case: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"page": []}
    name = "page"
    for line in case.splitlines():
        if line.startswith("# "):
            name = line[2:]
            found[name] = []
        else:
            found[name].append(line)
    return found


@pytest.mark.parametrize("path", sorted((CASES / "pages").glob("*.txt")), ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    case = sections(path.read_text(encoding="utf-8"))
    text = "\n".join(case["page"])
    article = article_from_text(text)
    headline = [article.headline.of(text)] if article.headline else []
    assert headline == case.get("headline", [])
    starts = case["paragraphs"]
    assert len(article.paragraphs) == len(starts)
    for span, start in zip(article.paragraphs, starts, strict=True):
        assert span.of(text).startswith(start)
    left_out = [f"{part.reason}: {part.span.of(text)}" for part in article.left_out]
    assert left_out == case["left out"]
    published = [article.published.isoformat()] if article.published else []
    assert published == case.get("published", [])
    assert ([article.outlet] if article.outlet else []) == case.get("outlet", [])


def test_the_real_page(seed_article: Article) -> None:
    text = seed_article.text
    assert seed_article.headline is not None
    assert seed_article.headline.of(text).startswith("موسكو تنفي توقيع")
    assert len(seed_article.paragraphs) == 14
    reasons = [part.reason for part in seed_article.left_out]
    assert reasons.count(Reason.CATEGORY) == 1
    assert reasons.count(Reason.CAPTION) == 2
    assert reasons.count(Reason.WIDGET) == 3
    assert reasons.count(Reason.COMMENTS) == 1
    assert len(reasons) == 7
    assert unaccounted(seed_article) == ""


def test_a_page_without_a_headline_keeps_its_first_sentence() -> None:
    article = article_from_text("أعلنت الحكومة اليوم خطة جديدة.\nوقالت إنها ستبدأ غدا.")
    assert article.headline is None
    assert len(article.paragraphs) == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"  \n\t ", "is empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(range(256)) * 20, "not text"),
        (b"The minister said so on Friday.", "no Arabic"),
        ("مرحبا ".encode() + b"English words go on and on and on " * 10, "hardly Arabic"),
        ("التعليقات (0)\nشارك\nاظهار أخبار متعلقة".encode(), "only page furniture"),
        ("الوزير قال".encode() * MAX_CHARACTERS, "too long"),
        (b"<html><body></body></html>", "no main text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        article_from_bytes(data, name="page.txt")
    assert "\n" not in str(caught.value)
    assert caught.value.hint or "only" in says


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256"]
)
def test_encodings(encoding: str) -> None:
    text = "وزير الخارجية يصل إلى العاصمة\n\nقال الوزير إن المحادثات كانت «مفيدة» جدا."
    article = article_from_bytes(text.encode(encoding))
    assert article.text == text


def test_latin_1_is_not_arabic() -> None:
    with pytest.raises(InputError, match="no Arabic"):
        article_from_bytes("Le ministre a été reçu à Genève, où il a parlé.".encode("latin-1"))


HTML = """<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8">
<title>{title} | الجزيرة نت</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="الجزيرة نت">
<meta property="article:published_time" content="2023-09-15T18:40:00Z"></head>
<body><nav><a href="/">الرئيسية</a><a href="/news">أخبار</a></nav><article><h1>{title}</h1>
<p>أعلنت وزارة الخارجية يوم الجمعة أن الوزير لن يوقع أي اتفاق خلال زيارته المقبلة إلى العاصمة.</p>
<p>وقال المتحدث باسم الوزارة إن الزيارة تستمر ثلاثة أيام وتشمل لقاءات مع مسؤولين من الجانبين.</p>
<p>ولم يحدد البيان موعد الجولة التالية من المحادثات بين البلدين ولا مكان انعقادها.</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


def test_html() -> None:
    title = "الخارجية: لا توقيع على أي اتفاق"
    article = article_from_bytes(HTML.format(title=title).encode())
    assert article.headline is not None
    assert article.headline.of(article.text) == title
    assert [span.of(article.text)[:5] for span in article.paragraphs] == ["أعلنت", "وقال ", "ولم ي"]
    assert str(article.published) == "2023-09-15"
    assert unaccounted(article) == ""


def test_html_declares_its_charset() -> None:
    html = HTML.format(title="عنوان الخبر الأول").replace("utf-8", "windows-1256")
    article = article_from_bytes(html.encode("cp1256"))
    assert "أعلنت وزارة الخارجية" in article.text


def test_broken_html_does_not_raise_anything_else() -> None:
    with pytest.raises(InputError):
        article_from_html("<html><p><<<>>")


def test_a_missing_file_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"does not exist.*URL"):
        read_article(tmp_path / "no.txt")
    with pytest.raises(InputError, match="cannot be read"):
        read_article(tmp_path)


def test_a_url_that_nobody_serves() -> None:
    with pytest.raises(FetchError, match="cannot be fetched"):
        article_from_url("http://127.0.0.1:9/page.html", timeout=2)


def test_a_url_is_fetched_and_read() -> None:
    import http.server
    import threading

    body = HTML.format(title="عنوان من الخادم").encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/page.html"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        article = article_from_url(f"{address}/page.html")
        assert article.url == f"{address}/page.html"
        assert len(article.paragraphs) == 3
        with pytest.raises(FetchError, match="answered 404"):
            article_from_url(f"{address}/other.html")
        server.shutdown()


def test_a_span_has_its_ends_in_order() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 1)
