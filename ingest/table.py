"""Cells → what stands at the head of each cell's row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.block import Block
from ingest.document import Cell


@dataclass(frozen=True, slots=True)
class Heads:
    """The texts at the head of a cell's row and column, and whether the cell is a head itself."""

    row: tuple[str, ...]
    column: tuple[str, ...]
    head: bool


def heads(blocks: Sequence[Block]) -> list[Heads]:
    """For each cell of one table, its row and column heads, merged cells filled.

    Column heads are the cells in rows marked as header, else in the first row. Row heads are the
    cells left of it up to the last column that the first header row leaves for them: the first
    column, and further ones as long as merged cells there show a grouping.
    """
    cells = [block.cell for block in blocks if block.cell is not None]
    texts = [" ".join(block.text.split()) for block in blocks if block.cell is not None]
    if not cells:
        return []
    header = {cell.row for cell in cells if cell.header} or _first_rows(cells)
    # A merged cell reaches no further than the table does, whatever its file claims.
    bottom = max(cell.row for cell in cells) + 1
    right = max(cell.column for cell in cells) + 1
    by_row: dict[int, list[tuple[Cell, str]]] = {}
    by_column: dict[int, list[tuple[Cell, str]]] = {}
    stubs = _stub_columns(cells, header)
    for cell, text in zip(cells, texts, strict=True):
        if cell.row in header:
            for column in range(cell.column, min(cell.column + cell.column_span, right)):
                by_column.setdefault(column, []).append((cell, text))
        elif cell.column in stubs:
            for row in range(cell.row, min(cell.row + cell.row_span, bottom)):
                by_row.setdefault(row, []).append((cell, text))
    found = []
    for cell, text in zip(cells, texts, strict=True):
        above = [t for c, t in by_column.get(cell.column, ()) if c.row < cell.row and t]
        left = [t for c, t in by_row.get(cell.row, ()) if c.column < cell.column and t]
        head = cell.row in header or cell.column in stubs
        found.append(Heads(tuple(dict.fromkeys(left)), tuple(dict.fromkeys(above)), head and bool(text)))
    return found


def _first_rows(cells: Sequence[Cell]) -> set[int]:
    """The first row, and the rows that a merged cell of it reaches down to."""
    first = min(cell.row for cell in cells)
    depth = max(cell.row_span for cell in cells if cell.row == first)
    rows = sorted({cell.row for cell in cells})
    return set(rows[: depth if depth < len(rows) else 1])


def _stub_columns(cells: Sequence[Cell], header: set[int]) -> set[int]:
    first = min(cell.column for cell in cells)
    last = max(cell.column for cell in cells) + 1
    merged = {cell.column for cell in cells if cell.row not in header and cell.row_span > 1}
    stubs = {first}
    for column in range(first, last - 2):
        if column not in merged:
            break
        stubs.add(column + 1)
    return stubs
