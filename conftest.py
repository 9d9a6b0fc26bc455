"""Which modules' doctests are collected."""

from importlib.util import find_spec

# These need an extra; their tests skip by themselves and say so.
collect_ignore_glob = [
    path
    for package, path in (
        ("torch", "src/mujaz/adapting/*"),
        ("evaluate", "src/mujaz/metrics/modules.py"),
        ("gradio", "src/mujaz/demo/app.py"),
        ("gradio", "src/mujaz/demo/look.py"),
    )
    if not find_spec(package)
]
