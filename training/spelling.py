"""A small model that writes the names of English news in Arabic letters.

It is of the bundled translator's kind, with letters for pieces, and learns from names whose Arabic
is known. A name has several spellings in Arabic papers: its beam gives them, each with its
probability.
"""

from __future__ import annotations

import itertools
import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from mujaz.adapting import ct2
from mujaz.adapting.batches import Corpus, Pool, Sequences
from mujaz.adapting.learning import Learner, Settings
from mujaz.adapting.model import Dropout, Shape, TranslationModel
from mujaz.adapting.scoring import state_of
from training import TrainingError
from training.e5 import SPECIAL_PIECES

LONGEST = 28  # letters
_LATIN = (*SPECIAL_PIECES, *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'-")
_ARABIC = (*SPECIAL_PIECES, *"ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپڤچگژ")
_LATIN_IDS = {letter: number for number, letter in enumerate(_LATIN)}
_ARABIC_IDS = {letter: number for number, letter in enumerate(_ARABIC)}
_POSITIONS = LONGEST + 4
_BUDGET = 4_096  # padded letters in a batch
_ROUND = 20_000  # pairs that are put into batches together
_HELD = 0.02  # of the names: their spellings are not learned from

#: An Arabic spelling of an English name.
Spelled = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A spelling of a name, and how likely the model finds it."""

    english: str
    arabic: str
    probability: float


def can_be_spelled(english: str) -> bool:
    """Tell whether a name is made of letters that the model knows, and not too many."""
    return 2 < len(english) <= LONGEST and set(english) <= set(_LATIN)


def learn(
    pairs: Sequence[Spelled],
    out: Path,
    seconds: float,
    say: Callable[[str], None] = print,
    *,
    width: int = 144,
) -> float:
    """Train on Arabic spellings of English names, and write the model.

    :param width: of its layers; a multiple of 12.
    :returns: the share of names held back for which the likeliest spelling is a known one.
    :raises TrainingError: when there are too few pairs.
    """
    torch.manual_seed(0)
    usable = [(a, e) for a, e in pairs if can_be_spelled(e) and set(a) <= set(_ARABIC)]
    usable = [(a, e) for a, e in usable if 2 < len(a) <= LONGEST]
    names = sorted({english for _, english in usable})
    held = set(random.Random(0).sample(names, math.ceil(len(names) * _HELD)))
    learned = [(a, e) for a, e in usable if e not in held]
    if not learned:
        raise TrainingError(f"{len(usable)} spellings are too few to learn from")
    shape = Shape(len(_LATIN), len(_ARABIC), width, ct2.HEADS, 2 * width, 2, 2, *[_POSITIONS] * 2)
    model = TranslationModel(shape, Dropout(0.1, 0.1, 0.0))
    for part in (model.encoder.embedding, model.decoder.embedding):
        torch.nn.init.normal_(part.piece.weight, std=width**-0.5)
        torch.nn.init.normal_(part.position.weight, std=width**-0.5)
    settings = Settings(encoder_rate=2e-3, decoder_rate=2e-3, warm_up=300)
    learner = Learner(model.train(), settings, torch.device("cpu"))
    pool = _pool(learned)
    rounds = (pool.batches([1.0], _ROUND, _BUDGET) for _ in itertools.count())
    begun, told = time.monotonic(), 0.0
    for batch in itertools.chain.from_iterable(rounds):
        passed = (time.monotonic() - begun) / seconds
        if passed >= 1:
            break
        loss = learner.learn(batch, passed)
        if passed >= told + 0.1:
            told = passed
            say(f"step {learner.step}: loss {float(loss):.3f}")
    learner.exchange()
    ct2.write(out, state_of(model), list(_LATIN), list(_ARABIC))
    known: dict[str, set[str]] = defaultdict(set)
    for arabic, english in usable:
        known[english].add(arabic)
    best = spell(out, sorted(held), most=1)
    return sum(guess.arabic in known[guess.english] for guess in best) / len(held)


def _pool(pairs: Iterable[Spelled]) -> Pool:
    sources, targets = [], []
    for arabic, english in pairs:
        sources.append([_LATIN_IDS[letter] for letter in english])
        targets.append([_ARABIC_IDS[letter] for letter in arabic])
    corpus = Corpus("names", Sequences.of(sources), np.arange(len(targets), dtype=np.int64))
    return Pool([corpus], Sequences.of(targets), torch.device("cpu"))


def spell(folder: Path, names: Sequence[str], most: int = 12) -> list[Guess]:
    """Spell English names in the `most` likeliest ways each; all can be spelled."""
    import ctranslate2

    engine = ctranslate2.Translator(str(folder), inter_threads=2, intra_threads=1)
    results = engine.translate_batch(
        [list(name) for name in names],
        beam_size=most + 2,
        num_hypotheses=most,
        length_penalty=0.0,
        return_scores=True,
        max_batch_size=256,
        max_decoding_length=LONGEST,
    )
    return [
        Guess(name, "".join(letters), math.exp(score))
        for name, result in zip(names, results, strict=True)
        for letters, score in zip(result.hypotheses, result.scores, strict=True)
    ]
