"""Reading glossary files, ours and the user's: CSV with a header row, YAML, TMX or TBX.

Columns or keys: ``english`` and ``arabic`` (needed), ``kind``, ``also``, ``short``,
``short_arabic``, ``keep``. Several values are divided by ``|`` or, in YAML, given as a list.
``keep: true`` means that the form stays as it is written in every translation. Of TMX and TBX the
Arabic and English texts of each unit are read; the first English one is the name, others are also
accepted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from mujaz.arabic import has_arabic
from mujaz.errors import GlossaryError
from mujaz.exchange import ExchangeError, read_units
from mujaz.glossary.terms import Kind, Term, fold_form

__all__ = ["parse_csv", "read_terms"]

_NEEDED = ("english", "arabic")
_FIELDS = (*_NEEDED, "kind", "also", "short", "short_arabic", "keep")
_LISTS = frozenset({"arabic", "also", "short_arabic"})
_YES = frozenset({"true", "yes", "1"})
_NO = frozenset({"false", "no", "0", ""})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row as read: values by field, and the line of each field."""

    line: int
    values: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, int] = field(default_factory=dict)

    def one(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "")

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


def read_terms(path: str | Path) -> tuple[Term, ...]:
    """Read a glossary file; ``.csv`` is CSV, ``.tmx`` and ``.tbx`` as named, all else YAML.

    :raises GlossaryError: when it cannot be read or an entry is wrong, with the line.
    """
    name, kind = str(path), Path(path).suffix.lower()
    try:
        data = Path(path).read_bytes()
        if kind in (".tmx", ".tbx"):
            return _terms(_exchange_entries(data, name), name, name)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GlossaryError(
            f"not UTF-8 (byte {error.start})", file=name, hint="save the file as UTF-8"
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise GlossaryError(
            f"cannot be read: {reason}", file=name, hint="check the path of the glossary"
        ) from error
    if kind == ".csv":
        return parse_csv(text, name, origin=name)
    return _terms(_yaml_entries(text, name), name, name)


def _exchange_entries(data: bytes, name: str) -> Iterator[_Entry]:
    try:
        units = read_units(data)
    except ExchangeError as error:
        raise GlossaryError(
            str(error), file=name, line=error.line, hint="export the file again"
        ) from error
    for unit in units:
        if "ar" in unit.texts and "en" in unit.texts:
            english, *also = unit.texts["en"]
            values = {"english": (english,), "arabic": unit.texts["ar"], "also": tuple(also)}
            yield _Entry(unit.line, values)


def parse_csv(text: str, name: str, *, origin: str) -> tuple[Term, ...]:
    """Return the terms of a CSV text.

    :param name: the file's name for messages.
    :param origin: what `Term.origin` says.
    :raises GlossaryError: when it is not a glossary, with the line.
    """
    return _terms(_csv_entries(text, name), name, origin)


def _split(value: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, value.split("|")) if part)


def _csv_entries(text: str, name: str) -> Iterator[_Entry]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        _check_header(header, name)
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(map(str.strip, row)):
                continue
            if len(row) > len(header):
                raise GlossaryError(
                    f"{len(row)} values for {len(header)} columns",
                    file=name,
                    line=line,
                    hint='put a value that holds a comma into "quotes"',
                )
            yield _Entry(
                line,
                {
                    column: _split(value) if column in _LISTS else (value.strip(),)
                    for column, value in zip(header, row, strict=False)
                },
            )
    except csv.Error as error:
        raise GlossaryError(
            f"not CSV: {error}", file=name, line=reader.line_num, hint="check the quotes"
        ) from error


def _check_header(header: Sequence[str], name: str) -> None:
    for column in _NEEDED:
        if column not in header:
            raise GlossaryError(
                "this column is missing",
                file=name,
                line=1,
                field=column,
                hint=f"the first row names the columns: {', '.join(_FIELDS)}",
            )
    for position, column in enumerate(header):
        if column not in _FIELDS or column in header[:position]:
            _unknown_field(column, name, 1)


def _unknown_field(column: str, name: str, line: int) -> None:
    raise GlossaryError(
        "no such field, or given twice",
        file=name,
        line=line,
        field=column,
        hint=f"the fields are {', '.join(_FIELDS)}",
    )


