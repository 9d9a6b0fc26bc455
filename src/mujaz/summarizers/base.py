"""What a summarizer must do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mujaz.values import Brief, Translation

__all__ = ["Summarizer"]


class Summarizer(Protocol):
    """Composes a brief from translated segments."""

    def summarize(self, translations: Sequence[Translation], *, words: int) -> Brief:
        """Return a brief of at most `words` words in which every sentence is cited."""
