"""spBLEU: BLEU over the pieces of FLORES-200 (Goyal et al. 2022).

>>> import evaluate
>>> spbleu = evaluate.load("eval/metrics/spbleu")
>>> result = spbleu.compute(
...     predictions=["He said so."], references=["He said so."]
... )
>>> result["score"] is not None or "tokenizer" in result["reason"]
True
"""

from mujaz.metrics import modules


class Spbleu(modules.Texts):
    """spBLEU, as `mujaz.metrics.METRICS` has it under "spbleu"."""

    metric = "spbleu"
