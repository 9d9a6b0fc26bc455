"""What `mujaz adapt` gains on a desk's translation memory, and what it loses elsewhere.

    python -m benchmarks.adapting [--shared DIR] [--minutes 10] [--lines 997]

The bundled model is adapted on `benchmarks/memory/shipping.tsv` in a temporary folder, as the
command line does it. Then both models translate the pairs held back and flores-dev with the same
beam, CTranslate2 alone. The minutes are those of a machine that may have been busy.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import sacrebleu

from benchmarks.common import ROOT, arguments, read_set, write_table
from mujaz.adapting.adapt import adapt
from mujaz.adapting.memory import read_memory, split
from mujaz.adapting.scoring import translate
from mujaz.catalogue import load_catalogue

PAIRS = ROOT / "benchmarks" / "memory" / "shipping.tsv"
HELD_BACK, SEED, BEAM = 0.1, 0, 4  # as `adapt` has them


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="at most so long")
    parser.add_argument("--lines", type=int, default=997, help="of flores-dev")
    options = parser.parse_args()
    start = load_catalogue().get("bundled").folder
    _, held = split(read_memory(PAIRS).pairs, HELD_BACK, SEED)
    segments, references = read_set(options.shared, "flores-dev")
    texts = {
        "held back": ([pair.source for pair in held], [pair.english for pair in held]),
        "flores-dev": (
            [segment.text for segment in segments[: options.lines]],
            references[: options.lines],
        ),
    }
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF(word_order=2)
    with tempfile.TemporaryDirectory() as home:
        result = adapt(
            PAIRS,
            model_dir=start,
            out_dir=Path(home) / "models" / "shipping",
            minutes=options.minutes,
            held_back=HELD_BACK,
            seed=SEED,
            models_file=Path(home) / "models.yaml",
            progress=lambda share, state: print(f"{share:4.0%} {state}", flush=True),
        )
        rows = []
        for name, (sources, wanted) in texts.items():
            before, after = (
                translate(folder, sources, beam_size=BEAM) for folder in (start, result.out_dir)
            )
            rows += [
                [
                    f"{name}, {len(sources)} segments",
                    metric,
                    *(
                        f"{score.corpus_score(found, [wanted]).score:.2f}"
                        for found in (before, after)
                    ),
                ]
                for metric, score in (("chrF++", chrf), ("BLEU", bleu))
            ]
    write_table(
        "adapting",
        f"Adapting bundled to {PAIRS.name}: {result.kept} pairs learned from, "
        f"{result.seconds / 60:.1f} minutes, {result.steps} steps, beam {BEAM}",
        ("set", "figure", "before", "after"),
        rows,
    )


if __name__ == "__main__":
    main()
