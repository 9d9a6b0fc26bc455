"""models.yaml: which models there are, what is known of them, where they are on disk."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mujaz.errors import CatalogueError, UnknownModelError
from mujaz.places import user_models_file
from mujaz.values import ModelCard

__all__ = [
    "Catalogue",
    "DecodingSpec",
    "GoldenSpec",
    "ModelSpec",
    "PublishedScore",
    "load_catalogue",
]

_PACKAGE = Path(__file__).parent
_MODELS_VARIABLE = "MUJAZ_MODELS"
_WORD = r"[A-Za-z0-9][A-Za-z0-9._-]*"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PublishedScore(_Strict):
    """A figure somebody published for a model, and where."""

    set: str
    metric: str
    value: float
    source: str


class DecodingSpec(_Strict):
    """How a model decodes best; lengths are in target pieces."""

    beam_size: Annotated[int, Field(ge=1, le=64)] = 4
    n_best: Annotated[int, Field(ge=1, le=64)] = 4
    no_repeat_ngram_size: Annotated[int, Field(ge=0)] = 0
    repetition_penalty: Annotated[float, Field(gt=0)] = 1.0
    length_penalty: float = 1.0
    max_length: Annotated[int, Field(ge=8)] = 256


class GoldenSpec(_Strict):
    """A sentence that a model must get right when it is first loaded.

    Weights that were tied wrongly, or converted wrongly, give fluent nonsense and no error.
    """

    source: str
    contains: Annotated[tuple[str, ...], Field(min_length=1)]


class ModelSpec(_Strict):
    """One entry of models.yaml.

    `path` is a folder, `hub` a repository on the hub: one of the two. An empty `revision` means
    that the one met first is kept. `window` is the longest source, in the model's own pieces.
    `weights` names the torch file to take where the repository has no safetensors; `files` are
    sha256 digests. `words` tells whether common words of the glossary are put in where its
    translation lacks them: for small models, whose vocabulary is poor. `aligned` tells that the
    attention which its file names shows what stands for what (CTranslate2, source.spm and
    target.spm): names and words that it lacks are then put in their places. `source_code`,
    `target_code` and `prefix` are what its tokenizer wants.
    """

    name: Annotated[str, Field(pattern=rf"^{_WORD}(/{_WORD})?$")]
    task: Literal["translation", "summarization"]
    words: bool = False
    aligned: bool = False
    engine: Literal["ctranslate2", "transformers", "echo"]
    path: str = ""
    hub: Annotated[str, Field(pattern=rf"^({_WORD}/{_WORD})?$")] = ""
    revision: str
    weights: str = ""
    files: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = {}
    licence: str
    size_mb: Annotated[float, Field(ge=0)]
    source_language: str
    target_language: str
    source_code: str = ""
    target_code: str = ""
    prefix: str = ""
    window: Annotated[int, Field(ge=8)]
    decoding: DecodingSpec = DecodingSpec()
    golden: GoldenSpec | None = None
    scores: tuple[PublishedScore, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.engine != "echo" and bool(self.path) == bool(self.hub):
            raise ValueError("give either path (a folder) or hub (owner/name)")
        if self.hub and self.revision and not re.fullmatch(r"[0-9a-f]{40}", self.revision):
            raise ValueError("the revision of a hub model is a commit of 40 hex digits, or empty")
        return self

    @property
    def folder(self) -> Path:
        """Where the files of a model with a `path` are."""
        if self.path.startswith("package:"):
            return _PACKAGE / self.path.removeprefix("package:")
        return Path(self.path).expanduser()

    @property
    def card(self) -> ModelCard:
        """What a reader should know about it."""
        return ModelCard(self.name, self.engine, self.revision, self.licence, self.note)


class _File(_Strict):
    default: str | None = None
    models: tuple[ModelSpec, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The known models by name; the user's entries come before ours."""

    models: dict[str, ModelSpec]
    default: str

    def __iter__(self) -> Iterator[ModelSpec]:
        return iter(self.models.values())

    def get(self, name: str | None = None) -> ModelSpec:
        """Return the model of that name, or the default.

        :raises UnknownModelError: when there is none; names the closest.
        """
        spec = self.models.get(name or self.default)
        if spec is None:
            close = difflib.get_close_matches(name or self.default, self.models, n=1, cutoff=0.5)
            meant = f"did you mean {close[0]!r}? " if close else ""
            raise UnknownModelError(
                f"no model is called {name or self.default!r}",
                hint=f"{meant}`mujaz models list` shows all; a folder that exists works, too, and "
                "owner/name on the hub",
            )
        return spec


def load_catalogue(files: Sequence[str | Path] = ()) -> Catalogue:
    """Read mujaz's own models.yaml and the user's, which add to it or override it.

    In this order, the later before the earlier: ours, `user_models_file()` where it exists, the
    one that MUJAZ_MODELS names, `files`.

    :raises CatalogueError: when one cannot be used; names file, line and key.
    """
    models: dict[str, ModelSpec] = {}
    default = ""
    paths = [_own_file()]
    if (users := user_models_file()).is_file():
        paths.append(users)
    if named := os.environ.get(_MODELS_VARIABLE):
        paths.append(Path(named))
    for path in (*paths, *map(Path, files)):
        content = _read(path)
        models.update({spec.name: spec for spec in content.models})
        default = content.default or default
    catalogue = Catalogue(models, default)
    catalogue.get()
    return catalogue


def _own_file() -> Path:
    # In a wheel it lies in the package; in a checkout the one copy is at the root.
    inside = _PACKAGE / "models.yaml"
    return inside if inside.is_file() else _PACKAGE.parents[1] / "models.yaml"


def _read(path: Path) -> _File:
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content: Any = yaml.safe_load(text)
    except OSError as error:
        raise CatalogueError(
            f"cannot be read: {error.strerror or error}",
            file=str(path),
            hint=f"check --models and {_MODELS_VARIABLE}",
        ) from None
    except UnicodeDecodeError:
        raise CatalogueError("is not UTF-8", file=str(path), hint="save it as UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CatalogueError(
            f"is not YAML: {getattr(error, 'problem', None) or 'cannot be parsed'}",
            file=str(path),
            line=mark.line + 1 if mark else None,
            hint="check indentation and colons on that line",
        ) from None
    try:
        return _File.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = first["loc"]
        raise CatalogueError(
            str(first["msg"]),
            file=str(path),
            line=_line_of(node, where),
            field=".".join(str(part) for part in where),
            hint="see models.yaml in the mujaz repository for the shape of an entry",
        ) from None


def _line_of(node: yaml.Node | None, where: Sequence[str | int]) -> int | None:
    """Return the line of the deepest key or item of a path that the file has."""
    line = node.start_mark.line + 1 if node else None
    for part in where:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    child, line = value, key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            child = node.value[part] if part < len(node.value) else None
            line = child.start_mark.line + 1 if child else line
        if child is None:
            break
        node = child
    return line
