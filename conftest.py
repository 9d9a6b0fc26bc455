"""Which modules' doctests are collected."""

from importlib.util import find_spec

# These need an extra; their tests skip by themselves and say so.
collect_ignore_glob = [
    *([] if find_spec("torch") else ["src/mujaz/adapting/*"]),
    *([] if find_spec("gradio") else ["src/mujaz/demo/app.py"]),
]
