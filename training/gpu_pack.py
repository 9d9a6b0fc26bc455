"""Pack a training run for a machine that has a GPU, torch and numpy, and nothing else of ours.

The folder holds ids (not text), quantised first weights, and a copy of the code. `gpu_run` is what
runs there.
"""

from __future__ import annotations

import io
import json
import lzma
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mujaz.adapting import ct2
from mujaz.adapting.batches import Sequences
from training import corpus, inject, tokens
from training.corpus import Pair
from training.e5 import E5, read_e5
from training.renamed import lexicon_corpora

LAYERS = 11
POSITIONS = 256
SHIPPED_PIECES = 31_900  # model.bin stays below 45.0 MB
TRAINED_PIECES = 52_000  # below 2**16: ids travel as 16 bits
LONGEST_SOURCE = 110
LONGEST_TARGET = 100
VALIDATION_LINES = 300


@dataclass(frozen=True, slots=True)
class Places:
    """Where the inputs lie and where the pack goes."""

    data: Path
    model: Path
    validation: Path
    out: Path
    samples: Path | None = None
    more: Mapping[str, Path] = field(default_factory=dict)  # pairs made from the data, by name
    pieces: Path | None = None  # a `source.spm` whose pieces are kept: another choice moves all ids
    banned: tuple[Path, ...] = ()
    fresh: int | None = None  # the version to be made: what none before it met is a corpus alone


class Targets:
    """English texts as ids, each stored once however many pairs share it."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._number: dict[str, int] = {}
        self.lists: list[list[int]] = []

    def numbers(self, texts: Sequence[str]) -> list[int]:
        """Look up the ids of every text by number; new texts are added."""
        normal = [tokens.normalise(text) for text in texts]
        new = list(dict.fromkeys(text for text in normal if text not in self._number))
        for text, ids in zip(new, tokens.encode_all(self._tokenizer, new), strict=True):
            self._number[text] = len(self.lists)
            self.lists.append(ids)
        return [self._number[text] for text in normal]


def pack(places: Places, *, seed: int = 0) -> dict[str, Any]:
    """Write the pack; returns what is in it, by name and size."""
    random_ = random.Random(seed)
    banned = ["\t".join(columns) for path in places.banned for columns in corpus.read_lines(path)]

    def clean(pairs: Sequence[Pair]) -> list[Pair]:
        return corpus.without(filter(corpus.usable, pairs), banned)

    arabic = {
        name: clean(pairs) for name, pairs in corpus.read_arabic(places.data, places.fresh).items()
    }
    others = clean(corpus.read_pairs(places.data / f"{corpus.OTHERS}.tsv.xz"))
    e5 = read_e5()
    template = places.model / "source.spm"
    shipped, trained = _choose_pieces(e5, places, arabic, others)

    places.out.mkdir(parents=True, exist_ok=True)
    source_spm = tokens.with_pieces(template, e5, shipped)
    (places.out / "source.spm").write_bytes(source_spm)
    shutil.copyfile(places.model / "target.spm", places.out / "target.spm")
    # Arabic and English are cut exactly as the shipped tokenizer will cut them
    narrow = tokens.processor(source_spm)
    wide = tokens.processor(tokens.with_pieces(template, e5, trained))
    targets = Targets(tokens.load(places.out / "target.spm"))
    arrays: dict[str, NDArray[Any]] = {}
    sizes: dict[str, Any] = {}

    def add(name: str, sources: list[list[int]], english: Sequence[str]) -> None:
        numbers = targets.numbers(english)
        kept = [
            (ids, number)
            for ids, number in zip(sources, numbers, strict=True)
            if 1 <= len(ids) <= LONGEST_SOURCE and 1 <= len(targets.lists[number]) <= LONGEST_TARGET
        ]
        flat = Sequences.of([ids for ids, _ in kept])
        arrays[f"{name}.ids"] = flat.ids.astype(np.uint16)
        arrays[f"{name}.lengths"] = flat.lengths.astype(np.uint8)
        arrays[f"{name}.targets"] = np.array([number for _, number in kept], np.uint32)
        sizes[name] = {"pairs": len(kept), "source_tokens": len(flat.ids)}

    def add_pairs(name: str, pairs: Sequence[Pair], tokenizer: Any = narrow) -> None:
        ids = tokens.encode_all(tokenizer, [pair.source for pair in pairs])
        add(name, ids, [pair.english for pair in pairs])

    for name, pairs in arabic.items():
        add_pairs(name, pairs)
    add_pairs(corpus.OTHERS, others, wide)
    copies = _copies(
        [pair.english for pairs in (*arabic.values(), others) for pair in pairs], random_
    )
    add("copy", tokens.encode_all(narrow, copies), copies)
    add_pairs("names", inject.names())
    known = [pair for pairs in arabic.values() for pair in pairs]
    for name, pairs in lexicon_corpora(known).items():
        add_pairs(name, clean(pairs))
    for name, path in places.more.items():
        add_pairs(name, corpus.without(corpus.read_pairs(path), banned))

    every = Sequences.of(targets.lists)
    arrays["targets.ids"] = every.ids.astype(np.uint16)
    arrays["targets.lengths"] = every.lengths.astype(np.uint16)
    sizes["targets"] = {"texts": len(every), "tokens": len(every.ids)}
    _write_xz(places.out / "data.npz.xz", arrays)
    _write_start(places.out / "start.npz.xz", e5, trained, places.model)
    _write_validation(places, narrow)
    _copy_code(places.out / "code")
    about: dict[str, Any] = {
        "shipped_pieces": len(shipped),
        "trained_pieces": len(trained),
        "sizes": sizes,
    }
    (places.out / "about.json").write_text(json.dumps(about, indent=1))
    return about


def _choose_pieces(
    e5: E5, places: Places, arabic: dict[str, list[Pair]], others: list[Pair]
) -> tuple[list[int], list[int]]:
    template = places.model / "source.spm"
    everything = tokens.processor(tokens.with_pieces(template, e5, range(250_001)))
    if places.pieces is not None:
        shipped = tokens.rows_of(e5, places.pieces)
    else:
        pairs = [pair for part in arabic.values() for pair in part]
        alone = corpus.read_alone(places.data)
        arabic_counts = tokens.count(everything, [*(pair.source for pair in pairs), *alone])
        english_counts = tokens.count(everything, [pair.english for pair in (*pairs, *others)])
        shipped = tokens.choose_shipped(e5, arabic_counts, english_counts, SHIPPED_PIECES)
    other_counts = tokens.count(everything, [pair.source for pair in others])
    return shipped, tokens.choose_trained(shipped, other_counts, TRAINED_PIECES)


def _copies(english: Sequence[str], random_: random.Random) -> list[str]:
    """Collect names to copy, and some short sentences."""
    unique = list(dict.fromkeys(english))
    names = corpus.names_in(unique)[:30_000]
    short = [text for text in unique if 3 <= len(text.split()) <= 14]
    return names + random_.sample(short, min(8_000, len(short)))


def _write_xz(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stub mixes up its own keyword
    # lp and pb say that the data comes in pairs of bytes
    filters = [
        {"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 2**26, "lc": 3, "lp": 1, "pb": 1}
    ]
    path.write_bytes(lzma.compress(buffer.getvalue(), filters=filters))


def _write_start(path: Path, e5: E5, rows: Sequence[int], model: Path) -> None:
    """Write the encoder as e5's 4-bit blocks, the decoder as the shipped int8 rows."""
    arrays: dict[str, NDArray[Any]] = {
        "q4:emb.word": e5.embedding_blocks(np.array(rows, np.int64)),
        "emb.pos": (
            e5.array("emb.pos").reshape(-1, e5.width)[:POSITIONS]
            + e5.array("emb.type").reshape(-1, e5.width)[0]
        ),
    }
    wanted = {"emb.ln.w", "emb.ln.b"} | {
        name
        for name in (*e5.plain, *e5.quantised)
        if name.startswith("l") and int(name[1 : name.index(".")]) < LAYERS
    }
    for name in sorted(wanted):
        if name in e5.quantised:
            arrays[f"q4:{name}"] = e5.quantised[name]
        else:
            arrays[name] = e5.plain[name]
    for name, values in ct2.read_model_bin(model / "model.bin").items():
        if name.startswith("decoder/") and values.ndim:
            cut = POSITIONS if name.endswith("encodings") else len(values)
            arrays[f"ct2:{name}"] = values[:cut]
    _write_xz(path, arrays)


