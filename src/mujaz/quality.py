"""What can be said about a translation without a reference."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mujaz.similarity import Cosines
from mujaz.values import Article, Coverage, NameUse, Quality, Severity, Translation

__all__ = ["coverage", "estimate", "features", "judge_article", "name_uses"]

# Least squares of chrF++ by segment on flores-dev with the bundled model; benchmarks/estimate.py
# fits them, and benchmarks/results/estimate.md shows how well they hold on other sets. Those of
# errors and warnings are of an earlier fit: too few are left there by now.
_WEIGHTS = (9.74, 65.87, -3.74, -1.26, 1.21, 2.07)
# The same with a tenth of the translations moved to another source: the bundled model gives no such
# errors, so that the cosine says nothing about its own translations.
_WEIGHTS_WITH_COSINE = (10.03, 62.15, -4.69, -0.69, 2.51, 2.54, -392.18)
# Cosines of translations are above it, those of unrelated sentences below: 95 of 100 each.
_RELATED = 0.87
_UNSURE = -1.0  # log-probability where an engine gives none
_TYPICAL_WORDS = 25
# Below these the estimate of an article is called weak, and fair: an understandable sentence of
# news scores about 45, the systems that people pay for about 65.
_WEAK, _FAIR = 45.0, 70.0


def features(translation: Translation, cosine: float | None = None) -> tuple[float, ...]:
    """Return what the estimate looks at: a constant first, what a cosine lacks last, if known."""
    log_prob = _UNSURE if translation.log_prob is None else max(translation.log_prob, -3.0)
    severities = [finding.severity for finding in translation.findings]
    return (
        1.0,
        math.exp(log_prob),
        float(min(severities.count(Severity.ERROR), 3)),
        float(min(severities.count(Severity.WARNING), 3)),
        min(len(translation.text.split()) / _TYPICAL_WORDS, 2.0),
        float(min(severities.count(Severity.INFO), 3)),  # put right: the certainty is of before
        *(() if cosine is None else (max(0.0, _RELATED - cosine),)),
    )


def estimate(translation: Translation, cosine: float | None = None) -> float:
    """Estimate the quality of one translation, 0 to 100: the chrF++ it would get.

    It knows the model's certainty, the findings, what was put right and the length, no reference.

    :param cosine: how near it is to its source, as `mujaz.similarity` gives it; None if unknown.
    """
    weights = _WEIGHTS if cosine is None else _WEIGHTS_WITH_COSINE
    pairs = zip(weights, features(translation, cosine), strict=True)
    return min(100.0, max(0.0, sum(weight * value for weight, value in pairs)))


def coverage(article: Article, translations: Sequence[Translation]) -> Coverage:
    """Count where the characters of the page went; white space does not count."""
    fate = bytearray(len(article.text))
    for translation in translations:
        span = translation.segment.span
        fate[span.start : span.end] = b"\x01" * len(span)
    for part in article.left_out:
        fate[part.span.start : part.span.end] = b"\x02" * len(part.span)
    counts = [0, 0, 0]
    for char, where in zip(article.text, fate, strict=True):
        counts[where] += not char.isspace()
    return Coverage(translated=counts[1], left_out=counts[2], lost=counts[0])


def name_uses(translations: Sequence[Translation]) -> tuple[NameUse, ...]:
    """Gather each known name over the whole article, in the order of first mention."""
    arabic: dict[str, dict[str, None]] = {}
    segments: dict[str, dict[int, bool]] = {}
    for translation in translations:
        index = translation.segment.index
        for name in translation.names:
            spelling = " ".join(name.span.of(translation.segment.text).split())
            arabic.setdefault(name.entry, {})[spelling] = None
            found = segments.setdefault(name.entry, {})
            found[index] = found.get(index, True) and name.found
    return tuple(
        NameUse(
            english,
            tuple(spellings),
            tuple(segments[english]),
            tuple(index for index, found in segments[english].items() if not found),
        )
        for english, spellings in arabic.items()
    )


def judge_article(
    article: Article, translations: Sequence[Translation], *, similarity: Cosines | None = None
) -> Quality:
    """Sum up coverage, findings, and the estimate of each segment and of all.

    :param similarity: a `mujaz.similarity.Similarity` that the estimate uses too; None for none.
    """
    cosines: Sequence[float | None] = [None] * len(translations)
    if similarity and translations:
        cosines = similarity([t.segment.text for t in translations], [t.text for t in translations])
    known = [(t.log_prob, len(t.segment.text)) for t in translations if t.log_prob is not None]
    weight = sum(length for _, length in known)
    log_prob = sum(value * length for value, length in known) / weight if weight else None
    flagged = sum(
        any(f.severity is not Severity.INFO for f in translation.findings)
        for translation in translations
    )
    pairs = zip(translations, cosines, strict=True)
    estimates = tuple(round(estimate(translation, cosine), 1) for translation, cosine in pairs)
    lengths = [len(translation.segment.text) for translation in translations]
    total = sum(value * length for value, length in zip(estimates, lengths, strict=True))
    overall = round(total / sum(lengths), 1) if sum(lengths) else None
    covered = coverage(article, translations)
    return Quality(
        covered,
        len(translations),
        flagged,
        log_prob,
        overall,
        estimates,
        _verdict(covered, flagged, len(translations), overall),
    )


def _verdict(covered: Coverage, flagged: int, segments: int, overall: float | None) -> str:
    if covered.lost:
        return f"{covered.lost} characters of the page were lost: do not use"
    grade = "weak" if overall is None or overall < _WEAK else "fair" if overall < _FAIR else "good"
    checks = (
        f"the checks flag {flagged} of {segments} segments"
        if flagged
        else f"no check failed in {segments} segments"
    )
    number = "" if overall is None else f" (estimate {overall:.0f} of 100)"
    return (
        f"{grade} machine translation{number}; {checks}; read by no person, verify before quoting"
    )
