"""What one machine carries: `python -m benchmarks.scale [--data ../shared/data] [--copies 1 7] [--cores 2]`.

Builds a library of all statutes of `laws.jsonl.gz` (about 140,000 clauses), and one of seven times as many, the
copies with other names and other numbers; each in a process of its own, on as many cores as are given. Prints a
line for each bar: clauses indexed a second (from the catalog to a durable index), the times of lay questions
(`stard_train.jsonl.gz`) understood and searched, of the clauses then read for an answer, of adding one file,
of the first question afterwards, the resident memory, and the sizes on disk. Needs 8 GB in the temporary folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from tqdm import tqdm

from evals.retrieval import percentile
from ingest.clause import Clause, ClausePath, Step
from ingest.document import Document, Line, Metadata
from ingest.span import OffsetMap, Run, Span
from kb.entry import Source
from kb.library import Library
from kb.question import understand
from kb.retrieve import query, retrieve
from kb.training.questions import read_questions
from kb.training.statutes import Article, read_laws

_DIGITS = "一二三四五六七八九"
_PLACES = ("", "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")
_ASKED, _READ, _ADDED = 500, 100, 10
BARS = {
    "index_rate": ">= 5,000",
    "index_p95": "< 15 (140 thousand), < 50 (a million)",
    "add": "< 1",
    "rss": "< 700, < 3,000",
}


def copies(articles: Sequence[Article], count: int) -> Iterator[Document]:
    """The statutes, as often as is asked, each copy under other names and with other numerals."""
    for copy in range(count):
        turned = str.maketrans(_DIGITS, _DIGITS[copy:] + _DIGITS[:copy])
        for title, group in groupby(articles, key=lambda article: article.title):
            name = f"{_PLACES[copy]}地{title}" if copy else title
            yield statute(name, [replace(each, text=each.text.translate(turned)) for each in group])


def statute(title: str, articles: Sequence[Article]) -> Document:
    """A document with one clause an article."""
    text, clauses = "", []
    for place, article in enumerate(articles, 1):
        words = re.sub(r"\s+", " ", f"{article.number} {article.heading} {article.text}").strip()
        span = Span(len(text), len(text) + len(words))
        clauses.append(Clause(ClausePath((Step("article", place),)), article.number, span, span))
        text += words + "\n"
    digest = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    return Document(
        digest[:16], f"{title}.txt", "txt", digest, Metadata(title, kind="法规"), text, tuple(clauses), (), (),
        tuple(map(Line, text.splitlines())), (), OffsetMap([Run(0, 0, len(text))]),
    )  # fmt: skip


def run(data: Path, count: int, folder: Path) -> dict[str, Any]:
    """Build, ask, add, measure: seconds, milliseconds, MiB."""
    articles = sorted(read_laws(data / "laws.jsonl.gz"), key=lambda article: article.title)
    questions = [question.text for question in read_questions(data / "stard_train.jsonl.gz")[0]]
    random.Random(0).shuffle(questions)
    place = folder / "kb"
    got: dict[str, Any] = {}
    with Library.open(place) as library:
        begun = time.perf_counter()
        documents = len({article.title for article in articles}) * count
        for document in tqdm(copies(articles, count), total=documents, file=sys.stderr, disable=None):
            size = len(document.text)
            library.catalog.put(
                Source(f"/{document.id}", document.name, document.sha256, size, 0), [document]
            )
        got |= {
            "clauses": len(articles) * count,
            "documents": documents,
            "catalog_s": time.perf_counter() - begun,
        }
        del articles, document
        begun, work = time.perf_counter(), time.process_time()
        library.rebuild()
        got |= {"index_s": time.perf_counter() - begun, "index_cpu_s": time.process_time() - work}
        got["build_rss"] = _rss("VmHWM")
    return got | _used(place, folder, questions)


def _used(place: Path, folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """What asking and adding takes, in a process that has built nothing."""
    command = [sys.executable, "-m", "benchmarks.scale", "--used", str(place), "--work", str(folder)]
    done = subprocess.run(command, input=json.dumps(questions), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def used(place: Path, folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """See `_used`."""
    got: dict[str, Any] = {}
    with Library.open(place) as library:
        begun = time.perf_counter()
        _search(library, questions[0])
        got["first_s"] = time.perf_counter() - begun
        for text in questions[-50:]:
            _search(library, text)
        search = _timed(questions[:_ASKED], lambda text: _search(library, text))
        got |= {f"index_{name}": value for name, value in search.items()}
        got["rss"] = _rss("VmRSS")
        read = _timed(questions[:_READ], lambda text: retrieve(library, understand(text)))
        got |= {f"read_{name}": value for name, value in read.items()}
        got["read_rss"] = _rss("VmRSS")
        added, after = [], []
        for number in range(_ADDED):
            file = folder / f"增补{number}.txt"
            file.write_text(
                f"增补办法{number}\n\n第一条 增补项目容积率不低于{number}.5。\n\n第二条 本办法自发布之日起施行。\n"
            )
            added.append(_lasting(lambda file=file: library.add(file)))
            after.append(_lasting(lambda: library.search("增补项目容积率")))
        got |= {"add": sorted(added)[_ADDED // 2], "add_max": max(added), "after": sorted(after)[_ADDED // 2]}
    for name in ("catalog.sqlite", "index"):
        files = [f for f in place.rglob("*") if f.is_file() and str(f.relative_to(place)).startswith(name)]
        got[f"{name.partition('.')[0]}_mib"] = sum(file.stat().st_size for file in files) / 2**20
    return got


def _search(library: Library, text: str) -> None:
    words, others = query(understand(text))
    library.search(words, others=others, limit=100)


def _timed(questions: Sequence[str], ask: Callable[[str], object]) -> dict[str, float]:
    """Milliseconds: median, 95th percentile, and mean of the processor's time."""
    times, work = [], time.process_time()
    for text in questions:
        times.append(_lasting(lambda text=text: ask(text)) * 1000)
    spent = (time.process_time() - work) / len(questions) * 1000
    return {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95), "cpu": spent}


