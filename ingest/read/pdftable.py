"""Ruled tables of PDF pages: rules → a grid of cells, and the page's lines put into them.

Merged cells are where the grid's inner lines are missing. Lines without a box stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.document import Box, Cell, Line, Page
from ingest.read.content import Tally
from ingest.read.pdfium import pdfium
from ingest.read.pdfrules import THICK, Placement, Rule, Rules, rules_of

_TOUCH = 4.0
"""Points by which lines that were meant to meet may miss each other."""
_OPEN = 10.0
"""Points by which horizontal lines stand out from the outermost vertical ones for an open side."""
_MOST_PLACES = 40_000
_PROSE = 300
"""Characters in the usual filled cell from which a grid is a page's layout and no table."""
_EDGE = 0.2
"""Share of the page's height, above and below, in which one row alone may be the rest of a table."""
_MARGIN = 0.12
"""Share of the page's height, above and below, that a table may leave and still go on overleaf."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the borders between its columns and rows, and its cells as (row, column, rows, columns)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, int, int, int], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell that holds a point, or None."""
        for index, (row, column, rows, columns) in enumerate(self.cells):
            inside = self.xs[column] <= x < self.xs[column + columns]
            if inside and self.ys[row] <= y < self.ys[row + rows]:
                return index
        return None


class Tables:
    """The ruled tables of a file, page by page.

    Args:
        tally: counts their cells.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._shapes: dict[int, Grid] = {}

    def on_page(self, lines: list[Line], page: pdfium.PdfPage, place: Placement) -> list[Line]:
        """The lines of a page with those inside its tables put into cells. The caller holds the lock."""
        height = page.get_size()[1]
        tables = [
            grid
            for grid in grids(rules_of(page, place))
            if len(grid.ys) > 2 or grid.ys[0] <= _EDGE * height or grid.ys[-1] >= (1 - _EDGE) * height
        ]
        found, shapes = tabled(lines, tables, len(self._shapes) + 1)
        for grid in shapes:
            self._tally.add_cell(len(grid.cells))
            self._shapes[len(self._shapes) + 1] = grid
        return found

    def joined(self, lines: Sequence[Line], pages: Sequence[Page]) -> list[Line]:
        """The lines of all pages, a table that goes on overleaf made one."""
        return continued(lines, pages, self._shapes)


def grids(rules: Rules) -> list[Grid]:
    """The tables that a page's lines make up: two columns at least, and one row where a page cuts it off."""
    if len(rules.across) < 2 or len(rules.down) < 1:
        return []
    found = [_grid(across, down) for across, down in _groups(rules)]
    return [grid for grid in found if grid is not None]


def tabled(lines: Sequence[Line], tables: Sequence[Grid], first: int) -> tuple[list[Line], list[Grid]]:
    """The lines of one page with those inside tables put into cells, row by row, where the table's first stood.

    Args:
        lines: of the page.
        tables: of the page.
        first: the number of the first table.

    Returns:
        the lines, and the tables that were numbered, in order.
    """
    kept = list(lines)
    shapes: list[Grid] = []
    for grid in tables:
        inside: dict[int, list[Line]] = {}
        outside: list[tuple[int, Line]] = []
        place = len(kept)
        for at, line in enumerate(kept):
            pieces = [(None, line)] if line.cell is not None else _split(line, grid)
            for cell, piece in pieces:
                if cell is None:
                    outside.append((at, piece))
                else:
                    inside.setdefault(cell, []).append(piece)
                    place = min(place, at)
        if not _is_table(grid, inside):
            continue
        made = [
            replace(line, cell=Cell(first + len(shapes), *grid.cells[index]))
            for index in sorted(inside, key=lambda index: grid.cells[index][:2])
            for line in _in_order(inside[index])
        ]
        before = [line for at, line in outside if at <= place]
        kept = [*before, *made, *(line for at, line in outside if at > place)]
        shapes.append(grid)
    return kept, shapes


def continued(lines: Sequence[Line], pages: Sequence[Page], shapes: dict[int, Grid]) -> list[Line]:
    """The lines with a table that goes on overleaf made one with its beginning.

    A row that stands alone is one of a table that goes on, or no table. A table goes on where it ends at
    the foot of its page, begins again at the head of the next, and its columns stand alike.

    Args:
        lines: of all pages.
        pages: for their heights.
        shapes: the grid of each table.
    """
    heights = {page.number: page.height for page in pages}
    home: dict[int, tuple[int, int]] = {}
    page_of = {line.cell.table: line.page or 0 for line in lines if line.cell is not None}
    for number in sorted(shapes):
        before = number - 1
        if before not in page_of or number not in page_of or page_of[number] != page_of[before] + 1:
            continue
        if _alike(shapes[before], shapes[number]) and not _between(
            lines, shapes[before], shapes[number], page_of[before], heights
        ):
            base, offset = home.get(before, (before, 0))
            home[number] = base, offset + len(shapes[before].ys) - 1
    joined = {*home, *(base for base, _ in home.values())}
    single = {number for number, grid in shapes.items() if len(grid.ys) == 2} - joined
    if not home and not single:
        return list(lines)
    fresh: dict[int, int] = {}
    found = []
    for line in lines:
        if line.cell is not None and line.cell.table in single:
            line = replace(line, cell=None)
        elif line.cell is not None:
            base, offset = home.get(line.cell.table, (line.cell.table, 0))
            table = fresh.setdefault(base, len(fresh) + 1)
            line = replace(line, cell=replace(line.cell, table=table, row=line.cell.row + offset))
        found.append(line)
    return found


