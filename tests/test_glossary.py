"""Finding names in Arabic text and writing their English there."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mujaz.glossary
from mujaz import Checker
from mujaz.arabic import CLITICS, MONTHS, fold_text
from mujaz.errors import GlossaryError
from mujaz.glossary import Glossary, Injection, Kind, Match, Term, inject
from mujaz.glossary.builtin import builtin_guesses
from mujaz.glossary.table import Table
from mujaz.glossary.terms import fold_form

GLOSSARY = Glossary.builtin()
TERMS = tuple(GLOSSARY)
NAMES = tuple(term for term in TERMS if term.is_sure)
NUMBER = re.compile("(?:عشرة?|عشرون|عشرين)$|^مليار$|^مليون$|تريليون")
UNSURE = tuple(term for term in TERMS if not term.is_sure)


def found(text: str, glossary: Glossary = GLOSSARY) -> list[str]:
    return [match.english for match in glossary.find(text)]


def names(text: str) -> list[str]:
    return [match.english for match in GLOSSARY.find(text, words=False)]


def injected(text: str, glossary: Glossary = GLOSSARY) -> str:
    return inject(text, glossary.find(text)).text


def only(*terms: Term) -> Glossary:
    return Glossary(terms)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


# What is in it


def test_there_are_many_terms_of_our_own() -> None:
    assert sum(term.origin == "built-in" for term in GLOSSARY) >= 1500
    assert len(GLOSSARY) == len(TERMS)
    assert GLOSSARY is Glossary.builtin()


def test_a_text_is_looked_through_once() -> None:
    text = "زار الوفد موسكو."
    assert GLOSSARY.find(text) is GLOSSARY.find(text, ())
    assert Glossary().find(text) == ()


def test_countries_and_cities_come_from_the_libraries() -> None:
    by_origin = {
        origin: {t.english for t in TERMS if t.origin == origin} for origin in ("CLDR", "GeoNames")
    }
    assert {"Togo", "Nauru", "Chad"} <= by_origin["CLDR"]
    assert {"Osaka", "Düsseldorf", "Bristol"} <= by_origin["GeoNames"]
    assert len(by_origin["GeoNames"]) > 1000


def test_no_own_form_has_two_names() -> None:
    seen: dict[str, str] = {}
    for term in TERMS:
        for form in term.arabic:
            assert seen.setdefault(fold_text(form), term.english) == term.english, form


def test_kinds_and_names_are_sound() -> None:
    for term in TERMS:
        assert term.kind in set(Kind)
        assert term.english == term.english.strip()
        assert bool(term.short) == bool(term.short_arabic)


# Matching


@pytest.mark.parametrize(
    "spelling",
    ["كيم جونج أون", "كيم جونغ أون", "كيم جونغ-أون", "كيم\u200cجونغ أون", "كيم جونغ  اون"],
)
def test_kim_is_one_person(spelling: str) -> None:
    text = f"وصل {spelling}، إلى"
    (match,) = GLOSSARY.find(text)
    assert match.english == "Kim Jong Un"
    assert text[match.start : match.end] == spelling


@pytest.mark.parametrize(
    ("text", "prefix", "name", "english"),
    [
        ("لروسيا", "ل", "روسيا", "Russia"),
        ("والكرملين", "و", "الكرملين", "Kremlin"),
        ("للكرملين", "ل", "لكرملين", "Kremlin"),
        ("وللكرملين", "ول", "لكرملين", "Kremlin"),
        ("بالقاهرة", "ب", "القاهرة", "Cairo"),
        ("للاذقية", "ل", "لاذقية", "Latakia"),
        ("واللاذقية", "و", "اللاذقية", "Latakia"),
        ("للبنان", "ل", "لبنان", "Lebanon"),
        ("بولندا", "", "بولندا", "Poland"),
        ("وواشنطن", "و", "واشنطن", "Washington"),
        ("لِروسيا", "ل", "روسيا", "Russia"),
        ("مُوسْكُو", "", "مُوسْكُو", "Moscow"),
        ("موسكـــو", "", "موسكـــو", "Moscow"),
    ],
)
def test_clitics(text: str, prefix: str, name: str, english: str) -> None:
    (match,) = GLOSSARY.find(text)
    found = (match.prefix, text[match.start : match.end], match.english)
    assert found == (prefix, name, english)


def test_the_longest_name_is_taken() -> None:
    assert names("وزارة الخارجية الأمريكية") == ["US State Department"]
    assert names("الاتحاد الأفريقي لكرة القدم") == ["Confederation of African Football"]
    assert names("مجلس الأمن الدولي ومجلس الأمن") == ["UN Security Council", "Security Council"]


def test_only_whole_words() -> None:
    assert names("مصرفي مصرية روسياوي قطرات بوتينية") == []


@pytest.mark.parametrize(
    "text",
    [
        "مسؤول أمني عراقي",  # not عراقجي without its doubled letter
        "مصنعا روسيا للطائرات",  # "a Russian factory"
        "في بورصة ميدان مالي بنين",
        "الحماس والمصر والمجرب",
        "الزعيم الكوري الشمالي والرئيس الروسي",
        "مسقط رأسه",
        "وفتح الباب",
        "الأسد في الغابة",
        "استيقظ باكراً وعمل بحماس",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert names(text) == []


def test_countries_behind_other_words_in_alef() -> None:
    assert names("عندما روسيا") == ["Russia"]
    assert names("هجوما وروسيا") == ["Russia"]


@pytest.mark.parametrize(
    ("spelling", "english"),
    [
        ("يفجيني بريقوجين", "Yevgeny Prigozhin"),
        ("سيرجي لافرروف", "Sergei Lavrov"),
        ("لاڤروڤ", "Lavrov"),
        ("دونالد ترامپ", "Donald Trump"),
        ("وبالغلاسجو", None),
    ],
)
def test_foreign_letters_vary(spelling: str, english: str | None) -> None:
    assert names(spelling) == ([english] if english else [])


def test_a_clitic_may_double_a_letter() -> None:
    (match,) = GLOSSARY.find("ببريقوجين")
    assert (match.start, match.prefix, match.english) == (1, "ب", "Prigozhin")


def test_a_name_that_begins_inside_a_ligature_is_left_alone() -> None:
    assert names("لأوسلو") == ["Oslo"]
    assert names("ﻻوسلو") == []
    assert names("ﻻوس") == ["Laos"]


def test_short_forms() -> None:
    (match,) = GLOSSARY.find("قال بيسكوف")
    assert (match.english, match.term.english, match.short) == ("Peskov", "Dmitry Peskov", True)


def test_a_known_person_is_taken_for_a_shared_short_form() -> None:
    glossary = only(
        Term("Ann Lee", "person", ("آن ليفنغ",), short="Lee", short_arabic=("ليفنغ",)),
        Term("Bob Leaving", "person", ("بوب ليفنغ",), short="Leaving", short_arabic=("ليفنغ",)),
    )
    assert [m.english for m in glossary.find("ليفنغ")] == ["Lee"]
    assert [m.english for m in glossary.find("ليفنغ", {"Bob Leaving"})] == ["Leaving"]


def test_punctuation_of_the_form_is_needed() -> None:
    glossary = only(Term("X", "organisation", ("حركة (زرقاء)",)))
    assert found("حركة (زرقاء)", glossary) == ["X"]
    assert found("حركة زرقاء", glossary) == []


@pytest.mark.parametrize(
    ("text", "name", "english"),
    [
        ("في نيسان/ أبريل عام", "نيسان/ أبريل", "April"),
        ("كانون الثاني/يناير", "كانون الثاني/يناير", "January"),
        ("نيسان (أبريل) 2019", "نيسان (أبريل)", "April"),
        ("ديسمبر/كانون الأول", "ديسمبر/كانون الأول", "December"),
        ("في 5 مارس", "مارس", "March"),
        ("اليوم 5 من مارس", "مارس", "March"),
        ("مارس ٢٠٢٤", "مارس", "March"),
        ("شهر آب", "آب", "August"),
        ("آب/أغسطس", "آب/أغسطس", "August"),
        ("أبريل", "أبريل", "April"),
    ],
)
def test_months(text: str, name: str, english: str) -> None:
    (match,) = GLOSSARY.find(text)
    assert (text[match.start : match.end], match.english) == (name, english)
    assert match.term.kind == Kind.MONTH


@pytest.mark.parametrize("text", ["مارس الرياضة", "أب وأم", "تريزا ماي", "ومارس ضغوطا"])
def test_words_that_look_like_months(text: str) -> None:
    assert all(match.term.kind != Kind.MONTH for match in GLOSSARY.find(text))


def test_two_months_are_two() -> None:
    assert names("يناير/فبراير") == ["January", "February"]


# Injecting


def test_injection() -> None:
    text = "زيارة كيم جونج أون لروسيا. والكرملين «يؤكد»"
    injection = inject(text, GLOSSARY.find(text))
    assert injection.text == "زيارة Kim Jong Un ل Russia. و Kremlin «يؤكد»"
    assert [(item.span.of(text), item.english) for item in injection.injected] == [
        ("كيم جونج أون", "Kim Jong Un"),
        ("روسيا", "Russia"),
        ("الكرملين", "Kremlin"),
    ]


def test_injection_refuses_matches_out_of_order() -> None:
    term = TERMS[0]
    with pytest.raises(ValueError, match="out of order"):
        inject("روسيا", [Match(0, 3, "", term, "a"), Match(2, 5, "", term, "b")])
    with pytest.raises(ValueError, match="out of the text"):
        inject("روسيا", [Match(0, 9, "", term, "a")])


@given(st.text())
def test_no_matches_no_change(text: str) -> None:
    assert inject(text, ()) == Injection(text, ())


# For any text

_PARTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from([form for term in TERMS[::7] for form in (*term.arabic, *term.short_arabic)]),
    st.sampled_from(
        [
            *CLITICS,
            *MONTHS,
            " ",
            " ",
            "\n",
            "/",
            "(",
            ")",
            "-",
            "\u200c",
            "ـ",
            "2019",
            "\u064e",
            "ﻻ",
            "ﷲ",
            "ﷺ",
            "ﻟ",
        ]
    ),
)
TEXTS = st.lists(_PARTS, max_size=12).map("".join)


@given(TEXTS, st.booleans())
def test_matches_are_in_order_and_the_rest_is_kept(text: str, raised: bool) -> None:
    matches = GLOSSARY.find(text)
    done = 0
    rest = []
    for match in matches:
        assert done <= match.start < match.end <= len(text)
        assert match.english in (match.term.english, match.term.short)
        rest.append(text[done : match.start] + (" " if match.prefix else ""))
        done = match.end
    result = inject(text, matches, raised=raised)
    position = 0
    for piece, match in zip(rest, matches, strict=True):
        assert result.text.startswith(piece, position)
        position += len(piece)
        if match.term.kind == Kind.WORD and result.text.startswith("the ", position):
            position += len("the ")
        written = result.text[position : position + len(match.english)]
        if raised and match.term.kind == Kind.WORD:
            written = result.cased(f"so {written}").removeprefix("so ")
        assert written == match.english
        position += len(match.english)
    assert result.text[position:] == text[done:]
    assert [item.span.start for item in result.injected] == [match.start for match in matches]


@given(st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF)))
def test_any_arabic_text_can_be_searched(text: str) -> None:
    GLOSSARY.find(text)


def _attach(clitic: str, form: str) -> str:
    """Write a clitic onto a name as Arabic does; those with an article replace the name's own."""
    has_article = form.startswith("ال")
    if clitic == "ل" and has_article:
        return ("ل" if form.startswith("الل") else "لل") + form[2:]
    if clitic.endswith(("ال", "لل")):
        if not has_article:
            return form
        return (
            clitic.removesuffix("ل") + form[2:]
            if form.startswith("الل") and clitic == "لل"
            else clitic + form[2:]
        )
    return clitic + form


