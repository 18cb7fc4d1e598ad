"""Where a title ends, though its line is as full as the lines of the text below it."""

from __future__ import annotations

import pytest

from ingest.assemble import items
from tests.ingest.readings import reading

TITLE = "临江市人民代表大会常务委员会关于加强园区厂房更新若干问题的规定"
NOTE = "2021年3月4日 临江市第九届人民代表大会常务委员会第十二次会议通过"
ARTICLES = [
    "第一条 为了规范园区厂房更新，提高土地利用效率，根据有关法律、法规的规定，结合本市实际",
    "情况，制定本规定。",
    "第二条 本市行政区域内建成满十五年的园区厂房，其更新改造活动适用本规定；法律另有规定的，",
    "从其规定。",
]


@pytest.mark.parametrize(
    "below",
    [NOTE, f"（{NOTE}）", "临人常〔2021〕4号", TITLE],
    ids=["note", "note in brackets", "number", "title again"],
)
def test_a_title_ends_where_its_note_begins(below: str) -> None:
    """A note on its passing, a number or a title is never drawn into the title above it."""
    (found,) = items(reading("\n".join([TITLE, below, *ARTICLES])))
    assert [block.text for block in found.blocks][:2] == [TITLE, below]


def test_a_number_misread_by_a_scan_begins_its_paragraph() -> None:
    """（+） for （十） at the head of a line is a number, and no line is joined across it."""
    rows = [
        "（九）各有关部门应当按照职责分工，加强对园区厂房更新活动的指导、协调和监督，确保更",
        "新活动有序推进",
        "（+）市人民政府应当建立园区厂房更新信息平台，公开更新计划、进展和成效，接受社会各方",
        "面的监督。",
    ]
    (found,) = items(reading("\n".join([*rows, *ARTICLES])))
    assert any(block.text.startswith("（+）") for block in found.blocks)


def test_a_page_number_in_words_stands_alone() -> None:
    """第3页 共5页 on a line of a text file belongs to the page, even where it comes once."""
    (found,) = items(reading("\n".join([*ARTICLES, "第 3 页 共 5 页", *ARTICLES])))
    assert [block.text for block in found.blocks if block.role == "page_number"] == ["第3页共5页"]
