"""Runs of text on an OFD page → lines, whatever the order and the pieces in which they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.document import Line
from ingest.read.glyph import Glyph, lines_of

_GUTTER = 1.2
"""A gap wider than this many heights parts two texts on one baseline, as it parts glyphs."""
_OVERLAP = 0.5
"""Texts that share at least this part of the lower one's height stand on one line."""
_RATIO = 1.9
"""A text more than this many times as high as another is no part of its line: a drop capital."""
_TWICE = 0.3
"""The same character again within this part of its height is the same print: a bold look."""
_OVERPRINT = 0.35
"""Neighbours that overlap more than this many heights are two texts, one printed over the other."""
_BACK = 0.2
"""A character that stands further back than this many heights is looked at more closely."""
_SPACE = 0.2
"""A gap between two texts wider than this many heights may be a space between words."""


def lines_on(runs: Sequence[Sequence[Glyph]], page: int) -> Iterator[Line]:
    """Lines in the order in which their first text is drawn.

    Args:
        runs: the characters of each text, in drawing order.
        page: number from 1.
    """
    level: list[int] = []
    found: list[tuple[int, list[Glyph]]] = []
    for at, run in enumerate(runs):
        if not run:
            continue
        if _is_level(run):
            level.append(at)
        else:
            found.append((at, [run[0]._replace(break_before=True), *run[1:]]))
    for group in _rows(runs, level):
        found.extend(_pieces(runs, group))
    found.sort(key=lambda entry: entry[0])
    for _, glyphs in found:
        line = _plain(glyphs, page)
        if line:
            yield line
        else:
            yield from lines_of(glyphs, page)


def _plain(glyphs: list[Glyph], page: int) -> Line | None:
    """What `lines_of` makes of characters of one height without a gap, in a third of the time.

    None where it takes more than that to tell.
    """
    first, last = glyphs[0], glyphs[-1]
    y0, y1, size = first.y0, first.y1, first.size
    widest, back = _GUTTER * (y1 - y0), -_BACK * (y1 - y0)
    edge = first.x0
    for glyph in glyphs:
        if glyph.space_before or glyph.y0 != y0 or glyph.y1 != y1 or glyph.size != size:
            return None
        if not back <= glyph.x0 - edge <= widest or glyph.x1 < edge:
            return None
        edge = glyph.x1
    text = "".join([glyph.char for glyph in glyphs])
    if not text.strip() or not size or len(glyphs) < 2:
        return None
    starts = [glyph.x0 for glyph in glyphs]
    box = (round(first.x0, 2), round(y0, 2), round(last.x1, 2), round(y1, 2))
    edges = (*[round(x, 2) for x in starts], round(last.x1, 2))
    return Line(text, page=page, box=box, edges=edges, size=size)


def _is_level(run: Sequence[Glyph]) -> bool:
    """Whether it advances to the right along a horizontal baseline."""
    first, last = run[0], run[-1]
    height = max(first.y1 - first.y0, 0.1)
    return abs(last.y1 - first.y1) <= 0.3 * height and last.x0 >= first.x0


def _rows(runs: Sequence[Sequence[Glyph]], level: list[int]) -> list[list[int]]:
    """Runs by the row that they stand in."""
    rows: list[list[int]] = []
    spans: list[tuple[float, float]] = []
    shelves: dict[int, list[int]] = {}
    # The highest texts first: a superscript joins the text that it stands beside, not the reverse.
    for at in sorted(level, key=lambda at: runs[at][0].y0 - runs[at][0].y1):
        y0, y1 = runs[at][0].y0, runs[at][0].y1
        height = max(y1 - y0, 0.1)
        best, most = -1, _OVERLAP * height
        for row in {row for shelf in _shelves(y0, y1) for row in shelves.get(shelf, ())}:
            top, bottom = spans[row]
            shared = min(y1, bottom) - max(y0, top)
            if shared >= most and bottom - top <= _RATIO * height:
                best, most = row, shared
        if best < 0:
            best = len(rows)
            rows.append([])
            spans.append((y0, y1))
            for shelf in _shelves(y0, y1):
                shelves.setdefault(shelf, []).append(best)
        rows[best].append(at)
    return rows


_SHELF = 10.0


def _shelves(y0: float, y1: float) -> range:
    """The strips of the page that a text touches, so that only near rows are compared."""
    first = int(y0 // _SHELF)
    return range(first, min(int(y1 // _SHELF), first + 200) + 1)


def _pieces(runs: Sequence[Sequence[Glyph]], row: list[int]) -> Iterator[tuple[int, list[Glyph]]]:
    """A row parted at gutters: index of the first run drawn, and the characters from left to right."""
    held: list[int] = []
    reach = 0.0
    for at in sorted(row, key=lambda at: (runs[at][0].x0, at)):
        first = runs[at][0]
        if held and first.x0 - reach > _GUTTER * (first.y1 - first.y0):
            yield min(held), _joined(runs, held)
            held = []
        reach = max(reach, runs[at][-1].x1) if held else runs[at][-1].x1
        held.append(at)
    if held:
        yield min(held), _joined(runs, held)


def _joined(runs: Sequence[Sequence[Glyph]], piece: list[int]) -> list[Glyph]:
    if len(piece) == 1:
        return list(runs[piece[0]])
    drawn = [(glyph, at, place == 0) for at in sorted(piece) for place, glyph in enumerate(runs[at])]
    across = _once(sorted(drawn, key=lambda entry: entry[0].x0))
    overprinted = any(
        a.x1 - b.x0 > _OVERPRINT * (b.y1 - b.y0) and a.char.strip() and b.char.strip()
        for (a, _, _), (b, _, _) in pairwise(across)
    )
    joined: list[Glyph] = []
    for glyph, _, starts in drawn if overprinted else across:
        gap = glyph.x0 - joined[-1].x1 if joined and starts else 0.0
        joined.append(glyph._replace(space_before=True) if gap > _SPACE * (glyph.y1 - glyph.y0) else glyph)
    return joined


def _once(across: list[tuple[Glyph, int, bool]]) -> list[tuple[Glyph, int, bool]]:
    """Without characters printed twice to look bold."""
    kept: list[tuple[Glyph, int, bool]] = []
    for entry in across:
        glyph, run, _ = entry
        near = _TWICE * (glyph.y1 - glyph.y0)
        twice = False
        for other, other_run, _ in reversed(kept):
            if glyph.x0 - other.x0 > near:
                break
            if other.char == glyph.char and other_run != run and abs(other.y0 - glyph.y0) <= near:
                twice = True
                break
        if not twice:
            kept.append(entry)
    return kept
