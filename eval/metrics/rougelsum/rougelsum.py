"""ROUGE-L: ROUGE-L of the brief with the reference brief, F1.

>>> import evaluate
>>> rougelsum = evaluate.load("eval/metrics/rougelsum")
>>> result = rougelsum.compute(predictions=["He said so."], references=["He said it."])
>>> round(result["score"], 1)
66.7
"""

from mujaz.metrics import modules


class RougeL(modules.Texts):
    """ROUGE-L, as `mujaz.metrics.METRICS` has it under "rougelsum"."""

    metric = "rougelsum"
