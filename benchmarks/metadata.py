"""Metadata against the truth: forty invented heads in every field, laws in title and date.

    python benchmarks/metadata.py [--laws PATH] [--sample N] [--seed N] [--misses N]

The date of a law's path is counted where the law's own head prints it; how many paths give one that
stands nowhere in the head is said beside. Prints one table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clause_trees import LAWS, plain
from ingest.dates import find_dates
from ingest.document import Metadata
from ingest.pipeline import read_bytes

HEADERS = Path(__file__).resolve().parents[1] / "tests" / "benchmarks" / "headers.toml"
FIELDS = (
    "title", "number", "issuer", "recipients", "issued", "effective", "expires", "region", "kind",
    "repeals", "trial", "period",
)  # fmt: skip
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\ufeff]")


def headers() -> list[dict[str, Any]]:
    """The invented heads with their gold metadata."""
    with HEADERS.open("rb") as stream:
        return list(tomllib.load(stream)["header"])


def wrong_fields(gold: dict[str, Any], found: Metadata) -> list[tuple[str, Any, Any]]:
    """The fields in which found metadata differ from the gold ones: (field, gold, found)."""
    return [
        (field, want, have)
        for field in FIELDS
        if (want := _plain(gold.get(field))) != (have := _plain(_value(found, field)))
    ]


def _value(found: Metadata, field: str) -> Any:
    value = getattr(found, field)
    if field == "region":
        return "/".join(value.names) if value else ""
    return value


def _plain(value: Any) -> Any:
    """A field for comparison: no blanks and full widths in texts, lists without order, None for nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return folded(value) or None
    if isinstance(value, (list, tuple)):
        return sorted(_plain(part) for part in value) or None
    return value or None


def folded(text: str) -> str:
    """A text without blanks and full widths."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laws", type=Path, default=LAWS)
    parser.add_argument("--sample", type=int, default=300, help="laws to read, 0 for all")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--misses", type=int, default=0, help="print so many misses of each sort")
    options = parser.parse_args()
    misses: dict[str, list[str]] = {}
    gold = headers()
    wrong: Counter[str] = Counter()
    for head in gold:
        (found, *_) = read_bytes("文件.txt", head["text"].encode())
        for field, want, have in wrong_fields(head, found.metadata):
            wrong[field] += 1
            misses.setdefault(field, []).append(f"{head['title'][:24]}: {want!r}, found {have!r}")
    print(f"{'':<16}{'of':>6}{'right':>8}{'share':>9}")
    for field in FIELDS:
        print(_row(field, len(gold), wrong[field]))
    print(_row("all fields", len(gold) * len(FIELDS), wrong.total()))
    if options.laws.exists():
        _laws(options, misses)
    for name, lines in misses.items():
        for line in lines[: options.misses]:
            print(name, line)
    return 0


def _laws(options: argparse.Namespace, misses: dict[str, list[str]]) -> None:
    with gzip.open(options.laws, "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in lines]
    if options.sample and options.sample < len(laws):
        laws = random.Random(options.seed).sample(laws, options.sample)
    dated = absent = titled = 0
    wrong: Counter[str] = Counter()
    for law in laws:
        heading = re.match(r"\s*#\s+(.+)", law["text"])
        meta = read_bytes("law.txt", plain(law["text"]).encode())[0].metadata
        if heading:
            titled += 1
            if folded(heading[1].replace("#", "")) != folded(meta.title):
                wrong["title"] += 1
                misses.setdefault("law's title", []).append(f"{heading[1]}, found {meta.title}")
        if not law["date"]:
            continue
        head = law["text"].split("<!-- INFO END")[0]
        if law["date"] not in {day.isoformat() for _, day in find_dates(head)}:
            absent += 1
            continue
        dated += 1
        if meta.issued is None or meta.issued.isoformat() != law["date"]:
            wrong["date"] += 1
            misses.setdefault("law's date", []).append(f"{law['path']}, found {meta.issued}")
    print(_row("laws: title", titled, wrong["title"]))
    print(_row("laws: date", dated, wrong["date"]))
    print(f"{absent} paths give a date that their law's head does not print")


def _row(name: str, of: int, wrong: int) -> str:
    return f"{name:<16}{of:>6}{of - wrong:>8}{(of - wrong) / max(of, 1):>9.4f}"


if __name__ == "__main__":
    raise SystemExit(main())
