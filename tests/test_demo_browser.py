"""The page in a real browser; nothing may leave the machine and no script may fail."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from mujaz.exchange import read_units

from .conftest import ROOT
from .page_server import page_server

pytest.importorskip("gradio", reason="needs the extra demo")
sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra browser")
expect = sync_api.expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("needs Chromium: apt-get install chromium", allow_module_level=True)

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --disable-quic"
).split()
PATIENCE = 60_000  # milliseconds; how long things take is measured by benchmarks/demo_load.py
SAMPLES = ROOT / "src" / "mujaz" / "samples"

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with page_server(folder) as served:
        yield served.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    """Open the page as one visitor; at the end nothing may have failed or left the machine."""
    wrong: list[str] = []
    contexts: list[Any] = []

    def open_page(width: int = 1440, scheme: str = "light") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: _dismiss(dialog, wrong))
        page.on("request", lambda request: _stays(request.url, address, wrong))
        page.goto(address)
        page.wait_for_selector("#run")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def _dismiss(dialog: Any, wrong: list[str]) -> None:
    wrong.append(dialog.message)
    dialog.dismiss()


def _stays(url: str, address: str, wrong: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:")):
        wrong.append(f"request to {url}")


def brief_of(page: Any, sample: str = "kim-visit") -> None:
    page.click(f"#sample-{sample}")
    expect(page.locator("#status .step")).to_contain_text("Done", timeout=PATIENCE)


def run_text(page: Any, text: str) -> None:
    # As a paste does it: typing, which `fill` imitates, takes minutes for 2 MB.
    page.locator("#page textarea").evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input')) }", text
    )
    page.click("#run")


def test_a_sample_becomes_a_brief_whose_citations_lead_to_the_arabic(visit: Visit) -> None:
    page = visit()
    brief_of(page)
    assert "Kremlin" in page.inner_text(".brief h2")
    expect(page.locator("#counts")).to_contain_text("240 words")
    last = page.locator(".brief .cite").last
    segment = page.locator(f"#{last.get_attribute('data-segment')}")
    last.hover()
    expect(segment).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator(".pair.lit")).to_have_count(1)
    page.locator("h1").hover()
    expect(page.locator(".pair.lit")).to_have_count(0)
    last.click()
    expect(segment).to_be_in_viewport()
    expect(segment).to_be_focused()
    assert re.search("نيسان", segment.locator(".ar").inner_text())
    for shown in ("How far to trust it", "Left out of the page", "Names", "When", "Made with"):
        expect(page.locator("#result aside")).to_contain_text(shown)
    page.locator(".strip a").nth(3).focus()
    expect(page.locator("#s3")).to_have_class(re.compile(r"\blit\b"))


def test_everything_is_reached_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.focus("#sample-kim-visit")
    page.keyboard.press("Enter")
    expect(page.locator("#status .step")).to_contain_text("Done", timeout=PATIENCE)
    expect(page.locator("#run")).to_be_enabled()  # a moment after it is done
    page.locator("#page textarea").focus()
    met = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        met.add(
            page.evaluate(
                "(e => e.closest('#run,#cancel,#words,#style,#model,#settings,#upload')?.id "
                "|| e.dataset.segment || '')(document.activeElement)"
            )
        )
        if page.evaluate("document.activeElement.matches('.brief .cite')"):
            break
    assert {"run", "words", "style", "model", "settings", "upload"} <= met
    page.keyboard.press("Enter")
    expect(page.locator(".pair.chosen")).to_be_focused()


def test_cancel_stops_and_keeps_what_is_finished(visit: Visit) -> None:
    page = visit()
    months = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر".split()
    run_text(
        page,
        "\n\n".join(
            f"قال الوزير في {day} {month} إن الحكومة ستبني {day * 3} مدرسة جديدة في المدينة."
            for month in months
            for day in range(1, 29)
        ),
    )
    page.wait_for_selector(".pair")
    expect(page.locator("#sample-kim-visit")).to_be_disabled()
    page.click("#cancel")
    expect(page.locator("#status")).to_contain_text("Stopped.", timeout=PATIENCE)
    assert 0 < page.locator(".pair").count() < 280
    expect(page.locator("#run")).to_be_enabled()
    brief_of(page)


def test_two_visitors_at_once_see_their_own(visit: Visit) -> None:
    one, other = visit(), visit()
    one.click("#sample-airport-sandstorm")
    other.click("#sample-port-strike")
    for page, word in ((one, "Baghdad"), (other, "Beirut")):
        expect(page.locator("#status .step")).to_contain_text("Done", timeout=PATIENCE)
        assert word in page.inner_text("#result")
    assert "Beirut" not in one.inner_text("#result")


def test_uploads_are_read_and_not_kept(visit: Visit, tmp_path: Path, folder: Path) -> None:
    docx = pytest.importorskip("docx", reason="needs the extra demo")
    text = (SAMPLES / "port-strike.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.html").write_text(
        "<html><body><article>" + "".join(f"<p>{line}</p>" for line in lines) + "</article></body>",
        encoding="utf-8",
    )
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    page = visit()
    for name in ("a.txt", "a.html", "a.docx"):
        page.fill("#page textarea", "")
        page.set_input_files("#upload input[type=file]", tmp_path / name)
        expect(page.locator("#page textarea")).to_have_value(re.compile("ميناء"))
    page.click("#run")
    expect(page.locator("#status .step")).to_contain_text("Done", timeout=PATIENCE)
    (tmp_path / "locked.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64)
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as packed:
        packed.writestr("notes.txt", "no document")
    (tmp_path / "null.txt").write_bytes(b"\0\1\2" * 99)
    (tmp_path / "large.txt").write_bytes(b"a" * 2_100_000)
    for name, says in (
        ("locked.docx", "password"),
        ("zip.docx", "not a Word document"),
        ("null.txt", "not text"),
        ("large.txt", "too large: 2.1 MB"),
    ):
        page.set_input_files("#upload input[type=file]", tmp_path / name)
        expect(page.locator("#status .problem")).to_contain_text(says)
    # What was there before is still there.
    expect(page.locator("#result .brief")).to_be_visible()
    files = [path for path in (folder / "temporary").rglob("*") if path.is_file()]
    assert not [path for path in files if path.stat().st_size]  # Gradio leaves empty ones


def test_every_download_opens_and_holds_the_text(visit: Visit) -> None:
    page = visit()
    brief_of(page)
    headline = page.inner_text(".brief h2 bdi")
    found = {}
    for kind in ("md", "html", "docx", "json", "tmx"):
        with page.expect_download() as waiting:
            page.click(f'a[download="mujaz.{kind}"]')
        assert waiting.value.suggested_filename == f"mujaz.{kind}"
        found[kind] = Path(waiting.value.path()).read_bytes()
    assert headline in found["md"].decode()
    assert headline in unescape(found["html"].decode())
    assert json.loads(found["json"])["brief"]["headline"] == headline
    assert headline in [text for unit in read_units(found["tmx"]) for text in unit.texts["en"]]
    docx = pytest.importorskip("docx", reason="needs the extra demo")
    assert headline in docx.Document(BytesIO(found["docx"])).paragraphs[0].text
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(".copy")
    expect(page.locator(".copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith(headline)


def test_the_arabic_interface_on_a_phone(visit: Visit) -> None:
    page = visit(width=390, scheme="dark")
    page.click("#switch")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.click("#sample-kim-visit")
    expect(page.locator("#status .step")).to_contain_text("تم في", timeout=PATIENCE)
    expect(page.locator("#run")).to_have_text("أوجزها")
    expect(page.locator("#result aside")).to_contain_text("ما ترك من الصفحة")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 21, 19)"
    page.click("#switch")
    expect(page.locator("#result aside")).to_contain_text("Left out of the page")
    page.click("[data-dark]")
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))


def test_style_and_names_of_the_visitor(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    names = tmp_path / "names.csv"
    names.write_text("english,arabic,kind\nKremlin Palace,الكرملين,place\n", encoding="utf-8")
    page.click("#settings > button")
    page.set_input_files("#names-upload input[type=file]", names)
    expect(page.locator("#names")).to_contain_text("Kremlin Palace")
    page.click("#compare input")
    page.locator("ul[role=listbox] li", has_text="echo").click()
    brief_of(page)
    expect(page.locator(".names")).to_contain_text("Kremlin Palace")
    expect(page.locator(".compared h3")).to_contain_text("bundled and echo")
    page.click("#style >> text=Prose")
    expect(page.locator(".as-prose")).to_be_visible()
    (tmp_path / "bad.csv").write_text("english,arabic\n,روما\n", encoding="utf-8")
    page.set_input_files("#names-upload input[type=file]", tmp_path / "bad.csv")
    expect(page.locator("#status .problem")).to_contain_text("bad.csv, line 2")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)> قال الوزير ذلك اليوم.",
        "\u202e\u2066قال\u202d الوزير <b>ذلك</b> اليوم\u2067 ${alert(1)} {{constructor}}.",
    ],
)
def test_a_hostile_page_is_shown_as_text(visit: Visit, hostile: str) -> None:
    page = visit()
    run_text(page, f"عنوان الخبر هنا\n\n{hostile}")
    expect(page.locator("#status .step")).to_contain_text("Done", timeout=PATIENCE)
    shown = page.locator("#result .reader").inner_text()
    assert hostile.split()[0][:6] in shown
    assert page.locator("#result script, #result img, #result b").count() == 0
    expect(page.locator("h1")).to_be_visible()


def test_what_cannot_be_briefed_is_one_sentence(visit: Visit) -> None:
    page = visit()
    for text, says in (
        ("", "the text is empty"),
        ("Only English here, nothing else.", "no Arabic text"),
        ("كلمة عربية\n" * 91_000, "too long: 1,001,000 characters"),
    ):
        run_text(page, text)
        expect(page.locator("#status .problem")).to_contain_text(says, timeout=PATIENCE)
        expect(page.locator("#run")).to_be_enabled()
    brief_of(page)


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm, which brings axe-core")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    done = subprocess.run([*command, "axe-core@4"], capture_output=True, timeout=120, check=False)
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if done.returncode or not script.is_file():
        pytest.skip("npm cannot bring axe-core")
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize(("scheme", "arabic"), [("light", False), ("dark", True)])
def test_axe_finds_nothing_serious(visit: Visit, axe: str, scheme: str, arabic: bool) -> None:
    page = visit(scheme=scheme)
    if arabic:
        page.click("#switch")
        expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.click("#settings > button")
    page.click("#sample-kim-visit")
    page.wait_for_selector(".take")
    for button in ("#run", "#sample-kim-visit"):  # they are pale while it runs
        expect(page.locator(button)).to_be_enabled(timeout=PATIENCE)
        expect(page.locator(button)).to_have_css("opacity", "1")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
    assert not serious, [(rule["id"], rule["nodes"][0]["target"]) for rule in serious]
