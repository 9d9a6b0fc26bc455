from __future__ import annotations

import re
import shutil
import sys
import types
from pathlib import Path

import pytest

from mujaz import InputError, MissingExtraError
from mujaz.testsets import load_set, read_lines

from .conftest import ROOT, SHARED

HELD_OUT = ROOT / "eval" / "heldout"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_held_out_set_has_articles_whose_segments_are_the_sets() -> None:
    test, dev = load_set("held-out"), load_set("held-out", split="dev")
    assert (len(test.articles), len(dev.articles)) == (16, 8)
    for scored in (test, dev):
        assert scored.segments == tuple(s for page in scored.articles for s in page.segments)
        assert all(path and path.is_file() for path in scored.pages)
    assert test.digest != dev.digest


def test_a_limit_keeps_whole_articles() -> None:
    few = load_set("held-out", split="dev", limit=30)
    assert len(few.segments) == sum(len(page.segments) for page in few.articles) <= 30
    assert len(few.pages) == len(few.articles) > 0
    assert few.digest != load_set("held-out", split="dev").digest
    assert load_set("held-out", split="dev", limit=1).articles != ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("set.tsv", "مرحبا\tHello\nوداعا\tBye\n"),
        (
            "set.jsonl",
            """{"source":"مرحبا","reference":"Hello"}\n{"source":"وداعا","reference":"Bye"}\n""",
        ),
    ],
)
def test_files_of_pairs_give_the_same_set(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path / "set.ar", "مرحبا\nوداعا\n")
    write(tmp_path / "set.en", "Hello\nBye\n")
    from_pair = load_set(str(tmp_path / "set.ar"))
    scored = load_set(str(write(tmp_path / name, text)))
    assert scored.sources == ("مرحبا", "وداعا")
    assert scored.references == ("Hello", "Bye")
    assert scored.digest == from_pair.digest == load_set(str(tmp_path / "set")).digest
    assert load_set(str(tmp_path / name), limit=1).sources == ("مرحبا",)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("set.tsv", "مرحبا\tHello\nوداعا\n", "set.tsv, line 2: no tab"),
        ("set.tsv", "مرحبا\tHello\nوداعا\t \n", "set.tsv, line 2: one side is empty"),
        ("set.jsonl", '{"source": "مرحبا"}\n', "set.jsonl, line 1: not an object"),
        ("set.jsonl", "[1]\n", "set.jsonl, line 1: not an object"),
        ("set.ar", "مرحبا\nوداعا\n", "set.ar: 2 lines of Arabic, 1 of English"),
        ("set.csv", "", "no set is called"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    write(tmp_path / "set.en", "Hello\n")
    path = write(tmp_path / name, text)
    with pytest.raises(InputError, match=re.escape(said)):
        load_set(str(path))


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "set.ar").write_bytes("مرحبا".encode("cp1256"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_lines(tmp_path / "set.ar")
    with pytest.raises(InputError, match="No such file"):
        read_lines(tmp_path / "none")
    with pytest.raises(InputError, match="no split"):
        load_set("held-out", split="devtest")


def test_an_article_that_is_wrong_is_told_with_its_field(tmp_path: Path) -> None:
    folder = tmp_path / "02-market-shelling"
    shutil.copytree(HELD_OUT / folder.name, folder)
    assert len(load_set(str(tmp_path), split="dev").articles) == 1
    with pytest.raises(InputError, match="no article of the split 'test'"):
        load_set(str(tmp_path))
    text = (folder / "article.yaml").read_text("utf-8")
    write(folder / "article.yaml", text.replace("weight: 3", "weight: 9"))
    with pytest.raises(InputError, match=r"article\.yaml, field 'facts\.0\.weight'"):
        load_set(str(tmp_path), split="dev")
    write(folder / "article.yaml", text + "\nid: [")
    with pytest.raises(InputError, match=r"article\.yaml, line \d+: not YAML"):
        load_set(str(tmp_path), split="dev")


def test_public_sets_come_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eval" / "testsets").mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "eval" / "testsets"):
        write(folder / "flores-dev.ar", "مرحبا\n")
        write(folder / "flores-dev.en", "Hello\n")
        assert load_set("flores", split="dev", data=folder).references == ("Hello",)
    monkeypatch.setenv("MUJAZ_DATA", str(tmp_path))
    assert load_set("flores", split="dev").name == "flores-dev"
    with pytest.raises(InputError, match=r"ntrex\.ar"):
        load_set("ntrex")


def test_the_shared_sets_are_read_whole() -> None:
    if not SHARED.exists():
        pytest.skip("../shared is not here")
    assert len(load_set("flores", data=SHARED).segments) == 1012
    assert len(load_set("ntrex", data=SHARED).segments) == 1997


def hub(monkeypatch: pytest.MonkeyPatch, tables: dict[str, dict[str, list[str]]]) -> list[str]:
    """Stand a module in for `datasets`; returns the revisions that are asked for."""
    asked: list[str] = []

    def load_dataset(
        repository: str, config: str | None, *, split: str, revision: str
    ) -> dict[str, list[str]]:
        asked.append(f"{repository}@{revision} {split}")
        return tables[config or repository]

    module = types.ModuleType("datasets")
    module.load_dataset = load_dataset  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "datasets", module)
    monkeypatch.delenv("MUJAZ_DATA", raising=False)
    return asked


def test_without_a_folder_the_hub_is_asked_for_pinned_revisions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = hub(
        monkeypatch,
        {
            "arb_Arab": {"text": ["مرحبا"]},
            "eng_Latn": {"text": ["Hello"]},
            "mteb/NTREXBitextMining": {"arb_Arab": ["وداعا"], "eng_Latn": ["Bye"]},
        },
    )
    assert load_set("flores").references == ("Hello",)
    assert load_set("ntrex").references == ("Bye",)
    assert all(re.search(r"@[0-9a-f]{40} (devtest|test)$", line) for line in asked)


def test_a_hub_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    hub(monkeypatch, {})
    with pytest.raises(InputError, match="flores_plus cannot be had from the hub"):
        load_set("flores")
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtraError, match=r"mujaz\[eval\]"):
        load_set("ntrex")
