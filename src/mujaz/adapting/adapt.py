"""`mujaz adapt`: the bundled model, tuned on a desk's own translation memory.

The old model stays as it is; a new folder is written, with a card that says what it was tuned on
and what that gained, and an entry in the user's models.yaml makes it usable by name. Importing
this needs no torch; adapting does (`pip install 'mujaz[train]'`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from mujaz.catalogue import ModelSpec, PublishedScore, load_catalogue
from mujaz.errors import CatalogueError, MissingExtraError, TrainingError

from .memory import read_memory, split

if TYPE_CHECKING:
    from .tuning import Tuned

__all__ = ["AdaptResult", "Progress", "adapt", "add_entry"]

#: Told the share of the time that is over (0 to 1), and how things stand.
Progress = Callable[[float, str], None]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PACKAGES = ("torch", "sacrebleu")


@dataclass(frozen=True, slots=True)
class AdaptResult:
    """What adapting gained, measured as chrF++ on pairs that it did not see."""

    name: str
    out_dir: Path
    before_chrf: float
    after_chrf: float
    kept: int
    held_back: int
    left_out: int
    steps: int
    seconds: float

    @property
    def gain(self) -> float:
        """The chrF++ gained."""
        return round(self.after_chrf - self.before_chrf, 2)


def adapt(
    pairs: Path,
    *,
    model_dir: Path,
    out_dir: Path,
    minutes: float = 10,
    held_back: float = 0.1,
    seed: int = 0,
    progress: Progress | None = None,
    name: str | None = None,
    models_file: Path | None = None,
    encoder_layers: int = 0,
) -> AdaptResult:
    """Tune a model on a translation memory.

    :param pairs: a `.tsv` (Arabic, TAB, English) or a `.tmx`.
    :param model_dir: the model to start from; it is not changed.
    :param out_dir: the new model's folder; must not exist yet, or be empty.
    :param minutes: at most so many; it ends earlier when nothing more is gained.
    :param held_back: the share of the pairs that is only measured on.
    :param seed: the same seed holds the same pairs back.
    :param progress: called after every round.
    :param name: the new model's name; the folder's own by default.
    :param models_file: a models.yaml that gets an entry for it, made where there is none.
    :param encoder_layers: upper encoder layers that learn too.
    :raises TrainingError: when the pairs cannot be used, or nothing was gained.
    :raises CatalogueError: when the models.yaml cannot be used, or has that name already.
    :raises MissingExtraError: without torch or sacrebleu.
    """
    if any(find_spec(package) is None for package in _PACKAGES):
        raise MissingExtraError("Adapting a model", "train")
    begun = time.monotonic()
    name = out_dir.name if name is None else name
    _check(name, out_dir, minutes, models_file)
    memory = read_memory(pairs)
    learned, held = split(memory.pairs, held_back, seed)

    from .tuning import Tuning, tune

    out_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out_dir.name}-", dir=out_dir.parent) as made:
        folder = Path(made) / "model"
        tuned = tune(
            learned,
            held,
            model_dir=model_dir,
            out_dir=folder,
            tuning=Tuning(seconds=minutes * 60, seed=seed, encoder_layers=encoder_layers),
            progress=progress,
        )
        result = AdaptResult(
            name=name,
            out_dir=out_dir,
            before_chrf=tuned.before_chrf,
            after_chrf=tuned.after_chrf,
            kept=len(learned) - tuned.too_long,
            held_back=len(held),
            left_out=memory.left_out + tuned.too_long,
            steps=tuned.steps,
            seconds=round(time.monotonic() - begun, 1),
        )
        base = _base_of(model_dir)
        card = _card(result, tuned, pairs, base, minutes)
        (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")
        if out_dir.exists():
            out_dir.rmdir()
        # only a whole model ever stands at its place
        folder.rename(out_dir)
    if models_file is not None:
        try:
            add_entry(models_file, _entry(result, pairs, base))
        except CatalogueError:
            shutil.rmtree(out_dir)
            raise
    return result


def _check(name: str, out_dir: Path, minutes: float, models_file: Path | None) -> None:
    """Refuse now what would fail after minutes of work."""
    if not _NAME.fullmatch(name):
        raise TrainingError(
            f"{name!r} cannot be a model's name",
            hint="use Latin letters, digits, dots, hyphens and underscores",
        )
    if minutes <= 0:
        raise TrainingError(f"{minutes:g} minutes are no time to adapt", hint="10 is a good start")
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise TrainingError(
            f"{out_dir} is there already and stays as it is", hint="choose another name or folder"
        )
    if models_file is not None:
        _refuse_known(models_file, name)


def _refuse_known(models_file: Path, name: str) -> None:
    known = load_catalogue([models_file] if models_file.exists() else [])
    if name in known.models:
        raise CatalogueError(
            f"a model is called {name!r} already",
            file=str(models_file),
            hint="choose another name, or remove that entry",
        )


def add_entry(models_file: Path, spec: ModelSpec) -> None:
    """Append a model to a models.yaml, in one go; the file is made where there is none.

    Comments stay where the list of models ends the file, as it does in ours.

    :raises CatalogueError: when the file cannot be used or has that name already.
    """
    _refuse_known(models_file, spec.name)
    entry = spec.model_dump(mode="json", exclude_defaults=True)
    text = models_file.read_text(encoding="utf-8") if models_file.exists() else ""
    content: dict[str, Any] = yaml.safe_load(text) or {}
    wanted = {**content, "models": [*content.get("models", []), entry]}
    appended = _appended(text, entry)
    if _parsed(appended) != wanted:
        appended = yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False)
    models_file.parent.mkdir(parents=True, exist_ok=True)
    temporary = models_file.with_name(models_file.name + ".tmp")
    try:
        with temporary.open("w", encoding="utf-8") as out:
            out.write(appended)
            out.flush()
            os.fsync(out.fileno())
        load_catalogue([temporary])
        temporary.replace(models_file)
    finally:
        temporary.unlink(missing_ok=True)


def _appended(text: str, entry: dict[str, Any]) -> str:
    """Write the entry behind the text, indented as the last one is."""
    if not text.strip():
        text = "models:\n"
    dashes = re.findall(r"^( *)- name:", text, re.MULTILINE)
    indent = dashes[-1] if dashes else "  "
    item = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False)
    lines = "".join(f"{indent}{line}\n" for line in item.splitlines())
    return f"{text.rstrip()}\n{lines}"


def _parsed(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _base_of(model_dir: Path) -> ModelSpec | None:
    """Find the catalogue's entry of the model that was started from."""
    for spec in load_catalogue():
        if spec.path and spec.folder.resolve() == model_dir.resolve():
            return spec
    return None


