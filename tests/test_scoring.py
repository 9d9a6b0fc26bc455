from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import (
    Brief,
    Finding,
    InputError,
    Name,
    Point,
    Role,
    Segment,
    Severity,
    Span,
    Translation,
    scoring,
)
from mujaz.scoring import FileSystem, ModelSystem, answer, evaluate, file_system, read_run
from mujaz.scoring.answers import append_answers
from mujaz.scoring.comparing import Mark, marked
from mujaz.scoring.tables import brief_findings_by_kind
from mujaz.testsets import Pair, Scored, load_set, of_pairs
from mujaz.translators import EchoTranslator

from .conftest import Run as Command

pytest.importorskip("rouge_score", reason="needs the extra eval")

DEV = load_set("held-out", split="dev", limit=25)
SEGMENTS = len(DEV.segments)
REFERENCES = {pair.source: [pair.reference] for pair in DEV.segments}


def perfect(name: str = "perfect") -> ModelSystem:
    """Return a system that gives the references."""
    return ModelSystem(name, EchoTranslator(answers=REFERENCES), names=False, checks=False)


def hypotheses(tmp_path: Path, lines: Sequence[str], name: str = "file") -> FileSystem:
    path = tmp_path / f"{name}.en"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file_system(f"{name}={path}")


class KilledError(Exception):
    pass


class Fragile:
    """A system that stops after some segments."""

    def __init__(self, system: ModelSystem, most: int) -> None:
        self.name, self.identity = system.name, system.identity
        self.asked: list[int] = []
        self._system, self._most = system, most

    def translate(self, segments: Sequence[Segment], first: int) -> tuple[Translation, ...]:
        if first >= self._most:
            raise KilledError
        self.asked.append(first)
        return self._system.translate(segments, first)


def test_references_as_hypotheses_score_best() -> None:
    [result] = evaluate(DEV, [perfect()]).results
    values = {score.metric: score.value for score in result.scores}
    assert values["bleu"] == pytest.approx(100)
    assert values["chrf"] == pytest.approx(100)
    assert values["ter"] == 0
    facts = values["facts-translation"]
    assert facts is not None
    assert facts > 90
    assert values["forbidden-translation"] == values["forbidden-brief"] == 0
    assert values["citations-brief"] is not None
    assert values["citations-brief"] > 90
    assert values["comet"] is None
    assert {score.n for score in result.scores} == {SEGMENTS, len(DEV.articles)}
    assert all(score.signature or score.reason for score in result.scores)
    assert result.run.speed is not None


def test_a_set_of_pairs_has_no_figures_of_articles() -> None:
    pairs = of_pairs("two", DEV.segments[:2])
    [result] = evaluate(pairs, [perfect()]).results
    assert {score.n for score in result.scores} == {2}
    assert not [score for score in result.scores if "brief" in score.metric]


def test_a_file_is_scored_like_a_model_and_tested_against_the_first(tmp_path: Path) -> None:
    worse = [pair.reference.replace("not ", "") + " indeed" for pair in DEV.segments]
    same = hypotheses(tmp_path, DEV.references, "same")
    first, second, third = evaluate(
        DEV, [perfect(), same, hypotheses(tmp_path, worse)], columns=("chrf", "facts-brief")
    ).results
    assert first.differences == ()
    assert [(d.value, d.p) for d in second.differences] == [(0, 1), (0, 1)]
    chrf = third.differences[0]
    assert (chrf.metric, chrf.baseline) == ("chrf", "perfect")
    assert chrf.value < 0
    assert chrf.p < 0.01
    assert third.run.speed is None


def test_wrong_files_and_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"1 hypotheses for {SEGMENTS} segments"):
        evaluate(DEV, [hypotheses(tmp_path, ["one"])])
    with pytest.raises(InputError, match="two systems are called 'perfect'"):
        evaluate(DEV, [perfect(), perfect()])
    with pytest.raises(InputError, match="not NAME=FILE"):
        file_system("file.en")


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mujaz.scoring.systems._AT_ONCE", 16)
    with pytest.raises(KilledError):
        answer(DEV, Fragile(perfect(), 16), out=tmp_path)
    path = tmp_path / "perfect.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"source": "torn off in the mid')
    told: list[str] = []
    again = Fragile(perfect(), 1000)
    run = answer(DEV, again, out=tmp_path, tell=told.append)
    assert again.asked == [16]
    assert f"16 of {SEGMENTS}" in told[0]
    whole = answer(DEV, perfect())
    assert [a.translation for a in run.answers] == [a.translation for a in whole.answers]
    assert read_run(path) == run
    third = Fragile(perfect(), 0)
    assert answer(DEV, third, out=tmp_path) == run
    assert third.asked == []


