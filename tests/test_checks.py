from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mujaz.checks import CHECKS, ExpectedName, check_names, check_segment
from mujaz.values import Finding, Severity, Span

from .conftest import CASES, SHARED

NEWS_LIKE = st.lists(
    st.sampled_from(
        "لم لن نفى رفض غير عدم ثلاثة وعشرون ألف مليونان ساعتين ٣٫٥ 21:30 1,200 الثلاثاء نيسان / "
        'أبريل أمس بيسكوف « » " . ؟ ، إلا سوى و\u200f not no two twenty-three 3.5 million Monday '
        "قالت زعموا denied claimed said May March Peskov “ ” ' the - % 9 pm and hundred".split()
    ),
    max_size=25,
).map(" ".join)


def cases() -> Iterator[object]:
    for path in sorted((CASES / "checks").glob("*.txt")):
        blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
        for block in blocks:
            lines = [line for line in block.splitlines() if line and not line.startswith("#")]
            if lines:
                yield pytest.param(path.stem, lines, id=f"{path.stem}: {lines[1][4:44]}")


@pytest.mark.parametrize(("check", "lines"), list(cases()))
def test_case(check: str, lines: list[str]) -> None:
    source, target = lines[0].removeprefix("ar: "), lines[1].removeprefix("en: ")
    findings = CHECKS[check](source, target)
    if lines[2:] == ["nothing"]:
        assert findings == ()
        return
    found = {
        (str(finding.severity), words.strip())
        for finding in findings
        for words in [span.of(source) for span in finding.source]
        + [span.of(target) for span in finding.target]
    }
    for line in lines[2:]:
        severity, _, words = line.partition(": ")
        assert (severity, words) in found


def spans_are_inside(findings: tuple[Finding, ...], source: str, target: str) -> bool:
    return all(
        0 <= span.start < span.end <= len(text)
        for finding in findings
        for spans, text in ((finding.source, source), (finding.target, target))
        for span in spans
    )


