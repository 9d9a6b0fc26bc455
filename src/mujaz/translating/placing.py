"""What a translation lacks, put where it says something else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mujaz.alignment import Alignment
from mujaz.checks.corrections import Correction
from mujaz.checks.placing import find_place
from mujaz.glossary import BUILT_IN, Kind, Match
from mujaz.translating.candidates import Candidate, Judge, judged
from mujaz.translators import Aligner, Likelihood
from mujaz.values import Severity, Span

__all__ = ["WAY", "placed"]

#: The way of a translation that something was put into.
WAY = "put in their places"

_MOST_WAYS = 2  # of saying a word that are compared; more find nothing better
_AHEAD = 2.0  # natural log: how much less likely the usual way may be


def placed(
    candidates: Sequence[Candidate], aligner: Aligner, judge: Judge
) -> list[Candidate | None]:
    """Put what candidates lack in its place; None where nothing can be.

    Of two ways to say a common word that which makes the likelier translation is taken. How likely
    the whole is counts when it is compared with others.
    """
    pairs = [_pair(candidate) for candidate in candidates]
    ways = [
        list(_ways(candidate, alignment)) if alignment else []
        for candidate, alignment in zip(candidates, aligner.align(pairs), strict=True)
    ]
    scores = _Scores(aligner)
    found = [_apart(corrections) for corrections in _likeliest(pairs, ways, scores)]
    changed = [number for number, corrections in enumerate(found) if corrections]
    texts = [_applied(pairs[number][1], found[number]) for number in changed]
    known = scores.of([pairs[number] for number in changed])
    new = scores.of([(pairs[n][0], text) for n, text in zip(changed, texts, strict=True)])
    results: list[Candidate | None] = [None] * len(candidates)
    for number, text, was, now in zip(changed, texts, known, new, strict=True):
        if was is None or now is None:
            continue
        before = candidates[number]
        put_right = (
            *(finding for finding in before.findings if finding.severity is Severity.INFO),
            *(correction.finding(before.text) for correction in found[number]),
        )
        plan = replace(before.plan, way=WAY)
        after = judged(plan, text, before.log_prob, put_right, judge)
        results[number] = replace(after, gained=before.gained + now.per_piece - was.per_piece)
    return results


class _Scores:
    """How likely translations are; each is asked for once."""

    def __init__(self, aligner: Aligner) -> None:
        self._aligner = aligner
        self._known: dict[tuple[str, str], Likelihood | None] = {}

    def of(self, pairs: Sequence[tuple[str, str]]) -> list[Likelihood | None]:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        self._known.update(zip(new, self._aligner.score(new), strict=True))
        return [self._known[pair] for pair in pairs]


def _likeliest(
    pairs: Sequence[tuple[str, str]], ways: Sequence[list[list[Correction]]], scores: _Scores
) -> list[list[Correction]]:
    """Choose among the ways to put each word in: the first, unless another is far likelier."""
    several = [
        (source, correction.apply(text))
        for (source, text), words in zip(pairs, ways, strict=True)
        for corrections in words
        if len(corrections) > 1
        for correction in corrections
    ]
    likelihoods = iter(scores.of(several))

    def choose(corrections: list[Correction]) -> Correction:
        usual, *others = corrections
        if not others:
            return usual
        known = [next(likelihoods) for _ in corrections]
        likely = [-math.inf if score is None else score.log_prob for score in known]
        likely[0] += _AHEAD
        return corrections[likely.index(max(likely))]

    return [list(map(choose, words)) for words in ways]


def _applied(text: str, corrections: Sequence[Correction]) -> str:
    for correction in reversed(corrections):  # what is before a place keeps its own
        text = correction.apply(text)
    return text


def _pair(candidate: Candidate) -> tuple[str, str]:
    return candidate.plan.segment.text, candidate.text


def _ways(candidate: Candidate, alignment: Alignment) -> Iterator[list[Correction]]:
    """Give, for each thing that a candidate lacks, ways to put it into its place."""
    plan = candidate.plan
    kept = {
        form
        for match in plan.matches
        if match not in candidate.lost
        for form in match.term.accepted
    }
    for match in candidate.lost:
        common = match.term.kind == Kind.WORD
        places = (
            find_place(
                plan.segment.text,
                candidate.text,
                Span(match.start, match.end),
                english,
                alignment,
                common=common,
                kept=kept,
            )
            for english in _sayings(match)
        )
        if ways := [place for place in places if place]:
            yield ways


def _sayings(match: Match) -> tuple[str, ...]:
    """Return the English that is tried: of a user's word, only what the user calls it."""
    if match.term.kind != Kind.WORD or match.term.origin != BUILT_IN:
        return (match.english,)
    return (match.english, *match.term.also)[:_MOST_WAYS]


def _apart(corrections: Sequence[Correction]) -> list[Correction]:
    """Put corrections in order, none over another."""
    found = sorted(corrections, key=lambda correction: correction.target)
    return [
        correction
        for before, correction in zip((None, *found), found, strict=False)
        if before is None or not correction.target.meets(before.target)
    ]
