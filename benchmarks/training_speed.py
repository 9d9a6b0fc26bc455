"""How fast a CPU learns: target tokens a second, and what each way of saving gains.

    python -m benchmarks.training_speed [--steps 12] [--threads 2]

The bundled model takes steps on made-up pairs of the lengths that news has. Each way is timed
beside the first, in turns, so that both meet the same load. Nothing is said about what is learned:
the sampled output layer has another loss, layers that do not learn stay behind. Writes
benchmarks/results/training_speed.md; needs the extra `train`, and a C++ compiler for `compiled`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import islice

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.common import ROOT, arguments, write_table
from mujaz.adapting.batches import IGNORED, Batch, Corpus, Pool, Sequences
from mujaz.adapting.learning import Learner, Settings, freeze_below, loss_of, precision
from mujaz.adapting.model import UNK, Dropout, Shape, TranslationModel
from mujaz.adapting.scoring import load_model

MODEL = ROOT / "src" / "mujaz" / "data" / "bundled"
BUDGET = 2_048
SMOOTHING = 0.1
SAMPLED = 3_000
_CPU = torch.device("cpu")
_WARM = 3  # steps before the clock starts; compiling takes place there
_PAIRS = 4_096

Loss = Callable[[TranslationModel, Batch], Tensor]


def whole(model: TranslationModel, batch: Batch) -> Tensor:
    """Compute the loss that training uses."""
    return loss_of(model, batch, SMOOTHING)


def sampled(model: TranslationModel, batch: Batch) -> Tensor:
    """Compute it over the batch's own target pieces and a sample of the others."""
    states = model.encode(batch.source, batch.keep)
    hidden = model.hidden(batch.target, states, batch.keep).flatten(0, 1)
    labels = batch.labels.flatten()
    counted = labels != IGNORED
    others = torch.randint(UNK + 1, model.shape.target_pieces, (SAMPLED,))
    pieces = torch.unique(torch.cat([labels[counted], others]))
    logits = functional.linear(
        hidden[counted], model.decoder.embedding.piece.weight[pieces], model.decoder.bias[pieces]
    )
    return functional.cross_entropy(
        logits.float(),
        torch.searchsorted(pieces, labels[counted]),
        label_smoothing=SMOOTHING,
    )


def pool(shape: Shape) -> Pool:
    """Make pairs of random ids, as long as news sentences are."""
    random_ = np.random.default_rng(0)
    lengths = np.clip(random_.gamma(4, 8, _PAIRS), 5, 95).astype(int)

    def ids(pieces: int) -> Sequences:
        return Sequences.of([random_.integers(UNK + 1, pieces, n).tolist() for n in lengths])

    corpus = Corpus("made up", ids(shape.source_pieces), np.arange(_PAIRS))
    return Pool([corpus], ids(shape.target_pieces), _CPU)


class Way:
    """One way to take steps."""

    def __init__(
        self,
        name: str,
        *,
        loss: Loss = whole,
        bfloat16: bool = True,
        encoder_layers: int | None = None,
        compiled: bool = False,
    ) -> None:
        self.name = name
        self.seconds = 0.0
        self.tokens = 0
        model = load_model(MODEL, Dropout(0.05, 0.1, 0.03))
        model.train()
        if encoder_layers is not None:
            freeze_below(model, encoder_layers)
        self._learner = Learner(model, Settings(), _CPU)
        if compiled:
            for layers in (model.encoder.layers, model.decoder.layers):
                for i, layer in enumerate(list(layers)):
                    layers[i] = torch.compile(layer, dynamic=True)  # type: ignore[assignment]
        self.model = model
        self._loss = loss
        self._bfloat16 = bfloat16

    def step(self, batch: Batch, *, timed: bool) -> None:
        """Take a step."""
        begun = time.perf_counter()
        with precision(_CPU) if self._bfloat16 else nullcontext():
            loss = self._loss(self.model, batch)
        self._learner.descend(loss, progress=0.0)
        if timed:
            self.seconds += time.perf_counter() - begun
            self.tokens += batch.tokens

    @property
    def rate(self) -> float:
        """Target tokens a second."""
        return self.tokens / self.seconds


def compare(way: Way, plain: Way, batches: Iterator[Batch], steps: int) -> float:
    """Time both ways on the same batches, in turns; returns how many times as fast the first is."""
    plain.seconds, plain.tokens = 0.0, 0
    for number, batch in enumerate(islice(batches, _WARM + steps)):
        for one in (way, plain):
            one.step(batch, timed=number >= _WARM)
    return way.rate / plain.rate


def main() -> None:
    """Time every way, and write the table."""
    parser = arguments(__doc__)
    parser.add_argument("--steps", type=int, default=12, help="timed steps of each way")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    plain = Way("float32, all weights learn", bfloat16=False)
    ways: tuple[Callable[[], Way], ...] = (
        lambda: Way("bfloat16, all weights"),
        lambda: Way("bfloat16, decoder and six encoder layers", encoder_layers=6),
        lambda: Way("bfloat16, decoder alone", encoder_layers=0),
        lambda: Way(f"bfloat16, {SAMPLED:,} sampled target pieces", loss=sampled),
        lambda: Way("bfloat16, layers compiled", compiled=True),
    )
    pairs = pool(plain.model.shape)
    rows = []
    for make in ways:
        way = make()  # one at a time: each holds 0.8 GB
        times = compare(way, plain, pairs.batches([1.0], _PAIRS, BUDGET), options.steps)
        rows.append([way.name, f"{way.rate:,.0f}", f"{times:.2f}"])
    rows.insert(0, [plain.name, f"{plain.rate:,.0f}", "1"])
    write_table(
        "training_speed",
        f"What a CPU learns in a second, {options.threads} threads, batches of {BUDGET:,} tokens",
        ("way", "target tokens/s", "times as fast"),
        rows,
    )


if __name__ == "__main__":
    main()