def _entry(result: AdaptResult, pairs: Path, base: ModelSpec | None) -> ModelSpec:
    binary = result.out_dir / "model.bin"
    base = base or ModelSpec(
        name="unlisted",
        task="translation",
        engine="ctranslate2",
        path=str(result.out_dir),
        revision="unknown",
        licence="see the model that it was made from",
        size_mb=0,
        source_language="ar",
        target_language="en",
        window=128,
    )
    score = PublishedScore(
        set=f"held back of {pairs.name}",
        metric="chrF++",
        value=result.after_chrf,
        source="its MODEL_CARD.md",
    )
    return base.model_copy(
        update={
            "name": result.name,
            "path": str(result.out_dir.resolve()),
            "revision": f"{base.name} {base.revision}, adapted",
            "files": {"model.bin": hashlib.sha256(binary.read_bytes()).hexdigest()},
            "size_mb": round(binary.stat().st_size / 1e6, 1),
            "scores": (score,),
            "note": f"adapted to {pairs.name}: {result.kept} pairs, "
            f"chrF++ {result.before_chrf:.1f} -> {result.after_chrf:.1f} on those held back",
        }
    )


def _card(
    result: AdaptResult, tuned: Tuned, pairs: Path, base: ModelSpec | None, minutes: float
) -> str:
    start = f"{base.name} {base.revision} ({base.licence})" if base else "a model of no catalogue"
    return f"""# {result.name}: a model adapted to a translation memory

Made by `mujaz adapt` from {start}; that model's card tells how it was trained and what its limits
are, and all of it holds here too.

**Adapted on.** `{pairs.name}`: {result.kept:,} pairs learned from, {result.held_back:,} held back,
{result.left_out:,} entries left out (repeated, empty, without Arabic, or too long). The rights in
those texts are their owners'; ask before you pass this model on.

**Figures** on the pairs held back (int8, CTranslate2, beam 4):

| | chrF++ | loss a piece |
|---|---|---|
| before | {result.before_chrf:.2f} | {tuned.before_nll:.3f} |
| after | {result.after_chrf:.2f} | {tuned.after_nll:.3f} |

The best of several rounds was chosen on these same pairs, so that the gain on new text may be a
little smaller. {result.steps} steps in {result.seconds:.0f} s (at most {minutes:g} minutes).

**Limits.** It leans to the style and the terms of that memory; text of other kinds may come out
somewhat worse than before.
"""
