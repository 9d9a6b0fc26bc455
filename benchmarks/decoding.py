"""Beam, length penalty and n-gram blocking of the default model, compared on flores-dev.

python -m benchmarks.decoding [--shared DIR] [--lines 400]
"""

from __future__ import annotations

import time
from dataclasses import replace

import sacrebleu

from benchmarks.common import arguments, read_set, write_table
from mujaz.catalogue import load_catalogue
from mujaz.translating import translate_segments
from mujaz.translators import Decoding, load_translator

BEAMS = (1, 2, 4, 6, 8, 12)
LENGTH_PENALTIES = (0.6, 0.8, 1.2, 1.5)
BLOCKED = (0, 3)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--lines", type=int, default=400, help="of flores-dev")
    options = parser.parse_args()
    translator = load_translator(load_catalogue().get())
    own = Decoding.of(translator.spec)
    settings = [replace(own, beam_size=beam, n_best=beam) for beam in BEAMS]
    settings += [replace(own, length_penalty=penalty) for penalty in LENGTH_PENALTIES]
    settings += [replace(own, no_repeat_ngram_size=size) for size in BLOCKED]
    segments, references = read_set(options.shared, "flores-dev")
    segments, references = segments[: options.lines], references[: options.lines]
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF(word_order=2)
    rows = []
    for decoding in settings:
        started = time.perf_counter()
        translations = translate_segments(segments, translator, decoding=decoding)
        seconds = time.perf_counter() - started
        hypotheses = [translation.text for translation in translations]
        rows.append(
            [
                f"{decoding.beam_size}{' (shipped)' if decoding == own else ''}",
                f"{decoding.length_penalty:g}",
                f"{decoding.no_repeat_ngram_size or '-'}",
                f"{bleu.corpus_score(hypotheses, [references]).score:.2f}",
                f"{chrf.corpus_score(hypotheses, [references]).score:.2f}",
                f"{len(segments) / seconds:.0f}",
            ]
        )
    write_table(
        "decoding",
        f"Decoding settings of {translator.spec.name}, {len(segments)} lines of flores-dev",
        ("beam", "length penalty", "no repeat of n", "BLEU", "chrF++", "segments/s"),
        rows,
    )


if __name__ == "__main__":
    main()
