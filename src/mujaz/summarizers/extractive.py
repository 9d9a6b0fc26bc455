"""A brief made of whole translated segments, chosen on the Arabic side.

A segment is ranked by its place, its closeness to the headline, its centrality in the graph of
similar segments (degree centrality as in LexRank, Erkan and Radev 2004) and by what it holds:
figures, quotations, acts of speech, denials. Segments are taken by maximal marginal relevance
(Carbonell and Goldstein 1998), so that each says something new. Nothing is invented or reworded:
the only shortening drops parentheses that hold no figure and no negation.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from mujaz.arabic import fold_text
from mujaz.values import Brief, Point, Role, Severity, Translation

__all__ = ["ExtractiveSummarizer"]

_WORD = re.compile(r"\w+")
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
_SPEECH = re.compile(
    r"(?<!\w)[وف]?(?:قال\w*|اعلن\w*|اكد\w*|اضاف\w*|صرح\w*|حذر\w*|اتهم\w*|ذكر\w*|دعا\w*|طالب\w*)(?!\w)"
)
_FIGURE = re.compile(r"\d")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_KEEP_INSIDE = re.compile(r"\d|\b(?:no|not|never|without|if|den\w+)\b|n't", re.IGNORECASE)
_LOOP = re.compile(r"\b(\w+(?:\W+\w+){0,5})(?:\W+\1\b){2,}", re.IGNORECASE)
_MOST_POINTS = 6
_FEWEST_POINTS = 3
_FEWEST_WORDS = 4  # a shorter translation is no sentence to put in a brief
_NOVELTY = 1.1  # how much closeness to what is already said takes away
_SAME = 0.8  # above this a segment says again what is said


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
        chosen = _choose(body, vectors, title, _values(body, vectors, title), left)
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
    for word in _WORD.findall(fold_text(text)):
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


def _values(
    body: Sequence[Translation], vectors: Sequence[dict[str, float]], title: dict[str, float]
) -> list[float]:
    size = len(body)
    centrality = [
        sum(_similarity(vectors[i], vectors[j]) for j in range(size) if j != i) for i in range(size)
    ]
    most = max(centrality, default=0.0) or 1.0
    values = []
    for position, translation in enumerate(body):
        source = fold_text(translation.segment.text)
        place = 1.0 / (1.0 + position) ** 0.5
        closeness = _similarity(vectors[position], title)
        value = 0.9 * place + 0.6 * closeness + 0.6 * centrality[position] / most
        value += 0.20 * bool(_FIGURE.search(source)) + 0.15 * bool(_SPEECH.search(source))
        value += 0.25 * bool(_DENIAL.search(source))
        values.append(value + _trust(translation))
    return values


def _trust(translation: Translation) -> float:
    """Take away from segments whose English is visibly broken or flagged."""
    text = translation.text
    penalty = 0.3 * sum(f.severity is Severity.ERROR for f in translation.findings)
    if len(text.split()) < _FEWEST_WORDS:
        penalty += 2.0
    if _LOOP.search(text):
        penalty += 0.5
    if translation.log_prob is not None:
        penalty += 0.25 * max(0.0, -translation.log_prob - 0.5)
    return -min(penalty, 3.0)


def _choose(
    body: Sequence[Translation],
    vectors: Sequence[dict[str, float]],
    title: dict[str, float],
    values: Sequence[float],
    words: int,
) -> list[int]:
    chosen: list[int] = []
    left = words
    lengths = [len(_shortened(translation.text).split()) for translation in body]
    names = [{name.english for name in translation.names} for translation in body]
    said = [0.0] * len(body)  # how close each segment is to what was chosen already
    told: set[str] = set()  # names that were mentioned

    def worth(position: int) -> float:
        if not chosen:  # the lead is chosen for its news alone
            return values[position]
        fair = left / max(1, _FEWEST_POINTS + 1 - len(chosen))
        return (
            values[position]
            + min(0.12 * len(names[position] - told), 0.36)
            - _NOVELTY * said[position]
            - 0.02 * max(0.0, lengths[position] - fair)
        )

    candidates = set(range(len(body)))
    while candidates and len(chosen) <= _MOST_POINTS:
        best = max(sorted(candidates), key=worth)
        candidates.discard(best)
        if not (0 < lengths[best] <= left and said[best] < _SAME):
            continue
        chosen.append(best)
        left -= lengths[best]
        told |= names[best]
        if len(chosen) == 1:  # the lead may repeat the headline, the points may not
            said = [_similarity(vector, title) for vector in vectors]
        for i in candidates:
            said[i] = max(said[i], _similarity(vectors[i], vectors[best]))
    return chosen
