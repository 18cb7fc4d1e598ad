"""The clean text and the way back."""

from __future__ import annotations

from ingest.block import Block, Item
from ingest.compose import compose
from ingest.document import Fault, Line, Reading
from ingest.span import Run, Span


def test_a_paragraph_that_turns_the_page_is_one_stretch() -> None:
    """Page numbers and running heads go behind the running text."""
    lines = (Line("甲"), Line("第1页"), Line("乙"))
    blocks = (
        Block("甲", (Run(0, 0, 1),)),
        Block("第1页", (Run(0, 2, 3),), role="page_number"),
        Block("乙", (Run(0, 6, 1),)),
    )
    found = compose(Item(blocks, (0, 1, 2)), Reading("a.txt", "txt", "0" * 64, lines))
    assert found.text == "甲\n乙\n第1页"
    assert found.body == 2
    assert [span.of("\n".join(line.text for line in lines)) for span in found.offsets.to_raw(Span(0, 3))] == [
        "甲",
        "乙",
    ]


def test_offsets_lead_into_the_items_own_lines() -> None:
    """The second article of a page counts from its own first line."""
    reading = Reading("a.txt", "txt", "0" * 64, (Line("别文"), Line("甲乙"), Line("别文"), Line("丙")))
    blocks = (
        Block("甲乙", (Run(0, 3, 2),), faults=(Fault(Span(1, 2), "缺字", "乙", None, "疑缺字"),)),
        Block("丙", (Run(0, 9, 1),)),
    )
    found = compose(Item(blocks, (1, 3)), reading)
    raw = "\n".join(line.text for line in found.lines)
    assert raw == "甲乙\n丙"
    assert [span.of(raw) for span in found.offsets.to_raw(Span(0, len(found.text)))] == ["甲乙", "丙"]
    assert found.faults[0].span.of(found.text) == "乙"
