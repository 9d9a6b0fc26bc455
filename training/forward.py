"""English for Arabic that has none: self-training (He et al., 2020, arXiv:1909.13788).

The shipped model translates as `mujaz` does, names and checks included: the checks choose among its
hypotheses, and what they still find wrong, or what the model itself is unsure of, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mujaz import Checker, Glossary, Segment, Severity, Translation
from mujaz.catalogue import load_catalogue
from mujaz.translating import translate_segments
from mujaz.translators import load_translator
from mujaz.values import Span
from training import corpus
from training.corpus import Pair

WORDS = range(4, 61)  # of a sentence
UNSURE = -0.7  # mean log-probability of a token
_AT_ONCE = 400


def lacking(data: Path) -> list[str]:
    """List the Arabic news sentences of a fit length that no pair has."""
    pairs = (pair for part in corpus.read_arabic(data).values() for pair in part)
    known = {pair.source for pair in pairs}
    alone = corpus.read_alone(data)
    return [text for text in alone if text not in known and len(text.split()) in WORDS]


def trusted(translation: Translation) -> bool:
    """Tell whether a translation is good enough to be learned from."""
    return (
        translation.parts == 1
        and (translation.log_prob or 0.0) >= UNSURE
        and all(finding.severity is not Severity.ERROR for finding in translation.findings)
    )


def translated(sentences: Sequence[str]) -> Iterator[Pair]:
    """Translate sentences with the shipped model; yields those that can be trusted."""
    glossary = Glossary.builtin()
    checker = Checker(glossary)
    translator = load_translator(load_catalogue().get("bundled"))
    for start in range(0, len(sentences), _AT_ONCE):
        segments = [
            Segment(number, Span(0, len(text)), text)
            for number, text in enumerate(sentences[start : start + _AT_ONCE])
        ]
        for translation in translate_segments(
            segments, translator, glossary=glossary, judge=checker
        ):
            if trusted(translation):
                yield Pair(translation.segment.text, translation.text)


def write_forward(path: Path, sentences: Sequence[str]) -> int:
    """Write the pairs as source TAB English; returns how many there are.

    It goes on with a file that is there, so that an hour's work outlasts an interruption.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    have = {pair.source for pair in corpus.read_pairs(path)} if path.exists() else set()
    written = len(have)
    with path.open("a", encoding="utf-8") as out:
        for pair in translated([text for text in sentences if text not in have]):
            out.write(f"{pair.source}\t{pair.english}\n")
            written += 1
    return written
