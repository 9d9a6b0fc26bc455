"""Summarizers by name."""

from __future__ import annotations

from mujaz.summarizers.base import Summarizer
from mujaz.summarizers.extractive import ExtractiveSummarizer

__all__ = ["SUMMARIZERS", "ExtractiveSummarizer", "Summarizer"]

SUMMARIZERS: dict[str, type[Summarizer]] = {"extractive": ExtractiveSummarizer}
