"""How many of the real page's facts its brief and its whole translation state.

python -m benchmarks.facts [--shared DIR] [--models FILE] [--model NAME ...]
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from benchmarks.common import arguments, write_table
from mujaz import Pipeline, read_article


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--models", type=Path, action="append", default=[])
    parser.add_argument("--model", action="append", help="a name of the catalogue")
    options = parser.parse_args()
    known = json.loads((options.shared / "eval" / "seed" / "facts.json").read_text("utf-8"))
    weights = {fact["id"]: fact["weight"] for fact in known["facts"]}
    article = read_article(next((options.shared / "seed").glob("*.txt")))
    rows = []
    for name in options.model or [None]:
        report = Pipeline(name, models=options.models).brief(article)
        assert report.brief is not None
        texts = {
            "brief": "\n".join(point.text for point in report.brief.sentences),
            "whole translation": "\n".join(t.text for t in report.translations),
        }
        for what, text in texts.items():

            def found(pattern: str, text: str = text) -> bool:
                return bool(re.search(pattern, text, re.IGNORECASE | re.DOTALL))

            stated = [f["id"] for f in known["facts"] if all(map(found, f["all"]))]
            false = [f["id"] for f in known["forbidden"] if any(map(found, f["any"]))]
            furniture = [words for words in known["not_in_output"] if words in text]
            rows.append(
                [
                    f"{report.model.name} {report.model.revision}",
                    what,
                    f"{len(stated)} of {len(weights)}",
                    f"{sum(map(weights.__getitem__, stated))} of {sum(weights.values())}",
                    ", ".join(fact for fact in weights if fact not in stated) or "-",
                    ", ".join(false + furniture) or "none",
                ]
            )
    head = ("model", "text", "facts", "by weight", "missing", "forbidden")
    write_table("facts", "Facts of the real page", head, rows)


if __name__ == "__main__":
    main()
