"""`python -m training COMMAND`: see `--help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from training import TrainingError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    pack = commands.add_parser("gpu-pack", help="pack a run for a machine with a GPU")
    pack.add_argument("--shared", type=Path, default=Path("../shared"), help="where the data lies")
    pack.add_argument("--out", type=Path, default=Path(".gpu/pack"))
    pack.add_argument("--injected", type=Path, help="code-switched pairs, as `inject` writes them")
    pack.set_defaults(run=_gpu_pack)

    inject = commands.add_parser("inject", help="write code-switched pairs with the glossary")
    inject.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="where the data lies"
    )
    inject.add_argument("--out", type=Path, default=Path(".gpu/injected.tsv"))
    inject.set_defaults(run=_inject)

    run = commands.add_parser("gpu-run", help="train from a pack; the time is the budget")
    run.add_argument("--pack", type=Path, default=Path(".gpu/pack"))
    run.add_argument("--out", type=Path, required=True)
    run.add_argument("--seconds", type=float, default=480.0)
    run.add_argument("--device", default="cuda")
    run.add_argument("--budget", type=int, default=24_576, help="padded tokens in a batch")
    run.add_argument("--encoder-rate", type=float, default=2e-4)
    run.add_argument("--decoder-rate", type=float, default=8e-4)
    run.add_argument("--warm-up", type=int, default=400)
    run.add_argument("--consistency", type=float, default=1.5, help="R-Drop's weight; 0: none")
    run.add_argument("--validate-every", type=float, default=60.0)
    run.add_argument("--resume", type=Path, help="start from an earlier result's folder")
    run.set_defaults(run=_gpu_run)

    export = commands.add_parser("export", help="a GPU run's result -> a CTranslate2 model")
    export.add_argument("result", type=Path)
    export.add_argument("out", type=Path)
    export.add_argument("--pack", type=Path, default=Path(".gpu/pack"))
    export.set_defaults(run=_export)
    return parser


def _gpu_pack(options: argparse.Namespace) -> None:
    from training.gpu_pack import Places, pack

    shared: Path = options.shared
    testsets = shared / "eval" / "testsets"
    places = Places(
        data=shared / "training",
        model=shared / "models" / "bundled",
        validation=testsets / "flores-dev",
        out=options.out,
        samples=shared / "eval" / "seed" / "reference.tsv",
        injected=options.injected,
        banned=tuple(
            testsets / f"{name}.{side}"
            for name in ("flores-dev", "flores-test", "ntrex")
            for side in ("ar", "en")
        ),
    )
    print(json.dumps(pack(places), indent=1))


def _inject(options: argparse.Namespace) -> None:
    from training.corpus import ARABIC, read_pairs
    from training.inject import with_glossary, write_injected

    data: Path = options.shared / "training"
    pairs = [pair for name in ARABIC for pair in read_pairs(data / f"{name}.tsv.xz")]
    written = write_injected(options.out, pairs, with_glossary())
    print(f"{written:,} of {len(pairs):,} pairs have a name to inject: {options.out}")


def _gpu_run(options: argparse.Namespace) -> None:
    from mujaz.adapting.learning import Settings
    from training.gpu_run import Run, run_on_gpu

    run_on_gpu(
        Run(
            pack=options.pack,
            out=options.out,
            seconds=options.seconds,
            device=options.device,
            budget=options.budget,
            consistency=options.consistency,
            validate_every=options.validate_every,
            resume=options.resume,
            settings=Settings(
                encoder_rate=options.encoder_rate,
                decoder_rate=options.decoder_rate,
                warm_up=options.warm_up,
            ),
        )
    )


def _export(options: argparse.Namespace) -> None:
    from training.export import export_result

    about = export_result(options.result, options.pack, options.out)
    print(json.dumps(about, indent=1))


if __name__ == "__main__":
    raise SystemExit(main())
