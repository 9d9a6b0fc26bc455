"""Sets to score on: the held-out pages, FLORES-200, NTREX-128, any file of pairs.

A set is Arabic segments with one reference translation each; the held-out set also has articles,
with facts, reference briefs and false statements. Its digest is over all that scores depend on.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mujaz.errors import InputError, MissingExtraError, one_line
from mujaz.values import Role

__all__ = [
    "DATA_VARIABLE",
    "SETS",
    "Fact",
    "Forbidden",
    "Page",
    "Pair",
    "Scored",
    "load_set",
    "read_lines",
]

#: Names a folder that holds the public sets, as `eval/testsets/flores-test.ar` or directly.
DATA_VARIABLE = "MUJAZ_DATA"
SPLITS = ("test", "dev")

_HELD_OUT = Path(__file__).parents[2] / "eval" / "heldout"


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(_Frozen):
    """A fact; a text states it when every pattern of `all` matches, whatever the case."""

    id: str
    weight: Literal[1, 2, 3]
    all: tuple[str, ...] = Field(min_length=1)

    def stated_in(self, text: str) -> bool:
        """Tell whether a text states it."""
        return all(re.search(pattern, text, re.IGNORECASE) for pattern in self.all)


class Forbidden(_Frozen):
    """A false statement and an example of it; one with a fact's id is that fact reversed."""

    id: str
    why: str
    any: tuple[str, ...] = Field(min_length=1)
    wrong: str

    def stated_in(self, text: str) -> bool:
        """Tell whether a text makes it."""
        return any(re.search(pattern, text, re.IGNORECASE) for pattern in self.any)


class Pair(_Frozen):
    """An Arabic segment and its reference translation."""

    source: str = Field(min_length=1)
    role: Role = Role.BODY
    reference: str = Field(min_length=1)


class Page(_Frozen):
    """An article of the held-out set, as its article.yaml has it."""

    id: str = Field(pattern=r"^\d\d(-[a-z0-9]+)+$")
    split: Literal["dev", "test"]
    topic: str = Field(pattern=r"^[a-z]+$")
    style: str = Field(pattern=r"^[a-z0-9-]+$")
    phenomena: tuple[str, ...]
    segments: tuple[Pair, ...] = Field(min_length=1)
    brief: str
    facts: tuple[Fact, ...]
    forbidden: tuple[Forbidden, ...]
    left_out: tuple[str, ...]

    @property
    def translation(self) -> str:
        """The reference translation, a segment on a line."""
        return "\n".join(segment.reference for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Scored:
    """A set: its segments in order, and the articles that they are of, if any.

    :param articles: their segments, one after the other, are `segments`.
    :param pages: the file of each article's page, where there is one.
    """

    name: str
    digest: str
    segments: tuple[Pair, ...]
    articles: tuple[Page, ...] = ()
    pages: tuple[Path | None, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The Arabic of the segments."""
        return tuple(segment.source for segment in self.segments)

    @property
    def references(self) -> tuple[str, ...]:
        """The English of the segments."""
        return tuple(segment.reference for segment in self.segments)

    def head(self, limit: int) -> Scored:
        """Return the set of the first segments, or of the first articles that have as many."""
        if not self.articles:
            return of_pairs(f"{self.name}[:{limit}]", self.segments[:limit])
        kept: list[Page] = []
        count = 0
        for page in self.articles:
            count += len(page.segments)
            if kept and count > limit:
                break
            kept.append(page)
        return of_pages(f"{self.name}[:{limit}]", kept, self.pages[: len(kept)])


def of_pairs(name: str, segments: Sequence[Pair]) -> Scored:
    """Make a set of pairs."""
    return Scored(name, _digest(segments), tuple(segments))


def of_pages(name: str, articles: Sequence[Page], pages: Sequence[Path | None]) -> Scored:
    """Make a set of articles."""
    segments = tuple(segment for page in articles for segment in page.segments)
    files = [path.read_bytes() for path in pages if path]
    return Scored(name, _digest(articles, files), segments, tuple(articles), tuple(pages))


def _digest(values: Sequence[BaseModel], files: Sequence[bytes] = ()) -> str:
    digest = hashlib.sha256()
    for content in (*(value.model_dump_json().encode() for value in values), *files):
        digest.update(content + b"\n")
    return digest.hexdigest()


def load_set(
    name: str, *, split: str = "test", data: str | Path | None = None, limit: int | None = None
) -> Scored:
    """Load a set by name or path.

    :param name: held-out, flores, ntrex; a folder of articles; FILE.tsv with Arabic TAB English;
        FILE.jsonl with source and reference; FILE.ar beside FILE.en.
    :param split: test or dev, of the sets that have both.
    :param data: a folder with the public sets; MUJAZ_DATA where None. Without either, they are
        asked of the hub.
    :param limit: the most segments; of the held-out set, whole articles only.
    :raises InputError: when it cannot be read; names file and line.
    """
    if split not in SPLITS:
        raise InputError(f"no split is called {split!r}", hint=f"known: {', '.join(SPLITS)}")
    loaded = SETS[name](split, _folder(data)) if name in SETS else _from_path(Path(name), split)
    return loaded if limit is None else loaded.head(limit)


def read_lines(path: Path) -> list[str]:
    """Return a file's lines.

    :raises InputError: when it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"{path} cannot be read: {reason}") from None
    # Not splitlines(): some translations hold U+2028 or a form feed inside a line.
    return text.removesuffix("\n").split("\n")


def _folder(data: str | Path | None) -> Path | None:
    named = data or os.environ.get(DATA_VARIABLE)
    return Path(named).expanduser() if named else None


def _held_out(split: str, data: Path | None) -> Scored:
    folder = data / "heldout" if data and (data / "heldout").is_dir() else _HELD_OUT
    if not folder.is_dir():
        raise InputError(
            "the held-out set is not here: it comes with mujaz's repository, not with the package",
            hint=f"give the path of its eval/heldout, or set {DATA_VARIABLE} to its eval",
        )
    return _articles(folder, split)


def _articles(folder: Path, split: str) -> Scored:
    articles, pages = [], []
    for path in sorted(folder.glob("*/article.yaml")):
        page = _page(path)
        if page.split == split:
            articles.append(page)
            pages.append(next(iter(sorted(path.parent.glob("page.*"))), None))
    if not articles:
        raise InputError(f"{folder} holds no article of the split {split!r}")
    return of_pages(f"held-out-{split}", articles, pages)


def _page(path: Path) -> Page:
    text = "\n".join(read_lines(path))
    try:
        return Page.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{path}{line}: not YAML") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{path}, field {where!r}: {first['msg']}") from None


