"""BLEU, chrF++, TER and spBLEU through sacrebleu, with its signatures.

Predictions and references are texts, one a segment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from mujaz.errors import MissingExtraError
from mujaz.metrics.base import AbsentError, Metric, Rows

__all__ = ["BLEU", "CHRF", "SPBLEU", "TER"]

_SPM = "flores200sacrebleuspm"


@lru_cache
def _scorer(name: str) -> Any:
    try:
        import sacrebleu
        from sacrebleu.utils import SACREBLEU_DIR
    except ImportError:
        raise MissingExtraError("Scoring", "eval") from None
    match name:
        case "bleu":
            return sacrebleu.BLEU()
        case "chrf":
            return sacrebleu.CHRF(word_order=2)
        case "ter":
            return sacrebleu.TER()
        case _:
            # sacrebleu would fetch it; scoring never reaches for the network by itself.
            path = Path(SACREBLEU_DIR) / "models" / _SPM
            if not path.is_file():
                raise AbsentError(
                    "sacrebleu's flores200 tokenizer is not on disk; "
                    "`sacrebleu --tokenize flores200` fetches it once"
                )
            return sacrebleu.BLEU(tokenize="flores200")


def _metric(name: str, title: str, about: str, *, lower: bool = False) -> Metric:
    def rows(predictions: Sequence[str], references: Sequence[str], _: Sequence[str]) -> Rows:
        # The statistics of each segment have no public name in sacrebleu; a test holds them equal
        # to `corpus_score`.
        found: Rows = _scorer(name)._extract_corpus_statistics(predictions, [references])
        return found

    def total(sums: Sequence[float]) -> float:
        return float(_scorer(name)._compute_score_from_stats(list(sums)).score)

    signature: Callable[[], str] = lambda: _signature(name)  # noqa: E731
    return Metric(
        name, title, rows, about, total, "lower" if lower else "higher", signature=signature
    )


def _signature(name: str) -> str:
    signature = _scorer(name).get_signature()
    signature.update("nrefs", 1)
    return str(signature)


BLEU = _metric("bleu", "BLEU", "n-grams of words shared with the reference (Papineni et al. 2002)")
CHRF = _metric("chrf", "chrF++", "n-grams of letters and words shared (Popović 2017)")
TER = _metric("ter", "TER", "edits for each 100 words of the reference (Snover 2006)", lower=True)
SPBLEU = _metric("spbleu", "spBLEU", "BLEU over the pieces of FLORES-200 (Goyal et al. 2022)")
