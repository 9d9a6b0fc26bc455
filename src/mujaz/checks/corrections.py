"""What can be put right in a translation without decoding it again."""

from __future__ import annotations

from dataclasses import dataclass

from mujaz.values import Finding, Severity, Span

__all__ = ["Correction"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A place of a translation, what must stand there, and the place of the source that says so."""

    check: str
    source: Span
    target: Span
    right: str

    def apply(self, translation: str) -> str:
        """Return the translation with this put right."""
        return translation[: self.target.start] + self.right + translation[self.target.end :]

    def finding(self, translation: str) -> Finding:
        """Say what the translation had."""
        message = f"put right: {self.right}; the model wrote {self.target.of(translation)}"
        return Finding(self.check, Severity.INFO, message, source=(self.source,))
