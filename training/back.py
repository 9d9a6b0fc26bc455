"""Arabic for English that has none: back-translation (Sennrich et al., 2016, arXiv:1511.06709).

A reverse model learns from the Arabic pairs for some of a run's time: the encoder, which knows many
languages, reads the English; the decoder writes source pieces, whose first embeddings are the
encoder's own. What it then writes for the English of the other languages' pairs becomes one more
corpus. It draws from the likeliest pieces instead of taking the best one: drawn sources teach more
(Edunov et al., 2018, arXiv:1808.09381).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.typing import NDArray

from mujaz.adapting.batches import Corpus, Ints, Pool, Sequences, source_batches
from mujaz.adapting.ct2 import shape_of
from mujaz.adapting.learning import Learner, Settings, precision
from mujaz.adapting.model import Dropout, TranslationModel, drawn, greedy
from training import TrainingError, tokens
from training.corpus import ARABIC, OTHERS

NAME = "back"
FILE = "back.npz"
_SOURCE = "encoder.embedding.piece.weight"
_TARGET = "decoder.embedding.piece.weight"
_LENGTHS = (0.5, 2.0)  # of the Arabic, in pieces for each English piece


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reverse model learns and writes."""

    seconds: float
    write_seconds: float = 90.0  # what is not written by then has no Arabic
    likeliest: int = 3  # a weak model's unlikelier pieces are mostly wrong ones
    rows: int = 1_024
    budget: int = 16_384
    settings: Settings = field(default_factory=lambda: Settings(warm_up=200))
    dropout: Dropout = field(default_factory=lambda: Dropout(0.1, 0.2, 0.03))


def reversed_state(
    state: Mapping[str, NDArray[np.float32]], pieces: int
) -> dict[str, NDArray[np.float32]]:
    """Return first weights of the reverse model: a decoder that writes the source pieces.

    :param pieces: how many of the source pieces it may write, the first ones.
    """
    return {
        **state,
        _TARGET: state[_SOURCE][:pieces].copy(),
        "decoder.bias": np.zeros(pieces, np.float32),
    }


def back_translated(
    corpora: Sequence[Corpus],
    targets: Sequences,
    tokenizers: tuple[Path, Path],
    state: Mapping[str, NDArray[np.float32]],
    plan: Plan,
    device: torch.device,
    log: Callable[..., None],
) -> Corpus:
    """Make a corpus of Arabic for every English text that no Arabic pair has.

    :param tokenizers: the source's and the target's; the first ids of `state` are the source's.
    :raises TrainingError: when there is no Arabic pair to learn from.
    """
    source, target = map(tokens.load, tokenizers)
    start = reversed_state(state, source.get_piece_size())
    model = TranslationModel(shape_of(start), plan.dropout)
    model.load_state_dict({name: torch.from_numpy(np.array(v)) for name, v in start.items()})
    model = model.to(device)

    def english(numbers: Ints) -> list[list[int]]:
        """Return English texts as the encoder reads them."""
        return tokens.encode_all(source, target.decode([targets[int(n)].tolist() for n in numbers]))

    room = model.shape.source_positions - 2
    arabic = [corpus for corpus in corpora if corpus.name in ARABIC]
    pairs = [
        (ids, corpus.sources[place])
        for corpus in arabic
        for place, ids in enumerate(english(corpus.target_numbers))
        if 1 <= len(ids) <= room
    ]
    if not pairs:
        raise TrainingError("no Arabic pairs to learn from", hint=f"pack {' or '.join(ARABIC)}")
    read, write = (Sequences.of(side) for side in zip(*pairs, strict=True))
    pool = Pool([Corpus("reverse", read, np.arange(len(pairs)))], write, device)
    _learn(model, pool, plan, device, log)

    others = [corpus.target_numbers for corpus in corpora if corpus.name == OTHERS]
    lacking = np.setdiff1d(
        np.concatenate([*others, np.zeros(0, np.int64)]),
        np.concatenate([corpus.target_numbers for corpus in arabic]),
    )
    texts = english(lacking)
    usable = [place for place, ids in enumerate(texts) if 1 <= len(ids) <= room]
    written = _write(model, [texts[place] for place in usable], plan, device)
    fitting = [
        (ids, lacking[place])
        for place, ids in zip(usable, written, strict=True)
        if _LENGTHS[0] <= len(ids) / len(texts[place]) <= _LENGTHS[1]
    ]
    log(event="back-translated", texts=len(lacking), kept=len(fitting))
    return Corpus(
        NAME,
        Sequences.of([ids for ids, _ in fitting]),
        np.array([number for _, number in fitting], np.int64),
    )


def keep(corpus: Corpus, path: Path) -> None:
    """Write what was written to a file, for another run from the same pack."""
    np.savez_compressed(
        path, ids=corpus.sources.ids, starts=corpus.sources.starts, targets=corpus.target_numbers
    )


def kept(path: Path) -> Corpus:
    """Read what an earlier run wrote."""
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            sources = Sequences(arrays["ids"], arrays["starts"])
            return Corpus(NAME, sources, arrays["targets"])
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise TrainingError(
            f"{path} holds no back-translated corpus",
            hint=f"a run with --back-seconds writes {FILE}",
        ) from error


def _learn(
    model: TranslationModel, pool: Pool, plan: Plan, device: torch.device, log: Callable[..., None]
) -> None:
    """Learn for the plan's seconds; the averaged weights are what is left in the model."""
    learner = Learner(model, plan.settings, device)
    begun = time.monotonic()
    model.train()
    losses: list[torch.Tensor] = []
    read = 0
    while (passed := time.monotonic() - begun) < plan.seconds:
        for batch in pool.batches([1.0], min(len(pool), plan.rows * 8), plan.budget):
            passed = time.monotonic() - begun
            if passed >= plan.seconds:
                break
            losses.append(learner.learn(batch, passed / plan.seconds))
            read += batch.tokens
            if learner.step % 100 == 0:
                loss = round(float(torch.stack(losses).mean()), 4)
                log(event="reverse", step=learner.step, seconds=round(passed), loss=loss)
                losses.clear()
    learner.exchange()
    log(event="reverse", step=learner.step, seconds=round(passed), tokens=read)


def _write(
    model: TranslationModel, sources: Sequence[Sequence[int]], plan: Plan, device: torch.device
) -> list[list[int]]:
    """Write the Arabic of English sources, in their order; empty where it did not end in time."""
    model.eval()
    begun = time.monotonic()
    found: list[list[int]] = [[] for _ in sources]
    for places, batch in source_batches(sources, plan.rows, device):
        if time.monotonic() - begun >= plan.write_seconds:
            break
        longest = min(int(_LENGTHS[1] * batch.source.size(1)), model.shape.target_positions)
        with precision(device):
            ids = greedy(model, batch.source, batch.keep, longest, pick=drawn(plan.likeliest))
        for place, pieces in zip(places, ids, strict=True):
            found[place] = pieces if len(pieces) < longest else []
    return found