def test_findings_names_and_signs_come_back_from_the_file(tmp_path: Path) -> None:
    def half(source: str) -> list[str]:
        return [REFERENCES.get(source, [source])[0].replace("not ", "")]

    system = ModelSystem("half", EchoTranslator(answers=half))
    run = answer(DEV, system, out=tmp_path)
    assert any(a.translation.findings for a in run.answers)
    assert any(a.translation.names for a in run.answers)
    assert run == read_run(tmp_path / "half.jsonl")


spans = st.lists(st.builds(Span, st.just(0), st.integers(0, 9)), max_size=2).map(tuple)
findings = st.builds(
    Finding, st.text(max_size=5), st.sampled_from(Severity), st.text(max_size=9), spans, spans
)
names = st.builds(
    Name, spans.map(lambda s: s[0] if s else Span(0, 1)), st.text(max_size=5), st.text(max_size=5)
)


@given(
    st.text(max_size=30),
    st.text(max_size=30),
    st.none() | st.floats(-9, 0),
    st.lists(findings, max_size=3).map(tuple),
    st.lists(names, max_size=3).map(tuple),
)
def test_an_answer_survives_its_file(
    source: str,
    text: str,
    log_prob: float | None,
    found: tuple[Finding, ...],
    known: tuple[Name, ...],
) -> None:
    segment = Segment(3, Span(0, len(source)), source, Role.QUOTE)
    translation = Translation(segment, text, "m", log_prob, findings=found, names=known, way="w")
    run = scoring.Run({"name": "m"}, (scoring.Answer(translation, "r", "a", "t", 1.5, None, 0.1),))
    with tempfile.TemporaryDirectory() as folder:
        append_answers(Path(folder) / "m.jsonl", run.made_with, run.answers)
        assert read_run(Path(folder) / "m.jsonl") == run


@pytest.mark.parametrize("what", ["set", "system", "code"])
def test_a_run_of_something_else_is_refused(tmp_path: Path, what: str) -> None:
    answer(DEV, perfect(), out=tmp_path)
    path = tmp_path / "perfect.jsonl"
    head, *lines = path.read_text("utf-8").split("\n")
    made_with = json.loads(head)
    made_with[what] = {"changed": True}
    path.write_text("\n".join([json.dumps(made_with), *lines]), encoding="utf-8")
    with pytest.raises(InputError, match=f"made with another {what}"):
        answer(DEV, perfect(), out=tmp_path)


def test_a_file_that_is_no_run_is_told(tmp_path: Path) -> None:
    path = tmp_path / "no.jsonl"
    path.write_text("{}\n[]\n", encoding="utf-8")
    with pytest.raises(InputError, match="does not hold answers"):
        read_run(path)


def test_everything_that_answers_depend_on_is_written(tmp_path: Path) -> None:
    run = answer(DEV, ModelSystem("echo", EchoTranslator(), beam_size=3), out=tmp_path)
    made: Any = run.made_with
    assert made["set"]["sha256"] == DEV.digest
    assert made["system"]["decoding"]["beam_size"] == 3
    assert made["system"]["model"]["revision"] == "1"
    assert made["versions"]["sacrebleu"]
    assert len(made["code"]) == 64


def pair_of_runs(tmp_path: Path) -> tuple[scoring.Run, scoring.Run]:
    lines = list(DEV.references)
    lines[3] = "Nothing of it."
    lines[5] += " (sic)"
    return answer(DEV, perfect()), answer(DEV, hypotheses(tmp_path, lines))


def test_what_changed_most_comes_first_and_is_marked(tmp_path: Path) -> None:
    before, after = pair_of_runs(tmp_path)
    assert [change.number for change in scoring.changes(before, after)] == [4, 6]
    shown = "\n".join(scoring.show_changes(before, after))
    assert f"2 of {SEGMENTS} segments differ; by chrF++ 0 are better, 2 worse" in shown
    assert "{+(sic)+}" in shown
    assert DEV.segments[3].source in shown
    assert "\x1b[32m(sic)\x1b[0m" in "\n".join(scoring.show_changes(before, after, colour=True))
    with pytest.raises(InputError, match="different sets"):
        scoring.changes(before, answer(of_pairs("two", DEV.segments[:2]), perfect()))


def test_marks_give_both_sides_back() -> None:
    one, other = "He did not sign any deal", "He did sign a deal there"
    parts = marked(one, other)
    assert " ".join(text for mark, text in parts if mark is not Mark.NEW) == one
    assert " ".join(text for mark, text in parts if mark is not Mark.GONE) == other


