"""A brief made of translated segments, chosen on the Arabic side.

The set of segments that fits and covers most is taken: each word of the Arabic counts once, however
often the set says it (maximum coverage, after Gillick and Favre, "A scalable global model for
summarization", 2009), so that new names and figures count and repeats do not. News puts what
weighs most first, so a word counts less the later its segment stands; it counts more in a denial
and less in a translation that a check finds wrong. The three numbers are round, and the choice
hardly changes around them. Nothing is invented or reworded; `shortening` says what is left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from mujaz.arabic import fold_text
from mujaz.summarizers.shortening import shortened
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
_SENTENCE_END = re.compile(r"[.!?؟…:»\"”]\s*$")
_MOST_POINTS = 6
_FEWEST_WORDS = 4  # a shorter translation is no sentence to put in a brief
_SUBHEADING_WORDS = 8
_SAME = 0.8  # above this a segment says again what is said
_CANDIDATES = 16  # the most valuable ones, of which every set that fits is looked at

_LAST = 0.2  # what a word counts in the last segment; it is 1 in the first
_DENIES = 1.3
_WRONG = 0.6


class ExtractiveSummarizer:
    """Chooses segments; the default, and what any other summarizer falls back to."""

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Compose a headline, a lead and up to six points.

        :param words: the most words in all sentences together; a headline is kept even when it
            alone is longer.
        """
        headline = next((t for t in translations if t.segment.role is Role.HEADLINE), None)
        body = [t for t in translations if t.segment.role is not Role.HEADLINE]
        texts = [shortened(t.segment.text, t.text) for t in body]
        first = _point(headline, headline.text) if headline and headline.text.strip() else None
        left = words - (len(first.text.split()) if first else 0)
        chosen = _choose(body, [len(text.split()) for text in texts], headline, left)
        points = [_point(body[place], texts[place]) for place in chosen]
        return Brief(first, points[0] if points else None, tuple(points[1:]))


def _point(translation: Translation, text: str) -> Point:
    return Point(text.strip(), (translation.segment.index,))


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


def _factor(translation: Translation, depth: float) -> float:
    """Return what a word of a segment counts, which stands at a depth of 0 (first) to 1 (last)."""
    source, words = translation.segment.text, len(translation.text.split())
    subheading = words <= _SUBHEADING_WORDS and not _SENTENCE_END.search(source)
    if subheading or words < _FEWEST_WORDS:
        return 0.0
    factor = 1 - (1 - _LAST) * depth
    if _DENIAL.search(fold_text(source)):
        factor *= _DENIES
    if any(finding.severity is Severity.ERROR for finding in translation.findings):
        factor *= _WRONG
    return factor


def _choose(
    body: Sequence[Translation], lengths: Sequence[int], headline: Translation | None, words: int
) -> tuple[int, ...]:
    """Return the places of the segments that are worth most together, in order."""
    stems = [_stems(t.segment.text) for t in body]
    *vectors, title = _vectors([*stems, _stems(headline.segment.text if headline else "")])
    last = max(1, len(body) - 1)
    factors = [_factor(translation, place / last) for place, translation in enumerate(body)]
    # The lead may say the headline again, the points may not.
    fit = [
        place
        for place in range(len(body))
        if factors[place]
        and 0 < lengths[place] <= words
        and (place == 0 or _similarity(vectors[place], title) < _SAME)
    ]
    best = sorted(
        sorted(fit, key=lambda place: (-factors[place] * len(stems[place]), place))[:_CANDIDATES]
    )
    alike = {(i, j): _similarity(vectors[i], vectors[j]) for i in best for j in best if i < j}
    most = -math.inf
    chosen: tuple[int, ...] = ()

    def extend(
        start: int, taken: tuple[int, ...], left: int, worth: float, said: frozenset[str]
    ) -> None:
        nonlocal most, chosen
        if taken and worth > most:
            most, chosen = worth, taken
        if len(taken) > _MOST_POINTS:
            return
        for number, place in enumerate(best[start:], start=start + 1):
            if lengths[place] > left or any(alike[other, place] >= _SAME for other in taken):
                continue
            # Segments come in order: a word counts where it is first said.
            gain = factors[place] * len(stems[place].keys() - said)
            known = said | stems[place].keys()
            extend(number, (*taken, place), left - lengths[place], worth + gain, known)

    extend(0, (), words, 0.0, frozenset())
    return chosen
