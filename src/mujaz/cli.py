"""The command line: arguments, exit codes, printing.

Standard output holds only the result. Exit codes: 0 done, 1 `check` found something, 2 wrong
usage, 3 the input cannot be read, 4 a file of settings is wrong, 5 an extra is missing, 6 the model
failed, 7 training failed, 8 a model's files cannot be had, 130 interrupted.
"""

from __future__ import annotations

import enum
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import mujaz
from mujaz.adapting.adapt import adapt as adapt_model
from mujaz.articles import article_from_bytes, decode, read_article
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.errors import InputError, MissingExtraError, MujazError
from mujaz.glossary import Glossary
from mujaz.hub import Plan, fetch, fetched, find_model, is_ready, need_whole, plan_of
from mujaz.judging import Checker
from mujaz.loading import ComputeType, Device, Engine, EngineName, open_cache
from mujaz.places import models_folder, user_models_file, write_whole
from mujaz.render import json_schema, render_checks, render_file
from mujaz.values import Article, Finding, Report, Severity

__all__ = ["app", "main"]

_PROGRESS_AFTER = 2.0  # seconds

app = typer.Typer(
    help="An Arabic news article in, an English brief with citations out; offline.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
models_app = typer.Typer(help="What models.yaml knows.", rich_markup_mode=None)
app.add_typer(models_app, name="models")
cache_app = typer.Typer(help="Translations kept on disk.", rich_markup_mode=None)
app.add_typer(cache_app, name="cache")
glossary_app = typer.Typer(help="Glossary files.", rich_markup_mode=None)
app.add_typer(glossary_app, name="glossary")


class CheckFormat(enum.StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"


class Format(enum.StrEnum):
    """How the result is written."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"
    TMX = "tmx"
    DOCX = "docx"


class ScoreFormat(enum.StrEnum):
    """How scores are written."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"


def _help_alone(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mujaz {mujaz.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _main(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  its callback does the work
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Brief Arabic news in English, every sentence cited; offline."""
    _help_alone(context)


@models_app.callback(invoke_without_command=True)
def _models_main(context: typer.Context) -> None:
    """List and show what models.yaml knows."""
    _help_alone(context)


@glossary_app.callback(invoke_without_command=True)
def _glossary_main(context: typer.Context) -> None:
    """Check glossary files."""
    _help_alone(context)


PageArgument = Annotated[
    str, typer.Argument(help="A .txt or .html file, a URL, - for standard input.", metavar="PAGE")
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", "-m", help="A name from `mujaz models list`, a folder, or owner/name on the hub."
    ),
]
ModelsOption = Annotated[
    list[Path] | None, typer.Option("--models", help="A models.yaml of your own.")
]
GlossaryOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--glossary", "-g", help="Names of your own: YAML, CSV, TMX or TBX; may be repeated."
    ),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here instead of standard output.")
]
BeamOption = Annotated[
    int | None, typer.Option("--beam", min=1, max=64, help="Hypotheses kept while decoding.")
]
NamesOption = Annotated[
    bool, typer.Option("--names/--no-names", help="Put known names in before translating.")
]
EngineOption = Annotated[
    EngineName | None, typer.Option("--engine", help="What runs it; else as the model is listed.")
]
DeviceOption = Annotated[Device, typer.Option("--device", help="Where it runs.")]
ComputeOption = Annotated[
    ComputeType, typer.Option("--compute-type", help="What it computes in; else by the device.")
]
CacheOption = Annotated[
    bool, typer.Option("--cache/--no-cache", help="Keep translations on disk and look there first.")
]
SimilarityOption = Annotated[
    bool, typer.Option("--similarity", help="Let the estimate use meaning, too (extra: embed).")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Fetch a model without asking.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]


@app.command()
def brief(
    page: PageArgument,
    format: FormatOption = Format.TEXT,  # noqa: A002  the option's own name
    words: Annotated[
        int, typer.Option("--words", "-w", min=20, help="The most words in the brief.")
    ] = 120,
    model: ModelOption = None,
    models: ModelsOption = None,
    glossary: GlossaryOption = None,
    beam: BeamOption = None,
    names: NamesOption = True,
    engine: EngineOption = None,
    device: DeviceOption = Device.CPU,
    compute_type: ComputeOption = ComputeType.DEFAULT,
    cache: CacheOption = True,
    yes: YesOption = False,
    similarity: SimilarityOption = False,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """Brief an Arabic news page in English, every sentence cited."""
    article = _read(page, quiet)
    how = Engine(engine or "", device, compute_type)
    pipeline = _pipeline(model, models, glossary, beam, names, how, cache, yes, similarity)
    with _progress(quiet) as progress:
        report = pipeline.brief(article, words=words, progress=progress)
    _note(report, words, quiet)
    _write(render_file(report, format), output)


@app.command()
def translate(
    page: PageArgument,
    format: FormatOption = Format.TEXT,  # noqa: A002  the option's own name
    model: ModelOption = None,
    models: ModelsOption = None,
    glossary: GlossaryOption = None,
    beam: BeamOption = None,
    names: NamesOption = True,
    engine: EngineOption = None,
    device: DeviceOption = Device.CPU,
    compute_type: ComputeOption = ComputeType.DEFAULT,
    cache: CacheOption = True,
    yes: YesOption = False,
    similarity: SimilarityOption = False,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """Translate the whole page, aligned by segment."""
    article = _read(page, quiet)
    how = Engine(engine or "", device, compute_type)
    pipeline = _pipeline(model, models, glossary, beam, names, how, cache, yes, similarity)
    with _progress(quiet) as progress:
        report = pipeline.translate(article, progress=progress)
    _write(render_file(report, format), output)


@app.command()
def check(
    source: Annotated[Path, typer.Argument(help="Arabic, one segment a line.")],
    target: Annotated[Path, typer.Argument(help="Its English, line by line.")],
    format: Annotated[  # noqa: A002  the option's own name
        CheckFormat, typer.Option("--format", "-f", help="How to write the findings.")
    ] = CheckFormat.TEXT,
    glossary: GlossaryOption = None,
    fail_on: Annotated[
        Severity, typer.Option(help="Exit with 1 when there is a finding this severe or more.")
    ] = Severity.ERROR,
) -> None:
    """Check any system's translation against its source, line by line."""
    sources, targets = _lines_of(source), _lines_of(target)
    findings = Checker(Glossary.with_files(glossary or ())).check_lines(sources, targets)
    if format is CheckFormat.JSON:
        _write(render_checks(sources, targets, findings), None)
    else:
        _write("".join(_check_lines(sources, targets, findings)), None)
    limit = list(Severity).index(fail_on)
    if any(list(Severity).index(f.severity) <= limit for found in findings for f in found):
        raise typer.Exit(1)


@app.command()
def score(
    set: Annotated[  # noqa: A002  the argument's own name
        str | None,
        typer.Argument(
            help="held-out, flores, ntrex, a folder of articles, FILE.tsv, .jsonl or .ar.",
            metavar="SET",
        ),
    ] = None,
    model: Annotated[
        list[str] | None, typer.Option("--model", "-m", help="A model; may be repeated.")
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option("--system", help="NAME=FILE of hypotheses, line by line; may be repeated."),
    ] = None,
    models: ModelsOption = None,
    split: Annotated[str, typer.Option(help="test or dev.")] = "test",
    limit: Annotated[int | None, typer.Option(min=1, help="The most segments.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder of flores and ntrex; else MUJAZ_DATA, or the hub.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for answers and reports; a killed run goes on.")
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Two systems, or files of answers: what changed most."),
    ] = None,
    format: Annotated[  # noqa: A002  the option's own name
        ScoreFormat, typer.Option("--format", "-f", help="How to write the scores.")
    ] = ScoreFormat.TEXT,
    engine: EngineOption = None,
    device: DeviceOption = Device.CPU,
    compute_type: ComputeOption = ComputeType.DEFAULT,
    beam: BeamOption = None,
    names: NamesOption = True,
    yes: YesOption = False,
    output: OutputOption = None,
    quiet: QuietOption = False,
) -> None:
    """Score models and other systems on a set, with intervals and paired tests."""
    from mujaz import scoring
    from mujaz.testsets import load_set

    runs = {}
    if set is not None:
        scored = load_set(set, split=split, data=data, limit=limit)
        how = Engine(engine or "", device, compute_type)
        chosen = (*(model or ()), *(() if model or system else (None,)))
        specs = [find_model(name, load_catalogue(models or ())) for name in chosen]
        systems: list[scoring.System] = [
            scoring.ModelSystem.opened(
                spec, how, beam_size=beam, names=names, agree=_agree(yes), tell=_tell
            )
            for spec in specs
        ]
        systems += map(scoring.file_system, system or ())
        with _progress(quiet) as progress:
            evaluation = scoring.evaluate(
                scored,
                systems,
                out=out,
                progress=progress and (lambda _, done, total: progress(done, total)),
                tell=None if quiet else _tell,
            )
        if out:
            scoring.write_folder(evaluation, out)
        runs = {result.name: result.run for result in evaluation.results}
    elif compare is None:
        raise InputError("no set is named", hint="`mujaz score held-out`")
    if compare is None:
        _write(scoring.RENDERERS[format](evaluation), output)
        return
    one, other = (
        runs.get(name) or scoring.read_run(out / f"{name}.jsonl" if out else Path(name))
        for name in compare
    )
    colour = output is None and sys.stdout.isatty()
    lines = scoring.show_changes(one, other, colour=colour)
    _write("".join(f"{line}\n" for line in lines), output)


@glossary_app.command("check")
def check_glossary(
    file: Annotated[Path, typer.Argument(help="YAML, CSV, TMX or TBX.", metavar="FILE")],
) -> None:
    """Read a glossary file and tell what it would change; errors name their line."""
    mine, ours = Glossary.from_file(file), Glossary.builtin()
    for term in mine:
        for form in term.arabic:
            known = [match for match in ours.find(form) if match.end - match.start == len(form)]
            accepted = {name for match in known for name in match.term.accepted}
            if accepted and term.english not in accepted:
                typer.echo(f"{form}: {term.english} (built-in: {known[0].english})")
    typer.echo(f"{file}: {len(mine)} terms, no conflicts within the file")


@app.command()
def adapt(
    pairs: Annotated[Path, typer.Argument(help="Arabic TAB English (.tsv) or a .tmx.")],
    name: Annotated[str, typer.Option("--name", "-n", help="What to call the new model.")],
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="At most so long.")] = 10,
    model: ModelOption = None,
    quiet: QuietOption = False,
) -> None:
    """Tune a model on your own translation memory; the old one stays as it is."""
    spec = load_catalogue().get(model)
    folder = models_folder() / name

    def tell(share: float, state: str) -> None:
        if not quiet:
            typer.echo(f"mujaz: {share:4.0%} {state}", err=True)

    result = adapt_model(
        pairs,
        model_dir=spec.folder,
        out_dir=folder,
        minutes=minutes,
        name=name,
        models_file=user_models_file(),
        progress=tell,
    )
    typer.echo(
        f"{result.name}: chrF++ {result.before_chrf:.1f} before, {result.after_chrf:.1f} after, on "
        f"{result.held_back} pairs held back; learned from {result.kept} in {result.seconds:.0f} s."
    )
    typer.echo(f"Use it with --model {result.name}; it lies in {result.out_dir}")


@models_app.command("list")
def list_models(models: ModelsOption = None) -> None:
    """List the models: on disk or not, licence, size, note."""
    catalogue = load_catalogue(models or ())
    for spec in catalogue:
        default = " (default)" if spec.name == catalogue.default else ""
        state = "on disk" if is_ready(spec) else "not on disk"
        task = "" if spec.task == "translation" else f", for {spec.task}"
        typer.echo(f"{spec.name}{default}: {state}, {spec.size_mb:,g} MB, {spec.licence}{task}")
        if spec.note:
            typer.echo(f"  {spec.note}")


@models_app.command("show")
def show_model(
    name: Annotated[str, typer.Argument(help="A name from `mujaz models list`.")],
    models: ModelsOption = None,
) -> None:
    """Show all that is known of one model."""
    spec = find_model(name, load_catalogue(models or ()))
    for line in _model_lines(spec):
        typer.echo(line)


@models_app.command("get")
def get_model(
    name: Annotated[str, typer.Argument(help="A name from `mujaz models list`, or owner/name.")],
    models: ModelsOption = None,
    update: Annotated[
        bool, typer.Option("--update", help="Accept another revision than the one met first.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch a model from the hub, verify it, and say what it is; or verify it again."""
    spec = find_model(name, load_catalogue(models or ()))
    if not spec.hub:
        need_whole(spec, spec.folder)
        typer.echo(f"{spec.name} is on disk: {spec.folder}")
        return
    plan = plan_of(spec, update=update)
    folder = fetch(spec, plan, show=not quiet and sys.stderr.isatty())
    typer.echo(
        f"{spec.name}: {len(plan.files)} files, {plan.size / 1e6:,.0f} MB, revision "
        f"{plan.revision[:12]}, every digest right; licence {spec.licence}"
    )
    typer.echo(f"It lies in {folder}; use it with --model {spec.name}")


@cache_app.command("info")
def cache_info() -> None:
    """Tell where the cache is and what it holds."""
    info = open_cache(_tell).info()
    typer.echo(
        f"{info.path}: {info.entries:,} translations, {info.size / 1e6:,.1f} MB "
        f"of at most {info.most / 1e6:,.0f}"
    )


@cache_app.command("clear")
def clear_cache() -> None:
    """Forget every translation that was kept."""
    typer.echo(f"{open_cache(_tell).clear():,} translations forgotten")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="0.0.0.0: for other machines, too.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: a free one.")] = 7860,
    models: ModelsOption = None,
) -> None:
    """Serve the page for a browser, its API and its MCP tools (extra: demo)."""
    if find_spec("gradio") is None:
        raise MissingExtraError("The page", "demo")
    from mujaz.demo.app import serve as serve_page

    serve_page(host, port, models or ())


@app.command()
def schema() -> None:
    """Print the JSON schema of `--format json`."""
    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _lines_of(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None
    lines = decode(data, name=str(path)).splitlines()
    if not lines:
        raise InputError(f"{path} is empty", hint="put one segment on a line")
    return lines


def _check_lines(
    sources: Sequence[str], targets: Sequence[str], findings: Sequence[Sequence[Finding]]
) -> Iterator[str]:
    for number, (source, target, found) in enumerate(
        zip(sources, targets, findings, strict=True), start=1
    ):
        if found:
            yield f"[{number}] \u2068{source}\u2069\n    {target}\n"
            yield from (f"    {finding.severity}: {finding.message}\n" for finding in found)
    flagged = sum(bool(found) for found in findings)
    yield f"{flagged} of {len(sources)} segments have findings.\n"


def _model_lines(spec: ModelSpec) -> Iterator[str]:
    for field, value in spec.model_dump(exclude={"scores", "files", "decoding"}).items():
        yield f"{field}: {value}"
    yield f"folder: {(fetched(spec) or '-') if spec.hub else spec.folder}"
    yield f"on disk: {'yes' if is_ready(spec) else 'no'}"
    yield f"decoding: {spec.decoding}"
    for name, digest in spec.files.items():
        yield f"sha256 of {name}: {digest}"
    for score in spec.scores:
        yield f"{score.metric} on {score.set}: {score.value} ({score.source})"


def _pipeline(
    model: str | None,
    models: list[Path] | None,
    glossary: list[Path] | None,
    beam: int | None,
    names: bool,
    engine: Engine,
    cache: bool,
    yes: bool,
    similarity: bool,
) -> mujaz.Pipeline:
    """Load what `brief` and `translate` share."""
    return mujaz.Pipeline(
        model,
        models=models or (),
        glossary=glossary or (),
        beam_size=beam,
        inject=names,
        similarity=similarity,
        engine=engine,
        cache=cache,
        agree=_agree(yes),
        tell=_tell,
    )


def _agree(yes: bool) -> Callable[[Plan], bool] | None:
    """Return who says whether a model may be fetched: the option, the person, or nobody."""
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def agree(plan: Plan) -> bool:
        what = f"Fetch {plan.hub} ({plan.size / 1e6:,.0f} MB)?"
        return yes or typer.confirm(what, err=True)

    return agree


def _tell(line: str) -> None:
    typer.echo(f"mujaz: {line}", err=True)


def _read(page: str, quiet: bool) -> Article:
    if page == "-":
        article = article_from_bytes(sys.stdin.buffer.read(), name="standard input")
    else:
        article = read_article(page)
    if article.headline is None and not quiet:
        typer.echo("mujaz: note: the page has no headline; its first sentence leads", err=True)
    return article


def _note(report: Report, words: int, quiet: bool) -> None:
    assert report.brief is not None
    if quiet:
        return
    if report.brief.words > words:
        typer.echo(
            f"mujaz: note: the headline alone has {report.brief.words} words, over {words}",
            err=True,
        )
    elif report.brief.lead is None and report.quality.segments > 1:
        typer.echo(f"mujaz: note: no sentence fits in {words} words; raise --words", err=True)


def _write(content: str | bytes, output: Path | None) -> None:
    data = content.encode("utf-8") if isinstance(content, str) else content
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        write_whole(output, data)
    except OSError as error:
        raise InputError(
            f"{output} cannot be written: {error.strerror or error}", hint="check --output"
        ) from None


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on stderr once the work has taken two seconds."""
    if quiet:
        yield None
        return
    started = time.monotonic()
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("translating"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=console.is_terminal,
    )
    task = bar.add_task("translating")

    def update(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if (
            not bar.live.is_started
            and time.monotonic() - started > _PROGRESS_AFTER
            and done < total
        ):
            bar.start()

    try:
        yield update
    finally:
        if bar.live.is_started:
            bar.stop()


def main() -> None:
    """Run the command line; every error of ours is one line on stderr."""
    try:
        code = app(standalone_mode=False)
    except MujazError as error:
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _fail("interrupted", 130)
    except BrokenPipeError:
        # The reader of the pipe has what it wanted; a second error at exit would be noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        show = getattr(error, "format_message", None)
        if show is None:
            raise
        _fail(show(), getattr(error, "exit_code", 2))
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    typer.echo(f"mujaz: {' '.join(message.split())}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
