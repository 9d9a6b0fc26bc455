"""Systems: a model through mujaz, or a file of hypotheses that somebody else made."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Protocol

from mujaz.catalogue import ModelSpec
from mujaz.errors import InputError
from mujaz.glossary import Glossary
from mujaz.hub import Plan
from mujaz.judging import Checker
from mujaz.loading import Engine, open_translator
from mujaz.metrics import METRICS
from mujaz.quality import estimate
from mujaz.scoring.answers import Answer, Run, append_answers, begun_answers, file_name, versions
from mujaz.testsets import Scored, read_lines
from mujaz.translating import Judge, no_findings, translate_segments
from mujaz.translators import Decoding, Translator
from mujaz.values import Segment, Span, Translation

__all__ = ["FileSystem", "ModelSystem", "Progress", "System", "answer", "file_system"]

_AT_ONCE = 64  # segments between two writes


class System(Protocol):
    """Something that translates; `identity` is all that its answers depend on."""

    name: str

    @property
    def identity(self) -> Mapping[str, Any]:
        """Return what decides its answers, as JSON has it."""

    def translate(self, segments: Sequence[Segment], first: int) -> tuple[Translation, ...]:
        """Translate some segments of the set; `first` is the place of the first among all."""


class ModelSystem:
    """A model through mujaz.

    :param names: put known names in before decoding.
    :param checks: let the checks choose between hypotheses.
    """

    def __init__(
        self,
        name: str,
        translator: Translator,
        *,
        beam_size: int | None = None,
        names: bool = True,
        checks: bool = True,
        engine: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self._translator = translator
        self._decoding = Decoding.of(translator.spec, beam_size=beam_size)
        self._glossary = Glossary.builtin() if names else None
        self._judge: Judge = Checker(self._glossary) if checks else no_findings
        self.identity: Mapping[str, Any] = {
            "model": translator.spec.model_dump(mode="json", exclude={"scores", "note"}),
            "size_mb": translator.spec.size_mb,
            "decoding": asdict(self._decoding),
            "engine": dict(engine or {}),
            "names": names,
            "checks": checks,
        }

    @classmethod
    def opened(
        cls,
        spec: ModelSpec,
        engine: Engine,
        *,
        beam_size: int | None = None,
        names: bool = True,
        agree: Callable[[Plan], bool] | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> ModelSystem:
        """Load a model; parameters and errors as of `mujaz.loading.open_translator`."""
        translator = open_translator(spec, engine, agree=agree, tell=tell)
        return cls(spec.name, translator, beam_size=beam_size, names=names, engine=asdict(engine))

    def translate(self, segments: Sequence[Segment], first: int) -> tuple[Translation, ...]:  # noqa: ARG002
        """Translate as `mujaz translate` does."""
        return translate_segments(
            segments,
            self._translator,
            glossary=self._glossary,
            decoding=self._decoding,
            judge=self._judge,
        )


class FileSystem:
    """A file of hypotheses, one on a line, in the order of the set.

    :raises InputError: when it cannot be read.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.lines = read_lines(path)
        self._checker = Checker(Glossary.builtin())
        digest = hashlib.sha256("\n".join(self.lines).encode()).hexdigest()
        self.identity: Mapping[str, Any] = {"file": path.name, "sha256": digest}

    def translate(self, segments: Sequence[Segment], first: int) -> tuple[Translation, ...]:
        """Return the lines with what the checks say of them."""
        return tuple(
            Translation(segment, text, self.name, findings=self._checker(segment, text))
            for segment, text in zip(segments, self.lines[first:], strict=False)
        )


def file_system(given: str) -> FileSystem:
    """Open NAME=FILE.

    :raises InputError: when it is not of that shape, or the file cannot be read.
    """
    name, equals, path = given.partition("=")
    if not (name and equals and path):
        raise InputError(f"not NAME=FILE: {given!r}", hint="as in --system google=google.en")
    return FileSystem(name, Path(path))


Progress = Callable[[str, int, int], None]


def answer(
    scored: Scored,
    system: System,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Run:
    """Have a system translate a set.

    :param out: a folder for its answers; those that are there already are not made again.
    :param progress: told the system's name, how many segments are done, and of how many.
    :param tell: told in a line where a run goes on.
    :raises InputError: when a file has too few or too many lines, or when the answers in the
        folder depend on something else.
    """
    segments = _segments(scored)
    if isinstance(system, FileSystem) and len(system.lines) != len(segments):
        raise InputError(
            f"{system.name}: {len(system.lines)} hypotheses for {len(segments)} segments",
            hint="one hypothesis on a line, in the order of the set",
        )
    made_with = {
        "name": system.name,
        "set": {"name": scored.name, "sha256": scored.digest, "segments": len(segments)},
        "system": dict(system.identity),
        **versions(),
    }
    answers: list[Answer] = []
    path = out / f"{file_name(system.name)}.jsonl" if out else None
    if path:
        answers = list(begun_answers(path, made_with))
        if answers and tell:
            tell(f"{system.name}: {len(answers)} of {len(segments)} segments are in {path}")
    articles = [(page.id, page.topic) for page in scored.articles for _ in page.segments]
    while len(answers) < len(segments):
        first = len(answers)
        started = time.perf_counter()
        translations = system.translate(segments[first : first + _AT_ONCE], first)
        seconds = (time.perf_counter() - started) / len(translations)
        if isinstance(system, FileSystem):
            seconds = 0.0
        new = [
            _answer(
                replace(translation, model=system.name, alternatives=()),
                scored.segments[first + place].reference,
                articles[first + place] if articles else ("", ""),
                seconds,
            )
            for place, translation in enumerate(translations)
        ]
        if path:
            append_answers(path, made_with if not answers else None, new)
        answers += new
        if progress:
            progress(system.name, len(answers), len(segments))
    return Run(made_with, tuple(answers))


def _segments(scored: Scored) -> list[Segment]:
    """Return the segments, numbered within their article as citations are."""
    sizes = [len(page.segments) for page in scored.articles] or [len(scored.segments)]
    numbers = [number for size in sizes for number in range(size)]
    return [
        Segment(number, Span(0, len(pair.source)), pair.source, pair.role)
        for number, pair in zip(numbers, scored.segments, strict=True)
    ]


def _answer(
    translation: Translation, reference: str, article: tuple[str, str], seconds: float
) -> Answer:
    chrf = METRICS["chrf"]
    [row] = chrf.rows([translation.text], [reference], ())
    return Answer(
        translation,
        reference,
        *article,
        chrf=round(chrf.total(row), 2),
        estimate=None if translation.log_prob is None else round(estimate(translation), 1),
        seconds=seconds,
    )
