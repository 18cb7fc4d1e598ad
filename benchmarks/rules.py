"""How well rules are read: the invented documents of `evals/rules` against what a person read out of them.

    python benchmarks/rules.py [--json] [--misses] [PART …]

A rule is right when it stands at the place annotated and metric, operator, value, unit, strength and subject
are all right; every other rule is one too many. `gold.jsonl` says how the last two are compared: see README.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evals.metrics import interval
from ingest.document import Document
from ingest.pipeline import read_documents
from ingest.span import Span
from kb.rule import Rule
from kb.rules import extract
from kb.units import convert

FOLDER = Path(__file__).resolve().parent.parent / "evals" / "rules"
_SHARE = 0.5
"""Least share that a metric's own words have to have of the words annotated, or the other way round."""


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("parts", nargs="*", help="only documents whose part is named, such as a or b")
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--misses", action="store_true", help="print what was missed and what was too many")
    given = reader.parse_args()
    rows = [json.loads(line) for line in (FOLDER / "gold.jsonl").read_text("utf-8").splitlines() if line]
    by_document: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if not given.parts or row["part"] in given.parts:
            by_document[row["doc"]].append(row)
    right = wanted = found = 0
    fields: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, gold in sorted(by_document.items()):
        document = read_documents(FOLDER / "docs" / name)[0]
        rules = list(extract(document))
        hits, missed, extra = match(document, gold, rules)
        right, wanted, found = right + hits, wanted + len(gold), found + len(rules)
        for row, nearest in missed:
            for field, good in (nearest or {}).items():
                fields[field][0] += good
                fields[field][1] += 1
            if given.misses:
                wrong = [field for field, good in (nearest or {}).items() if not good]
                print(f"MISSED {name} {row['quote']} {wrong or '(nothing there)'}")
        for rule in extra if given.misses else ():
            print(f"EXTRA  {name} {_told(rule)}")
    low, high = interval(right, wanted)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    result = {
        "documents": len(by_document), "n": wanted, "found": found, "right": right,
        "precision": round(precision, 4), "precision_interval": [round(x, 4) for x in interval(right, found)],
        "recall": round(recall, 4), "recall_interval": [round(low, 4), round(high, 4)],
        "f1": round(2 * right / max(wanted + found, 1), 4),
        "wrong_fields": {field: total - good for field, (good, total) in fields.items()},
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False, indent=1) if given.json else result)


def match(
    document: Document, gold: list[dict[str, Any]], rules: list[Rule]
) -> tuple[int, list[tuple[dict[str, Any], dict[str, bool] | None]], list[Rule]]:
    """How many annotated rules are right, those that are not with the fields of the nearest, and what is left."""
    left = list(rules)
    open_rows = []
    for row in gold:
        places = _places(document.text, row["quote"])
        fitting = [
            rule for rule in left
            if any(rule.span.overlaps(place) for place in places) and all(compare(row, rule).values())
        ]  # fmt: skip
        if fitting:
            left.remove(fitting[0])
        else:
            open_rows.append((row, places))
    missed = []
    for row, places in open_rows:
        near = [compare(row, r) for r in left if any(r.span.overlaps(place) for place in places)]
        missed.append((row, max(near, key=lambda fields: sum(fields.values()), default=None)))
    return len(gold) - len(missed), missed, left


def compare(row: dict[str, Any], rule: Rule) -> dict[str, bool]:
    """Which fields of a rule agree with an annotation."""
    if row.get("prohibition"):
        same = {"op": rule.prohibition, "value": rule.prohibition, "unit": rule.prohibition}
    elif row.get("factor"):
        good = rule.factor is not None and math.isclose(rule.factor, row["factor"], rel_tol=1e-6)
        same = {"op": good, "value": good, "unit": good}
    else:
        converted = None if rule.value is None else convert(rule.value, rule.unit, row["unit"])
        high = None if rule.high is None else convert(rule.high, rule.unit, row["unit"])
        same = {
            "op": rule.op == row["op"] and rule.factor is None,
            "unit": converted is not None,
            "value": _close(converted, row["value"]) and _close(high, row.get("high")),
        }
    return same | {
        "metric": any(_alike(rule.metric, name) for name in row["metric"]),
        "strength": rule.strength == row["strength"],
        "subject": _plain(rule.subject) in {_plain(name) for name in row["subject"]},
    }


def _places(text: str, quote: str) -> list[Span]:
    found = [Span(m.start(), m.end()) for m in re.finditer(re.escape(quote), text)]
    if not found:
        raise ValueError(f"the annotation {quote!r} does not stand in the document")
    return found


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-4)


def _alike(one: str, other: str) -> bool:
    first, second = _plain(one), _plain(other)
    short, long = sorted((first, second), key=len)
    return first == second or (bool(short) and short in long and len(short) >= _SHARE * len(long))


def _plain(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return plain.replace("的", "")


def _told(rule: Rule) -> str:
    bound = (
        "!"
        if rule.prohibition
        else f"{rule.op} {rule.value:g} {rule.high or ''} {rule.unit} {rule.factor or ''}"
    )
    return f"{rule.metric} | {bound} | {rule.strength} | {rule.subject or '-'} | {rule.quote[:50]!r}"


if __name__ == "__main__":
    main()
