"""A brief made of whole translated segments, chosen on the Arabic side.

What a segment is worth is estimated from its place, its length, and whether it holds figures, a
denial or a quotation: a linear model of the weight of the facts that a segment adds to the
headline, after ridge regression on the dev split of the held-out pages (`eval/briefs.py` shows
what it is worth on the test split). Of the sets of segments that fit, the one that is worth most is
taken, less what its members say twice (after McDonald, "A study of global inference algorithms in
multi-document summarization", 2007). Nothing is invented or reworded: the only shortening drops
parentheses that hold no figure and no negation.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from mujaz.arabic import fold_text
from mujaz.values import Brief, Point, Role, Severity, Translation

__all__ = ["ExtractiveSummarizer"]

_WORDS = re.compile(r"\w+")
_STOPWORDS = frozenset(
    fold_text(word)
    for word in (
        "في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين ما لا لم لن ليس غير أن إن كان "
        "كانت قد كل بعد قبل بين حتى هو هي هم كما أو ثم أي عند لدى حيث إذا لكن بل منذ خلال أيضا "
        "وقد قال "
        "قالت وقال وقالت أضاف وأضاف عليه عليها فيه فيها منه منها به بها له لها لهم ضد نحو "
        "حول بشأن يوم عام أمس اليوم هناك بأن وأن فإن وإن ولم ولا وكان وكانت التى الى"
    ).split()
)
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و")
_SUFFIXES = ("ات", "ون", "ين", "يه", "ها", "هم", "ان", "ه", "ي")
_DENIAL = re.compile(
    r"(?<!\w)[وف]?(?:لم|لن|ليس|ليست|عدم|نف[يت]\w*|[يتن]نفي|رفض\w*|[يتن]رفض\w*|انكر\w*"
    r"|استبعد\w*|حظر\w*)(?!\w)"
)
_FIGURE = re.compile(r"\d")
_QUOTATION = re.compile(r"[«»\"“”]")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_KEEP_INSIDE = re.compile(r"\d|\b(?:no|not|never|without|if|den\w+)\b|n't", re.IGNORECASE)
_LOOP = re.compile(r"\b(\w+(?:\W+\w+){0,5})(?:\W+\1\b){2,}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?؟…:»\"”]\s*$")
_MOST_POINTS = 6
_FEWEST_WORDS = 4  # a shorter translation is no sentence to put in a brief
_SUBHEADING_WORDS = 8
_SAME = 0.8  # above this a segment says again what is said
_CANDIDATES = 16  # the most valuable ones, of which every set that fits is looked at

# The fitted model, rounded. One unit is a twentieth of the facts of an article.
_ANY = 0.7
_FIRST = 1.0  # falls with the root of the place
_LAST = -1.5  # grows from the first segment to the last
_FIGURES = 0.45
_DENIES = 0.7
_QUOTES = -0.4
_WORD = 1.2 / 30
_MOST_WORDS = 40
_TWICE = 1.0  # for two segments that are the same
# What is likely to be wrong is worth less.
_ERROR = -0.9
_UNSURE = -0.6
_LOOPS = -1.2
_NO_SENTENCE = -5.0


class ExtractiveSummarizer:
    """Chooses segments; the default, and what any other summarizer falls back to."""

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Compose a headline, a lead and up to six points.

        :param words: the most words in all sentences together; a headline is kept even when it
            alone is longer.
        """
        headline = next((t for t in translations if t.segment.role is Role.HEADLINE), None)
        body = [t for t in translations if t.segment.role is not Role.HEADLINE]
        first = _point(headline) if headline and headline.text.strip() else None
        left = words - (len(first.text.split()) if first else 0)
        texts = [t.segment.text for t in (*body, *([headline] if headline else []))]
        vectors = _vectors(texts)
        title = vectors.pop() if headline else {}
        chosen = _choose(body, vectors, title, left)
        points = [_point(body[position]) for position in sorted(chosen)]
        return Brief(first, points[0] if points else None, tuple(points[1:]))


