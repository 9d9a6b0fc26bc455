"""Direction: what rises in the source does not fall in the translation, and the reverse.

"Prices jumped" for a source that says they fell is grammatical, has the right number, and is the
opposite. Verbs and nouns of rising and falling are looked up on both sides. A source that only
rises (or only falls) answers for itself: the cue of the translation that stands nearest to its
place must not be one of the other direction, unless one of the same direction is about as near.

Only words that always have a direction count as the translation's error; many more may excuse it
("up", "over", "gains"; "less", "back", "loss"). رفع (raise, lift) counts before what can be raised
only: lifted sanctions do not rise. سقط (fall down) makes a source fall, but accuses no translation.

Blind spots: sources where one thing rises and another falls; directions said by other words
(worse, stronger); a direction that is lost without another in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mujaz.checks.words import Word, arabic_words, english_words, forms, prefixed
from mujaz.values import Finding, Severity, Span

__all__ = ["direction"]

_NAME = "direction"
_NEAR = 0.25  # of the text: two cues whose places differ by less are equally near


class _Cue(NamedTuple):
    span: Span
    place: float  # in its text, from 0 to 1
    rises: bool
    strict: bool


_RISES = forms(
    "ارتفع ارتفعت ارتفعا ارتفعتا ارتفعوا يرتفع ترتفع سيرتفع سترتفع ارتفاع ارتفاعا ارتفاعه "
    "ارتفاعها الارتفاع مرتفعا مرتفعة قفز قفزت يقفز تقفز قفزة قفزا صعد صعدت صعود صعودا الصعود "
    "زاد زادت يزيد تزيد سيزيد ستزيد ازداد ازدادت يزداد تزداد تزايد تزايدت يتزايد تتزايد ازدياد "
    "تزايدا زيادة زيادات الزيادة نما نمت ينمو تنمو تضاعف تضاعفت يتضاعف تتضاعف تضاعفا"
)
_FALLS = forms(
    "انخفض انخفضت انخفضا انخفضتا انخفضوا ينخفض تنخفض سينخفض ستنخفض انخفاض انخفاضا انخفاضه "
    "انخفاضها الانخفاض منخفضا منخفضة هبط هبطت يهبط تهبط هبوط هبوطا الهبوط تراجع تراجعت يتراجع "
    "تتراجع سيتراجع ستتراجع تراجعا التراجع متراجعا متراجعة تقلص تقلصت يتقلص تتقلص تقلصا انكمش "
    "انكمشت ينكمش تنكمش انكماش انكماشا تدنى تدنت تهاوى تهاوت انحسر انحسرت ينحسر تنحسر خفض خفضت "
    "يخفض تخفض سيخفض ستخفض تخفيض تخفيضا التخفيض خفضا قلص قلصت يقلص تقلص تقليص تقليصا هوت تهوي"
)
_FALLS_DOWN = forms("سقط سقطت سقطوا يسقط تسقط سقوط سقوطا السقوط سقوطه سقوطها ساقطا")
_RAISES = forms("رفع رفعت يرفع ترفع سيرفع سترفع رفعا رفعوا")
_RAISED = re.compile(
    "(?:ال)?(?:سعر|اسعار|فايد|رسوم|ضراي?ب|اجور|رواتب|انتاج|معدل|نسب|قيم|حجم|توقعات|سقف|ميزاني)"
)
_REACH = 3  # words after رفع

_UP = re.compile(
    r"rose|ris(?:e|es|en|ing)|increas\w+|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|"
    r"soar(?:s|ed|ing)?|gr(?:ew|ow|ows|own|owing)|rais(?:e|es|ed|ing)|hik(?:e|es|ed|ing)"
)
_DOWN = re.compile(
    r"fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas\w+|reduc\w+|"
    r"lower(?:s|ed|ing)|slump(?:s|ed|ing)?|plung(?:e|es|ed|ing)|plummet\w*|tumbl(?:e|es|ed|ing)|"
    r"sank|slid|shrank|shr[iu]nk\w*"
)
_MAYBE_UP = re.compile(
    r"up|growth|higher|high|gain\w*|more|over|above|doubl\w+|tripl\w+|quadrupl\w+|expan\w+|"
    r"boost\w*|advanc\w+|leap\w*|accelerat\w+|upward\w*|strengthen\w*|rall(?:y|ied|ies)|"
    r"escalat\w+|swell\w*|swollen|mount\w*|multipl\w+|widen\w*|intensif\w+|great\w*|heighten\w*|"
    r"spik\w+|elevat\w+|ascen\w+|added?|additional|extra|exceed\w*|lift\w*|further|improv\w+"
)
_MAYBE_DOWN = re.compile(
    r"down|lower|low|less|fewer|loss\w*|los(?:e|t|es|ing)|back\w*|retreat\w*|cut\w*|slip\w*|"
    r"dip\w*|slid\w*|sink\w*|sunk|eas(?:e|es|ed|ing)|weak\w*|slow\w*|reced\w+|ebb\w*|shed\w*|"
    r"dwindl\w+|diminish\w*|contract\w*|collaps\w+|crash\w*|land\w*|descen\w+|minim\w+|curb\w*|"
    r"curtail\w*|trim\w*|withdr\w+|deteriorat\w+|worse\w*|revers\w+|regress\w*|limit\w*|short\w*|"
    r"under|below|discount\w*|de-?escalat\w+|downgrad\w+|setback\w*|away|abat\w+|subsid\w+|bottom"
)
#: Where a verb of direction has none: "raised fears", "declined to comment", "fell victim".
_IDIOM = re.compile(
    r"rais\w+\s+(?:\w+\s+)?(?:fears?|questions?|concerns?|doubts?|worries|alarm|hopes?|suspicions?|"
    r"anger|money|funds|possibility|issues?|prospect)\b|"
    r"declin\w+\s+to\s+(?![\d$€£]|an?\b|the\b|its\b|about\b|\w+\s+(?:percent|million|billion)\b)|"
    r"f[ae]ll\w*\s+(?:victim|ill|asleep|in\s+love|into|on|out|under|within|apart|silent|short)\b|"
    r"drop\w*\s+(?:off|out)\b|drop\w*\s+(?:(?:the|all|its|his|her|their)\s+)?"
    r"(?:charges?|sanctions|case|plans?|demands?|lawsuit|subject|bombs?|idea)\b",
    re.IGNORECASE,
)


def direction(source: str, target: str) -> tuple[Finding, ...]:
    """Find a rise that became a fall, or a fall that became a rise."""
    ours = _cues(source)
    if len({cue.rises for cue in ours}) != 1:
        return ()
    rises = ours[0].rises
    theirs = list(_english(english_words(target), target))
    against = [other for other in theirs if other.rises != rises and other.strict]
    agreeing = [other for other in theirs if other.rises == rises]
    if not against:
        return ()
    for cue in (cue for cue in ours if cue.strict):
        nearest = min(against, key=lambda other: abs(other.place - cue.place))
        apart = abs(nearest.place - cue.place)
        if apart > 2 * _NEAR or any(
            abs(other.place - cue.place) < apart + _NEAR for other in agreeing
        ):
            continue
        verb, opposite = ("rises", "falls") if rises else ("falls", "rises")
        return (
            Finding(
                _NAME,
                Severity.ERROR,
                f"something {verb} in the source ({cue.span.of(source)}) and {opposite} in the "
                f"translation ({nearest.span.of(target)})",
                (cue.span,),
                (nearest.span,),
            ),
        )
    return ()


@lru_cache(maxsize=512)
def _cues(source: str) -> tuple[_Cue, ...]:
    """Find a source's cues, once for all its hypotheses."""
    return tuple(_arabic(arabic_words(source)))


def _arabic(words: Sequence[Word]) -> Iterator[_Cue]:
    for index, (word, span) in enumerate(words):
        after = words[index + 1 : index + 1 + _REACH]
        for known, rises, strict in (
            (_RISES, True, True),
            (_FALLS, False, True),
            (_FALLS_DOWN, False, False),
            (_RAISES, True, True),
        ):
            if prefixed(word, known) and (
                known is not _RAISES or any(_RAISED.match(other.text) for other in after)
            ):
                yield _Cue(span, index / len(words), rises, strict)
                break


def _english(words: Sequence[Word], text: str) -> Iterator[_Cue]:
    for index, (word, span) in enumerate(words):
        for pattern, rises, strict in (
            (_UP, True, True),
            (_DOWN, False, True),
            (_MAYBE_UP, True, False),
            (_MAYBE_DOWN, False, False),
        ):
            if pattern.fullmatch(word):
                sure = strict and not _IDIOM.match(text, span.start)
                yield _Cue(span, index / len(words), rises, sure)
                break
