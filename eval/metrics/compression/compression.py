"""length: words of the brief in percent of the reference translation's.

>>> import evaluate
>>> compression = evaluate.load("eval/metrics/compression")
>>> result = compression.compute(predictions=["He went."], references=["He went. She stayed."])
>>> round(result["score"], 1)
50.0
"""

from mujaz.metrics import modules


class Compression(modules.Texts):
    """length, as `mujaz.metrics.METRICS` has it under "compression"."""

    metric = "compression"
