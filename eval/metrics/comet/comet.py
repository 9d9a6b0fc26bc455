"""COMET: COMET with a reference, times 100.

>>> import evaluate
>>> comet = evaluate.load("eval/metrics/comet")
>>> result = comet.compute(
...     predictions=["He said so."], references=["He said so."], sources=["قال ذلك."]
... )
>>> result["score"] is not None or "MUJAZ_COMET" in result["reason"]
True
"""

from mujaz.metrics import modules


class Comet(modules.Sourced):
    """COMET, as `mujaz.metrics.METRICS` has it under "comet"."""

    metric = "comet"
