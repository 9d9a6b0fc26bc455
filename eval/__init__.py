"""Scores on sets: the held-out pages, scripts, the gate; see docs/evaluation.md."""
