"""The page served by a process of its own, for the tests that use it as visitors do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Served", "page_server"]

# A models.yaml with a model that gives its source back.
_MODELS = """models:
  - {name: echo, task: translation, engine: echo, revision: "1", licence: Apache-2.0, size_mb: 0,
     source_language: ar, target_language: en, window: 128}
"""


@dataclass(frozen=True, slots=True)
class Served:
    """Where the page is, and the id of the process that serves it."""

    address: str
    process: int


@contextmanager
def page_server(folder: Path) -> Iterator[Served]:
    """Run `mujaz serve` on a free port.

    :param folder: where its models.yaml, its log, and under `temporary` its temporary files lie.
    """
    models = folder / "models.yaml"
    models.write_text(_MODELS, encoding="utf-8")
    command = [sys.executable, "-m", "mujaz.cli", "serve", "--port", "0", "--models", str(models)]
    log, temporary = folder / "log.txt", folder / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment) as server,
    ):
        assert server.stdout is not None
        try:
            found = re.search(rb"http://\S+", server.stdout.readline())
            assert found, log.read_text(encoding="utf-8")
            yield Served(found.group().decode(), server.pid)
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