@pytest.mark.parametrize("clitic", ["", *CLITICS])
def test_every_form_is_found_behind_every_clitic(clitic: str) -> None:
    missed = []
    for term in NAMES:
        for form in term.arabic:
            text = _attach(clitic, form)
            found = GLOSSARY.find(text)
            if fold_text(text) in {"بحماس", "باكرا"}:
                continue
            if len(found) != 1 or found[0].end != len(text) or found[0].english != term.english:
                missed.append((text, term.english, [m.english for m in found]))
    assert missed == []


# Common words


@pytest.mark.parametrize("before", ["", "و", "ال", "بال", "وبال"])
def test_a_common_word_is_found_with_its_article_and_clitics(before: str) -> None:
    glossary = only(
        Term("valve", Kind.WORD, ("صمام",)), Term("seat belt", Kind.WORD, ("حزام أمان",))
    )
    (match,) = glossary.find(f"انفتح {before}صمام أمس")
    assert (match.english, match.is_name) == ("valve", False)
    assert found("شدت حزام الأمان", glossary) == ["seat belt"]
    assert found("هدأت الرياح القوية", only(Term("gale", Kind.WORD, ("رياح قوية",)))) == ["gale"]
    assert found("انفتحت صمامات", glossary) == []


def test_a_common_word_is_found_with_the_alef_of_the_accusative() -> None:
    valve, host = Term("valve", Kind.WORD, ("صمام",)), Term("host", Kind.WORD, ("مضيف",))
    glossary = only(valve, host, Term("daily", Kind.WORD, ("يومي",)))
    text = "ركبوا صمامًا جديدا"
    (match,) = glossary.find(text)
    assert text[match.start : match.end] == "صمامًا"
    assert found("وقال مضيفا أن الصمام مغلق", glossary) == ["valve"]  # "adding", not "a host"
    crowd = only(Term("crowding", Kind.WORD, ("ازدحام",)), Term("tofu", Kind.WORD, ("توفو",)))
    assert found("شهد الطريق ازدحاما", crowd) == ["crowding"]
    assert found("المدينة الأكثر ازدحاما", crowd) == []  # "the most crowded"
    assert found("وهم توفوا", crowd) == []  # "they died"
    assert found("يحدث يوميا", glossary) == []
    assert found("زاروا كييفا", only(Term("Kyiv", Kind.PLACE, ("كييف",)))) == []


