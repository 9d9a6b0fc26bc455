"""Back-translation on a toy language: who gets Arabic, and whether it is right."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")
import torch

from mujaz.adapting.batches import Corpus, Sequences
from mujaz.adapting.learning import Settings
from mujaz.adapting.model import Dropout, Shape, TranslationModel, drawn
from mujaz.adapting.scoring import state_of
from mujaz.adapting.texts import Tokenizers, encode_all
from mujaz.errors import TrainingError
from tests.test_adapting_tiny import make_tiny, toy_pairs, train_pieces
from training import back
from training.corpus import OTHERS

LEARNED = 150  # pairs with Arabic; the rest has none
PAIRS = toy_pairs(200, seed=5)


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory: pytest.TempPathFactory) -> Tokenizers:
    """Return tokenizers of which the source's knows both languages, as the shipped one does."""
    folder = make_tiny(tmp_path_factory.mktemp("back") / "model")
    train_pieces((text for pair in PAIRS for text in pair), folder / "source.spm", 90)
    return Tokenizers.of(folder)


@pytest.fixture(scope="module")
def spms(tokenizers: Tokenizers, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("spms")
    for name in ("source", "target"):
        model: Any = getattr(tokenizers, name)
        (folder / f"{name}.spm").write_bytes(model.serialized_model_proto())
    return folder / "source.spm", folder / "target.spm"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second pass each time that the clock is read: as many steps on every machine."""
    ticks = itertools.count()
    monkeypatch.setattr(back, "time", SimpleNamespace(monotonic=lambda: float(next(ticks))))


def corpora(tokenizers: Tokenizers) -> tuple[list[Corpus], Sequences]:
    """Return Arabic pairs, and others whose English is all of it."""
    targets = Sequences.of(tokenizers.targets([english for _, english in PAIRS]))
    arabic = Sequences.of(tokenizers.sources(a for a, _ in PAIRS[:LEARNED]))
    foreign = Sequences.of([[5, 6, 7]] * len(PAIRS))
    return [
        Corpus("ar-en", arabic, np.arange(LEARNED)),
        Corpus(OTHERS, foreign, np.arange(len(PAIRS))),
        Corpus("copy", Sequences.of([[5]]), np.array([LEARNED])),
    ], targets


def first_state(tokenizers: Tokenizers, more_pieces: int = 0) -> dict[str, Any]:
    torch.manual_seed(0)
    sizes = (tokenizers.source.get_piece_size(), tokenizers.target.get_piece_size())
    model = TranslationModel(Shape(sizes[0] + more_pieces, sizes[1], 48, 12, 96, 2, 2, 64, 64))
    return dict(state_of(model))


def plan(seconds: float, **more: Any) -> back.Plan:
    settings = Settings(encoder_rate=3e-3, decoder_rate=3e-3, warm_up=10, average=0.95)
    return back.Plan(
        seconds, budget=1_024, rows=32, settings=settings, dropout=Dropout(0.0, 0.0, 0.0), **more
    )


@pytest.mark.usefixtures("clock")
def test_english_without_arabic_gets_the_right_arabic(
    tokenizers: Tokenizers, spms: tuple[Path, Path]
) -> None:
    events: list[dict[str, Any]] = []
    pool, targets = corpora(tokenizers)
    found = back.back_translated(
        pool,
        targets,
        spms,
        first_state(tokenizers, more_pieces=8),
        plan(500, likeliest=1),
        torch.device("cpu"),
        lambda **values: events.append(values),
    )
    assert found.name == back.NAME
    assert set(found.target_numbers.tolist()) <= set(range(LEARNED, len(PAIRS)))
    assert len(found) > 0.9 * (len(PAIRS) - LEARNED)
    assert events[-1] == {"event": "back-translated", "texts": 50, "kept": len(found)}
    written = tokenizers.source.decode([found.sources[i].tolist() for i in range(len(found))])
    right = sum(
        text == PAIRS[number][0] for text, number in zip(written, found.target_numbers, strict=True)
    )
    assert right > 0.6 * len(found)


@pytest.mark.usefixtures("clock")
def test_what_does_not_fit_in_length_is_left_out(
    tokenizers: Tokenizers, spms: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = itertools.cycle([0, 1, 60, 8])
    monkeypatch.setattr(
        back, "_write", lambda _, sources, *__: [[5] * next(lengths) for _ in sources]
    )
    pool, targets = corpora(tokenizers)
    found = back.back_translated(
        pool, targets, spms, first_state(tokenizers), plan(3), torch.device("cpu"), lambda **_: None
    )
    english = encode_all(tokenizers.source, [english for _, english in PAIRS[LEARNED:]])
    for number, length in zip(found.target_numbers.tolist(), found.sources.lengths, strict=True):
        assert 0.5 <= length / len(english[number - LEARNED]) <= 2.0
    assert 0 < len(found) <= 13  # one of four


@pytest.mark.usefixtures("clock")
def test_what_is_not_written_in_time_is_left_out(
    tokenizers: Tokenizers, spms: tuple[Path, Path]
) -> None:
    pool, targets = corpora(tokenizers)
    found = back.back_translated(
        pool,
        targets,
        spms,
        first_state(tokenizers),
        plan(300, write_seconds=2.0, likeliest=1),
        torch.device("cpu"),
        lambda **_: None,
    )
    assert 0 < len(found) <= 32  # one batch of the two


def test_the_reverse_decoder_begins_with_the_encoders_pieces(tokenizers: Tokenizers) -> None:
    state = first_state(tokenizers, more_pieces=8)
    count = tokenizers.source.get_piece_size()
    start = back.reversed_state(state, count)
    ours = start["decoder.embedding.piece.weight"]
    assert (ours == state["encoder.embedding.piece.weight"][:count]).all()
    assert len(start["decoder.bias"]) == count
    assert len(state["decoder.bias"]) != count  # the given weights are as before


def test_without_arabic_there_is_nothing_to_learn_from(
    tokenizers: Tokenizers, spms: tuple[Path, Path]
) -> None:
    (_, others, _), targets = corpora(tokenizers)
    with pytest.raises(TrainingError, match="no Arabic pairs"):
        back.back_translated(
            [others],
            targets,
            spms,
            first_state(tokenizers),
            plan(1),
            torch.device("cpu"),
            lambda **_: None,
        )


def test_pieces_are_drawn_by_probability_among_the_likeliest() -> None:
    torch.manual_seed(1)
    logits = torch.tensor([[0.0, 2.0, 1.0, -1.0]]).expand(4_000, 4)
    counts = Counter(drawn(2)(logits).tolist())
    assert set(counts) == {1, 2}
    assert counts[1] / counts[2] == pytest.approx(np.exp(1.0), rel=0.15)


def test_a_run_without_a_pack_is_refused(tmp_path: Path) -> None:
    from training.gpu_run import Run, run_on_gpu

    with pytest.raises(TrainingError, match="no pack in"):
        run_on_gpu(Run(tmp_path, tmp_path / "out", device="cpu"))


def test_back_translated_pairs_have_a_share_of_a_run_if_there_are_any() -> None:
    from training.gpu_run import shares

    with_back = shares(["ar-en", OTHERS, back.NAME])
    without = shares(["ar-en", OTHERS])
    assert with_back[2] > 0
    assert sum(with_back) == pytest.approx(1.0) == pytest.approx(sum(without))
    assert with_back[0] / with_back[1] == pytest.approx(without[0] / without[1])


def test_what_was_written_serves_another_run(tmp_path: Path) -> None:
    corpus = Corpus(back.NAME, Sequences.of([[5, 6], [], [7]]), np.array([3, 1, 2]))
    back.keep(corpus, tmp_path / back.FILE)
    again = back.kept(tmp_path / back.FILE)
    assert again.name == back.NAME
    assert [again.sources[i].tolist() for i in range(3)] == [[5, 6], [], [7]]
    assert again.target_numbers.tolist() == [3, 1, 2]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.npz"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match="holds no back-translated corpus"):
        back.kept(path)
    with pytest.raises(TrainingError, match="holds no back-translated corpus"):
        back.kept(tmp_path / "missing.npz")
