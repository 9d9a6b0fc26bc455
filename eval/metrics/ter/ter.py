"""TER: edits for each 100 words of the reference (Snover 2006).

>>> import evaluate
>>> ter = evaluate.load("eval/metrics/ter")
>>> result = ter.compute(
...     predictions=["He said so now."], references=["He said it now."]
... )
>>> round(result["score"], 1)
25.0
"""

from mujaz.metrics import modules


class Ter(modules.Texts):
    """TER, as `mujaz.metrics.METRICS` has it under "ter"."""

    metric = "ter"
