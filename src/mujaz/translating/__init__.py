"""Segments to translations: plan, decode, judge, choose, and decode again in other ways.

A segment is decoded as it stands first. A known name that a hypothesis has misspelt and a figure
that it has miscopied are put right, and a finding says so. Where the best hypothesis lacks a name
that the glossary knows (for a model whose vocabulary is poor, a likely name or common word, too)
and the model's attention tells what it says there instead, that gives way to it, with a finding.
Where it still lacks some, the segment is decoded again with these written into the source in
English, and if that does not help, with all names: one that the model knows by itself reads better
undisturbed. Words that it does not copy are put in once more as if they were names. Where a number
is wrong that the source has in words, it is put in as figures. Where there is a finding of severity
error, the segment is decoded again with a wider beam, and then, unless only names are wrong, clause
by clause. What comes out is judged beside the earlier hypotheses, and the best is kept; `ROUNDS`
lists the ways, and each is tried at most once.

Nothing is ever truncated: a segment longer than the model's window is divided at clause marks,
decoded in parts and joined again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mujaz.glossary import Glossary
from mujaz.translating.candidates import Candidate, Judge, candidates_of, no_findings, ranked
from mujaz.translating.placing import placed
from mujaz.translating.plans import Plan, decode, planned
from mujaz.translating.rounds import ROUNDS, Round
from mujaz.translators import Decoding, Translator
from mujaz.values import Alternative, Name, Segment, Span, Translation

__all__ = ["ROUNDS", "Judge", "Partial", "Progress", "no_findings", "translate_segments"]

#: Told how many segments are done, of how many.
Progress = Callable[[int, int], None]
#: Given the best translation of a segment so far, each time the segment was decoded.
Partial = Callable[[Translation], None]

_MOST_ALTERNATIVES = 3
_AT_ONCE = 4  # texts decoded together while a reader waits for each


def translate_segments(
    segments: Sequence[Segment],
    translator: Translator,
    *,
    glossary: Glossary | None = None,
    decoding: Decoding | None = None,
    judge: Judge = no_findings,
    progress: Progress | None = None,
    partial: Partial | None = None,
) -> tuple[Translation, ...]:
    """Translate segments.

    :param glossary: names that must come out in their English form; None for none.
    :param decoding: settings; the model's own by default.
    :param judge: its findings decide between hypotheses, and stay with the one chosen.
    :param progress: called as segments are decoded for the first time.
    :param partial: called with translations as they come, a few segments at a time; what it raises
        stops the work.
    :returns: one translation for each segment, in the same order.
    :raises TranslationError: when the engine cannot finish.
    """
    work = _Work(translator, decoding or Decoding.of(translator.spec), judge, partial)
    work.begin(
        [
            planned(
                segment,
                translator,
                glossary.find(segment.text, words=translator.spec.words) if glossary else (),
            )
            for segment in segments
        ],
        progress,
    )
    for way in ROUNDS:
        work.go_on(way)
    return work.translations


class _Work:
    """Segments being translated: the candidates of each, the best first, and what was tried."""

    def __init__(
        self, translator: Translator, decoding: Decoding, judge: Judge, partial: Partial | None
    ) -> None:
        self._translator = translator
        self._decoding = decoding
        self._judge = judge
        self._partial = partial
        self._pools: list[list[Candidate]] = []
        self._tried: list[set[tuple[tuple[str, ...], Decoding]]] = []
        self._retries: list[int] = []
        self._aligned: list[set[str]] = []

    @property
    def translations(self) -> tuple[Translation, ...]:
        """The best translation of each segment."""
        return tuple(map(self._translation, range(len(self._pools))))

    def begin(self, plans: Sequence[Plan], progress: Progress | None) -> None:
        """Decode every segment for the first time."""
        self._pools = [[] for _ in plans]
        self._tried = [{(plan.parts, self._decoding)} for plan in plans]
        self._retries = [-1] * len(plans)  # the first time is none
        self._aligned = [set() for _ in plans]
        self._decode(list(enumerate(plans)), self._decoding, progress)

    def go_on(self, way: Round) -> None:
        """Decode again what wants it in this way."""
        settings = way.decoding(self._decoding)
        again: list[tuple[int, Plan]] = []
        for number, pool in enumerate(self._pools):
            if way.wanted(pool[0]):
                plan = way.plan(pool[0], self._translator)
                if (plan.parts, settings) not in self._tried[number]:  # it would say the same again
                    self._tried[number].add((plan.parts, settings))
                    again.append((number, plan))
        self._decode(again, settings)

    def _decode(
        self,
        plans: Sequence[tuple[int, Plan]],
        decoding: Decoding,
        progress: Progress | None = None,
    ) -> None:
        at_once = _AT_ONCE if self._partial else None
        decoded = decode([plan for _, plan in plans], self._translator, decoding, at_once)
        for done, (position, hypotheses) in enumerate(decoded, start=1):
            number, plan = plans[position]
            self._pools[number] += candidates_of(plan, hypotheses, self._judge)
            self._pools[number] = ranked(self._pools[number])
            self._retries[number] += 1
            if progress:
                progress(done, len(plans))
            self._show(number)
        self._place([number for number, _ in plans])

    def _place(self, numbers: Sequence[int]) -> None:
        """Add the best of some segments with what it lacks put in its place."""
        aligner, window = self._translator.aligner, self._translator.spec.window
        if aligner is None:
            return
        lacking = [
            (number, best)
            for number in numbers
            if (best := self._pools[number][0]).lost
            and best.text not in self._aligned[number]  # nothing else would come of it
            and self._translator.count(best.plan.segment.text) <= window
        ]
        if not lacking:
            return
        for number, best in lacking:
            self._aligned[number].add(best.text)
        results = placed([best for _, best in lacking], aligner, self._judge)
        for (number, _), candidate in zip(lacking, results, strict=True):
            if candidate:
                self._pools[number] = ranked([*self._pools[number], candidate])
                self._show(number)

    def _show(self, number: int) -> None:
        if self._partial:
            self._partial(self._translation(number))

    def _translation(self, number: int) -> Translation:
        best, *others = self._pools[number]
        return Translation(
            segment=best.plan.segment,
            text=best.text,
            model=self._translator.spec.name,
            log_prob=best.log_prob,
            alternatives=tuple(
                Alternative(other.text, other.log_prob)
                for other in others[:_MOST_ALTERNATIVES]
                if other.log_prob is not None and other.text != best.text
            ),
            findings=best.findings,
            names=_names(best),
            retries=self._retries[number],
            parts=len(best.plan.parts),
            way=best.plan.way,
        )


def _names(candidate: Candidate) -> tuple[Name, ...]:
    plan = candidate.plan
    injected = plan.injected
    return tuple(
        Name(
            span := Span(match.start, match.end),
            match.english,
            match.term.english,
            injected=span in injected,
            found=match not in candidate.lost,
        )
        for match in plan.matches
        if match.is_name
    )
