"""Kill -9 at random moments of fetching, converting and translating; the next run must work.

python -m benchmarks.kills [--times 20] [--seed 6]

A tiny MarianMT model is served on 127.0.0.1. Each time, in a fresh cache, `mujaz translate` is
killed after a random part of what it takes when left alone; then it is run again and must end well,
with the same text as an undisturbed run, and nothing half-made may be left.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import ROOT, write_table
from tests.hub_double import running_hub
from tests.tiny_models import marian

NAME = "tiny/marian"
PAGE = ROOT / "src" / "mujaz" / "samples" / "kim-visit.txt"
COMMAND = [sys.executable, "-m", "mujaz.cli", "translate", str(PAGE)]
OPTIONS = ["--model", NAME, "--yes", "--beam", "1", "--quiet"]


def stage(cache: Path) -> str:
    """Say how far a killed run had come."""
    if (cache / "translations.sqlite").exists():
        return "translating and writing to the cache"
    if any(cache.rglob("model.bin")) or any(cache.rglob(".making-*")):
        return "converting"
    if any(cache.rglob("mujaz.json")):
        return "loading, fetched"
    return "fetching" if any(cache.rglob("files")) else "starting"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    rows = []
    with tempfile.TemporaryDirectory() as name, running_hub() as hub:
        folder = Path(name)
        hub.push(NAME, marian(folder / "marian"))

        def environment(number: int) -> dict[str, str]:
            home = folder / str(number)
            return {
                **os.environ,
                "MUJAZ_CACHE": str(home / "cache"),
                "XDG_DATA_HOME": str(home),
                "HF_ENDPOINT": hub.url,
            }

        def run(number: int) -> subprocess.CompletedProcess[bytes]:
            return subprocess.run(
                COMMAND + OPTIONS, env=environment(number), capture_output=True, check=False
            )

        started = time.perf_counter()
        right = run(-1).stdout
        alone = time.perf_counter() - started
        for number in range(options.times):
            process = subprocess.Popen(
                COMMAND + OPTIONS,
                env=environment(number),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            after = chance.uniform(0.1, alone)
            time.sleep(after)
            process.kill()
            process.wait()
            cache = folder / str(number) / "cache"
            came = stage(cache)
            again = run(number)
            left = list(cache.rglob(".making-*"))
            well = again.returncode == 0 and again.stdout == right and not left
            rows.append([f"{after:.1f} s", came, "works" if well else again.stderr.decode()[-200:]])
    write_table(
        "kills",
        f"{options.times} runs killed at random moments ({alone:.1f} s when left alone)",
        ("killed after", "it was", "the next run"),
        rows,
    )
    if any(row[-1] != "works" for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
