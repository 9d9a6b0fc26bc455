"""Engines against each other and against what one would use instead, as ratios in one run.

    python -m benchmarks.engines [--shared DIR] [--argos PYTHON] [--naive 50]

The models: the bundled one, and two of MarianMT's shape with random weights, 8,000 pieces,
and hypotheses of 48 pieces each: the base size (6 + 6 layers of 512) and a tiny one (3 + 3 layers
of 128). The naive loop is `for sentence: tokenizer -> model.generate` in torch, beam
4. `--argos` names the Python of an
environment with argostranslate, whose own code then runs on the bundled model's folder, with
sentence splitting (which only costs it) left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import ctranslate2
import sentencepiece

from benchmarks.common import arguments, decode_alone, read_set, write_table
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.hub import find_model
from mujaz.loading import Engine, open_cache, open_translator
from mujaz.translators import Decoding, Translator

Row = Callable[..., None]

SEGMENTS = 1000
GROWTH = (100, 1_000, 10_000)
PIECES = 48
VOCABULARY = 8_000
ROUNDS = 2

_ARGOS = """
import sys, time
from pathlib import Path
import ctranslate2
from argostranslate.package import Package
from argostranslate.translate import apply_packaged_translation
folder, lines = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
class Whole:
    def split_sentences(self, text):
        return [text]
package = Package(folder)
engine = ctranslate2.Translator(str(folder / "model"), device="cpu", compute_type="auto")
apply_packaged_translation(package, lines[0], engine, Whole(), 1)
started = time.perf_counter()
for line in lines:
    apply_packaged_translation(package, line, engine, Whole(), 1)
