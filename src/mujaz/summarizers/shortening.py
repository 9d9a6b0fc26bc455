"""Words of a translated sentence that can go without a claim being lost or changed.

Deletion only, as in Knight and Marcu, "Summarization beyond sentence extraction" (2002), but by
clear patterns instead of a parser, since the sentences are a small model's. Three things go: asides
in parentheses, openings that link to a sentence which may not be in the brief, and where somebody
spoke when it stands between the speaker's verb and what was said. An aside with a figure, a name,
a negation, a condition, a modal or a quotation stays, and so does all whose loss a check notices.
"""

from __future__ import annotations

import re

from mujaz.checks import check_segment

__all__ = ["shortened"]

_LINK = re.compile(
    r"^(?:(?:for (?:his|her|its|their) part|in turn|meanwhile|moreover|furthermore|in addition), "
    r"|it (?:is|should be) (?:noted|noteworthy|worth (?:noting|mentioning)|recalled) that )",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"(?<=said|ying|dded|ding|ined|ning|ssed|sing|rmed|ming|sted|ting)"
    r" (?:in an? (?:press |news |written |televised )?statement|(?:at|in|during) a (?:press|news) "
    r"conference)(?: to (?:the )?(?:reporters|journalists|press|media))?(?= that\b)"
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_KEEP = re.compile(
    r"[\d\"“”«»]|n['’]t\b|\b[A-Z]"
    r"|\b(?i:no|not|none|nor|never|neither|without|den\w+|if|unless|except|only|until|may|might|can"
    r"|could|would|should|must|will|alleged\w*|reported\w*|according|sa(?:id|ys)|dozens|hundreds"
    r"|thousands|millions|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|half)\b"
)


def shortened(source: str, text: str) -> str:
    """Return a translation without what may go: never empty, what is left in the same order.

    :param source: the Arabic that the checks compare it with.
    """
    text = text.strip()
    for rule in (_LINK, _WHERE, _ASIDE):
        for match in reversed(list(rule.finditer(text))):
            shorter = f"{text[: match.start()]}{text[match.end() :]}".strip()
            shorter = shorter if match.start() else f"{shorter[:1].upper()}{shorter[1:]}"
            if not shorter or (rule is _ASIDE and _KEEP.search(match.group())):
                continue
            if len(check_segment(source, shorter)) <= len(check_segment(source, text)):
                text = shorter
    return text