def test_a_name_is_never_taken_for_a_common_word() -> None:
    taken = {fold_text(form) for term in NAMES for form in (*term.arabic, *term.short_arabic)}
    forms = [fold_text(form) for term in UNSURE for form in term.arabic]
    assert len(forms) > 15_000
    assert len(set(forms)) == len(forms)
    assert not taken.intersection(forms)
    assert found("قال ترامب إن الصمام انفتح") == ["Trump", "valve"]


def test_common_words_take_the_english_article_for_the_arabic_one() -> None:
    electric = Term("electric", Kind.WORD, ("كهربائي", "كهربائية"))
    glossary = only(
        Term("valve", Kind.WORD, ("صمام",)), electric, Term("Kyiv", Kind.PLACE, ("كييف",))
    )
    assert injected("انفتح الصمام وصمام في كييف", glossary) == "انفتح the valve و valve في Kyiv"
    assert injected("وبالصمام وللصمام", glossary) == "وب the valve ول the valve"
    # An adjective has the article because its noun does.
    assert injected("السيارة الكهربائية", glossary) == "السيارة electric"


def test_raised_words_get_their_small_letters_back() -> None:
    glossary = only(
        Term("valve", Kind.WORD, ("صمام",)),
        Term("nail polish", Kind.WORD, ("طلاء أظافر",)),
        Term("Viking", Kind.WORD, ("فايكنغ",)),
        Term("Kyiv", Kind.PLACE, ("كييف",)),
    )
    text = "صمام وطلاء أظافر فايكنغ في كييف"
    injection = inject(text, glossary.find(text), raised=True)
    assert injection.text == "Valve و Nail Polish Viking في Kyiv"
    said = 'Valves of Kyiv: the Valve, a Viking\'s Nail Polish and "Valve" in Valverde. Valve!'
    assert injection.cased(said) == (
        'Valves of Kyiv: the valve, a Viking\'s nail polish and "Valve" in Valverde. Valve!'
    )
    assert inject(text, glossary.find(text)).cased("The Valve") == "The Valve"


