"""false: false statements of those listed.

>>> import evaluate
>>> forbidden = evaluate.load("eval/metrics/forbidden")
>>> forbidden.compute(
...     predictions=["The ministry confirmed it."],
...     references=[[{"id": "denied", "why": "it denied", "any": ["confirmed"], "wrong": "-"}]],
... )["score"]
1.0
"""

from mujaz.metrics import modules


class Forbidden(modules.False_):
    """false, as `mujaz.metrics.METRICS` has it under "forbidden"."""

    metric = "forbidden"
