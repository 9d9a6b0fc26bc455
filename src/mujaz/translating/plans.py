"""Which texts an engine is given for a segment, and what it says to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mujaz.arabic import ascii_figures, has_arabic
from mujaz.glossary import Injection, Match, inject
from mujaz.segments import divide, without_bullet
from mujaz.translators import Decoding, Hypothesis, Translator
from mujaz.values import Role, Segment, Span

__all__ = ["Plan", "decode", "planned"]

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Plan:
    """One way of decoding a segment: which names are put in, and the parts to decode.

    `matches` are all names of the segment, `way` the name of the round that made it.
    """

    segment: Segment
    matches: tuple[Match, ...]
    injection: Injection
    figures: tuple[tuple[Span, str], ...]
    parts: tuple[str, ...]
    way: str

    @property
    def injected(self) -> frozenset[Span]:
        """Where the names are that were put in."""
        return frozenset(name.span for name in self.injection.injected)


def planned(
    segment: Segment,
    translator: Translator,
    matches: tuple[Match, ...],
    *,
    names: tuple[Match, ...] = (),
    way: str = "",
    share_of_window: float = 1.0,
    raised: bool = False,
    figures: tuple[tuple[Span, str], ...] = (),
) -> Plan:
    """Plan how to decode a segment; a long one is divided, so that nothing is cut off."""
    injection = inject(segment.text, names, raised=raised, figures=figures)
    # Models have met few Arabic-Indic digits, and copy them badly.
    text = _SPACE.sub(" ", ascii_figures(injection.text)).strip()
    if segment.role is Role.LIST:
        text = without_bullet(text)
    window = max(1, int(translator.spec.window * share_of_window))
    parts = divide(text, lambda part: translator.count(part) <= window)
    return Plan(segment, matches, injection, figures, parts, way)


def decode(
    plans: Sequence[Plan], translator: Translator, decoding: Decoding, at_once: int | None
) -> Iterator[tuple[int, list[tuple[Hypothesis, ...]]]]:
    """Give a plan's number and the hypotheses of its parts as soon as all of them are there.

    :param at_once: texts that the engine is given at a time; all where None.
    """
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
    size = at_once or len(sources)
    for start in range(0, len(sources), size or 1):
        some = sources[start : start + size]
        for index, hypotheses in translator.translate(some, decoding):
            for number, place in wanted[some[index]]:
                done[number][place] = hypotheses
                if len(done[number]) == len(plans[number].parts):
                    yield number, [done[number][at] for at in range(len(plans[number].parts))]