@pytest.mark.parametrize("raised", [False, True])
def test_a_word_that_was_put_in_begins_a_sentence_with_a_capital(raised: bool) -> None:
    glossary = only(Term("bird flu", Kind.WORD, ("إنفلونزا الطيور",)))
    text = "إنفلونزا الطيور"
    injection = inject(text, glossary.find(text), raised=raised)
    said = "bird flu came: U.S. bird flu. the bird flu left. birds flu away"
    right = "Bird flu came: U.S. bird flu. The bird flu left. birds flu away"
    assert injection.cased(said) == right


def test_likely_names_are_put_in_as_they_are_and_not_checked() -> None:
    glossary = only(Term("Horrocks", Kind.LIKELY, ("هوروكس",)))
    (match,) = glossary.find("قال هوروكس")
    assert not match.is_name
    assert inject("قال هوروكس", [match], raised=True).text == "قال Horrocks"
    assert found("رأى الهوروكس", glossary) == []
    assert Checker(glossary).check("قال هوروكس إن الباب انفتح", "He said the door opened") == ()


def test_a_guess_is_taken_where_no_term_has_the_word() -> None:
    guesses = {"هارفيك": "Harvick|Harvik", "وانغ": "Wang", "انغر": "Anger"}
    glossary = Glossary([Term("wangle", Kind.WORD, ("وانغ",))], guesses)
    text = "قال هارفيك وهارفيك و«هارفيك» وانغ"
    matches = glossary.find(text)
    assert [match.english for match in matches] == ["Harvick"] * 3 + ["wangle"]
    assert [text[match.start : match.end] for match in matches[:3]] == ["هارفيك"] * 3
    assert matches[1].prefix == "و"
    assert matches[0].term.accepted == ("Harvick", "Harvik")
    assert not matches[0].is_name
    assert glossary.find(text, words=False) == ()
    assert len(glossary) == 1
    assert found("وانغر", Glossary([], guesses)) == ["Anger"]


