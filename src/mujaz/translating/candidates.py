"""Hypotheses with what is wrong with them: put right, judged, compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from mujaz.arabic import has_arabic
from mujaz.checks.figures import find_miscopied, tidied
from mujaz.checks.spelling import find_misspelling
from mujaz.english import fit_articles
from mujaz.glossary import Kind, Match, inject
from mujaz.translating.joining import begun, close_quotes, joined
from mujaz.translating.plans import Plan
from mujaz.translators import Hypothesis
from mujaz.values import Finding, Segment, Severity, Span

__all__ = ["Candidate", "Judge", "candidates_of", "judged", "no_findings", "ranked"]

#: Looks at a segment and a hypothesis and says what is wrong with it.
Judge = Callable[[Segment, str], tuple[Finding, ...]]

_WEIGHTS = {Severity.ERROR: 3.0, Severity.WARNING: 1.0, Severity.INFO: 0.0}
_LOST_NAME = 2.0  # what a missing injected name weighs beside the findings
_LOST_WORD = 0.5  # less: it may have been said otherwise
_MOST_CORRECTIONS = 12


def no_findings(_segment: Segment, _text: str) -> tuple[Finding, ...]:
    """Judge nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation of a segment, how it came about and what is wrong with it.

    `log_prob` is natural log per target piece of what the model said. `gained` is what text that
    was put into it has changed of that: how well this fits, not how sure the model was. `lost` are
    names and words of the glossary that it lacks, `lost_weight` what they weigh beside findings.
    """

    plan: Plan
    text: str
    log_prob: float | None
    findings: tuple[Finding, ...]
    lost: tuple[Match, ...]
    lost_weight: float
    gained: float = 0.0

    @property
    def cost(self) -> float:
        """Lower is better: what is wrong first, then how unlikely the model finds it."""
        return self.wrong + self.lost_weight - (self.log_prob or 0.0) - self.gained

    @property
    def wrong(self) -> float:
        """How much the findings weigh."""
        return sum(_WEIGHTS[finding.severity] for finding in self.findings)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort candidates, the best first."""
    return sorted(candidates, key=lambda candidate: candidate.cost)


def candidates_of(
    plan: Plan, hypotheses: list[tuple[Hypothesis, ...]], judge: Judge
) -> list[Candidate]:
    """Put the hypotheses of a plan's parts together, put right and judge what comes of it."""
    # Parts are independent: the k-th candidate joins the k-th best of each.
    candidates: dict[str, Candidate] = {}
    clean: float | None = None  # the log-probability of a candidate without a fault
    for rank in range(max((len(part) for part in hypotheses), default=1)):
        picked = [part[min(rank, len(part) - 1)] for part in hypotheses if part]
        text = close_quotes(joined(plan.parts, [hypothesis.text.strip() for hypothesis in picked]))
        text = plan.injection.cased(text)
        if has_arabic(plan.segment.text):  # not an address, which is itself
            text = fit_articles(begun(text))
        if text in candidates:
            continue
        known = [h.log_prob for h in picked if h.log_prob is not None]
        log_prob = sum(known) / len(known) if known else None
        if clean is not None and (log_prob is None or log_prob <= clean):
            # It cannot be chosen, so judging it would only take time.
            candidates[text] = Candidate(plan, text, log_prob, (), (), 0.0)
            continue
        text, put_right = _corrected(plan, text, figures=judge is not no_findings)
        if text in candidates:
            continue
        candidate = judged(plan, text, log_prob, put_right, judge)
        candidates[text] = candidate
        if not candidate.wrong and not candidate.lost:
            clean = 0.0 if log_prob is None else log_prob
    return list(candidates.values())


def judged(
    plan: Plan,
    text: str,
    log_prob: float | None,
    put_right: Sequence[Finding],
    judge: Judge,
) -> Candidate:
    """Judge a translation; `put_right` are findings that stay with it."""
    shares = [
        (match, _missing_share(match, plan.matches, text.casefold())) for match in plan.matches
    ]
    return Candidate(
        plan,
        text,
        log_prob,
        (*judge(plan.segment, text), *put_right),
        tuple(match for match, share in shares if share),
        sum(share * (_LOST_NAME if m.is_name else _LOST_WORD) for m, share in shares),
    )


def _corrected(plan: Plan, text: str, *, figures: bool) -> tuple[str, tuple[Finding, ...]]:
    """Put names right, and figures if they are judged, and say what a text had."""
    source = plan.segment.text
    findings = []
    for match in plan.matches:
        forms = (match.english, *match.term.accepted)
        if match.term.kind == Kind.WORD or not (
            _missing_share(match, plan.matches, text.casefold())
            or _said(forms, text) < sum(other.term is match.term for other in plan.matches)
        ):
            continue
        others = {form for other in plan.matches for form in other.term.accepted} - {*forms}
        correction = find_misspelling(source, text, Span(match.start, match.end), forms, others)
        if correction:
            findings.append(correction.finding(text))
            text = correction.apply(text)
    if not figures:
        return text, tuple(findings)
    read = inject(source, (), figures=plan.figures).text
    while (correction := find_miscopied(read, text)) and len(findings) < _MOST_CORRECTIONS:
        finding = correction.finding(text)
        # Its place is one of the text with figures.
        findings.append(replace(finding, source=()) if plan.figures else finding)
        text = correction.apply(text)
    return tidied(text), tuple(findings)


def _said(forms: Sequence[str], text: str) -> int:
    """Count the places where a text has a form of a name."""
    longest_first = sorted({form.casefold() for form in forms}, key=len, reverse=True)
    form = "|".join(map(re.escape, longest_first))
    return len(re.findall(rf"(?<!\w)(?:{form})", text.casefold()))


def _missing_share(match: Match, matches: Sequence[Match], lower: str) -> float:
    """Return the share of a name's words that a lower-case text lacks; 0 for any accepted form."""
    forms = {form.casefold() for form in match.term.accepted}
    for other in matches:
        if other.term is not match.term:
            # The "Korea" of "North Korea" is not Korea.
            for longer in map(str.casefold, other.term.accepted):
                if any(form in longer and form != longer for form in forms):
                    lower = lower.replace(longer, " ")
    if any(re.search(rf"(?<!\w){re.escape(form)}", lower) for form in forms):
        return 0.0
    words = match.english.casefold().split()
    return max(0.1, sum(word not in lower for word in words) / len(words))
