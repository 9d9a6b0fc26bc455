"""What tests share: the real page where it is, tiny articles, the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mujaz import Article, Translation, article_from_text
from mujaz.segments import segment_article
from mujaz.translating import translate_segments
from mujaz.translators import EchoTranslator

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
CASES = Path(__file__).parent / "cases"
SAMPLE = ROOT / "src" / "mujaz" / "samples" / "kim-visit.txt"

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(autouse=True, scope="session")
def no_settings_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no models.yaml of whoever runs the tests change them."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "MUJAZ_CACHE"):
            patch.setenv(variable, str(tmp_path_factory.mktemp(variable)))
        patch.delenv("MUJAZ_MODELS", raising=False)
        yield


@pytest.fixture(scope="session")
def seed_text() -> str:
    pages = sorted((SHARED / "seed").glob("*.txt"))
    if not pages:
        pytest.skip("the real page lies in ../shared/seed, which is not here")
    return pages[0].read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def seed_article(seed_text: str) -> Article:
    return article_from_text(seed_text)


@pytest.fixture(scope="session")
def sample_text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def echoed() -> Callable[..., tuple[Translation, ...]]:
    def translate(text: str, **answers: str) -> tuple[Translation, ...]:
        translator = EchoTranslator(answers={k: [v] for k, v in answers.items()})
        return translate_segments(segment_article(article_from_text(text)), translator)

    return translate


@pytest.fixture(scope="session")
def mujaz_command() -> Run:
    """Run the command line in a process of its own, as a user does."""

    def run(*args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "mujaz.cli", *args],
            input=stdin,
            capture_output=True,
            timeout=300,
            check=False,
            env={**os.environ, "COLUMNS": "200", **env},
        )

    return run


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a tiny model of a family, made once for all test processes."""
    pytest.importorskip("transformers", reason="needs the extra hf")
    from filelock import FileLock

    from tests.tiny_models import MAKERS

    # Processes of pytest-xdist share the parent of their temporary folders.
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "tiny-models"
    shared.mkdir(exist_ok=True)

    def make(family: str) -> Path:
        with FileLock(shared / f"{family}.lock"):
            folder = shared / family
            if not (folder / "model.safetensors").is_file():
                MAKERS[family](folder)
        return folder

    return make
