"""Pairs of id lists as flat arrays, and batches of them filled by tokens.

All ids stay on the training device; a batch is planned on the CPU from lengths alone and gathered
on the device, so that a step never waits for the host.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mujaz.errors import TrainingError

from .model import BOS, EOS, PAD

IGNORED = -100
ROUND = 8  # padded lengths are multiples of this: fast matrix shapes
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sequences:
    """Many id lists in one array: list i is `ids[starts[i]:starts[i + 1]]`."""

    ids: NDArray[np.int32]
    starts: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]] | Sequence[NDArray[np.int32]]) -> Sequences:
        """Join lists of ids."""
        lengths = np.fromiter((len(ids) for ids in lists), np.int64, len(lists))
        starts = np.zeros(len(lists) + 1, np.int64)
        np.cumsum(lengths, out=starts[1:])
        flat = np.fromiter((i for ids in lists for i in ids), np.int32, int(starts[-1]))
        return cls(flat, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> NDArray[np.int32]:
        return self.ids[self.starts[index] : self.starts[index + 1]]

    @property
    def lengths(self) -> Ints:
        """How long each list is."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Source lists and, for each, the number of its target in a store that corpora may share."""

    name: str
    sources: Sequences
    target_numbers: Ints

    def __post_init__(self) -> None:
        if len(self.sources) != len(self.target_numbers):
            raise TrainingError(
                f"corpus {self.name}: {len(self.sources)} sources, "
                f"{len(self.target_numbers)} targets",
                hint="prepare the data again",
            )

    def __len__(self) -> int:
        return len(self.sources)


def joined_neighbours(
    corpus: Corpus, targets: Sequences, longest: int, first_target: int
) -> tuple[Corpus, list[NDArray[np.int32]]]:
    """Make a corpus of two neighbouring pairs in one, where both together stay short.

    The new targets go behind `first_target` existing ones.
    """
    sources: list[NDArray[np.int32]] = []
    new_targets: list[NDArray[np.int32]] = []
    index = 0
    while index + 1 < len(corpus):
        pair = [corpus.sources[index], corpus.sources[index + 1]]
        ends = [targets[int(corpus.target_numbers[index + k])] for k in (0, 1)]
        if sum(map(len, pair)) <= longest and sum(map(len, ends)) <= longest:
            sources.append(np.concatenate(pair))
            new_targets.append(np.concatenate(ends))
        index += 2
    numbers = first_target + np.arange(len(sources), dtype=np.int64)
    return Corpus(f"{corpus.name}+next", Sequences.of(sources), numbers), new_targets


@dataclass(frozen=True, slots=True)
class Batch:
    """One padded batch on the device."""

    source: Tensor
    keep: Tensor
    target: Tensor
    labels: Tensor
    tokens: int


