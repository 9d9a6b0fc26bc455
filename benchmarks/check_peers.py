"""Count what the checks find in seven published systems and in the human reference.

    python benchmarks/check_peers.py [--shared DIR] [--set flores-test] [--names] [--sample SEED]

Writes benchmarks/results/checks_peers_SET.md: findings of severity "error" for each 100 segments.
`--sample` prints 30 of them, drawn at random from the systems' output, to be read instead.
"""

from __future__ import annotations

import argparse
import html
import random
import time
from collections import Counter
from pathlib import Path

from mujaz.checks import ExpectedName, check_segment
from mujaz.glossary import Glossary
from mujaz.judging import expected_names
from mujaz.values import Severity

ROOT = Path(__file__).parent.parent
COLUMNS = {
    "polarity": ("polarity",),
    "numbers": ("numbers",),
    "dates": ("dates",),
    "names": ("names",),
    "speech": ("speech",),
    "length, sentences": ("length", "sentences"),
    "repetition": ("repetition",),
    "untranslated, copied, language": ("untranslated", "copied", "language"),
}


def read(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--set", default="flores-test", choices=("flores-dev", "flores-test"))
    parser.add_argument(
        "--names", action="store_true", help="expect the names of the built-in glossary too"
    )
    parser.add_argument("--sample", type=int, metavar="SEED", help="print 30 findings")
    options = parser.parse_args()
    sets = options.shared / "eval" / "testsets"
    sources = read(sets / f"{options.set}.ar")
    outputs = {"human reference": read(sets / f"{options.set}.en")}
    for path in sorted((options.shared / "eval" / "peers").iterdir()):
        # Google's file holds HTML: "didn&#39;t".
        outputs[path.name] = [html.unescape(line) for line in read(path / f"{options.set}.en")]
    none: tuple[ExpectedName, ...] = ()
    expected = [none] * len(sources)
    if options.names:
        glossary = Glossary.builtin()
        expected = [expected_names(glossary.find(source, words=False)) for source in sources]
    serious_ones: list[str] = []
    lines = [
        f"# Serious findings for each 100 segments of {options.set}",
        "",
        "Names of the built-in glossary are expected." if options.names else "Without a glossary.",
        "",
        f"| system | segments with any | all | {' | '.join(COLUMNS)} | warnings | ms a segment |",
        f"|---|{'---:|' * (len(COLUMNS) + 4)}",
    ]
    for system, targets in outputs.items():
        errors: Counter[str] = Counter()
        flagged = warnings = 0
        started = time.perf_counter()
        for source, target, names in zip(sources, targets, expected, strict=True):
            findings = check_segment(source, target, names)
            serious = [finding for finding in findings if finding.severity is Severity.ERROR]
            errors.update(finding.check for finding in serious)
            if system != "human reference":
                told = (f"{finding.check}: {finding.message}" for finding in serious)
                serious_ones += (f"{system}\n{line}\n{source}\n{target}\n" for line in told)
            flagged += bool(serious)
            warnings += sum(finding.severity is Severity.WARNING for finding in findings)
        each = (time.perf_counter() - started) / len(sources) * 1000
        per = 100 / len(sources)
        cells = [sum(errors[check] for check in checks) * per for checks in COLUMNS.values()]
        shown = " | ".join(f"{cell:.1f}" for cell in (flagged * per, errors.total() * per, *cells))
        lines.append(f"| {system} | {shown} | {warnings * per:.1f} | {each:.1f} |")
    if options.sample is not None:
        print(*random.Random(options.sample).sample(serious_ones, 30), sep="\n")
        return
    text = "\n".join(lines) + "\n"
    ending = "_glossary" if options.names else ""
    out = ROOT / "benchmarks" / "results" / f"checks_peers_{options.set}{ending}.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
