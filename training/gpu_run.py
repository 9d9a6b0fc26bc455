"""Train all of the model for some minutes on a GPU, from a pack that `gpu_pack` made.

Made for a machine that is there for minutes: the time is the budget. Nothing waits for the device
except a log line and a validation; results are written from 60 % of the time on, again and again,
so that a run which is cut off still has something to show.
"""

from __future__ import annotations

import contextlib
import json
import lzma
import queue
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mujaz.adapting.batches import (
    Batch,
    Corpus,
    Ints,
    Pool,
    Sequences,
    joined_neighbours,
    source_batches,
)
from mujaz.adapting.ct2 import dequantise, our_name, restore, shape_of
from mujaz.adapting.learning import Learner, Settings, negative_log_likelihood, precision
from mujaz.adapting.model import Dropout, TranslationModel, greedy
from training import TrainingError, back, tokens, weights
from training.corpus import ARABIC, FRESH, GENERAL, OTHERS, noisy
from training.e5 import dequantise_q4
from training.weights import Floats

RESULT = "weights"
JOINED_LONGEST = 110
SAMPLED_LONGEST = 140
SAVE_AT = (0.6, 0.7, 0.8, 0.9)
FEWEST_STEPS = 4_000  # a run with fewer steps than this does better with smaller batches
OUT_OF_MEMORY = (torch.OutOfMemoryError,)

#: What the corpora weigh in a mix, those that are there sharing all of it. `LONG` is for a GPU, a
#: hundred million tokens: there, weighing the few Arabic pairs much more came out worse
#: (docs/training.md). `SHORT` is for a few million, which can teach little but what is new.
LONG = {
    OTHERS: 0.34,
    "ar-en": 0.09,
    "ar-en~sampled": 0.04,
    "ar-en~sampled2": 0.04,
    "ar-en~noisy": 0.02,
    "ar-en-news": 0.08,
    "ar-en-news~sampled": 0.05,
    "ar-en-news~sampled2": 0.04,
    "ar-en-news~noisy": 0.02,
    "ar-en-news+next": 0.02,
    "x-en-news+next": 0.01,
    FRESH: 0.05,
    "fresh~sampled": 0.03,
    "phrases": 0.02,
    "phrases~sampled": 0.01,
    "sentences": 0.03,
    "sentences~sampled": 0.02,
    "renamed": 0.03,
    "people": 0.01,
    "injected": 0.04,
    "copy": 0.01,
    "names": 0.02,
    "forward": 0.05,
    back.NAME: 0.15,
}
SHORT = {
    OTHERS: 0.04,
    "ar-en": 0.07,
    "ar-en~sampled": 0.05,
    "ar-en~noisy": 0.02,
    "ar-en-news": 0.07,
    "ar-en-news~sampled": 0.05,
    "ar-en-news~noisy": 0.02,
    "ar-en-news+next": 0.02,
    FRESH: 0.13,
    "fresh~sampled": 0.10,
    "phrases": 0.10,
    "phrases~sampled": 0.05,
    "sentences": 0.13,
    "sentences~sampled": 0.10,
    "renamed": 0.05,
    "people": 0.03,
    "injected": 0.06,
    "copy": 0.01,
    "names": 0.02,
    "forward": 0.05,
    back.NAME: 0.16,
}
MIXES = {"long": LONG, "short": SHORT}


@dataclass(frozen=True, slots=True)
class Run:
    """One run: where from, where to, how long, how hard."""

    pack: Path
    out: Path
    seconds: float = 480.0
    device: str = "cuda"
    budget: int = 24_576
    pool: int = 16_384
    validate_every: float = 60.0
    log_every: int = 100
    dropout: Dropout = field(default_factory=lambda: Dropout(0.1, 0.2, 0.03))
    settings: Settings = field(default_factory=Settings)
    resume: Path | None = None
    back: back.Plan | None = None
    mix: str = "long"  # of MIXES
    written: Path | None = None  # what an earlier run's reverse model wrote


def shares(names: Sequence[str], mix: Mapping[str, float] = LONG) -> list[float]:
    """Return the share of each corpus."""
    weights_ = [mix.get(name, 0.0) for name in names]
    return [weight / sum(weights_) for weight in weights_]


