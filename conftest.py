"""Which modules' doctests are collected."""

from importlib.util import find_spec

# These need the extra `train`; their tests skip by themselves and say so.
collect_ignore_glob = [] if find_spec("torch") else ["src/mujaz/adapting/*"]
