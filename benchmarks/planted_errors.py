"""Plant errors in human translations and count how many the checks find.

    python benchmarks/planted_errors.py [--shared DIR] [--set flores-dev] [--show KIND]

Every case is a source with its human reference in which one thing was changed. A case is found
when the checks that look for its kind say something that they do not say about the reference as
it was; `error` counts only findings of that severity. The untouched references give the false
alarms. Writes benchmarks/results/checks_planted_SET.md.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mujaz.checks import check_segment
from mujaz.values import Finding, Severity

ROOT = Path(__file__).parent.parent
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SMALL = "two three four five six seven eight nine ten eleven twelve twenty thirty fifty".split()
NAMES = (
    "Macron Putin Biden Trump Merkel Erdogan Johnson Scholz Zelensky Lavrov Peskov Blinken Rubio "
    "Guterres Netanyahu Abbas Sisi Bashar Khamenei Rouhani Nasrallah Hariri Aoun Salman Maduro "
    "Bolsonaro Modi Khan Obama Clinton Sarkozy Sanchez Meloni Orban Milei Starmer Sunak Musk "
    "Germany France Italy Spain Russia China Japan India Turkey Egypt Morocco Tunisia Algeria "
    "Libya Sudan Yemen Syria Lebanon Jordan Palestine Israel Iran Iraq Kuwait Qatar Bahrain Oman "
    "Ukraine Poland Hungary Greece Brazil Mexico Canada Nigeria Kenya Ethiopia Pakistan Vietnam "
    "London Paris Berlin Rome Madrid Moscow Beijing Tokyo Delhi Ankara Istanbul Cairo Rabat Tunis "
    "Tripoli Khartoum Damascus Beirut Amman Jerusalem Tehran Baghdad Riyadh Doha Muscat Kyiv "
    "Warsaw Budapest Athens Brussels Geneva Vienna Washington Chicago Boston Houston Toronto "
    "Microsoft Samsung Toyota Boeing Airbus Reuters"
).split()
AUX = re.compile(r"\b(is|are|was|were|will|can|could|would|has|had|have|should|must)\b(?! not|n't)")
NEGATIONS = (
    (re.compile(r"\b(did|does|do) not (?=[a-z])"), ""),
    (re.compile(r"\b(?:did|does|do)n['’]t (?=[a-z])"), ""),
    (re.compile(r"\b(is|are|was|were|will|could|would|has|had|have|should|must|can) not\b"), r"\1"),
    (re.compile(r"\bcannot\b"), "can"),
    (re.compile(r"\b(is|are|was|were|could|would|has|had|have|should)n['’]t\b"), r"\1"),
    (re.compile(r"\bwon['’]t\b"), "will"),
    (re.compile(r"\bcan['’]t\b"), "can"),
    (re.compile(r"\bnever "), "always "),
    (re.compile(r"\bwithout\b"), "with"),
    (re.compile(r"\bno longer\b"), "still"),
    (re.compile(r"(?<!\w)(?:no|No) (?=[a-z]{3,})(?!doubt|matter|more|less|longer)"), "some "),
    (re.compile(r"\bdenied\b"), "confirmed"),
    (re.compile(r"\bden(?:y|ies)\b"), "confirm"),
    (re.compile(r"\brefused to\b"), "agreed to"),
    (re.compile(r"\brejected\b"), "accepted"),
    (re.compile(r"(?<!if )(?<!or )(?<!why )(?<!whether )\bnot (?!only|just)"), ""),
)
# A verb of speech, what it is changed to, and what its source must hold: the speaker's own verb.
SPEECH = (
    (r"said|stated|added|explained", "denied claimed threatened", "قال|قول|أضاف|ضيف|صرح|ذكر|وضح"),
    (r"confirmed|stressed|affirmed|emphasi[sz]ed|insisted", "denied claimed", "كد|شدد|أصر"),
    (r"claimed|alleged", "confirmed denied", "زعم|زاعم|ادع|دعي"),
    (r"warned|cautioned", "promised welcomed", "حذر|حذير|نذر|نبه"),
    (r"accused|blamed", "praised thanked", "تهم|لام|لوم|حمل"),
    (r"condemned|criticized|criticised|denounced", "praised welcomed", "دان|دين|نقد|نتقد|ندد|نكر"),
    (r"admitted|acknowledged|conceded", "denied", "عترف|قر"),
    (r"demanded|urged|called on|called for", "promised praised", "طالب|طلب|دع[او]|حث|ناشد"),
    (r"promised|pledged|vowed", "threatened denied", "عهد|وعد"),
    (r"threatened", "promised", "هدد|هديد|توعد"),
    (r"praised|welcomed|thanked|hailed", "condemned accused", "رح[بي]|شاد|شيد|شكر|مدح|ثن"),
)
# Words of rising and falling, what they are changed to, and what shows that the source means them.
DIRECTIONS = dict(
    pair.split(":")
    for pair in (
        "rose:fell risen:fallen rise:fall rising:falling increased:decreased increase:decrease "
        "increasing:decreasing grew:shrank climbed:dropped jumped:plunged soared:plummeted "
        "fell:rose fallen:risen fall:rise falling:rising dropped:climbed drop:increase "
        "decline:rise declining:rising decreased:increased decrease:increase reduced:increased"
    ).split()
)
MOVES = re.compile(
    "رتف[اع]|زداد|زايد|زيد|زياد|زاد|صعد|صعود|قفز|تضاعف|نخف|هبط|هبوط|تراجع|تقلص|خفض|خفيض"
)
NEGATED = re.compile(
    r"(?<!\w)[وفأ]?(?:لا|لم|لن|ليس\w*|لست|[بلك]?غير|[بلك]?عدم|[بم]?ن? ?دون|بدون|بلا|ال[ّ]?ا|"
    r"\w*نف[ىيت]\w*|\w*رفض\w*|\w*أنكر\w*)(?!\w)"
)
NAME = re.compile(r"(?<![.?!:\"“”'’‘(\[-] )(?<!^)(?<=[a-z,] )[A-Z][a-zé]{3,}\b(?!['’-]?[a-z])")


@dataclass(frozen=True, slots=True)
class Case:
    """A source, its reference, and the reference with one thing changed."""

    kind: str
    source: str
    reference: str
    target: str


KINDS: dict[str, tuple[str, ...]] = {
    "negation dropped": ("polarity", "speech"),
    "negation added": ("polarity",),
    "direction reversed": ("direction",),
    "number changed": ("numbers",),
    "number word changed": ("numbers",),
    "month changed": ("dates",),
    "weekday changed": ("dates",),
    "name swapped": ("names",),
    # what was in the sentence is missed too: its numbers, its names, the end of a quotation
    "sentence dropped": ("sentences", "length", "numbers", "names", "quotes"),
    "segment dropped": ("sentences", "length", "numbers", "names", "quotes"),
    "clause repeated": ("repetition", "length"),
    "speaker verb changed": ("speech", "polarity"),
    "quote lost": ("quotes",),
    "quotes swapped": ("quotes",),
    "arabic left": ("untranslated",),
}


def cases(sources: list[str], references: list[str]) -> Iterator[Case]:
    rng, other = random.Random(7), random.Random(8)
    common = {word for text in references for word in re.findall(r"\b[a-z]+\b", text)}
    for number, (source, reference) in enumerate(zip(sources, references, strict=True)):
        for kind, plant in PLANTERS.items():
            if kind == "negation dropped" and not NEGATED.search(source):
                continue  # the reference denies by itself: without it nothing is reversed
            for target in plant(reference, rng):
                yield Case(kind, source, reference, target)
        for kind, changed in (
            ("direction reversed", reverse_direction(source, reference)),
            ("speaker verb changed", change_speech(source, reference, other)),
            ("name swapped", swap_names(reference, common, rng)),
        ):
            for target in changed:
                yield Case(kind, source, reference, target)
        if number % 4 == 0 and number + 1 < len(sources):
            both = f"{source} {sources[number + 1]}"
            whole = f"{reference} {references[number + 1]}"
            kept = reference if rng.random() < 0.5 else references[number + 1]
            yield Case("segment dropped", both, whole, kept)
        if number % 8 == 0:
            words = reference.split()
            left = source.split()[len(source.split()) // 2]
            words[len(words) // 2] = left
            if re.search(r"[\u0620-\u064a]", left):
                yield Case("arabic left", source, reference, " ".join(words))


def drop_negation(text: str, _rng: random.Random) -> Iterator[str]:
    done: set[str] = set()
    for pattern, instead in NEGATIONS:
        for match in pattern.finditer(text):
            new = text[: match.start()] + match.expand(instead) + text[match.end() :]
            if new not in done and not any(
                abs(match.start() - at) < 12 for at in done_at(done, text)
            ):
                done.add(new)
                yield new
                return


def done_at(done: set[str], text: str) -> Iterator[int]:
    for other in done:
        yield next((i for i, (a, b) in enumerate(zip(other, text, strict=False)) if a != b), 0)


def add_negation(text: str, rng: random.Random) -> Iterator[str]:
    if rng.random() < 0.5:
        places = list(AUX.finditer(text))
        if places:
            match = rng.choice(places)
            yield text[: match.end()] + " not" + text[match.end() :]


def reverse_direction(source: str, text: str) -> Iterator[str]:
    match = re.search(rf"\b(?:{'|'.join(DIRECTIONS)})\b", text)
    if match and MOVES.search(source):
        yield text[: match.start()] + DIRECTIONS[match.group()] + text[match.end() :]


def change_digits(text: str, rng: random.Random) -> Iterator[str]:
    matches = list(re.finditer(r"(?<![A-Za-z\d.,:])\d[\d,]*\d|(?<![\w.,:-])\d(?![\w.,:-])", text))
    if matches:
        match = rng.choice(matches)
        digits = [i for i in range(match.start(), match.end()) if text[i].isdigit()]
        at = rng.choice(digits)
        new = rng.choice([d for d in "123456789" if d != text[at]])
        yield text[:at] + new + text[at + 1 :]


def change_number_word(text: str, rng: random.Random) -> Iterator[str]:
    matches = list(re.finditer(rf"\b(?:{'|'.join(SMALL)})\b", text, re.IGNORECASE))
    if matches:
        match = rng.choice(matches)
        new = rng.choice([word for word in SMALL if word != match.group().lower()])
        if match.group()[0].isupper():
            new = new.capitalize()
        yield text[: match.start()] + new + text[match.end() :]
    scales = list(re.finditer(r"(?<=\d )(?:million|billion|thousand)\b", text))
    if scales:
        match = rng.choice(scales)
        new = rng.choice([s for s in ("million", "billion", "thousand") if s != match.group()])
        yield text[: match.start()] + new + text[match.end() :]


def change_month(text: str, rng: random.Random) -> Iterator[str]:
    unsure = ("March", "May")
    pattern = rf"\b(?:{'|'.join(m for m in MONTHS if m not in unsure)}|(?<=in )March)\b"
    yield from _swap(text, pattern, MONTHS, rng)


def change_day(text: str, rng: random.Random) -> Iterator[str]:
    yield from _swap(text, rf"\b(?:{'|'.join(DAYS)})\b", DAYS, rng)


def _swap(text: str, pattern: str, choices: list[str], rng: random.Random) -> Iterator[str]:
    for match in re.finditer(pattern, text):
        new = rng.choice([name for name in choices if name not in text])
        yield text[: match.start()] + new + text[match.end() :]


def drop_sentence(text: str, rng: random.Random) -> Iterator[str]:
    parts = re.split(r"(?<=[a-z\d)][.?!])\s+(?=[A-Z\"“])", text)
    if len(parts) > 1 and min(map(len, parts)) > 25:
        at = rng.randrange(len(parts))
        yield " ".join(part for place, part in enumerate(parts) if place != at)


def repeat_clause(text: str, rng: random.Random) -> Iterator[str]:
    words = text.split()
    if len(words) > 14 and rng.random() < 0.3:
        width = rng.randint(4, 8)
        at = rng.randrange(len(words) - width)
        yield " ".join([*words[: at + width], *words[at : at + width], *words[at + width :]])


def lose_quotes(text: str, _rng: random.Random) -> Iterator[str]:
    match = re.search(r'["“]([^"“”]+)["”]', text)
    if match and len(match.group(1).split()) > 3:
        yield text[: match.start()] + match.group(1) + text[match.end() :]


def swap_quotes(text: str, _rng: random.Random) -> Iterator[str]:
    quoted = list(re.finditer(r'["“]([^"“”]+)["”]', text))
    if len(quoted) > 1 and quoted[0].group(1).casefold() != quoted[1].group(1).casefold():
        first, second = quoted[0], quoted[1]
        yield (
            f"{text[: first.start()]}{second.group()}{text[first.end() : second.start()]}"
            f"{first.group()}{text[second.end() :]}"
        )


def change_speech(source: str, text: str, rng: random.Random) -> Iterator[str]:
    for pattern, choices, meant in SPEECH:
        match = re.search(rf"\b(?:{pattern})\b", text)
        if match and re.search(meant, source):
            yield text[: match.start()] + rng.choice(choices.split()) + text[match.end() :]


def swap_names(text: str, common: set[str], rng: random.Random) -> Iterator[str]:
    matches = [match for match in NAME.finditer(text) if match.group().lower() not in common]
    matches = [match for match in matches if match.group() not in (*MONTHS, *DAYS)]
    if matches:
        match = rng.choice(matches)
        new = rng.choice(NAMES)
        if new[:3] != match.group()[:3]:
            yield text[: match.start()] + new + text[match.end() :]


PLANTERS: dict[str, Callable[[str, random.Random], Iterator[str]]] = {
    "negation dropped": drop_negation,
    "negation added": add_negation,
    "number changed": change_digits,
    "number word changed": change_number_word,
    "month changed": change_month,
    "weekday changed": change_day,
    "sentence dropped": drop_sentence,
    "clause repeated": repeat_clause,
    "quote lost": lose_quotes,
    "quotes swapped": swap_quotes,
}


def found_by(case: Case) -> tuple[bool, bool]:
    """Tell whether a case is found, and whether by an error."""
    checks = KINDS[case.kind]
    before, after = (
        [finding for finding in check_segment(case.source, text) if finding.check in checks]
        for text in (case.reference, case.target)
    )
    old = {key(finding) for finding in before}
    more = len(after) > len(before)
    new = [finding for finding in after if more or key(finding) not in old]
    return bool(new), any(finding.severity is Severity.ERROR for finding in new)


def key(finding: Finding) -> tuple[object, ...]:
    return finding.check, finding.severity, finding.source, finding.message


def read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--set", default="flores-dev", choices=("flores-dev", "flores-test"))
    parser.add_argument("--show", help="print the cases of a kind that are not found")
    options = parser.parse_args()
    base = options.shared / "eval" / "testsets" / options.set
    sources, references = read(base.with_suffix(".ar")), read(base.with_suffix(".en"))
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    for case in cases(sources, references):
        total[case.kind] += 1
        any_, error = found_by(case)
        found[case.kind] += any_
        sure[case.kind] += error
        if options.show == case.kind and not any_:
            print(case.source, case.reference, case.target, "", sep="\n")
    flagged: dict[str, set[int]] = defaultdict(set)
    warned: dict[str, set[int]] = defaultdict(set)
    started = time.perf_counter()
    for number, (source, reference) in enumerate(zip(sources, references, strict=True)):
        for finding in check_segment(source, reference):
            sink = flagged if finding.severity is Severity.ERROR else warned
            sink[finding.check].add(number)
            sink["any"].add(number)
    each = (time.perf_counter() - started) / len(sources) * 1000
    lines = [
        f"# Planted errors in the references of {options.set}",
        "",
        f"{sum(total.values())} cases; {each:.2f} ms per segment for all checks.",
        "",
        "| kind | cases | found | by an error |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {kind} | {total[kind]} | {found[kind] / total[kind]:.1%} "
        f"| {sure[kind] / total[kind]:.1%} |"
        for kind in KINDS
        if total[kind]
    ]
    lines += [
        "",
        f"## False alarms: the {len(sources)} references as they are",
        "",
        "| check | segments with an error | with a warning |",
        "|---|---:|---:|",
    ]
    lines += [
        f"| {check} | {len(flagged[check])} ({len(flagged[check]) / len(sources):.1%}) "
        f"| {len(warned[check])} ({len(warned[check]) / len(sources):.1%}) |"
        for check in [*sorted({*flagged, *warned} - {"any"}), "any"]
    ]
    text = "\n".join(lines) + "\n"
    if not options.show:
        out = ROOT / "benchmarks" / "results" / f"checks_planted_{options.set}.md"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
