"""One scheduler for every engine: full batches of like length, results in the order of the sources.

Sources are taken in stretches of some batches. Inside a stretch the longest come first, batches
are filled by padded pieces, and each is decoded by a worker of a pool; results are given in order
as soon as they are there, while later batches run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["in_order"]

T = TypeVar("T")

_BATCHES_AHEAD = 8  # for each worker: enough to sort by length, little enough to hold


def in_order(
    lengths: Sequence[int],
    decode: Callable[[Sequence[int]], Sequence[T]],
    *,
    batch_pieces: int,
    workers: int = 1,
) -> Iterator[tuple[int, T]]:
    """Decode sources in batches.

    :param lengths: of the sources, in pieces.
    :param decode: takes the positions of a batch, gives a result for each; called from threads.
    :param batch_pieces: the most pieces in a batch, padding included; a longer source is alone.
    :param workers: how many batches are decoded at once.
    :returns: position and result, in the order of the sources.

    >>> list(in_order([3, 9, 1], lambda batch: [n * 10 for n in batch], batch_pieces=10))
    [(0, 0), (1, 10), (2, 20)]
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="decoding")
    results: dict[int, T] = {}
    waiting: deque[tuple[list[int], Future[Sequence[T]]]] = deque()
    given = 0
    try:
        for batch in _batches(lengths, batch_pieces, workers):
            waiting.append((batch, pool.submit(decode, batch)))
            while len(waiting) > _BATCHES_AHEAD * workers:
                _take(waiting, results)
                while given in results:
                    yield given, results.pop(given)
                    given += 1
        while waiting:
            _take(waiting, results)
            while given in results:
                yield given, results.pop(given)
                given += 1
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _take(waiting: deque[tuple[list[int], Future[Sequence[T]]]], results: dict[int, T]) -> None:
    batch, future = waiting.popleft()
    results.update(zip(batch, future.result(), strict=True))


def _batches(lengths: Sequence[int], batch_pieces: int, workers: int) -> Iterator[list[int]]:
    for stretch in _stretches(lengths, batch_pieces * _BATCHES_AHEAD * workers):
        batch: list[int] = []
        for position in sorted(stretch, key=lambda position: -lengths[position]):
            longest = lengths[batch[0]] if batch else 0
            if batch and longest * (len(batch) + 1) > batch_pieces:
                yield batch
                batch = []
            batch.append(position)
        yield batch


def _stretches(lengths: Sequence[int], pieces: int) -> Iterator[list[int]]:
    stretch: list[int] = []
    held = 0
    for position, length in enumerate(lengths):
        if stretch and held + length > pieces:
            yield stretch
            stretch, held = [], 0
        stretch.append(position)
        held += length
    if stretch:
        yield stretch
