"""Texts and the ids that a model sees: its two tokenizers, and how targets are normalised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mujaz.errors import TrainingError

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

_DROPPED = re.compile("[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\ufeff]")
_QUOTES = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'")})


def normalise(text: str) -> str:
    """Normalise an English target as `source.spm` normalises, in Python.

    >>> normalise("The “minister”  said…")
    'The "minister" said...'
    """
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)
    return " ".join(text.split())


def load(path: Path) -> SentencePieceProcessor:
    """Read a tokenizer from its file."""
    from sentencepiece import SentencePieceProcessor

    try:
        return SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise TrainingError(
            f"{path} is missing or damaged", hint="a model's folder holds source.spm and target.spm"
        ) from error


def encode_all(tokenizer: SentencePieceProcessor, texts: Iterable[str]) -> list[list[int]]:
    """Encode every text."""
    listed = list(texts)
    found: list[list[int]] = []
    for start in range(0, len(listed), 20_000):
        found += tokenizer.encode(listed[start : start + 20_000], num_threads=2)
    return found


@dataclass(frozen=True, slots=True)
class Tokenizers:
    """The two tokenizers of a model."""

    source: SentencePieceProcessor
    target: SentencePieceProcessor

    @classmethod
    def of(cls, folder: Path) -> Tokenizers:
        """Read them from a model's folder."""
        return cls(load(folder / "source.spm"), load(folder / "target.spm"))

    def sources(self, texts: Iterable[str]) -> list[list[int]]:
        """Encode source texts, which the tokenizer normalises itself."""
        return encode_all(self.source, texts)

    def targets(self, texts: Sequence[str]) -> list[list[int]]:
        """Encode English texts."""
        return encode_all(self.target, [normalise(text) for text in texts])
