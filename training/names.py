"""Names that no list has: what is likely written by an Arabic word that is none of Arabic's own.

`gather` aligns the Arabic training pairs by the bundled model's attention and counts, for each
Arabic word, whether it stood for a capitalised word that sounds like it, for another one or for a
word with a small letter; that takes most of an hour. `guess` lets a model of spelling
(`training.spelling`), taught by the names found so and by those of our lists, write every name of
the training pairs' English and of `LATIN` in Arabic letters, and keeps for each Arabic spelling the
names that it most likely stands for, unless it looks like an Arabic word or the pairs contradict.
"""

from __future__ import annotations

import lzma
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mujaz.alignment import Alignment
from mujaz.arabic import MONTHS, WEEKDAYS, fold_text, is_mark
from mujaz.checks.skeletons import distance, sounds_alike
from mujaz.glossary import Glossary, Kind
from mujaz.glossary.builtin import builtin_terms, never_names
from mujaz.glossary.terms import fold_form
from mujaz.translators import Aligner
from mujaz.values import Span
from training.corpus import ARABIC, OTHERS, Pair, read_arabic, read_lines, usable
from training.spelling import Guess, Spelled, can_be_spelled, learn, spell

#: Names of the world's peoples, written for this, and on how many lists each was written.
LATIN = Path(__file__).with_name("latin-names.txt.xz")
#: Words that readers of the guesses took out.
REFUSED = Path(__file__).with_name("no-names.txt")
#: What `gather` found: Arabic word, English name, how often.
SPELLED = Path(__file__).with_name("names-met.tsv.xz")
#: What `gather` found: folded Arabic word, and the three counts of `Uses`.
USES = Path(__file__).with_name("words-met.tsv.xz")

_ARABIC_WORD = re.compile(r"[\u0621-\u064a\u067e\u06a4\u0686\u06af\u0698]{3,}")
_FOLDED = re.compile(r"[\u0621-\u064a\u067e\u06a4]+")
_NAME = re.compile(r"(?:[Aa]l-|[A-Z]['])?[A-Z][A-Za-z'-]*[A-Za-z]")
_ENGLISH = re.compile(r"(?:[Aa]l-|[A-Z]['’])?[A-Za-zÀ-ž]+")
_EDGES = re.compile(r"^\W+|\W+$|['’]s$")
_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_BEFORE_WORDS = (*_CLITICS[1:], "ال", "وال", "بال", "لل", "فال", "كال")
_BEHIND_WORDS = ("ه", "ا", "ات", "ين", "ون", "ها", "هم", "ي", "نا")
_ADJECTIVE = re.compile("(?:an|ish|ese|ic|s)$")
_ARABIC_ADJECTIVE = re.compile("(?:ي|يه|ية|يون|يين|يا)$")

