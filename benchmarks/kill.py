"""What a killed process leaves: `python benchmarks/kill.py [--kills 100] [--documents 200] [--seed 0]`.

A process adds small documents to an empty library and is killed (SIGKILL) at a random moment: three times in
four while it reads some document, else while it indexes or ends. Then the library must open, hold every
document that was reported as done and at most the one at hand besides, find and answer from exactly those,
and be completed by adding again. Prints one line for each failure, and a summary; exit status 1 on any.
POSIX only: it forks, so that programs need not start a hundred times.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

# Forked processes share what is imported here.
import ingest.pipeline  # noqa: F401
import kb.answer
import kb.local_index  # noqa: F401
from kb.library import Library

_WAIT_S = 120.0


@dataclass(frozen=True)
class Killed:
    """A process that was killed, or had ended before.

    Attributes:
        done: how many files it had reported as done.
        lasted: seconds from its start.
    """

    done: int
    lasted: float


def inbox(folder: Path, documents: int) -> None:
    """Write small policies, each with a number of its own."""
    folder.mkdir(parents=True)
    for n in range(documents):
        text = (
            f"甲{n}市工业用地办法\n\n第一条 甲{n}市新建项目容积率不低于{n}.5。\n\n"
            f"第二条 亩均税收不低于{n + 10}万元。\n\n第三条 本办法自2024年1月1日起施行。\n"
        )
        (folder / f"办法{n:03}.txt").write_text(text, "utf-8")


def killed(place: Path, folder: Path, at: int, after: float) -> Killed:
    """Add a folder in another process and kill it some seconds after it has reported so many files as done.

    Moments are told by what is reported, since a clock would tell others on a busy machine.
    """
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _leave(lambda: _add(place, folder, writing))
    os.close(writing)
    done, limit = -1, begun + _WAIT_S
    with open(reading, "rb", buffering=0) as told:  # noqa: PTH123 - a pipe
        rest = b""
        while (left := limit - time.monotonic()) > 0 and select.select([told], [], [], left)[0]:
            chunk = told.read(65536)
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if done < at <= int(line):
                    limit = time.monotonic() + after
                done = max(done, int(line))
        os.kill(child, signal.SIGKILL)
        lasted = time.monotonic() - begun
        *lines, _ = (rest + told.read()).split(b"\n")  # reported before the blow
        done = max(0, done, *map(int, lines))
    os.waitpid(child, 0)
    return Killed(done, lasted)


def faults(place: Path, folder: Path, documents: int, done: int) -> str:
    """What is wrong with the library that a killed process left, "" for nothing. Looks in another process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)

        def look() -> None:
            os.write(writing, _faults(place, folder, documents, done).encode()[:60_000])

        _leave(look)
    os.close(writing)
    with open(reading, "rb") as told:  # noqa: PTH123 - a pipe
        found = told.read().decode(errors="replace")
    status = os.waitpid(child, 0)[1]
    return found or (f"the process that looked ended with {status}" if status else "")


def _add(place: Path, folder: Path, writing: int) -> None:
    def told(done: int, of: int, name: str) -> None:
        os.write(writing, f"{done}\n".encode())

    with Library.open(place) as library:
        library.add(folder, progress=told)


def _leave(work: Callable[[], None]) -> None:
    """Run something in a forked process and end it without what the parent would do at its own end."""
    status = 0
    try:
        work()
    except BaseException:  # noqa: BLE001 - told, and turned into a status
        traceback.print_exc()
        status = 1
    finally:
        os._exit(status)


def _faults(place: Path, folder: Path, documents: int, done: int) -> str:
    with Library.open(place) as library:
        listed = {entry.id: entry.metadata.title for entry in library.documents()}
        if not done <= len(listed) <= min(done + 1, documents):
            return f"{done} reported as done, {len(listed)} held"
        wanted = {f"甲{n}市工业用地办法" for n in range(len(listed))}
        if set(listed.values()) != wanted:
            return f"held: {sorted(listed.values())}"
        found = {hit.document_id for hit in library.search("容积率不低于", limit=10 * documents)}
        if found != set(listed):
            return f"{len(listed)} held, {len(found)} found"
        for identity in listed:
            library.document(identity)
        if listed:
            last = len(listed) - 1
            told = library.ask(f"甲{last}市新建项目容积率不低于多少")
            if told.status != "answered" or f"{last}.5" not in told.answer:
                return f"asked of 甲{last}市: {told.status}, {told.answer[:80]}"
        report = library.add(folder)
        if report.by("failed") or len(library.documents()) != documents:
            return f"added again: {len(report.by('failed'))} failed, {len(library.documents())} held"
        found = {hit.document_id for hit in library.search("容积率不低于", limit=10 * documents)}
        if len(found) != documents:
            return f"added again: {len(found)} of {documents} found"
    return ""


def main() -> int:
    """Kill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    random.seed(given.seed)
    with tempfile.TemporaryDirectory(prefix="youju-kill-") as work:
        folder, place = Path(work) / "inbox", Path(work) / "kb"
        inbox(folder, given.documents)
        n = given.documents
        whole = killed(place, folder, n, _WAIT_S).lasted
        shutil.rmtree(place)
        read = killed(place, folder, n, 0.0).lasted
        shutil.rmtree(place)
        wrong, spread = 0, [0] * 6
        for number in tqdm(range(given.kills), file=sys.stderr, disable=None):
            at = n if number % 4 == 3 else random.randrange(n)
            left = killed(place, folder, at, random.uniform(0, whole - read if at == n else read / n))
            spread[5 * left.done // n] += 1
            if fault := faults(place, folder, n, left.done):
                wrong += 1
                print(f"kill {number} after {left.lasted:.3f} s, {left.done} done: {fault}", flush=True)
            shutil.rmtree(place, ignore_errors=True)
    print(
        f"{given.kills} kills of adding {n} documents ({whole:.1f} s undisturbed, of which indexing "
        f"{whole - read:.1f} s): {wrong} left something wrong\n"
        f"killed while reading, by fifths of the documents: {spread[:5]}; while indexing or ending: {spread[5]}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
