"""Holds the table of modules in docs/architecture.md: a module imports only lower numbers."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "mujaz"

LAYERS = {
    "values": 0,
    "errors": 0,
    "places": 0,
    "alignment": 1,
    "arabic": 1,
    "catalogue": 1,
    "english": 1,
    "exchange": 1,
    "articles": 2,
    "segments": 2,
    "glossary": 2,
    "translators": 2,
    "hub": 2,
    "testsets": 2,
    "checks": 2,
    "similarity": 2,
    "adapting": 2,
    "summarizers": 3,
    "translating": 3,
    "loading": 3,
    "judging": 3,
    "quality": 3,
    "render": 3,
    "metrics": 4,
    "pipeline": 4,
    "scoring": 5,
    "__init__": 6,
    "demo": 7,
    "cli": 8,
}


def module_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("mujaz"):
            parts = node.module.split(".")
            if len(parts) > 1:
                found.add(parts[1])
            else:
                found |= {a.name if a.name in LAYERS else "__init__" for a in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "mujaz":
                    found.add("__init__")
                elif alias.name.startswith("mujaz."):
                    found.add(alias.name.split(".")[1])
    return found


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_a_module_imports_only_lower_numbers(path: Path) -> None:
    own = module_of(path)
    assert own in LAYERS, f"give {own} a number in LAYERS and in docs/architecture.md"
    for other in imports_of(path) - {own}:
        assert LAYERS[other] < LAYERS[own], f"{own} ({LAYERS[own]}) imports {other}"


def test_the_page_is_made_of_what_mujaz_offers_to_everyone() -> None:
    used = {other for path in (SRC / "demo").glob("*.py") for other in imports_of(path)}
    assert used <= {"__init__", "demo", "render", "scoring"}


def test_heavy_packages_stay_out_of_import_mujaz() -> None:
    import subprocess
    import sys

    code = (
        "import sys, mujaz; "
        "print([m for m in ('torch', 'transformers', 'trafilatura', 'gradio') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == "[]"
