"""Scores segments with COMET; run by the Python of an environment that has unbabel-comet.

    python comet_worker.py MODEL < segments.jsonl > scores.jsonl

It imports nothing of mujaz, which need not be installed there.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

# Python puts the folder of a script first, and this one holds a `comet` of its own.
_HERE = Path(__file__).resolve().parent
sys.path[:] = [path for path in sys.path if Path(path).resolve() != _HERE]


def main() -> None:
    """Read segments from standard input, write a score for each to standard output."""
    answers, sys.stdout = sys.stdout, sys.stderr  # the libraries print, too
    segments = [json.loads(line) for line in sys.stdin]
    from comet import download_model, load_from_checkpoint

    model = load_from_checkpoint(download_model(sys.argv[1]))
    gpus = min(1, import_module("torch").cuda.device_count())
    for score in model.predict(segments, batch_size=16, gpus=gpus).scores:
        answers.write(json.dumps({"score": float(score)}) + "\n")


if __name__ == "__main__":
    main()
