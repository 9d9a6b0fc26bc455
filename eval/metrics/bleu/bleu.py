"""BLEU: n-grams of words shared with the reference (Papineni et al. 2002).

>>> import evaluate
>>> bleu = evaluate.load("eval/metrics/bleu")
>>> result = bleu.compute(predictions=["He said so."], references=["He said so."])
>>> round(result["score"], 1)
100.0
"""

from mujaz.metrics import modules


class Bleu(modules.Texts):
    """BLEU, as `mujaz.metrics.METRICS` has it under "bleu"."""

    metric = "bleu"
