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
