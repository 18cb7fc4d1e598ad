"""Hostile files through the whole pipeline: each must end in documents or in a named error.

    python benchmarks/fuzz.py [--n 10000] [--seed 1] [--jobs 1] [--dear 0.015] [--seconds 180]
                              [--memory 2000] [--keep FOLDER] [--no-traps] [--only FORMAT ...]

Files made on purpose (bombs, loops, absurd counts, bottomless nesting) come first, then injured copies of
sound files, formats in turn. Formats whose every file takes LibreOffice or OCR get the share `--dear`.
Each file is read by a worker process. BROKEN is: an error of another kind, a crash, more than --seconds
(the time that LibreOffice may take besides), more than --memory MB, a file or a process left behind, a
file opened for writing outside the worker's folder, a connection. Those files are kept in --keep.
Prints one table; exit status 1 where anything broke.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.hostile import SUFFIXES, injured
from benchmarks.seeds import DEAR, seeds
from benchmarks.traps import traps
from ingest.errors import IngestError
from ingest.limits import DEFAULT_LIMITS
from ingest.pipeline import read_bytes
from ingest.read.recogniser import available, recogniser

_SUFFIX = {"wordml": "xml", "image": "png", "scan": "pdf"}
_SWAPPED = 0.1
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = frozenset(
    {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate"}
)
_MB = 1 << 20
_CACHES = frozenset({"jieba.cache"})
"""What libraries keep for themselves in the folder for temporary files."""


@dataclass(frozen=True)
class Case:
    """A file to read: the format it was made from, its name, its bytes."""

    kind: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Outcome:
    """How a file ended: "document", an error's class, or "BROKEN …"; its time, memory, and what broke."""

    result: str
    seconds: float
    peak: float
    note: str = ""


