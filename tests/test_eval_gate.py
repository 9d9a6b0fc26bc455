"""The gate turns red for the right reason. The model is a fake that gives the references."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from eval.gate import BASELINE, LIMITS, measure, pin, reasons
from mujaz.arabic import ascii_figures
from mujaz.glossary import Glossary
from mujaz.scoring import ModelSystem
from mujaz.testsets import load_set
from mujaz.translators import EchoTranslator

DEV = load_set("held-out", split="dev")
REFERENCES = {ascii_figures(pair.source): pair.reference for pair in DEV.segments}
NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|denied|denies|deny|without)\b ?|n't", re.IGNORECASE
)
ARABIC = re.compile(r"[\u0621-\u064a]{2,}")


def system(change: Callable[[str], str], *, names: bool = False) -> ModelSystem:
    """Return a system that gives what `change` makes of a source."""
    translator = EchoTranslator(answers=lambda source: [change(source)])
    return ModelSystem("fake", translator, names=names, checks=False)


def found(fake: ModelSystem, baseline: Mapping[str, Any]) -> list[str]:
    return list(reasons(measure(DEV, fake), baseline))


def reference(source: str) -> str:
    return REFERENCES.get(source, "")


@pytest.fixture(scope="module")
def baseline() -> dict[str, Any]:
    return pin(measure(DEV, system(reference)), "the references", None)


def test_what_was_pinned_passes(baseline: dict[str, Any]) -> None:
    assert found(system(reference), baseline) == []


def test_dropped_segments_are_told(baseline: dict[str, Any]) -> None:
    dropped = set(list(REFERENCES)[::12])
    said = found(system(lambda s: "" if s in dropped else reference(s)), baseline)
    assert f"{len(dropped)} of 89 segments have no translation" in said
    assert any(reason.startswith("chrF++") for reason in said)


def test_removed_negations_are_told(baseline: dict[str, Any]) -> None:
    said = found(system(lambda s: NEGATION.sub("", reference(s))), baseline)
    assert any(reason.startswith("facts, translation") for reason in said)
    assert any(reason.startswith("facts, brief") for reason in said)
    assert any("says what is false" in reason for reason in said)
    assert not [reason for reason in said if "no translation" in reason or "names" in reason]


def source_of(given: str) -> str:
    """Return the source that names were put into: the one with the most Arabic in common."""
    words = set(ARABIC.findall(given))
    return max(REFERENCES, key=lambda source: len(words & set(ARABIC.findall(source))))


def by_ear(given: str) -> str:
    """Give a name right only where it stands in the source in English."""
    source = source_of(given)
    text = reference(source)
    for match in Glossary.builtin().find(source):
        if match.english not in given:
            for form in sorted(match.term.accepted, key=len, reverse=True):
                text = re.sub(rf"\b{re.escape(form)}", "Xqz", text, flags=re.IGNORECASE)
    return text


def test_names_that_are_not_put_in_are_told() -> None:
    with_names = pin(measure(DEV, system(by_ear, names=True)), "names put in", None)
    assert found(system(by_ear, names=True), with_names) == []
    said = found(system(by_ear), with_names)
    assert any(reason.startswith("names") for reason in said)
    assert any(reason.startswith("facts, translation") for reason in said)
    assert not [reason for reason in said if "no translation" in reason or "false" in reason]


def test_a_small_fall_counts_where_it_is_everywhere(baseline: dict[str, Any]) -> None:
    low = {**baseline, "floors": dict.fromkeys(baseline["floors"], 0)}
    [said] = found(system(lambda s: reference(s).removesuffix(".")), low)
    assert said.startswith("chrF++ fell from 100.0 to ")
    assert said.endswith("not by chance (p = 0.001)")
    long = max(REFERENCES, key=len)
    assert found(system(lambda s: reference(s)[:-90] if s == long else reference(s)), low) == []


def test_another_set_or_model_must_be_pinned(baseline: dict[str, Any]) -> None:
    same = measure(DEV, system(reference))
    other = {**baseline, "set": {"name": "held-out-dev", "sha256": "0"}}
    assert ["set is not the one" in reason for reason in reasons(same, other)] == [True]
    assert list(reasons(same, {**baseline, "model": "bundled v0"})) == [
        "the model is echo 1, pinned is bundled v0: pin again"
    ]


def test_a_floor_holds_and_pinning_again_keeps_why(baseline: dict[str, Any]) -> None:
    same = measure(DEV, system(reference))
    high = {**baseline, "floors": {**baseline["floors"], "segmentation-page": 101}}
    assert any("below its floor 101" in reason for reason in reasons(same, high))
    again = pin(same, "a second time", baseline)
    assert [told["reason"] for told in again["reasons"]] == ["the references", "a second time"]
    assert again["reasons"][1]["figures"]["chrf"] == pytest.approx(100)


def test_what_is_pinned_is_of_this_set_and_no_floor_was_lowered_by_hand() -> None:
    pinned = json.loads(BASELINE.read_text("utf-8"))
    assert pinned["set"]["sha256"] == load_set("held-out").digest
    last = pinned["reasons"][-1]
    assert last["reason"]
    for column, limit in LIMITS.items():
        assert pinned["floors"][column] == pytest.approx(last["figures"][column] - limit.most)
