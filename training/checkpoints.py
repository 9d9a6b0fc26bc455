"""Checkpoints that survive a kill at any moment: temporary file, fsync, rename, digest beside it.

A checkpoint without its digest is one whose writing was cut off; one whose digest differs is
damaged. Both are passed over, and the one before is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import TrainingError

KEPT = 3
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The arrays of a moment of training, and what is known of it."""

    path: Path
    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return int(self.about["step"])


def save(folder: Path, arrays: Arrays, about: Mapping[str, Any]) -> Path:
    """Write a checkpoint for `about["step"]`; the last few stay, older ones are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    described = np.frombuffer(json.dumps(dict(about)).encode(), np.uint8)
    np.savez(buffer, **{"about": described, **arrays})  # type: ignore[arg-type]  # numpy's stub
    data = buffer.getbuffer()
    path = folder / f"checkpoint-{int(about['step']):08d}.npz"
    # an old digest must not vouch for new bytes
    _digest_of(path).unlink(missing_ok=True)
    write(path, data)
    write(_digest_of(path), hashlib.sha256(data).hexdigest().encode())
    for old in _all(folder)[KEPT:]:
        old.unlink()
        _digest_of(old).unlink(missing_ok=True)
    return path


def newest(folder: Path, say: Callable[[str], None]) -> Checkpoint | None:
    """Load the newest good checkpoint, telling why newer ones were refused; None if there is none.

    Refused ones are removed, so that they do not count among those that are kept.
    """
    for path in _all(folder):
        try:
            return load(path)
        except TrainingError as error:
            say(f"{error}; it is refused and the one before is used")
            path.unlink()
            _digest_of(path).unlink(missing_ok=True)
    return None


def load(path: Path) -> Checkpoint:
    """Read one checkpoint; raises TrainingError when it is damaged or incomplete."""
    if not _digest_of(path).exists():
        raise TrainingError(f"{path} has no digest: its writing was cut off")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != _digest_of(path).read_text("ascii", "replace").strip():
        raise TrainingError(f"{path} is damaged: its bytes are not those that were written")
    try:
        with np.load(io.BytesIO(data)) as stored:
            arrays = {name: stored[name] for name in stored.files}
        about: dict[str, Any] = json.loads(arrays.pop("about").tobytes())
        return Checkpoint(path, about, arrays)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{path} is not a checkpoint of mujaz: {error}") from error


def discard(folder: Path) -> int:
    """Remove every checkpoint; returns how many there were."""
    paths = _all(folder)
    for path in paths:
        path.unlink()
        _digest_of(path).unlink(missing_ok=True)
    return len(paths)


def write(path: Path, data: bytes | memoryview) -> None:
    """Put bytes in a file's place at once: a reader finds the old ones or the new ones."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)


def _all(folder: Path) -> list[Path]:
    """List the checkpoints, newest first."""
    return sorted(folder.glob("checkpoint-*.npz"), reverse=True)


def _digest_of(path: Path) -> Path:
    return path.with_suffix(".sha256")
