"""What putting names and words into their places is worth, and whether attention finds the places.

    python -m benchmarks.placing [--shared DIR] [--pairs N]

Translates flores-dev, and pairs of ours that no shipped model has met, with and without the aligner
of the bundled model. Counts the decodings, the errors that the checks find, how many of the names
and words that were put in our English has, and how often the words of a translation that are right
stand, by attention, for the Arabic that they translate. Writes benchmarks/results/placing.md. No
test set is read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import sacrebleu

from benchmarks.common import arguments, read_set, write_table
from mujaz import Checker, Glossary, Segment, Severity, Span, Translation
from mujaz.catalogue import load_catalogue
from mujaz.translating import translate_segments
from mujaz.translating.placing import WAY
from mujaz.translators import load_translator
from training.corpus import read_ours, usable

_FRESH = 3  # the version of the model that will be the first to read these pairs
_LONGEST = 400


def main() -> None:
    """Translate, count, and write the table."""
    parser = arguments(__doc__)
    parser.add_argument("--pairs", type=int, default=2000, help="how many pairs of ours")
    options = parser.parse_args()
    ours = [pair for pair in read_ours(options.shared / "training")[_FRESH] if usable(pair)]
    ours = [pair for pair in ours if len(pair.source) < _LONGEST]
    ours = random.Random(1).sample(ours, min(options.pairs, len(ours)))
    unmet = [Segment(i, Span(0, len(p.source)), p.source) for i, p in enumerate(ours)]
    sets = {
        "flores-dev": read_set(options.shared, "flores-dev"),
        f"{len(ours):,} unmet pairs": (unmet, [pair.english for pair in ours]),
    }
    rows = [
        row for name, (segments, english) in sets.items() for row in _rows(name, segments, english)
    ]
    head = ("set", "", "BLEU", "chrF++", "decoded again", "errors", "put in", "in the English")
    write_table("placing", "Names and words put into their places by attention", head, rows)
    for name, (segments, _) in sets.items():
        print(name, *_places(segments), sep="\n  ")


def _rows(name: str, segments: Sequence[Segment], english: Sequence[str]) -> list[list[str]]:
    spec = load_catalogue().get("bundled")
    glossary = Glossary.builtin()
    rows = []
    for aligned in (False, True):
        translations = translate_segments(
            segments,
            load_translator(spec.model_copy(update={"aligned": aligned})),
            glossary=glossary,
            judge=Checker(glossary),
        )
        texts = [translation.text for translation in translations]
        findings = [finding for t in translations for finding in t.findings]
        placed = [_put_in(*each) for each in zip(translations, english, strict=True)]
        times, agreed = (sum(counts) for counts in zip(*placed, strict=True))
        bleu = sacrebleu.corpus_bleu(texts, [list(english)]).score
        chrf = sacrebleu.corpus_chrf(texts, [list(english)], word_order=2).score
        rows.append(
            [
                name,
                WAY if aligned else "decoded again only",
                f"{bleu:.2f}",
                f"{chrf:.2f}",
                f"{sum(translation.retries for translation in translations):,}",
                str(sum(finding.severity is Severity.ERROR for finding in findings)),
                f"{times:,}" if aligned else "",
                f"{100 * agreed / times:.0f} %" if aligned else "",
            ]
        )
    return rows


def _put_in(translation: Translation, english: str) -> tuple[int, int]:
    """Count what was put into its place, and how much of it another's English has."""
    source = translation.segment.text
    places = {
        finding.source[0]
        for finding in translation.findings
        if translation.way == WAY
        and finding.severity is Severity.INFO
        and finding.check in ("names", "words")
    }
    matches = [m for m in Glossary.builtin().find(source) if Span(m.start, m.end) in places]
    has = [any(form.casefold() in english.casefold() for form in m.term.accepted) for m in matches]
    return len(has), sum(has)


def _places(segments: Sequence[Segment]) -> list[str]:
    """Say how often what is right stands, by attention, for the Arabic that it translates."""
    translator = load_translator(load_catalogue().get("bundled"))
    assert translator.aligner is not None
    texts = [translation.text for translation in translate_segments(segments, translator)]
    pairs = [(segment.text, text) for segment, text in zip(segments, texts, strict=True)]
    counts = {"names": [0, 0], "words": [0, 0]}
    for (source, text), alignment in zip(pairs, translator.aligner.align(pairs), strict=True):
        if alignment is None:
            continue
        for match in Glossary.builtin().find(source):
            found = [
                Span(*place.span())
                for form in match.term.accepted
                for place in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE)
            ]
            if len(found) == 1:  # else it is not sure which of them is meant
                standing = alignment.standing_for(alignment.places(Span(match.start, match.end)))
                count = counts["names" if match.is_name else "words"]
                count[0] += 1
                count[1] += any(alignment.target[number].meets(found[0]) for number in standing)
    return [
        f"{kind}: {right:,} of {times:,} found in their places ({100 * right / times:.1f} %)"
        for kind, (times, right) in counts.items()
    ]


if __name__ == "__main__":
    main()
