"""A reading → its items: reading order, paragraphs, articles."""

from __future__ import annotations

from dataclasses import replace

from ingest.articles import divide
from ingest.block import Item
from ingest.document import Reading
from ingest.layout import Layout, lay_out
from ingest.normalize import Cleaner
from ingest.paragraph import Paragraph, paragraphs


def items(reading: Reading) -> tuple[Item, ...]:
    """The documents of a file, each as cleaned blocks in reading order.

    A newspaper page gives several; any other file one. No character is lost: each that is not white
    space stands in exactly one block, running heads and page numbers included, told by their role.
    """
    cleaner = Cleaner(reading.raw)
    layout = lay_out(reading, cleaner)
    found = divide(paragraphs(layout.lines))
    made = [
        (genre, _with_furniture(body, layout) if not at else body) for at, (genre, body) in enumerate(found)
    ]
    return tuple(
        Item(
            tuple(paragraph.block(cleaner) for paragraph in body),
            tuple(sorted(line.index for paragraph in body for line in paragraph.lines)),
            genre,
        )
        for genre, body in made
        if body
    )


def _with_furniture(body: list[Paragraph], layout: Layout) -> list[Paragraph]:
    """The paragraphs with running heads and page numbers behind the paragraph that they interrupt."""
    aside = [replace(Paragraph((line,), line.text), role=role) for line, role in layout.furniture]
    found: list[Paragraph] = []
    reached = -1
    for paragraph in body:
        while aside and aside[0].first.index < paragraph.first.index and reached < paragraph.first.index:
            found.append(aside.pop(0))
        found.append(paragraph)
        reached = max(reached, paragraph.last.index)
    return found + aside
