"""Small makers of the shared nouns, so that tests read as what they are about."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from ingest.clause import Clause, ClausePath, Step
from ingest.document import Cell, Document, Furniture, Kind, Line, Metadata, Page, Region
from ingest.span import OffsetMap, Run, Span

COUNTRY = Region("000000", ("全国",))


def region(*names: str, code: str = "330000") -> Region:
    """A region from its names, top first: region("浙江省", "衢州市")."""
    return Region(code, names)


def document(
    text: str,
    *,
    title: str = "某市工业用地管理办法",
    name: str = "办法.txt",
    sha256: str | None = None,
    item: int = 1,
    region: Region | None = None,
    number: str | None = None,
    issuer: str | None = None,
    issued: date | None = None,
    effective: date | None = None,
    expires: date | None = None,
    kind: Kind = "政策文件",
    repeals: tuple[str, ...] = (),
    restates: str | None = None,
    period: tuple[int, int] | None = None,
    furniture: tuple[Furniture, ...] = (),
    warnings: tuple[str, ...] = (),
    **metadata: Any,
) -> Document:
    """A document with one clause a line: blank lines are dropped, each other line is a paragraph `pN`.

    A line "# 标题" is a heading clause (`headingN`) and the paragraphs behind it, up to the next,
    stand below it (`headingN/p1`, …). The id comes from `sha256`, which comes from title and text
    where it is not given; `item` 2, 3, … makes the later items of one file.
    """
    digest = sha256 or hashlib.sha256(f"{title}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    clean_rows = [row.removeprefix("# ") for row in rows]
    clean = "".join(f"{row}\n" for row in clean_rows)
    clauses = _clauses(rows, clean_rows)
    lines = tuple(
        Line(row, page=1, box=(72.0, 90.0 + 20 * i, 72.0 + 12 * len(row), 102.0 + 20 * i), whole=True)
        for i, row in enumerate(clean_rows)
    )
    return Document(
        id=digest[:16] + ("" if item == 1 else f"-{item}"),
        name=name,
        format=name.rpartition(".")[2] or "txt",
        sha256=digest,
        metadata=Metadata(
            title=title,
            number=number,
            issuer=issuer,
            issued=issued,
            effective=effective,
            expires=expires,
            region=region,
            kind=kind,
            repeals=repeals,
            restates=restates,
            period=period,
            **metadata,
        ),
        text=clean,
        clauses=tuple(clauses),
        furniture=furniture,
        faults=(),
        lines=lines,
        pages=(Page(1, 595.0, 842.0),),
        offsets=OffsetMap([Run(0, 0, max(len(clean) - 1, 0))]),
        warnings=warnings,
    )


def cell(table: int = 1, row: int = 0, column: int = 0, **more: Any) -> Cell:
    """A table cell's place."""
    return Cell(table, row, column, **more)


def _clauses(rows: list[str], clean_rows: list[str]) -> list[Clause]:
    spans, at = [], 0
    for row in clean_rows:
        spans.append(Span(at, at + len(row)))
        at += len(row) + 1
    heads = [i for i, row in enumerate(rows) if row.startswith("# ")]
    found: list[Clause] = []
    head: ClausePath | None = None
    headings = paragraphs = 0
    for i, (row, own) in enumerate(zip(rows, spans, strict=True)):
        if row.startswith("# "):
            headings += 1
            paragraphs = 0
            head = ClausePath((Step("heading", headings),))
            following = [j for j in heads if j > i]
            last = (following[0] if following else len(rows)) - 1
            found.append(Clause(head, clean_rows[i], Span(own.start, spans[last].end), own, heading=own))
        else:
            paragraphs += 1
            step = Step("p", paragraphs)
            path = ClausePath((*head.steps, step) if head else (step,))
            found.append(Clause(path, f"第{paragraphs}段", own, own))
    return found