def _point(translation: Translation) -> Point:
    return Point(_shortened(translation.text), (translation.segment.index,))


def _shortened(text: str) -> str:
    def drop(match: re.Match[str]) -> str:
        return match.group() if _KEEP_INSIDE.search(match.group()) else ""

    return _PARENTHESIS.sub(drop, text).strip() or text.strip()


def _stems(text: str) -> Counter[str]:
    """Light stems: one proclitic and one ending off, never below three letters."""
    stems: Counter[str] = Counter()
    for word in _WORDS.findall(fold_text(text)):
        if word in _STOPWORDS:
            continue
        stem = word
        for prefix in _PREFIXES:
            if stem.startswith(prefix) and len(stem) - len(prefix) >= 3:
                stem = stem[len(prefix) :]
                break
        for suffix in _SUFFIXES:
            if stem.endswith(suffix) and len(stem) - len(suffix) >= 3:
                stem = stem[: -len(suffix)]
                break
        stems[stem] += 1
    return stems


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """Return tf-idf vectors of length one."""
    counts = [_stems(text) for text in texts]
    frequency = Counter(stem for count in counts for stem in count)
    vectors = []
    for count in counts:
        vector = {
            stem: (1 + math.log(times)) * math.log(1 + len(texts) / frequency[stem])
            for stem, times in count.items()
        }
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({stem: value / norm for stem, value in vector.items()})
    return vectors


def _similarity(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b[stem] for stem, value in a.items() if stem in b)


def _value(translation: Translation, place: float, last: float) -> float:
    """Return what a segment is worth: the facts that it is likely to state, and state rightly."""
    source, text = translation.segment.text, translation.text
    words = len(text.split())
    value = _ANY + _FIRST / math.sqrt(1 + place) + _LAST * place / max(1, last)
    value += _WORD * min(words, _MOST_WORDS)
    value += _FIGURES * bool(_FIGURE.search(text))
    value += _DENIES * bool(_DENIAL.search(fold_text(source)))
    value += _QUOTES * bool(_QUOTATION.search(source))
    value += _ERROR * sum(f.severity is Severity.ERROR for f in translation.findings)
    value += _LOOPS * bool(_LOOP.search(text))
    subheading = words <= _SUBHEADING_WORDS and not _SENTENCE_END.search(source)
    value += _NO_SENTENCE * (subheading or words < _FEWEST_WORDS)
    if translation.log_prob is not None:
        value += _UNSURE * max(0.0, -translation.log_prob - 0.5)
    return value


def _choose(
    body: Sequence[Translation],
    vectors: Sequence[dict[str, float]],
    title: dict[str, float],
    words: int,
) -> tuple[int, ...]:
    """Return the places of the segments that are worth most together."""
    lengths = [len(_shortened(translation.text).split()) for translation in body]
    values = [_value(t, place, len(body) - 1) for place, t in enumerate(body)]
    # The lead may say the headline again, the points may not.
    fit = [
        place
        for place in range(len(body))
        if 0 < lengths[place] <= words
        and (place == 0 or _similarity(vectors[place], title) < _SAME)
    ]
    best = sorted(fit, key=lambda place: (-values[place], place))[:_CANDIDATES]
    alike = {(i, j): _similarity(vectors[i], vectors[j]) for i in best for j in best if i != j}
    most = -math.inf
    chosen: tuple[int, ...] = ()

    def extend(start: int, taken: tuple[int, ...], left: int, worth: float) -> None:
        nonlocal most, chosen
        if taken and worth > most:
            most, chosen = worth, taken
        if len(taken) > _MOST_POINTS:
            return
        for number, place in enumerate(best[start:], start=start + 1):
            twice = [alike[place, other] for other in taken]
            if lengths[place] <= left and max(twice, default=0.0) < _SAME:
                gain = values[place] - _TWICE * sum(twice)
                extend(number, (*taken, place), left - lengths[place], worth + gain)

    extend(0, (), words, 0.0)
    return chosen
