"""What a segment is worth in a brief, estimated on the Arabic side from what can be counted.

The worth is a linear model of the facts that a segment adds to the headline. `python -m
eval.salience` fits it to the facts of 240 news articles (`eval/labels`), and shows what choosing by
it is worth on articles that it was not fitted to.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from mujaz.arabic import fold_text

__all__ = ["WEIGHTS", "Sources"]

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
_FIGURE = re.compile(r"\d")
# In folded Arabic.
_DENIAL = re.compile(
    r"(?<!\w)[وف]?(?:لم|لن|ليس|ليست|عدم|نف[يت]\w*|[يتن]نفي|رفض\w*|[يتن]رفض\w*|انكر\w*"
    r"|استبعد\w*|حظر\w*)(?!\w)"
)
_CASUALTIES = re.compile(
    r"(?<!\w)[وف]?(?:ال|لل?|ب)?(?:قت[يل]\w*|مقتل\w*|اصاب\w*|اصيب\w*|مصاب\w*|جرح\w*|جريح\w*"
    r"|وفاه?|وفيات|ضحايا|ضحيه)(?!\w)"
)
WEIGHTS: Mapping[str, float] = {
    "any": -0.7,
    "place": 2.8,
    "lead": -3.3,
    "lead_new": 0.7,
    "new": 0.4,
    "central": 8.6,
    "repeats": -1.9,
    "figures": 0.3,
    "denies": 0.25,
    "casualties": 0.3,
    "words": 0.2,
}
"""What each of a segment's `features` is worth, in twentieths of the facts of an article."""


_MOST_NEW = 25
_MOST_WORDS = 45


class Sources:
    """The Arabic of the segments below a headline, compared with it and with each other.

    :param headline: empty where there is none.
    """

    def __init__(self, sources: Sequence[str], headline: str) -> None:
        self._sources = sources
        self._stems = [_stems(source) for source in sources]
        title = _stems(headline)
        self._title = frozenset(title)
        *vectors, headline_vector = _vectors([*self._stems, title])
        self.alike = [[_similarity(one, other) for other in vectors] for one in vectors]
        """Cosine similarities of the segments, from 0 to 1."""
        self.like_headline = [_similarity(vector, headline_vector) for vector in vectors]

    def features(self, lengths: Sequence[int]) -> list[dict[str, float]]:
        """Return what the worth of each segment is estimated from, by the names of `WEIGHTS`.

        :param lengths: the words of the segments' English.
        """
        return [self._features(place, words) for place, words in enumerate(lengths)]

    def _features(self, place: int, words: int) -> dict[str, float]:
        folded = fold_text(self._sources[place])
        alike = self.alike[place]
        others = len(alike) - 1
        new = min(_MOST_NEW, len(self._stems[place].keys() - self._title)) / 10
        # Without a headline nothing of the lead is said yet.
        lead = float(place == 0 and bool(self._title))
        return {
            "any": 1.0,
            "place": 1 / math.sqrt(1 + place),
            "lead": lead,
            "lead_new": lead * new,
            "new": new,
            "central": (sum(alike) - alike[place]) / others if others else 0.0,
            "repeats": alike[place - 1] if place else 0.0,
            "figures": float(bool(_FIGURE.search(folded))),
            "denies": float(bool(_DENIAL.search(folded))),
            "casualties": float(bool(_CASUALTIES.search(folded))),
            "words": min(words, _MOST_WORDS) / 30,
        }


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


def _vectors(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Return tf-idf vectors of length one."""
    frequency = Counter(stem for count in counts for stem in count)
    vectors = []
    for count in counts:
        vector = {
            stem: (1 + math.log(times)) * math.log(1 + len(counts) / frequency[stem])
            for stem, times in count.items()
        }
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({stem: value / norm for stem, value in vector.items()})
    return vectors


def _similarity(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b[stem] for stem, value in a.items() if stem in b)
