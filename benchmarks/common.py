"""What the benchmark scripts share: where the test sets are, and writing a table."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from pathlib import Path

import ctranslate2

import mujaz
from mujaz import Segment, Span
from mujaz.translators import Decoding

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
SETS = ("flores-test", "ntrex")


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the option that all scripts have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="folder with eval/testsets"
    )
    return parser


def read_set(shared: Path, name: str) -> tuple[list[Segment], list[str]]:
    """Return a test set's sources as segments, and its references."""
    folder = shared / "eval" / "testsets"
    sources = (folder / f"{name}.ar").read_text(encoding="utf-8").splitlines()
    references = (folder / f"{name}.en").read_text(encoding="utf-8").splitlines()
    segments = [Segment(i, Span(0, len(text)), text) for i, text in enumerate(sources)]
    return segments, references


def write_table(name: str, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a Markdown table with the versions behind it, and print it."""
    versions = (
        f"mujaz {mujaz.__version__}",
        f"ctranslate2 {ctranslate2.__version__}",
        f"Python {platform.python_version()}",
        platform.machine(),
    )
    lines = [
        f"# {title}",
        "",
        ", ".join(versions),
        "",
        f"| {' | '.join(head)} |",
        f"|{'|'.join('---' for _ in head)}|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    text = "\n".join(lines) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)


def decode_alone(
    engine: ctranslate2.Translator,
    pieces: Sequence[list[str]],
    decoding: Decoding,
    **sampling: float,
) -> Sequence[ctranslate2.TranslationResult]:
    """Decode with CTranslate2 and nothing around it, everything in one call."""
    results: Sequence[ctranslate2.TranslationResult] = engine.translate_batch(
        pieces,
        max_batch_size=1024,
        batch_type="tokens",
        beam_size=decoding.beam_size,
        num_hypotheses=decoding.n_best,
        no_repeat_ngram_size=decoding.no_repeat_ngram_size,
        max_decoding_length=decoding.max_length,
        return_scores=True,
        **sampling,
    )
    return results
