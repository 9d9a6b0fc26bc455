"""Train on the CPU, for as long as one likes: it goes on where it stopped, and only ever improves.

The weights come from the shipped `model.bin` alone. What is trained (all of it; on request the
decoder and upper encoder layers only) is kept in checkpoints under the user's cache folder, in a
folder of its own for every shipped model. The rate is constant and the weights are averaged
instead, so that a run may end at any moment. The best model so far, by flores-dev, lies ready to be
shipped in `best-STEP/`; a run that does not improve on the shipped model leaves none.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from mujaz.adapting.batches import Batch, Pool
from mujaz.adapting.learning import Learner, Settings, freeze_below
from mujaz.adapting.model import Dropout
from mujaz.adapting.scoring import TestPart, load_model, save_model
from mujaz.adapting.texts import Tokenizers
from training import TrainingError, checkpoints, corpus
from training.prepare import Sources, prepare

VARIABLE = "MUJAZ_TRAINING_DIR"
VALIDATION = "flores-dev"
#: Of the pairs drawn; what the sources lack leaves its share to the others.
SHARES = {
    corpus.OTHERS: 0.15,
    "ar-en": 0.2,
    corpus.ARABIC_NEWS: 0.25,
    "phrases": 0.1,
    "sentences": 0.15,
    "renamed": 0.04,
    "people": 0.01,
    "injected": 0.1,
}
_PLAN = 512  # pairs that are drawn and sorted together


@dataclass(frozen=True, slots=True)
class Plan:
    """One call of `train`: what from, what on, how long, how hard."""

    sources: Sources
    model: Path
    seconds: float
    encoder_layers: int | None = None  # upper ones that learn; None: all, with the embedding
    budget: int = 2_048
    lines: int = 200
    validate_every: float = 600.0
    save_every: float = 300.0
    log_every: int = 20
    most_steps: int | None = None  # in this call
    settings: Settings = field(
        default_factory=lambda: Settings(
            encoder_rate=2e-5, decoder_rate=3e-5, warm_up=50, average=0.998
        )
    )
    dropout: Dropout = field(default_factory=lambda: Dropout(0.0, 0.1, 0.0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a call of `train` began and where the best model stands."""

    step: int
    start: dict[str, float]
    best: dict[str, float]
    folder: Path | None  # of the best model; None: the shipped one is still the best