def _write_validation(places: Places, tokenizer: Any) -> None:
    prefix = places.validation
    arabic = prefix.with_suffix(".ar").read_text("utf-8").splitlines()[:VALIDATION_LINES]
    english = prefix.with_suffix(".en").read_text("utf-8").splitlines()[:VALIDATION_LINES]
    targets = tokens.load(places.out / "target.spm")
    samples: list[str] = []
    if places.samples is not None:
        samples = [columns[0] for columns in corpus.read_lines(places.samples)]
    content = {
        "sources": tokens.encode_all(tokenizer, arabic),
        "targets": tokens.encode_all(targets, [tokens.normalise(text) for text in english]),
        "references": english,
        "samples": tokens.encode_all(tokenizer, samples),
        "sample_texts": samples,
    }
    (places.out / "validation.json").write_text(json.dumps(content), encoding="utf-8")


def _copy_code(out: Path) -> None:
    """Copy what the run imports, with an empty `mujaz`: that machine lacks what all of it needs."""
    import mujaz.errors

    here = Path(__file__).parent
    package = Path(ct2.__file__).parent
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(here, out / "training", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        package, out / "mujaz" / "adapting", ignore=shutil.ignore_patterns("__pycache__")
    )
    (out / "mujaz" / "__init__.py").write_text('"""Only what the GPU run needs of mujaz."""\n')
    shutil.copyfile(mujaz.errors.__file__ or "", out / "mujaz" / "errors.py")
