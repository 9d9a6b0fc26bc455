"""From the hub to disk: pinned, verified, resumable, and never half there.

The folder `CACHE/models/OWNER--NAME/REVISION/files` has a manifest once it is whole. Where no
revision is pinned, the one met first is written down with its digests (`places.lock_file`), and
another one later is refused: trust on first use.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mujaz.catalogue import ModelSpec
from mujaz.errors import ConfigError, MissingExtraError, ModelError, one_line
from mujaz.hub.manifests import (
    Manifest,
    read_manifest,
    sha256,
    write_manifest,
)
from mujaz.places import cache_folder, lock_file, write_whole

__all__ = [
    "BESIDE",
    "OFFLINE_VARIABLE",
    "Plan",
    "RemoteFile",
    "fetch",
    "fetched",
    "folder_lock",
    "locked",
    "model_folder",
    "pinned",
    "plan_of",
]

#: Set to 1: nothing is ever fetched.
OFFLINE_VARIABLE = "MUJAZ_OFFLINE"

_SAFE = re.compile(r"model(-\d+-of-\d+)?\.safetensors(\.index\.json)?")
#: The files beside the weights that tokenizers and engines read.
BESIDE = frozenset(
    """added_tokens.json config.json generation_config.json merges.txt sentencepiece.bpe.model
    source.spm special_tokens_map.json spiece.model target.spm tokenizer.json tokenizer_config.json
    vocab.json""".split()
)
_AGAIN = "try again (it goes on where it stopped), or use --model bundled"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_TIMEOUT = 10.0  # seconds to an answer
_SPARE = 1.1  # of the size: what must be free on the disk


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in a repository: its size, and the digest that the hub states for it."""

    name: str
    size: int
    sha256: str = ""
    git_sha1: str = ""

    def matches(self, path: Path) -> bool:
        """Tell whether a file on disk is this one."""
        if path.stat().st_size != self.size:
            return False
        if self.sha256:
            return sha256(path) == self.sha256
        head = hashlib.sha1(f"blob {self.size}\0".encode(), usedforsecurity=False)
        head.update(path.read_bytes())
        return not self.git_sha1 or head.hexdigest() == self.git_sha1


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be fetched for a model."""

    hub: str
    revision: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(file.size for file in self.files)


def fetched(spec: ModelSpec) -> Path | None:
    """Return the folder of a hub model that is wholly on disk, None where it is not."""
    revision = pinned(spec).revision
    folder = model_folder(spec.hub, revision) / "files"
    return folder if revision and read_manifest(folder) else None


def pinned(spec: ModelSpec) -> ModelSpec:
    """Return an entry with the revision that was met first, where it has none of its own."""
    if not spec.hub or spec.revision:
        return spec
    return spec.model_copy(update={"revision": locked().get(spec.hub, {}).get("revision", "")})


def model_folder(hub: str, revision: str) -> Path:
    """Return where everything of one revision lies."""
    return cache_folder() / "models" / hub.replace("/", "--") / revision


def plan_of(spec: ModelSpec, *, update: bool = False) -> Plan:
    """Ask the hub what a model consists of.

    :param update: accept another revision than the one that was met first.
    :raises ModelError: offline, unknown to the hub, without weights that may be loaded, or changed.
    """
    if os.environ.get(OFFLINE_VARIABLE, "") not in ("", "0"):
        raise ModelError(
            f"model {spec.name!r} is not on disk and {OFFLINE_VARIABLE} is set",
            hint=f"unset it and run `mujaz models get {spec.name}`, or use --model bundled",
        )
    hub = _library()
    with _told(spec):
        info = hub.HfApi(endpoint=os.environ.get("HF_ENDPOINT")).model_info(
            spec.hub, revision=spec.revision or None, files_metadata=True, timeout=_TIMEOUT
        )
    if not _COMMIT.fullmatch(info.sha or "") or spec.revision not in ("", info.sha):
        raise ModelError(
            f"the hub answers for {spec.hub} with revision {info.sha!r}",
            hint="it is not the one that was asked for; check HF_ENDPOINT",
        )
    known = locked().get(spec.hub, {})
    if not spec.revision and known and known["revision"] != info.sha and not update:
        raise ModelError(
            f"{spec.hub} has changed on the hub: first met at {known['revision'][:12]}, "
            f"now {info.sha[:12]}",
            hint=f"`mujaz models get {spec.name} --update` accepts the change; to stay, list it "
            "in a models.yaml of your own with the old revision",
        )
    every = [
        RemoteFile(
            sibling.rfilename,
            sibling.size or 0,
            sha256=sibling.lfs.sha256 if sibling.lfs else "",
            git_sha1="" if sibling.lfs else (sibling.blob_id or ""),
        )
        for sibling in info.siblings or ()
    ]
    return Plan(spec.hub, info.sha, _chosen(spec, every))


def fetch(spec: ModelSpec, plan: Plan, *, show: bool = False) -> Path:
    """Bring the files of a plan to disk and verify them; a file that is there is not brought again.

    :param show: progress bars on standard error.
    :returns: the folder.
    :raises ModelError: no room, no connection, or a file that is not what it should be.
    """
    hub = _library()
    folder = model_folder(plan.hub, plan.revision) / "files"
    with folder_lock(folder.parent):
        _need_room(spec, folder, plan)
        (hub.utils.enable_progress_bars if show else hub.utils.disable_progress_bars)()
        hub.utils.logging.set_verbosity_error()  # what goes wrong is told in one line, below
        digests: dict[str, str] = {}
        for file in plan.files:
            path = folder / file.name
            if not (path.is_file() and file.matches(path)):
                with _told(spec):
                    hub.hf_hub_download(
                        plan.hub,
                        file.name,
                        revision=plan.revision,
                        local_dir=folder,
                        endpoint=os.environ.get("HF_ENDPOINT"),
                        etag_timeout=_TIMEOUT,
                        force_download=path.is_file(),
                    )
                if not file.matches(path):
                    path.unlink()
                    raise ModelError(
                        f"{file.name} of {plan.hub} arrived damaged",
                        hint=f"run `mujaz models get {spec.name}` again",
                    )
            digests[file.name] = file.sha256 or sha256(path)
        _hold_against(spec, plan, digests)
        write_manifest(folder, Manifest(plan.hub, plan.revision, digests))
        if not spec.revision:
            _lock(plan, digests)
    return folder


def locked() -> dict[str, Any]:
    """Return the revisions met first, by hub id.

    :raises ConfigError: when the file cannot be read.
    """
    path = lock_file()
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"cannot be read: {error}", file=str(path), hint="mend it, or delete it to trust anew"
        ) from None
    return content


def _lock(plan: Plan, digests: Mapping[str, str]) -> None:
    content = locked()
    content[plan.hub] = {"revision": plan.revision, "files": dict(digests)}
    lock_file().parent.mkdir(parents=True, exist_ok=True)
    write_whole(lock_file(), json.dumps(content, indent=1).encode())


def _hold_against(spec: ModelSpec, plan: Plan, digests: Mapping[str, str]) -> None:
    known = locked().get(plan.hub, {})
    expected = dict(known.get("files", {})) if known.get("revision") == plan.revision else {}
    for name, digest in (expected | spec.files).items():
        if digests.get(name, digest) != digest:
            raise ModelError(
                f"{name} of {plan.hub} is not the file that is listed: sha256 {digests[name][:12]} "
                f"instead of {digest[:12]}",
                hint="do not use it; tell whoever lists the model",
            )


def _chosen(spec: ModelSpec, every: list[RemoteFile]) -> tuple[RemoteFile, ...]:
    weights = [file for file in every if _SAFE.fullmatch(file.name)]
    if not weights and spec.weights:
        stem = re.escape(spec.weights.removesuffix(".bin"))
        listed = re.compile(rf"{stem}(-\d+-of-\d+)?\.bin(\.index\.json)?")
        weights = [file for file in every if listed.fullmatch(file.name)]
    if not weights:
        raise ModelError(
            f"{spec.hub} has no safetensors weights",
            hint="torch files are loaded only where a models.yaml lists them (`weights`)",
        )
    return tuple([file for file in every if file.name in BESIDE] + weights)


def _need_room(spec: ModelSpec, folder: Path, plan: Plan) -> None:
    there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    wanted = int((plan.size - there) * _SPARE)
    free = shutil.disk_usage(folder.parent).free
    if wanted > free:
        raise ModelError(
            f"model {spec.name!r} needs {wanted / 1e6:,.0f} MB and {folder.parent} has "
            f"{free / 1e6:,.0f} MB free",
            hint="free some, or name another folder with MUJAZ_CACHE",
        )


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time work in a folder; the lock goes with the process."""
    from filelock import FileLock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            yield
    except OSError as error:
        raise ModelError(
            f"{folder} cannot be written: {error.strerror or error}",
            hint="make room or name another folder with MUJAZ_CACHE",
        ) from None


