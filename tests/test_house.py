"""The house rules that no linter checks."""

from __future__ import annotations

import ast
import itertools
import re
import tokenize
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "kb", "ui", "evals", "policies")
SOURCES = [*sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")), ROOT / "app.py"]
WRITTEN = [
    *SOURCES,
    *sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")),
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("Makefile", "pyproject.toml", "constraints.txt", ".ci/run")),
]

MOST_LINES = 400
# Folders that stand on one machine only; spelt in parts, so that this file passes its own test.
MACHINE = re.compile(
    "|".join(
        [r"/" + r"home/\w", r"/" + r"work/\w", r"/" + r"root/", r"/" + r"Users/\w", r"[A-Z]:\\\\?" + r"Users"]
    )
)
UNFINISHED = re.compile(r"\b(?:" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_module_is_a_small_room(path: Path) -> None:
    """One module, one noun: none grows past the limit."""
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", WRITTEN, ids=_name)
def test_nothing_names_this_machine(path: Path) -> None:
    """No absolute path of the machine it was written on, in code or in writing."""
    found = MACHINE.search(path.read_text("utf-8"))
    assert found is None, f"{_name(path)}: {found and found[0]}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_nothing_is_left_unfinished(path: Path) -> None:
    """No note to self and no unimplemented body stands in the source."""
    source = path.read_text("utf-8")
    assert not UNFINISHED.search(source)
    raised = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
    ]
    assert not raised, f"{_name(path)}: not implemented at {raised}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_failure_is_swallowed(path: Path) -> None:
    """No bare `except:`, and no broad one that goes on as if nothing had happened."""
    broad = {"Exception", "BaseException"}
    swallowed = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ExceptHandler):
            continue
        names = (
            {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else set()
        )
        silent = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
        if node.type is None or (names & broad and silent):
            swallowed.append(node.lineno)
    assert not swallowed, f"{_name(path)}: failures swallowed at {swallowed}"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_every_exception_from_a_rule_carries_its_reason(path: Path) -> None:
    """A `noqa` names its rule and says why."""
    with path.open("rb") as file:
        comments = [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    bare = [
        token.start[0]
        for token in comments
        if "noqa" in token.string
        and not re.search(r"noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*\b\W+\w.{9}", token.string)
    ]
    assert not bare, f"{_name(path)}: noqa without a reason at {bare}"


def test_whatever_a_package_reads_is_packed_with_it() -> None:
    """Each kind of data file in the packages is one that the wheel takes along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = {pattern.removeprefix("*") for pattern in project["tool"]["setuptools"]["package-data"]["*"]}
    there = {
        path.suffix
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".py"
    }
    assert there <= packed


def test_what_is_pinned_is_what_is_declared() -> None:
    """Every package that pyproject.toml asks for has its tested release in constraints.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {_key(line.partition("==")[0]) for line in lines if not line.startswith("#")}
    assert {_key(re.split(r"[\[<>=!~ ;]", need)[0]) for need in wanted} <= pinned


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
