"""What changed most between two systems on one set, segment by segment."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from mujaz.errors import InputError
from mujaz.scoring.answers import Answer, Run

__all__ = ["Change", "Mark", "changes", "marked", "show_changes"]


class Mark(enum.StrEnum):
    """What a stretch of two translations is."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Change:
    """A segment as two systems have it."""

    number: int
    before: Answer
    after: Answer

    @property
    def difference(self) -> float:
        """How much chrF++ the second has over the first."""
        return self.after.chrf - self.before.chrf


def changes(before: Run, after: Run) -> tuple[Change, ...]:
    """Return the segments that differ, the largest change of chrF++ first.

    :raises InputError: when the two are not of the same set.
    """
    if before.made_with["set"] != after.made_with["set"]:
        raise InputError(
            f"{before.name} and {after.name} were scored on different sets",
            hint="score both on the same set, split and limit",
        )
    pairs = zip(before.answers, after.answers, strict=True)
    found = [
        Change(number, one, other)
        for number, (one, other) in enumerate(pairs, start=1)
        if one.translation.text != other.translation.text
    ]
    return tuple(sorted(found, key=lambda change: (-abs(change.difference), change.number)))


def marked(before: str, after: str) -> tuple[tuple[Mark, str], ...]:
    """Return the words of two translations in turn, marked.

    >>> [(mark.value, text) for mark, text in marked("He did not go", "He did go there")]
    [('same', 'He did'), ('gone', 'not'), ('same', 'go'), ('new', 'there')]
    """
    ours, theirs = before.split(), after.split()
    parts: list[tuple[Mark, str]] = []
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            parts.append((Mark.SAME, " ".join(ours[start:end])))
            continue
        if start < end:
            parts.append((Mark.GONE, " ".join(ours[start:end])))
        if begin < stop:
            parts.append((Mark.NEW, " ".join(theirs[begin:stop])))
    return tuple(parts)


_PLAIN = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.NEW: ("{+", "+}")}
_COLOURED = {
    Mark.SAME: ("", ""),
    Mark.GONE: ("\x1b[31;9m", "\x1b[0m"),
    Mark.NEW: ("\x1b[32m", "\x1b[0m"),
}


def show_changes(before: Run, after: Run, *, most: int = 20, colour: bool = False) -> Iterator[str]:
    """Give lines of text: source, reference and both systems, what differs marked.

    :param most: how many segments.
    :param colour: mark with the colours of a terminal.
    """
    marks = _COLOURED if colour else _PLAIN
    found = changes(before, after)
    better = sum(change.difference > 0 for change in found)
    worse = sum(change.difference < 0 for change in found)
    yield (
        f"{before.name} -> {after.name}: {len(found)} of {len(before.answers)} segments differ; "
        f"by chrF++ {better} are better, {worse} worse"
    )
    for change in found[:most]:
        one, other = change.before, change.after
        parts = marked(one.translation.text, other.translation.text)
        yield ""
        yield f"[{change.number}] chrF++ {one.chrf:.1f} -> {other.chrf:.1f} {one.article}".rstrip()
        yield f"  source     \u2068{one.translation.segment.text}\u2069"
        yield f"  reference  {one.reference}"
        for answer, hidden in ((one, Mark.NEW), (other, Mark.GONE)):
            shown = [marks[m][0] + text + marks[m][1] for m, text in parts if m is not hidden]
            name = before.name if answer is one else after.name
            yield f"  {name[:10]:<10} {' '.join(shown)}"