def test_a_guess_may_have_an_article_before_it() -> None:
    glossary = Glossary([], {"مابوتشي": "Mapuche", "دويتش": "Deutsch", "رافل": "Ravel"})
    for text, start, prefix in (
        ("المابوتشي", 0, ""),
        ("والمابوتشي", 1, "و"),
        ("للمابوتشي", 1, "ل"),
    ):
        (match,) = glossary.find(text)
        assert (match.start, match.end) == (start, len(text))
        assert (match.prefix, match.english) == (prefix, "Mapuche")
    assert found("بألدويتش", glossary) == []  # Aldwych
    assert found("بالدويتش", glossary) == ["Deutsch"]
    assert found("الرافل", glossary) == []  # too short to be sure


def test_guesses_stay_when_glossaries_are_joined() -> None:
    ours, theirs = Glossary([], {"هارفيك": "Harvick"}), Glossary([], {"هارفيك": "Harvik"})
    assert found("هارفيك", ours | Glossary()) == ["Harvick"]
    assert found("هارفيك", ours | theirs) == ["Harvik"]
    assert found("هارفيك", ours | only(Term("Mine", "person", ("هارفيك",)))) == ["Mine"]


@given(st.dictionaries(st.text("ابتجحدرسو\U0001f600az", max_size=4), st.text("AbC|", max_size=5)))
def test_a_table_finds_what_its_lines_have(rows: dict[str, str]) -> None:
    table = Table("".join(f"{word}\t{rows[word]}\n" for word in sorted(rows)).encode())
    assert list(table) == sorted(rows)
    assert len(table) == len(rows)
    assert dict(table) == rows
    for word in rows:
        for other in (word[:-1], word + "ا", word + "\t", "ا" + word, "\ud800"):
            assert (other in table) == (other in rows)


def test_our_glossary_has_guesses() -> None:
    (match,) = GLOSSARY.find("قال فيدال ذلك")
    assert (match.english, match.term.kind) == ("Vidal", Kind.LIKELY)


