"""Block: a paragraph put together from printed lines. Item: the blocks of one document of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.document import Cell, Fault
from ingest.span import Run

Role = Literal[
    "", "headline", "byline", "caption", "advertisement", "header", "footer", "page_number", "footnote"
]
Genre = Literal["", "article", "caption", "advertisement", "notice"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or table cell, cleaned.

    Attributes:
        text: clean, without a line end.
        runs: where its characters stood: `clean` offsets from the block's start, `raw` offsets into
            `Reading.raw`.
        role: what the layout knows of it, "" for running text.
        heading: heading level that the format states, else 0.
        cell: its place in a table, or None.
        faults: suspected misprints, spans from the block's start.
    """

    text: str
    runs: tuple[Run, ...]
    role: Role = ""
    heading: int = 0
    cell: Cell | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """The blocks of one document in reading order. A newspaper page gives several, most files one.

    Attributes:
        genre: "" for a policy text or anything unknown; else what the layout took it for.
        lines: indices of the reading's lines that it is made of, ascending.
    """

    blocks: tuple[Block, ...]
    lines: tuple[int, ...]
    genre: Genre = ""
