"""Translation engines by name."""

from __future__ import annotations

from mujaz.catalogue import ModelSpec
from mujaz.translators.base import Decoding, Hypothesis, Translator
from mujaz.translators.echo import ECHO, EchoTranslator

__all__ = [
    "ECHO",
    "TRANSLATORS",
    "Decoding",
    "EchoTranslator",
    "Hypothesis",
    "Translator",
    "load_translator",
]

#: Engine names as models.yaml uses them, and the class behind each, imported when it is needed.
TRANSLATORS = {
    "ctranslate2": "mujaz.translators.ctranslate2:CTranslate2Translator",
    "echo": "mujaz.translators.echo:EchoTranslator",
}


def load_translator(spec: ModelSpec) -> Translator:
    """Load a model into its engine.

    :raises TranslationError: when it cannot be loaded.
    """
    from importlib import import_module

    module, _, name = TRANSLATORS[spec.engine].partition(":")
    translator: Translator = getattr(import_module(module), name)(spec)
    return translator
