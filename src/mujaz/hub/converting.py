"""From a fetched model to CTranslate2, once: beside the fetched files, whole or not at all."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mujaz.catalogue import ModelSpec
from mujaz.errors import MissingExtraError, ModelError, one_line
from mujaz.hub.fetching import BESIDE, folder_lock, model_folder
from mujaz.hub.folders import need_whole
from mujaz.hub.manifests import Manifest, changed, read_manifest, sha256, write_manifest

__all__ = ["TOKENIZER", "converted"]

#: What the converter reads from a config.json and transformers 5 does not write any more.
_DEFAULTS: dict[str, dict[str, bool]] = {
    "bart": {"normalize_before": False, "normalize_embedding": True},
    "mbart": {"normalize_before": True, "normalize_embedding": True},
    "pegasus": {"normalize_before": True, "normalize_embedding": False},
}

#: The folder of the tokenizer inside a converted model.
TOKENIZER = "tokenizer"


def converted(
    spec: ModelSpec, source: Path, compute_type: str, tell: Callable[[str], None] | None = None
) -> Path:
    """Return the folder of a model in CTranslate2's form, which is made where it is not there.

    :param source: the folder with the transformers model.
    :param compute_type: int8, int8_float16, float16 or float32, which the weights are stored in.
    :param tell: called with a line when the conversion begins.
    :raises ModelError: when it cannot be converted, or the files to convert are damaged.
    """
    home = model_folder(spec.hub or f"local/{spec.name}", spec.revision or source.parent.name)
    target = home / f"{compute_type}-ctranslate2-{version('ctranslate2')}"
    with folder_lock(home):
        manifest = read_manifest(target)
        if manifest and not changed(target, manifest.files):
            return target
        shutil.rmtree(target, ignore_errors=True)
        for left in home.glob(".making-*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        need_whole(spec, source)
        if tell:
            tell(f"converting {spec.name} to {compute_type}, once")
        making = home / f".making-{os.getpid()}"
        try:
            _convert(spec, source, making, compute_type)
            files = sorted(path for path in making.rglob("*") if path.is_file())
            digests = {str(path.relative_to(making)): sha256(path) for path in files}
            write_manifest(making, Manifest(spec.hub or str(source), spec.revision, digests))
            making.replace(target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return target


def _convert(spec: ModelSpec, source: Path, target: Path, compute_type: str) -> None:
    try:
        import torch
        import transformers
    except ImportError:
        raise MissingExtraError("Converting a model", "hf") from None
    transformers.utils.logging.disable_progress_bar()
    try:
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")
            _converter(source).convert(
                str(target), quantization=None if compute_type == "float32" else compute_type
            )
    except OSError as error:
        if error.errno is not None:
            raise
        raise _cannot(spec, source, error) from error
    except Exception as error:
        # Whatever a model's files make two libraries raise is the same to the user.
        raise _cannot(spec, source, error) from error
    # The tokenizer needs transformers' config.json, and CTranslate2 has one of its own.
    (target / TOKENIZER).mkdir()
    for name in sorted(BESIDE):
        if (source / name).is_file():
            shutil.copyfile(source / name, target / TOKENIZER / name)


def _converter(source: Path) -> Any:
    """Return CTranslate2's converter, mended where it reads what transformers 5 no longer says."""
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, *args: Any, **kwargs: Any) -> Any:
            model = super().load_model(*args, **kwargs)
            config = model.config
            for name, value in _DEFAULTS.get(config.model_type, {}).items():
                if getattr(config, name, None) is None:
                    setattr(config, name, value)
            if config.model_type in ("t5", "mt5", "umt5"):
                # The converter takes tied embeddings, which are now always tied, for scaled
                # outputs: every probability of a model like MADLAD-400 would be wrong.
                config.tie_word_embeddings = getattr(config, "scale_decoder_outputs", False)
            return model

        def load_tokenizer(self, *args: Any, **kwargs: Any) -> Any:
            tokenizer = super().load_tokenizer(*args, **kwargs)
            if languages := getattr(tokenizer, "lang_token_to_id", None):
                # M2M100's codes are no longer in its vocabulary, but they are in its weights.
                words = tokenizer.get_vocab()
                tokenizer.get_vocab = lambda: {**words, **languages}
            return tokenizer

    return Converter(str(source), low_cpu_mem_usage=True, trust_remote_code=False)


def _cannot(spec: ModelSpec, source: Path, error: Exception) -> ModelError:
    return ModelError(
        f"model {spec.name!r} ({source}) cannot be converted: {one_line(error)}",
        hint="try --engine transformers, or another model",
    )