@dataclass
class Row:
    """The outcomes of one format."""

    results: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    peak: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count one file."""
        self.results[outcome.result] += 1
        self.slowest = max(self.slowest, outcome.seconds)
        self.peak = max(self.peak, outcome.peak)


def cases(count: int, seed: int, dear: float, only: list[str], *, with_traps: bool) -> Iterator[Case]:
    """Files to read, the same for the same arguments: all traps, then injured files up to `count`."""
    made = 0
    for kind, data in traps() if with_traps else ():
        if not only or kind in only:
            made += 1
            yield Case(kind, f"a.{kind}", data)
    sound = {kind: files for kind, files in seeds().items() if not only or kind in only}
    costly = [kind for kind in sound if kind in DEAR]
    cheap = [kind for kind in sound if kind not in DEAR]
    slow = min(round(count * dear), count) if cheap else count - made
    yield from _injured(costly, sound, slow if costly else 0, seed)
    yield from _injured(cheap, sound, count - made - (slow if costly else 0), seed)


def _injured(kinds: list[str], sound: dict[str, list[bytes]], count: int, seed: int) -> Iterator[Case]:
    for at in range(count if kinds else 0):
        kind = kinds[at % len(kinds)]
        dice = random.Random(f"{seed} {kind} {at}")
        suffix = dice.choice(SUFFIXES) if dice.random() < _SWAPPED else _SUFFIX.get(kind, kind)
        name = f"a.{suffix}" if suffix else "a"
        yield Case(kind, name, injured(kind, dice.choice(sound[kind]), dice))


def work(pipe: Connection, room: str, memory: int) -> None:
    """A worker: reads what comes through the pipe, and answers with outcomes."""
    sys.dont_write_bytecode = True
    os.chdir(room)
    tempfile.tempdir = room
    os.environ["TMPDIR"] = room
    resource.setrlimit(resource.RLIMIT_AS, (memory * 4 * _MB,) * 2)
    if available():
        # Loading the models takes as long as many files, and is no file's fault.
        recogniser()
    sins: list[str] = []
    sys.addaudithook(lambda event, args: _watch(event, args, room, sins))
    pipe.send(None)
    while True:
        name, data = pipe.recv()
        _forget_peak()
        sins.clear()
        started = time.perf_counter()
        result, note = _read(name, data)
        seconds, peak = time.perf_counter() - started, _peak()
        left = _cleared(Path(room))
        for what, broken in (
            ("outside", "; ".join(sins)),
            ("left", ", ".join(left) or _children()),
            ("memory", f"{peak:.0f} MB" if peak > memory else ""),
        ):
            if broken and not result.startswith("BROKEN"):
                result, note = f"BROKEN {what}", broken
        pipe.send(Outcome(result, seconds, peak, note))


def _read(name: str, data: bytes) -> tuple[str, str]:
    try:
        found = read_bytes(name, data)
        for document in found:
            if not document.text.strip():
                return "BROKEN empty", "a document without text"
            if any(clause.span.end > len(document.text) for clause in document.clauses):
                return "BROKEN span", "a clause beyond the text"
    except IngestError as error:
        if not (error.message and error.advice):
            return "BROKEN message", repr(error)
        return type(error).__name__, ""
    # Whatever comes out is what is looked for.
    except BaseException as error:  # noqa: BLE001
        return f"BROKEN {type(error).__name__}", traceback.format_exc()[-3000:]
    return ("document", "") if found else ("BROKEN nothing", "no document and no error")


def _watch(event: str, args: tuple[Any, ...], room: str, sins: list[str]) -> None:
    if event == "open":
        path, _, flags = args
        inside = not isinstance(path, str | bytes) or os.fsdecode(path).startswith(
            (room, "/dev/", "/proc/self")
        )
        if isinstance(flags, int) and flags & _WRITES and not inside:
            sins.append(f"opened {path!r} for writing")
    elif event == "socket.connect":
        sins.append(f"connected to {args[1]!r}")
    elif event in _CHANGES and isinstance(args[0], str) and not args[0].startswith(room) and "/" in args[0]:
        sins.append(f"{event} {args[0]!r}")


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        # Elsewhere than on Linux the peak is that of all files so far.
        return


def _peak() -> float:
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cleared(room: Path) -> list[str]:
    """What stood in the folder, which is empty afterwards."""
    left = sorted(path.name for path in room.iterdir())
    for path in room.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [name for name in left if name not in _CACHES]


def _children() -> str:
    found = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/children")]
    return f"processes {' '.join(found)}" if any(found) else ""


class Worker:
    """A process that reads files, replaced when it dies or takes too long."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._room = tempfile.TemporaryDirectory(prefix="fuzz-")
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        room = tempfile.mkdtemp(dir=self._room.name)
        self._process = context.Process(target=work, args=(theirs, room, self._memory), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.recv()

    def __call__(self, case: Case) -> Outcome:
        """Read one file."""
        allowed = self._seconds + (DEFAULT_LIMITS.office_seconds if case.kind in DEAR else 0)
        started = time.perf_counter()
        try:
            self._pipe.send((case.name, case.data))
            if self._pipe.poll(allowed):
                outcome: Outcome = self._pipe.recv()
                return outcome
            result, note = "BROKEN hang", f"more than {allowed:.0f} s"
        except (EOFError, OSError):
            self._process.join(5)
            result, note = "BROKEN crash", f"exit {self._process.exitcode}"
        self.close()
        self._start()
        return Outcome(result, time.perf_counter() - started, 0.0, note)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


class Run:
    """All cases through some workers, the outcomes counted by format."""

    def __init__(self, source: Iterator[Case], keep: Path) -> None:
        self.rows: dict[str, Row] = {}
        self._source = source
        self._keep = keep
        self._lock = threading.Lock()
        self._done = 0

    def drain(self, worker: Worker) -> None:
        """Read case after case until none is left."""
        while True:
            with self._lock:
                case = next(self._source, None)
            if case is None:
                return worker.close()
            outcome = worker(case)
            with self._lock:
                self._count(case, outcome)

    def _count(self, case: Case, outcome: Outcome) -> None:
        self.rows.setdefault(case.kind, Row()).add(outcome)
        self._done += 1
        if self._done % 500 == 0:
            print(f"{self._done} files", file=sys.stderr, flush=True)
        if outcome.result.startswith("BROKEN"):
            self._keep.mkdir(parents=True, exist_ok=True)
            stem = self._keep / f"{self._done:05}_{case.kind}_{outcome.result.split()[1]}"
            stem.with_name(f"{stem.name}_{case.name}").write_bytes(case.data)
            stem.with_suffix(".txt").write_text(f"{case.name}: {outcome.result}\n{outcome.note}\n", "utf-8")
            print(
                f"{case.kind} {case.name} {outcome.result}: {outcome.note[-300:]}",
                file=sys.stderr,
                flush=True,
            )


def table(rows: dict[str, Row]) -> str:
    """Formats down, outcomes across, and for each format the slowest file and the highest memory."""
    results = sorted(
        {result for row in rows.values() for result in row.results}, key=lambda r: (r[:6] == "BROKEN", r)
    )
    total = Row(sum((row.results for row in rows.values()), Counter()))
    total.slowest = max((row.slowest for row in rows.values()), default=0.0)
    total.peak = max((row.peak for row in rows.values()), default=0.0)
    wide = [max(len(result), 6) + 2 for result in results]
    head = "".join(f"{result:>{width}}" for result, width in zip(results, wide, strict=True))
    out = [f"{'format':<8}{'files':>7}{head}{'slowest s':>11}{'peak MB':>9}"]
    for name, row in chain(sorted(rows.items()), [("all", total)]):
        name = f"{name}*" if name in DEAR else name
        counts = "".join(
            f"{row.results[result]:>{width}}" for result, width in zip(results, wide, strict=True)
        )
        out.append(f"{name:<8}{row.results.total():>7}{counts}{row.slowest:>11.1f}{row.peak:>9.0f}")
    dear = sum(row.results.total() for name, row in rows.items() if name in DEAR)
    out.append(f"* read through LibreOffice or OCR: {dear} of {total.results.total()} files")
    return "\n".join(out)


def main() -> int:
    """Run, print the table; 1 where anything broke."""
    parser = argparse.ArgumentParser(description="Hostile files through the whole pipeline.")
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--dear", type=float, default=0.015, help="share of LibreOffice and OCR formats")
    parser.add_argument(
        "--seconds", type=float, default=180.0, help="for one file; pages whose text is garbled go to OCR"
    )
    parser.add_argument("--memory", type=int, default=2_000, help="MB for one file")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-broken"), help="where broken files go")
    parser.add_argument("--no-traps", action="store_true", help="injured copies only")
    parser.add_argument("--only", nargs="*", default=[], metavar="FORMAT")
    args = parser.parse_args()
    source = cases(args.n, args.seed, args.dear, args.only, with_traps=not args.no_traps)
    run = Run(source, args.keep)
    workers = [Worker(args.seconds, args.memory) for _ in range(args.jobs)]
    threads = [threading.Thread(target=run.drain, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(table(run.rows))
    return int(any(result.startswith("BROKEN") for row in run.rows.values() for result in row.results))


if __name__ == "__main__":
    sys.exit(main())