def home() -> Path:
    """Return the folder of all training: MUJAZ_TRAINING_DIR, or one in the user's cache."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(user_cache_dir("mujaz")) / "training"


def folder_of(model: Path) -> Path:
    """Return the folder of what was trained from this very model."""
    try:
        with (model / "model.bin").open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
    except OSError as error:
        raise TrainingError(
            f"cannot read {model / 'model.bin'}: {error.strerror}",
            hint="--model names the folder of a CTranslate2 model made by mujaz",
        ) from error
    return home() / digest[:12]


def stop(model: Path) -> bool:
    """Ask the running training to end cleanly; returns whether there is one."""
    folder = folder_of(model)
    if not folder.is_dir():
        return False
    with contextlib.suppress(TrainingError), _alone(folder):
        return False
    checkpoints.write(folder / "stop", b"")
    return True


def restore(model: Path) -> int:
    """Forget the checkpoints, so that the next run starts from `model.bin`; the best stays."""
    folder = folder_of(model)
    load_model(model)
    if not folder.is_dir():
        return 0
    with _alone(folder):
        return checkpoints.discard(folder)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system lets go of when the process ends, however."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise TrainingError(
                f"a training runs in {folder}", hint="end it with `python -m training stop`"
            ) from None
        yield


def train(plan: Plan) -> Outcome:
    """Train until the time is over, the stop file appears, or SIGTERM or Ctrl-C comes."""
    folder = folder_of(plan.model)
    with _alone(folder):
        (folder / "stop").unlink(missing_ok=True)
        trainer = Trainer(plan, folder)
        with _signals(trainer):
            return trainer.run()


@contextlib.contextmanager
def _signals(trainer: Trainer) -> Iterator[None]:
    def end(*_: object) -> None:
        trainer.stopping = True

    before = [(number, signal.signal(number, end)) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


class Trainer:
    """One run, from its newest good checkpoint."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.stopping = False
        self.tokens = 0
        tokenizers = Tokenizers.of(plan.model)
        arabic, english = plan.sources.lines(VALIDATION)
        self.validation = TestPart.of(arabic[: plan.lines], english[: plan.lines], tokenizers)
        corpora, targets, _ = prepare(plan.sources, plan.model, home())
        self.model = load_model(plan.model, plan.dropout)
        freeze_below(self.model, plan.encoder_layers)
        self.learner = Learner(self.model, plan.settings, torch.device("cpu"))
        names = {id(p): name for name, p in self.model.named_parameters()}
        self._names = [names[id(parameter)] for parameter in self.learner.parameters]
        self.best = self._first_best()
        self._resume()
        torch.manual_seed(self.learner.step)
        self.pool = Pool(corpora, targets, torch.device("cpu"), seed=self.learner.step)
        self._shares = [SHARES.get(name, 0.0) for name in self.pool.names]
        self.log(
            event="start",
            step=self.learner.step,
            tokens=self.tokens,
            corpora={corpus.name: len(corpus) for corpus in corpora},
            trained=sum(p.numel() for p in self.learner.parameters),
            settings=asdict(plan.settings) | {"budget": plan.budget},
        )

    def log(self, **values: Any) -> None:
        """Write one JSON line to the log and to the screen."""
        line = json.dumps({"at": round(time.time(), 1), **values}, ensure_ascii=False)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        print(line, flush=True)

    def run(self) -> Outcome:
        """Train."""
        begun = saved = validated = time.monotonic()
        first = self.learner.step
        losses: list[float] = []
        try:
            for batch in self._batches():
                now = time.monotonic()
                over = self.learner.step - first == self.plan.most_steps
                if over or now - begun >= self.plan.seconds or self._asked_to_stop():
                    break
                if now - saved >= self.plan.save_every:
                    self._save()
                    saved = time.monotonic()
                if now - validated >= self.plan.validate_every:
                    self._validate()
                    validated = time.monotonic()
                losses.append(float(self.learner.learn(batch, progress=0.0)))
                self.tokens += batch.tokens
                if self.learner.step % self.plan.log_every == 0:
                    self._tell(losses, begun)
                    losses.clear()
        finally:
            self._save()
        self._validate()
        self.log(event="end", step=self.learner.step, tokens=self.tokens, best=self.best)
        (self.folder / "stop").unlink(missing_ok=True)
        folder = self.best["folder"]
        return Outcome(
            self.learner.step,
            self.best["start"],
            {name: self.best[name] for name in ("nll", "chrf++", "step")},
            None if folder is None else self.folder / folder,
        )

    def _batches(self) -> Iterator[Batch]:
        while True:
            yield from self.pool.batches(self._shares, _PLAN, self.plan.budget)

    def _tell(self, losses: list[float], begun: float) -> None:
        self.log(
            event="train",
            step=self.learner.step,
            tokens=self.tokens,
            loss=round(float(np.mean(losses)), 4),
            seconds=round(time.monotonic() - begun, 1),
        )

    def _asked_to_stop(self) -> bool:
        return self.stopping or (self.folder / "stop").exists()

    def _first_best(self) -> dict[str, Any]:
        """Read what is the best so far; at first that is the shipped model, which is measured."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            best: dict[str, Any] = json.loads((self.folder / "best.json").read_text("utf-8"))
            whole = best["folder"] is None or (self.folder / best["folder"] / "model.bin").is_file()
            if whole and best["lines"] == self.plan.lines:
                return best
        figures = {
            "nll": round(self.validation.nll(self.model), 4),
            "chrf++": self.validation.chrf(self.plan.model),
        }
        best = {"step": 0, "folder": None, "lines": self.plan.lines, "start": figures, **figures}
        self._write_best(best)
        self.log(event="validation", step=0, tokens=0, **figures)
        return best

    def _write_best(self, best: dict[str, Any]) -> None:
        checkpoints.write(self.folder / "best.json", json.dumps(best).encode())

    def _validate(self) -> None:
        """Measure the averaged weights; keep them when they are the best so far."""
        candidate = self.folder / "candidate"
        self.learner.exchange()
        try:
            nll = round(self.validation.nll(self.model), 4)
            save_model(candidate, self.model, self.plan.model)
        finally:
            self.learner.exchange()
        chrf = self.validation.chrf(candidate)
        better = nll < self.best["nll"] and chrf >= self.best["start"]["chrf++"]
        self.log(
            event="validation",
            step=self.learner.step,
            tokens=self.tokens,
            nll=nll,
            best=better,
            **{"chrf++": chrf},
        )
        if better:
            old = self.best["folder"]
            name = f"best-{self.learner.step:08d}"
            shutil.rmtree(self.folder / name, ignore_errors=True)
            candidate.rename(self.folder / name)
            step = self.learner.step
            self.best |= {"step": step, "folder": name, "nll": nll, "chrf++": chrf}
            self._write_best(self.best)
            if old not in (None, name):
                shutil.rmtree(self.folder / old, ignore_errors=True)
        shutil.rmtree(candidate, ignore_errors=True)

    def _save(self) -> None:
        arrays: dict[str, NDArray[Any]] = {}
        states = self.learner.optimizer.state
        for name, parameter, average in zip(
            self._names, self.learner.parameters, self.learner.averages, strict=True
        ):
            arrays[f"weight:{name}"] = parameter.detach().numpy()
            arrays[f"average:{name}"] = average.numpy()
            for part in ("exp_avg", "exp_avg_sq"):
                if parameter in states:
                    arrays[f"{part}:{name}"] = states[parameter][part].numpy()
        about = {"step": self.learner.step, "tokens": self.tokens, "names": self._names}
        path = checkpoints.save(self.folder, arrays, about)
        self.log(event="saved", step=self.learner.step, tokens=self.tokens, file=path.name)

    @torch.no_grad()
    def _resume(self) -> None:
        """Go on from the newest good checkpoint, if there is one of the same parameters."""
        found = checkpoints.newest(self.folder, lambda text: self.log(event="refused", why=text))
        if found is None:
            return
        if found.about["names"] != self._names:
            raise TrainingError(
                f"{found.path} holds other parameters than those that are to be trained",
                hint="train with the same --encoder-layers as before, or `restore` first",
            )
        for name, parameter, average in zip(
            self._names, self.learner.parameters, self.learner.averages, strict=True
        ):
            parameter.copy_(torch.from_numpy(found.arrays[f"weight:{name}"]))
            average.copy_(torch.from_numpy(found.arrays[f"average:{name}"]))
            if f"exp_avg:{name}" in found.arrays:
                self.learner.optimizer.state[parameter] = {
                    "step": torch.tensor(float(found.step)),
                    "exp_avg": torch.from_numpy(found.arrays[f"exp_avg:{name}"].copy()),
                    "exp_avg_sq": torch.from_numpy(found.arrays[f"exp_avg_sq:{name}"].copy()),
                }
        self.learner.step = found.step
        self.tokens = int(found.about["tokens"])
        self.log(event="resumed", step=found.step, tokens=self.tokens, file=found.path.name)