def _alike(one: Grid, other: Grid) -> bool:
    return len(one.xs) == len(other.xs) and all(
        abs(a - b) <= 2 * _TOUCH for a, b in zip(one.xs, other.xs, strict=True)
    )


def _between(lines: Sequence[Line], one: Grid, other: Grid, page: int, heights: dict[int, float]) -> bool:
    """Whether text stands between a table and the next one overleaf, page numbers and running heads aside."""
    for line in lines:
        if line.box is None or line.page not in (page, page + 1):
            continue
        height = heights.get(line.page, 0.0)
        if line.page == page and line.box[1] >= one.ys[-1] - _TOUCH:
            if line.box[1] < (1 - _MARGIN) * height:
                return True
        elif line.page == page + 1 and line.box[3] <= other.ys[0] + _TOUCH and line.box[3] > _MARGIN * height:
            return True
    return False


def _groups(rules: Rules) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines parted into those that hang together."""
    left = list(rules.down)
    loose = list(rules.across)
    found: list[tuple[list[Rule], list[Rule]]] = []
    while left:
        down, across = [left.pop()], []
        grown = True
        while grown:
            more = [rule for rule in loose if any(_meet(rule, other) for other in down)]
            loose = [rule for rule in loose if rule not in more]
            across += more
            further = [rule for rule in left if any(_meet(other, rule) for other in more)]
            left = [rule for rule in left if rule not in further]
            down += further
            grown = bool(further)
        found.append((across, down))
    return sorted(found, key=lambda group: min((rule.at for rule in group[0]), default=0.0))


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - _TOUCH <= down.at <= across.end + _TOUCH
        and down.start - _TOUCH <= across.at <= down.end + _TOUCH
    )


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    ys = _snapped([rule.at for rule in across])
    xs = _snapped([rule.at for rule in down])
    if not xs or len(ys) < 2:
        return None
    left, right = min(rule.start for rule in across), max(rule.end for rule in across)
    if xs[0] - left > _OPEN:
        xs = [left, *xs]
    if right - xs[-1] > _OPEN:
        xs = [*xs, right]
    if len(xs) < 3 or (len(xs) - 1) * (len(ys) - 1) > _MOST_PLACES:
        return None
    cells = _cells(xs, ys, across, down)
    columns = {column for _, column, _, _ in cells}
    if len(columns) < 2:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(cells))


def _snapped(values: list[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= THICK:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _cells(
    xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]
) -> list[tuple[int, int, int, int]]:
    """Places of the grid joined where no line parts them; what does not join to a rectangle stays apart."""
    wide, high = len(xs) - 1, len(ys) - 1
    beside = [[_drawn(down, xs[c + 1], ys[r], ys[r + 1]) for c in range(wide)] for r in range(high)]
    below = [[_drawn(across, ys[r + 1], xs[c], xs[c + 1]) for c in range(wide)] for r in range(high)]
    taken: set[tuple[int, int]] = set()
    found = []
    for row in range(high):
        for column in range(wide):
            if (row, column) in taken:
                continue
            columns = 1
            while (
                column + columns < wide
                and not beside[row][column + columns - 1]
                and (row, column + columns) not in taken
            ):
                columns += 1
            rows = 1
            while row + rows < high and not any(
                below[row + rows - 1][c] for c in range(column, column + columns)
            ):
                rows += 1
            taken.update((row + r, column + c) for r in range(rows) for c in range(columns))
            found.append((row, column, rows, columns))
    return found


def _drawn(rules: list[Rule], at: float, start: float, end: float) -> bool:
    middle = (start + end) / 2
    return any(abs(rule.at - at) <= THICK and rule.start <= middle <= rule.end for rule in rules)


def _split(line: Line, grid: Grid) -> list[tuple[int | None, Line]]:
    """A line in the pieces that lie in one cell each; None for what lies outside the table."""
    if line.box is None:
        return [(None, line)]
    x0, y0, x1, y1 = line.box
    middle = (y0 + y1) / 2
    if x1 < grid.xs[0] or x0 > grid.xs[-1] or not grid.ys[0] <= middle <= grid.ys[-1]:
        return [(None, line)]
    if line.edges is None:
        return [(grid.cell_at((x0 + x1) / 2, middle), line)]
    found: list[tuple[int | None, Line]] = []
    start, edges = 0, line.edges
    places = [grid.cell_at((a + b) / 2, middle) for a, b in itertools.pairwise(edges)]
    for at in range(1, len(places) + 1):
        if at == len(places) or (places[at] != places[start] and not line.text[at].isspace()):
            text = line.text[start:at]
            box: Box = (min(edges[start : at + 1]), y0, max(edges[start : at + 1]), y1)
            if text.strip():
                found.append((places[start], replace(line, text=text, box=box, edges=edges[start : at + 1])))
            start = at
    return found


def _in_order(lines: list[Line]) -> list[Line]:
    """The lines of one cell from the top, those of one row from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.box or (0, 0, 0, 0))[1]):
        box = line.box or (0.0, 0.0, 0.0, 0.0)
        above = rows[-1][0].box if rows else None
        if above is not None and (box[1] + box[3]) / 2 < above[3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: (line.box or (0, 0, 0, 0))[0])]


def _is_table(grid: Grid, inside: dict[int, list[Line]]) -> bool:
    """Whether the filled cells are those of a table, and not the boxes that a page is laid out in."""
    filled = [sum(len(line.text) for line in lines) for lines in inside.values()]
    rows = {grid.cells[index][0] for index in inside}
    columns = {grid.cells[index][1] for index in inside}
    if len(columns) < 2 or median(filled) >= _PROSE:
        return False
    return len(grid.ys) == 2 or (len(rows) > 1 and len(filled) > 2)
