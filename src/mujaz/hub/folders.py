"""A model by name: a catalogue entry, a folder, or a repository on the hub; and is it there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from mujaz.catalogue import Catalogue, ModelSpec
from mujaz.errors import ModelError
from mujaz.hub.fetching import fetched
from mujaz.hub.manifests import changed, read_manifest, sha256

__all__ = ["FAMILIES", "find_model", "is_ready", "need_whole"]

#: What `model_type` in a config.json may be, and how it is called here.
FAMILIES = {
    "marian": "MarianMT",
    "m2m_100": "M2M100 or NLLB",
    "mbart": "mBART",
    "t5": "T5",
    "mt5": "mT5",
    "bart": "BART",
    "pegasus": "Pegasus",
}
_HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_WINDOW = 200  # pieces: no family does well on longer sentences
_UNKNOWN = "not listed in any models.yaml: read its own card before you rely on it"


def find_model(name: str | None, catalogue: Catalogue) -> ModelSpec:
    """Return what is known of a model.

    :param name: a name from models.yaml, a folder, or owner/name on the hub; None: the default.
    :raises UnknownModelError: when it is none of these.
    :raises ModelError: when a folder holds no model of a known family.
    """
    if name is None or name in catalogue.models:
        return catalogue.get(name)
    if Path(name).is_dir():
        return _of_folder(Path(name))
    if _HUB_ID.fullmatch(name):
        return _entry(name, hub=name)
    return catalogue.get(name)


def is_ready(spec: ModelSpec) -> bool:
    """Tell whether a model can be used now, without a network."""
    if spec.engine == "echo":
        return True
    if spec.hub:
        return fetched(spec) is not None
    return (spec.folder / "model.bin").is_file() or (spec.folder / "config.json").is_file()


def need_whole(spec: ModelSpec, source: Path) -> None:
    """Hold the files of a model against their digests.

    :param source: the folder, whose manifest counts before what the catalogue lists.
    :raises ModelError: when one is missing or has changed.
    """
    manifest = read_manifest(source)
    if bad := changed(source, manifest.files if manifest else spec.files):
        state = "damaged" if (source / bad[0]).is_file() else "missing"
        raise ModelError(
            f"{bad[0]} of model {spec.name!r} is {state} ({source})",
            hint=f"`mujaz models get {spec.name}` brings it again"
            if spec.hub
            else "install mujaz again, or correct `files` in the models.yaml that lists it",
        )


def _of_folder(folder: Path) -> ModelSpec:
    candidates = (folder / "model.bin", *sorted(folder.glob("*.safetensors")))
    weights = next((path for path in candidates if path.is_file()), None)
    if weights is None:
        raise ModelError(
            f"{folder} has no model.bin and no safetensors weights",
            hint="name a folder with config.json and model.safetensors, or one that CTranslate2 "
            "made; torch files are loaded only where a models.yaml lists them",
        )
    if weights.suffix == ".safetensors" and _family(folder) not in FAMILIES:
        raise ModelError(
            f"{folder} holds a model of type {_family(folder)!r}",
            hint=f"known: {', '.join(FAMILIES.values())}",
        )
    name = re.sub(r"[^A-Za-z0-9._-]", "-", folder.resolve().name).strip("-._") or "model"
    return _entry(name, path=str(folder.resolve()), revision=sha256(weights)[:12])


def _family(folder: Path) -> str:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return str(config.get("model_type", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _entry(name: str, *, path: str = "", hub: str = "", revision: str = "") -> ModelSpec:
    return ModelSpec(
        name=name,
        task="translation",
        engine="ctranslate2",
        path=path,
        hub=hub,
        revision=revision,
        licence="not stated",
        size_mb=0,
        source_language="ar",
        target_language="en",
        window=_WINDOW,
        note=_UNKNOWN,
    )
