"""How far the built-in glossary agrees with human translations: whether its English is in theirs.

    python -m benchmarks.glossary [--shared DIR] [--below PERCENT]

Looks up the built-in names in the Arabic of the training pairs (no test set) and counts how often
the English holds an accepted form. Writes benchmarks/results/glossary.md; `--below` lists the terms
that agree less often than that, met three times or more, with an example each: an ambiguous Arabic
form, or an English form that the glossary lacks.
"""

from __future__ import annotations

from calendar import month_name
from collections import Counter, defaultdict

from benchmarks.common import arguments, write_table
from mujaz.glossary import Glossary, Kind
from mujaz.metrics.findings import known_names
from training.corpus import ARABIC, read_pairs

_FEWEST = 3


def main() -> None:
    """Count, and write the table."""
    parser = arguments(__doc__)
    parser.add_argument("--below", type=float, help="list terms that agree less often, in percent")
    options = parser.parse_args()
    kinds = dict.fromkeys(month_name[1:], str(Kind.MONTH))
    kinds |= {term.english: str(term.kind) for term in Glossary.builtin()}
    met: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: dict[str, tuple[str, str]] = {}
    with_names = 0
    files = [options.shared / "training" / f"{name}.tsv.xz" for name in ARABIC]
    for pair in (pair for path in files for pair in read_pairs(path)):
        names = known_names(pair.source, pair.english, words=True)
        with_names += bool(names)
        for name in names:
            met[name.entry] += 1
            found[name.entry] += name.found
            if not name.found:
                missed.setdefault(name.entry, (pair.source, pair.english))
    by_kind: dict[str, list[str]] = defaultdict(list)
    for term in met:
        by_kind[kinds.get(term, "guess")].append(term)
    rows = []
    for kind, terms in sorted(by_kind.items()):
        times, right = (sum(count[term] for term in terms) for count in (met, found))
        rows.append([kind, f"{len(terms):,}", f"{times:,}", f"{100 * right / times:.1f} %"])
    head = ("kind", "terms met", "times", "in the English")
    title = f"The built-in glossary and human translations ({with_names:,} pairs with a name)"
    write_table("glossary", title, head, rows)
    if options.below is not None:
        for term, times in met.most_common():
            share = 100 * found[term] / times
            if times >= _FEWEST and share < options.below:
                print(f"{term}: {found[term]} of {times}", *missed[term], sep="\n    ")


if __name__ == "__main__":
    main()
