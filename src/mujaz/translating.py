"""Segments to translations: plan, decode, judge, choose, and decode again in other ways.

A segment is decoded as it stands first. A known name that a hypothesis has misspelt and a figure
that it has miscopied are put right, and a finding says so. Where the best hypothesis lacks a name
that the glossary knows, the segment is decoded again with the missing names written into the source
in English, and if that does not help, with all of them: a name that the model knows by itself reads
better undisturbed. For a model whose vocabulary is poor, likely names and common words of the
glossary are missed and put in likewise, and words that it does not copy once more as if they were
names. Where a number is wrong that the source has in words, it is put in as figures. Where there is
a finding of severity error, the segment is decoded again with a wider beam, and then, unless only
names are wrong, clause by clause. What comes out is judged beside the earlier hypotheses, and the
best is kept; `ROUNDS` lists the ways, and each is tried at most once.

Nothing is ever truncated: a segment longer than the model's window is divided at clause marks,
decoded in parts and joined again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mujaz.arabic import has_arabic
from mujaz.checks.figures import find_miscopied, in_figures, tidied
from mujaz.checks.spelling import find_misspelling
from mujaz.glossary import Glossary, Injection, Kind, Match, inject
from mujaz.segments import divide, without_bullet
from mujaz.translators import Decoding, Hypothesis, Translator
from mujaz.values import Alternative, Finding, Name, Role, Segment, Severity, Span, Translation

__all__ = ["ROUNDS", "Judge", "Partial", "Progress", "no_findings", "translate_segments"]

#: Looks at a segment and a hypothesis and says what is wrong with it.
Judge = Callable[[Segment, str], tuple[Finding, ...]]
#: Told how many segments are done, of how many.
Progress = Callable[[int, int], None]
#: Given the best translation of a segment so far, each time the segment was decoded.
Partial = Callable[[Translation], None]

_SPACE = re.compile(r"\s+")
_WEIGHTS = {Severity.ERROR: 3.0, Severity.WARNING: 1.0, Severity.INFO: 0.0}
_LOST_NAME = 2.0  # what a missing injected name weighs beside the findings
_LOST_WORD = 0.5  # less: it may have been said otherwise
_SENTENCE_ENDS = (".", "!", "?", "؟", "…", "»", '"', "”")
_CLAUSE_ENDS = {"،": ",", ",": ",", "؛": ";", ";": ";", ":": ":"}
_FULL_STOP = re.compile(r"(?<![A-Z.])\.$")  # not that of "U.S."
# Words that have a capital letter for the beginning of a sentence alone.
_STARTER = re.compile(
    "^(?:"
    "The|An?|This|That|These|Those|There|It|Its|He|She|They|We|You|His|Her|Their|Our|In|On|At|By|"
    "For|From|With|To|Of|As|And|But|Or|Nor|So|Yet|After|Before|When|While|Where|Which|Who|Whose|"
    "Because|Since|Until|Although|Though|If|Unless|Than|Then|Thus|Also|Not|No|Some|All|One|Two|"
    "Most|Many|More|Both|Each|Any|Such|Other|Another|According|Adding|Noting|Saying|Stressing|"
    "Including|During|Between|Among|Against|Through|Under|Over|About|Into|Within|Without|Despite|"
    "Amid|Following|Compared|Pointing|Calling|Explaining|Especially|However"
    r")\b(?!\.)"
)
_MOST_ALTERNATIVES = 3
_MOST_CORRECTIONS = 12
_AT_ONCE = 4  # texts decoded together while a reader waits for each


def no_findings(_segment: Segment, _text: str) -> tuple[Finding, ...]:
    """Judge nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """One way of decoding a segment: which names are put in, and the parts to decode."""

    segment: Segment
    matches: tuple[Match, ...]
    injection: Injection
    figures: tuple[tuple[Span, str], ...]
    parts: tuple[str, ...]
    way: str

    @property
    def injected(self) -> frozenset[Span]:
        return frozenset(name.span for name in self.injection.injected)


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
        return self.wrong + self.lost_weight - (self.log_prob or 0.0)

    @property
    def wrong(self) -> float:
        """How much the findings weigh."""
        return sum(_WEIGHTS[finding.severity] for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Round:
    """A way of decoding a segment again: when, with which names, how."""

    name: str
    wanted: Callable[[_Candidate], bool]
    names: Callable[[_Candidate], tuple[Match, ...]]
    decoding: Callable[[Decoding], Decoding] = lambda decoding: decoding
    share_of_window: float = 1.0
    raised: bool = False
    figures: bool = False


def _wider(decoding: Decoding) -> Decoding:
    beam = min(2 * decoding.beam_size, 12)
    penalty = max(decoding.repetition_penalty, 1.1)
    return replace(decoding, beam_size=beam, n_best=beam, repetition_penalty=penalty)


def _lacks_names(candidate: _Candidate) -> bool:
    return bool(candidate.lost)


def _lacks_words(candidate: _Candidate) -> bool:
    return any(match.term.kind == Kind.WORD for match in candidate.lost)


def _is_wrong(candidate: _Candidate) -> bool:
    return any(finding.severity is Severity.ERROR for finding in candidate.findings)


def _miscounts(candidate: _Candidate) -> bool:
    return any(
        finding.severity is Severity.ERROR and finding.check == "numbers"
        for finding in candidate.findings
    ) and bool(in_figures(candidate.plan.segment.text))


def _says_wrong(candidate: _Candidate) -> bool:
    """Tell whether more is wrong than names, which shorter parts would not mend."""
    return any(
        finding.severity is Severity.ERROR and finding.check != "names"
        for finding in candidate.findings
    )


def _every_name(candidate: _Candidate) -> tuple[Match, ...]:
    return tuple(m for m in candidate.plan.matches if m.is_name or m in candidate.lost)


def _as_before(candidate: _Candidate) -> tuple[Match, ...]:
    spans = candidate.plan.injected
    return tuple(m for m in candidate.plan.matches if Span(m.start, m.end) in spans)


def _and_missing(candidate: _Candidate) -> tuple[Match, ...]:
    before = _as_before(candidate)
    return tuple(m for m in candidate.plan.matches if m in before or m in candidate.lost)


#: The ways of decoding again, in the order in which they are tried.
ROUNDS = (
    _Round("missing names put in", _lacks_names, lambda candidate: candidate.lost),
    _Round("all names put in", _lacks_names, _every_name),
    _Round("missing words as names", _lacks_words, _and_missing, raised=True),
    _Round("numbers in figures", _miscounts, _as_before, figures=True),
    _Round("wider beam", _is_wrong, _as_before, decoding=_wider),
    _Round("clause by clause", _says_wrong, _as_before, share_of_window=0.2),
)


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
    decoding = decoding or Decoding.of(translator.spec)
    plans = [
        _plan(
            segment,
            translator,
            glossary.find(segment.text, words=translator.spec.words) if glossary else (),
        )
        for segment in segments
    ]
    pools: list[list[_Candidate]] = [[] for _ in segments]
    tried = [{(plan.parts, decoding)} for plan in plans]
    retries = [0] * len(segments)
    at_once = _AT_ONCE if partial else None

    def show(number: int) -> None:
        if partial:
            partial(_translation(pools[number], translator.spec.name, retries[number]))

    first = _decode(plans, translator, decoding, at_once)
    for done, (number, hypotheses) in enumerate(first, start=1):
        pools[number] = _ranked(_candidates(plans[number], hypotheses, judge))
        if progress:
            progress(done, len(segments))
        show(number)
    for way in ROUNDS:
        settings = way.decoding(decoding)
        again: list[tuple[int, _Plan]] = []
        for number, pool in enumerate(pools):
            if way.wanted(pool[0]):
                plan = _again(pool[0], way, translator)
                if (plan.parts, settings) not in tried[number]:  # it would say the same again
                    tried[number].add((plan.parts, settings))
                    again.append((number, plan))
        for position, hypotheses in _decode(
            [plan for _, plan in again], translator, settings, at_once
        ):
            number, plan = again[position]
            pools[number] += _candidates(plan, hypotheses, judge)
            pools[number] = _ranked(pools[number])
            retries[number] += 1
            show(number)
    return tuple(
        _translation(pool, translator.spec.name, count)
        for pool, count in zip(pools, retries, strict=True)
    )


def _ranked(candidates: list[_Candidate]) -> list[_Candidate]:
    return sorted(candidates, key=lambda candidate: candidate.cost)


def _again(candidate: _Candidate, way: _Round, translator: Translator) -> _Plan:
    plan = candidate.plan
    return _plan(
        plan.segment,
        translator,
        plan.matches,
        names=way.names(candidate),
        way=way.name,
        share_of_window=way.share_of_window,
        raised=way.raised,
        figures=plan.figures or (in_figures(plan.segment.text) if way.figures else ()),
    )


def _plan(
    segment: Segment,
    translator: Translator,
    matches: tuple[Match, ...],
    *,
    names: tuple[Match, ...] = (),
    way: str = "",
    share_of_window: float = 1.0,
    raised: bool = False,
    figures: tuple[tuple[Span, str], ...] = (),
) -> _Plan:
    injection = inject(segment.text, names, raised=raised, figures=figures)
    text = _SPACE.sub(" ", injection.text).strip()
    if segment.role is Role.LIST:
        text = without_bullet(text)
    window = max(1, int(translator.spec.window * share_of_window))
    parts = divide(text, lambda part: translator.count(part) <= window)
    return _Plan(segment, matches, injection, figures, parts, way)


def _decode(
    plans: Sequence[_Plan], translator: Translator, decoding: Decoding, at_once: int | None
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


def _candidates(
    plan: _Plan, hypotheses: list[tuple[Hypothesis, ...]], judge: Judge
) -> list[_Candidate]:
    # Parts are independent: the k-th candidate joins the k-th best of each.
    candidates: dict[str, _Candidate] = {}
    clean: float | None = None  # the log-probability of a candidate without a fault
    for rank in range(max((len(part) for part in hypotheses), default=1)):
        picked = [part[min(rank, len(part) - 1)] for part in hypotheses if part]
        text = _close_quotes(
            _joined(plan.parts, [hypothesis.text.strip() for hypothesis in picked])
        )
        text = plan.injection.lowered(text)
        if text in candidates:
            continue
        known = [h.log_prob for h in picked if h.log_prob is not None]
        log_prob = sum(known) / len(known) if known else None
        if clean is not None and (log_prob is None or log_prob <= clean):
            # It cannot be chosen, so judging it would only take time.
            candidates[text] = _Candidate(plan, text, log_prob, (), (), 0.0)
            continue
        text, put_right = _corrected(plan, text, figures=judge is not no_findings)
        if text in candidates:
            continue
        shares = [
            (match, _missing_share(match, plan.matches, text.casefold())) for match in plan.matches
        ]
        candidate = _Candidate(
            plan,
            text,
            log_prob,
            (*judge(plan.segment, text), *put_right),
            tuple(match for match, share in shares if share),
            sum(share * (_LOST_NAME if m.is_name else _LOST_WORD) for m, share in shares),
        )
        candidates[text] = candidate
        if not candidate.wrong and not candidate.lost:
            clean = 0.0 if log_prob is None else log_prob
    return list(candidates.values())


def _corrected(plan: _Plan, text: str, *, figures: bool) -> tuple[str, tuple[Finding, ...]]:
    """Put names right, and figures if they are judged, and say what a text had."""
    source = plan.segment.text
    findings = []
    for match in plan.matches:
        if match.term.kind == Kind.WORD or not _missing_share(match, plan.matches, text.casefold()):
            continue
        forms = (match.english, *match.term.accepted)
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


def _joined(parts: Sequence[str], texts: Sequence[str]) -> str:
    """Join what the parts of a segment became: each of them reads like a sentence of its own.

    >>> _joined(["عاد،", "ثم نام."], ["He returned.", "Then he slept."])
    'He returned, then he slept.'
    """
    joined = texts[0] if texts else ""
    for part, text in zip(parts, texts[1:], strict=False):
        if part.endswith(_SENTENCE_ENDS):
            joined = f"{joined} {text}"
            continue
        mark = _CLAUSE_ENDS.get(part[-1:], "," if _FULL_STOP.search(joined) else "")
        joined = _FULL_STOP.sub("", joined)
        if not joined.endswith(tuple(_CLAUSE_ENDS)):
            joined += mark
        joined = f"{joined} {_STARTER.sub(lambda found: found[0].lower(), text)}"
    return joined.strip()


def _close_quotes(text: str) -> str:
    """Take away the white space that pieces leave inside straight quotation marks.

    >>> _close_quotes('He said " Moscow " will go')
    'He said "Moscow" will go'
    """
    if text.count('"') % 2:
        return text
    parts = text.split('"')
    return '"'.join(part.strip() if place % 2 else part for place, part in enumerate(parts))


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


def _names(candidate: _Candidate) -> tuple[Name, ...]:
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
        names=_names(best),
        retries=retries,
        parts=len(best.plan.parts),
        way=best.plan.way,
    )
