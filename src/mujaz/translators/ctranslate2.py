"""CTranslate2: the fastest engine on CPUs, for the bundled model and for converted ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import ctranslate2

from mujaz.catalogue import ModelSpec
from mujaz.errors import TranslationError, one_line
from mujaz.translators.aligning import AttentionAligner
from mujaz.translators.base import Aligner, Decoding, Hypothesis
from mujaz.translators.pieces import HubPieces, Pieces, SentencePieces, fitted
from mujaz.translators.scheduling import in_order

__all__ = ["CTranslate2Translator"]

_MOST_PIECES = 512  # in a batch: nearly as fast as more, and the first results come sooner
_FEWEST_PIECES = 128
_MOST_WORKERS = 4  # batches at once; further cores share a batch


class CTranslate2Translator:
    """Runs a model of CTranslate2's form.

    :param folder: model.bin and either source.spm and target.spm or a `tokenizer` folder.
    :param device: cpu, cuda, or auto.
    :param compute_type: int8, int8_float16, float16, float32; what the model was stored in is
        kept where it is "default".
    :param threads: cores to use; all that the process may use where None.
    :raises TranslationError: when the folder lacks a file or the model cannot be loaded.
    """

    def __init__(
        self,
        spec: ModelSpec,
        folder: Path,
        *,
        device: str = "cpu",
        compute_type: str = "default",
        threads: int | None = None,
    ) -> None:
        self._pieces = _pieces_of(spec, folder)
        self.spec = fitted(spec, self._pieces)
        cores = threads or _cores()
        # Cores that each have a batch get more done than cores that share one: on two cores half
        # as much again (benchmarks/engines.py).
        self._workers = 1 if device == "cuda" else min(cores, _MOST_WORKERS)
        try:
            self._engine = ctranslate2.Translator(
                str(folder),
                device=device,
                compute_type=compute_type,
                inter_threads=self._workers,
                intra_threads=max(1, cores // self._workers),
            )
        except (RuntimeError, ValueError, OSError) as error:
            on_this_machine = re.search("CUDA|compute type|device", str(error))
            raise TranslationError(
                f"model {spec.name!r} in {folder} cannot be loaded: {one_line(error).rstrip('.')}",
                hint="try --device cpu and the default --compute-type"
                if on_this_machine
                else "its files may be damaged; install or fetch it again",
            ) from error
        self.compute_type: str = self._engine.compute_type
        self.aligner: Aligner | None = (
            AttentionAligner(self._engine, self._pieces, spec)
            if spec.aligned and isinstance(self._pieces, SentencePieces)
            else None
        )

    def count(self, source: str) -> int:
        """Return the number of source pieces."""
        return len(self._pieces.encode(source))

    def translate(
        self, sources: Sequence[str], decoding: Decoding
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Decode in batches filled by pieces; results come in the order of the sources."""
        pieces = [self._pieces.encode(source) for source in sources]

        def decode(batch: Sequence[int]) -> list[tuple[Hypothesis, ...]]:
            return self._decode([pieces[position] for position in batch], decoding)

        lengths = [len(part) for part in pieces]
        share = sum(lengths) // self._workers + 1  # so that a short article keeps every core busy
        batch_pieces = min(_MOST_PIECES, max(_FEWEST_PIECES, share))
        return in_order(lengths, decode, batch_pieces=batch_pieces, workers=self._workers)

    def _decode(self, sources: list[list[str]], decoding: Decoding) -> list[tuple[Hypothesis, ...]]:
        prefix = self._pieces.target_prefix
        try:
            results = self._engine.translate_batch(
                sources,
                target_prefix=[prefix] * len(sources) if prefix else None,
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
                f"model {self.spec.name!r} stopped: {one_line(error)}",
                hint="try a smaller --beam, or another model",
            ) from error
        return [
            tuple(
                Hypothesis(
                    self._pieces.decode(tokens[len(prefix) :]),
                    # The mean counts the prefix, which was not a choice of the model's.
                    score * (len(tokens) + 1) / (len(tokens) + 1 - len(prefix)),
                )
                for tokens, score in zip(result.hypotheses, result.scores, strict=True)
            )
            for result in results
        ]


def _pieces_of(spec: ModelSpec, folder: Path) -> Pieces:
    if (folder / "tokenizer").is_dir():
        return HubPieces(folder / "tokenizer", spec)
    for name in ("model.bin", "source.spm", "target.spm"):
        if not (folder / name).is_file():
            raise TranslationError(
                f"model {spec.name!r} lacks {name} in {folder}",
                hint="install mujaz again, or name another model with --model",
            )
    try:
        return SentencePieces(folder)
    except (RuntimeError, OSError) as error:
        raise TranslationError(
            f"the tokenizer of model {spec.name!r} in {folder} cannot be loaded: {one_line(error)}",
            hint="its files may be damaged; install or fetch it again",
        ) from error


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
