"""What choosing and decoding again by the checks changes: scores, findings and time.

python -m benchmarks.reranking [--shared DIR]

The time in the checks is a share of the whole time that the run with them took; the first set is
checked with cold caches.
"""

from __future__ import annotations

import time

import sacrebleu

from benchmarks.common import SETS, arguments, read_set, write_table
from mujaz import Checker, Finding, Glossary, Segment, Severity
from mujaz.catalogue import load_catalogue
from mujaz.translating import no_findings, translate_segments
from mujaz.translators import load_translator

FIRST = 300


class Timed:
    """A checker that adds up its time."""

    def __init__(self, checker: Checker) -> None:
        self.checker, self.seconds, self.calls = checker, 0.0, 0

    def __call__(self, segment: Segment, text: str) -> tuple[Finding, ...]:
        """Check one hypothesis."""
        started = time.perf_counter()
        findings = self.checker(segment, text)
        self.seconds += time.perf_counter() - started
        self.calls += 1
        return findings


def main() -> None:
    options = arguments(__doc__).parse_args()
    glossary = Glossary.builtin()
    checker = Checker(glossary)
    translator = load_translator(load_catalogue().get())
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF(word_order=2)
    rows = []
    for name, most in (("flores-dev", FIRST), *((name, None) for name in SETS)):
        segments, references = read_set(options.shared, name)
        segments, references = segments[:most], references[:most]
        for label in ("off", "on"):
            timed = Timed(checker)
            judge = timed if label == "on" else no_findings
            started = time.perf_counter()
            translations = translate_segments(segments, translator, glossary=glossary, judge=judge)
            seconds = time.perf_counter() - started
            hypotheses = [translation.text for translation in translations]
            findings = [checker(s, text) for s, text in zip(segments, hypotheses, strict=True)]
            counts = [
                100 * sum(f.severity is severity for found in findings for f in found)
                for severity in (Severity.ERROR, Severity.WARNING)
            ]
            rows.append(
                [
                    name if most is None else f"{name}, first {most}",
                    label,
                    f"{bleu.corpus_score(hypotheses, [references]).score:.2f}",
                    f"{chrf.corpus_score(hypotheses, [references]).score:.2f}",
                    *(f"{count / len(segments):.2f}" for count in counts),
                    f"{len(segments) / seconds:.1f}",
                    f"{timed.calls / len(segments):.1f}",
                    f"{1000 * timed.seconds / timed.calls:.2f}" if timed.calls else "-",
                    f"{timed.seconds / seconds:.1%}",
                ]
            )
    head: tuple[str, ...] = ("set", "checks choose", "BLEU", "chrF++", "errors per 100 segments")
    head += ("warnings per 100", "segments/s", "hypotheses checked per segment")
    head += ("ms to check one", "time in the checks")
    write_table("reranking", "Choosing and decoding again by the checks", head, rows)


if __name__ == "__main__":
    main()
