"""The one place that names every step from a file to its documents, in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.assemble import items
from ingest.block import Item
from ingest.compose import compose
from ingest.document import Document, Reading
from ingest.doubts import doubtful_numbers
from ingest.errors import FileEmpty
from ingest.frame import frame
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.metadata import metadata
from ingest.read import load
from ingest.read import read_bytes as read_content
from ingest.read.content import Pages
from ingest.tree import build

_SLOGAN, _TITLE = 4, 40
"""Characters that an advertisement's slogan has more than (广告中心 is none), and that a title keeps of it."""


def read_documents(
    path: Path, limits: Limits = DEFAULT_LIMITS, pages: Pages | None = None
) -> tuple[Document, ...]:
    """Read a file into its documents: most files give one, a newspaper page one for each article.

    Args:
        path: where the file stands.
        limits: upper bounds.
        pages: called with (page at hand, pages in all) where a page may take seconds: PDF and pictures.

    Raises:
        IngestError: the file cannot become a document; the message says why and what to do.
    """
    return read_bytes(path.name, load(path, limits), limits, pages)


def read_bytes(
    name: str, data: bytes, limits: Limits = DEFAULT_LIMITS, pages: Pages | None = None
) -> tuple[Document, ...]:
    """Like `read_documents`, from a file's name and its bytes.

    Raises:
        IngestError: see `read_documents`.
    """
    reading = read_content(name, data, limits, pages)
    found = items(reading)
    if not any(block.text for item in found for block in item.blocks):
        raise FileEmpty(f"“{name}”中没有可读的文字", "请确认文件内容，扫描件请先做文字识别（OCR）")
    return _of_one_place(tuple(document(reading, item, number) for number, item in enumerate(found, 1)))


def _named(item: Item, reading: Reading) -> str:
    """What an item is called where it has no title: an advertisement by its slogan, any other by its file."""
    if item.genre != "advertisement":
        return reading.name
    return next((block.text[:_TITLE] for block in item.blocks if len(block.text) > _SLOGAN), reading.name)


def _of_one_place(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """The items of a newspaper page, those that name no region of their own given the page's.

    A page has one where the regions of its items lie within one another; the innermost is its home.
    """
    regions = {item.metadata.region for item in documents if item.metadata.region}
    inner = max(regions, key=lambda region: len(region.names), default=None)
    if len(documents) < 2 or inner is None or not all(region.governs(inner) for region in regions):
        return documents
    return tuple(
        item if item.metadata.region else replace(item, metadata=replace(item.metadata, region=inner))
        for item in documents
    )


def document(reading: Reading, item: Item, number: int = 1) -> Document:
    """The document of one item of a reading; `number` counts the file's items from 1."""
    composed = compose(item, reading)
    running = composed.blocks[: composed.body]
    framed = frame(running, news=item.genre not in ("", "notice"))
    tree = build(composed, framed)
    return Document(
        id=reading.sha256[:16] + (f"-{number}" if number > 1 else ""),
        name=reading.name,
        format=reading.format,
        sha256=reading.sha256,
        metadata=metadata(
            running, framed, item.genre, reading.stated if number == 1 else {}, _named(item, reading)
        ),
        text=composed.text,
        clauses=tree.clauses,
        furniture=tree.furniture,
        faults=tuple(
            sorted(
                (*composed.faults, *tree.faults, *doubtful_numbers(composed)), key=lambda fault: fault.span
            )
        ),
        lines=composed.lines,
        pages=reading.pages,
        offsets=composed.offsets,
        warnings=reading.warnings,
    )