class Pool:
    """Every pair of every corpus on one device, and random batches of them."""

    def __init__(
        self, corpora: Sequence[Corpus], targets: Sequences, device: torch.device, seed: int = 0
    ) -> None:
        if not corpora or not any(len(corpus) for corpus in corpora):
            raise TrainingError("there is nothing to train on", hint="prepare at least one corpus")
        self.names = [corpus.name for corpus in corpora]
        self.sizes = np.array([len(corpus) for corpus in corpora], np.int64)
        self._first = np.concatenate([[0], np.cumsum(self.sizes)])
        flat = [corpus.sources.ids for corpus in corpora]
        shift = np.cumsum([0, *map(len, flat)])
        self._source_start = np.concatenate(
            [corpus.sources.starts[:-1] + shift[k] for k, corpus in enumerate(corpora)]
        )
        self._source_length = np.concatenate([corpus.sources.lengths for corpus in corpora]) + 2
        numbers = np.concatenate([corpus.target_numbers for corpus in corpora])
        self._target_start = targets.starts[:-1][numbers]
        self._target_length = targets.lengths[numbers] + 1
        self._source = torch.from_numpy(np.concatenate(flat).astype(np.int32)).to(device)
        self._target = torch.from_numpy(targets.ids.astype(np.int32)).to(device)
        self.device = device
        self._random = np.random.default_rng(seed)
        self._left: list[Ints] = [np.zeros(0, np.int64) for _ in corpora]

    def __len__(self) -> int:
        return int(self._first[-1])

    def _draw(self, corpus: int, count: int) -> Ints:
        """Pairs of a corpus without repetition until all of it was seen."""
        parts = []
        while count > 0:
            if not len(self._left[corpus]):
                self._left[corpus] = self._random.permutation(self.sizes[corpus]).astype(np.int64)
            taken = self._left[corpus][:count]
            self._left[corpus] = self._left[corpus][count:]
            parts.append(taken + self._first[corpus])
            count -= len(taken)
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def plan(self, shares: Sequence[float], pairs: int, budget: int) -> list[Ints]:
        """Pairs drawn by the corpora's shares, sorted by length, cut into batches, shuffled.

        `budget` bounds a batch's padded source tokens, and its padded target tokens.
        """
        weights = np.where(self.sizes > 0, np.asarray(shares, float), 0.0)
        if weights.sum() <= 0:
            raise TrainingError(
                f"no corpus has both pairs and a weight: {', '.join(self.names)}",
                hint="give at least one corpus that has pairs a weight above 0",
            )
        counts = self._random.multinomial(pairs, weights / weights.sum())
        rows = np.concatenate([self._draw(k, int(count)) for k, count in enumerate(counts)])
        source, target = self._source_length[rows], self._target_length[rows]
        longer = np.maximum(source, target)
        jitter = self._random.random(len(rows))
        order = np.lexsort((jitter, source // 4, target // ROUND, longer // ROUND))
        rows, longer = rows[order], longer[order]
        padded = -(-np.maximum.accumulate(longer) // ROUND) * ROUND
        batches = []
        start = 0
        while start < len(rows):
            size = np.arange(1, min(len(rows) - start, budget) + 1)
            fits = padded[start : start + len(size)] * size <= budget
            end = start + max(1, int(fits.sum()))
            batches.append(rows[start:end])
            start = end
        self._random.shuffle(batches)
        return batches

    def padded_size(self, rows: Ints) -> int:
        """Count the padded tokens that the longer side of these pairs takes as one batch."""
        longest = max(self._source_length[rows].max(), self._target_length[rows].max())
        return int(-(-longest // ROUND) * ROUND * len(rows))

    def batches(self, shares: Sequence[float], pairs: int, budget: int) -> Iterator[Batch]:
        """Gather the batches of one plan."""
        for rows in self.plan(shares, pairs, budget):
            yield self.gather(rows)

    def gather(self, rows: Ints) -> Batch:
        """Make the padded tensors of these pairs."""
        where = np.stack(
            [
                self._source_start[rows],
                self._source_length[rows],
                self._target_start[rows],
                self._target_length[rows],
            ]
        )
        tokens = int(where[3].sum())
        width = [int(-(-where[k].max() // ROUND) * ROUND) for k in (1, 3)]
        table = torch.from_numpy(where)
        if self.device.type == "cuda":
            table = table.pin_memory().to(self.device, non_blocking=True)
        source_start, source_length, target_start, target_length = (
            table[k][:, None] for k in range(4)
        )
        place = torch.arange(width[0], device=self.device)[None]
        keep = place < source_length
        index = (source_start + place - 1).clamp_(0, len(self._source) - 1)
        source = self._source[index].long()
        source = torch.where(place == 0, BOS, source)
        source = torch.where(place == source_length - 1, EOS, source)
        source = torch.where(keep, source, PAD)
        place = torch.arange(width[1], device=self.device)[None]
        index = (target_start + place).clamp_(0, len(self._target) - 1)
        pieces = self._target[index].long()
        labels = torch.where(place == target_length - 1, EOS, pieces)
        labels = torch.where(place < target_length, labels, IGNORED)
        target = torch.where(labels == IGNORED, PAD, labels).roll(1, dims=1)
        target[:, 0] = EOS
        return Batch(source, keep, target, labels, tokens)


def source_batches(
    sources: Sequence[Sequence[int]], rows: int, device: torch.device
) -> Iterator[tuple[list[int], Batch]]:
    """Gather sources alone, those of like length together, and tell which they are.

    The batches come in no order of length, so that those before any of them are of all lengths.
    """
    corpus = Corpus("sources", Sequences.of(sources), np.zeros(len(sources), np.int64))
    pool = Pool([corpus], Sequences.of([[EOS]]), device)
    order = np.argsort(corpus.sources.lengths, kind="stable").astype(np.int64)
    starts = np.random.default_rng(0).permutation(np.arange(0, len(order), rows))
    for start in starts.tolist():
        places = order[start : start + rows]
        yield places.tolist(), pool.gather(places)
