"""COMET (Rei et al. 2022) by a worker in an environment of its own.

unbabel-comet pins libraries that cannot live beside ours. MUJAZ_COMET names the Python of an
environment that has it; `comet_worker.py` runs there and speaks JSON lines: one for each segment
in, one out. Where it is not named or does not answer, the figure is absent and says why.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from mujaz.metrics.base import AbsentError, Metric, Rows, percent

__all__ = ["COMET", "COMET_QE", "VARIABLE"]

#: Names the Python that has unbabel-comet.
VARIABLE = "MUJAZ_COMET"
_WORKER = Path(__file__).with_name("comet_worker.py")
_LOADING, _EACH = 600.0, 5.0  # seconds to wait: to load the model, and for each segment


def _metric(name: str, title: str, model: str, about: str) -> Metric:
    def rows(predictions: Sequence[str], references: Sequence[str], sources: Sequence[str]) -> Rows:
        triples = zip(sources, predictions, references, strict=True)
        lines = [json.dumps({"src": s, "mt": p, "ref": r}) for s, p, r in triples]
        return [[score, 1.0] for score in ask(model, lines)]

    return Metric(name, title, rows, about, percent, signature=lambda: f"{name}|model:{model}")


def ask(model: str, lines: Sequence[str], *, wait: float | None = None) -> list[float]:
    """Have a worker score segments.

    :param lines: a JSON object with src, mt and ref for each.
    :param wait: seconds for all of it.
    :raises AbsentError: when there is no worker, or it fails, or takes too long.
    """
    python = os.environ.get(VARIABLE)
    if not python:
        raise AbsentError(f"{VARIABLE} does not name a Python that has unbabel-comet")
    try:
        done = subprocess.run(
            [python, str(_WORKER), model],
            input="".join(f"{line}\n" for line in lines),
            capture_output=True,
            encoding="utf-8",
            timeout=wait or _LOADING + _EACH * len(lines),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AbsentError(f"the COMET worker did not answer in {error.timeout:.0f} s") from None
    except OSError as error:
        raise AbsentError(f"{VARIABLE} cannot be run: {error.strerror or error}") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise AbsentError(f"the COMET worker failed: {last}")
    try:
        scores = [float(json.loads(line)["score"]) for line in done.stdout.splitlines()]
    except (ValueError, KeyError, TypeError):
        raise AbsentError("the COMET worker did not answer in JSON lines") from None
    if len(scores) != len(lines):
        raise AbsentError(f"the COMET worker scored {len(scores)} of {len(lines)} segments")
    return scores


COMET = _metric("comet", "COMET", "Unbabel/wmt22-comet-da", "COMET with a reference, times 100")
COMET_QE = _metric(
    "comet-qe", "COMET-QE", "Unbabel/wmt22-cometkiwi-da", "COMET without a reference, times 100"
)