def _lasting(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _rss(name: str) -> float:
    """MiB of resident memory, now or at its highest (VmHWM)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    line = next(line for line in status.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def show(got: dict[str, Any]) -> None:
    """Print a library's lines."""
    rate = got["clauses"] / got["index_s"]
    print(
        f"{got['clauses']:,} clauses of {got['documents']:,} documents\n"
        f"  indexing            {rate:9,.0f} clauses/s ({got['clauses'] / got['index_cpu_s']:,.0f} a CPU second;"
        f" bar {BARS['index_rate']}); into the catalog {got['clauses'] / got['catalog_s']:,.0f}/s\n"
        f"  question, searched  p50 {got['index_p50']:6.1f}  p95 {got['index_p95']:6.1f} ms, CPU {got['index_cpu']:.1f} ms"
        f" (bar p95 {BARS['index_p95']}); the first of all {got['first_s']:.2f} s\n"
        f"  clauses read too    p50 {got['read_p50']:6.1f}  p95 {got['read_p95']:6.1f} ms, CPU {got['read_cpu']:.1f} ms\n"
        f"  one file added      {got['add']:.2f} s, at most {got['add_max']:.2f} of {_ADDED} (bar {BARS['add']});"
        f" first question afterwards {got['after']:.2f} s\n"
        f"  resident memory     {got['rss']:,.0f} MiB asking, {got['read_rss']:,.0f} with clauses read,"
        f" {got['build_rss']:,.0f} at most indexing (bar {BARS['rss']})\n"
        f"  on disk             catalog {got['catalog_mib']:,.0f} MiB, index {got['index_mib']:,.0f} MiB",
        flush=True,
    )


def main() -> int:
    """Measure each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 7])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--work", type=Path, help="where to build; a temporary folder by default")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--used", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.used:
        json.dump(used(given.used, given.work, json.load(sys.stdin)), sys.stdout)
        return 0
    if given.one:
        json.dump(run(given.data, given.one, given.work), sys.stdout)
        return 0
    if not (given.data / "laws.jsonl.gz").is_file():
        print(f"skipped: {given.data} holds no laws.jsonl.gz", file=sys.stderr)
        return 0
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.cores])
    print(f"{given.cores} cores of {os.cpu_count()}; load {os.getloadavg()[0]:.1f} at the start", flush=True)
    for count in given.copies:
        with tempfile.TemporaryDirectory(prefix="youju-scale-", dir=given.work) as folder:
            command = [
                sys.executable,
                "-m",
                "benchmarks.scale",
                "--data",
                str(given.data),
                "--one",
                str(count),
            ]
            done = subprocess.run([*command, "--work", folder], stdout=subprocess.PIPE, text=True, check=True)
        show(json.loads(done.stdout))
    return 0


if __name__ == "__main__":
    sys.exit(main())
