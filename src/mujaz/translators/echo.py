"""A translator that needs no model: for tests, documentation and trying the furniture rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mujaz.catalogue import ModelSpec
from mujaz.translators.base import Aligner, Decoding, Hypothesis

__all__ = ["ECHO", "EchoTranslator"]

#: The catalogue entry of the fake.
ECHO = ModelSpec(
    name="echo",
    task="translation",
    engine="echo",
    revision="1",
    licence="Apache-2.0",
    size_mb=0,
    source_language="ar",
    target_language="en",
    window=128,
    note="gives the source back; for tests and demonstrations",
)


class EchoTranslator:
    """Gives every source back, or what `answers` holds for it; a word counts as one piece."""

    def __init__(
        self,
        spec: ModelSpec = ECHO,
        *,
        answers: Mapping[str, Sequence[str]] | Callable[[str], Sequence[str]] | None = None,
        aligner: Aligner | None = None,
    ) -> None:
        self.spec = spec
        self.aligner = aligner
        self.calls: list[tuple[str, ...]] = []
        self._answers = answers

    def count(self, source: str) -> int:
        """Return the number of words."""
        return len(source.split())

    def translate(
        self, sources: Sequence[str], decoding: Decoding
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Answer in the order given, with falling log-probabilities."""
        self.calls.append(tuple(sources))
        for index, source in enumerate(sources):
            if callable(self._answers):
                texts = self._answers(source)
            else:
                texts = (self._answers or {}).get(source, [source])
            yield (
                index,
                tuple(
                    Hypothesis(text, -0.1 * (rank + 1))
                    for rank, text in enumerate(texts[: decoding.n_best])
                ),
            )
