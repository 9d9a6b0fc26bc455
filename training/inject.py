"""Code-switched pairs: known names of an Arabic source replaced by the English of its translation.

The translator copies Latin text that it finds in Arabic; this corpus teaches it to do so reliably.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from training.corpus import Pair

Inject = Callable[[str, str], str | None]


def place_of(name: str, text: str) -> re.Match[str] | None:
    """Find the name in the text as words of their own: Iran, but not Iranian."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)


def with_glossary() -> Inject:
    """Replace every name whose English form stands in the English text; None if there is none."""
    from mujaz.glossary import Glossary
    from mujaz.glossary import inject as put_in

    glossary = Glossary.builtin()

    def inject(source: str, english: str) -> str | None:
        # an alternative spelling would teach the model to copy something else than it was given
        usable = tuple(m for m in glossary.find(source) if place_of(m.english, english))
        if not usable:
            return None
        text: str = put_in(source, usable).text
        return text

    return inject


def names() -> list[Pair]:
    """Pair every Arabic form in the glossary with the English name, short forms with the short."""
    from mujaz.glossary import Glossary

    return [
        Pair(arabic, english)
        for term in Glossary.builtin()
        for forms, english in ((term.arabic, term.english), (term.short_arabic, term.short))
        if english
        for arabic in forms
    ]


def injected(pairs: Iterable[Pair], inject: Inject) -> Iterator[Pair]:
    """Make one code-switched copy of every pair that has at least one usable name."""
    for pair in pairs:
        source = inject(pair.source, pair.english)
        if source is not None and source != pair.source:
            yield Pair(source, pair.english)


def write_injected(path: Path, pairs: Iterable[Pair], inject: Inject) -> int:
    """Write the copies as source TAB English; returns how many there are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for pair in injected(pairs, inject):
            out.write(f"{pair.source}\t{pair.english}\n")
            written += 1
    return written
