"""What the parts of a segment became, as one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["begun", "close_quotes", "joined"]

_SENTENCE_ENDS = (".", "!", "?", "؟", "…", "»", '"', "”")
_CLAUSE_ENDS = {"،": ",", ",": ",", "؛": ";", ";": ";", ":": ":"}
_SMALL_START = re.compile(r"[\"'“‘(]*[a-z](?![A-Z])")  # no "iPhone"
_FULL_STOP = re.compile(r"(?<![A-Z.])\.$")  # not that of "U.S."
# Words that have a capital letter for the beginning of a sentence alone.
_STARTER = re.compile(
    "^(?:"
    "The|An?|This|That|These|Those|There|It|Its|He|She|They|We|You|His|Her|Their|Our|In|On|At|By|"
    "For|From|With|To|Of|As|And|But|Or|Nor|So|Yet|After|Before|When|While|Where|Which|Who|Whose|"
    "Because|Since|Until|Although|Though|If|Unless|Than|Then|Thus|Also|Not|No|Some|All|One|Two|"
    "Most|Many|More|Both|Each|Any|Such|Other|Another|According|Adding|Noting|Saying|Stressing|"
    "Including|During|Between|Among|Against|Through|Under|Over|About|Into|Within|Without|Despite|"
    "Amid|Following|Compared|Pointing|Calling|Explaining|Especially|However"
    r")\b(?!\.)"
)


def joined(parts: Sequence[str], texts: Sequence[str]) -> str:
    """Join what the parts of a segment became: each of them reads like a sentence of its own.

    >>> joined(["عاد،", "ثم نام."], ["He returned.", "Then he slept."])
    'He returned, then he slept.'
    """
    joined = texts[0] if texts else ""
    for part, text in zip(parts, texts[1:], strict=False):
        if part.endswith(_SENTENCE_ENDS):
            joined = f"{joined} {text}"
            continue
        mark = _CLAUSE_ENDS.get(part[-1:], "," if _FULL_STOP.search(joined) else "")
        joined = _FULL_STOP.sub("", joined)
        if not joined.endswith(tuple(_CLAUSE_ENDS)):
            joined += mark
        joined = f"{joined} {_STARTER.sub(lambda found: found[0].lower(), text)}"
    return joined.strip()


def begun(text: str) -> str:
    """Give a sentence the capital letter that a model has left out.

    >>> begun("sandstorm closes airport"), begun("iPhone sales fall")
    ('Sandstorm closes airport', 'iPhone sales fall')
    """
    found = _SMALL_START.match(text)
    return found[0].upper() + text[found.end() :] if found else text


def close_quotes(text: str) -> str:
    """Take away the white space that pieces leave inside straight quotation marks.

    >>> close_quotes('He said " Moscow " will go')
    'He said "Moscow" will go'
    """
    if text.count('"') % 2:
        return text
    parts = text.split('"')
    return '"'.join(part.strip() if place % 2 else part for place, part in enumerate(parts))
