"""How the bundled model learns: prepare data, train, export to CTranslate2, restore, adapt.

Run `python -m training --help` from the repository's root. The model itself and all that a user's
own adaptation needs live in `mujaz.adapting`, which is part of the installed package.
"""

from mujaz.errors import TrainingError

__all__ = ["TrainingError"]
