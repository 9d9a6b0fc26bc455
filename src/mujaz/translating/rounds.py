"""The ways of decoding a segment again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mujaz.checks.figures import in_figures
from mujaz.glossary import Kind, Match
from mujaz.translating.candidates import Candidate
from mujaz.translating.plans import Plan, planned
from mujaz.translators import Decoding, Translator
from mujaz.values import Severity, Span

__all__ = ["ROUNDS", "Round"]


@dataclass(frozen=True, slots=True)
class Round:
    """A way of decoding a segment again: when, with which names, how."""

    name: str
    wanted: Callable[[Candidate], bool]
    names: Callable[[Candidate], tuple[Match, ...]]
    decoding: Callable[[Decoding], Decoding] = lambda decoding: decoding
    share_of_window: float = 1.0
    raised: bool = False
    figures: bool = False

    def plan(self, candidate: Candidate, translator: Translator) -> Plan:
        """Plan how a candidate's segment is decoded in this way."""
        before = candidate.plan
        return planned(
            before.segment,
            translator,
            before.matches,
            names=self.names(candidate),
            way=self.name,
            share_of_window=self.share_of_window,
            raised=self.raised,
            figures=before.figures or (in_figures(before.segment.text) if self.figures else ()),
        )


def _wider(decoding: Decoding) -> Decoding:
    beam = min(2 * decoding.beam_size, 12)
    penalty = max(decoding.repetition_penalty, 1.1)
    return replace(decoding, beam_size=beam, n_best=beam, repetition_penalty=penalty)


def _lacks_names(candidate: Candidate) -> bool:
    return bool(candidate.lost)


def _lacks_words(candidate: Candidate) -> bool:
    return any(match.term.kind == Kind.WORD for match in candidate.lost)


def _is_wrong(candidate: Candidate) -> bool:
    return any(finding.severity is Severity.ERROR for finding in candidate.findings)


def _miscounts(candidate: Candidate) -> bool:
    return any(
        finding.severity is Severity.ERROR and finding.check == "numbers"
        for finding in candidate.findings
    ) and bool(in_figures(candidate.plan.segment.text))


def _says_wrong(candidate: Candidate) -> bool:
    """Tell whether more is wrong than names, which shorter parts would not mend."""
    return any(
        finding.severity is Severity.ERROR and finding.check != "names"
        for finding in candidate.findings
    )


def _every_name(candidate: Candidate) -> tuple[Match, ...]:
    return tuple(m for m in candidate.plan.matches if m.is_name or m in candidate.lost)


def _as_before(candidate: Candidate) -> tuple[Match, ...]:
    spans = candidate.plan.injected
    return tuple(m for m in candidate.plan.matches if Span(m.start, m.end) in spans)


def _and_missing(candidate: Candidate) -> tuple[Match, ...]:
    before = _as_before(candidate)
    return tuple(m for m in candidate.plan.matches if m in before or m in candidate.lost)


#: The ways of decoding again, in the order in which they are tried.
ROUNDS = (
    Round("missing names put in", _lacks_names, lambda candidate: candidate.lost),
    Round("all names put in", _lacks_names, _every_name),
    Round("missing words as names", _lacks_words, _and_missing, raised=True),
    Round("numbers in figures", _miscounts, _as_before, figures=True),
    Round("wider beam", _is_wrong, _as_before, decoding=_wider),
    Round("clause by clause", _says_wrong, _as_before, share_of_window=0.2),
)