print(time.perf_counter() - started)
"""

_PEAK = """
import re, sys
from pathlib import Path
from mujaz.catalogue import load_catalogue
from mujaz.hub import find_model
from mujaz.loading import Engine, open_translator
from mujaz.translators import Decoding
name, engine, compute, lines = sys.argv[1:]
spec = find_model(name, load_catalogue())
translator = open_translator(spec, Engine(engine, compute_type=compute))
sources = Path(lines).read_text(encoding="utf-8").splitlines()[:100]
list(translator.translate(sources, Decoding(beam_size=4, n_best=1, max_length=48)))
# Not ru_maxrss, which counts what the parent had when it forked.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def marian(folder: Path, texts: list[str], layers: int, width: int) -> Path:
    """Make a model of MarianMT's shape with random weights and real pieces."""
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True)
    with (folder / "source.spm").open("wb") as out:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=out,
            vocab_size=VOCABULARY,
            minloglevel=2,
            bos_id=-1,
            eos_id=0,
            unk_id=1,
        )
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "source.spm"))
    names = {pieces.id_to_piece(number): number for number in range(VOCABULARY)}
    names["<pad>"] = VOCABULARY
    (folder / "vocab.json").write_text(json.dumps(names), encoding="utf-8")
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
    )
    torch.manual_seed(0)
    config = MarianConfig(
        vocab_size=len(names),
        d_model=width,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        max_position_embeddings=512,
        pad_token_id=names["<pad>"],
        decoder_start_token_id=names["<pad>"],
        eos_token_id=0,
        forced_eos_token_id=0,
        bos_token_id=None,
        scale_embedding=True,
    )
    MarianMTModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def naive(folder: Path, sources: list[str]) -> float:
    """Translate sentence by sentence in torch; return the seconds."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder).eval()
    started = time.perf_counter()
    with torch.inference_mode():
        for source in sources:
            inputs = tokenizer(source, return_tensors="pt")
            tokenizer.batch_decode(model.generate(**inputs, num_beams=4, max_new_tokens=PIECES))
    return time.perf_counter() - started


def timed(translator: Translator, sources: list[str], decoding: Decoding) -> float:
    started = time.perf_counter()
    assert sum(1 for _ in translator.translate(sources, decoding)) == len(sources)
    return time.perf_counter() - started


def raw(folder: Path, pieces: list[list[str]], decoding: Decoding, inter: int, intra: int) -> float:
    """Translate with CTranslate2 alone, everything in one call; return the seconds."""
    engine = ctranslate2.Translator(str(folder), inter_threads=inter, intra_threads=intra)
    started = time.perf_counter()
    decode_alone(engine, pieces, decoding)
    return time.perf_counter() - started


def argos(python: Path, bundled: Path, sources: list[str], folder: Path) -> float:
    """Let argos-translate's own code translate line by line; return the seconds."""
    package = folder / "argos"
    package.mkdir()
    (package / "model").symlink_to(bundled)
    (package / "sentencepiece.model").symlink_to(bundled / "source.spm")
    about = {"package_version": "1.0", "from_code": "ar", "to_code": "en", "type": "translate"}
    (package / "metadata.json").write_text(json.dumps(about), encoding="utf-8")
    lines = folder / "argos.txt"
    lines.write_text("\n".join(sources), encoding="utf-8")
    command = [str(python), "-c", _ARGOS, str(package), str(lines)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(shown.split()[-1])


def peak(name: str, engine: str, compute: str, lines: Path) -> str:
    command = [sys.executable, "-c", _PEAK, name, engine, compute, str(lines)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return f"{float(shown.split()[-1]):.0f} MB"


@contextmanager
def own_cache() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        os.environ["MUJAZ_CACHE"] = str(Path(name) / "cache")
        yield Path(name)


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--argos", type=Path, help="a Python that has argostranslate")
    parser.add_argument("--naive", type=int, default=50, help="segments of the naive loop")
    options = parser.parse_args()
    segments, _ = read_set(options.shared, "flores-test")
    more, _ = read_set(options.shared, "ntrex")
    pieces_of = [segment.text for segment in more]
    sources = [segment.text for segment in segments][:SEGMENTS]
    cores = len(os.sched_getaffinity(0))
    rows: list[list[str]] = []

    def row(what: str, seconds: float, count: int, ratio: str = "") -> None:
        rows.append([what, f"{count / seconds:,.1f} segments/s", ratio])

    with own_cache() as folder:
        lines = folder / "sources.txt"
        lines.write_text("\n".join(sources), encoding="utf-8")
        bundled = load_catalogue().get("bundled")
        shapes = (("marian-tiny", 3, 128, SEGMENTS), ("marian-base", 6, 512, SEGMENTS // 5))
        for name, layers, width, count in shapes:
            made = marian(folder / name, pieces_of, layers, width)
            spec = find_model(str(made), load_catalogue())
            _marian(row, spec, made, sources[:count], options.naive)
        _bundled(row, bundled, sources, options.argos, folder, cores)
        _growth(rows, bundled, [*sources, *pieces_of])
        for name, engine, compute in (
            ("bundled", "ctranslate2", "default"),
            (str(folder / "marian-base"), "ctranslate2", "default"),
            (str(folder / "marian-base"), "transformers", "float32"),
        ):
            what = f"peak memory: {Path(name).name}, {engine}, {compute}"
            rows.append([what, peak(name, engine, compute, lines), ""])
    write_table("engines", f"Engines on {cores} cores", ("what", "measured", "ratio"), rows)


def _marian(row: Row, spec: ModelSpec, folder: Path, sources: list[str], naive_count: int) -> None:
    decoding = Decoding(beam_size=4, n_best=1, max_length=PIECES)
    torch_engine = open_translator(spec, Engine("transformers", compute_type="float32"))
    slow = naive(folder, sources[:naive_count]) / naive_count
    row(f"{spec.name}: naive torch loop ({naive_count} segments)", slow * naive_count, naive_count)
    for engine, compute in (("ctranslate2", "int8"), ("ctranslate2", "float32")):
        translator = open_translator(spec, Engine(engine, compute_type=compute))
        seconds = timed(translator, sources, decoding)
        ratio = slow * len(sources) / seconds
        row(
            f"{spec.name}: mujaz, {engine} {compute}",
            seconds,
            len(sources),
            f"{ratio:.1f}× the naive loop",
        )
    seconds = timed(torch_engine, sources[:naive_count], decoding)
    ratio = slow * naive_count / seconds
    row(
        f"{spec.name}: mujaz, transformers float32",
        seconds,
        naive_count,
        f"{ratio:.1f}× the naive loop",
    )


def _bundled(
    row: Row,
    spec: ModelSpec,
    sources: list[str],
    argos_python: Path | None,
    folder: Path,
    cores: int,
) -> None:
    decoding = Decoding.of(spec)
    translator = open_translator(spec)
    reader = sentencepiece.SentencePieceProcessor(str(spec.folder / "source.spm"))
    pieces = [reader.encode(source, out_type=str) for source in sources]
    pairs = [
        (timed(translator, sources, decoding), raw(spec.folder, pieces, decoding, 1, cores))
        for _ in range(ROUNDS)
    ]
    ours = median([mine for mine, _ in pairs])
    row("bundled: mujaz, beam 6", ours, len(sources))
    ratio = median([theirs / mine for mine, theirs in pairs])
    row(
        "bundled: CTranslate2 alone, one call",
        median([theirs for _, theirs in pairs]),
        len(sources),
        f"mujaz has {ratio:.2f}× of it",
    )
    for inter in range(1, cores + 1):
        if cores % inter == 0:
            seconds = raw(spec.folder, pieces, decoding, inter, cores // inter)
            row(
                f"bundled: CTranslate2 alone, {inter} × {cores // inter} threads (inter × intra)",
                seconds,
                len(sources),
            )
    cached = open_translator(spec, cache=open_cache())
    first = timed(cached, sources, decoding)
    second = timed(open_translator(spec, cache=open_cache()), sources, decoding)
    row("bundled: mujaz, first run with the cache", first, len(sources), f"{ours / first:.2f}×")
    row("bundled: mujaz, second run", second, len(sources), f"{first / second:,.0f}×")
    if argos_python:
        like_argos = Decoding(beam_size=4, n_best=1)
        mine = timed(translator, sources, like_argos)
        theirs = argos(argos_python, spec.folder, sources, folder)
        row("bundled: argos-translate's code, beam 4, line by line", theirs, len(sources))
        row("bundled: mujaz, beam 4", mine, len(sources), f"{theirs / mine:.2f}× argos-translate")


def _growth(rows: list[list[str]], spec: ModelSpec, texts: list[str]) -> None:
    # Every count has the same mix of lengths; a number makes repeated texts differ.
    translator = open_translator(spec)
    decoding = Decoding(beam_size=1, n_best=1)
    each = []
    for count in GROWTH:
        sources = [
            f"{texts[(n * 37) % len(texts)]} {n // len(texts) or ''}".strip() for n in range(count)
        ]
        size = sum(map(len, sources))
        each.append(timed(translator, sources, decoding) / size * 1e6)
    for count, cost in zip(GROWTH, each, strict=True):
        ratio = f"{cost / each[0]:.2f}× of {GROWTH[0]}'s"
        rows.append(
            [f"bundled: {count:,} segments, beam 1", f"{cost:.1f} s per 10⁶ letters", ratio]
        )


if __name__ == "__main__":
    main()
