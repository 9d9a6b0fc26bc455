"""What can be said about a translation without a reference."""

from __future__ import annotations

from collections.abc import Sequence

from mujaz.values import Article, Coverage, NameUse, Quality, Severity, Translation

__all__ = ["coverage", "judge_article", "name_uses"]


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


def judge_article(article: Article, translations: Sequence[Translation]) -> Quality:
    """Sum up coverage, findings and the model's own certainty."""
    known = [(t.log_prob, len(t.segment.text)) for t in translations if t.log_prob is not None]
    weight = sum(length for _, length in known)
    log_prob = sum(value * length for value, length in known) / weight if weight else None
    flagged = sum(
        any(f.severity is not Severity.INFO for f in translation.findings)
        for translation in translations
    )
    covered = coverage(article, translations)
    if covered.lost:
        verdict = f"{covered.lost} characters of the page were lost: do not use"
    elif flagged:
        verdict = f"{flagged} of {len(translations)} segments are flagged: verify them in Arabic"
    else:
        verdict = "no check failed; not read by a person: verify before you quote"
    return Quality(covered, len(translations), flagged, log_prob, verdict)
