from __future__ import annotations

import types

import mujaz
from mujaz import errors, values


def test_all_is_what_can_be_imported() -> None:
    public = {
        name
        for name, value in vars(mujaz).items()
        if not name.startswith("_")
        and not isinstance(value, types.ModuleType)
        and name not in ("annotations", "Mapping", "Path", "Sequence", "TYPE_CHECKING", "lru_cache")
    }
    assert public == set(mujaz.__all__)


def test_every_value_and_error_is_public() -> None:
    assert set(values.__all__) <= set(mujaz.__all__)
    assert set(errors.__all__) <= set(mujaz.__all__)


def test_the_error_tree_is_drawn_in_its_docstring() -> None:
    assert errors.__doc__ is not None
    for name in errors.__all__:
        assert name in errors.__doc__
        assert issubclass(getattr(errors, name), errors.MujazError)
