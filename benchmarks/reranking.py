"""What choosing and decoding again by the checks changes: scores and findings.

python -m benchmarks.reranking [--shared DIR]
"""

from __future__ import annotations

import time

import sacrebleu

from benchmarks.common import SETS, arguments, read_set, write_table
from mujaz import Checker, Glossary, Severity
from mujaz.catalogue import load_catalogue
from mujaz.translating import no_findings, translate_segments
from mujaz.translators import load_translator


def main() -> None:
    options = arguments(__doc__).parse_args()
    glossary = Glossary.builtin()
    checker = Checker(glossary)
    translator = load_translator(load_catalogue().get())
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF(word_order=2)
    rows = []
    for name in SETS:
        segments, references = read_set(options.shared, name)
        for judge, label in ((no_findings, "off"), (checker, "on")):
            started = time.perf_counter()
            translations = translate_segments(segments, translator, glossary=glossary, judge=judge)
            seconds = time.perf_counter() - started
            hypotheses = [translation.text for translation in translations]
            started = time.perf_counter()
            findings = [checker(s, text) for s, text in zip(segments, hypotheses, strict=True)]
            checking = time.perf_counter() - started
            counts = [
                100 * sum(f.severity is severity for found in findings for f in found)
                for severity in (Severity.ERROR, Severity.WARNING)
            ]
            rows.append(
                [
                    name,
                    label,
                    f"{bleu.corpus_score(hypotheses, [references]).score:.2f}",
                    f"{chrf.corpus_score(hypotheses, [references]).score:.2f}",
                    *(f"{count / len(segments):.2f}" for count in counts),
                    f"{len(segments) / seconds:.1f}",
                    f"{1000 * checking / len(segments):.2f}",
                ]
            )
    head: tuple[str, ...] = ("set", "checks choose", "BLEU", "chrF++", "errors per 100 segments")
    head += ("warnings per 100", "segments/s", "ms to check one hypothesis")
    write_table("reranking", "Choosing and decoding again by the checks", head, rows)


if __name__ == "__main__":
    main()
