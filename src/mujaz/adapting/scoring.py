"""What a model in training is worth: its loss in torch, its chrF++ as it would be shipped.

The chrF++ is that of the int8 model in CTranslate2, so that what is measured is what is used.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mujaz.errors import TrainingError

from . import ct2
from .batches import Corpus, Pool, Sequences
from .learning import negative_log_likelihood
from .model import Dropout, TranslationModel
from .texts import Tokenizers

LONGEST = 160
_PAIRS_AT_ONCE = 16


def load_model(folder: Path, dropout: Dropout | None = None) -> TranslationModel:
    """Make the torch model of a CTranslate2 model's folder."""
    shape, state = ct2.restore(folder)
    model = TranslationModel(shape, dropout)
    model.load_state_dict({name: torch.from_numpy(np.array(v)) for name, v in state.items()})
    return model


def save_model(folder: Path, model: TranslationModel, like: Path) -> None:
    """Write a model as CTranslate2 takes it, with the tokenizers of the model it came from."""
    vocabularies = [
        ct2.read_vocabulary(like / f"{side}_vocabulary.json") for side in ("source", "target")
    ]
    ct2.write(folder, state_of(model), *vocabularies)
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(like / name, folder / name)


def state_of(model: TranslationModel) -> Mapping[str, NDArray[np.float32]]:
    """Return the weights as arrays."""
    return {k: v.detach().float().cpu().numpy() for k, v in model.state_dict().items()}


@dataclass(frozen=True, slots=True)
class TestPart:
    """Lines to measure on, as texts and as ids."""

    __test__ = False  # pytest would take it for a test

    sources: Sequence[str]
    references: Sequence[str]
    pool: Pool

    @classmethod
    def of(
        cls, sources: Sequence[str], references: Sequence[str], tokenizers: Tokenizers
    ) -> TestPart:
        """Encode the lines."""
        targets = Sequences.of(tokenizers.targets(references))
        ids = Sequences.of(tokenizers.sources(sources))
        corpus = Corpus("held back", ids, np.arange(len(targets)))
        return cls(sources, references, Pool([corpus], targets, torch.device("cpu")))

    def nll(self, model: TranslationModel) -> float:
        """Compute the mean loss of a target token."""
        training = model.training
        model.eval()
        loss, count = 0.0, 0
        order = np.argsort([len(text) for text in self.sources], kind="stable")
        for start in range(0, len(order), _PAIRS_AT_ONCE):
            batch = self.pool.gather(order[start : start + _PAIRS_AT_ONCE].astype(np.int64))
            part = negative_log_likelihood(model, batch)
            loss, count = loss + part[0], count + part[1]
        model.train(training)
        return loss / max(1, count)

    def chrf(self, folder: Path, *, beam_size: int = 1) -> float:
        """Translate with the model in that folder; returns chrF++ to two places."""
        import sacrebleu

        found = translate(folder, self.sources, beam_size=beam_size)
        score = sacrebleu.corpus_chrf(found, [list(self.references)], word_order=2).score
        return round(float(score), 2)


def translate(folder: Path, sources: Sequence[str], *, beam_size: int = 1) -> list[str]:
    """Translate texts with a CTranslate2 model's folder, in as many threads as torch uses."""
    import ctranslate2

    tokenizers = Tokenizers.of(folder)
    try:
        engine: Any = ctranslate2.Translator(
            str(folder), device="cpu", intra_threads=torch.get_num_threads()
        )
    except (RuntimeError, ValueError) as error:
        raise TrainingError(f"{folder} cannot be loaded: {error}") from error
    pieces = tokenizers.source.encode(list(sources), out_type=str)
    results = engine.translate_batch(
        pieces,
        beam_size=beam_size,
        max_batch_size=1_024,
        batch_type="tokens",
        max_decoding_length=LONGEST,
        no_repeat_ngram_size=4,
    )
    return [tokenizers.target.decode_pieces(result.hypotheses[0]) for result in results]
