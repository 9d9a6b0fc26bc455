"""English spelling that depends on sound: "a" or "an"."""

from __future__ import annotations

import re

__all__ = ["begins_with_vowel_sound", "fit_articles"]

_VOWEL = re.compile("[aeiou]|hour|honest|hono[ur]|heir(?!l)", re.IGNORECASE)
# "A European", "a one", "a unit", "a use"; but "an unidentified", "an uninvited".
_LIKE_A_CONSONANT = re.compile(
    r"eu|ewe|one(?!r)|once|oui|ubiq|ukr|uni(?![mn]|d(?!i))|unan|u[fgkrst][aeiou]", re.IGNORECASE
)
# Before capitals alone it depends on how they are read: "an MP", "a NATO".
_ARTICLE = re.compile(
    r"(?:(?<![\w'’&/-])a|(?:^|(?<=[.!?] ))A)(n?)(\s+[\"'“‘]?)(?=([A-Za-z][a-z]{2,}))"
)
_HARDLY_NOUNS = frozenset("about after along and are der into its onto over under upon".split())


def begins_with_vowel_sound(word: str) -> bool:
    """Tell whether "an" is right before a word.

    >>> [word for word in ("apple", "union", "hour", "house") if begins_with_vowel_sound(word)]
    ['apple', 'hour']
    """
    return bool(_VOWEL.match(word)) and not _LIKE_A_CONSONANT.match(word)


def fit_articles(text: str) -> str:
    """Write "a" or "an" as the word behind it sounds.

    >>> fit_articles("an lung worker met a armed man")
    'a lung worker met an armed man'
    """
    return _ARTICLE.sub(_fitted, text)


def _fitted(article: re.Match[str]) -> str:
    n, gap, word = article.groups()
    # British writers say "an historic", and An Jing is a name.
    if word in _HARDLY_NOUNS or (n and (word[0] in "hH" or (article[0][0] + word[0]).isupper())):
        return article[0]
    return f"{article[0][0]}{'n' if begins_with_vowel_sound(word) else ''}{gap}"