@contextmanager
def _told(spec: ModelSpec) -> Iterator[None]:
    """Turn what the hub's library raises into one line."""
    from huggingface_hub import errors

    try:
        yield
    except (errors.GatedRepoError, errors.DisabledRepoError):
        why, hint = "may not be fetched by everybody", "accept its terms on the hub and log in"
    except errors.RepositoryNotFoundError:
        why, hint = "is not on the hub", "check the spelling of owner/name"
    except (errors.RevisionNotFoundError, errors.EntryNotFoundError):
        why, hint = "has not the revision or file that is listed", "update mujaz or its models.yaml"
    except OSError as error:
        if error.errno is not None and not isinstance(error, ConnectionError | TimeoutError):
            raise  # a disk, not a network
        why, hint = f"cannot be reached: {one_line(error)}", _AGAIN
    except Exception as error:
        # The library passes on what its HTTP client raises, which is no OSError.
        if type(error).__module__.split(".")[0] not in ("httpx", "httpx2", "httpcore", "hf_xet"):
            raise
        why, hint = f"cannot be reached: {one_line(error)}", _AGAIN
    else:
        return
    raise ModelError(f"model {spec.name!r} ({spec.hub}) {why}", hint=hint) from None


def _library() -> Any:
    try:
        import huggingface_hub
    except ImportError:
        raise MissingExtraError("A model from the hub", "hf") from None
    return huggingface_hub
