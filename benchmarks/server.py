"""How soon the web app answers: `python benchmarks/server.py [--kb DIR] [--questions N]`.

Starts the app as a user does, asks over HTTP as the page does (Gradio's queue), and prints one table.
Bars: the first answer within 10 s of the start, later ones p95 under 150 ms. An answer counts from the
click to its first words on the wire; the page then writes the rest out at reading speed, which is shown too.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

from ui.turn import WAITING

ROOT = Path(__file__).parent.parent
FIRST_BAR_S = 10.0
LATER_BAR_MS = 150.0
START_LIMIT_S = 300.0
_ADDRESS = re.compile(r"http://[\w.:\[\]]+:\d+")


@dataclass(frozen=True)
class Timing:
    """Milliseconds from asking to the first words of the answer and to its end."""

    first: float
    whole: float


class Page:
    """The question box of one open page."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.session = uuid.uuid4().hex[:12]
        config = client.get("/config").raise_for_status().json()
        send = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "yj-send")
        self.call = next(
            call for call in config["dependencies"] if [send, "click"] in [list(t) for t in call["targets"]]
        )

    def ask(self, question: str) -> Timing:
        """Ask in a fresh conversation and read the stream to its end."""
        data: list[Any] = [question, None, "", ""]
        body = {"data": data, "fn_index": self.call["id"], "session_hash": self.session, "trigger_id": None}
        start = time.perf_counter()
        self.client.post("/gradio_api/queue/join", json=body).raise_for_status()
        first = None
        for event in self._events():
            if event["msg"] == "process_generating":
                # A frame may only say that the question is being worked on; that one is not counted.
                if first is None and WAITING not in json.dumps(event, ensure_ascii=False):
                    first = time.perf_counter()
            elif event["msg"] == "process_completed":
                if not event["success"]:
                    raise SystemExit(f"the app failed on {question!r}: {event}")
                end = time.perf_counter()
                return Timing(1000 * ((first or end) - start), 1000 * (end - start))
        raise SystemExit(f"the stream ended before the answer to {question!r}")

    def _events(self) -> Iterator[dict[str, Any]]:
        query = {"session_hash": self.session}
        with self.client.stream("GET", "/gradio_api/queue/data", params=query) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--kb", type=Path, help="an existing knowledge base; by default one of policies/ is made"
    )
    parser.add_argument("--questions", type=int, default=60, help="questions after the first")
    parser.add_argument(
        "--turns", type=int, default=8, help="questions of one conversation; every frame sends all of it"
    )
    parser.add_argument("--port", type=int, default=7893)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="youju-server-") as folder:
        kb = given.kb or Path(folder) / "kb"
        environment = os.environ | {"YOUJU_KB": str(kb), "PYTHONUNBUFFERED": "1"}
        subprocess.run(
            [sys.executable, "-m", "kb", "ask", "试问"],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        start = time.perf_counter()
        app = subprocess.Popen(
            [sys.executable, "-m", "kb", "serve", "--port", str(given.port)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert app.stdout is not None
            with httpx.Client(base_url=_address(app.stdout), timeout=60, trust_env=False) as client:
                up = time.perf_counter() - start
                page = Page(client)
                asked = list(_questions(given.questions + 1))
                page.ask(asked[0])
                first = time.perf_counter() - start
                later = []
                for number, question in enumerate(asked[1:]):
                    if number % given.turns == 0:
                        page = Page(client)
                    later.append(page.ask(question))
        finally:
            app.terminate()
            app.wait(timeout=30)
    return _show(up, first, later)


def _address(output: IO[str]) -> str:
    """The address that the app prints once it can be opened."""
    start = time.perf_counter()
    for line in output:
        found = _ADDRESS.search(line)
        if found and "启动" in line:
            return found[0]
        if time.perf_counter() - start > START_LIMIT_S:
            break
    raise SystemExit("the app did not print its address")


def _questions(count: int) -> Iterator[str]:
    """The gold sets' questions, in turn."""
    lines = [
        json.loads(line)
        for path in sorted((ROOT / "evals" / "gold").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    asked = [line["question"] for line in lines if "question" in line and not line.get("history")]
    step = max(len(asked) // count, 1)
    for number in range(count):
        yield asked[number * step % len(asked)]


def _show(up: float, first: float, later: Sequence[Timing]) -> int:
    words = [timing.first for timing in later]
    p95 = _percentile(words, 0.95)
    rows = [
        ("listening after start", f"{up:.2f} s", ""),
        ("first answer whole after start", f"{first:.2f} s", f"bar {FIRST_BAR_S:.0f} s"),
        (f"first words of {len(later)} later answers, p50", f"{_percentile(words, 0.5):.0f} ms", ""),
        ("  p95", f"{p95:.0f} ms", f"bar {LATER_BAR_MS:.0f} ms"),
        ("whole answer written out, p50", f"{_percentile([t.whole for t in later], 0.5):.0f} ms", ""),
    ]
    for name, value, bar in rows:
        print(f"{name:<44}{value:>10}  {bar}".rstrip())
    return int(first > FIRST_BAR_S or p95 > LATER_BAR_MS)


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


if __name__ == "__main__":
    sys.exit(main())
