"""Names that no list has: what the pairs tell of them, how they are spelled, what is kept."""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz.alignment import Alignment, words_between_spaces
from mujaz.arabic import fold_text
from mujaz.errors import TrainingError
from mujaz.glossary import Glossary, Kind, Term
from training import corpus, names, spelling
from training.__main__ import main
from training.corpus import Pair
from training.names import Likeness, Uses, agreeing, gather, guesses, heard, latin_names, plain
from training.spelling import Guess, can_be_spelled, learn, spell

SPELLINGS = {
    "Vidal": "فيدال", "Harvick": "هارفيك", "Lenz": "لينز", "Kenseth": "كينسيث",
    "Truex": "تروكس", "Bowyer": "بوير", "Stoner": "ستونر", "Felicia": "فيليشيا",
}  # fmt: skip
USES = {
    "وكيل": Uses(small=9),
    "بسكوت": Uses(small=3),
    "سوق": Uses(small=50),
    "كتاب": Uses(small=40),
    "مدرسه": Uses(small=20),
    "يكتب": Uses(small=20),
    "خليفه": Uses(alike=7, small=3),
    "حسان": Uses(alike=9, small=1),
    "باريسي": Uses(alike=4),
    "هيكلا": Uses(alike=9, capital=1),
}
NONE_TAKEN: frozenset[str] = frozenset()


def written(path: Path, *rows: tuple[str, ...]) -> Path:
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.writelines("\t".join(row) + "\n" for row in rows)
    return path


class OneToOne:
    """Aligns the first word with the first, and so on."""

    def align(self, pairs: Sequence[tuple[str, str]]) -> list[Alignment | None]:
        found: list[Alignment | None] = []
        for source, target in pairs:
            ours, theirs = words_between_spaces(source), words_between_spaces(target)
            rows = tuple(
                tuple(1.0 if place == number else 0.0 for place in range(len(ours)))
                for number in range(len(theirs))
            )
            found.append(Alignment(ours, theirs, rows))
        return found

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[None]:
        return [None for _ in pairs]


class TestHearing:
    @pytest.mark.parametrize(
        ("arabic", "english", "name"),
        [
            ("وفيدال", "Vidal", "فيدال"),
            ("لبوتين", "Putin", "بوتين"),
            ("الحمدي", "al-Hamdi", "الحمدي"),
            ("السوري", "Syrian", None),  # an adjective, and no al- name
            ("السا", "Elsa", None),  # what has the article is no name without al-
            ("أميركي", "American", None),
            ("كتاب", "Vidal", None),
        ],
    )
    def test_a_name_is_heard_behind_clitics(
        self, arabic: str, english: str, name: str | None
    ) -> None:
        assert heard(arabic, english) == name

    def test_accents_and_the_articles_capital_go(self) -> None:
        assert [plain("Dembélé"), plain("Al-Qabas"), plain("O’Neill")] == [
            "Dembele", "al-Qabas", "O'Neill",
        ]  # fmt: skip

    def test_words_of_a_list_are_paired_where_they_sound_alike(self) -> None:
        terms = [
            Term("Arturo Vidal", Kind.PERSON, ("أرتورو فيدال", "فيدال")),
            Term("United Nations", Kind.ORGANISATION, ("الأمم المتحدة",)),
            Term("valve", Kind.WORD, ("فالف",)),
        ]
        assert set(names.spelled_in(Glossary(terms))) == {
            ("أرتورو", "Arturo"), ("فيدال", "Vidal"),
        }  # fmt: skip


def test_pairs_tell_names_from_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [
        Pair("قرأ وفيدال الكتاب", "read Vidal's book"),
        Pair("زار القدس", "visited Jerusalem."),
    ]
    monkeypatch.setattr(names, "read_arabic", lambda _: {"pairs": pairs})
    monkeypatch.setattr(names, "SPELLED", tmp_path / "names.tsv.xz")
    monkeypatch.setattr(names, "USES", tmp_path / "words.tsv.xz")
    gather(tmp_path, OneToOne(), say=lambda _: None)
    assert names.read_spelled(names.SPELLED) == {("فيدال", "Vidal"): 1}
    assert names.read_uses(names.USES) == {
        "قرا": Uses(small=1),
        "وفيدال": Uses(alike=1),
        "الكتاب": Uses(small=1),
        "زار": Uses(small=1),
        "القدس": Uses(capital=1),
    }


def test_english_names_are_weighed_by_how_often_they_are_met(tmp_path: Path) -> None:
    english = [
        "See Vidal and Vidal now.",
        "The fish, a Fish, fish, fish, fish, fish, saw NATO.",
        "An Émile.",
    ]
    for name in (corpus.OTHERS, *corpus.ARABIC):
        rows = [("x", text) for text in english] if name == corpus.OTHERS else []
        written(tmp_path / f"{name}.tsv.xz", *rows)
    ours = Glossary([Term("Arturo", Kind.LIKELY, ("أرتورو",))])
    latin = written(tmp_path / "latin.txt.xz", ("Felicia", "1"), ("Fish", "9"), ("Lenz", "3"))
    assert latin_names(tmp_path, ours, latin) == {
        "Vidal": 2, "Emile": 1, "Arturo": 3, "Felicia": 4, "Lenz": 12,
    }  # fmt: skip