def test_our_guesses_are_folded_words_that_no_name_has() -> None:
    guesses = builtin_guesses()
    taken = {fold_form(form) for term in NAMES for form in (*term.arabic, *term.short_arabic)}
    assert len(guesses) > 50_000
    assert list(guesses) == sorted(guesses)
    assert not guesses.keys() & (taken | {fold_form(month) for month in MONTHS})
    for word, names_ in guesses.items():
        assert word == fold_form(word)
        assert len(word) > 3
        assert re.fullmatch(r"[\u0621-\u064a\u067e\u06a4]+", word)
        for name in names_.split("|"):
            assert re.fullmatch(r"[A-Za-z'-]+[A-Za-z]", name)


def test_words_are_written_without_article_and_number() -> None:
    for term in UNSURE:
        assert term.english == term.english.strip()
        for form in term.arabic:
            assert len(form) >= 3
            assert not NUMBER.search(form)
            assert form == " ".join(form.split())


def test_a_surname_is_never_taken_for_a_common_word_with_the_article() -> None:
    general = Term(
        "Abdel Fattah al-Burhan", "person", ("عبد الفتاح البرهان",), (), "al-Burhan", ("البرهان",)
    )
    glossary = only(general, Term("proof", Kind.WORD, ("برهان",)))
    assert found("قال البرهان", glossary) == ["al-Burhan"]
    assert found("هذا برهان", glossary) == ["proof"]
    assert found("البرهان", glossary | only(Term("proof", "term", ("البرهان",)))) == ["proof"]


@pytest.mark.parametrize("name", ["words.csv", "likely.csv"])
def test_the_lists_that_are_read_fast_are_glossary_files(name: str) -> None:
    path = Path(mujaz.glossary.__file__).parent / "data" / name
    read = {(term.english, term.kind, term.also): term for term in Glossary.from_file(path)}
    own = {(term.english, term.kind, term.also): term for term in UNSURE}
    assert read.keys() <= own.keys()
    assert all({*own[key].arabic} <= {*term.arabic} for key, term in read.items())


def test_a_common_word_is_not_checked() -> None:
    name, word = Term("Kyiv", Kind.PLACE, ("كييف",)), Term("valve", Kind.WORD, ("صمام",))
    source = "انفتح الصمام في كييف"
    (finding,) = Checker(only(name, word)).check(source, "It opened there")
    assert finding.message.startswith("the source names Kyiv")


def test_finding_is_fast() -> None:
    text = "وقال المتحدث باسم الكرملين دميتري بيسكوف إن الزيارة التي شهدت محادثات لم تتضمن " * 100
    start = time.perf_counter()
    assert len(GLOSSARY.find(text)) == 200
    assert time.perf_counter() - start < 1


# Joining


def test_the_user_wins() -> None:
    user = only(Term("Rusland", "place", ("روسيا",)), Term("Zed", "person", ("زد زدزد",)))
    joined = GLOSSARY | user
    assert found("روسيا", joined) == ["Rusland"]
    assert names("روسيا") == ["Russia"]
    assert [match.english for match in joined.find("روسيا", {"Russia"})] == ["Rusland"]
    assert found("زد زدزد والكرملين", joined) == ["Zed", "Kremlin"]


def test_the_users_person_takes_every_spelling() -> None:
    joined = GLOSSARY | only(Term("Kim Jong-un", "person", ("كيم جونغ أون",)))
    assert found("كيم جونج أون وكيم", joined) == ["Kim Jong-un", "Kim"]


# Files

