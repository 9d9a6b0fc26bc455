"""Calibrates the quality estimate, and shows how far it can be trusted.

The weights are fitted on flores-dev, as the least squares of chrF++ per segment; the correlations
below are of sets that they have not seen, without and with the cosine of `mujaz.similarity`. Every
set is measured a second time with a tenth of its translations moved to the next source, as a model
gives them that makes things up; the weights with the cosine are fitted on such a flores-dev.
`--fit` prints the weights for `mujaz.quality`.

    python -m benchmarks.estimate [--shared DIR] [--fit]
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import sacrebleu

from benchmarks.common import SETS, arguments, read_set, write_table
from mujaz import Checker, Glossary, Translation
from mujaz.catalogue import load_catalogue
from mujaz.quality import estimate, features
from mujaz.similarity import Similarity
from mujaz.translating import translate_segments
from mujaz.translators import load_translator

#: Weights of errors and warnings: 35 of the 997 segments have one, too few to fit them.
FINDINGS = {2: -3.74, 3: -1.26}
BANDS = ((0, 40), (40, 50), (50, 60), (60, 101))


def scores(translations: tuple[Translation, ...], references: list[str]) -> np.ndarray:
    """Return chrF++ by segment."""
    chrf = sacrebleu.CHRF(word_order=2)
    pairs = zip(translations, references, strict=True)
    return np.array([chrf.sentence_score(t.text, [reference]).score for t, reference in pairs])


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Return the rank correlation (ties in the order met)."""
    return float(np.corrcoef(a.argsort().argsort(), b.argsort().argsort())[0, 1])


def moved(
    translations: tuple[Translation, ...], checker: Checker, every: int = 10
) -> tuple[Translation, ...]:
    """Give every tenth source the translation of the source before it."""
    return tuple(
        replace(
            of_before,
            segment=translation.segment,
            findings=checker(translation.segment, of_before.text),
        )
        if number % every == 1
        else translation
        for number, (of_before, translation) in enumerate(
            zip((translations[-1], *translations), translations, strict=False)
        )
    )


def fitted(table: np.ndarray, truth: np.ndarray, fixed: dict[int, float]) -> np.ndarray:
    """Return the least squares' weights, some of them given."""
    free = [column for column in range(table.shape[1]) if column not in fixed]
    weights = np.array([fixed.get(column, 0.0) for column in range(table.shape[1])])
    weights[free], *_ = np.linalg.lstsq(table[:, free], truth - table @ weights, rcond=None)
    return weights


def row(guess: np.ndarray, truth: np.ndarray) -> list[str]:
    """Return how well guesses and scores agree."""
    bands = [(guess >= low) & (guess < high) for low, high in BANDS]
    return [
        f"{np.corrcoef(guess, truth)[0, 1]:.2f}",
        f"{spearman(guess, truth):.2f}",
        f"{abs(guess - truth).mean():.1f}",
        *(f"{truth[band].mean():.1f} ({band.sum()})" if band.any() else "-" for band in bands),
    ]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--fit", action="store_true", help="fit on flores-dev, print the weights")
    options = parser.parse_args()
    checker = Checker(Glossary.builtin())
    translator = load_translator(load_catalogue().get())
    similarity = Similarity()
    rows = []
    for name in ("flores-dev", *(() if options.fit else SETS)):
        segments, references = read_set(options.shared, name)
        translations = translate_segments(
            segments, translator, glossary=Glossary.builtin(), judge=checker
        )
        for label, some in (("no", translations), ("a tenth", moved(translations, checker))):
            truth = scores(some, references)
            cosines = similarity([t.segment.text for t in some], [t.text for t in some])
            for used, values in (("no", [None] * len(some)), ("yes", cosines)):
                pairs = list(zip(some, values, strict=True))
                if options.fit:
                    table = np.array([features(*pair) for pair in pairs])
                    fixed = FINDINGS if (label, used) == ("no", "no") else {}
                    weights = fitted(table, truth, fixed)
                    print(label, used, tuple(round(float(weight), 2) for weight in weights))
                    continue
                guess = np.array([estimate(*pair) for pair in pairs])
                rows.append([name, label, used, *row(guess, truth)])
    if options.fit:
        return
    head = ["set", "moved", "cosine", "Pearson", "Spearman", "mean error"]
    head += [
        f"chrF++ where the estimate is {low}–{min(high, 100)} (segments)" for low, high in BANDS
    ]
    write_table("estimate", "The quality estimate against chrF++ by segment", head, rows)


if __name__ == "__main__":
    main()