class Log:
    """JSON lines on disk and on the screen."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._out = path.open("w", encoding="utf-8")

    def __call__(self, **values: Any) -> None:
        """Write one line."""
        line = json.dumps(values, ensure_ascii=False)
        self._out.write(line + "\n")
        self._out.flush()
        print(line, flush=True)


def load_start(path: Path) -> Floats:
    """Read the first weights: e5's encoder, the shipped decoder."""
    state: Floats = {}
    with _open(path) as arrays:

        def e5(name: str, *shape: int) -> NDArray[np.float32]:
            packed = f"q4:{name}"
            values = dequantise_q4(arrays[packed]) if packed in arrays else arrays[name]
            return values.reshape(shape or (-1,)).astype(np.float32)

        position = arrays["emb.pos"].astype(np.float32)
        width = position.shape[1]
        prefix = "encoder.embedding."
        state[f"{prefix}piece.weight"] = e5("emb.word", -1, width)
        state[f"{prefix}position.weight"] = position
        state[f"{prefix}norm.weight"] = e5("emb.ln.w")
        state[f"{prefix}norm.bias"] = e5("emb.ln.b")
        layers = 1 + max(
            int(name[1 : name.index(".")])
            for name in arrays.files
            if name[0] == "l" and name[1].isdigit()
        )
        for i in range(layers):
            ours = f"encoder.layers.{i}."
            for leaf, end, inputs in (("weight", "w", width), ("bias", "b", 0)):
                shape = (-1, inputs) if inputs else ()
                parts = [e5(f"l{i}.{part}.{end}", *shape) for part in "qkv"]
                state[f"{ours}attention.qkv.{leaf}"] = np.concatenate(parts)
                state[f"{ours}attention.out.{leaf}"] = e5(f"l{i}.ao.{end}", *shape)
                state[f"{ours}attention_norm.{leaf}"] = e5(f"l{i}.aln.{end}")
                state[f"{ours}forward_part.up.{leaf}"] = e5(f"l{i}.fi.{end}", *shape)
                down = e5(f"l{i}.fo.{end}")
                state[f"{ours}forward_part.down.{leaf}"] = (
                    down.reshape(width, -1) if inputs else down
                )
                state[f"{ours}forward_norm.{leaf}"] = e5(f"l{i}.oln.{end}")
        for key in arrays.files:
            if not key.startswith("ct2:") or key.endswith("_scale"):
                continue
            name = our_name(key.removeprefix("ct2:"))
            if name is not None:
                scale = arrays.get(f"{key}_scale")
                state[name] = dequantise(arrays[key], scale)
    bias = state["decoder.bias"]
    bias[[0, 1, 3]] = np.sort(bias)[3]  # CTranslate2's -10,000 would only disturb the loss
    return state


def _open(path: Path) -> Any:
    return np.load(BytesIO(lzma.decompress(path.read_bytes())))


def _sequences(ids: NDArray[Any], lengths: NDArray[Any]) -> Sequences:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths.astype(np.int64), out=starts[1:])
    return Sequences(ids.astype(np.int32), starts)


def load_corpora(pack: Path) -> tuple[list[Corpus], Sequences]:
    """Read every packed corpus, the joined neighbours made here, and the targets that all share."""
    with _open(pack / "data.npz.xz") as arrays:
        targets = _sequences(arrays["targets.ids"], arrays["targets.lengths"])
        names = sorted(
            {key.rsplit(".", 1)[0] for key in arrays.files if not key.startswith("targets.")}
        )
        corpora = [
            Corpus(
                name,
                _sequences(arrays[f"{name}.ids"], arrays[f"{name}.lengths"]),
                arrays[f"{name}.targets"].astype(np.int64),
            )
            for name in names
        ]
    corpora += variants(corpora, pack / "source.spm")
    ids, starts = [targets.ids], [targets.starts]
    count = len(targets)
    for corpus in list(corpora):
        if corpus.name in ("ar-en-news", "x-en-news"):
            joined, more = joined_neighbours(corpus, targets, JOINED_LONGEST, count)
            added = Sequences.of([row.tolist() for row in more])
            corpora.append(joined)
            ids.append(added.ids)
            starts.append(added.starts[1:] + starts[-1][-1])
            count += len(more)
    return corpora, Sequences(np.concatenate(ids), np.concatenate(starts))


