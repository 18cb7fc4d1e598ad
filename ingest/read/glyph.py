"""Glyph: one character as a page shows it. Glyphs in stream order → lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Line

_GAP = 1.2
"""A gap wider than this many character heights is a column gutter or the next table cell."""
_BACK = 0.6
"""A step back of more than this many heights starts a new line (kerning steps back less)."""
_OVERLAP = 0.5
"""Characters that share at least this part of the lower one's height stand on one line."""


@dataclass(frozen=True, slots=True)
class Glyph:
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

    @property
    def height(self) -> float:
        """Of the box; never zero, so that it can be a yardstick."""
        return max(self.y1 - self.y0, 0.1)


def lines_of(glyphs: Iterable[Glyph], page: int) -> Iterator[Line]:
    """Lines in stream order, parted at line ends and at gaps as wide as a column gutter.

    Text that runs down or up the page gives lines without `edges`. Lines of white space are dropped.
    """
    held: list[Glyph] = []
    for chunk in _chunks(glyphs):
        if _sideways(chunk):
            yield from _line(held, page)
            held = []
            yield from _line(chunk, page, edges=False)
            continue
        for glyph in chunk:
            if held and not _continues(held[-1], glyph):
                yield from _line(held, page)
                held = []
            held.append(glyph)
    yield from _line(held, page)


def _chunks(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    chunk: list[Glyph] = []
    for glyph in glyphs:
        if glyph.break_before and chunk:
            yield chunk
            chunk = []
        chunk.append(glyph)
    if chunk:
        yield chunk


def _sideways(chunk: list[Glyph]) -> bool:
    """Whether the text advances along y: vertical writing, or a table turned by 90 degrees."""
    if len(chunk) < 2:
        return False
    across = sum(abs(b.x0 + b.x1 - a.x0 - a.x1) for a, b in pairwise(chunk))
    down = sum(abs(b.y0 + b.y1 - a.y0 - a.y1) for a, b in pairwise(chunk))
    return down > across


def _continues(last: Glyph, glyph: Glyph) -> bool:
    shared = min(last.y1, glyph.y1) - max(last.y0, glyph.y0)
    height = min(last.height, glyph.height)
    gap = glyph.x0 - last.x1
    return shared >= _OVERLAP * height and -_BACK * height <= gap <= _GAP * height


def _line(glyphs: list[Glyph], page: int, *, edges: bool = True) -> Iterator[Line]:
    chars: list[str] = []
    lefts: list[float] = []
    last: Glyph | None = None
    for glyph in glyphs:
        # Between Chinese and digits the gap is typography; between Latin words it is a space.
        if last and glyph.space_before and _latin(last.char) and _latin(glyph.char):
            chars.append(" ")
            lefts.append(last.x1)
        chars.append(glyph.char)
        lefts.append(glyph.x0)
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
    stops = tuple(round(x, 2) for x in (*lefts, last.x1)) if edges and len(text) == len(lefts) else None
    size = next((g.size for g in glyphs if g.size and not g.char.isspace()), None)
    yield Line(text, page=page, box=box, edges=stops, size=size)


def _latin(char: str) -> bool:
    return char.isascii() or "\u00c0" <= char <= "\u024f"
