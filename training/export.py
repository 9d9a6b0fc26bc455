"""Trained weights -> a folder that CTranslate2 and mujaz can load."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from mujaz.adapting import ct2
from training import tokens, weights
from training.card import Figures, write_card
from training.gpu_run import RESULT


def export_result(result: Path, pack: Path, out: Path, figures: Figures) -> dict[str, Any]:
    """Write the model of a GPU run's result, with its card; the pack holds its tokenizers.

    Returns what is known of the run, and the size of `model.bin`.
    """
    state, about = weights.from_bytes(weights.read_parts(result, RESULT))
    export(state, pack / "source.spm", pack / "target.spm", out)
    write_card(out, figures)
    return about | {"model_bytes": (out / "model.bin").stat().st_size}


def export(state: weights.Floats, source_spm: Path, target_spm: Path, out: Path) -> None:
    """Write `model.bin`, its vocabularies, `config.json` and the two tokenizers."""
    pieces = []
    for path in (source_spm, target_spm):
        tokenizer = tokens.load(path)
        size = tokenizer.get_piece_size()
        pieces.append([tokenizer.id_to_piece(number) for number in range(size)])
    ct2.write(out, state, *pieces)
    shutil.copyfile(source_spm, out / "source.spm")
    shutil.copyfile(target_spm, out / "target.spm")
