"""segments: segments of the page found to the letter, F1.

>>> import evaluate
>>> segmentation = evaluate.load("eval/metrics/segmentation")
>>> result = segmentation.compute(
...     predictions=[["One.", "Two."]], references=[["One.", "Two. Three."]]
... )
>>> round(result["score"], 1)
50.0
"""

from mujaz.metrics import modules


class Segmentation(modules.Lists):
    """segments, as `mujaz.metrics.METRICS` has it under "segmentation"."""

    metric = "segmentation"
