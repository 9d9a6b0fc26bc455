"""Training logs -> a picture of the learning curve: chrF++ on flores-dev by target tokens seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from training import TrainingError

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 40, 52
_COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7b4b94", "#b8860b")


@dataclass(frozen=True, slots=True)
class Point:
    """One validation: millions of target tokens so far, over all logs, and its chrF++."""

    tokens: float
    chrf: float


def read_logs(logs: Sequence[Path]) -> list[tuple[str, list[Point]]]:
    """Read the validations of each log; a log's tokens are counted on from the one before."""
    series = []
    before = 0.0
    for path in logs:
        points = [Point(before + tokens / 1e6, chrf) for tokens, chrf in _validations(path)]
        if not points:
            raise TrainingError(f"{path} holds no validation", hint="give a run's log.jsonl")
        series.append((path.stem, points))
        before = points[-1].tokens
    return series


def _validations(path: Path) -> Iterator[tuple[int, float]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise TrainingError(
            f"cannot read {path}: {error.strerror}", hint="give a run's log.jsonl"
        ) from error
    for number, line in enumerate(lines, start=1):
        try:
            event = json.loads(line)
        except ValueError:
            if number == len(lines):  # a killed run may leave half a line
                return
            raise TrainingError(f"{path}, line {number}: not JSON") from None
        if event.get("event") == "validation" and "chrf++" in event:
            yield event["tokens"], event["chrf++"]


def plot(logs: Sequence[Path], out: Path) -> None:
    """Write the picture as SVG."""
    series = read_logs(logs)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(draw(series), encoding="utf-8")


def draw(series: Sequence[tuple[str, Sequence[Point]]]) -> str:
    """Draw one line for each series."""
    points = [point for _, part in series for point in part]
    right = max(1e-6, *(point.tokens for point in points))
    low = min(point.chrf for point in points) // 5 * 5
    high = max(low + 5, -(-max(point.chrf for point in points) // 5) * 5)

    def x(tokens: float) -> float:
        return round(_LEFT + tokens / right * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(chrf: float) -> float:
        return round(
            _HEIGHT - _BOTTOM - (chrf - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM), 1
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">',
        "<style>text { font: 12px sans-serif }</style>",
        "<title>chrF++ on flores-dev by target tokens seen</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for step in range(int((high - low) / 5) + 1):
        value = low + 5 * step
        parts.append(
            f'<path d="M{_LEFT} {y(value)}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 8}" y="{y(value) + 4}" text-anchor="end">{value:g}</text>'
        )
    for fifth in range(6):
        tokens = right * fifth / 5
        parts.append(
            f'<text x="{x(tokens)}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">'
            f"{tokens:.3g}</text>"
        )
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 10}" text-anchor="middle">'
        "million target tokens</text>"
        f'<text x="{_LEFT}" y="20">chrF++, flores-dev</text>'
    )
    for number, (name, part) in enumerate(series):
        colour = _COLOURS[number % len(_COLOURS)]
        line = "L".join(f"{x(point.tokens)} {y(point.chrf)}" for point in part)
        parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x(p.tokens)}" cy="{y(p.chrf)}" r="3" fill="{colour}"/>' for p in part
        ]
        parts.append(
            f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - _BOTTOM - 12 - 18 * number}" '
            f'text-anchor="end" fill="{colour}">{escape(name)}: {part[-1].chrf:g}</text>'
        )
    for (_, before), (_, after) in pairwise(series):
        ends = (before[-1], after[0])
        line = "L".join(f"{x(point.tokens)} {y(point.chrf)}" for point in ends)
        parts.append(f'<path d="M{line}" stroke="#999" stroke-dasharray="3 3"/>')
    return "\n".join([*parts, "</svg>", ""])
