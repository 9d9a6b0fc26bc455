"""facts: facts stated, by weight, in percent of all listed.

>>> import evaluate
>>> facts = evaluate.load("eval/metrics/facts")
>>> facts.compute(
...     predictions=["The ministry denied it."],
...     references=[[
...         {"id": "denied", "weight": 3, "all": ["ministry", "denied"]},
...         {"id": "when", "weight": 1, "all": ["monday"]},
...     ]],
... )["score"]
75.0
"""

from mujaz.metrics import modules


class Facts(modules.Facts):
    """facts, as `mujaz.metrics.METRICS` has it under "facts"."""

    metric = "facts"
