"""Reading order: the lines of a reading, in the order in which they are read and with their columns.

Where lines have boxes, columns and indents are measured; where they have none, they are inferred
from the lines' widths.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.block import Role
from ingest.columns import Placed, reading_order
from ingest.document import Box, Line, Reading
from ingest.furniture import furniture
from ingest.normalize import Cleaner
from ingest.printed import Printed, printed_lines, width

_LARGER = 1.2
_LOOSER = 1.35
_CENTRED = 3.0
_FAR = 4.5


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines in reading order, and apart from them those that belong to the page."""

    lines: list[Printed]
    furniture: list[tuple[Printed, Role]]


def lay_out(reading: Reading, cleaner: Cleaner) -> Layout:
    """Find reading order, columns, running heads, running feet and page numbers."""
    roles = furniture(reading.lines, reading.pages, cleaner)
    boxed = sum(line.box is not None for line in reading.lines)
    flat = printed_lines(reading.lines, cleaner, frozenset(roles))
    aside = [(line, roles[line.index]) for line in flat if line.index in roles]
    body = [line for line in flat if line.index not in roles]
    if boxed * 2 > len(reading.lines):
        body = _measured(body)
    return Layout(body, aside)


def _measured(lines: list[Printed]) -> list[Printed]:
    """The lines in reading order, with room and indent measured from their boxes."""
    if not lines:
        return []
    ems = {line.index: _em(line.source) for line in lines}
    running = [line for line in lines if line.source.cell is None] or lines
    usual = median(ems[line.index] for line in running)
    height = median(_height(line.source) for line in running)
    pages: dict[int, list[Printed]] = defaultdict(list)
    for line in lines:
        pages[line.source.page or 0].append(line)
    columns: list[list[Printed]] = []
    for page in pages.values():
        known = {line.index: line for line in page}
        tables = _tables(page)
        placed = [
            Placed(line.index, tables.get(line.index, line.source.box), ems[line.index])
            for line in page
            if line.source.box is not None and (line.source.cell is None or line.index in tables)
        ]
        for part in reading_order(placed):
            columns.append([other for index in part for other in _with_table(known[index], page)])
        loose = [line for line in page if line.source.box is None]
        if loose:
            columns.append(loose)
    margins = _margins(columns, usual)
    found: list[Printed] = []
    for number, column in enumerate(columns):
        left, right = margins[number]
        pitch = _pitch(column)
        before: Printed | None = None
        for line in column:
            found.append(_place(line, before, number, left, right, pitch, usual, height))
            before = line
    return found


def _tables(page: list[Printed]) -> dict[int, Box]:
    """The box of each table of a page, by its first line: a table is read as one piece."""
    inside: dict[int, list[Printed]] = defaultdict(list)
    for line in page:
        if line.source.cell is not None and line.source.box is not None:
            inside[line.source.cell.table].append(line)
    found: dict[int, Box] = {}
    for lines in inside.values():
        boxes = [line.source.box for line in lines if line.source.box is not None]
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        found[lines[0].index] = (min(x0), min(y0), max(x1), max(y1))
    return found


def _with_table(line: Printed, page: list[Printed]) -> list[Printed]:
    """A line, or all those of the table that it begins."""
    if line.source.cell is None:
        return [line]
    table = line.source.cell.table
    return [other for other in page if other.source.cell is not None and other.source.cell.table == table]


def _em(line: Line) -> float:
    if line.size:
        return line.size
    return _height(line) or 10.0


def _height(line: Line) -> float:
    return line.box[3] - line.box[1] if line.box is not None else 0.0


def _margins(columns: list[list[Printed]], em: float) -> list[tuple[float, float]]:
    """Left and right margin of each column; one with few lines takes them from one of the same left."""
    found: list[tuple[float, float, int]] = []
    for column in columns:
        # A headline may be wider than its column by as much as the page has room.
        running = [line for line in column if line.source.cell is None] or column
        running = [line for line in running if _em(line.source) <= _LARGER * em] or running
        boxes = [line.source.box for line in running if line.source.box is not None]
        if not boxes:
            found.append((0.0, 0.0, 0))
            continue
        lefts = Counter(float(round(box[0])) for box in boxes)
        often = max(lefts.values())
        # The leftmost margin that many lines share: first lines and lists are indented.
        left = min(x for x, n in lefts.items() if n >= max(often / 4, 1))
        near = [box[2] for box in boxes if box[2] - left > 0]
        found.append((left, max(near, default=0.0), len(boxes)))
    settled: list[tuple[float, float]] = []
    for left, right, count in found:
        if count < 8:
            alike = [other for other in found if abs(other[0] - left) <= em and other[2] >= 8]
            if not alike:
                alike = [other for other in found if 0 < left - other[0] <= 3 * em and other[2] >= 8]
            if alike:
                left = min(min(other[0] for other in alike), left)
                right = max(median(other[1] for other in alike), right)
        settled.append((left, right))
    return settled


def _pitch(column: list[Printed]) -> float:
    running = [line for line in column if line.source.cell is None]
    tops = [line.source.box[1] for line in running if line.source.box is not None]
    steps = [low - high for high, low in pairwise(tops) if low - high > 1]
    return median(steps) if steps else 0.0


def _place(
    line: Printed,
    before: Printed | None,
    column: int,
    left: float,
    right: float,
    pitch: float,
    usual: float,
    height: float,
) -> Printed:
    box = line.source.box
    if box is None or line.source.whole or line.source.cell is not None:
        return replace(line, column=column)
    em = _em(line.source)
    above = before.source.box if before is not None else None
    same_row = above is not None and abs((above[1] + above[3]) - (box[1] + box[3])) < 0.5 * (box[3] - box[1])
    size = em / usual
    if abs(size - 1) < 0.05 and height and _height(line.source) / height >= _LARGER:
        size = _height(line.source) / height
    free_left, free_right = (box[0] - left) / em, (right - box[2]) / em
    apart = 0
    if above is not None and pitch and not same_row:
        apart = int(box[1] - above[1] > _LOOSER * pitch * max(size, 1.0))
    return replace(
        line,
        column=column,
        width=width(line.text),
        indent=max(free_left, 0.0),
        # What begins far from the left margin, such as a signature, ends where it ends for no lack of room.
        room=max(free_right, 0.0) if free_left <= _FAR else max(free_right, free_left),
        apart=apart,
        size=size,
        opens=before is None,
        centred=min(free_left, free_right) > _CENTRED and abs(free_left - free_right) < 1.5,
        beside=same_row and above is not None and box[0] - above[2] < 0.3 * em,
    )
