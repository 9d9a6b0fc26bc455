"""A tiny model of random weights, which other tests use too, and its exchange format."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from mujaz.errors import TrainingError

pytest.importorskip("torch", reason="the extra `train` is not installed")
import torch

from mujaz.adapting import ct2, learning
from mujaz.adapting.model import Shape, TranslationModel
from mujaz.adapting.scoring import load_model, save_model, state_of, translate
from mujaz.adapting.texts import Tokenizers
from mujaz.catalogue import load_catalogue

NOUNS = {
    "الوزير": "minister",
    "الرئيس": "president",
    "الكاتب": "writer",
    "المدير": "director",
    "الطبيب": "doctor",
    "الجندي": "soldier",
}
VERBS = {"زار": "visited", "رأى": "saw", "شكر": "thanked", "سأل": "asked"}
PLACES = {"المدرسة": "the school", "السوق": "the market", "المطار": "the airport"}


def toy_pairs(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Different sentences of a tiny language, with their translations."""
    random_ = random.Random(seed)
    found: dict[str, str] = {}
    while len(found) < count:
        verb, first, second = (random_.choice(list(w)) for w in (VERBS, NOUNS, NOUNS))
        place = random_.choice(list(PLACES))
        found[f"{verb} {first} {second} في {place}"] = (
            f"The {NOUNS[first]} {VERBS[verb]} the {NOUNS[second]} at {PLACES[place]}"
        )
    return list(found.items())


def train_pieces(texts: Iterable[str], path: Path, pieces: int) -> None:
    """Write a tokenizer of a few pieces."""
    from sentencepiece import SentencePieceTrainer

    SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(path.with_suffix("")),
        vocab_size=pieces,
        hard_vocab_limit=False,
        bos_id=0,
        pad_id=1,
        eos_id=2,
        unk_id=3,
        minloglevel=2,
    )
    path.with_suffix(".model").rename(path)
    path.with_suffix(".vocab").unlink()


def make_tiny(folder: Path) -> Path:
    """Write a tiny model of random weights."""
    # here, not at import: it holds for the thread that runs the tests
    torch.set_num_threads(1)
    folder.mkdir(parents=True)
    pairs = toy_pairs(200)
    for side, name in enumerate(("source", "target")):
        train_pieces((pair[side] for pair in pairs), folder / f"{name}.spm", 60)
    tokenizers = Tokenizers.of(folder)
    pieces = [
        [spm.id_to_piece(number) for number in range(spm.get_piece_size())]
        for spm in (tokenizers.source, tokenizers.target)
    ]
    torch.manual_seed(0)
    shape = Shape(len(pieces[0]), len(pieces[1]), 48, 12, 96, 2, 1, 64, 256)
    model = TranslationModel(shape)
    with torch.no_grad():  # as torch draws them, the loss would be 30
        model.decoder.embedding.piece.weight.mul_(0.2)
    ct2.write(folder, state_of(model), *pieces)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("tiny") / "model")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_restoring_and_exporting_again_gives_the_same_file(tiny: Path, tmp_path: Path) -> None:
    save_model(tmp_path, load_model(tiny), tiny)
    assert digest(tmp_path / "model.bin") == digest(tiny / "model.bin")
    for name in ("source.spm", "target.spm", "config.json", "source_vocabulary.json"):
        assert (tmp_path / name).read_bytes() == (tiny / name).read_bytes()


def test_exporting_does_not_touch_the_weights(tiny: Path, tmp_path: Path) -> None:
    model = load_model(tiny)
    before = {name: values.clone() for name, values in model.state_dict().items()}
    save_model(tmp_path, model, tiny)
    for name, values in model.state_dict().items():
        assert torch.equal(values, before[name]), name


def test_torch_scores_as_ctranslate2_does(tiny: Path) -> None:
    import ctranslate2

    source, english = toy_pairs(1)[0]
    tokenizers = Tokenizers.of(tiny)
    target = tokenizers.targets([english])[0]
    ids = torch.tensor([[0, *tokenizers.sources([source])[0], 2]])
    with torch.no_grad():
        logits = load_model(tiny).eval()(ids, ids != 1, torch.tensor([[2, *target]]))
    logits[..., [0, 1, 3]] = float("-inf")
    scores = logits.log_softmax(-1)[0].gather(1, torch.tensor([*target, 2])[:, None]).flatten()
    engine = ctranslate2.Translator(str(tiny), compute_type="float32")
    pieces = tokenizers.source.encode(source, out_type=str)
    expected = engine.score_batch([pieces], [[tokenizers.target.id_to_piece(i) for i in target]])
    assert scores.tolist() == pytest.approx(expected[0].log_probs, abs=1e-3)


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": True}, torch.bfloat16),
        ({"avx2": True, "avx512_bf16": False}, torch.float32),
    ],
)
def test_bfloat16_only_where_the_processor_has_it(
    capabilities: dict[str, bool], expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    learning._cpu_knows_bfloat16.cache_clear()
    with learning.precision(torch.device("cpu")):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype is expected
    learning._cpu_knows_bfloat16.cache_clear()


def test_a_model_translates(tiny: Path) -> None:
    assert len(translate(tiny, ["زار الوزير الرئيس في السوق", "نص"])) == 2


def test_a_model_tells_what_it_attends_to(tiny: Path) -> None:
    for folder in (tiny, load_catalogue().get("bundled").folder):
        arrays = ct2.read_model_bin(folder / "model.bin")
        assert arrays["decoder/alignment_layer"] == -1
        assert arrays["decoder/alignment_heads"] == ct2.HEADS


def test_special_pieces_get_a_bias_that_training_can_use(tiny: Path) -> None:
    _, state = ct2.restore(tiny)
    assert np.abs(state["decoder.bias"]).max() < 100


@pytest.mark.parametrize("cut", [0, 4, 100, 5_000])
def test_a_damaged_model_is_refused(tiny: Path, tmp_path: Path, cut: int) -> None:
    (tmp_path / "model.bin").write_bytes((tiny / "model.bin").read_bytes()[:cut])
    with pytest.raises(TrainingError, match=r"model\.bin is damaged"):
        ct2.restore(tmp_path)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="cannot read"):
        ct2.restore(tmp_path)


def test_another_tokenizer_is_refused(tiny: Path, tmp_path: Path) -> None:
    vocabulary = ct2.read_vocabulary(tiny / "source_vocabulary.json")
    with pytest.raises(TrainingError, match="the source tokenizer has 3 pieces"):
        ct2.write(tmp_path, state_of(load_model(tiny)), vocabulary[:3], vocabulary)


def test_importing_adapting_needs_no_torch() -> None:
    code = (
        "import sys, mujaz.adapting, mujaz.adapting.adapt, mujaz.adapting.memory\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
