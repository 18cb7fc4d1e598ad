"""Document ↔ bytes, exactly: `decode(encode(d)) == d`. JSON, deflated; a version stands in front."""

from __future__ import annotations

import json
import zlib
from datetime import date
from typing import Any

from ingest.clause import Clause, ClausePath
from ingest.document import Cell, Document, Fault, Furniture, Line, Metadata, Page, Region
from ingest.span import OffsetMap, Run, Span

_VERSION = b"1"
_DATES = ("issued", "effective", "expires")


class PayloadUnknown(ValueError):
    """The bytes are no payload of this version."""


def encode(document: Document) -> bytes:
    """The whole document as bytes."""
    d = document
    rows = {
        "id": d.id,
        "name": d.name,
        "format": d.format,
        "sha256": d.sha256,
        "metadata": metadata_row(d.metadata),
        "text": d.text,
        "clauses": [_clause_row(c) for c in d.clauses],
        "furniture": [[f.span.start, f.span.end, f.kind] for f in d.furniture],
        "faults": [[f.span.start, f.span.end, f.kind, f.read, f.proposed, f.reason] for f in d.faults],
        "lines": [_line_row(line) for line in d.lines],
        "pages": [[p.number, p.width, p.height, p.turn, p.skew] for p in d.pages],
        "offsets": [[run.clean, run.raw, run.length] for run in d.offsets.runs],
        "warnings": d.warnings,
    }
    # Lone surrogates, which a damaged file can hold, survive only as \u escapes.
    text = json.dumps(rows, ensure_ascii=True, separators=(",", ":"))
    return _VERSION + zlib.compress(text.encode("ascii"), 6)


def decode(payload: bytes) -> Document:
    """The document that `encode` was given.

    Raises:
        PayloadUnknown: the bytes were cut, altered, or written by another version.
    """
    if payload[:1] != _VERSION:
        raise PayloadUnknown(f"payload starts with {payload[:1]!r}, not {_VERSION!r}")
    try:
        rows: dict[str, Any] = json.loads(zlib.decompress(payload[1:]))
    except (zlib.error, ValueError) as error:
        raise PayloadUnknown(str(error)) from error
    return Document(
        id=rows["id"],
        name=rows["name"],
        format=rows["format"],
        sha256=rows["sha256"],
        metadata=metadata_of(rows["metadata"]),
        text=rows["text"],
        clauses=tuple(map(_clause_of, rows["clauses"])),
        furniture=tuple(Furniture(Span(start, end), kind) for start, end, kind in rows["furniture"]),
        faults=tuple(Fault(Span(row[0], row[1]), *row[2:]) for row in rows["faults"]),
        lines=tuple(map(_line_of, rows["lines"])),
        pages=tuple(Page(*row) for row in rows["pages"]),
        offsets=OffsetMap(Run(*row) for row in rows["offsets"]),
        warnings=tuple(rows["warnings"]),
    )


def metadata_row(metadata: Metadata) -> dict[str, Any]:
    """Metadata as what JSON can hold, fields at their default left out."""
    row: dict[str, Any] = {"title": metadata.title}
    for name in ("number", "issuer", "recipients", "kind", "restates"):
        row[name] = getattr(metadata, name)
    for name in _DATES:
        day: date | None = getattr(metadata, name)
        row[name] = day.isoformat() if day else None
    region = metadata.region
    row["region"] = [region.code, *region.names] if region else None
    row |= {"names": metadata.names, "repeals": metadata.repeals, "trial": metadata.trial or None}
    row["period"] = metadata.period
    return {name: value for name, value in row.items() if value is not None and value != ()}


def metadata_of(row: dict[str, Any]) -> Metadata:
    """The inverse of `metadata_row`."""
    fields = dict(row)
    for name in _DATES:
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    if "region" in fields:
        code, *names = fields["region"]
        fields["region"] = Region(code, tuple(names))
    for name in ("names", "repeals", "period"):
        if name in fields:
            fields[name] = tuple(fields[name])
    return Metadata(**fields)


def _clause_row(clause: Clause) -> list[Any]:
    row: list[Any] = [str(clause.path), clause.label, clause.span.start, clause.span.end]
    row += [clause.own.start, clause.own.end, _pair(clause.marker), _pair(clause.heading), clause.context]
    if clause.row or clause.column:
        row += [clause.row, clause.column]
    return row


def _clause_of(row: list[Any]) -> Clause:
    path, label, start, end, own_start, own_end, marker, heading, context, *names = row
    return Clause(
        path=ClausePath.parse(path),
        label=label,
        span=Span(start, end),
        own=Span(own_start, own_end),
        marker=Span(*marker) if marker is not None else None,
        heading=Span(*heading) if heading is not None else None,
        context=tuple(context),
        row=tuple(names[0]) if names else (),
        column=tuple(names[1]) if names else (),
    )


def _pair(span: Span | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span is not None else None


def _line_row(line: Line) -> list[Any]:
    cell = line.cell
    place = (
        [cell.table, cell.row, cell.column, cell.row_span, cell.column_span, cell.header] if cell else None
    )
    row: list[Any] = [
        line.text,
        line.page,
        line.box,
        line.edges,
        line.size,
        line.whole or None,
        line.heading or None,
    ]
    row += [place, line.confidence, line.doubts or None]
    while row[-1] is None:  # most lines are a text and little more
        row.pop()
    return row


def _line_of(row: list[Any]) -> Line:
    text, page, box, edges, size, whole, heading, place, confidence, doubts = row + [None] * (10 - len(row))
    return Line(
        text=text,
        page=page,
        box=tuple(box) if box is not None else None,
        edges=tuple(edges) if edges is not None else None,
        size=size,
        whole=bool(whole),
        heading=heading or 0,
        cell=Cell(*place) if place else None,
        confidence=confidence,
        doubts=tuple((at, other) for at, other in doubts or ()),
    )
