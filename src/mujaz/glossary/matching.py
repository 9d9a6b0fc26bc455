"""Finding the names of a glossary in Arabic text."""

from __future__ import annotations

import functools
import gc
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

from mujaz.arabic import MONTHS, fold
from mujaz.glossary.builtin import GEONAMES, Guesses, builtin_guesses, builtin_terms
from mujaz.glossary.files import read_terms
from mujaz.glossary.terms import Kind, Term, fold_form

__all__ = ["Glossary", "Match"]

_WORD = re.compile(r"\w+")
# What may stand between the words of a name, whatever the glossary writes there.
_LOOSE = re.compile(r"[ \t\u00a0\u202f\-\u2010-\u2015_]+")
# Clitics before a name that keeps its first letters: a conjunction, a preposition, or both.
_PREFIXES = tuple(
    conjunction + preposition
    for conjunction in ("", "و", "ف")
    for preposition in ("", "ب", "ل", "ك")
)
_ARTICLE = "ال"
# Words that could be a clitic and a name, but are mostly their own: "with zeal", "early".
_OWN_WORDS = frozenset({"بحماس", "باكرا"})

# Letters that Arabic papers exchange when they write a foreign sound ("g", "v", "p", "ch").
_SKELETON = str.maketrans({"ج": "غ", "ق": "غ", "ڤ": "ف", "پ": "ب", "چ": "ش", "ژ": "ز"})
# Not at the start, where a clitic can double a letter: "للبنان".
_DOUBLED = re.compile(r"(?<!^)(.)\1+")
# "أكثر ازدحاما" is "more crowded": behind these a noun in the accusative is an adjective.
_DEGREES = frozenset(
    prefix + word
    for prefix in ("", "و", "ال", "وال", "بال", "لل")
    for word in ("اكثر", "اقل", "اشد", "اكبر", "اعلي", "ادني", "اوسع", "افضل", "اسوا")
)
# With the alef they are "without" and "Judah".
_NO_TANWIN = frozenset({"دونم", "يهود"})
_SKELETON_KINDS = frozenset({Kind.PERSON, Kind.PLACE})
_SKELETON_LETTERS = 5

_MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
).split("|")
# Month names that are other words, too: only a day, a year or a second name makes them months.
_AMBIGUOUS_MONTHS = frozenset({"مارس", "اب", "ماي", "اوت", "جوان"})
_BEFORE_MONTH = frozenset({"شهر", "شهري", "مطلع", "منتصف", "اواخر", "اوائل", "نهايه", "بدايه"})
_AFTER_MONTH = frozenset({"الماضي", "الجاري", "المقبل", "القادم", "المنصرم"})
_MONTH_JOINT = re.compile(r"\s*([/\\(\[]|-)\s*")


