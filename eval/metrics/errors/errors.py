"""errors: findings of severity error for each 100 segments.

>>> import evaluate
>>> errors = evaluate.load("eval/metrics/errors")
>>> result = errors.compute(
...     predictions=["He went.", "He went."], sources=["ذهب.", "لم يذهب."]
... )
>>> round(result["score"], 1)
50.0
"""

from mujaz.metrics import modules


class Errors(modules.Unreferenced):
    """errors, as `mujaz.metrics.METRICS` has it under "errors"."""

    metric = "errors"
