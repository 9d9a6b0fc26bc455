"""Text to the pieces that a model reads, and back."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import sentencepiece

from mujaz.alignment import words_between_spaces
from mujaz.catalogue import ModelSpec
from mujaz.errors import MissingExtraError, TranslationError, one_line

__all__ = ["HubPieces", "Pieces", "SentencePieces", "fitted"]

#: Source and target codes by tokenizer class, where models.yaml has none.
_CODES = {
    "NllbTokenizer": ("arb_Arab", "eng_Latn"),
    "M2M100Tokenizer": ("ar", "en"),
    "MBartTokenizer": ("ar_AR", "en_XX"),
    "MBart50Tokenizer": ("ar_AR", "en_XX"),
}
#: What asks a multilingual model for English, where its vocabulary has it.
_PREFIXES = (">>eng<<", "<2en>")


class Pieces(Protocol):
    """A model's tokenizer."""

    #: What every hypothesis begins with: a language code, or nothing.
    target_prefix: list[str]
    #: The most pieces on either side; None where there is no such limit.
    most: int | None

    def encode(self, text: str) -> list[str]:
        """Return the pieces of a source, with all that the model wants around them."""

    def decode(self, pieces: Sequence[str]) -> str:
        """Return the text of a hypothesis."""


class SentencePieces:
    """A folder with source.spm and target.spm, and a model that adds its own end of sentence."""

    target_prefix: list[str]
    most: int | None = None

    def __init__(self, folder: Path) -> None:
        self.target_prefix = []
        self._source = sentencepiece.SentencePieceProcessor(str(folder / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(str(folder / "target.spm"))

    def encode(self, text: str) -> list[str]:
        """Return the source pieces."""
        pieces: list[str] = self._source.encode(text, out_type=str)
        return pieces

    def encode_words(self, text: str, *, target: bool = False) -> list[list[str]]:
        """Return the pieces of each word between spaces: no piece goes over a space."""
        processor = self._target if target else self._source
        pieces: list[list[str]] = processor.encode(
            [word.of(text) for word in words_between_spaces(text)], out_type=str
        )
        return pieces

    def decode(self, pieces: Sequence[str]) -> str:
        """Join target pieces."""
        text: str = self._target.decode(list(pieces))
        return text


class HubPieces:
    """The tokenizer of a transformers model; language codes and prefixes are put in.

    :raises TranslationError: when it cannot be loaded, or lacks a language code of the catalogue.
    """

    def __init__(self, folder: Path, spec: ModelSpec) -> None:
        try:
            from transformers import AutoTokenizer
        except ImportError:
            raise MissingExtraError(f"Model {spec.name!r}", "hf") from None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Marian's asks for a package that it does not use
                self.tokenizer: Any = AutoTokenizer.from_pretrained(
                    str(folder), local_files_only=True, trust_remote_code=False
                )
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        except Exception as error:
            # Whatever is wrong with the files, the user can do one thing about it.
            raise TranslationError(
                f"the tokenizer of model {spec.name!r} cannot be loaded: {one_line(error)}",
                hint=f"`mujaz models get {spec.name}` brings it again",
            ) from error
        #: The most pieces on either side; None where positions are relative.
        self.most: int | None = config.get("max_position_embeddings")
        kind = type(self.tokenizer).__name__.removesuffix("Fast")
        source, target = _CODES.get(kind, ("", ""))
        source, target = spec.source_code or source, spec.target_code or target
        self.target_prefix = []
        if target:
            self._need(spec, source, target)
            self.tokenizer.src_lang = source
            self.tokenizer.tgt_lang = target
            self.target_prefix = [self._code(target)]
        self._prefix = spec.prefix or self._known_prefix()
        if self._prefix:
            self._prefix += " "

    def _knows(self, piece: str) -> bool:
        return bool(self.tokenizer.convert_tokens_to_ids(piece) != self.tokenizer.unk_token_id)

    def _code(self, language: str) -> str:
        """Return the piece of a language: M2M100 writes __en__, the others the code itself."""
        marked = f"__{language}__"
        return marked if self._knows(marked) else language

    def _need(self, spec: ModelSpec, *languages: str) -> None:
        for language in languages:
            if not self._knows(self._code(language)):
                raise TranslationError(
                    f"model {spec.name!r} has no language {language!r}",
                    hint="correct source_code and target_code in models.yaml",
                )

    def _known_prefix(self) -> str:
        return next((prefix for prefix in _PREFIXES if self._knows(prefix)), "")

    def text(self, source: str) -> str:
        """Return a source with the prefix that asks for English."""
        return self._prefix + source

    def encode(self, text: str) -> list[str]:
        """Return the source pieces, special ones included; nothing is cut."""
        ids = self.tokenizer(self.text(text), truncation=False).input_ids
        pieces: list[str] = self.tokenizer.convert_ids_to_tokens(ids)
        return pieces

    def decode(self, pieces: Sequence[str]) -> str:
        """Join target pieces, without special ones."""
        return self.decode_ids(self.tokenizer.convert_tokens_to_ids(list(pieces)))

    def decode_ids(self, ids: Sequence[int]) -> str:
        """Join target ids, without special ones."""
        text: str = self.tokenizer.decode(ids, skip_special_tokens=True)
        return text.strip()


def fitted(spec: ModelSpec, pieces: Pieces) -> ModelSpec:
    """Return an entry whose window and longest hypothesis are no more than a model can hold."""
    if pieces.most is None:
        return spec
    most = max(8, pieces.most - 2)  # the end of sentence, and a language code
    decoding = spec.decoding.model_copy(update={"max_length": min(spec.decoding.max_length, most)})
    return spec.model_copy(update={"window": min(spec.window, most), "decoding": decoding})
