"""Learn from the training pairs what the check of names knows.

Writes into src/mujaz/checks/data:

- translated_names.tsv: an English word and the folded Arabic words that stand for it ("Germany"),
  or none where it is a word like any other that only carries a capital ("Foundation"). Words that
  are transliterated are not listed: their consonants are compared.
- foreign.tsv: how much more often three letters stand in a transliterated Arabic word than in
  others, as a logarithm (^ and $ are the ends of a word); frequent words that this would take for
  foreign stand whole, with the weight -99.
"""

from __future__ import annotations

import argparse
import collections
import lzma
import math
import re
from collections.abc import Iterator
from pathlib import Path

from mujaz.checks.names import FOREIGN_LETTERS, is_transliterated, letter_groups
from mujaz.checks.skeletons import sounds_alike
from mujaz.checks.words import arabic_words, stems

ROOT = Path(__file__).parent.parent
DATA = ROOT / "src" / "mujaz" / "checks" / "data"
_WORD = re.compile(r"[^\W\d_]+")
_START = re.compile(r"(?:^|[.?!:\"“”'‘(\[]\s*|[-–—]\s+)$")


def pairs(shared: Path) -> Iterator[tuple[str, str]]:
    for name in ("ar-en.tsv.xz", "ar-en-news.tsv.xz"):
        with lzma.open(shared / "training" / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                source, _, target = line.rstrip("\n").partition("\t")
                yield source, target


def english_lines(shared: Path) -> Iterator[str]:
    with lzma.open(shared / "training" / "x-en-news.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").rpartition("\t")[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared: Path = parser.parse_args().shared
    lower: collections.Counter[str] = collections.Counter()
    upper: collections.Counter[str] = collections.Counter()
    for text in english_lines(shared):
        count(text, lower, upper)
    met: collections.Counter[str] = collections.Counter()
    same: collections.Counter[str] = collections.Counter()
    arabic: collections.Counter[str] = collections.Counter()
    together: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for source, target in pairs(shared):
        count(target, lower, upper)
        rests = {rest for word in arabic_words(source) for rest in _rests(word.text)}
        arabic.update(rests)
        for name in names_of(target):
            met[name] += 1
            if is_transliterated(name, source):
                same[name] += 1
            together[name].update(rests)
    lines = []
    for name in sorted(set(upper) | set(met)):
        if len(name) < 4:
            continue
        word = lower[name.lower()]
        plain = word >= max(3, upper[name] // 10)
        if not plain and met[name] >= 3 and same[name] / met[name] >= 0.8:
            continue
        best = [
            (together[name][rest] / met[name], rest)
            for rest in together[name]
            if met[name] >= 5
            and together[name][rest] >= 4
            and together[name][rest] / met[name] >= 0.15
            and together[name][rest] / (arabic[rest] + 2) >= 0.15
        ]
        best.sort(reverse=True)
        forms = [rest for _, rest in best[:5]]
        covered = sum(share for share, _ in best[:5])
        if forms and covered >= 0.5 and word < upper[name]:
            lines.append(f"{name}\t{' '.join(forms)}")
        elif plain or (met[name] >= 3 and same[name] / met[name] < 0.8):
            lines.append(name)
    (DATA / "translated_names.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "words,", sum("\t" in line for line in lines), "with their Arabic")
    learn_foreign(shared)


def learn_foreign(shared: Path) -> None:
    foreign: collections.Counter[str] = collections.Counter()
    native: collections.Counter[str] = collections.Counter()
    for source, target in pairs(shared):
        names = [name for name in names_of(target) if len(name) > 4]
        for word in {word.text for word in arabic_words(source) if word.text[0].isalpha()}:
            rests = [rest for _, rest in stems(word) if len(rest) >= FOREIGN_LETTERS]
            alike = [rest for rest in rests if any(sounds_alike(rest, name) for name in names)]
            if rests:
                (foreign if alike else native)[min(alike or rests, key=len)] += 1
    names_ = [word for word in foreign if foreign[word] >= 2 * native[word]]
    words = [word for word in native if native[word] > 1 and 10 * foreign[word] <= native[word]]
    ours, theirs = (
        collections.Counter(group for word in some for group in letter_groups(word))
        for some in (names_, words)
    )
    groups = {*ours, *theirs}
    shift = math.log((theirs.total() + len(groups) / 2) / (ours.total() + len(groups) / 2))
    weights = {
        group: round(math.log((ours[group] + 0.5) / (theirs[group] + 0.5)) + shift, 1)
        for group in sorted(groups)
        if ours[group] + theirs[group] > 2
    }
    ordinary = [
        word
        for word in sorted(native)
        if native[word] > 4
        and 5 * foreign[word] <= native[word]
        and sum(weights.get(group, 0) for group in letter_groups(word)) > 1
    ]
    rows = [f"{group}\t{weight}" for group, weight in weights.items() if weight]
    rows += [f"^{word}$\t-99" for word in ordinary]
    (DATA / "foreign.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(len(rows) - len(ordinary), "groups of letters,", len(ordinary), "ordinary words")


def _rests(text: str) -> set[str]:
    # The shortest rest: what is left when every clitic is taken off.
    return {min((rest for _, rest in stems(text)), key=len), text} if text[0].isalpha() else set()


def count(text: str, lower: collections.Counter[str], upper: collections.Counter[str]) -> None:
    for match in _WORD.finditer(text):
        word = match.group()
        if word.islower():
            lower[word] += 1
        elif word[0].isupper() and not _START.search(text[: match.start()]):
            upper[word] += 1


def names_of(text: str) -> set[str]:
    return {
        match.group()
        for match in _WORD.finditer(text)
        if match.group()[0].isupper()
        and len(match.group()) > 3
        and not _START.search(text[: match.start()])
    }


if __name__ == "__main__":
    main()
