"""LaSE-e5: closeness in meaning to the reference brief, with a penalty for length.

>>> import evaluate
>>> lase = evaluate.load("eval/metrics/lase")
>>> result = lase.compute(predictions=["He said so."], references=["He said so."])
>>> round(result["score"], 1)
100.0
"""

from mujaz.metrics import modules


class Lase(modules.Texts):
    """LaSE-e5, as `mujaz.metrics.METRICS` has it under "lase"."""

    metric = "lase"
