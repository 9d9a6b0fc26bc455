"""From a model's name to a translator that is ready: found, fetched, converted, tried, cached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from mujaz.catalogue import ModelSpec
from mujaz.errors import InputError, ModelError
from mujaz.hub import Plan, converted, fetch, fetched, need_whole, pinned, plan_of
from mujaz.places import cache_folder
from mujaz.translators import (
    CachedTranslator,
    Decoding,
    TranslationCache,
    Translator,
    load_translator,
)

__all__ = ["ComputeType", "Device", "Engine", "EngineName", "open_cache", "open_translator"]

Tell = Callable[[str], None]


class EngineName(StrEnum):
    """What runs a model."""

    CTRANSLATE2 = "ctranslate2"
    TRANSFORMERS = "transformers"


class Device(StrEnum):
    """Where a model runs."""

    CPU = "cpu"
    CUDA = "cuda"
    AUTO = "auto"


class ComputeType(StrEnum):
    """What a model computes in."""

    DEFAULT = "default"
    INT8 = "int8"
    INT8_FLOAT16 = "int8_float16"
    FLOAT16 = "float16"
    FLOAT32 = "float32"


@dataclass(frozen=True, slots=True)
class Engine:
    """How a model is to be run.

    :param name: ctranslate2 or transformers; what the catalogue says where empty.
    :param device: cpu, cuda, or auto.
    :param compute_type: one of `ComputeType`; "default": int8 on a CPU and int8_float16 on a
        GPU with ctranslate2, float32 and float16 with transformers.
    :param threads: cores to use; all that the process may use where None.
    """

    name: str = ""
    device: str = "cpu"
    compute_type: str = "default"
    threads: int | None = None

    def __post_init__(self) -> None:
        for option, value, known in (
            ("engine", self.name, ("", *EngineName)),
            ("device", self.device, tuple(Device)),
            ("compute type", self.compute_type, tuple(ComputeType)),
        ):
            if value not in known:
                choice = ", ".join(filter(None, known))
                raise InputError(f"no {option} is called {value!r}", hint=f"known: {choice}")


def open_translator(
    spec: ModelSpec,
    engine: Engine | None = None,
    *,
    cache: TranslationCache | None = None,
    agree: Callable[[Plan], bool] | None = None,
    tell: Tell | None = None,
) -> Translator:
    """Load a model, whatever has to be done before.

    :param engine: how to run it.
    :param cache: looked into before anything is decoded.
    :param agree: asked before anything is fetched; without it nothing is.
    :param tell: called with a line before something that takes long.
    :raises ModelError: when its files cannot be had or are not what they should be.
    :raises TranslationError: when it cannot be loaded.
    """
    engine = engine or Engine()
    if engine.name:
        spec = spec.model_copy(update={"engine": engine.name})
    if spec.engine == "echo":
        return load_translator(spec)
    folder = _files(spec, engine, agree, tell)
    spec = pinned(spec)
    translator = load_translator(
        spec,
        folder,
        device=engine.device,
        compute_type=engine.compute_type,
        threads=engine.threads,
    )
    identity = _identity(translator.spec, engine)
    _try_golden(translator, identity)
    return CachedTranslator(translator, cache, identity) if cache else translator


def open_cache(warn: Tell | None = None) -> TranslationCache:
    """Return the user's translation cache."""
    return TranslationCache(cache_folder() / "translations.sqlite", warn=warn)


def _files(
    spec: ModelSpec,
    engine: Engine,
    agree: Callable[[Plan], bool] | None,
    tell: Tell | None,
) -> Path:
    """Return the folder that the engine loads."""
    source = (fetched(spec) or _fetched_now(spec, agree)) if spec.hub else spec.folder
    converted_already = (source / "model.bin").is_file()
    if spec.engine == "transformers" and converted_already:
        raise ModelError(
            f"model {spec.name!r} exists in CTranslate2's form only", hint="leave out --engine"
        )
    if spec.engine == "transformers" or converted_already:
        need_whole(spec, source)
        return source
    compute_type = engine.compute_type
    if compute_type == "default":
        compute_type = "int8" if engine.device == "cpu" else "int8_float16"
    return converted(pinned(spec), source, compute_type, tell)


def _fetched_now(spec: ModelSpec, agree: Callable[[Plan], bool] | None) -> Path:
    plan = plan_of(spec)
    if agree is None or not agree(plan):
        raise ModelError(
            f"model {spec.name!r} is not on disk ({plan.size / 1e6:,.0f} MB, {spec.licence})",
            hint=f"`mujaz models get {spec.name}` fetches it; so does --yes",
        )
    return fetch(spec, plan, show=agree is not None)


def _identity(spec: ModelSpec, engine: Engine) -> str:
    """Return all that decides what a model gives, the options of decoding apart."""
    return json.dumps(
        [
            spec.hub or spec.path,
            spec.revision,
            sorted(spec.files.items()),
            [spec.source_code, spec.target_code, spec.prefix],
            [spec.engine, version(spec.engine)],
            [engine.device, engine.compute_type],
        ]
    )


def _try_golden(translator: Translator, identity: str) -> None:
    """Hold a model against its golden sentence, once for each way of running it."""
    spec = translator.spec
    if spec.golden is None:
        return
    digest = hashlib.sha256((identity + spec.golden.model_dump_json()).encode()).hexdigest()
    passed = cache_folder() / "golden" / digest
    if passed.is_file():
        return
    [(_, hypotheses)] = translator.translate([spec.golden.source], Decoding.of(spec))
    text = hypotheses[0].text if hypotheses else ""
    missing = [word for word in spec.golden.contains if word.casefold() not in text.casefold()]
    if missing:
        raise ModelError(
            f"model {spec.name!r} fails its golden sentence: no {missing[0]!r} in {text[:80]!r}",
            hint="its weights were loaded wrongly; try --engine transformers or another revision",
        )
    try:
        passed.parent.mkdir(parents=True, exist_ok=True)
        passed.touch()
    except OSError:
        pass  # it is tried again next time
