"""chrF++: n-grams of letters and words shared (Popović 2017).

>>> import evaluate
>>> chrf = evaluate.load("eval/metrics/chrf")
>>> result = chrf.compute(predictions=["He said so."], references=["He said so."])
>>> round(result["score"], 1)
100.0
"""

from mujaz.metrics import modules


class Chrf(modules.Texts):
    """chrF++, as `mujaz.metrics.METRICS` has it under "chrf"."""

    metric = "chrf"
