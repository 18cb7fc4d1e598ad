"""Report: what is to be told as a document, whatever its format: headings, paragraphs, lists, quotes, tables."""

from __future__ import annotations

from dataclasses import dataclass

from kb.report_words import Light


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `strong` where it must not be overlooked."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document: where they stand, the words themselves, and what is to be known of them."""

    source: str
    words: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        heads: one a column.
        rows: each as long as `heads`.
        widths: of the columns, as shares of the page.
        lights: the colour of each row's first cell; () for none.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    lights: tuple[Light, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows) or len(self.widths) != len(self.heads):
            raise ValueError("every row of a table has as many cells as it has columns")


Block = Heading | Paragraph | Items | Quote | Grid


@dataclass(frozen=True, slots=True)
class Report:
    """A title and what stands under it, in order."""

    title: str
    blocks: tuple[Block, ...]
