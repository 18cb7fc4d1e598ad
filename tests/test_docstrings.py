"""Every test says in a sentence what it promises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix()
)
def test_every_test_says_what_it_promises(path: Path) -> None:
    """A test without a docstring leaves its reader to guess what broke."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len(ast.get_docstring(node) or "") < 10
    ]
    assert not silent, f"{path.name}: no docstring on {', '.join(silent)}"
