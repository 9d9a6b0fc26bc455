"""A folder of files with what they were: written last, so that a half-written folder has none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mujaz.places import write_whole

__all__ = ["Manifest", "changed", "read_manifest", "sha256", "write_manifest"]

_NAME = "mujaz.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where files are from, and their sha256 digests by name."""

    origin: str
    revision: str
    files: Mapping[str, str]


def sha256(path: Path) -> str:
    """Return the hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of files that are missing or have another digest."""
    return tuple(
        name
        for name, digest in files.items()
        if not (folder / name).is_file() or sha256(folder / name) != digest
    )


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a whole folder, None of any other."""
    try:
        content = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        return Manifest(content["origin"], content["revision"], dict(content["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Vouch for a folder."""
    write_whole(folder / _NAME, json.dumps(asdict(manifest), indent=1).encode())
