"""CTranslate2 with sentencepiece: a folder of model.bin, source.spm and target.spm."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import ctranslate2
import sentencepiece

from mujaz.catalogue import ModelSpec
from mujaz.errors import TranslationError
from mujaz.translators.base import Decoding, Hypothesis

__all__ = ["CTranslate2Translator"]

_BATCH_PIECES = 1024
_CHUNK = 64  # sources a call: often enough for a progress bar, large enough for full batches


class CTranslate2Translator:
    """Runs a converted model on the CPU in int8.

    :raises TranslationError: when the folder lacks a file or the model cannot be loaded.
    """

    def __init__(self, spec: ModelSpec, *, threads: int | None = None) -> None:
        self.spec = spec
        folder = spec.folder
        for name in ("model.bin", "source.spm", "target.spm"):
            if not (folder / name).is_file():
                raise TranslationError(
                    f"model {spec.name!r} lacks {name} in {folder}",
                    hint="install mujaz again, or name another model with --model",
                )
        try:
            self._source = sentencepiece.SentencePieceProcessor(str(folder / "source.spm"))
            self._target = sentencepiece.SentencePieceProcessor(str(folder / "target.spm"))
            self._engine = ctranslate2.Translator(
                str(folder),
                device="cpu",
                compute_type="int8",
                inter_threads=1,
                intra_threads=threads or _cores(),
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise TranslationError(
                f"model {spec.name!r} in {folder} cannot be loaded: {_line(error)}",
                hint="its files may be damaged; install or fetch it again",
            ) from error

    def count(self, source: str) -> int:
        """Return the number of source pieces."""
        return len(self._source.encode(source))

    def translate(
        self, sources: Sequence[str], decoding: Decoding
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Decode the longest first, in batches filled by pieces."""
        pieces = [self._source.encode(source, out_type=str) for source in sources]
        order = sorted(range(len(pieces)), key=lambda index: -len(pieces[index]))
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            try:
                results = self._engine.translate_batch(
                    [pieces[index] for index in chunk],
                    max_batch_size=_BATCH_PIECES,
                    batch_type="tokens",
                    beam_size=decoding.beam_size,
                    num_hypotheses=min(decoding.n_best, decoding.beam_size),
                    no_repeat_ngram_size=decoding.no_repeat_ngram_size,
                    repetition_penalty=decoding.repetition_penalty,
                    length_penalty=decoding.length_penalty,
                    max_decoding_length=decoding.max_length,
                    # The planner keeps sources inside the window; the engine must not cut any.
                    max_input_length=0,
                    return_scores=True,
                )
            except RuntimeError as error:
                raise TranslationError(
                    f"model {self.spec.name!r} stopped: {_line(error)}",
                    hint="try a smaller --beam, or another model",
                ) from error
            for index, result in zip(chunk, results, strict=True):
                yield (
                    index,
                    tuple(
                        Hypothesis(self._target.decode(tokens), float(score))
                        for tokens, score in zip(result.hypotheses, result.scores, strict=True)
                    ),
                )


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
