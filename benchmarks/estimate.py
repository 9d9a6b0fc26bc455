"""Calibrates the quality estimate, and shows how far it can be trusted.

The weights are fitted on flores-dev, as the least squares of chrF++ per segment; the correlations
below are of sets that they have not seen. `--fit` prints the weights for `mujaz.quality`.

    python -m benchmarks.estimate [--shared DIR] [--fit]
"""

from __future__ import annotations

import numpy as np
import sacrebleu

from benchmarks.common import SETS, arguments, read_set, write_table
from mujaz import Checker, Glossary, Translation
from mujaz.catalogue import load_catalogue
from mujaz.quality import estimate, features
from mujaz.translating import translate_segments
from mujaz.translators import load_translator

BANDS = ((0, 40), (40, 50), (50, 60), (60, 101))


def scores(translations: tuple[Translation, ...], references: list[str]) -> np.ndarray:
    """Return chrF++ by segment."""
    chrf = sacrebleu.CHRF(word_order=2)
    pairs = zip(translations, references, strict=True)
    return np.array([chrf.sentence_score(t.text, [reference]).score for t, reference in pairs])


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Return the rank correlation (ties in the order met)."""
    return float(np.corrcoef(a.argsort().argsort(), b.argsort().argsort())[0, 1])


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--fit", action="store_true", help="fit on flores-dev, print the weights")
    options = parser.parse_args()
    glossary = Glossary.builtin()
    translator = load_translator(load_catalogue().get())
    rows = []
    for name in ("flores-dev", *(() if options.fit else SETS)):
        segments, references = read_set(options.shared, name)
        translations = translate_segments(
            segments, translator, glossary=glossary, judge=Checker(glossary)
        )
        truth = scores(translations, references)
        if options.fit:
            table = np.array([features(translation) for translation in translations])
            weights, *_ = np.linalg.lstsq(table, truth, rcond=None)
            print(tuple(round(float(weight), 2) for weight in weights))
            return
        guess = np.array([estimate(translation) for translation in translations])
        bands = []
        for low, high in BANDS:
            inside = (guess >= low) & (guess < high)
            bands.append(f"{truth[inside].mean():.1f} ({inside.sum()})" if inside.any() else "-")
        rows.append(
            [
                name + (" (fitted on it)" if name == "flores-dev" else ""),
                f"{np.corrcoef(guess, truth)[0, 1]:.2f}",
                f"{spearman(guess, truth):.2f}",
                f"{abs(guess - truth).mean():.1f}",
                *bands,
            ]
        )
    head = ["set", "Pearson", "Spearman", "mean error"]
    head += [
        f"chrF++ where the estimate is {low}–{min(high, 100)} (segments)" for low, high in BANDS
    ]
    write_table("estimate", "The quality estimate against chrF++ by segment", head, rows)


if __name__ == "__main__":
    main()
