"""Reading order on a page whose lines have boxes: an XY-cut, made only where columns of text are found.

A page of one column, and a table, keep the order in which the file gives their lines: cutting those
by white space would tear rows apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.document import Box

_GUTTER = 0.7  # ems
_LINES = 4  # a column has as many lines or more
_MEASURE = 6.0  # ems: narrower "columns" are those of a table
_FILLED = 0.8  # share of the column's width that a line of running text fills
_RAGGED = 6  # bands under the columns that may not belong to them
_RUNNING = 0.55  # share of a column's lines that do
_LARGER = 1.2  # times the em of the running text that a headline has
_STRIPE = 2.0  # ems of white across all columns that part what stands above from what stands below
_REACH = 14.0  # ems above such a stripe in which the columns that it ends are looked for


@dataclass(frozen=True, slots=True)
class Placed:
    """A line's number and box, and its em in points."""

    index: int
    box: Box
    em: float


def reading_order(lines: Sequence[Placed]) -> list[list[int]]:
    """The line numbers of one page, column by column in reading order.

    Args:
        lines: of one page, in the order of the file.
    """
    if sum(line.box[2] - line.box[0] >= _MEASURE * line.em for line in lines) < 2 * _LINES:
        return [[line.index for line in lines]]
    parts = _cut(list(lines))
    if len(parts) > 1:
        parts = [piece for part in parts for piece in _apart(part)]
    return [[line.index for line in part] for part in parts]


def _cut(lines: list[Placed]) -> list[list[Placed]]:
    blocks = _blocks(lines)
    if len(blocks) > 1:
        return [part for block in blocks for part in _cut(block)]
    columns = _columns(lines)
    if columns:
        return [part for column in columns for part in _cut(column)]
    bands = _bands(lines)
    if len(bands) < 2:
        return [lines]
    found: list[list[Placed]] = []
    rest: list[Placed] = []
    at = 0
    while at < len(bands):
        end = at if rest and _one_headline(rest[-1], bands[at]) else _columned(bands, at)
        if end == at:
            rest += bands[at]
            at += 1
            continue
        if rest:
            found.append(_in_file_order(rest))
            rest = []
        found += _cut([line for band in bands[at:end] for line in band])
        at = end
    if rest:
        found.append(_in_file_order(rest))
    return found if len(found) > 1 else [lines]


def _blocks(lines: list[Placed]) -> list[list[Placed]]:
    """The lines parted at stripes of white that run below columns of text, from the top.

    Columns that end together there are those of one article; without the cut, each would be read on
    into what another article set below it. A stripe below a headline parts nothing.
    """
    if len(lines) < 2 * _LINES:
        return [lines]
    em = median(line.em for line in lines)
    found: list[list[Placed]] = []
    above: list[Placed] = []
    bands = _bands(lines)
    for band, following in pairwise([*bands, []]):
        above += band
        foot = max(line.box[3] for line in above)
        if following and min(line.box[1] for line in following) - foot < _STRIPE * em:
            continue
        running = [line for line in above if line.em <= _LARGER * em]
        near = [line for line in running if line.box[3] > foot - _REACH * em]
        if not following or _columns(running) or _columns(near) or (found and running == above):
            found.append(_in_file_order(above))
            above = []
    return found


def _apart(lines: list[Placed]) -> list[list[Placed]]:
    """A part in pieces, where white of more than some lines lies between: a picture, a frame, a rule."""
    if not lines or _bands(lines) == [lines]:
        return [lines]
    em = median(line.em for line in lines)
    pieces = [[lines[0]]]
    for last, line in pairwise(lines):
        if line.box[1] - last.box[3] >= _STRIPE * max(em, last.em, line.em):
            pieces.append([])
        pieces[-1].append(line)
    return pieces


def _in_file_order(lines: list[Placed]) -> list[Placed]:
    return sorted(lines, key=lambda line: line.index)


def _one_headline(above: Placed, band: list[Placed]) -> bool:
    """Whether a band is the next line of a headline that ran on from the one above it."""
    line = band[0]
    return (
        len(band) == 1
        and abs(line.em - above.em) < 0.1 * above.em
        and line.box[1] - above.box[3] < 0.5 * above.em
        and min(line.box[2], above.box[2]) > max(line.box[0], above.box[0])
    )


def _columned(bands: list[list[Placed]], start: int) -> int:
    """Where the longest stretch of bands from `start` ends that stands in columns; `start` if none does."""
    reach = 0
    gap = _Gaps()
    for end in range(start, len(bands)):
        for line in bands[end]:
            gap.add(line)
        if not gap.open:
            break
        reach = end + 1
    # What stands under the columns on one side only, or across some of them, is left out band by band.
    most, found = 0, start
    for end in range(reach, max(start, reach - _RAGGED), -1):
        count = len(_columns([line for band in bands[start:end] for line in band]))
        if count > most:
            most, found = count, end
    return found


class _Gaps:
    """Whether the lines added so far leave a vertical stripe free between them."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float]] = []
        self.open = True

    def add(self, line: Placed) -> None:
        left, right = line.box[0], line.box[2]
        apart = [span for span in self._spans if span[1] < left or span[0] > right]
        joined = [span for span in self._spans if not (span[1] < left or span[0] > right)]
        self._spans = [*apart, (min([left, *(s[0] for s in joined)]), max([right, *(s[1] for s in joined)]))]
        self.open = len(self._spans) > 1 or len(apart) + len(joined) == 0


def _bands(lines: list[Placed]) -> list[list[Placed]]:
    """The lines grouped by the horizontal stripes of white between them, from the top."""
    bands: list[list[Placed]] = []
    bottom = float("-inf")
    for line in sorted(lines, key=lambda line: line.box[1]):
        top, foot = line.box[1], line.box[3]
        # Loose boxes of neighbouring lines may touch.
        shrunk = (foot - top) * 0.15
        if top + shrunk >= bottom or not bands:
            bands.append([])
        bands[-1].append(line)
        bottom = max(bottom, foot - shrunk)
    return bands


def _columns(lines: list[Placed]) -> list[list[Placed]]:
    """The lines parted at the gutters between columns of running text; empty where there are none."""
    if len(lines) < 2 * _LINES:
        return []
    em = median(line.em for line in lines)
    parts: list[list[Placed]] = []
    right = float("-inf")
    for line in sorted(lines, key=lambda line: line.box[0]):
        if line.box[0] - right >= _GUTTER * em or not parts:
            parts.append([])
        parts[-1].append(line)
        right = max(right, line.box[2])
    if len(parts) < 2 or not all(_running(part, em) or _divided(part, em) for part in parts):
        return []
    return [sorted(part, key=lambda line: (line.box[1], line.box[0])) for part in parts]


def _divided(lines: list[Placed], em: float) -> bool:
    """Whether lines are an article in columns of its own, below a headline that spans them."""
    running = [line for line in lines if line.em <= _LARGER * em]
    return len(running) >= 2 * _LINES and bool(_columns(running))


def _running(lines: list[Placed], em: float) -> bool:
    """Whether lines are running text set to one measure, and not the cells of a table."""
    if len(lines) < _LINES:
        return False
    width = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    if width < _MEASURE * em:
        return False
    running = [line for line in lines if line.em <= _LARGER * em] or lines
    filled = sum(line.box[2] - line.box[0] >= _FILLED * width for line in running)
    return filled >= _RUNNING * len(running)