_SHAPE = "the file is a list of entries, each '- english: ...' with its fields below"


def _yaml_root(text: str, name: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise GlossaryError(
            f"not YAML: {error.problem or error.context}",
            file=name,
            line=mark.line + 1 if mark else None,
            hint="check the indentation and the quotes",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise GlossaryError(f"not YAML: {' '.join(str(error).split())}", file=name) from error


def _yaml_entries(text: str, name: str) -> Iterator[_Entry]:
    root = _yaml_root(text, name)
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        raise GlossaryError("not a list", file=name, line=root.start_mark.line + 1, hint=_SHAPE)
    for node in root.value:
        yield _yaml_entry(node, name)


def _yaml_entry(node: yaml.Node, name: str) -> _Entry:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise GlossaryError("not an entry", file=name, line=line, hint=_SHAPE)
    values: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        column = str(key.value)
        if column not in _FIELDS or column in values:
            _unknown_field(column, name, key.start_mark.line + 1)
        values[column] = _yaml_value(value, column, name)
        lines[column] = value.start_mark.line + 1
    for column in _NEEDED:
        if column not in values and not (column == "english" and "keep" in values):
            raise GlossaryError("missing", file=name, line=line, field=column, hint=_SHAPE)
    return _Entry(line, values, lines)


def _yaml_value(node: yaml.Node, column: str, name: str) -> tuple[str, ...]:
    # Scalars are taken as written: YAML would read the name "NO" as False.
    if isinstance(node, yaml.ScalarNode):
        text = "" if node.tag.endswith(":null") else str(node.value).strip()
        return _split(text) if column in _LISTS else (text,)
    if (
        column in _LISTS
        and isinstance(node, yaml.SequenceNode)
        and all(isinstance(item, yaml.ScalarNode) for item in node.value)
    ):
        return tuple(part for item in node.value for part in _split(item.value))
    raise GlossaryError(
        "not a text" + (" or a list of texts" if column in _LISTS else ""),
        file=name,
        line=node.start_mark.line + 1,
        field=column,
    )


def _terms(entries: Iterator[_Entry], name: str, origin: str) -> tuple[Term, ...]:
    terms = []
    seen: dict[str, tuple[str, int]] = {}
    for entry in entries:
        term = _term(entry, name, origin)
        for form in term.arabic:
            line = entry.line_of("arabic")
            english, first = seen.setdefault(
                " ".join(fold_form(form).split()), (term.english, line)
            )
            if english != term.english:
                raise GlossaryError(
                    f"{form!r} is {english!r} in line {first} and {term.english!r} in line {line}",
                    file=name,
                    line=line,
                    field="arabic",
                    hint="leave one of the two",
                )
        terms.append(term)
    return tuple(terms)


def _term(entry: _Entry, name: str, origin: str) -> Term:
    def wrong(message: str, column: str, hint: str = "") -> GlossaryError:
        return GlossaryError(
            message, file=name, line=entry.line_of(column), field=column, hint=hint
        )

    keep = entry.one("keep").lower()
    if keep not in _YES | _NO:
        raise wrong(f"{keep!r} is neither true nor false", "keep")
    kept = keep in _YES
    arabic = entry.values.get("arabic", ())
    if not arabic:
        raise wrong("empty", "arabic", "give the Arabic form")
    # A form that is kept is its own English.
    english = entry.one("english") or (arabic[0] if kept else "")
    if not english:
        raise wrong("empty", "english", "give the English name, or keep: true")
    for column in ("arabic", "short_arabic"):
        for form in entry.values.get(column, ()):
            if not (has_arabic(form) or (kept and any(map(str.isalnum, form)))):
                raise wrong(f"no Arabic letters in {form!r}", column, "are the columns swapped?")
    kind = entry.one("kind").lower() or Kind.TERM
    if kind not in Kind.__members__.values():
        raise wrong(f"unknown kind {kind!r}", "kind", f"one of {', '.join(Kind)}")
    short, short_arabic = entry.one("short"), entry.values.get("short_arabic", ())
    if bool(short) != bool(short_arabic):
        column = "short_arabic" if short else "short"
        raise wrong("empty", column, "a short form needs both its English and its Arabic")
    also = entry.values.get("also", ())
    return Term(english, Kind(kind), arabic, also, short, short_arabic, origin)
