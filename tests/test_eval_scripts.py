"""The scripts in eval/ on little: a few lines, a fake model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from eval import briefs, peers, run
from mujaz.metrics import METRICS
from mujaz.scoring import ModelSystem, answer, make_briefs
from mujaz.summarizers import ExtractiveSummarizer
from mujaz.testsets import load_set
from mujaz.translators import EchoTranslator
from mujaz.values import Brief, Role

from .conftest import SHARED

pytest.importorskip("rouge_score", reason="needs the extra eval")

DEV = load_set("held-out", split="dev", limit=25)
REFERENCES = {pair.source: [pair.reference] for pair in DEV.segments}


def fake() -> ModelSystem:
    return ModelSystem("fake", EchoTranslator(answers=REFERENCES), names=False, checks=False)


def cites(brief: Brief) -> list[int]:
    return [point.cites[0] for point in brief.sentences]


@pytest.mark.parametrize("words", [40, 80, 150])
def test_baselines_take_whole_sentences_within_the_words(words: int) -> None:
    run_ = answer(DEV, fake())
    page = [a.translation for a in run_.answers if a.article == DEV.articles[0].id]
    lead = briefs.LeadSummarizer().summarize(page, words=words)
    three = briefs.LeadSummarizer(3).summarize(page, words=words)
    drawn = briefs.RandomSummarizer(1).summarize(page, words=words)
    again = briefs.RandomSummarizer(1).summarize(page, words=words)
    for brief in (lead, three, drawn):
        assert brief.words <= words
        assert cites(brief) == sorted(cites(brief))
        assert page[0].segment.role is Role.HEADLINE
        assert cites(brief)[0] == 0
    assert cites(three) == cites(lead)[: len(three.sentences)]
    assert len(three.sentences) <= 4
    assert drawn == again


def test_ours_is_compared_at_the_same_length() -> None:
    run_ = briefs.referenced(answer(DEV, fake()))
    rows = briefs.compared(DEV, run_, 120)
    assert [row[0] for row in rows][-1] == "random sentences"
    assert all(len(row) == 5 for row in rows)
    three = make_briefs(DEV, run_, summarizer=briefs.LeadSummarizer(3))
    ours = make_briefs(
        DEV, run_, summarizer=briefs.Fitted(ExtractiveSummarizer(), three), words=120
    )
    for brief, other in zip(ours, three, strict=True):
        assert brief.words <= other.words


def write(folder: Path, lines: Sequence[str]) -> None:
    folder.mkdir(parents=True)
    (folder / "flores-test.en").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_peers_are_scored_as_published_and_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [reference.replace("'", "&#39;") for reference in DEV.references]
    write(tmp_path / "argos", lines)
    monkeypatch.setattr(peers, "PEERS", (("argos", "Argos", 99.9),))
    published, as_text = peers.score(DEV, peers.read_peers(tmp_path), fake())
    head, escaped, ours = peers.table(published, as_text)
    assert head[1] == "BLEU published"
    assert escaped[:2] == ["Argos", "99.9"]
    assert escaped[2] != "100.0 (100.0–100.0)"
    assert escaped[5] == ours[2] == ours[5] == "100.0 (100.0–100.0)"
    assert ours[:2] == ["fake", "-"]
    [wrong] = peers.mismatches({"Argos": 99.7})
    assert wrong == "Argos: BLEU 99.7, published 99.9"


def test_published_figures_come_out() -> None:
    if not SHARED.exists():
        pytest.skip("../shared is not here")
    scored = load_set("flores", data=SHARED)
    found = peers.read_peers(SHARED / "eval" / "peers")
    bleu = {peer.name: METRICS["bleu"].score(peer.lines, scored.references)[0] for peer in found}
    assert peers.mismatches({name: score.value for name, score in bleu.items()}) == []


def test_a_matrix_of_sets_gives_a_folder_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib", reason="needs the extra eval")
    for name in ("one", "two"):
        (tmp_path / f"{name}.tsv").write_text("قال نعم\tHe said yes\n", encoding="utf-8")
        (tmp_path / f"{name}.tsv.out").write_text("He said yes\n", encoding="utf-8")
    sets = [f"--set={tmp_path}/{name}.tsv" for name in ("one", "two")]
    args = [str(tmp_path / "out"), *sets, f"--system=mine={tmp_path}/{{set}}.out"]
    assert run.main(args) == 0
    for name in ("one", "two"):
        names = {path.name for path in (tmp_path / "out" / f"{name}.tsv").iterdir()}
        assert {"mine.jsonl", "scores.json", "report.md", "report.html"} <= names
    assert "mine: 1 of 1" in capsys.readouterr().err
    assert run.main([*args, "--set=nothing"]) == 3
