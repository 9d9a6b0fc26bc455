"""Exchange with CTranslate2: its `model.bin` into a state dict, a state dict into `model.bin`.

int8 weights have one scale a row: `weight = int8 / scale`. Reading them back loses nothing that
CTranslate2 itself still had, and writing them again gives the same integers.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mujaz.errors import TrainingError

from .model import NEVER_PRODUCED, Shape

Arrays = dict[str, NDArray[Any]]

BINARY_VERSION = 6
HEADS = 12
NEVER_BIAS = -1e4  # logits of pieces that must never be produced
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)

_ATTENTION = {
    "self_attention/linear_0": "attention.qkv",
    "self_attention/linear_1": "attention.out",
    "self_attention/layer_norm": "attention_norm",
    "attention/linear_0": "cross.query",
    "attention/linear_1": "cross.kv",
    "attention/linear_2": "cross.out",
    "attention/layer_norm": "cross_norm",
    "ffn/linear_0": "forward_part.up",
    "ffn/linear_1": "forward_part.down",
    "ffn/layer_norm": "forward_norm",
}
_PLAIN = {
    "encoder/embeddings_0/weight": "encoder.embedding.piece.weight",
    "encoder/position_encodings/encodings": "encoder.embedding.position.weight",
    "encoder/layernorm_embedding/gamma": "encoder.embedding.norm.weight",
    "encoder/layernorm_embedding/beta": "encoder.embedding.norm.bias",
    "decoder/embeddings/weight": "decoder.embedding.piece.weight",
    "decoder/position_encodings/encodings": "decoder.embedding.position.weight",
    "decoder/layernorm_embedding/gamma": "decoder.embedding.norm.weight",
    "decoder/layernorm_embedding/beta": "decoder.embedding.norm.bias",
    "decoder/projection/bias": "decoder.bias",
}
_LEAVES = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}
_LAYER = re.compile(r"(encoder|decoder)/layer_(\d+)/(.+)/(weight|bias|gamma|beta)")


def read_model_bin(path: Path) -> Arrays:
    """Read every variable of a CTranslate2 `model.bin`, still quantised."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingError(
            f"cannot read {path}: {error.strerror}",
            hint="give a folder that holds a CTranslate2 model",
        ) from error
    try:
        return _parse(data)
    except (struct.error, ValueError, LookupError, UnicodeDecodeError) as error:
        raise TrainingError(
            f"{path} is damaged or not a CTranslate2 model (version {BINARY_VERSION}): {error}",
            hint="fetch or export the model again",
        ) from error


