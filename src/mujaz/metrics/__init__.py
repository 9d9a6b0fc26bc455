"""Metrics by name: figures with intervals and signatures (`docs/evaluation.md` tells what of)."""

from __future__ import annotations

from mujaz.metrics.base import AbsentError, Metric, Rows
from mujaz.metrics.comet import COMET, COMET_QE
from mujaz.metrics.compression import COMPRESSION
from mujaz.metrics.facts import FACTS, FORBIDDEN
from mujaz.metrics.faithfulness import CITATIONS, FAITHFULNESS
from mujaz.metrics.findings import ERRORS, NAMES
from mujaz.metrics.lase import LASE
from mujaz.metrics.overlap import BLEU, CHRF, SPBLEU, TER
from mujaz.metrics.resampling import SAMPLES, SEED, interval, p_value, resample
from mujaz.metrics.rouge import ROUGE1, ROUGE2, ROUGEL
from mujaz.metrics.segmentation import SEGMENTATION

__all__ = [
    "METRICS",
    "SAMPLES",
    "SEED",
    "AbsentError",
    "Metric",
    "Rows",
    "interval",
    "p_value",
    "resample",
]

METRICS = {
    metric.name: metric
    for metric in (
        BLEU, CHRF, TER, SPBLEU, COMET, COMET_QE, ERRORS, NAMES, FACTS, FORBIDDEN,
        ROUGE1, ROUGE2, ROUGEL, LASE, FAITHFULNESS, CITATIONS, COMPRESSION, SEGMENTATION,
    )
}  # fmt: skip
