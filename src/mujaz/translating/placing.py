"""What a translation lacks, put where it says something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mujaz.alignment import Alignment
from mujaz.checks.corrections import Correction
from mujaz.checks.placing import find_place
from mujaz.glossary import Kind
from mujaz.translating.candidates import Candidate, Judge, judged
from mujaz.translators import Aligner
from mujaz.values import Severity, Span

__all__ = ["WAY", "placed"]

#: The way of a translation that something was put into.
WAY = "put in their places"


def placed(
    candidates: Sequence[Candidate], aligner: Aligner, judge: Judge
) -> list[Candidate | None]:
    """Put what candidates lack in its place; None where nothing can be.

    How likely the words make the translation counts when it is compared with others.
    """
    alignments = aligner.align([_pair(candidate) for candidate in candidates])
    found = [
        _places(candidate, alignment) if alignment else []
        for candidate, alignment in zip(candidates, alignments, strict=True)
    ]
    changed = [number for number, corrections in enumerate(found) if corrections]
    texts = [_applied(candidates[number].text, found[number]) for number in changed]
    pairs = [_pair(candidates[number]) for number in changed]
    known = aligner.score(pairs)
    new = aligner.score([(source, text) for (source, _), text in zip(pairs, texts, strict=True)])
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
        results[number] = replace(after, gained=before.gained + now - was)
    return results


def _applied(text: str, corrections: Sequence[Correction]) -> str:
    for correction in reversed(corrections):  # what is before a place keeps its own
        text = correction.apply(text)
    return text


def _pair(candidate: Candidate) -> tuple[str, str]:
    return candidate.plan.segment.text, candidate.text


def _places(candidate: Candidate, alignment: Alignment) -> list[Correction]:
    """Find the places of what a candidate lacks: in order, none over another."""
    plan = candidate.plan
    kept = {
        form
        for match in plan.matches
        if match not in candidate.lost
        for form in match.term.accepted
    }
    found = [
        correction
        for match in candidate.lost
        if (
            correction := find_place(
                plan.segment.text,
                candidate.text,
                Span(match.start, match.end),
                match.english,
                alignment,
                common=match.term.kind == Kind.WORD,
                kept=kept,
            )
        )
    ]
    found.sort(key=lambda correction: correction.target)
    return [
        correction
        for before, correction in zip((None, *found), found, strict=False)
        if before is None or not correction.target.meets(before.target)
    ]