def test_a_reversed_sentence_of_a_brief_is_counted_by_its_kind() -> None:
    run = answer(DEV, perfect())
    briefs = tuple(
        Brief(
            None,
            None,
            tuple(
                Point(pair.reference.replace("not ", ""), (index,))
                for index, pair in enumerate(page.segments)
            ),
        )
        for page in DEV.articles
    )
    result = scoring.figures(DEV, run, columns=("faithfulness-brief",), briefs=briefs)
    kinds = {row[0]: float(row[1]) for row in brief_findings_by_kind([result])[1:]}
    assert kinds["polarity (error)"] > 0
    value = result.score("faithfulness-brief").value
    assert value is not None
    assert value < 100


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> scoring.Evaluation:
    lines = [text.replace("not ", "") for text in DEV.references]
    lines[0] = "<b>Lost & found</b>"
    other = hypotheses(tmp_path_factory.mktemp("systems"), lines, "no|not")
    return evaluate(DEV, [perfect(), other])


def test_the_reports_hold_figures_intervals_and_reasons(evaluation: scoring.Evaluation) -> None:
    text = scoring.render_text(evaluation)
    markdown = scoring.render_markdown(evaluation)
    values = json.loads(scoring.evaluation_json(evaluation))
    for shown in (text, markdown):
        assert DEV.digest in shown
        assert "100.0 (100.0–100.0)" in shown
        assert "COMET: absent, MUJAZ_COMET" in shown
        assert "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no" in shown
    assert "no\\|not" in markdown
    assert "| polarity (error) | 0.0 |" in markdown
    assert "findings for each 100 sentences of the briefs" in markdown
    assert [system["name"] for system in values["systems"]] == ["perfect", "no|not"]
    assert values["systems"][1]["differences"][0]["p"] < 0.05


def test_the_page_needs_nothing_else_and_escapes_what_it_shows(
    evaluation: scoring.Evaluation, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib", reason="needs the extra eval")
    scoring.write_folder(evaluation, tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "<b>Lost" not in page
    assert "&lt;b&gt;Lost &amp; found&lt;/b&gt;" in page
    assert page.count("<svg") == 4  # speed, size, topics, lengths; an echo has too few doubts
    assert 'lang="ar" dir="rtl"' in page
    assert "<del>not</del>" in page
    assert "currentColor" in page
    assert "src=" not in page
    assert "prefers-color-scheme: dark" in page
    assert scoring.render_html(evaluation) == page
    assert (tmp_path / "report.md").is_file()
    assert json.loads((tmp_path / "scores.json").read_text("utf-8"))
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    assert parquet.read_table(tmp_path / "perfect.parquet").num_rows == SEGMENTS


def echo_set(tmp_path: Path) -> Scored:
    pairs = tuple(Pair(source=f"قال {n}", reference=f"He said {n}") for n in range(3))
    (tmp_path / "set.ar").write_text("\n".join(p.source for p in pairs), encoding="utf-8")
    (tmp_path / "set.en").write_text("\n".join(p.reference for p in pairs), encoding="utf-8")
    return of_pairs("set", pairs)


def test_the_command_scores_compares_and_goes_on(tmp_path: Path, mujaz_command: Command) -> None:
    scored = echo_set(tmp_path)
    (tmp_path / "a.en").write_text("\n".join(scored.references), encoding="utf-8")
    (tmp_path / "b.en").write_text("He said 0\nHe said 1\nNo\n", encoding="utf-8")
    systems = [f"--system=a={tmp_path}/a.en", f"--system=b={tmp_path}/b.en"]
    out = f"--out={tmp_path}/out"
    done = mujaz_command("score", f"{tmp_path}/set.ar", *systems, out, "--format=json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["set"]["segments"] == 3
    files = [f"{tmp_path}/out/{name}.jsonl" for name in "ab"]
    compared = mujaz_command("score", "--compare", *files)
    again = mujaz_command(
        "score",
        f"{tmp_path}/set.ar",
        *systems,
        out,
        "--compare",
        "a",
        "b",
        "--output",
        f"{tmp_path}/diff",
    )
    assert b"a: 3 of 3 segments are in" in again.stderr
    for shown in (compared.stdout, (tmp_path / "diff").read_bytes()):
        assert b"1 of 3 segments differ" in shown
        assert b"{+No+}" in shown


def test_the_command_needs_a_set(mujaz_command: Command) -> None:
    done = mujaz_command("score")
    assert done.returncode == 3
    assert b"no set is named" in done.stderr


def test_scores_from_python(tmp_path: Path) -> None:
    import mujaz

    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("قال الوزير ذلك.\tThe minister said so.\n", encoding="utf-8")
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("The minister said so.\n", encoding="utf-8")
    evaluation = mujaz.score(pairs, models=(), hypotheses={"theirs": theirs})
    [result] = evaluation.results
    assert result.name == "theirs"
    assert {score.metric: score.value for score in result.scores}["chrf"] == 100
