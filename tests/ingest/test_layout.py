"""Reading order, running heads and page numbers, from boxes."""

from __future__ import annotations

import re
import unicodedata

import pytest

from ingest.assemble import items
from ingest.block import Block
from ingest.document import Reading
from tests.ingest.readings import Sheet, shared, wrapped

STORIES = (
    "城西旧厂区的改造从一条污水管开始。三个月里，施工队挖开了全部路面，把雨水和污水分开，再把电线埋进地下，老住户说这里终于不用再蹚水。",
    "改造的钱从哪里来，是居民最关心的事。街道把闲置的锅炉房和车棚收拢起来，租给几家小店，每年有四十多万元收入，正好够付物业的开支。",
    "如今傍晚的小广场坐满了人，孩子在新铺的塑胶地上跑。负责人说，下一步要把围墙拆掉，让厂区和隔壁的公园连成一片，谁都可以走进来。",
)


def _blocks(reading: Reading) -> list[Block]:
    return [block for item in items(reading) for block in item.blocks]


def _texts(reading: Reading) -> list[str]:
    return [block.text for block in _blocks(reading)]


@pytest.mark.parametrize("row_by_row", [False, True], ids=["column by column", "row by row"])
def test_three_columns_are_read_one_after_the_other(row_by_row: bool) -> None:
    """However the page was drawn, its columns are read from left to right, each from top to bottom."""
    sheet = Sheet()
    sheet.set("旧厂区长出新街坊", 60, 50, size=24)
    for number, story in enumerate(STORIES):
        sheet.column(story, 50 + number * 180, 120, 16)
    if row_by_row:
        sheet.lines.sort(key=lambda line: (line.box or (0, 0))[1])
    assert _texts(sheet.reading()) == ["旧厂区长出新街坊", *STORIES]


def test_a_sentence_goes_on_in_the_next_column() -> None:
    """A paragraph that a column's end cuts in two is one."""
    sheet = Sheet()
    rows = [row for story in STORIES * 2 for row in wrapped(story, 18)]
    starts = {wrapped(story, 18)[0] for story in STORIES}
    half = len(rows) // 2 + 1
    for at, row in enumerate(rows):
        column, y = (0, at) if at < half else (1, at - half)
        sheet.set(row, 50 + column * 220 + (20 if row in starts else 0), 100 + y * 16)
    assert _texts(sheet.reading()) == list(STORIES * 2)


def test_the_cells_of_a_table_keep_the_files_order() -> None:
    """Cells do not fill their columns; cutting between them would part each number from its row."""
    sheet = Sheet()
    table = [
        ("指标", "数值", "单位"),
        ("容积率", "1.8", ""),
        ("亩均税收", "28", "万元"),
        ("投资强度", "400", "万元"),
    ]
    cells = [cell for row in table * 2 for cell in row]
    for row, values in enumerate(table * 2):
        for column, cell in enumerate(values):
            if cell:
                sheet.set(cell, 80 + column * 160, 100 + row * 20)
    assert _texts(sheet.reading()) == [cell for cell in cells if cell]


def test_what_repeats_at_a_pages_edge_is_no_text() -> None:
    """A running head and numbered feet are named by role, and stand in no paragraph."""
    sheet = Sheet()
    for page in range(1, 5):
        if page > 1:
            sheet.turn()
        sheet.set("存量厂房更新手册", 220, 30)
        for at, story in enumerate(STORIES):
            sheet.column(story, 80, 100 + at * 100, 40)
        sheet.set(f"{page}", 300, 770)
    roles = [block.role for block in _blocks(sheet.reading())]
    assert roles.count("header") == 4
    assert roles.count("page_number") == 4
    assert [b.text for b in _blocks(sheet.reading()) if not b.role] == list(STORIES * 4)


def test_a_number_at_the_foot_that_does_not_count_stays() -> None:
    """500 as the last line of two pages is what the text says, not a page number."""
    sheet = Sheet()
    for page in range(2):
        if page:
            sheet.turn()
        sheet.column(STORIES[page], 80, 100, 40)
        sheet.set("500" if page else "320", 300, 770)
    assert {"500", "320"} <= {block.text for block in _blocks(sheet.reading()) if not block.role}


def test_a_newspapers_masthead_is_a_header() -> None:
    """Name, date and page number in one row, though one page alone has them."""
    sheet = Sheet()
    for text, x in (("临江晚报", 50), ("2025年6月18日 星期三", 240), ("04版 民生", 500)):
        sheet.set(text, x, 30)
    sheet.set("旧厂区长出新街坊", 60, 80, size=24)
    for number, story in enumerate(STORIES):
        sheet.column(story, 50 + number * 180, 140, 16)
    found = _blocks(sheet.reading())
    assert [b.text for b in found if b.role == "header"] == ["临江晚报", "2025年6月18日 星期三", "04版 民生"]


@pytest.mark.parametrize(
    ("sample", "truth"),
    [
        ("002_lo.pdf", "002_clean.txt"),
        ("002_cidfont.pdf", "002_clean.txt"),
        ("004_weasy.pdf", "004_clean.txt"),
        ("000_news3col.pdf", "000_clean.txt"),
        ("000_news3col_rowmajor.pdf", "000_clean.txt"),
    ],
)
def test_sample_pages_are_read_in_order(sample: str, truth: str) -> None:
    """The samples' text comes out whole and in order: the truth stands in it without an interruption."""
    from ingest.read import read

    found = "".join(b.text for b in _blocks(read(shared(f"samples/{sample}"))) if b.role in ("", "headline"))
    assert _plain(shared(f"samples/{truth}").read_text("utf-8")) in _plain(found)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
