"""supported: sentences of the brief that no check finds wrong.

>>> import evaluate
>>> faithfulness = evaluate.load("eval/metrics/faithfulness")
>>> result = faithfulness.compute(
...     predictions=[["He went.", "He went."]], references=[["ذهب.", "لم يذهب."]]
... )
>>> round(result["score"], 1)
50.0
"""

from mujaz.metrics import modules


class Faithfulness(modules.Lists):
    """supported, as `mujaz.metrics.METRICS` has it under "faithfulness"."""

    metric = "faithfulness"
