"""How long `youju ask` takes as a whole process on an existing knowledge base, and what it imports.

    python benchmarks/ask_startup.py [--kb DIR] [--runs N]

Without --kb, a knowledge base is made from the shipped policies first. The bar is 2 s; the command's exit
status is 1 where the median is slower.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

BAR_SECONDS = 2.0
QUESTIONS = (
    "零星建设用地单宗面积最多几亩？",
    "浙江和衢州对新出让工业用地的容积率分别有什么要求？",
    "永康市的工业用地节约集约做法有哪些？",
)
_TIMED = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")


@dataclass(frozen=True)
class Run:
    """One process: wall and CPU seconds, peak resident MiB of any so far, what it said on stderr."""

    wall: float
    cpu: float
    peak: float
    said: str


def ask(kb: Path, question: str, *flags: str) -> Run:
    """Ask in a process of its own."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, *flags, "-m", "kb", "ask", question, "--kb", str(kb), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - begun, cpu, after.ru_maxrss / 1024, done.stderr)


def imports(kb: Path, shown: int = 15) -> list[tuple[float, str]]:
    """The slowest modules, cumulative milliseconds, of those that cost more than what they import."""
    found = [
        (int(own), int(all_), name)
        for own, all_, _, name in _TIMED.findall(ask(kb, QUESTIONS[0], "-X", "importtime").said)
    ]
    return [(all_ / 1000, name) for _, all_, name in sorted(found, key=lambda row: -row[1])[:shown]]


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kb = given.kb or Path(folder) / "kb"
        first = ask(kb, QUESTIONS[0])
        print(f"first run (makes the knowledge base where there is none): {first.wall:.2f} s")
        runs = [ask(kb, QUESTIONS[n % len(QUESTIONS)]) for n in range(given.runs)]
        median = statistics.median(run.wall for run in runs)
        for name, values in (("wall", [run.wall for run in runs]), ("CPU", [run.cpu for run in runs])):
            print(f"warm {name:4}  median {statistics.median(values):.2f} s", end="  ")
            print(f"best {min(values):.2f}  worst {max(values):.2f}  of {given.runs} runs")
        print(f"peak resident {max(run.peak for run in runs):.0f} MiB")
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"bar {BAR_SECONDS:.1f} s: {'met' if median < BAR_SECONDS else 'MISSED'}")
        print("\ncumulative ms   import")
        for milliseconds, name in imports(kb):
            print(f"{milliseconds:13.0f}   {name}")
    return 0 if median < BAR_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
