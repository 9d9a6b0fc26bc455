"""BLEU and chrF++ of the default model through mujaz, with and without the glossary's names.

python -m benchmarks.quality [--shared DIR]
"""

from __future__ import annotations

import time

import sacrebleu

from benchmarks.common import SETS, arguments, read_set, write_table
from mujaz.catalogue import load_catalogue
from mujaz.glossary import Glossary
from mujaz.translating import translate_segments
from mujaz.translators import load_translator


def main() -> None:
    options = arguments(__doc__).parse_args()
    translator = load_translator(load_catalogue().get())
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF(word_order=2)
    rows = []
    for name in SETS:
        segments, references = read_set(options.shared, name)
        for names, glossary in (("off", None), ("on", Glossary.builtin())):
            started = time.perf_counter()
            translations = translate_segments(segments, translator, glossary=glossary)
            seconds = time.perf_counter() - started
            hypotheses = [translation.text for translation in translations]
            again = sum(translation.retries > 0 for translation in translations)
            rows.append(
                [
                    name,
                    names,
                    f"{bleu.corpus_score(hypotheses, [references]).score:.2f}",
                    f"{chrf.corpus_score(hypotheses, [references]).score:.2f}",
                    f"{again / len(segments):.1%}",
                    f"{len(segments) / seconds:.1f}",
                ]
            )
    spec = translator.spec
    write_table(
        "quality",
        f"Quality of {spec.name} {spec.revision}, beam {spec.decoding.beam_size}",
        ("set", "names", "BLEU", "chrF++", "decoded again", "segments/s"),
        rows,
    )
    print(bleu.get_signature(), chrf.get_signature(), sep="\n")


if __name__ == "__main__":
    main()
