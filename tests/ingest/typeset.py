"""Documents for tests, typeset line by line: each line a paragraph, nothing guessed by a reader."""

from __future__ import annotations

import hashlib

from ingest.block import Block, Genre, Item
from ingest.document import Cell, Document, Line, Reading
from ingest.pipeline import document
from ingest.span import Run


def typeset(
    text: str,
    *,
    genre: Genre = "",
    stated: dict[str, str] | None = None,
    headings: tuple[str, ...] = (),
    name: str = "样张.txt",
) -> Document:
    """A document of which each line that is not blank is one block.

    A line "a | b | c" is a row of a table; lines named in `headings` are headings by their format.
    """
    lines: list[Line] = []
    blocks: list[Block] = []
    at, table, row = 0, 0, -1

    def add(part: str, cell: Cell | None, heading: int) -> None:
        nonlocal at
        lines.append(Line(part, cell=cell, heading=heading, whole=True))
        if part.strip():
            blocks.append(Block(part, (Run(0, at, len(part)),), heading=heading, cell=cell))
        at += len(part) + 1

    for line in text.strip("\n").split("\n"):
        if " | " in line:
            table, row = (table + 1, 0) if row < 0 else (table, row + 1)
            for column, part in enumerate(line.split(" | ")):
                add(part.strip(), Cell(table, row, column), 0)
        else:
            row = -1
            add(line.strip(), None, 1 if line.strip() in headings else 0)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    reading = Reading(name, "txt", digest, tuple(lines), stated=stated or {})
    return document(reading, Item(tuple(blocks), tuple(range(len(lines))), genre))


def outline(found: Document) -> str:
    """Metadata, clauses, furniture and faults of a document, a line each, to be read and compared."""
    meta = found.metadata
    rows = [
        f"{field}: {value}"
        for field, value in (
            ("title", meta.title),
            ("number", meta.number),
            ("issuer", meta.issuer),
            ("recipients", meta.recipients),
            ("issued", meta.issued),
            ("effective", meta.effective),
            ("expires", meta.expires),
            ("region", meta.region and "/".join(meta.region.names)),
            ("kind", meta.kind),
            ("names", "；".join(meta.names)),
            ("repeals", "；".join(meta.repeals)),
            ("trial", meta.trial),
            ("period", meta.period),
        )
        if value
    ]
    for clause in found.clauses:
        own = clause.own.of(found.text).replace("\n", "⏎")
        shown = own if len(own) <= 40 else f"{own[:24]}…{own[-12:]}"
        heading = clause.heading.of(found.text).replace("\n", "⏎") if clause.heading else ""
        rows.append(f"{clause.id} | {clause.label} | {heading} | {shown}")
    rows += [f"[{f.kind}] {f.span.of(found.text)}" for f in found.furniture]
    rows += [f"({f.kind}) {f.read} → {f.proposed}：{f.reason}" for f in found.faults]
    return "\n".join(rows) + "\n"


def uncovered(found: Document) -> list[tuple[int, int, str]]:
    """Places of characters that lie in no clause or furniture, or in more than one: (at, how many, what)."""
    cover = [0] * len(found.text)
    for span in [clause.own for clause in found.clauses] + [piece.span for piece in found.furniture]:
        for at in range(span.start, span.end):
            cover[at] += 1
    return [
        (at, count, found.text[max(at - 8, 0) : at + 8])
        for at, count in enumerate(cover)
        if count != 1 and found.text[at] != "\n"
    ]
