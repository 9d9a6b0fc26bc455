"""The source tokenizer's pieces: all of XLM-R, those that training needs, those that are shipped.

The normaliser (NFKC, no diacritics, no tatweel, plain quotes) is the one inside the shipped
`source.spm`; only the list of pieces changes. Target pieces never change: `target.spm` is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mujaz.adapting.texts import encode_all, load, normalise
from training.e5 import E5, MASK_PIECE_FROM, SPECIAL_PIECES

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

__all__ = [
    "choose_shipped",
    "choose_trained",
    "count",
    "encode_all",
    "load",
    "normalise",
    "processor",
    "rows_of",
    "sample_all",
    "shippable",
    "with_pieces",
]

Counts = NDArray[np.int64]

_CONTROL, _UNKNOWN, _NORMAL = 3, 2, 1
_TYPES = {0: _CONTROL, 1: _CONTROL, 2: _CONTROL, 3: _UNKNOWN}


def with_pieces(template: Path, e5: E5, rows: Sequence[int]) -> bytes:
    """Make a `source.spm` of these XLM-R pieces that normalises as the template does.

    `rows` must begin with the four special pieces.
    """
    from sentencepiece import sentencepiece_model_pb2

    if tuple(e5.pieces[row] for row in rows[:4]) != SPECIAL_PIECES:
        raise ValueError(f"the first four pieces must be {SPECIAL_PIECES}")
    model = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]  # made at run time
    model.ParseFromString(template.read_bytes())
    del model.pieces[:]
    for row in rows:
        piece = model.pieces.add()
        piece.piece = e5.pieces[row]
        piece.score = float(e5.scores[row]) if row > 3 else 0.0
        piece.type = _TYPES.get(row, _NORMAL)
    model.trainer_spec.vocab_size = len(rows)
    data: bytes = model.SerializeToString()
    return data


def processor(data: bytes) -> SentencePieceProcessor:
    """Read a tokenizer from the bytes of its file."""
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_proto=data)


def count(tokenizer: SentencePieceProcessor, texts: Sequence[str]) -> Counts:
    """Count each piece."""
    total = np.zeros(tokenizer.get_piece_size(), np.int64)
    for start in range(0, len(texts), 20_000):
        for ids in tokenizer.encode(list(texts[start : start + 20_000]), num_threads=2):
            np.add.at(total, ids, 1)
    return total


def shippable(piece: str) -> bool:
    """Tell whether a piece is made of what Arabic news and Latin names are written with."""
    return all(
        character == "▁"
        or " " < character < "\u024f"
        or "\u0600" <= character <= "\u06ff"
        or "\u2010" <= character <= "\u203a"
        or character in "€£"
        for character in piece
    )


def choose_shipped(e5: E5, arabic: Counts, english: Counts, size: int) -> list[int]:
    """Choose the XLM-R rows of the shipped source vocabulary.

    Single characters, pieces met 3 times in Arabic, and English ones by frequency up to `size`.
    """
    text_pieces = range(4, MASK_PIECE_FROM)
    fitting = [row for row in text_pieces if shippable(e5.pieces[row])]
    chosen = {row for row in fitting if len(e5.pieces[row].replace("▁", "")) <= 1}
    chosen |= {row for row in fitting if arabic[row] >= 3}
    rest = sorted((row for row in fitting if row not in chosen), key=lambda row: -english[row])
    chosen.update(rest[: max(0, size - 4 - len(chosen))])
    return [0, 1, 2, 3, *sorted(chosen)]


def rows_of(e5: E5, source_spm: Path) -> list[int]:
    """Look up the XLM-R rows of a tokenizer's pieces, in its order."""
    tokenizer = load(source_spm)
    rows = {piece: row for row, piece in enumerate(e5.pieces)}
    return [rows[tokenizer.id_to_piece(number)] for number in range(tokenizer.get_piece_size())]


def choose_trained(shipped: Sequence[int], others: Counts, size: int) -> list[int]:
    """Add to the shipped rows, by frequency, what other languages need, until they are `size`."""
    have = set(shipped)
    more = [row for row in range(4, min(MASK_PIECE_FROM, len(others))) if row not in have]
    more.sort(key=lambda row: -others[row])
    return [*shipped, *sorted(more[: max(0, size - len(shipped))])]


def sample_all(
    tokenizer: SentencePieceProcessor, texts: Sequence[str], threads: int
) -> list[list[int]]:
    """Encode every text in one of its likely segmentations: now this, now that."""
    found: list[list[int]] = tokenizer.encode(
        list(texts), enable_sampling=True, nbest_size=-1, alpha=0.3, num_threads=threads
    )
    return found
