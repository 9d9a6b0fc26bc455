"""Segments to translations: plan, decode, choose, and decode again with names put in.

A segment is decoded as it stands first. Where the best hypothesis lacks a name that the glossary
knows, it is decoded again with the missing names written into the source in English, and if that
does not help, with all of them: a name that the model knows by itself reads better undisturbed.
Whatever comes out is judged beside the earlier hypotheses, and the best is kept.

Nothing is ever truncated: a segment longer than the model's window is divided at clause marks,
decoded in parts and joined again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mujaz.arabic import has_arabic
from mujaz.glossary import Glossary, Match, inject
from mujaz.segments import divide, without_bullet
from mujaz.translators import Decoding, Hypothesis, Translator
from mujaz.values import Alternative, Finding, Name, Role, Segment, Severity, Span, Translation

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
    """One way of decoding a segment: which names are put in, and the parts to decode."""

    segment: Segment
    matches: tuple[Match, ...]
    injected: frozenset[Span]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    plan: _Plan
    text: str
    log_prob: float | None
    findings: tuple[Finding, ...]
    lost: tuple[Match, ...]
    lost_weight: float

    @property
    def cost(self) -> float:
        """Lower is better: what is wrong first, then how unlikely the model finds it."""
        wrong = sum(_WEIGHTS[finding.severity] for finding in self.findings)
        return wrong + _LOST_NAME * self.lost_weight - (self.log_prob or 0.0)


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

    :param glossary: names that must come out in their English form; None for none.
    :param decoding: settings; the model's own by default.
    :param judge: its findings decide between hypotheses, and stay with the one chosen.
    :param progress: called as segments are finished.
    :returns: one translation for each segment, in the same order.
    :raises TranslationError: when the engine cannot finish.
    """
    decoding = decoding or Decoding.of(translator.spec)
    matches = [glossary.find(segment.text) if glossary else () for segment in segments]
    pools: list[list[_Candidate]] = [[] for _ in segments]
    done = 0

    def decode(numbers: Sequence[int], names: Sequence[tuple[Match, ...]]) -> Iterator[int]:
        plans = [
            _plan(segments[number], translator, matches[number], put_in)
            for number, put_in in zip(numbers, names, strict=True)
        ]
        for position, hypotheses in _decode(plans, translator, decoding):
            number = numbers[position]
            pools[number] += _candidates(plans[position], hypotheses, judge)
            pools[number].sort(key=lambda candidate: candidate.cost)
            yield number

    every = range(len(segments))
    rounds = dict.fromkeys(every, 0)
    for number in decode(every, [()] * len(segments)):
        if progress and not pools[number][0].lost:
            done += 1
            progress(done, len(segments))
    for choose_names in (_missing_names, _all_names):
        again = [number for number in every if pools[number][0].lost]
        names = [choose_names(pools[number][0]) for number in again]
        for number in decode(again, names):
            rounds[number] += 1
            last = choose_names is _all_names or not pools[number][0].lost
            if progress and last:
                done += 1
                progress(done, len(segments))
    return tuple(_translation(pools[n], translator.spec.name, rounds[n]) for n in every)


def _missing_names(candidate: _Candidate) -> tuple[Match, ...]:
    return candidate.lost


def _all_names(candidate: _Candidate) -> tuple[Match, ...]:
    return candidate.plan.matches


def _plan(
    segment: Segment, translator: Translator, matches: tuple[Match, ...], names: tuple[Match, ...]
) -> _Plan:
    injection = inject(segment.text, names)
    text = _SPACE.sub(" ", injection.text).strip()
    if segment.role is Role.LIST:
        text = without_bullet(text)
    window = translator.spec.window
    parts = divide(text, lambda part: translator.count(part) <= window)
    put_in = frozenset(name.span for name in injection.injected)
    return _Plan(segment, matches, put_in, parts)


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


def _candidates(
    plan: _Plan, hypotheses: list[tuple[Hypothesis, ...]], judge: Judge
) -> list[_Candidate]:
    # Parts are independent: the k-th candidate joins the k-th best of each.
    candidates: dict[str, _Candidate] = {}
    for rank in range(max((len(part) for part in hypotheses), default=1)):
        picked = [part[min(rank, len(part) - 1)] for part in hypotheses if part]
        text = " ".join(hypothesis.text.strip() for hypothesis in picked).strip()
        if text in candidates:
            continue
        known = [h.log_prob for h in picked if h.log_prob is not None]
        log_prob = sum(known) / len(known) if known else None
        shares = [(match, _missing_share(match, text.casefold())) for match in plan.matches]
        candidates[text] = _Candidate(
            plan,
            text,
            log_prob,
            judge(plan.segment, text),
            tuple(match for match, share in shares if share),
            sum(share for _, share in shares),
        )
    return list(candidates.values())


def _missing_share(match: Match, lower: str) -> float:
    """Return the share of a name's words that a lower-case text lacks; 0 for any accepted form."""
    forms = (match.english, *match.term.accepted)
    if any(form.casefold() in lower for form in forms):
        return 0.0
    words = match.english.casefold().split()
    return max(0.1, sum(word not in lower for word in words) / len(words))


def _names(plan: _Plan) -> tuple[Name, ...]:
    spans = [(match, Span(match.start, match.end)) for match in plan.matches]
    return tuple(Name(span, match.english, span in plan.injected) for match, span in spans)


def _translation(pool: Sequence[_Candidate], model: str, retries: int) -> Translation:
    best, others = pool[0], pool[1:]
    return Translation(
        segment=best.plan.segment,
        text=best.text,
        model=model,
        log_prob=best.log_prob,
        alternatives=tuple(
            Alternative(other.text, other.log_prob)
            for other in others[:_MOST_ALTERNATIVES]
            if other.log_prob is not None and other.text != best.text
        ),
        findings=best.findings,
        names=_names(best.plan),
        retries=retries,
        parts=len(best.plan.parts),
    )
