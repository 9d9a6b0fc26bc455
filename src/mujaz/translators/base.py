"""What a translation engine must do, and the values it takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mujaz.alignment import Alignment
from mujaz.catalogue import ModelSpec

__all__ = ["Aligner", "Decoding", "Hypothesis", "Translator"]


@dataclass(frozen=True, slots=True)
class Decoding:
    """Every option that changes what an engine gives; lengths are in target pieces."""

    beam_size: int = 4
    n_best: int = 4
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0
    length_penalty: float = 1.0
    max_length: int = 256

    @classmethod
    def of(cls, spec: ModelSpec, *, beam_size: int | None = None) -> Decoding:
        """Return a model's own settings, with another beam where one is asked for."""
        own = cls(**spec.decoding.model_dump())
        if beam_size is None:
            return own
        return replace(own, beam_size=beam_size, n_best=min(own.n_best, beam_size))


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One candidate translation; `log_prob` is natural log per target piece, end included."""

    text: str
    log_prob: float | None = None


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a model finds a translation: natural log of all its pieces, end included."""

    log_prob: float
    pieces: int

    @property
    def per_piece(self) -> float:
        """The average of a piece."""
        return self.log_prob / self.pieces


class Aligner(Protocol):
    """What tells which words of a translation stand for which of its source, and how likely it is.

    The pairs are sources, each within the model's window, with translations from anywhere. For a
    translation that is longer than the model can say there is None.
    """

    def align(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Alignment | None]:
        """Align each source with its translation.

        :raises TranslationError: when the engine cannot finish.
        """

    def score(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Likelihood | None]:
        """Say how likely each translation is.

        :raises TranslationError: when the engine cannot finish.
        """


class Translator(Protocol):
    """An engine with a model in it. `EchoTranslator` is the fake that tests and docs use.

    `aligner` is None where its attention does not tell what stands for what.
    """

    spec: ModelSpec
    aligner: Aligner | None

    def count(self, source: str) -> int:
        """Return the length of a source in the model's pieces, to be held against the window."""

    def translate(
        self, sources: Sequence[str], decoding: Decoding
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Decode sources, in whichever order is fastest.

        :returns: the position of a source and its hypotheses, the best first, as each is ready.
        :raises TranslationError: when the engine cannot finish.
        """
