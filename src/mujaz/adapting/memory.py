"""A desk's translation memory: Arabic and English pairs from a `.tsv` or a `.tmx`.

Nothing here needs torch.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mujaz.arabic import has_arabic
from mujaz.errors import TrainingError
from mujaz.exchange import ExchangeError, read_units

FEWEST = 20
MOST_HELD_BACK = 500  # more would only make every check slower


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its English."""

    source: str
    english: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What a file held: usable pairs, each once, and how many entries were left out."""

    pairs: tuple[Pair, ...]
    left_out: int


def read_memory(path: Path) -> Memory:
    """Read a `.tsv` or `.tmx`.

    :raises TrainingError: when it cannot be read, has a broken line, has its columns the wrong way
        round, or holds too few pairs.
    """
    readers = {".tsv": _read_tsv, ".tmx": _read_tmx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TrainingError(
            f"{path} is neither .tsv nor .tmx", hint="give Arabic TAB English lines, or a TMX file"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingError(
            f"cannot read {path}: {error.strerror}", hint="check the file's name"
        ) from error
    entries = reader(path, data)
    whole = [pair for pair in entries if has_arabic(pair.source) and pair.english]
    wrong = sum(1 for pair in entries if pair.source and not has_arabic(pair.source))
    if entries and wrong * 2 > len(entries):
        raise TrainingError(
            f"{path}: no Arabic in the first column of {wrong} of {len(entries)} entries",
            hint="Arabic comes first, English second",
        )
    pairs = tuple(dict.fromkeys(whole))
    if len(pairs) < FEWEST:
        raise TrainingError(
            f"{path} holds {len(pairs)} different pairs; at least {FEWEST} are needed",
            hint="a few hundred pairs of one topic are a good start",
        )
    return Memory(pairs, len(entries) - len(pairs))


def split(pairs: Sequence[Pair], share: float, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Divide into a part to learn from and a part held back; no source or English is in both."""
    if not 0 < share < 1:
        raise TrainingError(
            f"the share held back is {share}", hint="give a number between 0 and 1, such as 0.1"
        )
    groups = list(_related(pairs).values())
    random.Random(seed).shuffle(groups)
    wanted = min(MOST_HELD_BACK, max(5, round(len(pairs) * share)))
    held: list[Pair] = []
    learned: list[Pair] = []
    for group in groups:
        fits = len(held) < wanted and len(group) <= max(1, wanted - len(held))
        (held if fits else learned).extend(group)
    if not held or len(learned) < FEWEST // 2:
        raise TrainingError(
            f"{len(pairs)} pairs leave {len(learned)} to learn from and {len(held)} to hold back",
            hint="too many of them repeat the same text; give more different ones",
        )
    return learned, held


def _related(pairs: Sequence[Pair]) -> dict[int, list[Pair]]:
    """Group the pairs that share a source or an English text, directly or through others."""
    parent = list(range(len(pairs)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[tuple[int, str], int] = {}
    for index, pair in enumerate(pairs):
        for side, text in enumerate((pair.source, pair.english)):
            key = (side, "".join(c for c in text.casefold() if c.isalnum()))
            parent[root(index)] = root(first.setdefault(key, index))
    groups: dict[int, list[Pair]] = {}
    for index, pair in enumerate(pairs):
        groups.setdefault(root(index), []).append(pair)
    return groups


def _read_tsv(path: Path, data: bytes) -> list[Pair]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = data[: error.start].count(b"\n") + 1
        raise TrainingError(f"{path}, line {broken}: not UTF-8", hint="save it as UTF-8") from None
    pairs = []
    # not splitlines(): other separators may stand inside a text
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        columns = line.rstrip("\r").split("\t")
        if len(columns) != 2:
            raise TrainingError(
                f"{path}, line {number}: {len(columns)} columns where 2 were expected",
                hint="one pair a line: Arabic, TAB, English",
            )
        pairs.append(Pair(*(" ".join(column.split()) for column in columns)))
    return pairs


def _read_tmx(path: Path, data: bytes) -> list[Pair]:
    try:
        units = read_units(data)
    except ExchangeError as error:
        raise TrainingError(
            f"{path}, line {error.line}: {error}", hint="export the memory again as TMX 1.4"
        ) from None
    return [
        Pair(unit.texts["ar"][0], unit.texts["en"][0])
        for unit in units
        if "ar" in unit.texts and "en" in unit.texts
    ]
