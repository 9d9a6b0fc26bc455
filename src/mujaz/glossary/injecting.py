"""Writing the English names into the Arabic text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mujaz.glossary.matching import Match
from mujaz.glossary.terms import Kind
from mujaz.values import Name, Span

__all__ = ["Injection", "inject"]

_DEFINITE = re.compile(r"[وف]?(?:[بك]?ال|لل)\w")
_LAST_WORD = re.compile(r"(\w+)\s+$")
# What a capital letter belongs behind: the beginning, the end of a sentence, an opening quotation.
_SENTENCE_START = r"(?:^|[.!?:]\s+|[\"\u201c])"


@dataclass(frozen=True, slots=True)
class Injection:
    """A text with English names in it; each name has its span in the text before.

    `words` are the common words among them; `raised` tells that they have capital letters there.
    """

    text: str
    injected: tuple[Name, ...]
    words: tuple[str, ...] = ()
    raised: bool = False

    def cased(self, translation: str) -> str:
        """Give the common words their small letters, and a capital to the first of a sentence."""
        if not self.words:  # asked for each hypothesis
            return translation
        if self.raised:
            small = {_raise(word): word for word in self.words}
            translation = re.sub(
                rf"({_SENTENCE_START})?\b({_any_of(small)})(?=(?:e?s)?\b)",
                lambda found: small[found[2]] if found[1] is None else found[0],
                translation,
            )
        return re.sub(
            rf"(?:^|(?<=[^A-Z][.!?] ))(?:the )?(?:{_any_of(self.words)})(?=(?:e?s)?\b)",
            lambda found: found[0][:1].upper() + found[0][1:],
            translation,
        )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def inject(
    text: str,
    matches: Iterable[Match],
    *,
    raised: bool = False,
    figures: Iterable[tuple[Span, str]] = (),
) -> Injection:
    """Replace each match by its English name.

    Clitics stay, as a word of their own before the name (``لروسيا`` gives ``ل Russia``); the
    article of the Arabic name goes with it. Nothing else changes. A common word that has the
    article gets the English one, unless it is the adjective of a definite noun.

    :param matches: as `Glossary.find` gives them for `text`: in order, none over another.
    :param raised: write common words with capital letters: a model that was taught to copy names
        takes them for such. `Injection.cased` undoes it in what the model said.
    :param figures: other places and what to write there, where no match is.
    :raises ValueError: when they are not.
    """
    written: dict[Span, str] = {}
    done = 0
    injected = []
    words: list[str] = []
    for match in matches:
        if not done <= match.start < match.end <= len(text):
            raise ValueError(f"match {match.start}:{match.end} is out of order or out of the text")
        english = match.english
        if match.term.kind == Kind.WORD:
            words.append(english)
            if raised:
                english = _raise(english)
            if _is_definite(text, match):
                english = f"the {english}"
        span = Span(match.start, match.end)
        written[span] = f" {english}" if match.prefix else english
        injected.append(Name(span, match.english, match.term.english, injected=True))
        done = match.end
    free = [item for item in figures if not any(item[0].meets(span) for span in written)]
    pieces: list[str] = []
    done = 0
    for span, there in sorted((*written.items(), *free), key=lambda item: item[0].start):
        pieces += (text[done : span.start], there)
        done = span.end
    pieces.append(text[done:])
    return Injection("".join(pieces), tuple(injected), tuple(dict.fromkeys(words)), raised)


def _raise(word: str) -> str:
    return " ".join(part[:1].upper() + part[1:] for part in word.split(" "))


def _is_definite(text: str, match: Match) -> bool:
    """Tell whether a match has the article, and no definite noun before it as its adjective has."""
    if not _DEFINITE.match(text[match.start - len(match.prefix) : match.end]):
        return False
    before = _LAST_WORD.search(text[: match.start - len(match.prefix)])
    return bool(match.prefix) or before is None or not _DEFINITE.match(before[1])
