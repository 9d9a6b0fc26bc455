"""Which words of a translation stand for which words of its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mujaz.values import Span

__all__ = ["Alignment", "words_between_spaces"]

_WORD = re.compile(r"\S+")


def words_between_spaces(text: str) -> tuple[Span, ...]:
    """Return where the words of a text are; marks belong to the word that they touch."""
    return tuple(Span(*found.span()) for found in _WORD.finditer(text))


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of a source and of its translation, and how they hang together.

    `weights[t][s]` is the share of the attention that target word `t` pays to source word `s`,
    which a piece of it does on average.
    """

    source: tuple[Span, ...]
    target: tuple[Span, ...]
    weights: tuple[tuple[float, ...], ...]

    def places(self, part: Span) -> tuple[int, ...]:
        """Return the numbers of the source words that a part of the source touches."""
        return tuple(number for number, word in enumerate(self.source) if word.meets(part))

    def standing_for(self, places: Sequence[int]) -> tuple[int, ...]:
        """Return the numbers of the target words that look at these source words most."""
        return tuple(
            number
            for number, weights in enumerate(self.weights)
            if weights and max(range(len(weights)), key=weights.__getitem__) in places
        )

    def weight(self, words: Sequence[int], places: Sequence[int]) -> float:
        """Return how much these target words look at these source words, on average."""
        return sum(self.weights[n][place] for n in words for place in places) / len(words)
