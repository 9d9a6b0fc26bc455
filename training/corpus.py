"""The pairs that the model learns from: reading, cleaning, and variants that harden it.

The model card lists every corpus with origin and licence.
"""

from __future__ import annotations

import hashlib
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training import TrainingError

ARABIC_NEWS = "ar-en-news"
ARABIC = ("ar-en", ARABIC_NEWS)
FRESH = "fresh"
GENERAL = ("phrases", "sentences")
GIVEN, FAMILY = "given", "family"
OTHERS = "x-en-news"
ARABIC_ALONE = "ar-news-sentences"
#: English of ours for sentences of ARABIC_ALONE, each named by `name_of` it (the Arabic is the
#: outlets' and stays where the training data lies), and the version that first learned from it.
OURS = Path(__file__).with_name("ar-news-en.tsv.xz")
#: Phrases and sentences of general subjects, given and family names, both sides ours: kind, Arabic,
#: English.
LEXICON = Path(__file__).with_name("ar-en-lexicon.tsv.xz")

_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})
_MARKS = re.compile(r"[،؛؟.,;:!?\"'()«»\-–—…\[\]]+")
_NAME = re.compile(
    r"(?<![.!?] )(?<!^)\b[A-Z][\w'’-]+(?: (?:(?:of|the|al|bin|de|van) )?[A-Z][\w'’-]+){0,3}"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its English."""

    source: str
    english: str


def read_lines(path: Path) -> Iterator[list[str]]:
    """Split into columns every line of a `.tsv` or `.tsv.xz`."""
    if not path.exists():
        raise TrainingError(
            f"no such file: {path}", hint="docs/training.md says where the data comes from"
        )
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n").split("\t")
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise TrainingError(
            f"cannot read {path}: {error}", hint="a UTF-8 text, packed by xz if it is named .xz"
        ) from error


def read_pairs(path: Path) -> list[Pair]:
    """Read source TAB English; a line with other than two columns is an error, by its number."""
    return [Pair(*columns) for columns in _read_columns(path, "source", "English")]


def _read_columns(path: Path, *names: str) -> Iterator[list[str]]:
    for number, columns in enumerate(read_lines(path), start=1):
        if len(columns) != len(names):
            raise TrainingError(
                f"{path}, line {number}: {len(columns)} columns where {len(names)} were expected",
                hint=f"on every line: {', TAB, '.join(names)}",
            )
        yield columns


def name_of(sentence: str) -> str:
    """Name a sentence by its text: the first 12 digits of its SHA-256."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


def read_alone(data: Path) -> list[str]:
    """Read the Arabic news sentences, with and without English, each once."""
    path = data / f"{ARABIC_ALONE}.tsv.xz"
    return list(dict.fromkeys(columns[-1].strip() for columns in read_lines(path)))


def read_ours(data: Path, english: Path = OURS) -> dict[int, list[Pair]]:
    """Join English of ours with the Arabic that it translates, by the version that first met it."""
    sentences = {name_of(sentence): sentence for sentence in read_alone(data)}
    pairs: dict[int, list[Pair]] = {}
    for name, text, version in _read_columns(english, "name", "English", "version"):
        if name in sentences:
            pairs.setdefault(int(version), []).append(Pair(sentences[name], text))
    return pairs


def read_arabic(data: Path, fresh: int | None = None) -> dict[str, list[Pair]]:
    """Read the pairs of every Arabic corpus; ours are with the news.

    :param fresh: ours that no version before this one has met are a corpus of their own.
    """
    pairs = {name: read_pairs(data / f"{name}.tsv.xz") for name in ARABIC}
    for version, met in read_ours(data).items():
        name = ARABIC_NEWS if fresh is None or version < fresh else FRESH
        pairs.setdefault(name, []).extend(met)
    return pairs


def read_lexicon(path: Path = LEXICON) -> dict[str, list[Pair]]:
    """Read the lexicon, by kind: those of `GENERAL`, `GIVEN` and `FAMILY`."""
    pairs: dict[str, list[Pair]] = {kind: [] for kind in (*GENERAL, GIVEN, FAMILY)}
    columns = _read_columns(path, "kind", "Arabic", "English")
    for number, (kind, arabic, english) in enumerate(columns, start=1):
        if kind not in pairs:
            raise TrainingError(
                f"{path}, line {number}: unknown kind {kind!r}", hint=f"one of {', '.join(pairs)}"
            )
        pairs[kind].append(Pair(arabic, english))
    return pairs


def usable(pair: Pair) -> bool:
    """Tell whether a pair looks like a translation: both sides there, lengths within reason."""
    source, english = pair.source.strip(), pair.english.strip()
    if not source or not english or source == english:
        return False
    if len(source) > 30 and len(english) > 30:
        return 0.25 < len(source.encode()) / len(english.encode()) < 5
    return True


def without(pairs: Iterable[Pair], banned: Iterable[str]) -> list[Pair]:
    """Leave out pairs one side of which is a banned line (evaluation sets)."""
    refused = {_key(line) for line in banned}
    return [p for p in pairs if _key(p.source) not in refused and _key(p.english) not in refused]


def _key(line: str) -> str:
    return "".join(c for c in line.lower() if c.isalnum())


def noisy(text: str, random_: random.Random) -> str:
    """Write the text as careless typists do: fewer hamzas, ة as ه, ى as ي, marks lost."""
    kind = random_.random()
    if kind < 0.4:
        return text.translate(_LETTERS)
    if kind < 0.6:
        return " ".join(_MARKS.sub(" ", text).split())
    if kind < 0.8:
        return "".join(c.translate(_LETTERS) if random_.random() < 0.5 else c for c in text)
    return " ".join(_MARKS.sub(" ", text.translate(_LETTERS)).split())


def names_in(english: Sequence[str], least: int = 2) -> list[str]:
    """List the capitalised names inside English sentences, commonest first."""
    found = Counter(name for text in english for name in _NAME.findall(text))
    return [name for name, times in found.most_common() if times >= least]
