"""Typeset texts with the faults of real ones → their items, blocks and roles, kept in golden files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.assemble import items
from ingest.block import Block
from tests.ingest.readings import reading

GOLDEN = Path(__file__).parents[1] / "golden" / "layout"
TEXTS = sorted(GOLDEN.glob("*.txt"))


def _shown(block: Block) -> dict[str, object]:
    shown: dict[str, object] = {"text": block.text}
    if block.role:
        shown["role"] = block.role
    if block.heading:
        shown["heading"] = block.heading
    if block.faults:
        shown["faults"] = [[fault.kind, fault.read, fault.proposed] for fault in block.faults]
    return shown


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_typeset_page_gives_the_items_it_is_known_to_have(
    path: Path, golden: Callable[[str, str], None]
) -> None:
    """Each golden text is divided into the same items, paragraphs and roles as when it was looked at."""
    found = items(reading(path.read_bytes().decode("utf-8")))
    told = [{"genre": item.genre, "blocks": [_shown(block) for block in item.blocks]} for item in found]
    golden(f"layout/{path.stem}.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def test_no_golden_file_is_left_behind() -> None:
    """Each answer has its text, and each text its answer."""
    assert TEXTS
    assert {path.stem for path in TEXTS} == {path.stem for path in GOLDEN.glob("*.json")}
