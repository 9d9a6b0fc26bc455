"""A brief made of whole translated segments, chosen on the Arabic side.

Of the sets of segments that fit, the one that is worth most (`salience`) is taken, less what its
members say twice (after McDonald, "A study of global inference algorithms in multi-document
summarization", 2007). A translation that is likely to be wrong is worth less, and the lead more
than its facts, since what follows is not understood without it. A headline whose translation is
much less sure than the rest, or flagged, is not shown: headlines are the hardest to translate, and
the lead says the same in whole sentences. Nothing is invented or reworded: the only shortening
drops parentheses that hold no figure and no negation.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Mapping, Sequence

from mujaz.summarizers.salience import WEIGHTS, Sources
from mujaz.values import Brief, Point, Role, Severity, Translation

__all__ = ["ExtractiveSummarizer"]

_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_KEEP_INSIDE = re.compile(r"\d|\b(?:no|not|never|without|if|den\w+)\b|n't", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?؟…:»\"”]\s*$")
_MOST_POINTS = 6
_FEWEST_WORDS = 4  # a shorter translation is no sentence to put in a brief
_SUBHEADING_WORDS = 8
_SAME = 0.8  # above this a segment says again what is said
_CANDIDATES = 16  # the most valuable ones, of which every set that fits is looked at

_CONTEXT = 1.5  # of the lead, if it is fit to be read
_LEAST = 0.05
_TWICE = 2.0  # for two segments that are the same
# What a translation gets right of its facts: the mean probability of a token (on flores-dev the
# content words that are found grow in step with it), times these.
_FLAGGED = 0.6
_UNFIT = 0.2
_SURE = 0.85  # of the median of the sentences: what a headline needs to be shown
_UNFIT_CHECKS = frozenset(
    ("polarity", "direction", "length", "repetition", "untranslated", "copied", "language")
)


class ExtractiveSummarizer:
    """Chooses segments; the default, and what any other summarizer falls back to.

    :param weights: what the features are worth, by their names.
    """

    def __init__(self, weights: Mapping[str, float] = WEIGHTS) -> None:
        self._weights = weights

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Compose a headline, a lead and up to six points.

        :param words: the most words in all sentences together; a headline is kept even when it
            alone is longer.
        """
        headline = next((t for t in translations if t.segment.role is Role.HEADLINE), None)
        body = [t for t in translations if t.segment.role is not Role.HEADLINE]
        if headline and (not headline.text.strip() or _doubtful(headline, body)):
            headline = None
        first = _point(headline) if headline else None
        left = words - (len(first.text.split()) if first else 0)
        chosen = _choose(body, headline, left, self._weights)
        points = [_point(body[position]) for position in sorted(chosen)]
        return Brief(first, points[0] if points else None, tuple(points[1:]))


def _point(translation: Translation) -> Point:
    return Point(_shortened(translation.text), (translation.segment.index,))


def _shortened(text: str) -> str:
    def drop(match: re.Match[str]) -> str:
        return match.group() if _KEEP_INSIDE.search(match.group()) else ""

    return _PARENTHESIS.sub(drop, text).strip() or text.strip()


def _is_sentence(translation: Translation) -> bool:
    words = len(translation.text.split())
    ends = _SENTENCE_END.search(translation.segment.text)
    return words >= (_FEWEST_WORDS if ends else _SUBHEADING_WORDS + 1)


def _rightness(translation: Translation) -> float:
    """Return about how much of what a segment says its translation gets right, from 0 to 1."""
    share = 1.0 if translation.log_prob is None else math.exp(min(0.0, translation.log_prob))
    wrong = {f.check for f in translation.findings if f.severity is Severity.ERROR}
    if wrong:
        share *= _UNFIT if wrong & _UNFIT_CHECKS else _FLAGGED
    return share


def _doubtful(headline: Translation, body: Sequence[Translation]) -> bool:
    """Whether a headline is much less likely to be right than the sentences below it."""
    shares = [_rightness(translation) for translation in body if _is_sentence(translation)]
    return bool(shares) and _rightness(headline) < _SURE * statistics.median(shares)


def _choose(
    body: Sequence[Translation],
    headline: Translation | None,
    words: int,
    weights: Mapping[str, float],
) -> tuple[int, ...]:
    """Return the places of the segments that are worth most together."""
    sources = Sources([t.segment.text for t in body], headline.segment.text if headline else "")
    lengths = [len(_shortened(translation.text).split()) for translation in body]
    right = [_rightness(t) if _is_sentence(t) else 0.0 for t in body]
    values = [
        right[place] * max(_LEAST, sum(weights[name] * value for name, value in found.items()))
        for place, found in enumerate(sources.features(lengths))
    ]
    if values and right[0] > _UNFIT:
        values[0] += _CONTEXT

    def said_before(place: int) -> bool:
        """Whether the headline says the same, or an earlier segment does, no less rightly."""
        if place and sources.like_headline[place] >= _SAME:  # the lead may
            return True
        alike = sources.alike[place][:place]
        return any(a >= _SAME and right[i] >= right[place] for i, a in enumerate(alike))

    short = [place for place in range(len(body)) if 0 < lengths[place] <= words]
    fit = [place for place in short if values[place] and not said_before(place)]
    fit = fit or short[:1]  # no sentence at all: better something than an empty brief
    best = sorted(fit, key=lambda place: (-values[place], place))[:_CANDIDATES]
    most = -math.inf
    chosen: tuple[int, ...] = ()

    def extend(start: int, taken: tuple[int, ...], left: int, worth: float) -> None:
        nonlocal most, chosen
        if taken and worth > most:
            most, chosen = worth, taken
        if len(taken) > _MOST_POINTS:
            return
        for number, place in enumerate(best[start:], start=start + 1):
            twice = [sources.alike[place][other] for other in taken]
            if lengths[place] <= left and max(twice, default=0.0) < _SAME:
                gain = values[place] - _TWICE * sum(twice)
                extend(number, (*taken, place), left - lengths[place], worth + gain)

    extend(0, (), words, 0.0)
    return chosen
