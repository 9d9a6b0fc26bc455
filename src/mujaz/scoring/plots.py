"""Plots as inline SVG, in the page's own text colour, so that they suit light and dark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mujaz.errors import MissingExtraError
from mujaz.metrics import METRICS
from mujaz.scoring.evaluation import Evaluation, Result

__all__ = ["bars_by_length", "bars_by_topic", "plots", "reliability", "trade"]

# Told apart by colour-blind readers, on white and on black (Okabe and Ito 2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8B8B00", "#7F7F7F")
_INK = "#010203"  # stands for the page's text colour
_LENGTHS = (0, 10, 20, 30, 40)  # words of the source
_BINS = 8

Draw = Callable[[Any], None]


def plots(evaluation: Evaluation) -> dict[str, str]:
    """Return the plots that an evaluation allows, by title.

    :raises MissingExtraError: when matplotlib is not installed.
    """
    results = evaluation.results
    found = {
        "Quality against speed": trade(results, "segments a second", lambda r: r.run.speed),
        "Quality against size": trade(results, "MB", lambda r: r.run.size_mb),
        "chrF++ by topic": bars_by_topic(results),
        "chrF++ by words of the source": bars_by_length(results),
        "The estimate and what came": reliability(results),
    }
    return {title: svg for title, svg in found.items() if svg}


def trade(
    results: Sequence[Result], label: str, cost: Callable[[Result], float | None]
) -> str | None:
    """Plot chrF++ with its interval against speed or size."""
    shown = [(number, r, x) for number, r in enumerate(results) if (x := cost(r))]
    if not shown:
        return None

    def draw(axes: Any) -> None:
        for number, result, x in shown:
            score = result.score("chrf")
            if score.value is None or score.low is None or score.high is None:
                continue
            errors = [[max(0, score.value - score.low)], [max(0, score.high - score.value)]]
            colour = _colour(number)
            axes.errorbar([x], [score.value], errors, fmt="o", color=colour, capsize=3)
            axes.annotate(
                result.name, (x, score.value), (6, 4), textcoords="offset points", color=_INK
            )
        axes.set_xlabel(label)
        axes.set_ylabel("chrF++")
        axes.set_xlim(left=0, right=1.4 * max(x for *_, x in shown))

    return _svg(draw)


def bars_by_topic(results: Sequence[Result]) -> str | None:
    """Plot chrF++ of each topic."""
    answers = results[0].run.answers
    groups: dict[str, list[int]] = {}
    for place, answer in enumerate(answers):
        if answer.topic:
            groups.setdefault(answer.topic, []).append(place)
    return _bars(results, dict(sorted(groups.items()))) if groups else None


def bars_by_length(results: Sequence[Result]) -> str | None:
    """Plot chrF++ of short and long segments."""
    groups: dict[str, list[int]] = {}
    for low, high in zip(_LENGTHS, (*_LENGTHS[1:], 10_000), strict=True):
        name = f"{low + 1}–{high}" if high < 10_000 else f"over {low}"
        places = [
            place
            for place, answer in enumerate(results[0].run.answers)
            if low < len(answer.translation.segment.text.split()) <= high
        ]
        if places:
            groups[f"{name}\n({len(places)})"] = places
    return _bars(results, groups)


def reliability(results: Sequence[Result]) -> str | None:
    """Plot the mean chrF++ of segments with like estimates: on the line, the estimate is right."""
    shown = [
        (number, result.name, pairs)
        for number, result in enumerate(results)
        if len(pairs := [(a.estimate, a.chrf) for a in result.run.answers if a.estimate]) >= _BINS
    ]
    if not shown:
        return None

    def draw(axes: Any) -> None:
        axes.plot([0, 100], [0, 100], color=_INK, linewidth=0.7, linestyle=":")
        ends: list[float] = []
        for number, name, pairs in shown:
            ordered = sorted(pairs)
            size = len(ordered) / _BINS
            bins = [ordered[int(i * size) : int((i + 1) * size)] for i in range(_BINS)]
            means = [
                [sum(column) / len(part) for column in zip(*part, strict=True)] for part in bins
            ]
            xs, ys = zip(*means, strict=True)
            axes.plot(xs, ys, marker="o", color=_colour(number), label=name)
            ends += [*xs, *ys]
        margin = 5
        axes.set_xlim(min(ends) - margin, max(ends) + margin)
        axes.set_ylim(min(ends) - margin, max(ends) + margin)
        axes.set_xlabel("estimate, mean of an eighth of the segments")
        axes.set_ylabel("chrF++, mean")
        _legend(axes)

    return _svg(draw)


def _bars(results: Sequence[Result], groups: Mapping[str, Sequence[int]]) -> str:
    metric = METRICS["chrf"]

    def draw(axes: Any) -> None:
        width = 0.8 / len(results)
        for number, result in enumerate(results):
            rows = result.rows["chrf"]
            heights = [metric.value([rows[p] for p in places]) or 0 for places in groups.values()]
            places = [x + (number - (len(results) - 1) / 2) * width for x in range(len(groups))]
            axes.bar(places, heights, width, color=_colour(number), label=result.name)
        slanted = any(len(name) > 9 for name in groups) or len(groups) > 6
        axes.set_xticks(
            range(len(groups)), list(groups), **({"rotation": 40, "ha": "right"} if slanted else {})
        )
        axes.set_ylabel("chrF++")
        _legend(axes)

    return _svg(draw)


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _legend(axes: Any) -> None:
    if len(axes.get_legend_handles_labels()[1]) > 1:
        axes.legend(frameon=False, labelcolor=_INK, fontsize="small")


def _svg(draw: Draw) -> str:
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("The report's plots", "eval") from None
    # Text stays text, and the same figures give the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "mujaz", "font.size": 9}):
        figure = Figure(figsize=(5.4, 3.4), layout="constrained")
        axes = figure.subplots()
        draw(axes)
        axes.spines[["top", "right"]].set_visible(False)
        for spine in axes.spines.values():
            spine.set_color(_INK)
        axes.tick_params(colors=_INK)
        axes.xaxis.label.set_color(_INK)
        axes.yaxis.label.set_color(_INK)
        axes.set_facecolor("none")
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    text = file.getvalue()
    text = text[text.index("<svg") :].replace(_INK, "currentColor")
    return re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
