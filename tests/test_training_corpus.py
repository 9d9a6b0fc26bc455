"""What the model learns from: English of ours, names, Arabic that the shipped model translated."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from mujaz import Finding, Glossary, Segment, Severity, Translation
from mujaz.arabic import has_arabic
from mujaz.errors import TrainingError
from mujaz.values import Span
from training import corpus
from training.corpus import OURS, Pair, name_of, read_alone, read_lexicon, read_lines, read_ours
from training.e5 import SPECIAL_PIECES
from training.forward import UNSURE, lacking, trusted, write_forward
from training.inject import names
from training.prepare import Sources
from training.renamed import renamed

NEWS = [
    "وصل الوزير إلى المدينة أمس.",
    "نفى المدير الخبر أمام الصحفيين.",
    "سقط المطر في الجنوب كله.",
]


def write(path: Path, *rows: tuple[str, ...]) -> Path:
    with lzma.open(path, "wt", encoding="utf-8") as out:
        out.writelines("\t".join(row) + "\n" for row in rows)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [("outlet", "page-1", text) for text in (*NEWS, NEWS[0])]
    write(tmp_path / "ar-news-sentences.tsv.xz", *rows)
    write(tmp_path / "ar-en.tsv.xz", ("كتاب جديد", "a new book"))
    write(tmp_path / "ar-en-news.tsv.xz", (NEWS[0], "The minister reached the city yesterday."))
    return tmp_path


class TestOurs:
    def test_english_finds_its_arabic_by_the_name(self, data: Path, tmp_path: Path) -> None:
        english = "The director denied the report before journalists."
        ours = write(
            tmp_path / "ours.tsv.xz",
            (name_of(NEWS[1]), english, "2"),
            ("0" * 12, "Of no sentence here.", "2"),
        )
        assert read_ours(data, ours) == {2: [Pair(NEWS[1], english)]}

    def test_what_no_version_has_met_is_a_corpus_of_its_own(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, new = Pair(NEWS[1], "The director denied it."), Pair(NEWS[2], "Rain fell.")
        monkeypatch.setattr(corpus, "read_ours", lambda _: {2: [old], 3: [new]})
        read = corpus.read_arabic(data, fresh=3)
        assert read["fresh"] == [new]
        assert read["ar-en-news"][-1] == old
        assert corpus.read_arabic(data)["ar-en-news"][-2:] == [old, new]

    def test_a_sentence_is_read_once(self, data: Path) -> None:
        assert read_alone(data) == NEWS

    def test_without_the_sentences_it_says_what_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingError, match=r"ar-news-sentences\.tsv\.xz"):
            read_ours(tmp_path)

    def test_the_file_has_no_arabic_and_no_name_twice(self) -> None:
        rows = list(read_lines(OURS))
        assert len({row[0] for row in rows}) == len(rows) > 0
        for name, english, version in rows:
            assert len(name) == 12
            assert int(version) >= 2
            assert int(name, 16) >= 0
            assert english.strip()
            assert not any("\u0600" <= c <= "\u06ff" for c in english)

    def test_a_training_on_the_cpu_reads_them_with_the_news(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ours = [
            Pair(NEWS[1], "The director denied the report before journalists."),
            Pair(NEWS[2], "Rain fell in all of the south."),
        ]
        monkeypatch.setattr(corpus, "read_ours", lambda _: {2: ours})
        (data / "ntrex.en").write_text("Rain fell in all of the south.\n", "utf-8")
        read = Sources(data, data).pairs()
        assert [pair.source for pair in read["ar-en-news"]] == NEWS[:2]  # no evaluation line
        assert len(read["ar-en"]) == 1


class TestLexicon:
    def test_a_training_on_the_cpu_reads_it(self, data: Path, tmp_path: Path) -> None:
        lexicon = write(
            tmp_path / "lexicon.tsv.xz",
            ("given", "جون", "John"),
            ("family", "سميث", "Smith"),
            ("phrases", "صمام معطل", "a broken valve"),
            ("sentences", "تعطل الصمام أمس.", "The valve broke yesterday."),
        )
        write(data / "ar-en.tsv.xz", ("قال بوتين ذلك.", "Putin said so."))
        read = Sources(data, data, lexicon).pairs()
        assert read["phrases"] == [Pair("صمام معطل", "a broken valve")]
        assert read["people"] == [Pair("جون", "John"), Pair("سميث", "Smith")]
        assert read["renamed"] == [Pair("قال سميث ذلك.", "Smith said so.")]
        assert set(read["sentences"]) == {Pair("تعطل الصمام أمس.", "The valve broke yesterday.")}

    def test_every_line_has_arabic_and_english(self) -> None:
        lexicon = read_lexicon()
        assert set(lexicon) == {"phrases", "sentences", "given", "family"}
        for pairs in lexicon.values():
            assert len(set(pairs)) == len(pairs) > 100
            for pair in pairs:
                assert has_arabic(pair.source)
                assert pair.english.strip()
                assert not has_arabic(pair.english)

    def test_a_line_without_a_kind_is_refused_by_its_number(self, tmp_path: Path) -> None:
        path = write(tmp_path / "lexicon.tsv.xz", ("given", "جون", "John"), ("سميث", "Smith"))
        with pytest.raises(TrainingError, match="line 2: 2 columns where 3 were expected"):
            read_lexicon(path)

    def test_an_unknown_kind_is_refused_by_its_number(self, tmp_path: Path) -> None:
        path = write(
            tmp_path / "lexicon.tsv.xz", ("given", "جون", "John"), ("place", "لندن", "London")
        )
        with pytest.raises(TrainingError, match="line 2: unknown kind 'place'"):
            read_lexicon(path)


class TestRenamed:
    NAMES: ClassVar = {
        "given": [Pair("ماري", "Mary")],
        "family": [Pair("سميث", "Smith")],
    }

    def test_both_sides_get_the_same_name(self) -> None:
        pair = Pair("قال فلاديمير بوتين لكيم إنه سعيد.", "Vladimir Putin told Kim he was happy.")
        assert list(renamed([pair], Glossary.builtin(), self.NAMES)) == [
            Pair("قال ماري سميث لسميث إنه سعيد.", "Mary Smith told Smith he was happy.")
        ]

    def test_what_names_nobody_or_not_on_both_sides_is_left_out(self) -> None:
        pairs = [
            Pair("سقط المطر في روسيا.", "Rain fell in Russia."),
            Pair("قال بوتين ذلك.", "He said so."),
        ]
        assert list(renamed(pairs, Glossary.builtin(), self.NAMES)) == []

    def test_without_names_there_is_nothing_to_put_in(self) -> None:
        pair = Pair("قال بوتين ذلك.", "Putin said so.")
        names = {**self.NAMES, "given": []}
        assert list(renamed([pair], Glossary.builtin(), names)) == []


class TestForward:
    def test_what_has_english_is_not_translated_again(
        self, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(corpus, "read_ours", lambda _: {2: [Pair(NEWS[1], "Ours.")]})
        assert lacking(data) == [NEWS[2]]

    @pytest.mark.parametrize(
        ("log_prob", "severity", "parts", "expected"),
        [
            (-0.2, None, 1, True),
            (-0.2, Severity.WARNING, 1, True),
            (-0.2, Severity.ERROR, 1, False),
            (UNSURE - 0.01, None, 1, False),
            (-0.2, None, 2, False),
        ],
    )
    def test_only_what_can_be_trusted_is_kept(
        self, log_prob: float, severity: Severity | None, parts: int, expected: bool
    ) -> None:
        found = (Finding("numbers", severity, "a number is missing"),) if severity else ()
        segment = Segment(0, Span(0, len(NEWS[0])), NEWS[0])
        translation = Translation(
            segment, "A text.", "bundled", log_prob, findings=found, parts=parts
        )
        assert trusted(translation) is expected

    def test_it_goes_on_with_what_is_there(self, tmp_path: Path) -> None:
        path = tmp_path / "forward.tsv"
        path.write_text(f"{NEWS[0]}\tThe minister reached the city.\n", "utf-8")
        assert write_forward(path, NEWS[:1]) == 1  # nothing is left to translate
        written = write_forward(path, NEWS[:2])
        pairs = corpus.read_pairs(path)
        assert len(pairs) == written
        assert pairs[0].english == "The minister reached the city."
        assert all(pair.source in NEWS for pair in pairs)


def test_names_pair_short_forms_with_the_short_name() -> None:
    found = names()
    assert Pair("باريس", "Paris") in found
    assert all(pair.source and pair.english for pair in found)
    putin = {pair.english for pair in found if pair.source == "بوتين"}
    assert putin == {"Putin"}


def test_a_shipped_tokenizer_keeps_its_pieces() -> None:
    tokens = pytest.importorskip("training.tokens", reason="sentencepiece is not installed")
    from training.e5 import E5

    bundled = Path("src/mujaz/data/bundled/source.spm")
    tokenizer = tokens.load(bundled)
    shipped = [tokenizer.id_to_piece(number) for number in range(tokenizer.get_piece_size())]
    pieces = (*SPECIAL_PIECES, *reversed(shipped[4:]))  # an order of its own
    e5 = E5(pieces, np.zeros(len(pieces), np.float32), 4, 1, {}, {})
    rows = tokens.rows_of(e5, bundled)
    assert [pieces[row] for row in rows] == shipped


def test_a_pack_without_the_evaluation_sets_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sentencepiece")
    from training.__main__ import main

    assert main(["gpu-pack", "--shared", str(tmp_path), "--out", str(tmp_path / "pack")]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: no such file: ")
    assert "flores-dev.ar" in error
