from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.translators.scheduling import in_order


@given(
    st.lists(st.integers(1, 60), max_size=200),
    st.integers(1, 80),
    st.integers(1, 3),
)
def test_every_source_is_decoded_once_and_given_in_order(
    lengths: list[int], batch_pieces: int, workers: int
) -> None:
    seen: list[int] = []
    lock = threading.Lock()

    def decode(batch: Sequence[int]) -> list[int]:
        longest = max(lengths[position] for position in batch)
        assert len(batch) == 1 or longest * len(batch) <= batch_pieces
        with lock:
            seen.extend(batch)
        return [position * 7 for position in batch]

    given_back = list(in_order(lengths, decode, batch_pieces=batch_pieces, workers=workers))
    assert given_back == [(position, position * 7) for position in range(len(lengths))]
    assert sorted(seen) == list(range(len(lengths)))


def test_results_come_while_later_batches_wait() -> None:
    done: list[int] = []

    def decode(batch: Sequence[int]) -> list[int]:
        done.extend(batch)
        return list(batch)

    results = in_order([10] * 1000, decode, batch_pieces=10)
    assert next(results) == (0, 0)
    assert len(done) < 1000
    results.close()  # type: ignore[attr-defined]


def test_what_nobody_waits_for_is_not_decoded() -> None:
    started: list[int] = []

    def decode(batch: Sequence[int]) -> list[int]:
        started.extend(batch)
        time.sleep(0.01)
        return list(batch)

    results = in_order([5] * 400, decode, batch_pieces=5)
    next(results)
    results.close()  # type: ignore[attr-defined]
    after = len(started)
    time.sleep(0.05)
    assert len(started) == after < 400


def test_an_error_of_the_engine_comes_through() -> None:
    def decode(batch: Sequence[int]) -> list[int]:
        raise ValueError(f"batch {list(batch)}")

    with pytest.raises(ValueError, match="batch"):
        list(in_order([1, 2, 3], decode, batch_pieces=10))
