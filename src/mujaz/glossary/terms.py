"""What a glossary holds."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from mujaz.arabic import fold_text

__all__ = ["BUILT_IN", "Kind", "Term", "fold_form"]

#: `Term.origin` of our own lists.
BUILT_IN = "built-in"


def fold_form(form: str) -> str:
    """Return an Arabic form as it is compared."""
    # Folding drops the zero-width non-joiner, which divides words here.
    return fold_text(form.replace("\u200c", " "))


class Kind(enum.StrEnum):
    """What a term names; a word names nothing.

    A word is a common one that a small model may not know, a likely name one whose English is only
    the usual one. Both are put in where the translation lacks them, and never checked: a translator
    may have said it otherwise.
    """

    PERSON = "person"
    ORGANISATION = "organisation"
    OUTLET = "outlet"
    PLACE = "place"
    MONTH = "month"
    TERM = "term"
    LIKELY = "likely"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing, its English name, and the Arabic spellings that are met for it.

    `also` holds other English names that are right. `short` and `short_arabic` are a form that
    may stand alone (a surname); `origin` tells where the term comes from.

    :raises ValueError: when the English name is empty or no Arabic form is given.
    """

    english: str
    kind: str
    arabic: tuple[str, ...]
    also: tuple[str, ...] = ()
    short: str = ""
    short_arabic: tuple[str, ...] = ()
    origin: str = BUILT_IN

    def __post_init__(self) -> None:
        if not self.english.strip():
            raise ValueError("a term needs an English name")
        if not self.arabic:
            raise ValueError(f"no Arabic form for {self.english!r}")
        if self.kind not in Kind.__members__.values():
            raise ValueError(f"unknown kind {self.kind!r} for {self.english!r}")

    @property
    def is_sure(self) -> bool:
        """Tell whether it must come out as it stands here: all but words and likely names."""
        return self.kind not in (Kind.WORD, Kind.LIKELY)

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every English form that names it rightly, the preferred one first."""
        return tuple(dict.fromkeys(n for n in (self.english, *self.also, self.short) if n))