def variants(corpora: Sequence[Corpus], source_spm: Path, threads: int = 8) -> list[Corpus]:
    """Make Arabic again, in other segmentations (the pieces vary) and as careless typists write it.

    Made here and not in the pack, which would grow by a quarter.
    """
    pieces = tokens.load(source_spm)
    random_ = random.Random(0)
    made = []
    for corpus in corpora:
        if corpus.name not in (*ARABIC, FRESH, *GENERAL):
            continue
        texts = pieces.decode([corpus.sources[i].tolist() for i in range(len(corpus))])
        again = [("sampled", tokens.sample_all(pieces, texts, threads))]
        if corpus.name in ARABIC:
            careless = [noisy(text, random_) for text in texts]
            again += [
                ("sampled2", tokens.sample_all(pieces, texts, threads)),
                ("noisy", tokens.encode_all(pieces, careless)),
            ]
        for name, lists in again:
            kept = [i for i, ids in enumerate(lists) if 1 <= len(ids) <= SAMPLED_LONGEST]
            made.append(
                Corpus(
                    f"{corpus.name}~{name}",
                    Sequences.of([lists[i] for i in kept]),
                    corpus.target_numbers[kept],
                )
            )
    return made


class Validation:
    """NLL, BLEU and chrF++ on part of flores-dev, and what some sentences become."""

    def __init__(self, pack: Path, device: torch.device) -> None:
        content = json.loads((pack / "validation.json").read_text("utf-8"))
        self.references: list[str] = content["references"]
        self.samples: list[list[int]] = content["samples"]
        self.sample_texts: list[str] = content["sample_texts"]
        self._sources: list[list[int]] = content["sources"]
        self._device = device
        self._pieces = tokens.load(pack / "target.spm")
        targets = Sequences.of(content["targets"])
        corpus = Corpus("flores-dev", Sequences.of(self._sources), np.arange(len(targets)))
        self._pool = Pool([corpus], targets, device)

    def translate(
        self, sources: Sequence[Sequence[int]], model: TranslationModel, rows: int
    ) -> list[str]:
        """Translate greedily, in the order given."""
        found = [""] * len(sources)
        for places, batch in source_batches(sources, rows, self._device):
            with precision(self._device):
                ids = greedy(model, batch.source, batch.keep)
            for place, row_ids in zip(places, ids, strict=True):
                found[place] = self._pieces.decode(row_ids)
        return found

    def score(self, model: TranslationModel, limit: int | None = None) -> dict[str, float]:
        """Score the model as it is."""
        import sacrebleu

        model.eval()
        lines = min(limit or len(self._sources), len(self._sources))
        loss, tokens = 0.0, 0
        for start in range(0, lines, 64):
            with precision(self._device):
                part = negative_log_likelihood(
                    model, self._pool.gather(np.arange(start, min(start + 64, lines)))
                )
            loss, tokens = loss + part[0], tokens + part[1]
        found = self.translate(self._sources[:lines], model, 160)
        references = [self.references[:lines]]
        return {
            "nll": round(loss / tokens, 4),
            "bleu": round(sacrebleu.corpus_bleu(found, references).score, 2),
            "chrf++": round(sacrebleu.corpus_chrf(found, references, word_order=2).score, 2),
            "lines": lines,
        }


class Batches:
    """An endless supply of batches, planned ahead in a thread."""

    def __init__(self, pool: Pool, pairs: int, budget: int, mix: Mapping[str, float]) -> None:
        self.budget = budget
        self._pool = pool
        self._shares = shares(pool.names, mix)
        self._pairs = pairs
        self._plans: queue.Queue[list[Ints]] = queue.Queue(maxsize=2)
        self._stop = threading.Event()
        self._error: BaseException | None = None
        threading.Thread(target=self._plan, daemon=True).start()

    def _plan(self) -> None:
        try:
            while not self._stop.is_set():
                plan = self._pool.plan(self._shares, self._pairs, self.budget)
                while not self._stop.is_set():
                    with contextlib.suppress(queue.Full):
                        self._plans.put(plan, timeout=0.5)
                        break
        except BaseException as error:  # handed to the thread that trains
            self._error = error

    def __iter__(self) -> Iterator[Batch]:
        while True:
            try:
                plan = self._plans.get(timeout=1.0)
            except queue.Empty:
                if self._error is not None:
                    raise self._error from None
                continue
            for rows in plan:
                # a smaller budget, chosen after this plan was made, holds at once
                for part in _split(rows, self._pool, self.budget):
                    yield self._pool.gather(part)

    def close(self) -> None:
        """End the thread."""
        self._stop.set()


