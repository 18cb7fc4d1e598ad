"""How well quantities are read: phrases, and statute articles drawn at random.

    python benchmarks/quantities.py [--misses] [--laws PATH]

A phrase is right when operator, value, unit and the words of the span of all its quantities are right and none
is found besides. The phrases are those of `evals/quantities/phrases.txt` and of the tests. `articles.jsonl`
beside it says which quantities a person found in statute articles: places and figures, no words; the articles
themselves are read from the collection of laws.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evals.metrics import interval
from kb.quantity import Quantity, find_quantities
from tests.kb.test_quantity import NOTHING, TABLE

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "evals" / "quantities"
LAWS = ROOT.parent / "shared" / "data" / "laws.jsonl.gz"


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--misses", action="store_true")
    reader.add_argument("--laws", type=Path, default=LAWS)
    given = reader.parse_args()
    own = [
        line for line in (FOLDER / "phrases.txt").read_text("utf-8").splitlines() if line and line[0] != "#"
    ]
    for name, lines in (("own phrases", own), ("tests' phrases", [*TABLE, *NOTHING])):
        wrong = [line for line in lines if not _right(line)]
        low, high = interval(len(lines) - len(wrong), len(lines))
        share = 1 - len(wrong) / len(lines)
        print(f"{name}: {len(lines) - len(wrong)} of {len(lines)} right, {share:.3f} [{low:.3f}, {high:.3f}]")
        for line in wrong if given.misses else ():
            text = line.split(" | ")[0].rstrip()
            print(f"  WRONG {line}\n        {[_told(q, text) for q in find_quantities(text)]}")
    if (FOLDER / "articles.jsonl").is_file() and given.laws.is_file():
        _articles(given.laws, misses=given.misses)


def _right(line: str) -> bool:
    text, *wanted = line.rstrip().split(" | ")
    found = find_quantities(text)
    return len(found) == len(wanted) and all(
        _same(q, row, text) for q, row in zip(found, wanted, strict=True)
    )


def _same(quantity: Quantity, row: str, text: str) -> bool:
    op, value, unit, words = row.split(" ")
    low, _, high = value.partition("~")
    said = "~" if quantity.approximate and quantity.op == "=" else quantity.op
    return (
        said == op
        and math.isclose(quantity.value, float(low), rel_tol=1e-4)
        and (quantity.high is None) == (not high)
        and (not high or math.isclose(quantity.high or 0.0, float(high), rel_tol=1e-4))
        and (quantity.unit or "-") == unit
        and quantity.span.of(text) == words
    )


def _told(quantity: Quantity, text: str) -> str:
    high = "" if quantity.high is None else f"~{quantity.high:g}"
    return f"{quantity.op} {quantity.value:g}{high} {quantity.unit or '-'} {quantity.span.of(text)}"


def _articles(laws: Path, *, misses: bool) -> None:
    rows = [json.loads(line) for line in (FOLDER / "articles.jsonl").read_text("utf-8").splitlines() if line]
    texts = _texts(laws, {(row["law"], row["article"]) for row in rows})
    right = wanted = found = 0
    for row in rows:
        text = texts[row["law"], row["article"]]
        gold = Counter(tuple(each) for each in row["quantities"])
        got = Counter((q.op, round(q.value, 6), q.high, q.unit) for q in find_quantities(text))
        right += (gold & got).total()
        wanted += gold.total()
        found += got.total()
        if misses and gold != got:
            print(f"  {row['law']} {row['article']}: missed {list(gold - got)}, too many {list(got - gold)}")
    for name, n in (("precision", found), ("recall", wanted)):
        low, high = interval(right, n)
        print(
            f"statute articles ({len(rows)}), {name}: {right} of {n}, {right / n:.3f} [{low:.3f}, {high:.3f}]"
        )


def _texts(laws: Path, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    from benchmarks.statutes import articles

    with gzip.open(laws, "rt", encoding="utf-8") as lines:
        return {key: text for key, text in articles(map(json.loads, lines)) if key in wanted}


if __name__ == "__main__":
    main()
