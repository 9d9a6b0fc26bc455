"""`python -m training COMMAND`: see `--help`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training import TrainingError
from training.corpus import LEXICON

if TYPE_CHECKING:
    from training.prepare import Sources

MODEL = Path("src/mujaz/data/bundled")
SHARED = Path("../shared")
FIGURES = Path("training/figures.json")
GUESSES = Path("src/mujaz/glossary/data/guesses.tsv")


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
    pack.add_argument("--out", type=Path, default=Path(".gpu/pack"))
    pack.add_argument("--injected", type=Path, help="code-switched pairs, as `inject` writes them")
    pack.add_argument("--forward", type=Path, help="pairs that `forward` wrote")
    pack.add_argument(
        "--pieces", type=Path, help="a shipped model to go on from: its source pieces are kept"
    )
    pack.add_argument(
        "--fresh", type=int, help="the version to be made: pairs that none before it met weigh more"
    )
    pack.set_defaults(run=_gpu_pack)

    inject = commands.add_parser("inject", help="write code-switched pairs with the glossary")
    inject.add_argument("--out", type=Path, default=Path(".gpu/injected.tsv"))
    inject.set_defaults(run=_inject)

    forward = commands.add_parser("forward", help="translate Arabic that has no English, checked")
    forward.add_argument("--out", type=Path, default=Path(".gpu/forward.tsv"))
    forward.set_defaults(run=_forward)
    for made in (pack, inject, forward):
        made.add_argument("--shared", type=Path, default=SHARED, help="where the data lies")

    run = commands.add_parser("gpu-run", help="train from a pack; the time is the budget")
    run.add_argument("--pack", type=Path, default=Path(".gpu/pack"))
    run.add_argument("--out", type=Path, required=True)
    run.add_argument("--seconds", type=float, default=480.0)
    run.add_argument("--device", default="cuda")
    run.add_argument("--budget", type=int, default=24_576, help="padded tokens in a batch")
    run.add_argument("--encoder-rate", type=float, default=2e-4)
    run.add_argument("--decoder-rate", type=float, default=8e-4)
    run.add_argument("--warm-up", type=int, default=400)
    run.add_argument("--validate-every", type=float, default=60.0)
    run.add_argument(
        "--mix", choices=("long", "short"), default="long", help="short: mostly what is new"
    )
    run.add_argument(
        "--resume", type=Path, help="start from an earlier result's or a shipped model's folder"
    )
    run.add_argument(
        "--back-seconds", type=float, help="first learn to write Arabic for English that has none"
    )
    run.add_argument("--written", type=Path, help="the back.npz of an earlier run from this pack")
    run.set_defaults(run=_gpu_run)

    export = commands.add_parser("export", help="a GPU run's result -> a CTranslate2 model")
    export.add_argument("result", type=Path)
    export.add_argument("out", type=Path)
    export.add_argument("--pack", type=Path, default=Path(".gpu/pack"))
    export.add_argument("--figures", type=Path, default=FIGURES, help="for its card")
    export.set_defaults(run=_export)

    card = commands.add_parser("card", help="write a model's MODEL_CARD.md again")
    card.add_argument("--model", type=Path, default=MODEL)
    card.add_argument("--figures", type=Path, default=FIGURES)
    card.set_defaults(run=_card)

    topics = commands.add_parser("topics", help="measure the figures by topic for the card")
    topics.add_argument("--figures", type=Path, default=FIGURES)
    topics.set_defaults(run=_topics)
    _names_commands(commands)
    _cpu_commands(commands)
    return parser


def _names_commands(commands: Any) -> None:
    gather = commands.add_parser("gather-names", help="align the pairs and count what words are")
    gather.set_defaults(run=_gather_names)
    guess = commands.add_parser("guess-names", help="make the glossary's guesses of names")
    guess.add_argument("--speller", type=Path, default=Path(".names"), help="its model's folder")
    guess.add_argument("--seconds", type=float, default=700.0, help="to teach it, if it is not")
    guess.add_argument("--out", type=Path, default=GUESSES)
    guess.set_defaults(run=_guess_names)
    for made in (gather, guess):
        made.add_argument("--shared", type=Path, default=SHARED, help="where the data lies")


def _cpu_commands(commands: Any) -> None:
    def command(name: str, help_: str, run: Callable[[argparse.Namespace], None]) -> Any:
        made = commands.add_parser(name, help=help_)
        made.add_argument(
            "--model", type=Path, default=MODEL, help="folder of the model to start from"
        )
        made.set_defaults(run=run)
        return made

    train = command("train", "train on the CPU; goes on where it stopped", _train)
    train.add_argument("--hours", type=float, default=0.0)
    train.add_argument("--minutes", type=float, default=0.0, help="added to the hours")
    train.add_argument(
        "--encoder-layers", type=int, help="upper ones that learn beside the decoder; else all"
    )
    train.add_argument("--encoder-rate", type=float, default=2e-5)
    train.add_argument("--decoder-rate", type=float, default=3e-5)
    train.add_argument("--budget", type=int, default=2_048, help="padded tokens in a batch")
    train.add_argument("--lines", type=int, default=200, help="of flores-dev, to measure on")
    train.add_argument("--validate-minutes", type=float, default=10.0)
    train.add_argument("--save-minutes", type=float, default=5.0)
    train.add_argument("--threads", type=int, default=2)
    prepare = command("prepare", "make the token ids that `train` needs, ahead of it", _prepare)
    for made in (train, prepare):
        made.add_argument("--data", type=Path, default=SHARED / "training", help="training pairs")
        made.add_argument(
            "--testsets", type=Path, default=SHARED / "eval" / "testsets", help="evaluation sets"
        )
        made.add_argument("--lexicon", type=Path, default=LEXICON, help="phrases and names of ours")
    command("stop", "end the running training cleanly", _stop)
    command("restore", "forget the checkpoints: start again from model.bin", _restore)

    curve = commands.add_parser("curve", help="plot logs, each going on from the one before")
    curve.add_argument("logs", type=Path, nargs="+")
    curve.add_argument("--out", type=Path, default=Path("docs/training-curve.svg"))
    curve.set_defaults(run=_curve)


def _sources(options: argparse.Namespace) -> Sources:
    from training.prepare import Sources

    return Sources(data=options.data, testsets=options.testsets, lexicon=options.lexicon)


def _train(options: argparse.Namespace) -> None:
    if hasattr(os, "nice"):
        os.nice(19)
    import torch

    from mujaz.adapting.learning import Settings
    from training.train import Plan, train

    torch.set_num_threads(options.threads)
    seconds = options.hours * 3600 + options.minutes * 60
    if seconds <= 0:
        raise TrainingError("no time to train", hint="--hours 2, or --minutes 20")
    outcome = train(
        Plan(
            sources=_sources(options),
            model=options.model,
            seconds=seconds,
            encoder_layers=options.encoder_layers,
            budget=options.budget,
            lines=options.lines,
            validate_every=options.validate_minutes * 60,
            save_every=options.save_minutes * 60,
            settings=Settings(
                encoder_rate=options.encoder_rate,
                decoder_rate=options.decoder_rate,
                warm_up=50,
            ),
        )
    )
    print(f"step {outcome.step}: from {outcome.start} to {outcome.best}")
    print(f"best model: {outcome.folder or 'the one that it started from'}")


def _prepare(options: argparse.Namespace) -> None:
    from training.prepare import prepare
    from training.train import home

    corpora, targets, path = prepare(_sources(options), options.model, home())
    for corpus in corpora:
        print(f"{corpus.name}: {len(corpus):,} pairs")
    print(f"{len(targets.ids):,} target tokens: {path}")


def _stop(options: argparse.Namespace) -> None:
    from training.train import stop

    print("it ends after its step" if stop(options.model) else "no training runs")


def _restore(options: argparse.Namespace) -> None:
    from training.train import restore

    print(f"{restore(options.model)} checkpoints forgotten; `train` starts from {options.model}")


def _curve(options: argparse.Namespace) -> None:
    from training.curve import plot

    plot(options.logs, options.out)
    print(options.out)


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
        more={
            name: path
            for name, path in (("injected", options.injected), ("forward", options.forward))
            if path is not None
        },
        pieces=options.pieces and options.pieces / "source.spm",
        fresh=options.fresh,
        banned=tuple(
            testsets / f"{name}.{side}"
            for name in ("flores-dev", "flores-test", "ntrex")
            for side in ("ar", "en")
        ),
    )
    print(json.dumps(pack(places), indent=1))


def _inject(options: argparse.Namespace) -> None:
    from training.corpus import read_arabic
    from training.inject import with_glossary, write_injected

    arabic = read_arabic(options.shared / "training")
    pairs = [pair for part in arabic.values() for pair in part]
    written = write_injected(options.out, pairs, with_glossary())
    print(f"{written:,} of {len(pairs):,} pairs have a name to inject: {options.out}")


def _forward(options: argparse.Namespace) -> None:
    from training.forward import lacking, write_forward

    sentences = lacking(options.shared / "training")
    written = write_forward(options.out, sentences)
    print(f"{written:,} of {len(sentences):,} sentences in {options.out}")


def _gpu_run(options: argparse.Namespace) -> None:
    from mujaz.adapting.learning import Settings
    from training.back import Plan as BackPlan
    from training.gpu_run import Run, run_on_gpu

    run_on_gpu(
        Run(
            pack=options.pack,
            out=options.out,
            seconds=options.seconds,
            device=options.device,
            budget=options.budget,
            validate_every=options.validate_every,
            resume=options.resume,
            mix=options.mix,
            written=options.written,
            back=BackPlan(options.back_seconds) if options.back_seconds else None,
            settings=Settings(
                encoder_rate=options.encoder_rate,
                decoder_rate=options.decoder_rate,
                warm_up=options.warm_up,
            ),
        )
    )


def _export(options: argparse.Namespace) -> None:
    from training.card import Figures
    from training.export import export_result

    figures = Figures.read(options.figures)
    about = export_result(options.result, options.pack, options.out, figures)
    print(json.dumps(about, indent=1))


def _card(options: argparse.Namespace) -> None:
    from training.card import Figures, write_card

    print(write_card(options.model, Figures.read(options.figures)))


def _topics(options: argparse.Namespace) -> None:
    from training.topics import write_topics

    for row in write_topics(options.figures):
        print(*row.values(), sep="\t")


def _gather_names(options: argparse.Namespace) -> None:
    from mujaz.catalogue import load_catalogue
    from mujaz.translators import load_translator
    from training.names import gather

    translator = load_translator(load_catalogue().get("bundled"))
    if translator.aligner is None:
        raise TrainingError("the bundled model does not align")
    gather(options.shared / "training", translator.aligner)


def _guess_names(options: argparse.Namespace) -> None:
    from training.names import guess_names, write_guesses

    found = guess_names(options.shared / "training", options.speller, options.seconds)
    write_guesses(options.out, found)
    print(f"{len(found):,} Arabic words: {options.out}")


if __name__ == "__main__":
    raise SystemExit(main())
