"""ROUGE-2: ROUGE-2 of the brief with the reference brief, F1.

>>> import evaluate
>>> rouge2 = evaluate.load("eval/metrics/rouge2")
>>> result = rouge2.compute(predictions=["He said so."], references=["He said it."])
>>> round(result["score"], 1)
50.0
"""

from mujaz.metrics import modules


class Rouge2(modules.Texts):
    """ROUGE-2, as `mujaz.metrics.METRICS` has it under "rouge2"."""

    metric = "rouge2"