_LEAST_WEIGHT = 0.2  # of attention, from where on a word stands for another
_AT_ONCE = 256
_LIKELY = 0.01  # the least probability of a spelling
_CLEAR = 0.35  # of all that an Arabic spelling may stand for: the least share of the likeliest
_ANOTHER = 0.08  # from this share on another name is right, too
_MOST_OTHERS = 3
_LIKE_A_NAME = 0.1  # log-odds of a letter group, on average
_AGREED = 0.7  # the least share of pairs whose English has the name
_WRITTEN = 4  # how often a name counts as met for each of our lists that has it


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a word stood for a capitalised word like it, for another, for a small one."""

    alike: int = 0
    capital: int = 0
    small: int = 0

    @property
    def all(self) -> int:
        """Together."""
        return self.alike + self.capital + self.small

    def is_word(self, least: int = 1) -> bool:
        """Tell whether it is mostly no name, and seen as such `least` times."""
        return self.capital + self.small >= least and self.alike < 0.5 * self.all


def plain(name: str) -> str:
    """Return an English name without accents, its Arabic article with a small letter."""
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return f"al-{bare[3:]}" if bare.startswith("Al-") else bare


def gather(data: Path, aligner: Aligner, say: Callable[[str], None] = print) -> None:
    """Align the Arabic training pairs and write `SPELLED` and `USES`."""
    pairs = [
        pair
        for part in read_arabic(data).values()
        for pair in part
        if usable(pair) and len(pair.source) < 350 and len(pair.english) < 450
    ]
    spelled: Counter[Spelled] = Counter()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for start in range(0, len(pairs), _AT_ONCE):
        some = [(pair.source, pair.english) for pair in pairs[start : start + _AT_ONCE]]
        for (source, english), alignment in zip(some, aligner.align(some), strict=True):
            if alignment:
                _count(source, english, alignment, spelled, counts)
        say(f"{min(start + _AT_ONCE, len(pairs)):,} of {len(pairs):,}")
    _write(SPELLED, ((arabic, english, n) for (arabic, english), n in sorted(spelled.items())))
    _write(USES, ((word, *row) for word, row in sorted(counts.items())))


def _count(
    source: str,
    english: str,
    alignment: Alignment,
    spelled: Counter[Spelled],
    counts: dict[str, list[int]],
) -> None:
    """Count what each word of a pair stands for."""
    standing: dict[int, list[str]] = defaultdict(list)
    for span, weights in zip(alignment.target, alignment.weights, strict=True):
        place = max(range(len(weights)), key=weights.__getitem__, default=None)
        if place is not None and weights[place] >= _LEAST_WEIGHT:
            standing[place].append(plain(_bare(span, english)))
    for place, words in standing.items():
        arabic = "".join(c for c in _bare(alignment.source[place], source) if not is_mark(c))
        if not _ARABIC_WORD.fullmatch(arabic):
            continue
        ranks = []
        for word in words:
            if not word[:1].isalpha():
                continue
            name = heard(arabic, word) if _is_name(word) else None
            if name:
                spelled[name, word] += 1
            ranks.append(2 if word[0].islower() else 0 if name else 1)
        if ranks:
            counts[fold_text(arabic)][min(ranks)] += 1


def _is_name(word: str) -> bool:
    return _NAME.fullmatch(word) is not None and not word.isupper() and can_be_spelled(word)


def _bare(span: Span, text: str) -> str:
    return _EDGES.sub("", _EDGES.sub("", span.of(text)))


def heard(arabic: str, english: str) -> str | None:
    """Return the part of an Arabic word, clitics off, that an English name sounds like."""
    found = []
    for clitic in _CLITICS:
        rest = arabic[len(clitic) :]
        if not arabic.startswith(clitic) or len(rest) < 3 or rest.startswith("لل"):
            continue
        if rest.startswith("ال") and not english.casefold().startswith("al"):
            continue
        if _ADJECTIVE.search(english) and _ARABIC_ADJECTIVE.search(rest):
            continue
        if sounds_alike(fold_text(rest), english):
            found.append((distance(fold_text(rest), english) + bool(clitic), rest))
    return min(found)[1] if found else None


def spelled_in(glossary: Glossary) -> Iterator[Spelled]:
    """Give the words of a glossary's names with their Arabic, where they sound alike."""
    for term in glossary:
        if term.kind in (Kind.WORD, Kind.MONTH):
            continue
        english = re.split(r"\s+|(?<![Aa]l)-", plain(term.english))
        for form in term.arabic:
            arabic = re.split(r"[\s-]+", form.strip())
            if len(arabic) != len(english):
                continue
            for theirs, ours in zip(arabic, english, strict=True):
                al = ours.casefold().startswith("al")
                fits = _NAME.fullmatch(ours) and (al or not theirs.startswith("ال"))
                if fits and sounds_alike(fold_text(theirs), ours):
                    yield theirs, ours


class Likeness:
    """Which letters stand together in names, and which in words of Arabic's own (naive Bayes)."""

    def __init__(self, names: Iterable[str], words: Iterable[str]) -> None:
        names_have = Counter(group for name in names for group in set(_groups(name)))
        words_have = Counter(group for word in words for group in set(_groups(word)))
        self._odds = {
            group: math.log(names_have[group] + 0.5) - math.log(words_have[group] + 0.5)
            for group in names_have.keys() | words_have.keys()
        }
        # Unseen groups smooth both sides: some 5,000 of them.
        self._prior = math.log((words_have.total() + 5e3) / (names_have.total() + 5e3))

    def __call__(self, word: str) -> float:
        """Return how much rather a name than a word: log-odds of its letter groups, on average."""
        groups = _groups(word)
        return sum(self._odds.get(group, 0.0) for group in groups) / len(groups) + self._prior