CSV = "english,arabic,kind,also\nBlue Bank,البنك الأزرق|بنك أزرق,organisation,BB\n"
YAML = """
- english: Blue Bank
  arabic: [البنك الأزرق, بنك أزرق]
  kind: organisation
  also: BB
- arabic: زرقم
  keep: true
- arabic: NO
  english: NO
  keep: true
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "mine.csv", CSV, encoding)
    (term,) = Glossary.from_file(path)
    assert term == Term(
        "Blue Bank", Kind.ORGANISATION, ("البنك الأزرق", "بنك أزرق"), ("BB",), origin=str(path)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_yaml(tmp_path: Path, encoding: str) -> None:
    glossary = Glossary.from_file(write(tmp_path / "mine.yaml", YAML, encoding))
    assert [term.english for term in glossary] == ["Blue Bank", "زرقم", "NO"]
    assert injected("لزرقم والبنك الأزرق NO", glossary) == "ل زرقم و Blue Bank NO"


def test_empty_files_hold_nothing(tmp_path: Path) -> None:
    assert len(Glossary.from_file(write(tmp_path / "a.yaml", "# nothing\n"))) == 0
    assert len(Glossary.from_file(write(tmp_path / "a.csv", "english,arabic\n\n"))) == 0


@pytest.mark.parametrize(
    ("name", "text", "line", "field", "message"),
    [
        ("a.csv", "", 1, "english", "missing"),
        ("a.csv", "english,kind\nA,term\n", 1, "arabic", "missing"),
        ("a.csv", "english,arabic,colour\n", 1, "colour", "no such field"),
        ("a.csv", "english,arabic,arabic\n", 1, "arabic", "twice"),
        ("a.csv", "english,arabic\nA,أزرق\n,أحمر\n", 3, "english", "empty"),
        ("a.csv", "english,arabic\nA,\n", 2, "arabic", "empty"),
        ("a.csv", "english,arabic\nA,B\n", 2, "arabic", "no Arabic letters"),
        ("a.csv", "english,arabic,kind\nA,أزرق,planet\n", 2, "kind", "unknown kind"),
        ("a.csv", "english,arabic,keep\nA,أزرق,maybe\n", 2, "keep", "neither"),
        ("a.csv", "english,arabic,short\nA,أزرق,B\n", 2, "short_arabic", "empty"),
        ("a.csv", "english,arabic\nA,أزرق,x,y\n", 2, "", "4 values for 2 columns"),
        ("a.csv", 'english,arabic\n"A"b,أزرق\n', 2, "", "not CSV"),
        ("a.csv", 'english,arabic\n\n"A\nB",أزرق\nC,ازرق\n', 5, "arabic", "in line 3"),
        (
            "a.yaml",
            "- english: A\n  arabic: أزرق\n- english: B\n  arabic: [أحمر, ازرق]\n",
            4,
            "arabic",
            "'A' in line 2 and 'B' in line 4",
        ),
        ("a.yaml", "- english: [A\n", 2, "", "not YAML"),
        ("a.yaml", "- a: *b\n", 1, "", "not YAML"),
        ("a.yaml", "\u0001", None, "", "not YAML"),
        ("a.yaml", "english: A\n", 1, "", "not a list"),
        ("a.yaml", "- A\n", 1, "", "not an entry"),
        ("a.yaml", "- english: A\n", 1, "arabic", "missing"),
        ("a.yaml", "- arabic: أزرق\n", 1, "english", "missing"),
        ("a.yaml", "- english:\n  arabic: أزرق\n", 1, "english", "empty"),
        ("a.yaml", "- english: A\n  arabic: {a: b}\n", 2, "arabic", "not a text"),
        ("a.yaml", "- english: [A]\n  arabic: أزرق\n", 1, "english", "not a text"),
        ("a.yaml", "- english: A\n  arabic: أزرق\n  kind: x\n", 3, "kind", "unknown kind"),
        ("a.yaml", "- english: A\n  arbic: أزرق\n", 2, "arbic", "no such field"),
    ],
)
def test_broken_files(
    tmp_path: Path, name: str, text: str, line: int | None, field: str, message: str
) -> None:
    path = write(tmp_path / name, text)
    with pytest.raises(GlossaryError) as caught:
        Glossary.from_file(path)
    error = caught.value
    assert (error.file, error.line, error.field) == (str(path), line, field)
    assert message in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("suffix", ["csv", "yaml"])
def test_not_utf8(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path / f"a.{suffix}", CSV, "windows-1256")
    with pytest.raises(GlossaryError, match="not UTF-8"):
        Glossary.from_file(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="cannot be read"):
        Glossary.from_file(tmp_path / "none.csv")
    with pytest.raises(GlossaryError, match="cannot be read"):
        Glossary.from_file(tmp_path)


@pytest.mark.parametrize("term", [(" ", "term", ("أ",)), ("A", "term", ()), ("A", "x", ("أ",))])
def test_terms_are_checked(term: tuple[str, str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match=r"needs|no Arabic|unknown"):
        Term(*term)
