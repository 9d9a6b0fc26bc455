"""Every family of models, in both engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mujaz import ModelError, TranslationError
from mujaz.catalogue import load_catalogue
from mujaz.errors import InputError
from mujaz.hub import find_model
from mujaz.loading import Engine, open_translator
from mujaz.translators import Decoding, load_translator

pytest.importorskip("transformers", reason="needs the extra hf")

TinyModel = Callable[[str], Path]
FAMILIES = ("marian", "nllb", "m2m100", "bart", "t5")


# transformers' beam search ends earlier on BART's bytes and finds worse hypotheses.
@pytest.mark.parametrize(
    ("family", "beam"),
    [(family, beam) for family in FAMILIES for beam in (1, 4) if (family, beam) != ("bart", 4)],
)
def test_both_engines_give_the_same_text_in_float32(
    tiny_model: TinyModel, family: str, beam: int
) -> None:
    from tests.tiny_models import sentences

    spec = find_model(str(tiny_model(family)), load_catalogue())
    sources = sentences(100)
    decoding = Decoding(beam_size=beam, n_best=beam, max_length=60)
    answers = []
    for name in ("ctranslate2", "transformers"):
        translator = open_translator(spec, Engine(name, compute_type="float32"))
        answers.append([hypotheses for _, hypotheses in translator.translate(sources, decoding)])
    ours, torchs = answers
    same = [a[0].text == b[0].text for a, b in zip(ours, torchs, strict=True)]
    assert sum(same) >= 99
    assert len({hypotheses[0].text for hypotheses in ours}) > 50, "the models say different things"
    assert all(len(hypotheses) == beam for hypotheses in ours + torchs)
    for a, b, equal in zip(ours, torchs, same, strict=True):
        assert a[0].log_prob is not None
        assert b[0].log_prob is not None
        assert not equal or abs(a[0].log_prob - b[0].log_prob) < 0.02
        assert not set(a[0].text) & set("_<>"), "special pieces do not reach the reader"


@pytest.mark.parametrize("family", ["marian", "nllb"])
def test_a_batch_gives_what_one_by_one_gives(tiny_model: TinyModel, family: str) -> None:
    from tests.tiny_models import sentences

    spec = find_model(str(tiny_model(family)), load_catalogue())
    translator = open_translator(spec, Engine(compute_type="float32"))
    decoding = Decoding(beam_size=2, n_best=1, max_length=100)
    sources = sentences(20)
    together = [h[0].text for _, h in translator.translate(sources, decoding)]
    alone = [
        hypotheses[0].text
        for source in sources
        for _, hypotheses in translator.translate([source], decoding)
    ]
    assert together == alone


def test_a_language_that_the_model_has_not_is_told(tiny_model: TinyModel) -> None:
    spec = find_model(str(tiny_model("nllb")), load_catalogue())
    with pytest.raises(TranslationError, match=r"no language 'xyz_Latn'.*target_code"):
        open_translator(spec.model_copy(update={"target_code": "xyz_Latn"}))


def test_the_window_is_no_wider_than_the_model(tiny_model: TinyModel) -> None:
    spec = find_model(str(tiny_model("marian")), load_catalogue())
    wide = spec.model_copy(update={"window": 10_000})
    translator = open_translator(wide)
    assert translator.spec.window < 256
    assert translator.spec.decoding.max_length < 256


def test_an_engine_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="no engine is called 'torch'"):
        Engine("torch")
    with pytest.raises(InputError, match="no device is called 'tpu'"):
        Engine(device="tpu")


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    spec = load_catalogue().get().model_copy(update={"path": str(tmp_path)})
    with pytest.raises(TranslationError, match=r"lacks model\.bin"):
        load_translator(spec)


def test_a_model_of_one_form_is_not_given_to_the_other_engine() -> None:
    with pytest.raises(ModelError, match="'bundled' exists in CTranslate2's form only"):
        open_translator(load_catalogue().get("bundled"), Engine("transformers"))


def test_what_this_machine_cannot_do_is_told_with_a_way_out() -> None:
    with pytest.raises(TranslationError, match=r"cannot be loaded.*try --device cpu"):
        load_translator(load_catalogue().get(), compute_type="float99")
