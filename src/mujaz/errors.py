"""Everything that mujaz raises on purpose.

::

    MujazError
     ├── InputError             the article cannot be read: empty, binary, too large, no Arabic
     │    └── FetchError        a URL did not give a page
     ├── ConfigError            a file of the user's is wrong; names file, line and field
     │    ├── CatalogueError    models.yaml
     │    │    └── UnknownModelError
     │    └── GlossaryError     a glossary file
     ├── MissingExtraError      an optional package is needed; names the extra
     ├── ModelError             a model's files cannot be had, or are not what they should be
     ├── TranslationError       the engine could not load a model or finish
     └── TrainingError          training or adapting cannot go on

Catch `MujazError` around `mujaz.brief()`; `.stage` names the step that failed, `.hint` says what
to do, and `str(error)` holds both.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "CatalogueError",
    "ConfigError",
    "FetchError",
    "GlossaryError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "MujazError",
    "TrainingError",
    "TranslationError",
    "UnknownModelError",
]


class MujazError(Exception):
    """Raised when a step cannot finish.

    :param message: what was wrong and where, without a full stop.
    :param hint: what the reader can do about it.
    """

    stage: ClassVar[str] = "mujaz"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}: {hint}" if hint else message)


class InputError(MujazError):
    """Raised when what was given is not an article that can be read."""

    stage = "reading"
    exit_code = 3


class FetchError(InputError):
    """Raised when a URL did not give a page."""


class ConfigError(MujazError):
    """Raised when a file of settings is wrong.

    :param file: the file's name, as the user gave it.
    :param line: its line, counted from 1, where known.
    :param field: the key or column, where known.
    """

    stage = "settings"
    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        file: str = "",
        line: int | None = None,
        field: str = "",
    ) -> None:
        self.file, self.line, self.field = file, line, field
        where = file if line is None else f"{file}, line {line}"
        where = ", ".join(part for part in (where, f"field {field!r}" if field else "") if part)
        super().__init__(f"{where}: {message}" if where else message, hint=hint)


class CatalogueError(ConfigError):
    """Raised when a models.yaml cannot be used."""


class UnknownModelError(CatalogueError):
    """Raised when no catalogue lists a model of that name."""


class GlossaryError(ConfigError):
    """Raised when a glossary file cannot be used."""


class MissingExtraError(MujazError):
    """Raised when a feature needs packages that the base install leaves out.

    :param feature: what the user asked for, as the start of a sentence.
    :param extra: the name of the extra that brings the packages.
    """

    stage = "set-up"
    exit_code = 5

    def __init__(self, feature: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"{feature} needs packages that are not installed",
            hint=f"pip install 'mujaz[{extra}]'",
        )


class ModelError(MujazError):
    """Raised when a model's files cannot be had, or are not the ones that were named."""

    stage = "models"
    exit_code = 8


class TranslationError(MujazError):
    """Raised when an engine cannot load its model or cannot finish."""

    stage = "translating"
    exit_code = 6


class TrainingError(MujazError):
    """Raised when training or adapting a model cannot go on."""

    stage = "training"
    exit_code = 7


def one_line(error: Exception) -> str:
    """Return the first line of what a library says, to be quoted in a message of ours."""
    return (str(error).splitlines() or [type(error).__name__])[0]
