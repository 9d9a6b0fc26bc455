"""Cold start, memory and throughput, as ratios measured in one run.

    python -m benchmarks.speed [--shared DIR]

The cold start is a whole process that briefs the real page; it is held against a process that
does no more than `import torch, transformers`, where both are installed. The throughput is held
against CTranslate2 on the same sources with no planning around it.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import ctranslate2
import sentencepiece

from benchmarks.common import arguments, decode_alone, read_set, write_table
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.translating import translate_segments
from mujaz.translators import Decoding, load_translator

RUNS = 5
SEGMENTS = 500


def whole_process(*command: str) -> tuple[float, float]:
    """Run a command; return its seconds and its peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def raw(spec: ModelSpec, sources: list[str]) -> float:
    """Translate with CTranslate2 alone; return its seconds."""
    source = sentencepiece.SentencePieceProcessor(str(spec.folder / "source.spm"))
    target = sentencepiece.SentencePieceProcessor(str(spec.folder / "target.spm"))
    threads = len(os.sched_getaffinity(0))
    engine = ctranslate2.Translator(str(spec.folder), compute_type="int8", intra_threads=threads)
    decoding = Decoding.of(spec)
    started = time.perf_counter()
    pieces = [source.encode(text, out_type=str) for text in sources]
    results = decode_alone(engine, pieces, decoding)
    for result in results:
        target.decode(result.hypotheses[0])
    return time.perf_counter() - started


def main() -> None:
    options = arguments(__doc__).parse_args()
    rows = []
    page = next((options.shared / "seed").glob("*.txt"))
    brief = [sys.executable, "-m", "mujaz.cli", "brief", str(page), "-q", "--no-cache"]
    whole_process(*brief)
    ours = [whole_process(*brief) for _ in range(RUNS)]
    seconds, memory = (statistics.median(column) for column in zip(*ours, strict=True))
    rows.append(["cold process to finished brief of the real page", f"{seconds:.2f} s", ""])
    rows.append(["its peak memory", f"{memory:.0f} MB", ""])
    if all(map(importlib.util.find_spec, ("torch", "transformers"))):
        imports = [sys.executable, "-c", "import torch, transformers"]
        whole_process(*imports)
        theirs = [whole_process(*imports) for _ in range(RUNS)]
        s, m = (statistics.median(column) for column in zip(*theirs, strict=True))
        rows.append(["`import torch, transformers` alone", f"{s:.2f} s", f"{seconds / s:.2f}×"])
        rows.append(["its peak memory", f"{m:.0f} MB", f"{memory / m:.2f}×"])
    segments, _ = read_set(options.shared, "flores-dev")
    segments = segments[:SEGMENTS]
    spec = load_catalogue().get()
    translator = load_translator(spec)
    pairs = []
    for _ in range(3):
        started = time.perf_counter()
        translate_segments(segments, translator)
        mine = time.perf_counter() - started
        pairs.append((mine, raw(spec, [segment.text for segment in segments])))
    ratio = statistics.median(theirs / mine for mine, theirs in pairs)
    mine = statistics.median(mine for mine, _ in pairs)
    rows.append([f"{SEGMENTS} segments through mujaz", f"{SEGMENTS / mine:.1f} segments/s", ""])
    rows.append(["the same by CTranslate2 alone", "", f"mujaz has {ratio:.2f}× of its speed"])
    name = Path(page).parent.name
    write_table(
        "speed",
        f"Speed of {spec.name} {spec.revision} on {len(os.sched_getaffinity(0))} cores ({name})",
        ("what", "measured", "ratio"),
        rows,
    )


if __name__ == "__main__":
    main()
