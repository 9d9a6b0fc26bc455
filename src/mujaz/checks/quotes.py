"""Quotations: as many in the translation as in the source, in the same order.

Quotations are counted by their marks («…», “…”, "…"). A source that quotes and a translation
without any mark has turned somebody's words into the reporter's, which is a warning: translators
do it with single words and titles, so only quotations of three words or more count.

Blind spots: marks that stand for titles or irony, quotations that go on in the next segment, who
is quoted.
"""

from __future__ import annotations

import re

from mujaz.values import Finding, Severity, Span

__all__ = ["quotes"]

_NAME = "quotes"
_QUOTED = re.compile(
    r"«([^«»]*)»|“([^“”„]*)[”“]|„([^“”„]*)[“”]|\"([^\"]*)\"|”([^“”]*)“|‘((?:[^‘’]|’\w)*)’(?!\w)"
    r"|(?<!\w)'((?:[^']|(?<=\w)'(?=\w))*)'(?!\w)|''(.*?)''"
)
_MARK = re.compile("[«»“”„\"‘’]|''")
_LONG = 3


def quotes(source: str, target: str) -> tuple[Finding, ...]:
    """Find quotations of three words or more that have lost or won their marks."""
    if not target.strip():
        return ()
    ours, theirs = _quotations(source), _quotations(target)
    long_ours = [span for span, words in ours if words >= _LONG]
    long_theirs = [span for span, words in theirs if words > _LONG]
    if long_ours and not _MARK.search(target):
        return (
            Finding(
                _NAME,
                Severity.WARNING,
                "the source quotes somebody's words, the translation has no quotation marks",
                source=tuple(long_ours),
            ),
        )
    if len(long_ours) > len(theirs) + _open(target):
        message = f"the source has {len(long_ours)} quotations, the translation {len(theirs)}"
        return (
            Finding(
                _NAME,
                Severity.WARNING,
                message,
                source=tuple(long_ours),
                target=tuple(span for span, _ in theirs),
            ),
        )
    if long_theirs and not ours and not _MARK.search(source):
        return (
            Finding(
                _NAME,
                Severity.WARNING,
                "the translation quotes somebody's words, the source has no quotation marks",
                target=tuple(long_theirs),
            ),
        )
    return ()


def _open(text: str) -> int:
    """Count a quotation that begins or ends outside the text."""
    return len(re.findall(r"[\"“”«»]", text)) % 2


def _quotations(text: str) -> list[tuple[Span, int]]:
    found = []
    for match in _QUOTED.finditer(text):
        words = len((match.group(match.lastindex) if match.lastindex else "").split())
        found.append((Span(*match.span()), words))
    return found
