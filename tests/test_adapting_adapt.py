"""Adapting a tiny model to a toy memory: it gains, the old model stays, the new one has a name."""

from __future__ import annotations

import importlib.util
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml

pytest.importorskip("torch", reason="the extra `train` is not installed")
from mujaz.adapting import adapt as module
from mujaz.adapting import tuning
from mujaz.adapting.adapt import AdaptResult, adapt
from mujaz.adapting.learning import Settings
from mujaz.adapting.memory import Pair
from mujaz.adapting.scoring import TestPart, load_model, state_of
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.errors import CatalogueError, MissingExtraError, TrainingError
from tests.test_adapting_tiny import digest, make_tiny, toy_pairs


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memory") / "desk.tsv"
    lines = [f"{source}\t{english}\n" for source, english in toy_pairs(120, seed=1)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told() -> list[tuple[float, str]]:
    return []


@pytest.fixture(scope="module")
def adapted(
    tiny: Path,
    memory: Path,
    tmp_path_factory: pytest.TempPathFactory,
    told: list[tuple[float, str]],
) -> AdaptResult:
    folder = tmp_path_factory.mktemp("adapted")
    # a model that knows nothing yet needs larger steps
    settings = Settings(encoder_rate=0, decoder_rate=4e-3, warm_up=10, average=0.9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            tuning, "Tuning", partial(tuning.Tuning, settings=settings, most_steps=150, reach=1.0)
        )
        return adapt(
            memory,
            model_dir=tiny,
            out_dir=folder / "desk",
            progress=lambda share, text: told.append((share, text)),
            models_file=folder / "models.yaml",
        )


def test_it_gains_on_what_it_did_not_see(adapted: AdaptResult) -> None:
    assert adapted.gain > 10
    assert adapted.after_chrf - adapted.before_chrf == pytest.approx(adapted.gain)
    assert (adapted.kept, adapted.held_back, adapted.left_out) == (108, 12, 0)
    assert adapted.steps > 0


def test_it_says_how_far_it_is(adapted: AdaptResult, told: list[tuple[float, str]]) -> None:
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] <= 1
    assert "before" in told[0][1]
    assert f"{adapted.after_chrf:.1f}" in told[-1][1]


def test_the_old_model_stays(adapted: AdaptResult, tiny: Path, tmp_path: Path) -> None:
    fresh = make_tiny(tmp_path / "again")
    assert digest(tiny / "model.bin") == digest(fresh / "model.bin")
    assert digest(adapted.out_dir / "model.bin") != digest(tiny / "model.bin")
    assert [path.name for path in adapted.out_dir.parent.iterdir() if path.is_dir()] == ["desk"]


def test_the_new_one_is_usable_by_name(adapted: AdaptResult) -> None:
    from mujaz.translators import Decoding, load_translator

    catalogue = load_catalogue([adapted.out_dir.parent / "models.yaml"])
    spec = catalogue.get("desk")
    assert spec.files["model.bin"] == digest(adapted.out_dir / "model.bin")
    assert spec.scores[0].value == adapted.after_chrf
    translator = load_translator(spec)
    found = translator.translate(["زار الوزير الرئيس في السوق"], Decoding.of(spec))
    assert next(iter(found))[1][0].text


def test_its_card_tells_what_it_was_adapted_on(adapted: AdaptResult) -> None:
    card = (adapted.out_dir / "MODEL_CARD.md").read_text("utf-8")
    assert "`desk.tsv`: 108 pairs learned from, 12 held back" in card
    assert f"| before | {adapted.before_chrf:.2f} |" in card
    assert f"| after | {adapted.after_chrf:.2f} |" in card


def test_nothing_is_written_when_nothing_is_gained(
    tiny: Path, memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TestPart, "nll", lambda *_: 1.0)
    with pytest.raises(TrainingError, match="36 steps did not make the held-back part better"):
        adapt(memory, model_dir=tiny, out_dir=tmp_path / "new")
    assert not list(tmp_path.iterdir())


