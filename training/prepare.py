"""Pairs to token ids, once: the shipped tokenizers' ids in one file under the cache folder."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mujaz.adapting.batches import Corpus, Sequences
from mujaz.adapting.model import UNK
from mujaz.adapting.texts import Tokenizers, normalise
from training import TrainingError, checkpoints, corpus
from training.inject import injected, with_glossary
from training.renamed import lexicon_corpora

LONGEST_SOURCE = 110
LONGEST_TARGET = 100
MOST_UNKNOWN = 0.05  # of a source's pieces: languages the shipped tokenizer cannot write are out
TESTSETS = ("flores-dev", "flores-test", "ntrex")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the training pairs, the evaluation sets and the lexicon lie."""

    data: Path
    testsets: Path
    lexicon: Path | None = None

    def files(self) -> list[Path]:
        """List the corpora that are there."""
        names = (*corpus.ARABIC, corpus.OTHERS)
        found = [
            path
            for name in names
            for path in (self.data / f"{name}.tsv.xz", self.data / f"{name}.tsv")
            if path.is_file()
        ]
        if not found:
            raise TrainingError(
                f"no training data in {self.data}",
                hint=f"--data names a folder that holds {', '.join(f'{n}.tsv.xz' for n in names)}",
            )
        if self.lexicon is not None and not self.lexicon.is_file():
            raise TrainingError(
                f"no such file: {self.lexicon}", hint="--lexicon names one; leave it out for ours"
            )
        return found

    def pairs(self) -> dict[str, list[corpus.Pair]]:
        """Read the pairs of the corpora that are there, without those of evaluation sets."""
        read = {path.name.split(".")[0]: corpus.read_pairs(path) for path in self.files()}
        if (self.data / f"{corpus.ARABIC_ALONE}.tsv.xz").is_file():
            for ours in corpus.read_ours(self.data).values():
                read.setdefault(corpus.ARABIC_NEWS, []).extend(ours)
        if self.lexicon is not None:
            arabic = [pair for name in corpus.ARABIC for pair in read.get(name, ())]
            read |= lexicon_corpora(arabic, self.lexicon)
        banned = self.banned()
        return {
            name: corpus.without(filter(corpus.usable, pairs), banned)
            for name, pairs in read.items()
        }

    def lines(self, name: str) -> tuple[list[str], list[str]]:
        """Read an evaluation set: Arabic and English lines."""
        sides = []
        for side in ("ar", "en"):
            path = self.testsets / f"{name}.{side}"
            if not path.is_file():
                raise TrainingError(
                    f"no such file: {path}",
                    hint=f"--testsets names the folder of {name}.ar and {name}.en",
                )
            sides.append(path.read_text("utf-8").splitlines())
        if len(sides[0]) != len(sides[1]):
            raise TrainingError(
                f"{name}: {len(sides[0])} Arabic and {len(sides[1])} English lines in "
                f"{self.testsets}",
                hint="both files have one sentence a line, in the same order",
            )
        return sides[0], sides[1]

    def banned(self) -> list[str]:
        """Collect the lines of every evaluation set that is there."""
        paths = [self.testsets / f"{name}.{side}" for name in TESTSETS for side in ("ar", "en")]
        return [line for p in paths if p.is_file() for line in p.read_text("utf-8").splitlines()]


def prepare(sources: Sources, model: Path, folder: Path) -> tuple[list[Corpus], Sequences, Path]:
    """Load the ids, made first if they are not there yet or the data or tokenizers changed."""
    files = sources.files()
    key = hashlib.sha256()
    ours = (corpus.OURS,) if sources.lexicon is None else (corpus.OURS, sources.lexicon)
    for path in (*files, *ours):
        key.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    for name in ("source.spm", "target.spm"):
        key.update((model / name).read_bytes())
    cache = folder / f"prepared-{key.hexdigest()[:12]}.npz"
    if not cache.exists():
        arrays = _encode(sources.pairs(), Tokenizers.of(model))
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stub
        folder.mkdir(parents=True, exist_ok=True)
        checkpoints.write(cache, buffer.getbuffer())
    return (*_load(cache), cache)


def _encode(read: dict[str, list[corpus.Pair]], tokenizers: Tokenizers) -> dict[str, NDArray[Any]]:
    numbers: dict[str, int] = {}
    arrays: dict[str, NDArray[Any]] = {}
    targets: list[list[int]] = []
    arabic = [pair for name in corpus.ARABIC for pair in read.get(name, ())]
    read["injected"] = list(injected(arabic, with_glossary()))
    for name, pairs in read.items():
        english = [normalise(pair.english) for pair in pairs]
        new = list(dict.fromkeys(text for text in english if text not in numbers))
        numbers.update({text: len(targets) + place for place, text in enumerate(new)})
        targets += tokenizers.targets(new)
        kept = [
            (ids, numbers[text])
            for ids, text in zip(tokenizers.sources(p.source for p in pairs), english, strict=True)
            if 1 <= len(ids) <= LONGEST_SOURCE
            and 1 <= len(targets[numbers[text]]) <= LONGEST_TARGET
            and ids.count(UNK) <= MOST_UNKNOWN * len(ids)
        ]
        flat = Sequences.of([ids for ids, _ in kept])
        arrays |= {f"{name}.ids": flat.ids, f"{name}.starts": flat.starts}
        arrays[f"{name}.targets"] = np.array([number for _, number in kept], np.int64)
    flat = Sequences.of(targets)
    return arrays | {"targets.ids": flat.ids, "targets.starts": flat.starts}


def _load(cache: Path) -> tuple[list[Corpus], Sequences]:
    with np.load(cache) as arrays:

        def sequences(name: str) -> Sequences:
            return Sequences(arrays[f"{name}.ids"], arrays[f"{name}.starts"])

        names = [key[: -len(".targets")] for key in arrays.files if key.endswith(".targets")]
        corpora = [Corpus(name, sequences(name), arrays[f"{name}.targets"]) for name in names]
        return corpora, sequences("targets")
