"""Screenshots of the page in every state that a reader meets.

python docs/screenshots/make.py [FOLDER]

Needs the extras demo and browser, and Chromium. All go to FOLDER (a temporary one if none is
named); those of `KEPT` also lie here, for the documentation.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.page_server import page_server  # noqa: E402  the path comes first

KEPT = ("brief-1440-light-en", "brief-390-light-en", "brief-1440-dark-ar")
TO_RESULT = "document.querySelector('#status').scrollIntoView()"
LONG = "\n\n".join(
    f"قال الوزير في {day} {month} إن الحكومة ستبني {day * 3} مدرسة جديدة في المدينة."
    for month in "يناير فبراير مارس أبريل مايو يونيو".split()
    for day in range(1, 29)
)


def start(_page: Any) -> None:
    """Show the page as it opens."""


def running(page: Any) -> None:
    """Show a long page while it is translated."""
    page.fill("#page textarea", LONG)
    page.click("#run")
    page.wait_for_selector(".pair")


def cancelled(page: Any) -> None:
    """Show what stays of a run that was stopped."""
    running(page)
    page.click("#cancel")
    page.wait_for_function("!document.querySelector('#run').disabled")


def brief(page: Any) -> None:
    """Show the brief with a citation pointed at."""
    page.click("#sample-kim-visit")
    page.wait_for_selector(".take")
    page.evaluate(TO_RESULT)
    page.locator(".brief .cite").nth(2).hover()


def chosen(page: Any) -> None:
    """Show the Arabic that a citation leads to."""
    brief(page)
    page.locator(".brief .cite").last.click()


def compared(page: Any) -> None:
    """Show two models side by side."""
    page.click("#settings > button")
    page.click("#compare input")
    page.locator("ul[role=listbox] li", has_text="echo").click()
    page.click("#sample-port-strike")
    page.wait_for_selector(".compared")
    page.locator(".compared").scroll_into_view_if_needed()


def wrong(page: Any) -> None:
    """Show an error."""
    page.fill("#page textarea", "Only English here.")
    page.click("#run")
    page.wait_for_selector(".problem")


def flagged(page: Any) -> None:
    """Show what the checks find: this model gives the Arabic back."""
    page.click("#model input")
    page.locator("ul[role=listbox] li", has_text="echo").click()
    page.click("#sample-airport-sandstorm")
    page.wait_for_selector(".take")
    page.evaluate(TO_RESULT)


def whole(page: Any) -> None:
    """Show the whole result, not only what fits the window."""
    page.click("#sample-airport-sandstorm")
    page.wait_for_selector(".take")


STATES = (start, running, cancelled, brief, chosen, compared, wrong, flagged, whole)


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="mujaz-"))
        folder.mkdir(parents=True, exist_ok=True)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with page_server(Path(name)) as served:
            for width in (1440, 390):
                for scheme in ("light", "dark"):
                    for language in ("en", "ar"):
                        shots(browser, served.address, folder, width, scheme, language)
        browser.close()
    for kept in KEPT:
        # Text on paper needs few colours.
        shot = (
            Image.open(folder / f"{kept}.png")
            .convert("RGB")
            .quantize(128, dither=Image.Dither.NONE)
        )
        shot.save(HERE / f"{kept}.png", optimize=True)
    print(f"They lie in {folder}")


def shots(browser: Any, address: str, folder: Path, width: int, scheme: str, language: str) -> None:
    """Make those of one width, scheme and language."""
    for state in STATES:
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.goto(address)
        page.wait_for_selector("#run")
        if language == "ar":
            page.click("#switch")
            page.wait_for_selector("html[lang=ar]")
        state(page)
        page.wait_for_timeout(500)
        file = folder / f"{state.__name__}-{width}-{scheme}-{language}.png"
        page.screenshot(path=file, full_page=state is whole)
        page.close()


if __name__ == "__main__":
    main()
