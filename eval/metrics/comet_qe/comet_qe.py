"""COMET-QE: COMET without a reference, times 100.

>>> import evaluate
>>> comet_qe = evaluate.load("eval/metrics/comet_qe")
>>> result = comet_qe.compute(
...     predictions=["He said so."], references=["He said so."], sources=["قال ذلك."]
... )
>>> result["score"] is not None or "MUJAZ_COMET" in result["reason"]
True
"""

from mujaz.metrics import modules


class CometQe(modules.Sourced):
    """COMET-QE, as `mujaz.metrics.METRICS` has it under "comet-qe"."""

    metric = "comet-qe"
