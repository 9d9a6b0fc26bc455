from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mujaz import CatalogueError, UnknownModelError
from mujaz.catalogue import load_catalogue
from mujaz.hub import is_ready

ENTRY = """\
models:
  - name: mine
    task: translation
    engine: ctranslate2
    path: /nowhere
    revision: "1"
    licence: CC-BY-4.0
    size_mb: 10
    source_language: ar
    target_language: en
    window: 100
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_bundled_model_is_the_default_and_its_files_are_as_listed() -> None:
    spec = load_catalogue().get()
    assert spec.name == "bundled"
    assert is_ready(spec)
    assert spec.files
    for name, digest in spec.files.items():
        assert hashlib.sha256((spec.folder / name).read_bytes()).hexdigest() == digest
    assert (spec.folder / "MODEL_CARD.md").is_file()


def test_a_users_file_adds_and_overrides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "default: mine\n" + ENTRY)
    catalogue = load_catalogue([path])
    assert catalogue.get().name == "mine"
    assert not is_ready(catalogue.get())
    assert is_ready(catalogue.get("bundled"))
    monkeypatch.setenv("MUJAZ_MODELS", str(path))
    assert "mine" in load_catalogue().models


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("window: 100", "window: many", r"line 11.*models\.0\.window"),
        ("licence: CC-BY-4.0", "license: CC-BY-4.0", r"line 2.*licence"),
        ("engine: ctranslate2", "engine: marian", r"line 4.*engine"),
        ("name: mine", "name: [mine", r"line \d+: is not YAML"),
        ("models:", "modells:", "models"),
        (ENTRY, "", "models.yaml"),
        (ENTRY, "default: absent\nmodels: []\n", "absent"),
    ],
)
def test_a_broken_file_is_refused_by_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        load_catalogue([write(tmp_path, ENTRY.replace(old, new))])


def test_a_missing_file_names_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="MUJAZ_MODELS"):
        load_catalogue([tmp_path / "none.yaml"])


def test_an_unknown_name_suggests_the_closest() -> None:
    with pytest.raises(UnknownModelError, match="did you mean 'bundled'"):
        load_catalogue().get("bundeld")
    with pytest.raises(UnknownModelError, match="models list"):
        load_catalogue().get("zzz")
