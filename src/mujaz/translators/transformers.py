"""torch with transformers' `generate()`: for GPUs, and to prove that both engines agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mujaz.catalogue import ModelSpec
from mujaz.errors import MissingExtraError, TranslationError, one_line
from mujaz.translators.base import Decoding, Hypothesis
from mujaz.translators.pieces import HubPieces, fitted
from mujaz.translators.scheduling import in_order

__all__ = ["TransformersTranslator"]

_BATCH_PIECES = 1024
_TYPES = {"float32": "float32", "float16": "float16", "int8_float16": "float16", "int8": "float32"}


class TransformersTranslator:
    """Runs a transformers model as it was fetched.

    :param folder: config.json, the weights and the tokenizer.
    :param device: cpu, cuda, or auto.
    :param compute_type: float16 or float32; the quantised ones of CTranslate2 mean the float that
        they come closest to, "default" float32 on a CPU and float16 elsewhere.
    :param threads: cores to use; torch's own choice where None.
    :raises TranslationError: when the model cannot be loaded.
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
        try:
            import torch
            from transformers import AutoModelForSeq2SeqLM
            from transformers.utils import logging
        except ImportError:
            raise MissingExtraError("The transformers engine", "hf") from None
        self._torch = torch
        self.aligner = None
        if threads:
            torch.set_num_threads(threads)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if compute_type == "default":
            compute_type = "float32" if device == "cpu" else "float16"
        self.compute_type = _TYPES[compute_type]
        self._device = device
        self._pieces = HubPieces(folder, spec)
        self.spec = fitted(spec, self._pieces)
        logging.disable_progress_bar()
        try:
            self._model: Any = AutoModelForSeq2SeqLM.from_pretrained(
                str(folder),
                dtype=getattr(torch, self.compute_type),
                local_files_only=True,
                trust_remote_code=False,
            ).to(device)
        except Exception as error:
            # torch, transformers and safetensors each have errors of their own for a bad file.
            raise TranslationError(
                f"model {spec.name!r} in {folder} cannot be loaded: {one_line(error)}",
                hint="its files may be damaged; fetch it again, or try another --device",
            ) from error
        self._model.eval()
        prefix = self._pieces.target_prefix
        self._first: int | None = (
            self._pieces.tokenizer.convert_tokens_to_ids(prefix[0]) if prefix else None
        )

    def count(self, source: str) -> int:
        """Return the number of source pieces."""
        return len(self._pieces.encode(source))

    def translate(
        self, sources: Sequence[str], decoding: Decoding
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Decode in batches filled by pieces; results come in the order of the sources."""

        def decode(batch: Sequence[int]) -> list[tuple[Hypothesis, ...]]:
            return self._decode([sources[position] for position in batch], decoding)

        lengths = [self.count(source) for source in sources]
        return in_order(lengths, decode, batch_pieces=_BATCH_PIECES)

    def _decode(self, sources: list[str], decoding: Decoding) -> list[tuple[Hypothesis, ...]]:
        count = min(decoding.n_best, decoding.beam_size)
        texts = [self._pieces.text(source) for source in sources]
        inputs = self._pieces.tokenizer(
            texts, return_tensors="pt", padding=True, truncation=False
        ).to(self._device)
        options: dict[str, Any] = {}
        if self._first is not None:
            options["forced_bos_token_id"] = self._first
        if decoding.beam_size > 1:
            options["early_stopping"] = True  # as CTranslate2 does: enough hypotheses are done
        forced = getattr(self._model.generation_config, "forced_eos_token_id", None) is not None
        try:
            with self._torch.inference_mode():
                found = self._model.generate(
                    **inputs,
                    **options,
                    num_beams=decoding.beam_size,
                    num_return_sequences=count,
                    no_repeat_ngram_size=decoding.no_repeat_ngram_size,
                    repetition_penalty=decoding.repetition_penalty,
                    length_penalty=decoding.length_penalty,
                    # A forced end of sentence is counted here, and not by CTranslate2.
                    max_new_tokens=decoding.max_length + forced,
                    max_length=None,
                    do_sample=False,
                    return_dict_in_generate=True,
                    output_scores=True,
                )
                scores = self._scores(found, decoding)
        except (RuntimeError, IndexError) as error:  # out of memory is one, too
            raise TranslationError(
                f"model {self.spec.name!r} stopped: {one_line(error)}",
                hint="try a smaller --beam, --device cpu, or another model",
            ) from error
        begun = 1 + len(self._pieces.target_prefix)  # the start piece, and the language
        texts = [self._pieces.decode_ids(ids[begun:]) for ids in found.sequences.tolist()]
        hypotheses = [Hypothesis(t, s) for t, s in zip(texts, scores, strict=True)]
        return [
            tuple(hypotheses[start : start + count]) for start in range(0, len(hypotheses), count)
        ]

    def _scores(self, found: Any, decoding: Decoding) -> list[float]:
        """Return the log-probability a target piece of each sequence."""
        steps = self._model.compute_transition_scores(
            found.sequences,
            found.scores,
            getattr(found, "beam_indices", None),
            normalize_logits=decoding.beam_size == 1,
        )
        ids = found.sequences[:, found.sequences.shape[1] - steps.shape[1] :]
        ended = (ids == self._model.config.eos_token_id).long().cumsum(1)
        counted = (ended == 0) | ((ended == 1) & (ids == self._model.config.eos_token_id))
        counted[:, : len(self._pieces.target_prefix)] = False
        totals = self._torch.where(counted & self._torch.isfinite(steps), steps, 0.0).sum(1)
        means: list[float] = (totals / counted.sum(1).clamp(min=1)).tolist()
        return means
