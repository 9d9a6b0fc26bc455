"""Consensus decoding in benchmarks/: chrF as sacreBLEU has it, and the choice by it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sacrebleu", reason="needs the extra eval")
import sacrebleu

from benchmarks.consensus import Candidates, agreed, agreed_by_probability, first, oracle, utilities

texts = st.lists(st.text("abcde ,.", max_size=30), min_size=1, max_size=5)


@given(texts)
def test_the_utility_is_chrf(some: list[str]) -> None:
    chrf = sacrebleu.CHRF()
    theirs = [[chrf.sentence_score(ours, [other]).score for other in some] for ours in some]
    assert 100 * utilities(some) == pytest.approx(np.array(theirs), abs=1e-6)


def test_the_choice_depends_on_what_is_wanted() -> None:
    told = ["no, never", "the ship left port", "the ship has left port", "the ship has left a port"]
    given_ = Candidates(told, np.log([0.97, 0.01, 0.01, 0.01]), "the ship left a port today")
    assert first(given_) == told[0]
    assert agreed(given_) == told[2]
    assert agreed_by_probability(given_) == told[0]
    assert oracle(given_) == told[3]
