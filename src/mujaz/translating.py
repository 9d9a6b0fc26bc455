"""Segments to translations: names first, plan, decode, choose, decode again where needed.

Nothing is ever truncated: a segment longer than the model's window is divided at clause marks,
decoded in parts and joined again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mujaz.arabic import has_arabic
from mujaz.glossary import Glossary, Match, inject
from mujaz.segments import divide, without_bullet
from mujaz.translators import Decoding, Hypothesis, Translator
from mujaz.values import Alternative, Finding, Injected, Role, Segment, Severity, Translation

__all__ = ["Judge", "Progress", "no_findings", "translate_segments"]

#: Looks at a segment and a hypothesis and says what is wrong with it.
Judge = Callable[[Segment, str], tuple[Finding, ...]]
#: Told how many segments are done, of how many.
Progress = Callable[[int, int], None]

_SPACE = re.compile(r"\s+")
_WEIGHTS = {Severity.ERROR: 3.0, Severity.WARNING: 1.0, Severity.INFO: 0.0}
_LOST_NAME = 2.0  # what a missing injected name weighs beside the findings
_MOST_ALTERNATIVES = 3


def no_findings(_segment: Segment, _text: str) -> tuple[Finding, ...]:
    """Judge nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one segment is to be decoded."""

    segment: Segment
    matches: tuple[Match, ...]
    injected: tuple[Injected, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    log_prob: float | None
    findings: tuple[Finding, ...]
    lost: int

    @property
    def cost(self) -> float:
        """Lower is better: what is wrong first, then how unlikely the model finds it."""
        wrong = sum(_WEIGHTS[finding.severity] for finding in self.findings)
        return wrong + _LOST_NAME * self.lost - (self.log_prob or 0.0) * 0.5


def translate_segments(
    segments: Sequence[Segment],
    translator: Translator,
    *,
    glossary: Glossary | None = None,
    decoding: Decoding | None = None,
    judge: Judge = no_findings,
    progress: Progress | None = None,
) -> tuple[Translation, ...]:
    """Translate segments.

    :param glossary: names to put into the source in English before decoding; None for none.
    :param decoding: settings; the model's own by default.
    :param judge: its findings decide between hypotheses, and stay with the one chosen.
    :param progress: called as segments are finished.
    :returns: one translation for each segment, in the same order.
    :raises TranslationError: when the engine cannot finish.
    """
    decoding = decoding or Decoding.of(translator.spec)
    plans = [_plan(segment, translator, glossary) for segment in segments]
    chosen: dict[int, Translation] = {}
    retry: list[int] = []
    for number, hypotheses in _decode(plans, translator, decoding):
        plan = plans[number]
        best, others = _choose(plan, hypotheses, judge)
        if best.lost and plan.injected:
            retry.append(number)
        chosen[number] = _translation(plan, best, others, translator.spec.name)
        if progress:
            progress(len(chosen), len(plans))
    if retry:
        again = [replace(_plan(plans[n].segment, translator, None), matches=plans[n].matches)
                 for n in retry]  # fmt: skip
        for position, hypotheses in _decode(again, translator, decoding):
            number = retry[position]
            best, others = _choose(again[position], hypotheses, judge)
            chosen[number] = _better(chosen[number], plans[number], best, others, judge)
    return tuple(chosen[number] for number in range(len(plans)))


def _plan(segment: Segment, translator: Translator, glossary: Glossary | None) -> _Plan:
    text = segment.text
    injected: tuple[Injected, ...] = ()
    matches: tuple[Match, ...] = ()
    if glossary is not None:
        matches = glossary.find(text)
        injection = inject(text, matches)
        text, injected = injection.text, injection.injected
    text = _SPACE.sub(" ", text).strip()
    if segment.role is Role.LIST:
        text = without_bullet(text)
    window = translator.spec.window
    parts = divide(text, lambda part: translator.count(part) <= window)
    return _Plan(segment, matches, injected, parts)


def _decode(
    plans: Sequence[_Plan], translator: Translator, decoding: Decoding
) -> Iterator[tuple[int, list[tuple[Hypothesis, ...]]]]:
    """Give a plan's number and the hypotheses of its parts as soon as all of them are there."""
    wanted: dict[str, list[tuple[int, int]]] = {}
    done: list[dict[int, tuple[Hypothesis, ...]]] = [{} for _ in plans]
    for number, plan in enumerate(plans):
        for place, part in enumerate(plan.parts):
            if has_arabic(part):
                wanted.setdefault(part, []).append((number, place))
            else:  # a number, an address, English: nothing to translate
                done[number][place] = (Hypothesis(part, 0.0),)
    for number, plan in enumerate(plans):
        if len(done[number]) == len(plan.parts):
            yield number, [done[number][place] for place in range(len(plan.parts))]
    sources = list(wanted)
    for index, hypotheses in translator.translate(sources, decoding) if sources else ():
        for number, place in wanted[sources[index]]:
            done[number][place] = hypotheses
            if len(done[number]) == len(plans[number].parts):
                yield number, [done[number][at] for at in range(len(plans[number].parts))]


def _choose(
    plan: _Plan, hypotheses: list[tuple[Hypothesis, ...]], judge: Judge
) -> tuple[_Candidate, tuple[_Candidate, ...]]:
    # Parts are independent: the k-th candidate joins the k-th best of each.
    ranks = range(max((len(part) for part in hypotheses), default=1))
    candidates: list[_Candidate] = []
    for rank in ranks:
        picked = [part[min(rank, len(part) - 1)] for part in hypotheses if part]
        text = " ".join(hypothesis.text.strip() for hypothesis in picked).strip()
        if any(text == other.text for other in candidates):
            continue
        known = [h.log_prob for h in picked if h.log_prob is not None]
        log_prob = sum(known) / len(known) if known else None
        candidates.append(
            _Candidate(text, log_prob, judge(plan.segment, text), _lost(plan.matches, text))
        )
    ordered = sorted(candidates, key=lambda candidate: candidate.cost)
    return ordered[0], tuple(ordered[1:])


def _lost(matches: Sequence[Match], text: str) -> int:
    """Count the names whose English, in any accepted form, is not in a translation."""
    lower = text.casefold()
    return sum(
        not any(
            form.casefold() in lower
            for form in (match.english, match.term.english, *match.term.also)
        )
        for match in matches
    )


def _translation(
    plan: _Plan, best: _Candidate, others: tuple[_Candidate, ...], model: str
) -> Translation:
    return Translation(
        segment=plan.segment,
        text=best.text,
        model=model,
        log_prob=best.log_prob,
        alternatives=tuple(
            Alternative(other.text, other.log_prob)
            for other in others[:_MOST_ALTERNATIVES]
            if other.log_prob is not None
        ),
        findings=best.findings,
        injected=plan.injected,
        parts=len(plan.parts),
    )


def _better(
    first: Translation,
    plan: _Plan,
    second: _Candidate,
    others: tuple[_Candidate, ...],
    judge: Judge,
) -> Translation:
    """Choose between decoding with names injected and without; a tie goes to the first."""
    lost = _lost(plan.matches, first.text)
    before = _Candidate(first.text, first.log_prob, judge(plan.segment, first.text), lost)
    if second.cost < before.cost:
        return replace(
            _translation(replace(plan, injected=()), second, others, first.model), retries=1
        )
    return replace(first, retries=1)
