"""The command line in processes of its own: what is printed where, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import SAMPLE, Run

ENGLISH = "The minister said so on Friday. " * 3
BROKEN_MODELS = "models:\n  - name: x\n    window: many\n"


def one_line(stderr: bytes) -> str:
    text = stderr.decode()
    assert "Traceback" not in text
    assert text.count("\n") == 1, text
    assert text.startswith("mujaz: ")
    return text


@pytest.mark.parametrize(
    ("stdin", "code", "says"),
    [
        (b"", 3, "is empty"),
        (bytes(range(256)) * 9, 3, "not text"),
        (ENGLISH.encode(), 3, "no Arabic"),
        ("Le ministre a été reçu à Genève.".encode("latin-1"), 3, "no Arabic"),
        ("كلمة عربية ".encode() * 500_000, 3, "too long"),
        ("التعليقات (0)\nشارك".encode(), 3, "only page furniture"),
    ],
    ids=["empty", "binary", "english", "latin-1", "10 MB", "furniture"],
)
def test_bad_pages(mujaz_command: Run, stdin: bytes, code: int, says: str) -> None:
    done = mujaz_command("brief", "-", stdin=stdin)
    assert done.returncode == code
    assert says in one_line(done.stderr)
    assert done.stdout == b""


def test_bad_settings(mujaz_command: Run, tmp_path: Path) -> None:
    models = tmp_path / "models.yaml"
    models.write_text(BROKEN_MODELS)
    glossary = tmp_path / "names.csv"
    glossary.write_text("english,arabic\nRome,روما\n,باريس\n", encoding="utf-8")
    for arguments, code, says in (
        (["--model", "bundeld"], 4, "did you mean 'bundled'"),
        (["--models", str(models)], 4, "line "),
        (["--glossary", str(glossary)], 4, "line 3"),
        (["--glossary", str(tmp_path / "none.csv")], 4, "none.csv"),
        (["--words", "3"], 2, "--words"),
        (["--format", "pdf"], 2, "--format"),
        (["--output", str(tmp_path / "no" / "such" / "place")], 3, "cannot be written"),
    ):
        done = mujaz_command("brief", str(SAMPLE), "--quiet", *arguments)
        assert done.returncode == code, done.stderr.decode()
        assert says in one_line(done.stderr)
        assert done.stdout == b""
    done = mujaz_command("brief", str(tmp_path / "none.txt"))
    assert done.returncode == 3
    assert "does not exist" in one_line(done.stderr)


def test_brief_prints_only_the_result(mujaz_command: Run) -> None:
    done = mujaz_command("brief", str(SAMPLE), "--format", "json", "--quiet")
    assert (done.returncode, done.stderr) == (0, b"")
    content = json.loads(done.stdout)
    assert content["brief"]["words"] <= 120
    assert content["model"]["name"] == "bundled"
    assert content["quality"]["coverage"]["lost"] == 0


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16"])
def test_old_encodings_are_read(mujaz_command: Run, encoding: str) -> None:
    text = "أعلنت الحكومة اليوم خطة جديدة. وقالت إنها ستبدأ غدا."
    done = mujaz_command("translate", "-", "--format", "json", stdin=text.encode(encoding))
    assert done.returncode == 0, done.stderr
    assert "no headline" in one_line(done.stderr)
    content = json.loads(done.stdout)
    assert [t["source"] for t in content["translations"]] == [
        "أعلنت الحكومة اليوم خطة جديدة.",
        "وقالت إنها ستبدأ غدا.",
    ]
    assert "brief" not in content


def test_one_sentence_becomes_a_brief(mujaz_command: Run) -> None:
    done = mujaz_command("brief", "-", stdin="أعلنت الحكومة اليوم خطة جديدة.".encode())
    assert done.returncode == 0
    one_line(done.stderr)
    assert b"[0]" in done.stdout


def test_output_goes_to_a_file_and_replaces_it_whole(mujaz_command: Run, tmp_path: Path) -> None:
    target = tmp_path / "brief.md"
    target.write_text("old")
    done = mujaz_command("brief", str(SAMPLE), "-f", "md", "-o", str(target), "-q")
    assert (done.returncode, done.stdout) == (0, b"")
    assert target.read_text(encoding="utf-8").startswith("# ")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("html", b"<!doctype html>"), ("tmx", b"<?xml version"), ("docx", b"PK\x03\x04")],
)
def test_files_for_other_programs(mujaz_command: Run, name: str, begins: bytes) -> None:
    if name == "docx":
        pytest.importorskip("docx", reason="needs the extra docx")
    done = mujaz_command("translate", str(SAMPLE), "--format", name, "--quiet")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(begins)


def test_a_users_names_come_first(mujaz_command: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("- {english: Kremlin Palace, arabic: الكرملين, kind: place}\n", "utf-8")
    done = mujaz_command("translate", str(SAMPLE), "-f", "json", "-q", "-g", str(names))
    used = [n for t in json.loads(done.stdout)["translations"] for n in t["names"]]
    kremlin = [n["english"] for n in used if n["source"] == "الكرملين"]
    assert kremlin
    assert set(kremlin) == {"Kremlin Palace"}


def test_models(mujaz_command: Run) -> None:
    listed = mujaz_command("models", "list").stdout.decode()
    assert "bundled (default)" in listed
    assert "on disk, 45 MB" in listed
    shown = mujaz_command("models", "show", "bundled").stdout.decode()
    assert "window: " in shown
    assert "sha256 of model.bin" in shown
    missing = mujaz_command("models", "show", "nothing")
    assert missing.returncode == 4
    one_line(missing.stderr)


def test_check_anybodys_translation(mujaz_command: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "a.ar", tmp_path / "a.en"
    source.write_text("لم يوقع الوزير الاتفاق.\nوصل 12 وفدا.\n", "utf-8")
    target.write_text("The minister signed the agreement.\n12 delegations arrived.\n", "utf-8")
    done = mujaz_command("check", str(source), str(target), "--format", "json")
    assert done.returncode == 1
    segments = json.loads(done.stdout)["segments"]
    assert [f["check"] for f in segments[0]["findings"]] == ["polarity"]
    assert segments[0]["findings"][0]["severity"] == "error"
    assert segments[1] == {
        "source": "وصل 12 وفدا.",
        "target": "12 delegations arrived.",
        "findings": [],
    }
    target.write_text("The minister did not sign the agreement.\n12 delegations arrived.\n")
    clean = mujaz_command("check", str(source), str(target))
    assert (clean.returncode, clean.stderr) == (0, b"")
    assert b"0 of 2 segments" in clean.stdout
    target.write_text("One line.\n")
    uneven = mujaz_command("check", str(source), str(target))
    assert uneven.returncode == 3
    assert "2 lines, the target 1" in one_line(uneven.stderr)


def test_check_a_glossary(mujaz_command: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("english,arabic\nKremlin Palace,الكرملين\nFoo,فوووو\n", "utf-8")
    done = mujaz_command("glossary", "check", str(names))
    assert done.returncode == 0
    assert "Kremlin Palace (built-in: Kremlin)" in done.stdout.decode()
    assert "2 terms" in done.stdout.decode()
    names.write_text("english,arabic\nFoo,روما\nBar,روما\n", "utf-8")
    conflict = mujaz_command("glossary", "check", str(names))
    assert conflict.returncode == 4
    assert "line 3" in one_line(conflict.stderr)


def test_help_and_schema(mujaz_command: Run) -> None:
    assert b"PAGE" in mujaz_command("brief", "--help").stdout
    assert json.loads(mujaz_command("schema").stdout)["title"] == "ReportDocument"


def test_what_was_translated_is_kept_on_disk(mujaz_command: Run, tmp_path: Path) -> None:
    cache = {"MUJAZ_CACHE": str(tmp_path)}

    def kept() -> int:
        return int(mujaz_command("cache", "info", **cache).stdout.split()[1])

    first = mujaz_command("translate", str(SAMPLE), "--no-cache", **cache)
    assert kept() == 0
    second = mujaz_command("translate", str(SAMPLE), **cache)
    assert kept() > 5
    third = mujaz_command("translate", str(SAMPLE), **cache)
    assert first.stdout == second.stdout == third.stdout
    assert b"forgotten" in mujaz_command("cache", "clear", **cache).stdout
    assert kept() == 0


def test_a_cache_folder_that_cannot_be_used_costs_a_line_and_nothing_else(
    mujaz_command: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    done = mujaz_command("brief", str(SAMPLE), MUJAZ_CACHE=str(tmp_path / "file"))
    assert done.returncode == 0
    assert "going on without a cache" in one_line(done.stderr)
    assert done.stdout.startswith(b"The Kremlin")


def test_a_model_from_the_hub_is_not_fetched_unasked(mujaz_command: Run) -> None:
    done = mujaz_command("brief", str(SAMPLE), "--model", "opus-mt-ar-en", MUJAZ_OFFLINE="1")
    assert done.returncode == 8
    assert "mujaz models get opus-mt-ar-en" in one_line(done.stderr)
    done = mujaz_command("brief", str(SAMPLE), "--model", "bart-large-cnn", MUJAZ_OFFLINE="1")
    assert done.returncode == 3
    assert "is for summarization" in one_line(done.stderr)
