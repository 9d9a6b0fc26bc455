"""Scores a matrix of sets and systems: a folder for each set, with answers, figures and reports.

    python -m eval.run OUT --set held-out --set flores [--model NAME] [--system NAME=FILE]
        [--data DIR] [--split test] [--limit N]

A run that was killed goes on. A file of hypotheses may hold {set} where the set's name goes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from mujaz.catalogue import load_catalogue
from mujaz.errors import MujazError
from mujaz.hub import find_model
from mujaz.loading import Engine
from mujaz.scoring import (
    ModelSystem,
    System,
    evaluate,
    file_system,
    render_text,
    write_folder,
)
from mujaz.testsets import load_set


def main(arguments: Sequence[str] | None = None) -> int:
    """Score everything on everything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--set", action="append", dest="sets", required=True)
    parser.add_argument("--model", action="append", default=[])
    parser.add_argument("--system", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args(arguments)
    try:
        specs = [find_model(name, load_catalogue()) for name in options.model]
        models = [ModelSystem.opened(spec, Engine()) for spec in specs]
        for name in options.sets:
            scored = load_set(name, split=options.split, data=options.data, limit=options.limit)
            systems: list[System] = list(models)
            systems += [file_system(s.replace("{set}", scored.name)) for s in options.system]
            folder = options.out / scored.name
            evaluation = evaluate(scored, systems, out=folder, progress=_progress, tell=_tell)
            write_folder(evaluation, folder)
            print(render_text(evaluation))
    except MujazError as error:
        _tell(str(error))
        return error.exit_code
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _progress(system: str, done: int, total: int) -> None:
    _tell(f"{system}: {done} of {total}")


if __name__ == "__main__":
    sys.exit(main())
