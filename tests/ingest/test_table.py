"""Heads of rows and columns."""

from __future__ import annotations

from ingest.block import Block
from ingest.document import Cell
from ingest.table import heads


def table(*cells: tuple[str, int, int, int, int]) -> list[Block]:
    """Blocks of one table from (text, row, column, row span, column span)."""
    return [
        Block(text, (), cell=Cell(1, row, column, down, across)) for text, row, column, down, across in cells
    ]


def test_merged_column_heads_reach_every_column_below_them() -> None:
    """控制指标 above two columns heads both, with each column's own head below it."""
    blocks = table(
        ("行业", 0, 0, 2, 1), ("控制指标", 0, 1, 1, 2),
        ("投资强度", 1, 1, 1, 1), ("容积率", 1, 2, 1, 1),
        ("食品制造", 2, 0, 1, 1), ("300", 2, 1, 1, 1), ("1.2", 2, 2, 1, 1),
    )  # fmt: skip
    found = heads(blocks)
    assert found[-1].column == ("控制指标", "容积率")
    assert found[-1].row == ("食品制造",)
    assert found[-2].column == ("控制指标", "投资强度")


def test_a_merged_row_head_reaches_every_row_beside_it() -> None:
    """A group in the first column heads its rows, the second column names them."""
    blocks = table(
        ("类别", 0, 0, 1, 1), ("行业", 0, 1, 1, 1), ("容积率", 0, 2, 1, 1), ("税收", 0, 3, 1, 1),
        ("一类", 1, 0, 2, 1), ("食品", 1, 1, 1, 1), ("1.2", 1, 2, 1, 1), ("20", 1, 3, 1, 1),
        ("纺织", 2, 1, 1, 1), ("1.3", 2, 2, 1, 1), ("25", 2, 3, 1, 1),
    )  # fmt: skip
    found = heads(blocks)
    assert found[-1].row == ("一类", "纺织")
    assert found[-1].column == ("税收",)


def test_no_cells_have_no_heads() -> None:
    """An empty table gives an empty list."""
    assert heads([]) == []


def test_a_cell_that_claims_a_billion_columns_reaches_no_further_than_its_table() -> None:
    """Spans from a hostile file are cut to the table."""
    blocks = table(("行业", 0, 0, 10**9, 10**9), ("税收", 1, 1, 1, 1))
    assert len(heads(blocks)) == 2


def grid(*rows: list[str]) -> list[Block]:
    """Blocks of a table without merged cells; empty texts are cells that are not there."""
    return [
        Block(text, (), cell=Cell(1, row, column))
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text
    ]


def names(blocks: list[Block]) -> dict[str, str]:
    """The text of every value by the names of its row and column."""
    return {
        "·".join((*head.row_name, *head.column_name)): block.text
        for block, head in zip(blocks, heads(blocks), strict=True)
        if not head.head
    }


def test_a_row_is_named_by_its_group_only_where_its_own_name_is_not_enough() -> None:
    """食品 stands in two groups and is named with them, 纺织 in one and is not."""
    rows = [["类别", "行业", "容积率"], ["一类", "食品", "1.2"], ["", "纺织", "1.3"], ["二类", "食品", "1.5"]]
    assert names(grid(*rows)) == {"一类·食品·容积率": "1.2", "纺织·容积率": "1.3", "二类·食品·容积率": "1.5"}


def test_columns_of_the_same_name_are_told_apart_by_the_head_above_them() -> None:
    """容积率 stands under two groups of columns, whose heads reach over the empty cells beside them."""
    rows = [
        ["行业", "一类区", "", "二类区", ""],
        ["", "容积率", "税收", "容积率", "税收"],
        ["食品", "1", "2", "3", "4"],
    ]
    assert set(names(grid(*rows))) == {
        "食品·一类区·容积率", "食品·一类区·税收", "食品·二类区·容积率", "食品·二类区·税收",
    }  # fmt: skip


def test_values_in_the_first_row_are_no_headings() -> None:
    """A table with headings on the left only has no column heads."""
    found = heads(grid(["容积率", "1.2"], ["投资强度", "300"]))
    assert [head.column for head in found] == [()] * 4
    assert names(grid(["容积率", "1.2"], ["投资强度", "300"])) == {"容积率": "1.2", "投资强度": "300"}


def test_a_row_across_the_table_heads_those_below_it() -> None:
    """一、制造业 over the whole width is the head of a group; a note at the end is none."""
    blocks = table(
        ("行业", 0, 0, 1, 1), ("容积率", 0, 1, 1, 1),
        ("一、制造业", 1, 0, 1, 2), ("食品", 2, 0, 1, 1), ("1.2", 2, 1, 1, 1),
        ("注：可下浮。", 3, 0, 1, 2),
    )  # fmt: skip
    found = heads(blocks)
    assert found[4].row == ("一、制造业", "食品")
    assert found[4].row_name == ("食品",)
    assert not found[5].head


def test_a_value_for_several_rows_is_headed_by_all_of_them() -> None:
    """A merged value is found under each of the rows that it covers."""
    blocks = table(
        ("行业", 0, 0, 1, 1), ("容积率", 0, 1, 1, 1),
        ("食品", 1, 0, 1, 1), ("1.2", 1, 1, 2, 1), ("纺织", 2, 0, 1, 1),
    )  # fmt: skip
    assert names(blocks) == {"食品、纺织·容积率": "1.2"}


def test_a_unit_column_gives_the_unit_of_its_row() -> None:
    """70 beside ％ under 单位 is 70％; a serial number names no row."""
    blocks = grid(["序号", "指标", "数值", "单位"], ["1", "占比", "70", "％"], ["2", "面积", "3", "亩"])
    found = dict(zip([block.text for block in blocks], heads(blocks), strict=True))
    assert (found["70"].unit, found["3"].unit) == ("％", "亩")
    assert found["70"].row_name == ("占比",)


def test_column_heads_said_again_are_no_row() -> None:
    """The heading repeated at the top of a page is a heading there as well."""
    rows = [["行业", "容积率"], ["食品", "1.2"], ["行业", "容积率"], ["纺织", "1.3"]]
    assert names(grid(*rows)) == {"食品·容积率": "1.2", "纺织·容积率": "1.3"}