@given(NEWS_LIKE | st.text(max_size=80), NEWS_LIKE | st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_checked_and_spans_lie_inside(source: str, target: str) -> None:
    findings = check_segment(source, target)
    assert spans_are_inside(findings, source, target)
    assert findings == check_segment(source, target)
    assert len(set(findings)) == len(findings)


def test_errors_come_first_then_places() -> None:
    source = "لم يحضر 49 نائبا، وقد يؤجل المجلس الجلسة الثلاثاء."
    target = "The 94 deputies attended and the council adjourned the session on Thursday."
    findings = check_segment(source, target)
    assert [(f.check, f.severity) for f in findings] == [
        ("polarity", Severity.ERROR),
        ("numbers", Severity.ERROR),
        ("dates", Severity.ERROR),
        ("polarity", Severity.WARNING),
    ]
    assert findings[0].message == "the source denies (لم), the translation does not"


def test_a_known_name_must_stand_in_an_accepted_form() -> None:
    source = "زار كيم جونج أون موسكو."
    expected = (
        ExpectedName(Span(4, 15), ("Kim Jong Un", "Kim Jong-un")),
        ExpectedName(Span(16, 22), ("Moscow",)),
    )
    assert check_names(source, "Kim Jong-un visited Moscow.", expected) == ()
    assert check_names(source, "Kim Jong-Ün visited Moscow.", expected) == ()
    (finding,) = check_names(source, "Kim Jong Un visited Minsk.", expected)
    assert (finding.severity, finding.source) == (Severity.ERROR, (Span(16, 22),))
    (finding,) = check_names(source, "Mr Jong visited Moscow.", expected)
    assert finding.severity is Severity.WARNING
    assert check_names(source, "", expected) == ()


def test_a_known_name_is_not_reported_twice() -> None:
    source = "زار الرئيس برلين."
    expected = (ExpectedName(Span(11, 16), ("Berlin",)),)
    findings = check_segment(source, "The president visited Madrid.", expected)
    assert [(f.check, f.severity) for f in findings] == [("names", Severity.ERROR)]
    assert findings[0].source
    assert findings[0].target


@pytest.mark.parametrize(
    ("source", "target", "check"),
    [
        ("قال الوزير إن الحكومة ستعمل على حل الأزمة في أقرب وقت ممكن.", "", "length"),
        ("قال الوزير إن الحكومة ستعمل على حل الأزمة في أقرب وقت ممكن.", "He said.", "length"),
        ("قال الوزير إن الخطة جاهزة.", "قال الوزير إن الخطة جاهزة.", "copied"),
        ("قال الوزير إن الخطة جاهزة.", "The minister said الخطة is ready.", "untranslated"),
        (
            "قال الوزير إن الخطة جاهزة وإن العمل يبدأ قريبا في كل المناطق.",
            "Der Minister sagte, dass der Plan fertig ist und die Arbeit bald beginnt.",
            "language",
        ),
        (
            "قال الوزير إن الخطة جاهزة للتنفيذ.",
            "The minister said that the plan is ready to go, the plan is ready to go.",
            "repetition",
        ),
        ("قال إن كوريا جارة لنا.", "He said that K Korea is a neighbor to us.", "repetition"),
        (
            "وصل الوفد إلى العاصمة صباحا. وعقد اجتماعات مطولة مع المسؤولين في الوزارة.",
            "The delegation arrived in the capital in the morning.",
            "sentences",
        ),
    ],
)
def test_coverage(source: str, target: str, check: str) -> None:
    assert CHECKS[check](source, target)
    assert any(finding.check in (check, "length") for finding in check_segment(source, target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("قال الوزير إن الخطة جاهزة.", "The minister said the plan was ready."),
        ("خسرنا، خسرنا، خسرنا.", "We lost, we lost, we lost."),
        ("د. سعيد وصل. ثم غادر.", "Dr. Saeed arrived and then left."),
        ("رويترز", "Reuters"),
        ("أخرج الفيلم ج. ج. أبرامز.", "The film was directed by J. J. Abrams."),
        ("قناة K Korea تبث من سيول.", "The channel K Korea broadcasts from Seoul."),
        ("التقى بالوزير.", "A American minister met him."),
        ("", ""),
    ],
)
def test_coverage_has_nothing_to_say(source: str, target: str) -> None:
    for name in ("length", "sentences", "repetition", "untranslated", "copied", "language"):
        assert CHECKS[name](source, target) == ()


def test_messages_are_for_a_reader() -> None:
    (finding,) = check_segment("أصيب 49 شخصا في الحريق.", "The fire injured 94 people there.")
    assert finding.message == "the source states 49, the translation 94"


def test_a_translation_without_any_marks_is_told_so() -> None:
    source = "قال الوزير: «لدينا خطة واضحة للعام المقبل»."
    (finding,) = CHECKS["quotes"](source, "The minister said he had a plan.")
    assert finding.message.endswith("the translation has no quotation marks")
    (finding,) = CHECKS["quotes"](f"{source} {source}", 'He said "we have a clear plan".')
    assert finding.message == "the source has 2 quotations, the translation 1"


def seed_pairs() -> list[tuple[str, str]]:
    path: Path = SHARED / "eval" / "seed" / "reference.tsv"
    if not path.exists():
        return []
    rows = path.read_text(encoding="utf-8").splitlines()
    return [(row.split("\t")[0], row.split("\t")[1]) for row in rows]


@pytest.mark.skipif(not seed_pairs(), reason="the seed page lies in ../shared, which is not here")
def test_the_seed_page_has_no_error() -> None:
    errors = {
        target: [finding.message for finding in found if finding.severity is Severity.ERROR]
        for source, target in seed_pairs()
        if (found := check_segment(source, target))
    }
    assert {target: found for target, found in errors.items() if found} == {}


FLIPS = (
    (r"\bdenies signing any\b", "confirms signing an"),
    (r"\bhad not\b", "had"),
    (r"\bwould not\b", "would"),
    (r"\bare not\b", "are"),
    (r"\bwithout giving\b", "giving"),
)


@pytest.mark.skipif(not seed_pairs(), reason="the seed page lies in ../shared, which is not here")
def test_every_reversal_of_the_seed_page_is_found() -> None:
    flipped = 0
    for source, target in seed_pairs():
        for pattern, instead in FLIPS:
            wrong = re.sub(pattern, instead, target)
            if wrong != target:
                flipped += 1
                found = check_segment(source, wrong)
                errors = {f.check for f in found if f.severity is Severity.ERROR}
                assert errors & {"polarity", "speech"}, wrong
    assert flipped >= 5


def test_checks_are_fast() -> None:
    source = (
        "وقالت وزارة الموارد إن الوزير استقبل الوفد المرافق في محطة القطار جنوب شرقي البلاد، حسب "
        "وكالة الأنباء، ولم يذكر البيان موعد الزيارة المقبلة التي تستمر 3 أيام."
    )
    target = (
        "The resources ministry said the minister received the accompanying delegation at the "
        "railway station in the south-east of the country, according to the news agency, and the "
        "statement did not mention the date of the next visit, which lasts 3 days."
    )
    check_segment(source, target)
    started = time.perf_counter()
    for number in range(20):
        check_segment(f"{source} {number}", f"{target} {number}")
    # 3 ms a segment on an idle machine; a tenfold margin for a busy one
    assert (time.perf_counter() - started) / 20 < 0.03