class TestGuesses:
    known = tuple(SPELLINGS.values())

    @pytest.fixture(autouse=True)
    def _few_letters_are_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(names, "_LIKE_A_NAME", -9.0)

    def guessed(self, *spelled: Guess, **more: object) -> dict[str, tuple[str, ...]]:
        given_ = {"met": {(a, e): 3 for e, a in SPELLINGS.items()}, "taken": NONE_TAKEN, **more}
        weights = {guess.english: 9 for guess in spelled}
        found = guesses(spelled, weights=weights, uses=USES, **given_)  # type: ignore[arg-type]
        return {word: n for word, n in found.items() if word not in map(fold_text, self.known)}

    def test_the_likeliest_name_comes_first_and_the_next_is_right_too(self) -> None:
        names_ = {"Keselowski": 0.5, "Kieslowski": 0.2, "Kisilovski": 0.04}
        spelled = [Guess(name, "كيسلوفسكي", likely) for name, likely in names_.items()]
        assert self.guessed(*spelled) == {"كيسلوفسكي": ("Keselowski", "Kieslowski")}

    def test_spellings_are_folded_and_added_up(self) -> None:
        spelled = (Guess("Enceladus", "إنسيلادوس", 0.007), Guess("Enceladus", "انسيلادوس", 0.007))
        assert self.guessed(*spelled) == {"انسيلادوس": ("Enceladus",)}

    def test_what_is_unlikely_short_taken_or_unclear_is_left_out(self) -> None:
        assert not self.guessed(Guess("Keselowski", "كيسلوفسكي", 0.009))
        assert not self.guessed(Guess("Gus", "غس", 0.9))
        assert not self.guessed(Guess("Kalin", "كالين", 0.9), taken=frozenset({"كالين"}))
        rivals = [Guess(name, "كيلافيس", 0.3) for name in ("Kilavis", "Cilavis", "Kelaves")]
        assert not self.guessed(*rivals)

    @pytest.mark.parametrize(
        ("name", "arabic"),
        [
            ("Wakil", "وكيل"),  # agent
            ("Scott", "سكوت"),  # biscuit, with a clitic before it
            ("Tab", "كتابه"),  # his book
            ("Soak", "وسوق"),  # and a market
            ("Muktab", "يكتبون"),  # they write
            ("Madras", "مدرس"),  # a teacher: the school has his letters
            ("Alkitab", "الكتاب"),  # the book
            ("Khalifa", "خليفه"),  # a name seven times in ten
            ("Barisan", "باريسي"),  # Parisian
        ],
    )
    def test_what_can_be_a_word_is_left_out(self, name: str, arabic: str) -> None:
        assert not self.guessed(Guess(name, arabic, 0.9))

    def test_a_word_is_a_name_where_it_mostly_was_one(self) -> None:
        assert self.guessed(Guess("Hekla", "هيكلا", 0.9)) == {"هيكلا": ("Hekla",)}

    @pytest.mark.parametrize(("name", "arabic"), [("Maktub", "مكتوب"), ("Hasan", "حسان")])
    def test_what_looks_like_a_word_is_left_out(
        self, name: str, arabic: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.guessed(Guess(name, arabic, 0.9))
        monkeypatch.setattr(names, "_LIKE_A_NAME", 0.3)
        assert not self.guessed(Guess(name, arabic, 0.9))

    def test_what_the_pairs_have_wins_over_the_model(self) -> None:
        spelled = Guess("Fidal", "فيدال", 0.9)
        met = {("فيدال", "Vidal"): 3, **{(a, e): 3 for e, a in SPELLINGS.items()}}
        found = guesses([spelled], met, {"Fidal": 9}, USES, NONE_TAKEN)
        assert found["فيدال"][0] == "Vidal"

    def test_pairs_that_say_otherwise_take_a_guess_out(self) -> None:
        found = {"فيدال": ("Vidal",), "هارفيك": ("Harvick", "Harvik"), "لينز": ("Lenz",)}
        pairs = [
            Pair("جاء فيدال", "Fidel came"),
            Pair("جاء وهارفيك", "and Harvik came"),
        ]
        assert agreeing(found, pairs) == {
            "هارفيك": ("Harvick", "Harvik"), "لينز": ("Lenz",),
        }  # fmt: skip


def test_the_command_writes_what_the_glossary_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"هارفيك": ("Harvick", "Harvik"), "فيدال": ("Vidal",)}
    monkeypatch.setattr(names, "guess_names", lambda *_: found)
    out = tmp_path / "guesses.tsv"
    assert main(["guess-names", "--out", str(out)]) == 0
    assert out.read_text("utf-8") == "فيدال\tVidal\nهارفيك\tHarvick|Harvik\n"
    assert "2 Arabic words" in capsys.readouterr().out


def test_names_are_likelier_names_than_words_are() -> None:
    like_a_name = Likeness(SPELLINGS.values(), USES)
    assert like_a_name("فيدال") > 0.3 > like_a_name("مكتوب")


class TestSpelling:
    @given(st.text(max_size=40))
    def test_what_can_be_spelled_has_known_letters_only(self, name: str) -> None:
        if can_be_spelled(name):
            assert 2 < len(name) <= spelling.LONGEST
            assert name.replace("-", "").replace("'", "").isascii()

    def test_a_model_learns_and_spells(self, tmp_path: Path) -> None:
        said: list[str] = []
        pairs = [(arabic, english) for english, arabic in SPELLINGS.items()]
        share = learn([*pairs, ("مئ", "Me")], tmp_path / "model", 2.0, said.append, width=24)
        assert 0 <= share <= 1
        assert said
        found = spell(tmp_path / "model", ["Vidal", "Lenz"], most=2)
        assert [guess.english for guess in found] == ["Vidal", "Vidal", "Lenz", "Lenz"]
        assert all(0 < guess.probability <= 1 for guess in found)
        assert found[0].probability >= found[1].probability

    def test_nothing_to_learn_from_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match="too few"):
            learn([("فيدال", "Vidal")], tmp_path, 1.0)