def _split(rows: Ints, pool: Pool, budget: int) -> list[Ints]:
    size = pool.padded_size(rows)
    parts = -(-size // (budget + budget // 16))
    return [part for part in np.array_split(rows, max(1, parts)) if len(part)]


class Trainer:
    """The run itself."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.begun = time.monotonic()
        self.device = torch.device(run.device)
        self.log = Log(run.out / "log.jsonl")
        self.about = json.loads((run.pack / "about.json").read_text("utf-8"))
        torch.manual_seed(0)
        torch.set_float32_matmul_precision("high")
        torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every new shape: slow here
        state = load_start(run.pack / "start.npz.xz")
        if run.resume is not None:
            state |= _continued(run.resume, state)
        model = TranslationModel(shape_of(state), run.dropout)
        model.load_state_dict({name: torch.from_numpy(np.array(v)) for name, v in state.items()})
        self.model = model.to(self.device)
        self.learner = Learner(self.model, run.settings, self.device)
        corpora, targets = load_corpora(run.pack)
        if run.written is not None:
            corpora.append(back.kept(run.written))
        elif run.back is not None:
            spms = (run.pack / "source.spm", run.pack / "target.spm")
            made = back.back_translated(
                corpora, targets, spms, state, run.back, self.device, self.log
            )
            back.keep(made, run.out / back.FILE)
            corpora.append(made)
        self.pool = Pool(corpora, targets, self.device)
        self.validation = Validation(run.pack, self.device)
        self.tokens = 0
        self.stopping = False
        self._saves = list(SAVE_AT)
        self._validated = self.begun
        self.log(
            event="start",
            seconds=round(self.elapsed(), 1),
            torch=torch.__version__,
            device=torch.cuda.get_device_name(0) if self.device.type == "cuda" else "cpu",
            parameters=sum(p.numel() for p in self.model.parameters()),
            corpora={corpus.name: len(corpus) for corpus in corpora},
            settings=asdict(run.settings) | asdict(run.dropout) | {"budget": run.budget},
        )

    def elapsed(self) -> float:
        """Return the seconds since the run began, loading included."""
        return time.monotonic() - self.begun

    def train(self) -> None:
        """Train until the time is up or somebody asks for the end; the results are then on disk."""
        reserve = min(20.0, self.run.seconds * 0.1)  # the last validation and the last writing
        first = self.elapsed()
        end = self.run.seconds - reserve
        self._validate(first / self.run.seconds, averaged=False)
        batches = Batches(self.pool, self.run.pool, self.run.budget, MIXES[self.run.mix])
        self.model.train()
        marked, marked_tokens, losses = self.elapsed(), 0, []
        tuned = False
        try:
            for batch in batches:
                now = self.elapsed()
                progress = (now - first) / max(1.0, end - first)
                if progress >= 1 or self.stopping:
                    break
                try:
                    losses.append(self.learner.learn(batch, progress))
                except OUT_OF_MEMORY:
                    del batch
                    self._shrink(batches)
                    continue
                self.tokens += batch.tokens
                step = self.learner.step
                if step % self.run.log_every == 0 or step in (1, 10, 30):
                    loss = float(torch.stack(losses).mean())  # the only wait for the device
                    seconds = self.elapsed()
                    rate = (self.tokens - marked_tokens) / max(1e-6, seconds - marked)
                    self.log(
                        event="train",
                        step=step,
                        seconds=round(seconds, 1),
                        tokens=self.tokens,
                        loss=round(loss, 4),
                        rate=round(rate),
                        progress=round(progress, 4),
                        budget=batches.budget,
                    )
                    if not tuned and seconds - first > 20:
                        tuned = True
                        self._tune(batches, step / (seconds - first) * (end - first))
                    losses = []
                    marked, marked_tokens = self.elapsed(), self.tokens
                    self._between(progress)
        finally:
            batches.close()
        self._validate(1.0, averaged=True)
        self._save(1.0)
        self._samples()

    def _shrink(self, batches: Batches) -> None:
        self.learner.optimizer.zero_grad(set_to_none=True)
        torch.cuda.empty_cache()
        if batches.budget < 1_024:
            raise TrainingError(
                "out of memory even with batches of 1,024 tokens", hint="free the device's memory"
            )
        batches.budget = int(batches.budget * 0.6)
        self.log(event="out of memory", budget=batches.budget)

    def _tune(self, batches: Batches, steps: float) -> None:
        """Make smaller batches if the device is so slow that there would be too few steps."""
        if steps < FEWEST_STEPS and batches.budget > 8_192 and self.device.type == "cuda":
            batches.budget = max(8_192, int(batches.budget * max(0.4, steps / FEWEST_STEPS)))
        self.log(event="pace", steps_expected=round(steps), budget=batches.budget)

    def _between(self, progress: float) -> None:
        if time.monotonic() - self._validated > self.run.validate_every:
            self._validate(progress, averaged=progress > 0.3)
            self._validated = time.monotonic()
        if self._saves and progress >= self._saves[0]:
            self._saves = [at for at in self._saves if at > progress]
            self._save(progress)

    def _validate(self, progress: float, *, averaged: bool) -> None:
        if averaged:
            self.learner.exchange()
        try:
            started = self.elapsed()
            figures = self.validation.score(self.model, 24 if self.device.type == "cpu" else None)
            self.log(
                event="validation",
                step=self.learner.step,
                seconds=round(self.elapsed(), 1),
                took=round(self.elapsed() - started, 1),
                tokens=self.tokens,
                averaged=averaged,
                progress=round(progress, 4),
                **figures,
            )
        except Exception as error:  # a failed validation must not end the run
            self.log(event="validation failed", error=repr(error))
        finally:
            if averaged:
                self.learner.exchange()
            self.model.train()

    def _save(self, progress: float) -> None:
        """Write the averaged weights, cut to the shipped source pieces."""
        self.learner.exchange()
        try:
            state = {
                name: value.detach().float().cpu().numpy()
                for name, value in self.model.state_dict().items()
            }
        finally:
            self.learner.exchange()
        piece = "encoder.embedding.piece.weight"
        state[piece] = state[piece][: self.about["shipped_pieces"]]
        about = {
            "step": self.learner.step,
            "tokens": self.tokens,
            "progress": round(progress, 4),
            "seconds": round(self.elapsed(), 1),
        }
        data = weights.to_bytes(state, about)
        paths = weights.write_parts(self.run.out, RESULT, data)
        self.log(event="saved", parts=len(paths), bytes=len(data), **about)

    def _samples(self) -> None:
        try:
            self.learner.exchange()
            self.model.eval()
            texts = self.validation.translate(self.validation.samples, self.model, 64)
            pairs = zip(self.validation.sample_texts, texts, strict=True)
            text = "".join(f"{source}\n  -> {english}\n" for source, english in pairs)
            (self.run.out / "samples.txt").write_text(text, encoding="utf-8")
            print(text[:6_000], flush=True)
        except Exception as error:  # the weights are already saved
            self.log(event="samples failed", error=repr(error))


def _continued(folder: Path, start: Mapping[str, NDArray[np.float32]]) -> Floats:
    """Read an earlier result, or a shipped model; source pieces that it lacks stay as they are."""
    if (folder / "model.bin").is_file():
        state = restore(folder)[1]
    else:
        state, _ = weights.from_bytes(weights.read_parts(folder, RESULT))
    piece = "encoder.embedding.piece.weight"
    state[piece] = np.concatenate([state[piece], start[piece][len(state[piece]) :]])
    return state


def run_on_gpu(run: Run) -> None:
    """Train as `run` says; SIGTERM and Ctrl-C end it cleanly, with the results written."""
    if run.device.startswith("cuda") and not torch.cuda.is_available():
        raise TrainingError("torch sees no GPU here", hint="--device cpu runs it slowly")
    if run.device == "cpu":
        run = replace(run, budget=min(run.budget, 2_048), pool=min(run.pool, 4_096), log_every=20)
        if run.back is not None:
            run = replace(run, back=replace(run.back, budget=1_024, rows=64))
    if not (run.pack / "about.json").is_file():
        raise TrainingError(f"no pack in {run.pack}", hint="make one with gpu-pack")
    trainer = Trainer(run)

    def stop(*_: object) -> None:
        trainer.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    trainer.train()
