"""Training on the CPU: it resumes after a kill, refuses what is damaged, and never gets worse."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")
from mujaz.adapting.learning import Settings
from mujaz.adapting.scoring import TestPart, load_model, state_of
from mujaz.arabic import ascii_figures
from mujaz.errors import TrainingError
from tests.test_adapting_tiny import digest, make_tiny, toy_pairs
from training import checkpoints
from training import train as module
from training.__main__ import main
from training.prepare import Sources, prepare
from training.train import VARIABLE, Outcome, Plan, folder_of, restore, stop, train


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("data")
    pairs = toy_pairs(150, seed=3)
    (folder / "ar-en.tsv").write_text("".join(f"{a}\t{e}\n" for a, e in pairs), "utf-8")
    for side, name in enumerate(("ar", "en")):
        lines = [pair[side] for pair in pairs[:12]]
        (folder / f"flores-dev.{name}").write_text("\n".join(lines) + "\n", "utf-8")
    return Sources(folder, folder)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "training"))
    return tmp_path / "training"


FAST = Settings(encoder_rate=1e-3, decoder_rate=2e-3, warm_up=5, average=0.9)


def plan(sources: Sources, tiny: Path, **more: Any) -> Plan:
    return Plan(sources, tiny, seconds=600, log_every=5, **more)


def events(tiny: Path, kind: str) -> list[dict[str, Any]]:
    lines = (folder_of(tiny) / "log.jsonl").read_text("utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == kind]


def run(sources: Sources, tiny: Path, steps: int | None = 4, **more: Any) -> Outcome:
    return train(plan(sources, tiny, most_steps=steps, **more))


def test_it_learns_and_its_best_can_be_shipped(sources: Sources, tiny: Path) -> None:
    outcome = run(sources, tiny, steps=60, validate_every=0.5, settings=FAST)
    assert outcome.folder is not None
    assert outcome.best["nll"] < outcome.start["nll"]
    assert outcome.best["chrf++"] >= outcome.start["chrf++"]
    load_model(outcome.folder)
    assert {p.name for p in folder_of(tiny).iterdir() if p.is_dir()} == {outcome.folder.name}


def test_the_frozen_part_stays_as_it_was(sources: Sources, tiny: Path) -> None:
    outcome = run(sources, tiny, steps=30, encoder_layers=0, settings=FAST)
    assert outcome.folder is not None
    before, after = state_of(load_model(tiny)), state_of(load_model(outcome.folder))
    changed = {name.split(".")[0] for name in before if (before[name] != after[name]).any()}
    assert changed == {"decoder"}


def test_everything_learns_unless_told_otherwise(sources: Sources, tiny: Path) -> None:
    outcome = run(sources, tiny, steps=30, settings=FAST)
    assert outcome.folder is not None
    before, after = state_of(load_model(tiny)), state_of(load_model(outcome.folder))
    changed = {name for name in before if (before[name] != after[name]).any()}
    assert {"encoder.embedding.piece.weight", "decoder.embedding.piece.weight"} <= changed
    assert any(name.startswith("encoder.layers.0.") for name in changed)


def test_upper_encoder_layers_learn_on_request(sources: Sources, tiny: Path) -> None:
    outcome = run(sources, tiny, steps=30, encoder_layers=1, settings=FAST)
    assert outcome.folder is not None
    before, after = state_of(load_model(tiny)), state_of(load_model(outcome.folder))
    changed = {name for name in before if (before[name] != after[name]).any()}
    assert any(name.startswith("encoder.layers.1.") for name in changed)
    assert not any(name.startswith(("encoder.layers.0.", "encoder.emb")) for name in changed)
    with pytest.raises(TrainingError, match="holds other parameters"):
        run(sources, tiny)
    with pytest.raises(TrainingError, match="3 encoder layers were asked to learn"):
        run(sources, tiny, encoder_layers=3)


def test_what_does_not_improve_is_not_kept(
    sources: Sources, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = iter((1.0, 1.1, 1.0))
    monkeypatch.setattr(TestPart, "nll", lambda *_: next(values))
    assert run(sources, tiny).folder is None
    outcome = run(sources, tiny)
    assert (outcome.folder, outcome.best) == (None, {**outcome.start, "step": 0})
    assert not [path for path in folder_of(tiny).iterdir() if path.is_dir()]


def test_a_worse_chrf_is_not_kept_even_if_the_loss_is_better(
    sources: Sources, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = iter((50.0, 49.9))
    monkeypatch.setattr(TestPart, "chrf", lambda *_, **__: next(values))
    outcome = run(sources, tiny, steps=30, settings=FAST)
    assert outcome.folder is None
    assert events(tiny, "validation")[-1]["nll"] < outcome.start["nll"]


def test_it_goes_on_where_it_stopped(sources: Sources, tiny: Path) -> None:
    first = run(sources, tiny)
    before = checkpoints.newest(folder_of(tiny), print)
    assert before is not None
    assert before.step == first.step > 0
    second = run(sources, tiny)
    assert second.step > first.step
    (resumed,) = events(tiny, "resumed")
    assert (resumed["step"], resumed["tokens"]) == (first.step, before.about["tokens"])


def test_the_optimiser_goes_on_too(sources: Sources, tiny: Path) -> None:
    run(sources, tiny)
    saved = checkpoints.newest(folder_of(tiny), print)
    assert saved is not None
    trainer = module.Trainer(plan(sources, tiny), folder_of(tiny))
    for name, parameter, average in zip(
        trainer._names, trainer.learner.parameters, trainer.learner.averages, strict=True
    ):
        state = trainer.learner.optimizer.state[parameter]
        np.testing.assert_array_equal(parameter.detach(), saved.arrays[f"weight:{name}"])
        np.testing.assert_array_equal(average, saved.arrays[f"average:{name}"])
        np.testing.assert_array_equal(state["exp_avg"], saved.arrays[f"exp_avg:{name}"])
        np.testing.assert_array_equal(state["exp_avg_sq"], saved.arrays[f"exp_avg_sq:{name}"])
        assert float(state["step"]) == saved.step


def test_a_killed_training_resumes_at_its_step(sources: Sources, tiny: Path, home: Path) -> None:
    arguments = f"--minutes 5 --save-minutes 0.005 --threads 1 --model {tiny}"
    # at lowest priority it might not get a turn on a busy machine
    code = "import os, training.__main__ as t; os.nice = lambda _: 0; t.main()"
    lexicon = sources.data / "lexicon.tsv"  # ours is too long-winded for a tiny model
    lexicon.write_text("phrases\tصمام معطل\ta broken valve\n", "utf-8")
    folders = f"--data {sources.data} --testsets {sources.testsets} --lexicon {lexicon}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "train", *arguments.split(), *folders.split()],
        cwd=Path(__file__).parents[1],
        env={**os.environ, VARIABLE: str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        log = folder_of(tiny) / "log.jsonl"
        deadline = time.monotonic() + 60
        while not log.exists() or log.read_text("utf-8").count('"saved"') < 2:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        with pytest.raises(TrainingError, match="a training runs in"):
            run(sources, tiny)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL
    step = events(tiny, "saved")[-1]["step"]
    assert run(sources, tiny).step > step
    assert events(tiny, "resumed")[-1]["step"] >= step


def test_the_stop_file_ends_it_cleanly(
    sources: Sources, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = module.Trainer._tell

    def tell_and_ask(trainer: module.Trainer, losses: list[float], begun: float) -> None:
        tell(trainer, losses, begun)
        assert stop(tiny)

    monkeypatch.setattr(module.Trainer, "_tell", tell_and_ask)
    outcome = run(sources, tiny, steps=None)
    assert outcome.step == 5
    assert events(tiny, "end")[0]["step"] == 5
    assert not stop(tiny)
    assert not (folder_of(tiny) / "stop").exists()


def test_a_signal_ends_it_cleanly(
    sources: Sources, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.Trainer, "_tell", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    handler = signal.getsignal(signal.SIGTERM)
    assert run(sources, tiny, steps=None).step == 5
    assert signal.getsignal(signal.SIGTERM) is handler


@pytest.mark.parametrize("harm", ["flip", "cut", "no digest", "other digest"])
def test_a_corrupt_newest_is_refused_and_the_one_before_is_used(
    sources: Sources, tiny: Path, harm: str
) -> None:
    first, second = run(sources, tiny), run(sources, tiny)
    path = folder_of(tiny) / f"checkpoint-{second.step:08d}.npz"
    data = bytearray(path.read_bytes())
    beside = path.with_suffix(".sha256")
    if harm == "flip":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif harm == "cut":
        path.write_bytes(data[:-100])
    elif harm == "no digest":
        beside.unlink()
    else:
        beside.write_bytes(b"\xff" * 64)
    run(sources, tiny)
    (refused,) = events(tiny, "refused")
    assert path.name in refused["why"]
    assert "refused and the one before is used" in refused["why"]
    assert events(tiny, "resumed")[-1]["step"] == first.step


def test_restore_starts_again_from_the_model(sources: Sources, tiny: Path) -> None:
    assert restore(tiny) == 0
    run(sources, tiny)
    assert restore(tiny) == 1
    run(sources, tiny)
    assert not events(tiny, "resumed")


def test_another_model_has_another_folder(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"other")
    assert folder_of(tmp_path) != folder_of(tiny)
    with pytest.raises(TrainingError, match="cannot read"):
        folder_of(tmp_path / "none")


class TestCheckpoints:
    arrays: ClassVar = {"a": np.arange(6.0)}

    def test_the_last_three_stay(self, tmp_path: Path) -> None:
        for step in range(5):
            checkpoints.save(tmp_path, self.arrays, {"step": step})
        assert len(list(tmp_path.iterdir())) == 6
        newest = checkpoints.newest(tmp_path, print)
        assert newest is not None
        assert newest.step == 4
        np.testing.assert_array_equal(newest.arrays["a"], self.arrays["a"])

    @pytest.mark.parametrize("call", range(4))
    def test_a_crash_at_any_moment_leaves_the_one_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
    ) -> None:
        checkpoints.save(tmp_path, self.arrays, {"step": 1})
        calls = iter(range(10))
        fsync, replace = os.fsync, Path.replace

        def crash_or(do: Any) -> Any:
            def instead(*arguments: Any) -> Any:
                if next(calls) == call:
                    raise KeyboardInterrupt
                return do(*arguments)

            return instead

        monkeypatch.setattr(os, "fsync", crash_or(fsync))
        monkeypatch.setattr(Path, "replace", crash_or(replace))
        with pytest.raises(KeyboardInterrupt):
            checkpoints.save(tmp_path, self.arrays, {"step": 2})
        monkeypatch.undo()
        newest = checkpoints.newest(tmp_path, lambda _: None)
        assert newest is not None
        assert newest.step == 1

    def test_what_is_no_checkpoint_is_refused(self, tmp_path: Path) -> None:
        path = checkpoints.save(tmp_path, self.arrays, {"step": 1})
        path.write_bytes(b"something else")
        path.with_suffix(".sha256").write_text(digest(path))
        with pytest.raises(TrainingError, match="is not a checkpoint of mujaz"):
            checkpoints.load(path)


class TestPrepare:
    def test_it_leaves_out_evaluation_lines(self, sources: Sources, tiny: Path, home: Path) -> None:
        corpora, targets, _ = prepare(sources, tiny, home)
        names = {corpus.name: len(corpus) for corpus in corpora}
        assert names["ar-en"] == 150 - 12
        assert max(corpora[0].target_numbers) < len(targets)

    def test_it_is_done_once(
        self, sources: Sources, tiny: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, _, first = prepare(sources, tiny, home)
        monkeypatch.delattr("training.prepare._encode")
        _, _, second = prepare(sources, tiny, home)
        assert first == second

    def test_no_data_is_an_error(self, sources: Sources, tiny: Path, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match="no training data in"):
            run(Sources(tmp_path, sources.testsets), tiny)

    def test_no_test_set_is_an_error(self, sources: Sources, tiny: Path, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match=r"no such file: .*flores-dev\.ar"):
            run(Sources(sources.data, tmp_path), tiny)

    def test_uneven_sides_are_an_error(self, sources: Sources, tiny: Path, tmp_path: Path) -> None:
        (tmp_path / "flores-dev.ar").write_text("نص\nنص\n", "utf-8")
        (tmp_path / "flores-dev.en").write_text("text\n", "utf-8")
        with pytest.raises(TrainingError, match="2 Arabic and 1 English lines"):
            run(Sources(sources.data, tmp_path), tiny)


class TestCommands:
    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            (["train"], "no time to train: --hours 2"),
            (["prepare", "--data", "/none"], "no training data in /none"),
            (["prepare", "--data", "{data}", "--lexicon", "/none.tsv"], "no such file: /none.tsv"),
            (["prepare", "--data", "{data}", "--lexicon", "{spm}"], "source.spm: 'utf-8' codec"),
            (["curve", "/none.jsonl"], "cannot read /none.jsonl"),
        ],
    )
    def test_errors_are_one_line(
        self,
        arguments: list[str],
        error: str,
        sources: Sources,
        tiny: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(os, "nice", lambda _: 0)
        places = {"data": sources.data, "spm": tiny / "source.spm"}
        assert main([argument.format(**places) for argument in arguments]) == 1
        message = capsys.readouterr().err
        assert error in message
        assert message.count("\n") == 1

    def test_stop_and_restore_tell_what_they_did(
        self, tiny: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["stop", "--model", str(tiny)]) == 0
        assert main(["restore", "--model", str(tiny)]) == 0
        out = capsys.readouterr().out
        assert "no training runs" in out
        assert "0 checkpoints forgotten" in out


class TestCurve:
    def test_logs_go_on_from_each_other(self, tmp_path: Path) -> None:
        from training.curve import Point, plot, read_logs

        logs = []
        for name, chrf in (("first", 30.0), ("second", 40.0)):
            lines = [
                {"event": "start"},
                {"event": "validation", "tokens": 0, "chrf++": chrf},
                {"event": "validation", "tokens": 2_000_000, "chrf++": chrf + 5},
            ]
            logs.append(tmp_path / f"{name}.jsonl")
            logs[-1].write_text("\n".join(map(json.dumps, lines)) + '\n{"half', "utf-8")
        assert read_logs(logs) == [
            ("first", [Point(0, 30), Point(2, 35)]),
            ("second", [Point(2, 40), Point(4, 45)]),
        ]
        plot(logs, tmp_path / "new" / "curve.svg")
        drawn = (tmp_path / "new" / "curve.svg").read_text("utf-8")
        assert "first: 35" in drawn
        assert "second: 45" in drawn

    def test_a_log_without_validation_is_refused(self, tmp_path: Path) -> None:
        from training.curve import read_logs

        (tmp_path / "log.jsonl").write_text('{"event": "start"}\n')
        with pytest.raises(TrainingError, match="holds no validation"):
            read_logs([tmp_path / "log.jsonl"])
        (tmp_path / "log.jsonl").write_text("nonsense\n{}\n")
        with pytest.raises(TrainingError, match="line 1: not JSON"):
            read_logs([tmp_path / "log.jsonl"])


class TestCard:
    def test_it_tells_the_figures_of_the_shipped_version(self, tmp_path: Path) -> None:
        from training.card import Figures, write_card

        (tmp_path / "model.bin").write_bytes(b"0" * 45_000_000)
        figures = Figures.read()
        text = write_card(tmp_path, figures).read_text("utf-8")
        assert f"English, {figures.version}" in text
        assert "45.0 MB" in text
        for score in figures.scores:
            assert f"| {score['set']} | {score['BLEU']} | {score['chrF++']} |" in text
        for topic in figures.topics:
            assert f"| {' | '.join(map(str, topic.values()))} |" in text
        assert "A topic has 10 to 25 segments" in text
        for failure in figures.failures:
            assert failure.output in text

    def test_the_topics_add_up_to_the_set(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("rouge_score", reason="needs the extra eval")
        from mujaz.scoring import ModelSystem, answer, figures
        from mujaz.testsets import load_set
        from mujaz.translators import EchoTranslator
        from training import topics

        dev = load_set("held-out", split="dev")
        right = {
            ascii_figures(pair.source): [pair.reference]
            for page in dev.articles
            for pair in page.segments
            if page.topic != "war"
        }
        fake = ModelSystem("fake", EchoTranslator(answers=right), names=False, checks=False)
        rows = topics.by_topic(figures(dev, answer(dev, fake)))
        *each, whole = rows
        assert [row["topic"] for row in each] == sorted({page.topic for page in dev.articles})
        for counted, expected in (("pages", len(dev.articles)), ("segments", len(dev.segments))):
            assert sum(row[counted] for row in each) == whole[counted] == expected
        for row in each:
            wrong = row["topic"] == "war"
            assert row["chrF++"] < 10 if wrong else row["chrF++"] == 100, row
            assert row["facts, translation"] == (0 if wrong else 100), row
        assert 50 < whole["facts, translation"] < 100
        monkeypatch.setattr(topics, "measure", lambda: rows)
        path = tmp_path / "figures.json"
        path.write_text('{"version": "v", "topics": []}')
        assert topics.write_topics(path) == rows
        assert json.loads(path.read_text("utf-8")) == {"version": "v", "topics": rows}

    @pytest.mark.parametrize(
        "content", ["", "{}", '{"failures": [], "scores": [], "topics": [], "x": 1}', "[]"]
    )
    def test_other_json_is_refused(self, tmp_path: Path, content: str) -> None:
        from training.card import Figures

        path = tmp_path / "figures.json"
        path.write_text(content)
        with pytest.raises(TrainingError, match="does not hold a version's figures"):
            Figures.read(path)
        with pytest.raises(TrainingError, match="cannot read"):
            Figures.read(tmp_path / "none.json")

    def test_a_folder_without_a_model_is_refused(self, tmp_path: Path) -> None:
        from training.card import Figures, write_card

        with pytest.raises(TrainingError, match=r"holds no model\.bin"):
            write_card(tmp_path, Figures.read())

    def test_export_writes_it_too(self, tiny: Path, tmp_path: Path) -> None:
        from training.card import Figures
        from training.export import export_result
        from training.gpu_run import RESULT
        from training.weights import to_bytes, write_parts

        state = state_of(load_model(tiny))
        write_parts(tmp_path / "result", RESULT, to_bytes(state, {"step": 7}))
        about = export_result(tmp_path / "result", tiny, tmp_path / "out", Figures.read())
        assert about["step"] == 7
        assert digest(tmp_path / "out" / "model.bin") == digest(tiny / "model.bin")
        assert (tmp_path / "out" / "MODEL_CARD.md").is_file()