# "مصنعا روسيا" is "a Russian factory": behind an accusative, what looks like a country in "يا" is
# the adjective. These words end in alef without being an accusative.
_COUNTRY_OR_ADJECTIVE = re.compile(r"\w+يا")
_NO_ACCUSATIVES = frozenset(
    "ما لا هذا كما اما الا اذا عندما بينما حينما فيما مما هنا دعا ايا".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """A name in a text.

    `start` and `end` are code points of the text: the name with its own article, without the
    clitics before it, whose letters are `prefix`. In ``للكرملين`` the article has lost its alef:
    `prefix` is the first ``ل``, and the name starts at the second. `english` is what the name is
    called here: the term's English or, when only the short form stands there, its short form.
    """

    start: int
    end: int
    prefix: str
    term: Term
    english: str
    short: bool = False

    @property
    def is_name(self) -> bool:
        """Tell whether it must come out as the glossary has it."""
        return self.term.is_sure


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling as folded words; `gaps` stand between them, apart from spaces and hyphens.

    `tail` is what the spelling has behind its last word, such as a closing bracket; `own` tells
    that the term itself has this spelling, `accusative` that the last alef is not the term's.
    """

    words: tuple[str, ...]
    gaps: tuple[str, ...]
    tail: str
    term: Term
    short: bool
    own: bool = True
    accusative: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a folded text with their places in it.

    `skeletons` are the words with the letters unified that foreign names vary in.
    """

    text: str
    words: tuple[str, ...]
    skeletons: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, folded: str) -> _Words:
        found = tuple(_WORD.finditer(folded))
        words = tuple(match.group() for match in found)
        places = tuple(match.span() for match in found)
        return cls(folded, words, tuple(map(_skeleton, words)), places)

    def gap(self, index: int) -> str:
        """Return what stands behind word `index` and before the next."""
        return self.text[self.places[index][1] : self.places[index + 1][0]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible match: folded characters `start:end`, the word that it starts in, its length.

    `article` tells that it begins with an article that the form lacks.
    """

    start: int
    end: int
    prefix: str
    words: int
    form: _Form
    article: bool = False


class _Index:
    """Forms by their first word; made when asked for, as a text has few of them."""

    __slots__ = ("_made", "_rows", "_size", "_spelled")

    def __init__(self, spelled: Callable[[str], str] = str) -> None:
        """Make an empty index.

        :param spelled: gives a word the spelling by which it is found.
        """
        self._spelled = spelled
        self._rows: dict[str, list[tuple[int, str, Term, bool]]] = {}
        self._made: dict[str, list[_Form]] = {}
        self._size = 0

    def add(self, folded: str, term: Term, *, short: bool) -> None:
        """Add a spelling of a term; what is added first wins."""
        first = _WORD.search(folded)
        if first:
            row = (self._size, folded, term, short)
            self._rows.setdefault(self._spelled(first[0]), []).append(row)
            self._size += 1

    def starting_with(self, word: str) -> list[_Form]:
        """Return the forms that start with a word: the longest, and what is spelled so, first."""
        word = self._spelled(word)
        if (forms := self._made.get(word)) is not None:
            return forms
        rows = [row for key in _bases(word) for row in self._rows.get(key, ())]
        if not rows:
            return []
        made = [
            replace(variant, words=tuple(map(self._spelled, variant.words)))
            for _, folded, term, short in sorted(rows, key=itemgetter(0))
            for variant in _variants(_form_of(folded, term, short=short))
        ]
        forms = [form for form in made if form.words[0] == word]
        forms.sort(key=lambda form: (-len(form.words), not form.own))
        self._made[word] = forms
        return forms


def _bases(word: str) -> Iterator[str]:
    """Give what a word may be a variant of: itself, without the article, without the accusative."""
    yield word
    if word.startswith(_ARTICLE):
        yield word[len(_ARTICLE) :]
    if word.endswith("ا"):
        yield word[:-1]


@functools.lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    # Doubled letters first: after it, the two different letters of "قج" would count as one doubled.
    return _DOUBLED.sub(r"\1", word).replace("تش", "ش").translate(_SKELETON)


@functools.lru_cache(maxsize=8192)
def _readings(word: str) -> tuple[tuple[str, int, str], ...]:
    """Give the ways to read a word: clitics, where the name starts in it, the name's first word.

    Fewer clitics come first.
    """
    readings = [("", 0, word)]
    if word in _OWN_WORDS:
        return tuple(readings)
    for prefix in _PREFIXES:
        if prefix and word.startswith(prefix) and len(word) > len(prefix) + 1:
            rest = word[len(prefix) :]
            readings.append((prefix, len(prefix), rest))
            # The article loses its alef after "ل", and its own lam before a name in lam.
            if prefix.endswith("ل") and rest.startswith("ل"):
                readings.append((prefix, len(prefix), "ا" + rest))
                readings.append((prefix, len(prefix), _ARTICLE + rest))
    return tuple(readings)


class Glossary:
    """Terms, and finding them in text; later terms win over earlier ones of the same spelling.

    :param guesses: folded Arabic words with what is likely a name written so (`Guesses`): taken
        where no term has the word. They are no terms, and not counted as such.
    """

    __slots__ = ("_exact", "_found", "_guesses", "_loose", "_terms")

    def __init__(self, terms: Iterable[Term] = (), guesses: Guesses | None = None) -> None:
        self._terms = tuple(terms)
        self._guesses = guesses or {}
        self._exact = _Index()
        self._loose = _Index(_skeleton)
        for term in reversed(self._terms):
            self._add(term, term.arabic, short=False)
        for term in self._terms:
            if term.short_arabic:
                self._add(term, term.short_arabic, short=True)
        # A segment is looked through when it is planned and for each of its hypotheses.
        self._found = functools.lru_cache(maxsize=4096)(self._find)

    @classmethod
    def builtin(cls) -> Glossary:
        """Return the glossary that comes with mujaz; it is made once."""
        return _builtin()

    @classmethod
    def from_file(cls, path: str | Path) -> Glossary:
        """Read a user's glossary (``.csv``, else YAML).

        :raises GlossaryError: when the file cannot be used; names file, line and field.
        """
        return cls(read_terms(path))

    @classmethod
    def with_files(cls, paths: Iterable[str | Path]) -> Glossary:
        """Return the built-in names with the user's files on top, the last one first.

        :raises GlossaryError: as `from_file`.
        """
        glossary = cls.builtin()
        for path in paths:
            glossary = glossary | cls.from_file(path)
        return glossary

    def __len__(self) -> int:
        return len(self._terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    def __or__(self, other: Glossary) -> Glossary:
        """Join two glossaries; `other` wins.

        A person whom both know takes all spellings of both, so that another spelling of the same
        name does not bring the other English back.
        """
        people: dict[str, Term] = {
            fold_form(form): term
            for term in self._terms
            if term.kind == Kind.PERSON
            for form in term.arabic
        }
        terms = (*self._terms, *(_inherit(term, people) for term in other._terms))
        both = self._guesses and other._guesses
        guesses = {**self._guesses, **other._guesses} if both else self._guesses or other._guesses
        return Glossary(terms, guesses)

    def __repr__(self) -> str:
        return f"<Glossary of {len(self)} terms>"

    def _add(self, term: Term, arabic: Sequence[str], *, short: bool) -> None:
        for folded in map(fold_form, arabic):
            self._exact.add(folded, term, short=short)
            if _may_vary(folded, term):
                self._loose.add(folded, term, short=short)

    def find(
        self, text: str, known: Collection[str] = (), *, words: bool = True
    ) -> tuple[Match, ...]:
        """Find the names of a text: the leftmost first, the longest of those, none over another.

        :param known: English names met earlier in the article: where a short form could be
            several people's, theirs is taken.
        :param words: common words and likely names, too; else what must come out as it stands here.
        """
        found = self._found(text, frozenset(known))
        return found if words else tuple(match for match in found if match.is_name)

    def _find(self, text: str, known: frozenset[str]) -> tuple[Match, ...]:
        folded = fold(text.replace("\u200c", " "))
        words = _Words.of(folded.text)
        matches: list[Match] = []
        index = 0
        while index < len(words.words):
            best: _Candidate | None = None
            for candidate in self._candidates(words, index, known):
                if best is None or candidate.end > best.end or _is_rather(candidate, best):
                    start, end = folded.original(candidate.start, candidate.end)
                    # One character can fold to several: a match must not begin or end inside.
                    whole = (
                        candidate.start == 0 or folded.starts[candidate.start - 1] != start
                    ) and (
                        candidate.end == len(folded.starts)
                        or folded.starts[candidate.end] != folded.starts[candidate.end - 1]
                    )
                    # No article has a hamza: "ألدويتش" is Aldwych, not "the Deutsch".
                    if whole and not (candidate.article and text[start] == "أ"):
                        best = candidate
            if best is None:
                index += 1
                continue
            start, end = folded.original(best.start, best.end)
            term, short = best.form.term, best.form.short
            english = term.short if short else term.english
            matches.append(Match(start, end, best.prefix, term, english, short))
            index += best.words
        return tuple(matches)

    def _candidates(
        self, words: _Words, index: int, known: Collection[str]
    ) -> Iterator[_Candidate]:
        place = words.places[index][0]
        readings = _readings(words.words[index])
        # What is spelled exactly so comes first, and fewer clitics before more.
        for table, row in ((self._exact, words.words), (self._loose, words.skeletons)):
            for prefix, offset, first in readings:
                form = self._longest(table.starting_with(first), row, words, index, known)
                if form is not None and (prefix or not _is_said_otherwise(form, words, index)):
                    end = words.places[index + len(form.words) - 1][1] + len(form.tail)
                    yield _Candidate(place + offset, end, prefix, len(form.words), form)
        for prefix, offset, first in readings:
            month = _month_at(words, index, first)
            if month is not None:
                count, end, number = month
                form = _Form((first,), (), "", _months()[number - 1], short=False)
                yield _Candidate(place + offset, end, prefix, count, form)
        for prefix, offset, first in readings:
            bare = first.removeprefix(_ARTICLE)
            name = first if first in self._guesses else bare if len(bare) > 4 else ""
            if name in self._guesses:
                form, end = _guessed(name, self._guesses[name]), words.places[index][1]
                yield _Candidate(place + offset, end, prefix, 1, form, article=name != first)

    @staticmethod
    def _longest(
        forms: Sequence[_Form],
        row: Sequence[str],
        words: _Words,
        index: int,
        known: Collection[str],
    ) -> _Form | None:
        """Return the longest form (`forms` has them in that order) that goes on from `index`."""
        best: _Form | None = None
        for form in forms:
            if best is not None and len(form.words) < len(best.words):
                break
            if not _stands(form, row, words, index):
                continue
            if best is None or (
                form.term.english in known and best.term.english not in known and best.short
            ):
                best = form
        return best


@functools.lru_cache(maxsize=4096)
def _guessed(word: str, names: str) -> _Form:
    english, *also = names.split("|")
    term = Term(english, Kind.LIKELY, (word,), tuple(also))
    return _Form((word,), (), "", term, short=False)


def _form_of(folded: str, term: Term, *, short: bool) -> _Form:
    if folded.replace(" ", "").isalnum():  # most are words and spaces, and need no search
        row = tuple(folded.split())
        return _Form(row, ("",) * (len(row) - 1), "", term, short)
    words = _Words.of(folded)
    gaps = tuple(_LOOSE.sub("", words.gap(index)) for index in range(len(words.words) - 1))
    tail = words.text[words.places[-1][1] :].rstrip() if words.words else ""
    return _Form(words.words, gaps, tail, term, short)


def _variants(form: _Form) -> Iterator[_Form]:
    """Give a form; that of a common word also with the article and in the accusative.

    The article stands before the last of several nouns, and before both a noun and its adjective.
    """
    yield form
    if form.term.kind == Kind.WORD:
        definite = tuple(_ARTICLE + word for word in form.words)
        for words in dict.fromkeys(((*form.words[:-1], definite[-1]), definite)):
            yield replace(form, words=words, own=False)
        if _takes_tanwin(form):
            words = (form.words[0] + "ا",)
            yield replace(form, words=words, own=False, accusative=True)


def _takes_tanwin(form: _Form) -> bool:
    """Tell whether a common word stays the same with the alef of the indefinite accusative.

    One of three letters would often make another word, one in "ي" makes an adverb ("يوميا"), one in
    "و" a verb, and a participle stands for a verb there ("مضيفا أن": adding that).
    """
    word = form.words[0]
    return (
        len(form.words) == 1
        and len(word) > 3
        and not word.startswith(("م", _ARTICLE))
        and word[-1] not in "اهويء"
        and word not in _NO_TANWIN
    )


def _is_rather(candidate: _Candidate, best: _Candidate) -> bool:
    """Tell whether "كناسا" is "as NASA" and no sweeper in the accusative."""
    same = candidate.end == best.end
    return same and best.form.accusative and candidate.form.term.is_sure


def _stands(form: _Form, row: Sequence[str], words: _Words, index: int) -> bool:
    """Tell whether the words after the first are there with the right marks between them."""
    stop = index + len(form.words)
    if len(row) < stop or tuple(row[index + 1 : stop]) != form.words[1:]:
        return False
    for position, own in enumerate(form.gaps, start=index):
        gap = words.gap(position)
        if not gap or _LOOSE.sub("", gap) != own:
            return False
    return words.text.startswith(form.tail, words.places[stop - 1][1])


def _is_said_otherwise(form: _Form, words: _Words, index: int) -> bool:
    """Tell whether the word before makes a country an adjective, or a noun a mere degree."""
    if index == 0:
        return False
    before = words.words[index - 1]
    if form.accusative and before in _DEGREES:
        return True
    if form.term.kind != Kind.PLACE or len(form.words) > 1:
        return False
    return (
        before.endswith("ا")
        and before not in _NO_ACCUSATIVES
        and words.gap(index - 1).isspace()
        and _COUNTRY_OR_ADJECTIVE.fullmatch(form.words[0]) is not None
    )


def _may_vary(folded: str, term: Term) -> bool:
    """Tell whether foreign letters of a form may be exchanged without making another word.

    Only long names of people and places, and none with an article: ``المغرب`` (Morocco) would be
    ``المجرب`` (the tried one).
    """
    if term.kind not in _SKELETON_KINDS or term.origin == GEONAMES:
        return False
    words = _WORD.findall(folded)
    if any(word.startswith(_ARTICLE) for word in words):
        return False
    return len("".join(words)) >= _SKELETON_LETTERS


def _inherit(term: Term, people: dict[str, Term]) -> Term:
    """Give a user's person the spellings and the short form of the same person in `people`."""
    if term.kind != Kind.PERSON:
        return term
    same = [people[form] for form in map(fold_form, term.arabic) if form in people]
    for old in same:
        fits = not term.short and old.short in term.english.split()
        term = replace(
            term,
            arabic=tuple(dict.fromkeys((*term.arabic, *old.arabic))),
            also=tuple(n for n in dict.fromkeys((*term.also, *old.accepted)) if n != term.english),
            short=old.short if fits else term.short,
            short_arabic=old.short_arabic if fits else term.short_arabic,
        )
    return term


@functools.cache
def _months() -> tuple[Term, ...]:
    """Return the months' terms, January first."""
    return tuple(
        Term(name, Kind.MONTH, tuple(form for form, of in MONTHS.items() if of == number))
        for number, name in enumerate(_MONTH_NAMES, start=1)
    )


@functools.cache
def _month_forms() -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    """Return the folded words of each month name by the first of them."""
    forms: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {}
    for name, number in MONTHS.items():
        row = tuple(fold_form(name).split())
        forms[row[0]] = (*forms.get(row[0], ()), (row, number))
    return forms


def _month_name(words: _Words, index: int, first: str) -> tuple[int, int] | None:
    """Return how many words a month name at `index` has, and the month's number."""
    for row, number in _month_forms().get(first, ()):
        stop = index + len(row)
        if words.words[index + 1 : stop] == row[1:] and all(
            not words.gap(at).strip() for at in range(index, stop - 1)
        ):
            return len(row), number
    return None


def _month_at(words: _Words, index: int, first: str) -> tuple[int, int, int] | None:
    """Return the words, the end and the number of a month at `index`, a double name as one."""
    found = _month_name(words, index, first)
    if found is None:
        return None
    count, number = found
    end = words.places[index + count - 1][1]
    after = index + count
    if after < len(words.words):
        joint = _MONTH_JOINT.fullmatch(words.gap(after - 1))
        second = _month_name(words, after, words.words[after])
        if joint and second and second[1] == number:
            end = words.places[after + second[0] - 1][1]
            closing = {"(": ")", "[": "]"}.get(joint[1], "")
            if closing and words.text[end : end + 1] != closing:
                return None
            return count + second[0], end + len(closing), number
    if first in _AMBIGUOUS_MONTHS and not _dated(words, index, count):
        return None
    return count, end, number


def _dated(words: _Words, index: int, count: int) -> bool:
    """Tell whether the words beside `index` say that a month is meant."""
    before = words.words[max(0, index - 2) : index]
    if before and (before[-1] in _BEFORE_MONTH or _is_day(before[-1])):
        return True
    if len(before) == 2 and before[1] == "من" and _is_day(before[0]):
        return True
    if index + count < len(words.words):
        after = words.words[index + count]
        year = len(after) == 4 and after.isdecimal() and after[:2] in {"18", "19", "20"}
        return year or after in _AFTER_MONTH
    return False


def _is_day(word: str) -> bool:
    return word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 31


@functools.cache
def _builtin() -> Glossary:
    collecting = gc.isenabled()
    gc.disable()  # a third of the time would go into walking through objects that all stay
    try:
        return Glossary(builtin_terms(), builtin_guesses())
    finally:
        if collecting:
            gc.enable()
