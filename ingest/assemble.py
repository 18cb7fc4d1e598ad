"""A reading → its items: reading order, paragraphs, articles."""

from __future__ import annotations

from ingest.block import Item
from ingest.document import Reading
from ingest.paragraph import paragraphs
from ingest.printed import printed_lines


def items(reading: Reading) -> tuple[Item, ...]:
    """The documents of a file, each as cleaned blocks in reading order.

    A newspaper page gives several; any other file one. No character is lost: each that is not white
    space stands in exactly one block, running heads and page numbers included, told by their role.
    """
    found = paragraphs(printed_lines(reading.lines))
    if not found:
        return ()
    lines = tuple(sorted(line.index for paragraph in found for line in paragraph.lines))
    return (Item(tuple(paragraph.block() for paragraph in found), lines),)
