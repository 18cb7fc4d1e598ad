"""Markdown: front matter, marks, tables."""

from __future__ import annotations

import pytest

from ingest.document import Cell, Reading
from ingest.errors import FileEmpty
from ingest.read import read_bytes


def md(text: str) -> Reading:
    return read_bytes("a.md", text.encode())


def test_front_matter_is_stated() -> None:
    """What stands between the marks at the top is stated word for word and no part of the text."""
    reading = md(
        "---\ntitle: 甲市办法\nissued: 2023-01-30\n文号: 甲政〔2023〕1号\ntags: [用地, 税收]\n---\n正文。\n"
    )
    assert reading.stated == {
        "title": "甲市办法",
        "issued": "2023-01-30",
        "文号": "甲政〔2023〕1号",
        "tags": "用地、税收",
    }
    assert [line.text for line in reading.lines] == ["正文。"]


@pytest.mark.parametrize(
    "front", ["a: [1", "- 甲\n- 乙", "a: &x 1\nb: *x", "a: !!python/object:os.system x: y: z"]
)
def test_bad_front_matter_is_text(front: str) -> None:
    """Front matter that is no plain mapping, or that multiplies by aliases, is kept as text and reported."""
    reading = md(f"---\n{front}\n---\n正文。\n")
    assert reading.stated == {}
    assert any("front matter" in warning for warning in reading.warnings)
    assert "正文。" in reading.raw


def test_headings_and_marks() -> None:
    """Heading marks become levels; emphasis, links and comments go; numbers and formulas stay."""
    reading = md(
        "# 甲市**办法**\n\n<!-- 注\n释 -->\n## 第一章　总则 ##\n\n"
        "第一条 按[目录](http://x.y)，长*宽*高不低于`3`亩。\n\n1. 一项\n- 二项\n"
    )
    assert [(line.text, line.heading) for line in reading.lines if line.text] == [
        ("甲市办法", 1),
        ("第一章　总则", 2),
        ("第一条 按目录，长*宽*高不低于3亩。", 0),
        ("1. 一项", 0),
        ("二项", 0),
    ]


def test_a_paragraph_of_one_line_is_whole() -> None:
    """Only a line that stands alone between blank lines is known to be a whole paragraph."""
    reading = md("单独一行。\n\n前半\n后半。\n")
    assert {line.text: line.whole for line in reading.lines if line.text} == {
        "单独一行。": True,
        "前半": False,
        "后半。": False,
    }


def test_table() -> None:
    """A pipe table gives cells with a header row; an empty cell leaves a gap."""
    reading = md("| 行业 | 容积率 |\n|---|:-:|\n| 食品 | 1.2 |\n| 纺织 |  |\n\n完。\n")
    assert [(line.text, line.cell) for line in reading.lines if line.cell] == [
        ("行业", Cell(1, 0, 0, header=True)),
        ("容积率", Cell(1, 0, 1, header=True)),
        ("食品", Cell(1, 1, 0)),
        ("1.2", Cell(1, 1, 1)),
        ("纺织", Cell(1, 2, 0)),
    ]


def test_only_front_matter_is_empty() -> None:
    """A file that states something and says nothing is empty."""
    with pytest.raises(FileEmpty):
        md("---\ntitle: 甲\n---\n\n")
