"""Consensus decoding of the bundled model on flores-dev: what choosing by agreement is worth.

    python -m benchmarks.consensus [--shared DIR] [--lines 997]

Of several hypotheses the one is taken that has the highest chrF on average against all of them
(minimum Bayes risk: Kumar and Byrne 2004; over samples: Eikema and Aziz 2020). Nothing is put in
and no check chooses. The oracle takes the hypothesis with the highest chrF++ against the reference:
no choice from that list can be better.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import ctranslate2
import numpy as np
import sacrebleu
import sentencepiece
from numpy.typing import NDArray

from benchmarks.common import arguments, decode_alone, read_set, write_table
from mujaz.catalogue import load_catalogue
from mujaz.translators import Decoding

BEST = 12
SAMPLES = 24
TEMPERATURE = 0.7
ORDERS = 6  # longest run of letters that chrF counts
BETA = 2  # of recall against precision in chrF

CHRF = sacrebleu.CHRF(word_order=2)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The hypotheses of a line, the likeliest first where a beam found them, and its reference."""

    texts: list[str]
    log_probs: Floats  # of the whole hypothesis
    reference: str


def utilities(texts: Sequence[str]) -> Floats:
    """Compute chrF (0 to 1) of each text, by row, against each as the reference, by column.

    As sacreBLEU has it, but for all pairs of a list at once: sacreBLEU would count each text's
    n-grams again for every pair.
    """
    letters = ["".join(text.split()) for text in texts]
    precision, recall, orders = np.zeros((3, len(texts), len(texts)))
    for order in range(1, ORDERS + 1):
        grams = [Counter(t[i : i + order] for i in range(len(t) - order + 1)) for t in letters]
        columns = {gram: column for column, gram in enumerate(set().union(*grams))}
        counts = np.zeros((len(texts), len(columns)), dtype=np.int16)
        for row, found in enumerate(grams):
            for gram, count in found.items():
                counts[row, columns[gram]] = count
        matched = np.minimum(counts[:, None], counts[None]).sum(axis=-1)
        sizes = counts.sum(axis=-1)
        precision += matched / np.maximum(1, sizes[:, None])
        recall += matched / np.maximum(1, sizes[None])
        orders += np.minimum.outer(sizes, sizes) > 0  # a short text has no long n-grams
    sums = BETA**2 * precision + recall
    none = sums == 0
    total = (1 + BETA**2) * precision * recall / np.where(none, 1, sums)
    return np.where(none, 0, total / np.maximum(1, orders))


def agreed(candidates: Candidates) -> str:
    """Take the hypothesis that is closest to all, each counting alike."""
    return candidates.texts[int(utilities(candidates.texts).mean(axis=1).argmax())]


def agreed_by_probability(candidates: Candidates) -> str:
    """Take the hypothesis that is closest to all, each counting by its probability."""
    weights = np.exp(candidates.log_probs - candidates.log_probs.max())
    return candidates.texts[int((utilities(candidates.texts) @ weights).argmax())]


def first(candidates: Candidates) -> str:
    """Take the likeliest, as the pipeline does."""
    return candidates.texts[0]


def oracle(candidates: Candidates) -> str:
    """Take the hypothesis that is closest to the reference."""
    reference = [candidates.reference]
    return max(candidates.texts, key=lambda text: CHRF.sentence_score(text, reference).score)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--lines", type=int, default=997, help="of flores-dev")
    options = parser.parse_args()
    spec = load_catalogue().get("bundled")
    shipped = Decoding.of(spec)
    segments, references = read_set(options.shared, "flores-dev")
    segments, references = segments[: options.lines], references[: options.lines]
    engine = ctranslate2.Translator(str(spec.folder), intra_threads=2)
    source, target = (
        sentencepiece.SentencePieceProcessor(str(spec.folder / f"{side}.spm"))
        for side in ("source", "target")
    )
    pieces = [source.encode(segment.text, out_type=str) for segment in segments]

    def decode(count: int, beam_size: int, **sampling: float) -> tuple[list[Candidates], float]:
        ctranslate2.set_random_seed(0)
        started = time.perf_counter()
        decoding = replace(shipped, n_best=count, beam_size=beam_size)
        results = decode_alone(engine, pieces, decoding, **sampling)
        found = [
            Candidates(
                [target.decode_pieces(hypothesis) for hypothesis in result.hypotheses],
                # the scores are means over the pieces and the end
                np.array(result.scores) * [len(pieces) + 1 for pieces in result.hypotheses],
                reference,
            )
            for result, reference in zip(results, references, strict=True)
        ]
        return found, time.perf_counter() - started

    bleu = sacrebleu.BLEU()
    rows: list[list[str]] = []

    def row(
        what: str,
        lists: Sequence[Candidates],
        decoded: float,
        choose: Callable[[Candidates], str],
    ) -> None:
        started = time.perf_counter()
        chosen = [choose(candidates) for candidates in lists]
        seconds = decoded + time.perf_counter() - started
        rows.append(
            [
                what,
                f"{CHRF.corpus_score(chosen, [references]).score:.2f}",
                f"{bleu.corpus_score(chosen, [references]).score:.2f}",
                f"{len(chosen) / seconds:.1f}",
            ]
        )

    row(f"beam {shipped.beam_size} (shipped)", *decode(1, shipped.beam_size), first)
    best, seconds = decode(BEST, BEST)
    row(f"beam {BEST}", best, seconds, first)
    row(f"{BEST}-best, consensus", best, seconds, agreed)
    row(f"{BEST}-best, consensus by probability", best, seconds, agreed_by_probability)
    row(f"{BEST}-best, oracle (knows the reference)", best, seconds, oracle)
    samples, seconds = decode(SAMPLES, 1, sampling_topk=0, sampling_temperature=TEMPERATURE)
    row(f"{SAMPLES} samples at temperature {TEMPERATURE}, consensus", samples, seconds, agreed)
    write_table(
        "consensus",
        f"Consensus decoding of {spec.name}, {len(segments)} lines of flores-dev",
        ("what is taken", "chrF++", "BLEU", "segments/s"),
        rows,
    )


if __name__ == "__main__":
    main()
