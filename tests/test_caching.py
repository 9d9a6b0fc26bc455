from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.alignment import Alignment
from mujaz.translators import (
    CachedTranslator,
    Decoding,
    EchoTranslator,
    Hypothesis,
    Likelihood,
    TranslationCache,
)

DECODING = Decoding(beam_size=2, n_best=2)


def cached(path: Path, identity: str = "model 1") -> tuple[CachedTranslator, EchoTranslator]:
    inner = EchoTranslator(answers=lambda source: [source.upper(), source])
    return CachedTranslator(inner, TranslationCache(path), identity), inner


def test_what_was_decoded_is_not_decoded_again(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    first, engine = cached(path)
    answers = list(first.translate(["a", "b"], DECODING))
    assert engine.calls == [("a", "b")]
    second, engine = cached(path)
    assert list(second.translate(["b", "c", "a"], DECODING)) == [
        (0, answers[1][1]),
        (1, (Hypothesis("C", -0.1), Hypothesis("c", -0.2))),
        (2, answers[0][1]),
    ]
    assert engine.calls == [("c",)]


OTHER: dict[str, Any] = {
    "beam_size": 3,
    "n_best": 1,
    "no_repeat_ngram_size": 5,
    "repetition_penalty": 1.5,
    "length_penalty": 0.5,
    "max_length": 77,
}


@pytest.mark.parametrize("option", [field.name for field in fields(Decoding)])
def test_every_option_of_decoding_counts(tmp_path: Path, option: str) -> None:
    translator, engine = cached(tmp_path / "cache.sqlite")
    list(translator.translate(["a"], DECODING))
    list(translator.translate(["a"], replace(DECODING, **{option: OTHER[option]})))
    assert len([call for call in engine.calls if call]) == 2


def test_another_model_has_its_own_entries(tmp_path: Path) -> None:
    list(cached(tmp_path / "cache.sqlite")[0].translate(["a"], DECODING))
    other, engine = cached(tmp_path / "cache.sqlite", "model 2")
    list(other.translate(["a"], DECODING))
    assert engine.calls == [("a",)]


def test_finished_work_is_kept_when_the_consumer_stops(tmp_path: Path) -> None:
    translator, _ = cached(tmp_path / "cache.sqlite")
    results = translator.translate(["a", "b", "c"], DECODING)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert translator._cache.info().entries == 1


@given(st.lists(st.tuples(st.text(), st.none() | st.floats(allow_nan=False)), max_size=4))
def test_hypotheses_come_back_as_they_were(pairs: list[tuple[str, float | None]]) -> None:
    import tempfile

    kept = tuple(Hypothesis(text, log_prob) for text, log_prob in pairs)
    with tempfile.TemporaryDirectory() as folder:
        cache = TranslationCache(Path(folder) / "cache.sqlite")
        cache.put({b"key": kept})
        assert cache.get([b"key", b"other"]) == {b"key": kept}
        cache.close()


def test_the_file_is_bounded_and_what_was_used_last_stays(tmp_path: Path) -> None:
    cache = TranslationCache(tmp_path / "cache.sqlite", most_bytes=200_000)
    filler = (Hypothesis("x" * 2000, 0.0),)
    for number in range(300):
        cache.put({b"%d" % number: filler})
        connection = cache._connection
        assert connection
        # Time is told in seconds; the test does not wait for them.
        connection.execute("update hypotheses set used = ? where key = ?", (number, b"%d" % number))
        connection.commit()
    info = cache.info()
    assert info.size <= 250_000
    assert b"299" in cache.get([b"299"])
    assert cache.get([b"0"]) == {}


def test_clear_forgets_and_says_how_much(tmp_path: Path) -> None:
    cache = TranslationCache(tmp_path / "cache.sqlite")
    cache.put({b"1": (), b"2": ()})
    assert cache.clear() == 2
    assert cache.info().entries == 0


@pytest.mark.parametrize("state", ["garbage", "folder", "read-only"])
def test_a_cache_that_cannot_be_used_is_told_once_and_done_without(
    tmp_path: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cache.sqlite"
    if state == "garbage":
        path.write_bytes(b"not a database" * 100)
    elif state == "folder":
        path.mkdir()
    else:

        def refuse(*_args: object, **_kwargs: object) -> None:
            raise sqlite3.OperationalError("attempt to write a readonly database")

        monkeypatch.setattr(sqlite3, "connect", refuse)
    told: list[str] = []
    cache = TranslationCache(path, warn=told.append)
    translator = CachedTranslator(EchoTranslator(), cache, "model")
    for _ in range(2):
        assert [h[0].text for _, h in translator.translate(["a", "b"], DECODING)] == ["a", "b"]
    assert len(told) == 1
    assert "going on without a cache" in told[0]


def test_kill_minus_nine_while_writing_leaves_a_cache_that_works(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from mujaz.translators import Hypothesis, TranslationCache\n"
        "cache = TranslationCache(Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "n = 0\n"
        "while True:\n"
        "    cache.put({b'%d' % (n + i): (Hypothesis('y' * 500, -1.0),) for i in range(50)})\n"
        "    n += 50\n"
    )
    for attempt in range(3):
        process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.02 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        cache = TranslationCache(path, warn=pytest.fail)
        entries = cache.info().entries
        assert entries % 50 == 0, "a transaction is there wholly or not at all"
        found = cache.get([b"%d" % n for n in range(entries)])
        assert set(found.values()) <= {(Hypothesis("y" * 500, -1.0),)}
        cache.close()


def test_an_aligner_stays_behind_the_cache(tmp_path: Path) -> None:
    class Aligner:
        def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment | None]:
            return [Alignment((), (), ()) for _ in pairs]

        def score(self, pairs: Sequence[tuple[str, str]]) -> list[Likelihood | None]:
            return [Likelihood(-1.0, 1) for _ in pairs]

    aligner = Aligner()
    cache = TranslationCache(tmp_path / "translations.sqlite")
    assert CachedTranslator(EchoTranslator(aligner=aligner), cache, "model").aligner is aligner
    assert CachedTranslator(EchoTranslator(), cache, "model").aligner is None
