"""Translation memories: what is read from a .tsv or a .tmx, and what is refused."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mujaz.adapting.memory import FEWEST, Pair, read_memory, split
from mujaz.errors import TrainingError

PAIRS = [Pair(f"الجملة رقم {number}", f"Sentence number {number}") for number in range(FEWEST)]

words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
english = st.lists(words, min_size=1, max_size=6).map(" ".join)
pairs_strategy = st.lists(
    st.builds(Pair, english.map(lambda text: f"قال {text}"), english),
    min_size=FEWEST,
    max_size=FEWEST + 5,
    unique=True,
)
reused_folder = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def tsv(path: Path, pairs: list[Pair]) -> Path:
    path.write_text("".join(f"{p.source}\t{p.english}\n" for p in pairs), encoding="utf-8")
    return path


def tmx(path: Path, pairs: list[Pair], head: str = "") -> Path:
    units = "".join(
        f'<tu><tuv xml:lang="en-US"><seg>{escape(p.english)}</seg></tuv>'
        f'<tuv xml:lang="ar"><seg>{escape(p.source)}</seg></tuv></tu>\n'
        for p in pairs
    )
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<tmx version="1.4"><header/>'
        f"<body>\n{units}</body></tmx>\n",
        encoding="utf-8",
    )
    return path


@given(pairs_strategy)
@reused_folder
def test_a_tsv_comes_back_as_it_was_written(tmp_path: Path, pairs: list[Pair]) -> None:
    assert list(read_memory(tsv(tmp_path / "m.tsv", pairs)).pairs) == pairs


@given(pairs_strategy)
@reused_folder
def test_a_tmx_comes_back_as_it_was_written(tmp_path: Path, pairs: list[Pair]) -> None:
    assert list(read_memory(tmx(tmp_path / "m.tmx", pairs)).pairs) == pairs


@given(st.binary(max_size=400), st.sampled_from([".tsv", ".tmx"]))
@reused_folder
def test_no_bytes_give_another_error(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    path.write_bytes(data)
    with pytest.raises(TrainingError):
        read_memory(path)


def test_blank_lines_a_mark_and_windows_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    lines = "\r\n\r\n".join(f" {p.source}\t{p.english}  " for p in PAIRS)
    path.write_bytes(b"\xef\xbb\xbf" + lines.encode())
    assert list(read_memory(path).pairs) == PAIRS


def test_repeated_empty_and_other_entries_are_left_out_and_counted(tmp_path: Path) -> None:
    more = [*PAIRS, PAIRS[0], Pair("2024", "2024"), Pair("نص", "")]
    memory = read_memory(tsv(tmp_path / "m.tsv", more))
    assert list(memory.pairs) == PAIRS
    assert memory.left_out == 3


def test_inline_codes_are_not_text(tmp_path: Path) -> None:
    path = tmx(tmp_path / "m.tmx", [*PAIRS, Pair("قال CODE الوزير", "he CODE said")])
    text = path.read_text("utf-8")
    text = text.replace("CODE", '<bpt i="1">&lt;b&gt;</bpt><hi>X</hi><ept i="1">&lt;/b&gt;</ept>')
    path.write_text(text, "utf-8")
    assert read_memory(path).pairs[-1] == Pair("قال X الوزير", "he X said")


def test_other_languages_of_a_tmx_are_passed_over(tmp_path: Path) -> None:
    path = tmx(tmp_path / "m.tmx", PAIRS)
    french = '<tu><tuv xml:lang="fr"><seg>Bonjour</seg></tuv></tu>'
    path.write_text(path.read_text("utf-8").replace("<body>", f"<body>{french}"), "utf-8")
    assert list(read_memory(path).pairs) == PAIRS


def test_a_tmx_in_utf_16_is_read(tmp_path: Path) -> None:
    path = tmx(tmp_path / "m.tmx", PAIRS)
    path.write_bytes(path.read_text("utf-8").replace("UTF-8", "UTF-16").encode("utf-16"))
    assert list(read_memory(path).pairs) == PAIRS


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(TrainingError, match="declares entities"):
        read_memory(tmx(tmp_path / "m.tmx", PAIRS, head))


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tsv(tmp_path / "m.tsv", PAIRS)
    path.write_text(path.read_text("utf-8") + "\nنص بلا ترجمة\n", "utf-8")
    with pytest.raises(TrainingError, match=rf"m\.tsv, line {FEWEST + 2}: 1 columns"):
        read_memory(path)


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    path.write_bytes("نص\ttext\n".encode() + "نص\ttext\n".encode("cp1256"))
    with pytest.raises(TrainingError, match=r"m\.tsv, line 2: not UTF-8"):
        read_memory(path)


def test_broken_xml_is_named_by_line(tmp_path: Path) -> None:
    path = tmx(tmp_path / "m.tmx", PAIRS)
    path.write_text(path.read_text("utf-8").replace("</tu>\n", "\n", 1), "utf-8")
    with pytest.raises(TrainingError, match=r"m\.tmx, line \d+: not well-formed"):
        read_memory(path)


def test_swapped_columns_are_noticed(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no Arabic in the first column of 20 of 20"):
        read_memory(tsv(tmp_path / "m.tsv", [Pair(p.english, p.source) for p in PAIRS]))


def test_too_few_pairs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds 19 different pairs; at least 20"):
        read_memory(tsv(tmp_path / "m.tsv", [*PAIRS[:-1], PAIRS[0]]))


@pytest.mark.parametrize("name", ["m.csv", "m"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError, match=r"neither \.tsv nor \.tmx"):
        read_memory(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"cannot read .*m\.tsv: No such file"):
        read_memory(tmp_path / "m.tsv")


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=60, max_size=90),
    st.integers(0, 5),
)
@settings(max_examples=30, deadline=None)
def test_no_text_is_on_both_sides_of_the_split(numbers: list[tuple[int, int]], seed: int) -> None:
    numbers += [(number, number) for number in range(100, 140)]
    pairs = [Pair(f"نص {a}", f"text {b}") for a, b in numbers]
    learned, held = split(pairs, 0.1, seed)
    assert sorted(learned + held, key=str) == sorted(pairs, key=str)
    assert not {p.source for p in learned} & {p.source for p in held}
    assert not {p.english for p in learned} & {p.english for p in held}


def test_the_split_is_the_same_for_the_same_seed() -> None:
    assert split(PAIRS, 0.3, 1) == split(PAIRS, 0.3, 1)
    assert split(PAIRS, 0.3, 1) != split(PAIRS, 0.3, 2)
    assert len(split(PAIRS, 0.3, 1)[1]) == 6


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0])
def test_an_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(TrainingError, match="the share held back"):
        split(PAIRS, share, 0)


def test_pairs_that_are_all_alike_are_refused() -> None:
    with pytest.raises(TrainingError, match="too many of them repeat"):
        split([Pair("نص واحد", f"text {number}") for number in range(30)], 0.1, 0)


def test_the_memory_in_benchmarks_is_whole_and_has_no_two_pairs_alike() -> None:
    memory = read_memory(Path(__file__).parent.parent / "benchmarks" / "memory" / "shipping.tsv")
    assert memory.left_out == 0
    assert len(memory.pairs) >= 520
    assert all(8 <= len(pair.source.split()) <= 35 for pair in memory.pairs)
    for side in ("source", "english"):
        words = [frozenset(getattr(pair, side).lower().split()) for pair in memory.pairs]
        alike = [
            pair
            for pair in combinations(words, 2)
            if 2 * len(pair[0] & pair[1]) > len(pair[0] | pair[1])
        ]
        assert alike == []
