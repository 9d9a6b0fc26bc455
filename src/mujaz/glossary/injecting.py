"""Writing the English names into the Arabic text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mujaz.glossary.matching import Match
from mujaz.values import Name, Span

__all__ = ["Injection", "inject"]


@dataclass(frozen=True, slots=True)
class Injection:
    """A text with English names in it; each name has its span in the text before."""

    text: str
    injected: tuple[Name, ...]


def inject(text: str, matches: Iterable[Match]) -> Injection:
    """Replace each match by its English name.

    Clitics stay, as a word of their own before the name (``لروسيا`` gives ``ل Russia``); the
    article of the Arabic name goes with it. Nothing else changes.

    :param matches: as `Glossary.find` gives them for `text`: in order, none over another.
    :raises ValueError: when they are not.
    """
    pieces: list[str] = []
    done = 0
    injected = []
    for match in matches:
        if not done <= match.start < match.end <= len(text):
            raise ValueError(f"match {match.start}:{match.end} is out of order or out of the text")
        pieces += (text[done : match.start], " " if match.prefix else "", match.english)
        injected.append(
            Name(Span(match.start, match.end), match.english, match.term.english, injected=True)
        )
        done = match.end
    pieces.append(text[done:])
    return Injection("".join(pieces), tuple(injected))
