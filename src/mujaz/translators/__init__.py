"""Translation engines by name."""

from __future__ import annotations

from pathlib import Path

from mujaz.catalogue import ModelSpec
from mujaz.translators.base import Aligner, Decoding, Hypothesis, Likelihood, Translator
from mujaz.translators.caching import CachedTranslator, CacheInfo, TranslationCache
from mujaz.translators.echo import ECHO, EchoTranslator

__all__ = [
    "ECHO",
    "TRANSLATORS",
    "Aligner",
    "CacheInfo",
    "CachedTranslator",
    "Decoding",
    "EchoTranslator",
    "Hypothesis",
    "Likelihood",
    "TranslationCache",
    "Translator",
    "load_translator",
]

#: Engine names as models.yaml uses them, and the class behind each, imported when it is needed.
TRANSLATORS = {
    "ctranslate2": "mujaz.translators.ctranslate2:CTranslate2Translator",
    "transformers": "mujaz.translators.transformers:TransformersTranslator",
    "echo": "mujaz.translators.echo:EchoTranslator",
}


def load_translator(
    spec: ModelSpec,
    folder: Path | None = None,
    *,
    device: str = "cpu",
    compute_type: str = "default",
    threads: int | None = None,
) -> Translator:
    """Load a model into its engine.

    :param folder: where the engine's files are; by default where a model with a `path` lies.
    :param device: cpu, cuda, or auto.
    :param compute_type: what to compute in; "default" as the model is stored.
    :param threads: cores to use.
    :raises TranslationError: when it cannot be loaded.
    """
    from importlib import import_module

    module, _, name = TRANSLATORS[spec.engine].partition(":")
    engine = getattr(import_module(module), name)
    if spec.engine == "echo":
        echo: Translator = engine(spec)
        return echo
    translator: Translator = engine(
        spec, folder or spec.folder, device=device, compute_type=compute_type, threads=threads
    )
    return translator
