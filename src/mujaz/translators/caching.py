"""Hypotheses kept on disk, so that what was decoded once is not decoded again.

One sqlite file in WAL mode: several processes read and write it at once, and a process that is
killed leaves it whole. An entry is found by the model, every option that changes what it gives,
and the source. What was not asked for longest goes first when the file grows too large. A cache
that cannot be used is told once and done without: it never costs a translation.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from mujaz.catalogue import ModelSpec
from mujaz.translators.base import Decoding, Hypothesis, Translator

__all__ = ["CacheInfo", "CachedTranslator", "TranslationCache"]

_MOST_BYTES = 256_000_000
_GOING = 5  # a fifth of the entries goes at once when there are too many
_WRITE_EVERY = 64  # entries in a transaction
_ASKED_AT_ONCE = 500  # sqlite's oldest limit on parameters is 999
_PATIENCE = 5.0  # seconds for another process's write

_SCHEMA = """
create table if not exists hypotheses (
    key blob primary key, value text not null, used integer not null
) without rowid;
create index if not exists by_use on hypotheses (used);
"""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a cache holds; sizes in bytes."""

    path: Path
    entries: int
    size: int
    most: int


class TranslationCache:
    """Hypotheses by key, in one file.

    :param path: the file; made where it is not there.
    :param most_bytes: of the file; what was not used for longest goes when there are more.
    :param warn: told once when the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        *,
        most_bytes: int = _MOST_BYTES,
        warn: Callable[[str], None] | None = None,
    ):
        self.path = path
        self._most = most_bytes
        self._warn = warn
        self._connection: sqlite3.Connection | None = None
        self._usable = True
        self._lock = threading.Lock()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, tuple[Hypothesis, ...]]:
        """Return what is there of some keys."""
        found: dict[bytes, tuple[Hypothesis, ...]] = {}
        with self._using() as connection:
            if connection is None:
                return found
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                asked = keys[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(asked))
                rows = connection.execute(
                    f"select key, value from hypotheses where key in ({marks})", asked
                )
                found.update((key, _read(value)) for key, value in rows)
            if found:
                now = int(time.time())
                connection.executemany(
                    "update hypotheses set used = ? where key = ?", [(now, key) for key in found]
                )
                connection.commit()
        return found

    def put(self, entries: Mapping[bytes, tuple[Hypothesis, ...]]) -> None:
        """Keep some hypotheses, all or none of them."""
        now = int(time.time())
        values = [(key, _write(hypotheses)) for key, hypotheses in entries.items()]
        with self._using() as connection:
            if connection is None:
                return
            connection.executemany(
                "insert or replace into hypotheses values (?, ?, ?)",
                [(key, value, now) for key, value in values],
            )
            if _size(connection) > self._most:
                connection.execute(
                    "delete from hypotheses where key in (select key from hypotheses "
                    "order by used limit (select count(*) / ? + 1 from hypotheses))",
                    (_GOING,),
                )
            connection.commit()

    def info(self) -> CacheInfo:
        """Count what is there."""
        with self._using() as connection:
            if connection is None:
                return CacheInfo(self.path, 0, 0, self._most)
            (entries,) = connection.execute("select count(*) from hypotheses").fetchone()
            return CacheInfo(self.path, entries, _size(connection), self._most)
        return CacheInfo(self.path, 0, 0, self._most)

    def clear(self) -> int:
        """Forget everything; returns how many entries there were."""
        with self._using() as connection:
            if connection is None:
                return 0
            count: int = connection.execute("delete from hypotheses").rowcount
            connection.commit()
            connection.execute("vacuum")
        return count

    def close(self) -> None:
        """Close the file."""
        if self._connection:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection | None]:
        """Give the connection, None without one; an error of sqlite ends the body and the cache."""
        with self._lock:
            try:
                if self._usable and self._connection is None:
                    self._connection = self._open()
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
            try:
                yield self._connection
            except sqlite3.Error as error:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._usable = False
        self.close()
        if self._warn:
            self._warn(f"{self.path} cannot be used, going on without a cache: {error}")

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Results are asked for from the thread that consumes them, whichever that is.
        connection = sqlite3.connect(self.path, timeout=_PATIENCE, check_same_thread=False)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.executescript(_SCHEMA)
        return connection


class CachedTranslator:
    """A translator that looks into a cache first.

    :param identity: everything about the model and engine that changes what they give.
    """

    def __init__(self, translator: Translator, cache: TranslationCache, identity: str) -> None:
        self.spec: ModelSpec = translator.spec
        self.aligner = translator.aligner
        self._translator = translator
        self._cache = cache
        self._identity = identity

    def count(self, source: str) -> int:
        """Return the length of a source in pieces."""
        return self._translator.count(source)

    def translate(
        self, sources: Sequence[str], decoding: Decoding
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Give what is in the cache and decode the rest, in the order of the sources."""
        settings = json.dumps([self._identity, astuple(decoding)])
        keys = [hashlib.sha256(f"{settings}\0{source}".encode()).digest() for source in sources]
        known = self._cache.get(keys)
        missing = [position for position, key in enumerate(keys) if key not in known]
        decoded = self._translator.translate([sources[position] for position in missing], decoding)
        fresh: dict[bytes, tuple[Hypothesis, ...]] = {}
        try:
            for position, key in enumerate(keys):
                if key in known:
                    yield position, known[key]
                    continue
                _, hypotheses = next(decoded)
                fresh[key] = hypotheses
                if len(fresh) >= _WRITE_EVERY:
                    self._cache.put(fresh)
                    fresh = {}
                yield position, hypotheses
        finally:
            # Also where the consumer stops early or decoding fails: finished work is kept.
            if fresh:
                self._cache.put(fresh)


def _size(connection: sqlite3.Connection) -> int:
    """Return the bytes of the pages that hold something."""
    pages, free, each = (
        connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * each)


def _write(hypotheses: tuple[Hypothesis, ...]) -> str:
    return json.dumps([[h.text, h.log_prob] for h in hypotheses], ensure_ascii=False)


def _read(value: str) -> tuple[Hypothesis, ...]:
    return tuple(Hypothesis(text, log_prob) for text, log_prob in json.loads(value))
