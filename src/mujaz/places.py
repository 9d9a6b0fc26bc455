"""Where mujaz keeps what is the user's: settings, models, caches; and how a file gets there."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

__all__ = [
    "CACHE_VARIABLE",
    "cache_folder",
    "lock_file",
    "models_folder",
    "user_models_file",
    "write_whole",
]

#: Names another folder for what can be fetched or made again.
CACHE_VARIABLE = "MUJAZ_CACHE"


def cache_folder() -> Path:
    """Return the folder of fetched and converted models and of the translation cache."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else platformdirs.user_cache_path("mujaz")


def models_folder() -> Path:
    """Return the folder of models that `mujaz adapt` made."""
    return platformdirs.user_data_path("mujaz") / "models"


def user_models_file() -> Path:
    """Return the models.yaml of the user's own, where `mujaz adapt` lists what it made."""
    return platformdirs.user_config_path("mujaz") / "models.yaml"


def lock_file() -> Path:
    """Return the file of the revisions and digests that models had when they were first met."""
    return platformdirs.user_data_path("mujaz") / "models.lock.json"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, and nothing between.

    :raises OSError: when it cannot be written; the old file is then as it was.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
