"""ROUGE-1: ROUGE-1 of the brief with the reference brief, F1.

>>> import evaluate
>>> rouge1 = evaluate.load("eval/metrics/rouge1")
>>> result = rouge1.compute(predictions=["He said so."], references=["He said it."])
>>> round(result["score"], 1)
66.7
"""

from mujaz.metrics import modules


class Rouge1(modules.Texts):
    """ROUGE-1, as `mujaz.metrics.METRICS` has it under "rouge1"."""

    metric = "rouge1"
