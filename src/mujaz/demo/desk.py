"""The work behind the page: loaded models, and runs that can be watched and stopped."""

from __future__ import annotations

import csv
import io
import logging
import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mujaz import (
    Article,
    ConfigError,
    Glossary,
    ModelError,
    ModelSpec,
    MujazError,
    Pipeline,
    Report,
    Translation,
    is_ready,
    load_catalogue,
)

__all__ = ["Models", "Progress", "Settings", "run", "sentence", "terms_of"]

_KEPT = 2  # models in memory
_SHOWN_EVERY = 0.25  # seconds between two states of a run that has translated nothing yet
_TOLD_LATER = 0.01  # seconds more for each translation, which all go to the browser each time
#: One row of the table of names: English, Arabic forms, kind.
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a visitor chose; `beam` is 0 for the model's own."""

    words: int = 120
    style: str = "points"
    model: str = ""
    other: str = ""
    beam: int = 0
    names: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A run as it stands.

    `step` is loading, reading, translating, again, comparing, done or cancelled, or error.
    `translations` are those that are finished, in their order.
    """

    step: str
    model: str = ""
    done: int = 0
    total: int = 0
    translations: tuple[Translation, ...] = ()
    report: Report | None = None
    other: Report | None = None
    error: str = ""
    seconds: float = 0.0
    settings: Settings = field(default_factory=Settings)


class Models:
    """Pipelines by the name of their model, each loaded once; the last used are kept.

    :param files: further models.yaml files.
    """

    def __init__(self, files: Sequence[str | Path] = ()) -> None:
        self._catalogue = load_catalogue(files)
        self._files = files
        self._loaded: dict[str, Pipeline] = {}
        self._lock = threading.Lock()
        self.default = self._catalogue.default

    @property
    def specs(self) -> tuple[ModelSpec, ...]:
        """The models that translate, those on disk first."""
        found = [spec for spec in self._catalogue if spec.task == "translation"]
        return tuple(sorted(found, key=lambda spec: not is_ready(spec)))

    def get(self, name: str = "") -> Pipeline:
        """Return the pipeline of a listed model that is on disk.

        Folders and names of the hub are not taken: a visitor must not reach either.

        :raises MujazError: when it is not listed, not on disk, or cannot be loaded.
        """
        spec = self._catalogue.get(name or None)
        if not is_ready(spec):
            raise ModelError(
                f"{spec.name} is not on disk ({spec.size_mb:,.0f} MB, {spec.licence})",
                hint=f"`mujaz models get {spec.name}` fetches it",
            )
        with self._lock:
            pipeline = self._loaded.pop(spec.name, None) or Pipeline(spec.name, models=self._files)
            self._loaded[spec.name] = pipeline
            while len(self._loaded) > _KEPT:
                self._loaded.pop(next(iter(self._loaded)))
        return pipeline


def sentence(error: MujazError) -> str:
    """Return what an error says, without the folders that files lay in."""
    text = str(error)
    if isinstance(error, ConfigError) and error.file:
        text = text.replace(error.file, Path(error.file).name)
    return f"{text.rstrip('.')}."


def terms_of(path: Path) -> tuple[Row, ...]:
    """Return the rows of an uploaded glossary.

    :raises GlossaryError: when it is not one, with the line.
    """
    return tuple(
        (term.english, "|".join(term.arabic), str(term.kind)) for term in Glossary.from_file(path)
    )


def run(
    models: Models,
    source: Callable[[], Article],
    settings: Settings,
    stop: threading.Event,
) -> Iterator[Progress]:
    """Brief an article, and say how far it is.

    :param source: reads what the visitor gave; what it raises is shown.
    :param stop: set from elsewhere to stop; what is finished stays in the last state.
    :returns: states as they come, the last one done, cancelled, or error. It raises nothing.
    """
    states: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()

    def work() -> None:
        try:
            _work(models, source, settings, stop, states.put)
        finally:
            states.put(None)

    threading.Thread(target=work, name="run", daemon=True).start()
    later = 0.0  # when the next state is worth showing
    unshown: Progress | None = None
    try:
        while (state := states.get()) is not None:
            unshown = state
            if time.monotonic() >= later:
                yield state
                unshown = None
                wait = _SHOWN_EVERY + _TOLD_LATER * len(state.translations)
                later = time.monotonic() + wait
        if unshown:
            yield unshown
    finally:
        stop.set()  # also where the visitor has gone


class _StoppedError(Exception):
    """Raised inside the work when the visitor does not want it any more."""


def _work(
    models: Models,
    source: Callable[[], Article],
    settings: Settings,
    stop: threading.Event,
    tell: Callable[[Progress], None],
) -> None:
    started = time.monotonic()
    state = Progress("reading", settings=settings)
    found: dict[int, Translation] = {}

    def now(step: str, **changes: object) -> None:
        nonlocal state
        seconds = round(time.monotonic() - started, 1)
        state = replace(state, step=step, seconds=seconds, **changes)  # type: ignore[arg-type]
        tell(state)

    def count(done: int, total: int) -> None:
        now("comparing" if state.report else "translating", done=done, total=total)

    def keep(translation: Translation) -> None:
        if stop.is_set():
            raise _StoppedError
        if state.report is None:
            again = translation.retries > 0
            found[translation.segment.index] = translation
            ordered = tuple(found[index] for index in sorted(found))
            now("again" if again else "translating", translations=ordered)

    try:
        now("reading")
        article = source()
        now("loading", model=settings.model or models.default)
        pipeline = _pipeline(models, settings.model, settings)
        report = pipeline.brief(article, words=settings.words, progress=count, partial=keep)
        now("comparing" if settings.other else "done", report=report)
        if settings.other:
            now("comparing", model=settings.other, done=0)
            pipeline = _pipeline(models, settings.other, settings)
            other = pipeline.translate(article, progress=count, partial=keep)
            now("done", other=other)
    except _StoppedError:
        now("cancelled")
    except MujazError as error:
        now("error", error=sentence(error))
    except Exception as error:
        # The visitor gets a sentence, whoever runs the server the rest.
        logging.getLogger(__name__).exception("a run failed")
        now("error", error=f"something went wrong inside mujaz ({type(error).__name__}).")


def _pipeline(models: Models, name: str, settings: Settings) -> Pipeline:
    """Return a model with a visitor's names and beam; the names lie in a file while it is read."""
    pipeline = models.get(name)
    rows = [row for row in settings.names if any(str(cell).strip() for cell in row)]
    if not rows and not settings.beam:
        return pipeline
    table = io.StringIO()
    csv.writer(table).writerows([("english", "arabic", "kind"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.csv"
        file.write_text(table.getvalue(), encoding="utf-8")
        return pipeline.variant(glossary=[file] if rows else (), beam_size=settings.beam or None)
