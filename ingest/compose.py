"""Composed: the blocks of an item set one after the other as the document's clean text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from ingest.block import Block, Item
from ingest.document import Fault, Line, Reading
from ingest.span import OffsetMap, Run, Span

PAGE_ROLES: dict[str, str] = {
    "header": "页眉",
    "footer": "页脚",
    "page_number": "页码",
    "footnote": "脚注",
    "advertisement": "广告",
}
"""Roles that stand outside the running text, with the name of their furniture."""


@dataclass(frozen=True)
class Composed:
    """The clean text of a document and where its blocks stand in it.

    Attributes:
        text: the blocks' texts joined by line ends.
        blocks: those of the running text first, then those that belong to the page.
        spans: of each block.
        body: how many of the blocks belong to the running text.
        lines: of the reading, those of this item.
        offsets: from `text` to "\n".join of the lines' texts.
        faults: with spans in `text`.
    """

    text: str
    blocks: tuple[Block, ...]
    spans: tuple[Span, ...]
    body: int
    lines: tuple[Line, ...]
    offsets: OffsetMap
    faults: tuple[Fault, ...]


def compose(item: Item, reading: Reading) -> Composed:
    """Set an item's blocks as one text.

    What belongs to the page (header, footer, page number, footnote, advertisement) goes behind the
    running text, so that a paragraph that turns the page is one stretch.
    """
    running = [b for b in item.blocks if b.role not in PAGE_ROLES and b.text]
    page = [b for b in item.blocks if b.role in PAGE_ROLES and b.text]
    blocks = (*running, *page)
    starts = list(accumulate((len(b.text) + 1 for b in blocks), initial=0))
    spans = tuple(Span(at, at + len(b.text)) for b, at in zip(blocks, starts, strict=False))
    shift = _Shift(item, reading)
    runs = (
        Run(at + run.clean, run.raw - shift(run.raw), run.length)
        for block, at in zip(blocks, starts, strict=False)
        for run in block.runs
    )
    return Composed(
        text="\n".join(b.text for b in blocks),
        blocks=blocks,
        spans=spans,
        body=len(running),
        lines=tuple(reading.lines[i] for i in item.lines),
        offsets=OffsetMap(runs),
        faults=tuple(
            Fault(f.span.shift(at), f.kind, f.read, f.proposed, f.reason)
            for block, at in zip(blocks, starts, strict=False)
            for f in block.faults
        ),
    )


class _Shift:
    """How far a raw offset moves back when only an item's lines are joined."""

    def __init__(self, item: Item, reading: Reading) -> None:
        chosen = frozenset(item.lines)
        self._whole = len(chosen) == len(reading.lines)
        self._starts: list[int] = []
        self._left_out: list[int] = []
        at = gone = 0
        for index, line in enumerate(() if self._whole else reading.lines):
            length = len(line.text) + 1
            if index not in chosen:
                gone += length
            elif not self._left_out or gone != self._left_out[-1]:
                self._starts.append(at)
                self._left_out.append(gone)
            at += length

    def __call__(self, raw: int) -> int:
        return 0 if self._whole else self._left_out[bisect_right(self._starts, raw) - 1]
