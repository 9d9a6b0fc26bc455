"""Files that translation tools exchange: TMX (translation memories) and TBX (termbases).

Both hold units of the same content in several languages. Reading is by events, so that size does
not matter. A document type may be named, as TMX tools do; it is not fetched. One that declares
entities of its own is refused: they could grow without bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

__all__ = ["ExchangeError", "Unit", "read_units"]

_UNITS = frozenset(("tu", "termEntry", "conceptEntry"))
_LANGUAGES = frozenset(("tuv", "langSet", "langSec"))
_TEXTS = frozenset(("seg", "term"))
# Inline codes of TMX: their content is mark-up of the original document, not text.
_CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))


class ExchangeError(ValueError):
    """Raised when a file is not TMX or TBX; `line` is where, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its line, and its texts by language ("ar", not "ar-SA")."""

    line: int
    texts: Mapping[str, tuple[str, ...]]


def read_units(data: bytes) -> tuple[Unit, ...]:
    """Read the units of a TMX or TBX file.

    :raises ExchangeError: when it is not well-formed XML, or declares entities.

    >>> read_units(b'<tmx><tu><tuv xml:lang="en-GB"><seg>Rome</seg></tuv></tu></tmx>')[0].texts
    {'en': ('Rome',)}
    """
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise ExchangeError(f"not well-formed XML ({reason})", error.lineno) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, ExchangeError):
            raise
        raise ExchangeError(str(error), 1) from None
    return tuple(reader.units)


class _Reader:
    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._texts: dict[str, tuple[str, ...]] = {}
        self._line = 0
        self._language = ""
        self._text: list[str] | None = None
        self._codes = 0

    def _doctype(self, _name: str, _system: str | None, _public: str | None, inside: int) -> None:
        if inside:
            raise ExchangeError(
                "its document type (<!DOCTYPE … […]>) declares entities: delete them",
                self.parser.CurrentLineNumber,
            )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag in _UNITS:
            self._texts, self._line = {}, self.parser.CurrentLineNumber
        elif tag in _LANGUAGES:
            named = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "lang"), "")
            self._language = named.lower().replace("_", "-").split("-")[0]
        elif tag in _TEXTS:
            self._text = []
        elif tag in _CODES:
            self._codes += 1

    def _data(self, data: str) -> None:
        if self._text is not None and not self._codes:
            self._text.append(data)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in _CODES:
            self._codes -= 1
        elif tag in _TEXTS and self._text is not None:
            text = " ".join("".join(self._text).split())
            if text:
                self._texts[self._language] = (*self._texts.get(self._language, ()), text)
            self._text = None
        elif tag in _UNITS and self._texts:
            self.units.append(Unit(self._line, self._texts))
