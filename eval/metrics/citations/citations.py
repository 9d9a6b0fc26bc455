"""cited: sentences of the brief whose citations are the closest segments.

>>> import evaluate
>>> citations = evaluate.load("eval/metrics/citations")
>>> citations.compute(
...     predictions=[[{"text": "He went home.", "cites": [1]}]],
...     references=[["He went home.", "She stayed."]],
... )["score"]
0.0
"""

from mujaz.metrics import modules


class Citations(modules.Citations):
    """cited, as `mujaz.metrics.METRICS` has it under "citations"."""

    metric = "citations"
