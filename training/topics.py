"""The bundled model by topic on the held-out test pages: for its card, and not to choose by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mujaz.catalogue import load_catalogue
from mujaz.loading import Engine
from mujaz.metrics import METRICS, Rows
from mujaz.scoring import ModelSystem, Result, answer, figures
from mujaz.testsets import load_set


def measure() -> list[dict[str, Any]]:
    """Translate the pages as `mujaz score held-out` does; returns the figures of each topic."""
    scored = load_set("held-out")
    system = ModelSystem.opened(load_catalogue().get("bundled"), Engine())
    return by_topic(figures(scored, answer(scored, system), columns=("chrf", "facts-translation")))


def by_topic(result: Result) -> list[dict[str, Any]]:
    """Divide a result's chrF++ and its facts (in percent, by weight) among the topics, then all."""
    chrf: dict[str, Rows] = {}
    for answered, row in zip(result.run.answers, result.rows["chrf"], strict=True):
        chrf.setdefault(answered.topic, []).append(row)
    facts: dict[str, Rows] = {}
    for page, row in zip(result.seen.set.articles, result.rows["facts-translation"], strict=True):
        facts.setdefault(page.topic, []).append(row)
    names = sorted(chrf)
    groups = [(name, facts[name], chrf[name]) for name in names]
    groups.append(("all", result.rows["facts-translation"], result.rows["chrf"]))
    return [
        {
            "topic": name,
            "pages": len(pages),
            "segments": len(segments),
            "chrF++": _rounded("chrf", segments),
            "facts, translation": _rounded("facts", pages),
        }
        for name, pages, segments in groups
    ]


def _rounded(metric: str, rows: Rows) -> float | None:
    value = METRICS[metric].value(rows)
    return None if value is None else round(value, 1)


def write_topics(path: Path) -> list[dict[str, Any]]:
    """Measure, and put the figures into a version's JSON file; returns them."""
    content = json.loads(path.read_text("utf-8"))
    topics = content["topics"] = measure()
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return topics