def test_the_model_goes_half_way_only(tiny: Path, tmp_path: Path) -> None:
    pairs = [Pair(source, english) for source, english in toy_pairs(40)]
    states = []
    for reach in (0.5, 1.0):
        plan = tuning.Tuning(600, most_steps=12, reach=reach)
        out = tmp_path / str(reach)
        tuning.tune(pairs[:30], pairs[30:], model_dir=tiny, out_dir=out, tuning=plan)
        states.append(state_of(load_model(out))["decoder.bias"][4:])
    start = state_of(load_model(tiny))["decoder.bias"][4:]
    half, full = states
    np.testing.assert_allclose(half, (start + full) / 2, atol=1e-6)
    assert np.abs(full - start).max() > 1e-5
    plan = tuning.Tuning(600, most_steps=12, reach=0.0)
    with pytest.raises(TrainingError, match="12 steps did not make the held-back part better"):
        tuning.tune(pairs[:30], pairs[30:], model_dir=tiny, out_dir=tmp_path / "0", tuning=plan)


def test_a_folder_that_is_there_stays(tiny: Path, memory: Path, tmp_path: Path) -> None:
    (tmp_path / "note").touch()
    with pytest.raises(TrainingError, match="is there already"):
        adapt(memory, model_dir=tiny, out_dir=tmp_path)


@pytest.mark.parametrize("name", ["", "../x", "نص", "a b"])
def test_a_bad_name_is_refused(tiny: Path, memory: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError, match="cannot be a model's name"):
        adapt(memory, model_dir=tiny, out_dir=tmp_path / "new", name=name)


def test_a_name_that_is_taken_is_refused(tiny: Path, memory: Path, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="a model is called 'bundled' already"):
        adapt(
            memory,
            model_dir=tiny,
            out_dir=tmp_path / "new",
            name="bundled",
            models_file=tmp_path / "models.yaml",
        )


def test_no_time_is_refused(tiny: Path, memory: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="0 minutes are no time"):
        adapt(memory, model_dir=tiny, out_dir=tmp_path / "new", minutes=0)


def test_texts_that_are_too_long_are_refused(tiny: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.tsv"
    path.write_text("".join(f"{'الوزير ' * 200}{i}\t{i} long\n" for i in range(30)), "utf-8")
    with pytest.raises(TrainingError, match="only 0 pairs are short enough"):
        adapt(path, model_dir=tiny, out_dir=tmp_path / "new")


def test_without_torch_the_extra_is_named(
    tiny: Path, memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(module, "find_spec", lambda n: None if n == "torch" else find(n))
    with pytest.raises(MissingExtraError, match=r"mujaz\[train\]"):
        adapt(memory, model_dir=tiny, out_dir=tmp_path / "new")


def entry(name: str) -> dict[str, object]:
    return {
        "name": name,
        "task": "translation",
        "engine": "ctranslate2",
        "path": f"/models/{name}",
        "revision": "v1",
        "licence": "ours",
        "size_mb": 1.0,
        "source_language": "ar",
        "target_language": "en",
        "window": 128,
    }


OURS = "# my models\nmodels:\n- name: one # the first\n" + "".join(
    f"  {key}: {value}\n" for key, value in entry("one").items() if key != "name"
)


@pytest.mark.parametrize(
    ("before", "names", "kept"),
    [
        ("", ["desk"], ""),
        ("# nothing yet\n", ["desk"], ""),
        (OURS, ["one", "desk"], "# the first"),
        (OURS.replace("\n", "\n  ").replace("  models", "models"), ["one", "desk"], "# the first"),
        (f"{OURS}default: one\n", ["one", "desk"], "default: one"),
        (yaml.safe_dump({"models": [entry("one")]}, default_flow_style=True), ["one", "desk"], ""),
        ("models: []\n", ["desk"], ""),
    ],
)
def test_an_entry_is_added(tmp_path: Path, before: str, names: list[str], kept: str) -> None:
    spec = ModelSpec.model_validate(entry("desk"))
    path = tmp_path / "new" / "models.yaml"
    if before:
        path.parent.mkdir()
        path.write_text(before, "utf-8")
    if before == "# nothing yet\n":
        with pytest.raises(CatalogueError):
            module.add_entry(path, spec)
        assert path.read_text("utf-8") == before
        return
    module.add_entry(path, spec)
    text = path.read_text("utf-8")
    assert [model["name"] for model in yaml.safe_load(text)["models"]] == names
    assert kept in text
    assert load_catalogue([path]).get("desk") == spec
    assert [p.name for p in path.parent.iterdir()] == ["models.yaml"]
    with pytest.raises(CatalogueError, match="is called 'desk' already"):
        module.add_entry(path, spec)
