"""Glyph: one character as a page shows it. Glyphs in stream order → lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ingest.document import Line

_GAP = 1.2
"""A gap wider than this many character heights is a column gutter or the next table cell."""
_BACK = 0.6
"""A step back of more than this many heights starts a new line (kerning steps back less)."""
_OVERLAP = 0.5
"""Characters that share at least this part of the lower one's height stand on one line."""
_WIDER = 0.1
"""A gap between wide digits is a space if it exceeds the line's usual gap by this many heights."""
_FLAT = 0.1
"""Boxes lower than this are measured as if they were this high, in points."""


class Glyph(NamedTuple):
    """A character with its box in points, origin at the top left.

    Attributes:
        break_before: the page's own order of text suggests a line end before it.
        space_before: likewise a word space that stands in the layout but not in the text.
        size: font size in points.
    """

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    break_before: bool = False
    space_before: bool = False
    size: float | None = None


def lines_of(glyphs: Iterable[Glyph], page: int) -> Iterator[Line]:
    """Lines in stream order, parted at line ends and at gaps as wide as a column gutter.

    Text that runs down or up the page gives lines without `edges`; on a page shown upside down the
    edges fall from character to character. Lines of white space are dropped.
    """
    held: list[Glyph] = []
    heading = _Heading.RIGHT
    for chunk in _chunks(glyphs):
        before, heading = heading, _heading(chunk)
        if held and (heading != before or heading is _Heading.DOWN):
            yield from _line(held, page, before)
            held = []
        for glyph in chunk:
            if held and heading is not _Heading.DOWN and not _continues(held[-1], glyph, heading):
                yield from _line(held, page, heading)
                held = []
            held.append(glyph)
    yield from _line(held, page, heading)


class _Heading(Enum):
    """Which way text advances on the page as displayed."""

    RIGHT = "right"
    LEFT = "left"
    DOWN = "down or up"


def _chunks(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    chunk: list[Glyph] = []
    for glyph in glyphs:
        if glyph.break_before and chunk:
            yield chunk
            chunk = []
        chunk.append(glyph)
    if chunk:
        yield chunk


def _heading(chunk: list[Glyph]) -> _Heading:
    """Down for vertical writing or a table turned by 90 degrees, left for text upside down."""
    steps = [(b.x0 + b.x1 - a.x0 - a.x1, b.y0 + b.y1 - a.y0 - a.y1) for a, b in pairwise(chunk)]
    if sum(abs(down) for _, down in steps) > sum(abs(across) for across, _ in steps):
        return _Heading.DOWN
    # A majority, not a sum: a chunk may hold two lines, and the step between them is the largest.
    backwards = sum(across < 0 for across, _ in steps)
    return _Heading.LEFT if backwards * 2 > len(steps) else _Heading.RIGHT


def _continues(last: Glyph, glyph: Glyph, heading: _Heading) -> bool:
    shared = min(last.y1, glyph.y1) - max(last.y0, glyph.y0)
    height = max(min(last.y1 - last.y0, glyph.y1 - glyph.y0), _FLAT)
    gap = last.x0 - glyph.x1 if heading is _Heading.LEFT else glyph.x0 - last.x1
    return shared >= _OVERLAP * height and -_BACK * height <= gap <= _GAP * height


def _line(glyphs: list[Glyph], page: int, heading: _Heading) -> Iterator[Line]:
    chars: list[str] = []
    starts: list[float] = []
    back = heading is _Heading.LEFT
    usual = _usual_gap(glyphs)
    last: Glyph | None = None
    for glyph in glyphs:
        if last and glyph.space_before and _is_space(last, glyph, usual):
            chars.append(" ")
            starts.append(last.x0 if back else last.x1)
        chars.append(glyph.char)
        starts.append(glyph.x1 if back else glyph.x0)
        last = glyph
    text = "".join(chars)
    if last is None or not text.strip():
        return
    box = (
        round(min(g.x0 for g in glyphs), 2),
        round(min(g.y0 for g in glyphs), 2),
        round(max(g.x1 for g in glyphs), 2),
        round(max(g.y1 for g in glyphs), 2),
    )
    exact = heading is not _Heading.DOWN and len(text) == len(starts)
    stops = (*starts, last.x0 if back else last.x1) if exact else None
    edges = tuple(round(x, 2) for x in stops) if stops else None
    size = next((g.size for g in glyphs if g.size and not g.char.isspace()), None)
    yield Line(text, page=page, box=box, edges=edges, size=size)


def _is_space(last: Glyph, glyph: Glyph, usual: float) -> bool:
    """Whether the gap that the layout suggests is a space of the text.

    Between Chinese and digits the gap is typography; between Latin words it is a space. Between wide
    digits it is one where the line is not spread: dropped, it would make one number of two.
    """
    if _latin(last.char) and _latin(glyph.char):
        return True
    if not (_digit(last.char) and _digit(glyph.char)):
        return False
    height = max(min(last.y1 - last.y0, glyph.y1 - glyph.y0), _FLAT)
    return _gap(last, glyph) > usual + _WIDER * height


def _usual_gap(glyphs: list[Glyph]) -> float:
    return median([_gap(a, b) for a, b in pairwise(glyphs)] or [0.0])


def _gap(last: Glyph, glyph: Glyph) -> float:
    """Points between two neighbours, whichever way the text runs; below 0 where they overlap."""
    across = max(glyph.x0 - last.x1, last.x0 - glyph.x1)
    down = max(glyph.y0 - last.y1, last.y0 - glyph.y1)
    return max(across, down)


def _digit(char: str) -> bool:
    return (char.isascii() and char.isdigit()) or "\uff10" <= char <= "\uff19"


def _latin(char: str) -> bool:
    return char.isascii() or "\u00c0" <= char <= "\u024f"