def _public(name: str, hub: Callable[[str], Scored]) -> Callable[[str, Path | None], Scored]:
    def load(split: str, data: Path | None) -> Scored:
        stem = f"{name}-{split}" if name == "flores" else name
        if data is None:
            return hub(split)
        for folder in (data / "eval" / "testsets", data):
            if (folder / f"{stem}.ar").is_file():
                return _beside(folder / f"{stem}.ar", stem)
        raise InputError(
            f"{data} holds no {stem}.ar", hint="give the folder of the test sets with --data"
        )

    return load


def _flores_hub(split: str) -> Scored:
    part = {"test": "devtest", "dev": "dev"}[split]
    arabic, english = (
        _column("openlanguagedata/flores_plus", code, part, "text")
        for code in ("arb_Arab", "eng_Latn")
    )
    return of_pairs(f"flores-{split}", _pairs(arabic, english, "flores_plus"))


def _ntrex_hub(_split: str) -> Scored:
    arabic, english = (
        _column("mteb/NTREXBitextMining", None, "test", code) for code in ("arb_Arab", "eng_Latn")
    )
    return of_pairs("ntrex", _pairs(arabic, english, "NTREX"))


# Commits of the data sets on the hub.
_REVISIONS = {
    "openlanguagedata/flores_plus": "5fec6c13f9e5a4db2f745d4ec0d7c9721ddc4f06",
    "mteb/NTREXBitextMining": "66b8b27efc99658903127730575e9fa0cb9f075c",
}


def _column(repository: str, config: str | None, split: str, column: str) -> list[str]:
    try:
        from datasets import load_dataset
    except ImportError:
        raise MissingExtraError("A set from the hub", "eval") from None
    try:
        table = load_dataset(repository, config, split=split, revision=_REVISIONS[repository])
        return [str(text) for text in table[column]]
    except Exception as error:
        # Network, login, licence, a changed table: the reader can do one thing about all of them.
        raise InputError(
            f"{repository} cannot be had from the hub: {one_line(error)}",
            hint=f"put the files in a folder and name it with --data or {DATA_VARIABLE}",
        ) from error


#: The sets that have a name.
SETS: dict[str, Callable[[str, Path | None], Scored]] = {
    "held-out": _held_out,
    "flores": _public("flores", _flores_hub),
    "ntrex": _public("ntrex", _ntrex_hub),
}


def _from_path(path: Path, split: str) -> Scored:
    if path.is_dir():
        return _articles(path, split)
    if path.suffix == ".tsv":
        return of_pairs(path.name, list(_tsv(path)))
    if path.suffix == ".jsonl":
        return of_pairs(path.name, list(_jsonl(path)))
    arabic = path if path.suffix == ".ar" else path.with_name(f"{path.name}.ar")
    if arabic.is_file():
        return _beside(arabic, arabic.stem)
    raise InputError(
        f"no set is called {str(path)!r} and no such file is a set",
        hint=f"known: {', '.join(SETS)}, a folder of articles, FILE.tsv, FILE.jsonl, FILE.ar",
    )


def _beside(arabic: Path, name: str) -> Scored:
    english = arabic.with_suffix(".en")
    return of_pairs(name, _pairs(read_lines(arabic), read_lines(english), str(arabic)))


def _pairs(arabic: Sequence[str], english: Sequence[str], where: str) -> list[Pair]:
    if len(arabic) != len(english):
        raise InputError(f"{where}: {len(arabic)} lines of Arabic, {len(english)} of English")
    return [
        _pair(source, reference, f"{where}, line {number}")
        for number, (source, reference) in enumerate(zip(arabic, english, strict=True), start=1)
    ]


def _pair(source: str, reference: str, where: str) -> Pair:
    if not (source.strip() and reference.strip()):
        raise InputError(f"{where}: one side is empty")
    return Pair(source=source.strip(), reference=reference.strip())


def _tsv(path: Path) -> Iterator[Pair]:
    for number, line in enumerate(read_lines(path), start=1):
        source, tab, reference = line.partition("\t")
        if not tab:
            raise InputError(f"{path}, line {number}: no tab", hint="write Arabic TAB English")
        yield _pair(source, reference, f"{path}, line {number}")


def _jsonl(path: Path) -> Iterator[Pair]:
    for number, line in enumerate(read_lines(path), start=1):
        where = f"{path}, line {number}"
        try:
            values = json.loads(line)
            source, reference = str(values["source"]), str(values["reference"])
        except (ValueError, KeyError, TypeError):
            raise InputError(
                f"{where}: not an object with source and reference",
                hint='write {"source": "...", "reference": "..."}',
            ) from None
        yield _pair(source, reference, where)
