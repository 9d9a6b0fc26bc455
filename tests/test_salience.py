"""What segments are worth: the features, the labels, and the fit, on articles made up here."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import salience
from mujaz.errors import MujazError
from mujaz.summarizers.salience import WEIGHTS, Sources

from .conftest import SHARED

HEADLINE = "الوزير يعلن اتفاقا مع النقابة"
TEXTS = (
    "أعلن الوزير اتفاقا مع النقابة بعد أسبوع من المحادثات.",
    "ونفت النقابة أن تكون قد قبلت الاتفاق.",
    "وقتل عاملان في حادث قرب الميناء.",
    "وبلغت الكلفة 40 مليون دولار.",
    "وكان الطقس معتدلا.",
)


def features(texts: Sequence[str] = TEXTS, headline: str = HEADLINE) -> list[dict[str, float]]:
    return Sources(texts, headline).features([len(text.split()) for text in texts])


@pytest.mark.parametrize(("name", "place"), [("denies", 1), ("casualties", 2), ("figures", 3)])
def test_what_a_segment_holds_is_seen(name: str, place: int) -> None:
    assert [row[name] for row in features()] == [float(i == place) for i in range(len(TEXTS))]


@pytest.mark.parametrize(
    "text",
    ["مقتل ثلاثة", "وقُتل جندي", "القتلى", "إصابة خمسة", "والجرحى", "سقوط ضحايا", "وفاة الكاتب"],
)
def test_casualties_in_their_forms(text: str) -> None:
    (row,) = features([text], "")
    assert row["casualties"] == 1.0


@pytest.mark.parametrize("text", ["وقته ضيق", "حقيبة الوزير", "يقاتل", "وفد من الوزارة"])
def test_words_that_only_look_like_casualties(text: str) -> None:
    (row,) = features([text], "")
    assert row["casualties"] == 0.0


def test_new_is_what_the_headline_does_not_say() -> None:
    first, second, *_ = features()
    assert first["new"] < second["new"]
    assert features(TEXTS, "")[0]["new"] > first["new"]


def test_the_lead_is_worth_less_only_where_a_headline_says_it() -> None:
    assert [row["lead"] for row in features()] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert all(row["lead"] == row["lead_new"] == 0.0 for row in features(TEXTS, ""))


def test_what_others_repeat_is_central() -> None:
    rows = features(["التقى الوزير وفد النقابة.", "وفد النقابة التقى الوزير.", "الطقس معتدل."], "")
    assert rows[0]["central"] > rows[2]["central"] == 0.0
    assert rows[1]["repeats"] > 0.9 > rows[2]["repeats"]


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=20))
def test_any_text_has_every_feature(texts: list[str], headline: str) -> None:
    sources = Sources(texts, headline)
    for row in sources.features([len(text) for text in texts]):
        assert list(row) == list(WEIGHTS)
        assert all(0.0 <= value <= 3.0 for value in row.values())
    assert all(0.0 <= value <= 1.0 + 1e-9 for line in sources.alike for value in line)


def labelled(worth: Sequence[int], name: str = "a") -> salience.Labelled:
    """Return an article each segment of which states one fact of the given weight, if any."""
    facts = [
        salience.Fact(weight, False, frozenset({place}))
        for place, weight in enumerate(worth)
        if weight
    ]
    segments = tuple((text, "one two three four five.") for text in TEXTS)
    headline = (f"{HEADLINE} {name}", "A headline")
    return salience.Labelled(
        name, headline, segments, (salience.Fact(3, True, frozenset()), *facts)
    )


def test_worth_is_in_twentieths_of_all_facts() -> None:
    assert labelled([3, 0, 2, 1, 1]).worth().tolist() == [6.0, 0.0, 4.0, 2.0, 2.0]


def test_the_fit_finds_what_facts_go_with() -> None:
    weights = salience.fit([labelled([0, 3, 0, 0, 0], str(n)) for n in range(30)])
    assert weights["denies"] > 1.0
    assert weights["denies"] > max(weights[n] for n in ("figures", "casualties", "words"))


def test_an_article_is_chosen_from_without_its_own_labels() -> None:
    denials = [labelled([0, 3, 0, 0, 0], f"d{n}") for n in range(15)]
    odd = labelled([0, 0, 0, 3, 0], "odd")
    weights = salience.cross_fitted([*denials, odd])
    assert weights["odd"]["figures"] <= 0.0 < salience.fit([*denials[:3], odd])["figures"]


def test_a_brief_states_what_its_segments_and_the_headline_state() -> None:
    article = labelled([3, 0, 2, 0, 0])
    both = [article, labelled([1, 1, 1, 1, 1], "b")]
    summarizer = salience.CrossFitted(both, salience.cross_fitted(both))
    brief = summarizer.summarize(article.translations(), words=7)
    assert brief.sentences[0].cites == (0,)
    stated, of = article.stated(brief)
    assert of == 8.0
    assert stated == 3.0 + sum({1: 3.0, 3: 2.0}.get(p.cites[0], 0.0) for p in brief.sentences[1:])


def test_labels_agree_with_themselves_and_less_with_others() -> None:
    first = [labelled([3, 0, 2, 0, 1], "a"), labelled([0, 3, 0, 1, 0], "b")]
    assert salience.agreement(first, first) == pytest.approx(1.0)
    other = replace(first[0], facts=labelled([0, 3, 0, 2, 1]).facts)
    assert salience.agreement(first, [other, first[1]]) < 0.7


def write_training(folder: Path, name: str, texts: Sequence[str]) -> Path:
    folder.mkdir(exist_ok=True)
    with lzma.open(folder / "ar-news-sentences.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(f"corpus\t{name}\t{text}\n" for text in texts)
    with lzma.open(folder / "ar-en-news.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(f"{text}\tEnglish {n}.\n" for n, text in enumerate(texts))
    return folder


def test_labels_of_another_text_are_refused(tmp_path: Path) -> None:
    label = json.loads((salience.LABELS / "first.jsonl").read_text("utf-8").splitlines()[0])
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps(label), encoding="utf-8")
    training = write_training(tmp_path / "training", label["article"], TEXTS)
    with pytest.raises(MujazError, match=r"line 1.*as it was labelled"):
        salience.load(labels, training)


def test_missing_training_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(MujazError, match=r"no such file: .*ar-en-news\.tsv\.xz"):
        salience.load(salience.LABELS / "first.jsonl", tmp_path)


@pytest.mark.parametrize(("name", "articles"), [("first", 240), ("second", 30)])
def test_the_labels_are_whole(name: str, articles: int) -> None:
    lines = (salience.LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    assert len({label["article"] for label in labels}) == len(labels) == articles
    for label in labels:
        assert 5 <= len(label["headline_en"].split()) <= 14
        assert 7 <= len(label["facts"]) <= 11
        assert all(fact["weight"] in (1, 2, 3) and fact["segments"] for fact in label["facts"])


@pytest.mark.skipif(not (SHARED / "training").is_dir(), reason="needs ../shared/training")
def test_the_shipped_weights_are_the_fitted_ones_rounded() -> None:
    articles = salience.load(salience.LABELS / "first.jsonl", SHARED / "training")
    fitted = salience.fit(articles)
    assert sum(len(article.segments) for article in articles) == 2902
    for name, weight in WEIGHTS.items():
        assert weight == pytest.approx(fitted[name], abs=0.06)
