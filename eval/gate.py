"""Fails when the bundled model's translations or briefs of the held-out pages have become worse.

    python -m eval.gate                  a line for each reason, and exit code 1 where there is one
    python -m eval.gate --pin "reason"   what is made now is what to hold

`baseline.json` holds what was made when it was pinned, and says why it was pinned each time. A
figure fails when it is below its floor, or when it fell significantly (p < 0.05, bootstrap paired
with what was pinned) and by more than another processor may change. `LIMITS` says by how much.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mujaz.catalogue import load_catalogue
from mujaz.errors import MujazError
from mujaz.loading import Engine
from mujaz.scoring import (
    COLUMNS,
    Evaluation,
    ModelSystem,
    Result,
    System,
    compare,
    evaluate,
    figures,
)
from mujaz.scoring.tables import table
from mujaz.testsets import Scored, load_set
from mujaz.values import Brief, Point

BASELINE = Path(__file__).with_name("baseline.json")
_SURE = 0.05


@dataclass(frozen=True, slots=True)
class Limit:
    """Points that a figure may fall: by chance from one machine to another, and at the most."""

    chance: float
    most: float


# int8 sums differ from one processor to another: a segment in twenty that comes out otherwise is
# 0.2 chrF++, a fact of weight 3 one point. The most is about half of the figure's own 95 %
# interval on this set. How pages are taken apart knows no chance.
LIMITS = {
    "chrf": Limit(0.2, 1.0),
    "names": Limit(1.0, 4.0),
    "facts-translation": Limit(1.0, 4.0),
    "facts-brief": Limit(1.0, 5.0),
    "segmentation-page": Limit(0.0, 0.1),
}
_FALSE = {"forbidden-translation": "translation", "forbidden-brief": "brief"}
_TITLES = {column.name: column.title for column in COLUMNS}


def measure(scored: Scored, system: System) -> Result:
    """Score a system on what the gate looks at."""
    [result] = evaluate(scored, [system], columns=(*LIMITS, *_FALSE)).results
    return result


def reasons(result: Result, baseline: Mapping[str, Any]) -> Iterator[str]:
    """Give a line for each reason to fail; none when all is as good as it was."""
    scored = result.seen.set
    if scored.digest != baseline["set"]["sha256"]:
        yield "the set is not the one that was pinned, so nothing can be compared: pin again"
        return
    if (model := _model(result)) != baseline["model"]:
        yield f"the model is {model}, pinned is {baseline['model']}: pin again"
    if empty := sum(not text.strip() for text in result.seen.hypotheses):
        yield f"{empty} of {len(scored.segments)} segments have no translation"
    pinned = _pinned(result, baseline)
    p_values = {difference.metric: difference.p for difference in compare(result, pinned)}
    for column, limit in LIMITS.items():
        now, before = result.score(column).value, pinned.score(column).value
        if now is None or before is None:
            yield f"{_TITLES[column]} cannot be had: {result.score(column).reason}"
        elif now < baseline["floors"][column]:
            yield f"{_TITLES[column]} is {now:.1f}, below its floor {baseline['floors'][column]}"
        elif before - now > limit.chance and p_values[column] < _SURE:
            yield (
                f"{_TITLES[column]} fell from {before:.1f} to {now:.1f}, "
                f"and not by chance (p = {p_values[column]:.3f})"
            )
    yield from _false_statements(result, pinned)


def _false_statements(result: Result, pinned: Result) -> Iterator[str]:
    ours, theirs = result.seen, pinned.seen
    for what, now, before in (
        ("translation", ours.texts, theirs.texts),
        ("brief", ours.brief_texts, theirs.brief_texts),
    ):
        for page, text, old in zip(ours.set.articles, now, before, strict=True):
            for false in page.forbidden:
                if false.stated_in(text) and not false.stated_in(old):
                    yield f"the {what} of {page.id} says what is false ({false.why})"


def _pinned(result: Result, baseline: Mapping[str, Any]) -> Result:
    """Score what was pinned by the rules of today, so that only the texts differ."""
    answers = tuple(
        replace(answer, translation=replace(answer.translation, text=text))
        for answer, text in zip(result.run.answers, baseline["translations"], strict=True)
    )
    briefs = tuple(
        Brief(None, None, tuple(Point(line, ()) for line in text)) for text in baseline["briefs"]
    )
    run = replace(result.run, answers=answers)
    return figures(result.seen.set, run, columns=(*LIMITS, *_FALSE), briefs=briefs)


def _model(result: Result) -> str:
    """Return the model's name and revision, and the start of its weights' sha256."""
    model = result.run.made_with["system"]["model"]
    digests = [digest[:12] for digest in model["files"].values()]
    return " ".join((model["name"], model["revision"], *digests))


def pin(result: Result, reason: str, baseline: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a baseline of what is made now; what it was before, and why, stay in it."""
    scored = result.seen.set
    values = {column: result.score(column).value for column in LIMITS}
    known = {column: round(value, 2) for column, value in values.items() if value is not None}
    told = {"date": dt.date.today().isoformat(), "reason": reason, "figures": known}
    return {
        "set": {"name": scored.name, "sha256": scored.digest},
        "model": _model(result),
        "floors": {c: round(value - LIMITS[c].most, 2) for c, value in known.items()},
        "reasons": [*(baseline["reasons"] if baseline else ()), told],
        "briefs": [[point.text for point in brief.sentences] for brief in result.seen.briefs],
        "translations": list(result.seen.hypotheses),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--pin", metavar="REASON", help="hold what is made now, and say why")
    options = parser.parse_args(arguments)
    try:
        system = ModelSystem.opened(load_catalogue().get("bundled"), Engine())
        scored = load_set("held-out")
        result = measure(scored, system)
    except MujazError as error:
        print(f"gate: {error}", file=sys.stderr)
        return 2
    baseline = json.loads(BASELINE.read_text("utf-8")) if BASELINE.is_file() else None
    print("\n".join("  ".join(row) for row in table(Evaluation(scored, (result,)))[1:]))
    if options.pin:
        pinned = json.dumps(pin(result, options.pin, baseline), indent=1, ensure_ascii=False)
        BASELINE.write_text(f"{pinned}\n", encoding="utf-8")
        return 0
    found = list(reasons(result, baseline)) if baseline else ["nothing is pinned yet"]
    for reason in found:
        print(f"gate: {reason}", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
