"""Whole documents, from the file to metadata, clauses, furniture and faults."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.pipeline import read_documents
from tests.conftest import GOLDEN
from tests.ingest.typeset import outline, typeset, uncovered

TYPESET = (
    "notice_with_measures",
    "regulation",
    "plan_without_head",
    "order",
    "emergency_plan",
    "reply_with_parts",
    "code_all_levels",
    "notice_measures_annexes",
    "minutes_letters",
    "questions_and_tables",
)


@pytest.mark.parametrize("name", TYPESET)
def test_the_tree_of_a_typeset_document(name: str, golden: Callable[[str, str], None]) -> None:
    """Notices with what they pass on and its annexes, plans, codes, minutes and tables come out as they should.

    Between them they number in all styles, several in one file, with references that look like headings.
    """
    found = typeset((GOLDEN / f"{name}.txt").read_text(encoding="utf-8"))
    assert not uncovered(found)
    golden(f"{name}.tree", outline(found))


def test_the_tree_of_a_file_with_hard_line_breaks(golden: Callable[[str, str], None]) -> None:
    """An opinion with hard line breaks and fullwidth digits, from the file on, is whole again."""
    (found,) = read_documents(GOLDEN / "opinion_hard_breaks.txt")
    assert not uncovered(found)
    golden("opinion_hard_breaks.tree", outline(found))
