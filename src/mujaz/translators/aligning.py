"""Alignments and probabilities of translations that are there already, with CTranslate2.

What a decoder attends to when it says a word is what it translates (Garg et al. 2019, "Jointly
learning to align and translate with transformer models", for the heads that show it best). The
model is made to say the given translation; the heads that its file names are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import ctranslate2

from mujaz.alignment import Alignment, words_between_spaces
from mujaz.catalogue import ModelSpec
from mujaz.errors import TranslationError, one_line
from mujaz.translators.base import Likelihood
from mujaz.translators.pieces import SentencePieces

__all__ = ["AttentionAligner"]

_Words = list[list[str]]  # the pieces of each word of a text

_MOST_PIECES = 512  # in a batch


class AttentionAligner:
    """Aligns sources and translations by a model's attention, and says how likely they are.

    :param engine: a loaded model that attends to its source.
    :param spec: its entry; a translation of more pieces than its longest is left alone.
    """

    def __init__(
        self, engine: ctranslate2.Translator, pieces: SentencePieces, spec: ModelSpec
    ) -> None:
        self._engine = engine
        self._pieces = pieces
        self._name = spec.name
        self._most = spec.decoding.max_length

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment | None]:
        """Align sources, each within the model's window, with their translations.

        :raises TranslationError: when the engine cannot finish.
        """
        sources, targets = self._encoded(pairs)
        longest = max((len(_flat(words)) for words in targets), default=0)
        results = self._run(
            "translate_batch",
            sources,
            targets,
            beam_size=1,
            return_attention=True,
            # One more than the longest: with none to choose there is no attention.
            max_decoding_length=min(longest, self._most) + 1,
        )
        return [
            Alignment(
                words_between_spaces(source),
                words_between_spaces(target),
                _by_words(result.attention[0], source_words, target_words),
            )
            if result
            else None
            for (source, target), result, source_words, target_words in zip(
                pairs, results, sources, targets, strict=True
            )
        ]

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Likelihood | None]:
        """Say how likely each translation is.

        :raises TranslationError: when the engine cannot finish.
        """
        results = self._run("score_batch", *self._encoded(pairs))
        return [Likelihood(sum(r.log_probs), len(r.log_probs)) if r else None for r in results]

    def _encoded(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[_Words], list[_Words]]:
        sources = [self._pieces.encode_words(source) for source, _ in pairs]
        return sources, [self._pieces.encode_words(target, target=True) for _, target in pairs]

    def _run(
        self, method: str, sources: list[_Words], targets: list[_Words], **options: Any
    ) -> list[Any]:
        """Give the engine what is not too long, and return its results; None for the others."""
        given = [_flat(words) for words in targets]
        fit = [number for number, target in enumerate(given) if len(target) <= self._most]
        results: list[Any] = [None] * len(given)
        if not fit:
            return results
        try:
            found = getattr(self._engine, method)(
                [_flat(sources[number]) for number in fit],
                [given[number] for number in fit],
                max_batch_size=_MOST_PIECES,
                batch_type="tokens",
                max_input_length=0,
                **options,
            )
        except RuntimeError as error:
            raise TranslationError(
                f"model {self._name!r} stopped: {one_line(error)}",
                hint="try another model, or its entry in the catalogue without `aligned`",
            ) from error
        for number, result in zip(fit, found, strict=True):
            results[number] = result
        return results


def _flat(words: Sequence[Sequence[str]]) -> list[str]:
    return [piece for word in words for piece in word]


def _by_words(
    attention: Sequence[Sequence[float]],
    source: Sequence[Sequence[str]],
    target: Sequence[Sequence[str]],
) -> tuple[tuple[float, ...], ...]:
    """Add up what pieces attend to by source word, and average it by target word."""
    columns = _edges(source)
    return tuple(
        tuple(
            sum(sum(row[first:last]) for row in attention[start:end]) / max(1, end - start)
            for first, last in columns
        )
        for start, end in _edges(target)
    )


def _edges(words: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    return list(pairwise(accumulate(map(len, words), initial=0)))
