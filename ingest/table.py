"""Cells → what stands at the head of each cell's row and column, and what the cell is cited by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.block import Block
from ingest.document import Cell
from ingest.tablerows import Place, Rows, joined


@dataclass(frozen=True, slots=True)
class Heads:
    """What heads a cell.

    Attributes:
        row: the texts at the head of its row, the widest group first.
        column: likewise of its column.
        head: whether the cell is a head itself.
        row_name, column_name: those of them that tell the cell from all others of its table, mostly one
            each; 第3行, 第2列 where there are none. Empty for a head and a note.
        unit: what stands in its row under the column head 单位, or "".
    """

    row: tuple[str, ...]
    column: tuple[str, ...]
    head: bool
    row_name: tuple[str, ...] = ()
    column_name: tuple[str, ...] = ()
    unit: str = ""


@dataclass
class _Found:
    """The heads over and beside the places of a table."""

    above: dict[int, list[Place]] = field(default_factory=dict)
    beside: dict[int, list[Place]] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)


def heads(blocks: Sequence[Block]) -> list[Heads]:
    """For each block of one table, the heads of its cell, merged cells filled.

    Column heads are the cells in rows marked as header; without marks, those of the first rows as far
    as their own merged and empty cells reach, and none where the first row holds values already. Row
    heads are the first column, and further ones as long as the columns before them only group rows. A
    row that is one cell across the whole table heads the rows below it.
    """
    cells = [block.cell for block in blocks if block.cell is not None]
    if not cells:
        return []
    texts: dict[Cell, list[str]] = {}
    for block in blocks:
        if block.cell is not None:
            texts.setdefault(block.cell, []).append(" ".join(block.text.split()))
    places = [Place(cell, joined(parts)) for cell, parts in texts.items()]
    rows = Rows(places)
    found = _head_places(rows)
    made = {place.cell: _heads(place, rows, found) for place in places}
    named = _named(made, rows)
    return [named[cell] for cell in cells]


def _head_places(rows: Rows) -> _Found:
    found = _Found()
    for place in rows.places:
        cell = place.cell
        if cell.row in rows.header:
            for column in rows.columns_of(place):
                found.above.setdefault(column, []).append(place)
        elif cell.row in rows.groups or cell.row in rows.notes:
            continue
        elif cell.column in rows.stubs:
            for row in rows.rows_of(place):
                found.beside.setdefault(row, []).append(place)
    rows.fill(found.above, found.beside)
    group = ""
    for row in rows.numbers:
        group = rows.groups.get(row, group)
        if group and row not in rows.groups and row not in rows.notes:
            found.groups[row] = group
    return found


def _heads(place: Place, rows: Rows, found: _Found) -> Heads:
    cell = place.cell
    head = bool(place.text) and (
        cell.row in rows.header or cell.row in rows.groups or (cell.column in rows.stubs)
    )
    if cell.row in rows.notes:
        return Heads((), (), False)
    above: dict[str, None] = {}
    for column in rows.columns_of(place):
        above |= {p.text: None for p in found.above.get(column, ()) if p.cell.row < cell.row and p.text}
    lines = [_row_heads(row, cell, found) for row in rows.rows_of(place)]
    row = lines[0]
    if len(lines) > 1 and cell.row not in rows.header and cell.column not in rows.stubs:
        # A value that holds for several rows is headed by all of them.
        shared = [text for text in row if all(text in line for line in lines)]
        apart = dict.fromkeys("·".join(t for t in line if t not in shared) for line in lines)
        row = (*shared, *filter(None, ["、".join(filter(None, apart))]))
    return Heads(tuple(row), tuple(above), head)


def _row_heads(row: int, cell: Cell, found: _Found) -> tuple[str, ...]:
    texts = [p.text for p in found.beside.get(row, ()) if p.cell.column < cell.column and p.text]
    group = found.groups.get(row)
    return tuple(dict.fromkeys([group, *texts] if group else texts))


def _named(made: dict[Cell, Heads], rows: Rows) -> dict[Cell, Heads]:
    """The heads with the names by which each cell is told from the others."""
    values = {cell: heads for cell, heads in made.items() if not heads.head}
    row_of = {cell: rows.plain(heads.row) for cell, heads in values.items()}
    column_of = {cell: rows.worded(heads.column) for cell, heads in values.items()}
    row_names = _shortest({(cell.row, row_of[cell]) for cell in values})
    column_names = _shortest({(cell.column, column_of[cell]) for cell in values})
    several = len({cell.column for cell in values}) > 1
    found = dict(made)
    for cell, heads in values.items():
        row = row_names.get((cell.row, row_of[cell]), ())
        column = column_names.get((cell.column, column_of[cell]), ())
        if cell.row not in rows.notes:
            row = row or (f"第{cell.row + 1}行",)
            column = column or ((f"第{cell.column + 1}列",) if several else ())
        found[cell] = replace(heads, row_name=row, column_name=column, unit=rows.unit_in(cell))
    return found


def _shortest(heads: set[tuple[int, tuple[str, ...]]]) -> dict[tuple[int, tuple[str, ...]], tuple[str, ...]]:
    """For each row or column the last of its heads, or as many more before it as tell it from the others."""
    names: dict[tuple[int, tuple[str, ...]], tuple[str, ...]] = {}
    depth = max((len(texts) for _, texts in heads), default=0)
    left = set(heads)
    for length in range(1, depth + 1):
        counts = Counter(texts[-length:] for texts in {texts for _, texts in left})
        for line in list(left):
            texts = line[1]
            if counts[texts[-length:]] == 1 or length >= len(texts):
                names[line] = texts[-length:]
                left.remove(line)
    return names