def _groups(word: str) -> list[str]:
    word = f"^{word}$"
    return [word[at : at + size] for size in (2, 3) for at in range(len(word) - size + 1)]


def latin_names(data: Path, glossary: Glossary, latin: Path = LATIN) -> Counter[str]:
    """Return the names of the training pairs' English, of ours and of a glossary: how often."""
    capital, small = _by_letter(data)
    weights: Counter[str] = Counter()
    for name, times in capital.items():
        if small[name.lower()] < 0.3 * times:
            weights[name] += times
        elif times > 1 and len(name) > 4:  # the Rainbow of a name
            weights[name] += 1
    for line, lists in read_lines(latin):
        name = plain(line)
        if small[name.lower()] <= 2 * capital[name] + 2:
            weights[name] += _WRITTEN * int(lists)
    weights.update(_words_of(glossary))
    return Counter({name: weight for name, weight in weights.items() if _is_name(name)})


def _by_letter(data: Path) -> tuple[Counter[str], Counter[str]]:
    """Count the English words of the pairs, with a capital letter inside a sentence and without."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for corpus in (OTHERS, *ARABIC):
        for columns in read_lines(data / f"{corpus}.tsv.xz"):
            for place, word in enumerate(_ENGLISH.findall(columns[-1])):
                if word[0].islower() and not word.startswith("al-"):
                    small[word] += 1
                elif place:  # the first has a capital letter anyhow
                    capital[plain(word)] += 1
    return capital, small


def _words_of(glossary: Glossary) -> Counter[str]:
    words = Counter(
        word
        for term in glossary
        if term.kind not in (Kind.WORD, Kind.MONTH)
        for form in term.accepted
        for word in plain(form).split()
    )
    return Counter({word: 3 * min(times, 5) for word, times in words.items()})


def read_spelled(path: Path = SPELLED) -> Counter[Spelled]:
    """Read what `gather` found of names."""
    return Counter({(arabic, english): int(n) for arabic, english, n in read_lines(path)})


def read_uses(path: Path = USES) -> dict[str, Uses]:
    """Read what `gather` found of words."""
    return {word: Uses(*map(int, counts)) for word, *counts in read_lines(path)}


def guesses(
    spelled: Iterable[Guess],
    met: Mapping[Spelled, int],
    weights: Mapping[str, int],
    uses: Mapping[str, Uses],
    taken: frozenset[str],
) -> dict[str, tuple[str, ...]]:
    """Return the names that folded Arabic words likely stand for, the likeliest first.

    :param spelled: names in the Arabic letters that the model of spelling gives them.
    :param met: spellings that the pairs have, and how often.
    :param weights: how often each name is met in English.
    :param uses: what Arabic words of the pairs stand for.
    :param taken: folded words that are known as something else.
    """
    ways: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for guess in spelled:
        ways[fold_form(guess.arabic)][guess.english] += guess.probability
    known: dict[str, Counter[str]] = defaultdict(Counter)
    for (arabic, english), times in met.items():
        known[fold_form(arabic)][english] += times
        ways[fold_form(arabic)][english] += 0.0
    like_a_name = Likeness(
        (word for word in known if not word.startswith("ال")),
        (word for word, seen in uses.items() if not seen.alike and seen.small),
    )
    found = {}
    for word, names in ways.items():
        times = known[word].total()
        if word in taken or not _FOLDED.fullmatch(word) or len(word) < 4:
            continue
        shares = {
            name: p * math.sqrt(weights.get(name, 1) + 0.5) + 3 * known[word][name]
            for name, p in names.items()
        }
        best, *others = sorted(shares, key=shares.__getitem__, reverse=True)
        whole = sum(shares.values())
        if not times:
            least = _LIKELY if len(word) > 4 else 0.2
            if names[best] < least or weights.get(best, 1) < 2:
                continue
        if shares[best] < _CLEAR * whole or _is_ordinary(word, best, times, uses, like_a_name):
            continue
        right_too = [name for name in others if shares[name] >= _ANOTHER * whole]
        found[word] = (best, *right_too[:_MOST_OTHERS])
    return found


def _is_ordinary(
    word: str, name: str, times: int, uses: Mapping[str, Uses], like_a_name: Likeness
) -> bool:
    """Tell whether a word is, or can be read in, one of Arabic's own.

    :param times: how often the pairs have it as a name.
    """

    def is_word(other: str, least: int = 1) -> bool:
        return uses.get(other, Uses()).is_word(least)

    if any(is_word(before + word, max(1, times // 3)) for before in _BEFORE_WORDS):
        return True
    seen = uses.get(word)
    if seen:
        if not times and _ADJECTIVE.search(name) and _ARABIC_ADJECTIVE.search(word):
            return True
        unsure = seen.small > 0 and like_a_name(word) < 3 * _LIKE_A_NAME
        return seen.alike < 0.8 * seen.all or unsure
    if word.startswith("ال") and is_word(word[2:]):
        return True
    if word[0] in "وفبلك" and is_word(word[1:]):
        return True
    for behind in _BEHIND_WORDS:
        rest = word.removesuffix(behind)
        if is_word(word + behind) or (rest != word and len(rest) > 2 and is_word(rest)):
            return True
    return like_a_name(word) < _LIKE_A_NAME


def agreeing(
    found: Mapping[str, tuple[str, ...]], pairs: Iterable[Pair]
) -> dict[str, tuple[str, ...]]:
    """Leave out guesses whose names too few of the pairs with the word have in their English."""
    met: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for pair in pairs:
        lower = pair.english.casefold()
        for word in set(_FOLDED.findall(fold_text(pair.source))):
            rests = (word[len(c) :] for c in _CLITICS if word.startswith(c))
            rest = next((rest for rest in rests if rest in found), None)
            if rest is None:
                continue
            met[rest] += 1
            names = "|".join(map(re.escape, map(str.casefold, found[rest])))
            agreed[rest] += re.search(rf"(?<!\w)(?:{names})", lower) is not None
    return {w: names for w, names in found.items() if agreed[w] >= _AGREED * met[w]}


def taken_by(glossary: Glossary) -> frozenset[str]:
    """Return the folded words that are known already, or no names."""
    forms = [form for term in glossary for form in (*term.arabic, *term.short_arabic)]
    refused = (line for (line,) in read_lines(REFUSED) if not line.startswith("#"))
    return frozenset(map(fold_form, (*forms, *MONTHS, *WEEKDAYS, *refused))) | never_names()


def guess_names(data: Path, speller: Path, seconds: float) -> dict[str, tuple[str, ...]]:
    """Guess names by all that is there, with a speller that is taught if it is not there.

    :param speller: folder of its model.
    :param seconds: how long it is taught.
    """
    glossary = Glossary(builtin_terms())
    met = read_spelled()
    if not (speller / "model.bin").exists():
        pairs = [*spelled_in(glossary), *met, *(pair for pair, n in met.items() if n > 2)]
        share = learn(pairs, speller, seconds)
        print(f"spelt as known, of the names held back: {share:.0%}")
    weights = latin_names(data, glossary)
    found = guesses(spell(speller, sorted(weights)), met, weights, read_uses(), taken_by(glossary))
    arabic = read_arabic(data)
    return agreeing(found, (pair for part in arabic.values() for pair in part))


def write_guesses(path: Path, found: Mapping[str, tuple[str, ...]]) -> None:
    """Write the table that the glossary reads."""
    lines = [f"{word}\t{'|'.join(names)}\n" for word, names in sorted(found.items())]
    path.write_text("".join(lines), encoding="utf-8")


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8", preset=9) as out:
        out.writelines("\t".join(map(str, row)) + "\n" for row in rows)