def _parse(data: bytes) -> Arrays:
    at = 0

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, data, at)
        at += struct.calcsize("<" + layout)
        return values

    def text() -> str:
        nonlocal at
        (size,) = take("H")
        value = data[at : at + size - 1].decode()
        at += size
        return value

    (version,) = take("I")
    if version != BINARY_VERSION:
        raise ValueError(f"its version is {version}")
    text()
    take("I")
    (count,) = take("I")
    arrays: Arrays = {}
    for _ in range(count):
        name = text()
        (rank,) = take("B")
        shape = take("I" * rank)
        (kind,) = take("B")
        (size,) = take("I")
        dtype = np.dtype(_TYPES[kind])
        if at + size > len(data):
            raise ValueError(f"it ends inside {name}")
        arrays[name] = np.frombuffer(data, dtype, size // dtype.itemsize, at).reshape(shape)
        at += size
    (count,) = take("I")
    for _ in range(count):  # equal variables are stored once
        alias, name = text(), text()
        arrays[alias] = arrays[name]
    return arrays


def our_name(name: str) -> str | None:
    """Name a CTranslate2 variable as the state dict does; None for what is not a weight."""
    if name in _PLAIN:
        return _PLAIN[name]
    found = _LAYER.fullmatch(name)
    if found is None:
        return None
    side, index, part, leaf = found.groups()
    return f"{side}.layers.{index}.{_ATTENTION[part]}.{_LEAVES[leaf]}"


def dequantise(weight: NDArray[Any], scale: NDArray[Any] | None) -> NDArray[np.float32]:
    """Turn one variable into floats; the scale has one value a row, or one in all."""
    values = weight.astype(np.float32)
    if scale is None:
        return values
    return values / scale.astype(np.float32).reshape(-1, *([1] * (weight.ndim - 1)))


def quantise(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Make int8 rows and their scales, as CTranslate2 does."""
    peak = np.abs(weight).max(axis=1)
    scale = (127.0 / np.where(peak == 0, 127.0, peak)).astype(np.float32)
    return np.rint(weight * scale[:, None]).astype(np.int8), scale


def restore(folder: Path) -> tuple[Shape, dict[str, NDArray[np.float32]]]:
    """Read the shape and the float weights of a CTranslate2 model's folder."""
    arrays = read_model_bin(folder / "model.bin")
    state = {}
    for name, values in arrays.items():
        ours = our_name(name)
        if ours is not None:
            state[ours] = dequantise(values, arrays.get(name + "_scale"))
    missing = set(_PLAIN.values()) - set(state)
    if missing:
        raise TrainingError(
            f"{folder} is not a model that mujaz can go on training: {sorted(missing)} are missing",
            hint="only models made by mujaz (e5 encoder, own decoder) can be trained on",
        )
    bias = state["decoder.bias"].copy()
    bias[list(NEVER_PRODUCED)] = np.sort(bias)[len(NEVER_PRODUCED)]
    state["decoder.bias"] = bias
    return shape_of(state), state


def shape_of(state: Mapping[str, NDArray[Any]]) -> Shape:
    """Tell the shape that these weights belong to."""

    def layers(side: str) -> int:
        return 1 + max(
            int(name.split(".")[2]) for name in state if name.startswith(f"{side}.layers.")
        )

    source = state["encoder.embedding.piece.weight"]
    return Shape(
        source_pieces=source.shape[0],
        target_pieces=state["decoder.embedding.piece.weight"].shape[0],
        width=source.shape[1],
        heads=HEADS,
        inner=state["encoder.layers.0.forward_part.up.weight"].shape[0],
        encoder_layers=layers("encoder"),
        decoder_layers=layers("decoder"),
        source_positions=state["encoder.embedding.position.weight"].shape[0],
        target_positions=state["decoder.embedding.position.weight"].shape[0],
    )


def write(
    folder: Path,
    state: Mapping[str, NDArray[np.float32]],
    source_pieces: Sequence[str],
    target_pieces: Sequence[str],
) -> None:
    """Write `model.bin`, `config.json` and the two vocabularies of an int8 model."""
    from ctranslate2.specs import common_spec, transformer_spec

    shape = shape_of(state)
    for side, pieces, rows in (
        ("source", source_pieces, shape.source_pieces),
        ("target", target_pieces, shape.target_pieces),
    ):
        if len(pieces) != rows:
            raise TrainingError(
                f"the {side} tokenizer has {len(pieces)} pieces, the weights have {rows} rows",
                hint="export with the tokenizers that the weights were trained with",
            )
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        alignment_layer=-1,
        alignment_heads=shape.heads,  # all of the last layer, averaged: what it attends to
    )
    spec.encoder.scale_embeddings = False
    spec.decoder.scale_embeddings = False
    weights = dict(state)
    weights["decoder.bias"] = weights["decoder.bias"].copy()
    weights["decoder.bias"][list(NEVER_PRODUCED)] = NEVER_BIAS
    unused = set(weights)
    for name in [*_PLAIN, *_layer_names(shape)]:
        ours = our_name(name)
        assert ours is not None
        # a copy: CTranslate2 quantises in place
        _assign(spec, name, np.array(weights[ours], dtype=np.float32, order="C"))
        unused.discard(ours)
    if unused:
        raise TrainingError(f"these weights have no place in the exported model: {sorted(unused)}")
    spec.decoder.projection.weight = np.array(
        weights["decoder.embedding.piece.weight"], dtype=np.float32
    )
    spec.register_source_vocabulary(list(source_pieces))
    spec.register_target_vocabulary(list(target_pieces))
    config = spec.config
    config.add_source_bos = True
    config.add_source_eos = True
    config.bos_token, config.eos_token, config.unk_token = "<s>", "</s>", "<unk>"
    config.decoder_start_token = "</s>"
    config.layer_norm_epsilon = 1e-12
    folder.mkdir(parents=True, exist_ok=True)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _layer_names(shape: Shape) -> list[str]:
    names = []
    for side, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers)):
        for index in range(layers):
            for part in _ATTENTION:
                if side == "encoder" and part.startswith("attention/"):
                    continue
                leaves = ("gamma", "beta") if part.endswith("norm") else ("weight", "bias")
                names += [f"{side}/layer_{index}/{part}/{leaf}" for leaf in leaves]
    return names


def _assign(spec: Any, name: str, values: NDArray[np.float32]) -> None:
    """Set a variable of a CTranslate2 specification by its path."""
    place = spec
    *path, leaf = name.split("/")
    for step in path:
        part, _, index = step.rpartition("_")
        if index.isdigit() and hasattr(place, part):
            place = getattr(place, part)[int(index)]
        else:
            place = getattr(place, step)
    setattr(place, leaf, values)


def read_vocabulary(path: Path) -> list[str]:
    """Read the pieces of a `*_vocabulary.json`."""
    pieces: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return pieces
