"""Weights on disk in one compact file: int8 rows for matrices, float32 for the rest, a digest.

The file can be cut into parts (`name.00`, `name.01`, …) for places that limit the size of a file.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mujaz.adapting.ct2 import dequantise, quantise
from training import TrainingError

PART_BYTES = 15 * 2**20
Floats = dict[str, NDArray[np.float32]]


def to_bytes(state: Mapping[str, NDArray[np.float32]], about: Mapping[str, Any]) -> bytes:
    """Quantise weights; `about` is what is to be known of them."""
    arrays: dict[str, NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(dict(about)).encode(), np.uint8)
    }
    for name, values in state.items():
        # CTranslate2 keeps positions in full precision, so they stay exact here too
        if values.ndim == 2 and ".position." not in name:
            arrays[name], arrays[name + "_scale"] = quantise(values)
        else:
            arrays[name] = values.astype(np.float32)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stub mixes up its own keyword
    return buffer.getvalue()


def from_bytes(data: bytes) -> tuple[Floats, dict[str, Any]]:
    """Read the float weights, and what is known of them."""
    with np.load(io.BytesIO(data)) as arrays:
        about: dict[str, Any] = json.loads(arrays["about"].tobytes())
        state = {
            name: dequantise(arrays[name], arrays.get(name + "_scale"))
            for name in arrays.files
            if name != "about" and not name.endswith("_scale")
        }
    return state, about


def write_parts(folder: Path, name: str, data: bytes) -> list[Path]:
    """Write `data` in parts; the digest comes last, so that a half-written set is noticed."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, start in enumerate(range(0, len(data), PART_BYTES)):
        path = folder / f"{name}.{number:02d}"
        _replace(path, data[start : start + PART_BYTES])
        paths.append(path)
    _replace(folder / f"{name}.sha256", hashlib.sha256(data).hexdigest().encode())
    return paths


def read_parts(folder: Path, name: str) -> bytes:
    """Join the parts again.

    Raises TrainingError if a part is missing or damaged.
    """
    parts = sorted(folder.glob(f"{name}.[0-9][0-9]"))
    if not parts:
        raise TrainingError(
            f"{folder} holds no {name}.00", hint="give the folder that a GPU run wrote"
        )
    data = b"".join(part.read_bytes() for part in parts)
    wanted = (folder / f"{name}.sha256").read_text().strip()
    if hashlib.sha256(data).hexdigest() != wanted:
        raise TrainingError(
            f"{folder}: the {len(parts)} parts of {name} do not add up to what was written",
            hint="a part is missing or damaged; copy all of them again",
        )
    return data


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
