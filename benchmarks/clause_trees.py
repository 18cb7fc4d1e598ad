"""Clause trees of laws against their Markdown: precision and recall of 条 and of headings, and speed.

    python benchmarks/clause_trees.py [--laws PATH] [--sample N] [--seed N] [--misses N]

Every law is read as plain text with all Markdown marks taken away; the Markdown's own headings and the
lines that begin with 第N条 are the truth. Prints one table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.document import Document
from ingest.errors import IngestError
from ingest.pipeline import read_bytes

LAWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "laws.jsonl.gz"
_MARK = re.compile(r"<!--.*?-->|^\s*#+\s*|^\s*[-*>]\s+|^\|[-|: ]+\|$|\*\*", re.M)
_HEADING = re.compile(r"^#{2,6}\s*(.+)$")
_ARTICLE = re.compile(r"^\s*第[〇零一二三四五六七八九十百千两0-9]+条(?:之[一二三四五六七八九十]+)?(?=\s)")
_CHAPTER = re.compile(r"第.{1,4}章")
_STRUCTURE = ("part", "subpart", "chapter", "section")
_KEY = 24


@dataclass
class Score:
    """Counts of what was right, what was missed and what was found wrongly."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, truth: Counter[str], found: Counter[str], name: str) -> None:
        """Count one law."""
        self.right += sum((truth & found).values())
        self.missed += [f"{name}: {key}" for key in (truth - found).elements()]
        self.wrong += [f"{name}: {key}" for key in (found - truth).elements()]

    def row(self, name: str) -> str:
        """One line of the table."""
        recall = self.right / max(self.right + len(self.missed), 1)
        precision = self.right / max(self.right + len(self.wrong), 1)
        return f"{name:<12}{self.right:>8}{len(self.missed):>8}{len(self.wrong):>8}{precision:>11.4f}{recall:>9.4f}"


def plain(markdown: str) -> str:
    """A law without Markdown marks."""
    return re.sub(r"^\|(.*)\|$", lambda m: m[1].replace("|", "  "), _MARK.sub("", markdown), flags=re.M)


def key(text: str) -> str:
    """The beginning of a paragraph without white space, for comparison."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u00ad\u200b-\u200f\ue000-\uf8ff\ufeff]", "", folded)[:_KEY]


def truth(markdown: str) -> tuple[Counter[str], Counter[str]]:
    """Articles and headings of the Markdown.

    A table of contents that the Markdown marks as headings is none: two chapters or more before the
    first article, each of which comes again.
    """
    articles: Counter[str] = Counter()
    headings: Counter[str] = Counter()
    opening: list[str] = []
    for line in markdown.splitlines():
        heading = _HEADING.match(line)
        if heading:
            headings[key(heading[1])] += 1
            if not articles:
                opening.append(key(heading[1]))
        elif _ARTICLE.match(line):
            articles[key(line)] += 1
    if sum(_CHAPTER.match(entry) is not None for entry in opening) >= 2:
        headings.subtract({entry for entry in opening if headings[entry] > 1})
    return articles, headings


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laws", type=Path, default=LAWS)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--misses", type=int, default=0, help="print so many misses of each sort")
    options = parser.parse_args()
    with gzip.open(options.laws, "rt", encoding="utf-8") as lines:
        laws = [json.loads(line) for line in lines]
    if options.sample and options.sample < len(laws):
        laws = random.Random(options.seed).sample(laws, options.sample)
    articles, structure, others, failed = Score(), Score(), Score(), 0
    size, seconds = 0, 0.0
    for law in laws:
        data = plain(law["text"]).encode()
        size += len(data)
        started = time.perf_counter()
        try:
            documents = read_bytes("law.txt", data)
        except IngestError as error:
            print(f"{law['path']}: {error}")
            failed += 1
            continue
        seconds += time.perf_counter() - started
        _score(law["title"], law["text"], documents, articles, structure, others)
    print(f"{'':<12}{'right':>8}{'missed':>8}{'wrong':>8}{'precision':>11}{'recall':>9}")
    print(articles.row("条"))
    print(structure.row("编章节"))
    print(others.row("其他标题"))
    print(
        f"{len(laws)} laws, {failed} failed, {size / 1e6:.1f} MB, {size / 1e6 / max(seconds, 1e-9):.2f} MB/s"
    )
    for score, name in ((articles, "条"), (structure, "编章节"), (others, "其他标题")):
        for miss in score.missed[: options.misses]:
            print("missed", name, miss)
        for miss in score.wrong[: options.misses]:
            print("wrong ", name, miss)
    return 1 if failed else 0


def _score(
    name: str,
    markdown: str,
    documents: tuple[Document, ...],
    articles: Score,
    structure: Score,
    others: Score,
) -> None:
    true_articles, true_headings = truth(markdown)
    found_articles: Counter[str] = Counter()
    found_structure: Counter[str] = Counter()
    found_others: Counter[str] = Counter()
    for document in documents:
        for clause in document.clauses:
            first = key(clause.own.of(document.text).split("\n")[0])
            kind = clause.path.steps[-1].kind
            if kind == "article":
                found_articles[first] += 1
            elif kind in _STRUCTURE:
                found_structure[first] += 1
            elif clause.marker or kind == "heading":
                found_others[first] += 1
    articles.add(true_articles, found_articles, name)
    true_structure = Counter(
        {k: n for k, n in true_headings.items() if re.match(r"第.{1,6}?(?:编|分编|章|节)", k)}
    )
    structure.add(true_structure, found_structure, name)
    rest = true_headings - true_structure
    others.add(rest, found_others & rest, name)


if __name__ == "__main__":
    raise SystemExit(main())
