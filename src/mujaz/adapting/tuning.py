"""Short fine-tuning of a model on few pairs, pulled back to where it came from.

The decoder learns (on request upper encoder layers too) from the pairs' texts and, against
forgetting, from what the starting model itself would have said at every place of them. The
averaged weights are measured on the held-back part after each round; the best are kept. In the end
the model is put half-way between where it started and there: that keeps more than half of the gain,
and loses little elsewhere (`docs/training.md` has the figures).
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mujaz.errors import TrainingError

from .batches import IGNORED, Batch, Corpus, Pool, Sequences
from .learning import Learner, Settings, freeze_below
from .memory import Pair
from .model import Dropout, TranslationModel
from .scoring import TestPart, load_model, save_model
from .texts import Tokenizers

LONGEST = 120  # pieces of either side
FEWEST_PAIRS = 10

#: Told the share of the time that is over, and how things stand.
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the model is tuned."""

    seconds: float
    seed: int = 0
    encoder_layers: int = 0
    rehearsal: float = 0.3  # weight of the starting model's own opinion
    reach: float = 0.5  # how far the model goes from the start to the tuned weights
    budget: int = 1_024  # padded tokens in a batch
    patience: int = 3  # rounds without an improvement before it ends
    round_steps: int = 12  # at least so many between two looks at the held-back part
    most_steps: int = 5_000
    beam_size: int = 4
    settings: Settings = field(
        default_factory=lambda: Settings(
            encoder_rate=5e-5, decoder_rate=2e-4, warm_up=10, average=0.95, smoothing=0.1
        )
    )


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it: chrF++ and loss of the held-back part, and how many pairs were too long."""

    before_chrf: float
    after_chrf: float
    before_nll: float
    after_nll: float
    steps: int
    too_long: int


def tune(
    learned: Sequence[Pair],
    held: Sequence[Pair],
    *,
    model_dir: Path,
    out_dir: Path,
    tuning: Tuning,
    progress: Progress | None = None,
) -> Tuned:
    """Tune the model in `model_dir` and write the best to `out_dir`.

    :raises TrainingError: when nothing was gained on the held-back part; nothing is written then.
    """
    begun = time.monotonic()
    torch.manual_seed(tuning.seed)
    tokenizers = Tokenizers.of(model_dir)
    part = TestPart.of([p.source for p in held], [p.english for p in held], tokenizers)
    pool, too_long = _pool(learned, tokenizers, tuning.seed)
    model = load_model(model_dir, Dropout(0.0, 0.1, 0.0))
    teacher = copy.deepcopy(model).eval().requires_grad_(False)
    freeze_below(model, tuning.encoder_layers)
    learner = Learner(model, tuning.settings, torch.device("cpu"))
    started = [parameter.detach().clone() for parameter in learner.parameters]

    def tell(text: str) -> None:
        if progress is not None:
            progress(min(1.0, (time.monotonic() - begun) / tuning.seconds), text)

    before = part.nll(model)
    before_chrf = part.chrf(model_dir, beam_size=tuning.beam_size)
    tell(f"held-back part before: chrF++ {before_chrf:.1f}, loss {before:.3f}")
    best, best_step = before, 0
    best_weights: list[Tensor] = []
    without_gain = 0
    for batches in _rounds(pool, tuning):
        for batch in batches:
            learner.descend(_loss(model, teacher, batch, tuning), progress=0.0)
            if time.monotonic() - begun >= tuning.seconds:
                break
        learner.exchange()
        loss = part.nll(model)
        if loss < best:
            best, best_step, without_gain = loss, learner.step, 0
            best_weights = [p.detach().clone() for p in learner.parameters]
        else:
            without_gain += 1
        learner.exchange()
        tell(f"step {learner.step}: loss {loss:.3f}, best {best:.3f}")
        over = time.monotonic() - begun >= tuning.seconds or learner.step >= tuning.most_steps
        if over or without_gain >= tuning.patience:
            break
    with torch.no_grad():
        for parameter, start, value in zip(
            learner.parameters, started, best_weights or started, strict=True
        ):
            parameter.copy_(torch.lerp(start, value, tuning.reach))
    best = part.nll(model)
    if best >= before:
        raise TrainingError(
            f"{learner.step} steps did not make the held-back part better "
            f"(chrF++ {before_chrf:.1f} as it is); no model was written",
            hint="the model may know such texts already; else give more pairs, or more minutes",
        )
    save_model(out_dir, model, model_dir)
    after_chrf = part.chrf(out_dir, beam_size=tuning.beam_size)
    tell(f"held-back part after: chrF++ {after_chrf:.1f}, loss {best:.3f}")
    return Tuned(before_chrf, after_chrf, before, best, best_step, too_long)


def _pool(pairs: Sequence[Pair], tokenizers: Tokenizers, seed: int) -> tuple[Pool, int]:
    sources = tokenizers.sources(pair.source for pair in pairs)
    targets = tokenizers.targets([pair.english for pair in pairs])
    fitting = [
        (source, target)
        for source, target in zip(sources, targets, strict=True)
        if 1 <= len(source) <= LONGEST and 1 <= len(target) <= LONGEST
    ]
    if len(fitting) < FEWEST_PAIRS:
        raise TrainingError(
            f"only {len(fitting)} pairs are short enough to learn from "
            f"(at most {LONGEST} pieces, about 80 words, a side)",
            hint="split long paragraphs into sentences",
        )
    kept = Sequences.of([source for source, _ in fitting])
    corpus = Corpus("memory", kept, np.arange(len(fitting)))
    store = Sequences.of([target for _, target in fitting])
    return Pool([corpus], store, torch.device("cpu"), seed), len(pairs) - len(fitting)


def _rounds(pool: Pool, tuning: Tuning) -> Iterator[list[Batch]]:
    """Give the batches of one look at all pairs, or of several if there are few."""
    while True:
        batches: list[Batch] = []
        while len(batches) < tuning.round_steps:
            batches += pool.batches([1.0], len(pool), tuning.budget)
        yield batches


def _loss(
    model: TranslationModel, teacher: TranslationModel, batch: Batch, tuning: Tuning
) -> Tensor:
    states = model.encode(batch.source, batch.keep)
    counted = batch.labels.flatten() != IGNORED
    hidden = model.hidden(batch.target, states, batch.keep).flatten(0, 1)[counted]
    scores = model.decoder.logits(hidden)
    loss = functional.cross_entropy(
        scores, batch.labels.flatten()[counted], label_smoothing=tuning.settings.smoothing
    )
    if not tuning.rehearsal:
        return loss
    with torch.no_grad():
        # with all of the encoder frozen the states are the teacher's own
        kept = states if not tuning.encoder_layers else teacher.encode(batch.source, batch.keep)
        said = teacher.hidden(batch.target, kept, batch.keep).flatten(0, 1)[counted]
        opinion = functional.log_softmax(teacher.decoder.logits(said), dim=-1)
    apart = functional.kl_div(
        functional.log_softmax(scores, dim=-1), opinion, reduction="batchmean", log_target=True
    )
    return (1 - tuning.rehearsal) * loss + tuning.rehearsal * apart
