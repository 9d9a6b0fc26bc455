"""How the page holds out: many users at once, and what one user waits for.

python -m benchmarks.demo_load [--users 20] [--seconds 120]

Each user asks for a brief of a sample over HTTP on 127.0.0.1 and asks again as soon as it is there;
an answer counts only where its headline is the right one. Memory is the resident set of the server.
With Chromium, the first content and the time from a sample to its brief are measured, too. Needs
the extras demo and browser.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, write_table
from tests.page_server import Served, page_server

SAMPLES = sorted((ROOT / "src" / "mujaz" / "samples").glob("*.txt"))
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
VISITS = 5


def megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGE_BYTES / 1e6


def ask(client: Any, sample: Path) -> str:
    report = client.predict(sample.read_text(encoding="utf-8"), api_name="/brief_article")
    return str(report["brief"]["headline"])


def load(served: Served, users: int, seconds: float) -> tuple[list[float], int, list[float]]:
    """Return seconds by request, how many were lost, and memory by second."""
    from gradio_client import Client

    first = Client(served.address, verbose=False)
    right = {sample: ask(first, sample) for sample in SAMPLES}
    took: list[float] = []
    lost: list[str] = []
    clients = [Client(served.address, verbose=False) for _ in range(users)]
    end = time.monotonic() + seconds

    def use(number: int) -> None:
        turn = number
        while time.monotonic() < end:
            sample = SAMPLES[turn % len(SAMPLES)]
            started = time.monotonic()
            try:
                headline = ask(clients[number], sample)
            except Exception as error:
                lost.append(repr(error))
            else:
                took.append(time.monotonic() - started)
                if headline != right[sample]:
                    lost.append(headline)
            turn += 1

    threads = [threading.Thread(target=use, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    memory = []
    while any(thread.is_alive() for thread in threads):
        memory.append(megabytes(served.process))
        time.sleep(1)
    for client in (first, *clients):
        client.close()
    print(*lost[:5], sep="\n")
    return took, len(lost), memory


def visits(address: str) -> tuple[list[float], list[float]]:
    """Return seconds to the first content and from a sample to its brief, by visit."""
    import shutil

    from playwright.sync_api import sync_playwright

    paints, briefs = [], []
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for _ in range(VISITS):
            page = browser.new_context().new_page()
            page.goto(address)
            page.wait_for_selector("#run")
            paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
            paints.append(page.evaluate(paint) / 1000)
            started = time.monotonic()
            page.click("#sample-kim-visit")
            page.wait_for_selector(".take", timeout=60_000)
            briefs.append(time.monotonic() - started)
            page.context.close()
        browser.close()
    return paints, briefs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, page_server(Path(name)) as served:
        paints, briefs = visits(served.address)
        took, lost, memory = load(served, options.users, options.seconds)
    took.sort()
    quarter = len(memory) // 4
    rows = [
        ("first content of the page, median (worst)", _both(paints)),
        ("sample to brief in the browser, median (worst)", _both(briefs)),
        ("users at once", str(options.users)),
        ("requests answered", str(len(took))),
        ("requests lost or answered wrongly", str(lost)),
        ("seconds a request, median", f"{statistics.median(took):.1f}"),
        ("seconds a request, 95 of 100 within", f"{took[int(0.95 * len(took))]:.1f}"),
        (
            "memory, mean of the second quarter",
            f"{statistics.mean(memory[quarter : 2 * quarter]):,.0f} MB",
        ),
        ("memory, mean of the last quarter", f"{statistics.mean(memory[-quarter:]):,.0f} MB"),
        ("memory, most", f"{max(memory):,.0f} MB"),
    ]
    title = f"The page under load for {options.seconds:.0f} s, {os.cpu_count()} cores"
    write_table("demo_load", title, ("what", "figure"), rows)


def _both(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({max(seconds):.2f} s)"


if __name__ == "__main__":
    main()
