"""names: known names that stand in an accepted form.

>>> import evaluate
>>> names = evaluate.load("eval/metrics/names")
>>> result = names.compute(
...     predictions=["Putin is in Paris."], sources=["بوتين في باريس."]
... )
>>> round(result["score"], 1)
100.0
"""

from mujaz.metrics import modules


class Names(modules.Unreferenced):
    """names, as `mujaz.metrics.METRICS` has it under "names"."""

    metric = "names"
