"""What a system made of every segment, kept as JSON lines.

The first line of a file holds all that the answers depend on, each further line one answer, in the
order of the set. Lines are added as answers come; a run that was killed goes on after the last
whole line, and only where nothing that matters has changed.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mujaz.errors import InputError
from mujaz.metrics import SAMPLES, SEED
from mujaz.testsets import read_lines
from mujaz.values import Finding, Name, Segment, Severity, Span, Translation

__all__ = [
    "Answer",
    "Run",
    "answer_json",
    "append_answers",
    "begun_answers",
    "file_name",
    "read_run",
    "versions",
]

# What is written as it stands.
_OF_ANSWER = ("article", "topic", "chrf", "estimate", "seconds")
_OF_TRANSLATION = ("log_prob", "retries", "parts", "way")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system made of one segment; `seconds` is its share of the time."""

    translation: Translation
    reference: str
    article: str
    topic: str
    chrf: float
    estimate: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """A system's answers to a set; `made_with` is all that they depend on, as JSON has it."""

    made_with: Mapping[str, Any]
    answers: tuple[Answer, ...]

    @property
    def name(self) -> str:
        """The system's name."""
        return str(self.made_with["name"])

    @property
    def file(self) -> str:
        """Its name as a file's, without an ending."""
        return file_name(self.name)

    @property
    def speed(self) -> float | None:
        """Segments a second, None of a file."""
        seconds = sum(answer.seconds for answer in self.answers)
        return len(self.answers) / seconds if seconds else None

    @property
    def size_mb(self) -> float | None:
        """The size of the model, None where it is not known."""
        size: float | None = self.made_with["system"].get("size_mb")
        return size


def file_name(system: str) -> str:
    """Return a system's name as a file's; models of the hub have a slash."""
    return system.replace("/", "--")


@cache
def versions() -> Mapping[str, Any]:
    """Return what else decides answers and figures: the versions, and a digest of our code."""
    packages = ("mujaz", "sacrebleu", "ctranslate2", "transformers", "torch", "numpy")
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    folder = Path(__file__).parents[1]
    code = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".tsv", ".yaml", ".csv"):
            code.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return {
        "versions": {"python": platform.python_version(), **found},
        "code": code.hexdigest(),
        "machine": platform.machine(),
        "bootstrap": {"samples": SAMPLES, "seed": SEED},
    }


def begun_answers(path: Path, made_with: Mapping[str, Any]) -> Iterator[Answer]:
    """Give the answers of an earlier run; a line that was torn off by its end is cut away."""
    if not path.is_file() or not (data := path.read_bytes()):
        return
    whole, _, torn = data.rpartition(b"\n")
    if torn:
        with path.open("r+b") as file:
            file.truncate(len(whole) + 1 if whole else 0)
    if not whole:
        return
    head, *lines = whole.decode().split("\n")
    before = json.loads(head)
    if before != made_with:
        changed = (
            ", ".join(key for key in made_with if before.get(key) != made_with[key]) or "its shape"
        )
        raise InputError(
            f"{path} was made with another {changed}",
            hint="give another --out, or delete the file",
        )
    for line in lines:
        yield _from_json(json.loads(line), made_with["name"])


def append_answers(path: Path, head: Mapping[str, Any] | None, answers: Sequence[Answer]) -> None:
    """Add answers to a file, below a first line where it has none yet."""
    lines = [head] if head else []
    lines += [answer_json(answer) for answer in answers]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as a line of the file has it."""
    translation = answer.translation
    return {
        "source": translation.segment.text,
        "reference": answer.reference,
        "hypothesis": translation.text,
        **{key: getattr(answer, key) for key in _OF_ANSWER},
        "index": translation.segment.index,
        "role": translation.segment.role,
        "findings": [asdict(finding) for finding in translation.findings],
        "names": [asdict(name) for name in translation.names],
        **{key: getattr(translation, key) for key in _OF_TRANSLATION},
    }


def _from_json(line: Mapping[str, Any], model: str) -> Answer:
    def spans(values: Sequence[Mapping[str, int]]) -> tuple[Span, ...]:
        return tuple(Span(**value) for value in values)

    text = line["source"]
    translation = Translation(
        Segment(line["index"], Span(0, len(text)), text, line["role"]),
        line["hypothesis"],
        model,
        findings=tuple(
            Finding(
                f["check"],
                Severity(f["severity"]),
                f["message"],
                spans(f["source"]),
                spans(f["target"]),
            )
            for f in line["findings"]
        ),
        names=tuple(Name(**{**n, "span": Span(**n["span"])}) for n in line["names"]),
        **{key: line[key] for key in _OF_TRANSLATION},
    )
    return Answer(translation, line["reference"], **{key: line[key] for key in _OF_ANSWER})


def read_run(path: Path) -> Run:
    """Return what a run has written.

    :raises InputError: when it is no such file.
    """
    head, *lines = read_lines(path)
    try:
        made_with = json.loads(head)
        answers = tuple(_from_json(json.loads(line), made_with["name"]) for line in lines)
        return Run(made_with, answers)
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{path} does not hold answers of `mujaz score`", hint="it writes them with --out"
        ) from None
