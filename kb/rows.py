"""Between the catalog's rows and its nouns: what is selected, what is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ingest.document import Document
from kb import codec
from kb.entry import Entry, StoredPassage
from kb.passage import Passage

_ORIGINAL = (
    "SELECT n.document FROM relations r JOIN names n ON n.key = r.key WHERE r.kind = 'restates'"
    " AND r.document = d.id AND n.document != d.id"
    " AND n.document NOT IN (SELECT document FROM relations WHERE kind = 'restates')"
)
SHADOWED = f"SELECT d.id FROM documents d WHERE EXISTS ({_ORIGINAL})"  # noqa: S608 - only constants go in
_REPEAL = (
    "FROM relations r JOIN names n ON n.key = r.key WHERE r.kind = 'repeals' AND n.document = d.id"
    " AND r.document != d.id ORDER BY r.since LIMIT 1"
)
ENTRY = (
    "SELECT d.id, d.name, d.sha256, d.format, d.metadata, d.characters, d.clauses, d.faults,"  # noqa: S608 - only constants go in
    f" ({_ORIGINAL} LIMIT 1), (SELECT r.document {_REPEAL}), (SELECT r.since {_REPEAL}) FROM documents d "
)
PASSAGE = (
    "SELECT p.document, p.clause, p.headings, p.text, p.label, p.ord, d.metadata"
    " FROM passages p JOIN documents d ON d.id = p.document "
)


def entry(row: tuple[Any, ...]) -> Entry:
    """The entry of a row that `ENTRY` selects."""
    since = row[10]
    return Entry(
        id=row[0],
        name=row[1],
        sha256=row[2],
        format=row[3],
        metadata=codec.metadata_of(json.loads(row[4])),
        characters=row[5],
        clauses=row[6],
        faults=row[7],
        shadowed_by=row[8],
        repealed_by=row[9],
        repealed_from=date.fromisoformat(since) if since else None,
    )


def stored_passage(row: tuple[Any, ...]) -> StoredPassage:
    """The passage of a row that `PASSAGE` selects."""
    meta = json.loads(row[6])
    passage = Passage(
        document_id=row[0],
        clause_id=row[1],
        title=meta["title"],
        number=meta.get("number", ""),
        headings=row[2],
        region=" ".join(meta.get("region", [])[1:]),
        text=row[3],
    )
    return StoredPassage(passage, label=row[4], order=row[5])


def passage_rows(document: Document) -> Iterator[tuple[object, ...]]:
    """One row for each clause with words of its own besides its number."""
    for order, clause in enumerate(document.clauses):
        text = clause.own.of(document.text).strip()
        marker = clause.marker.of(document.text).strip() if clause.marker else ""
        if text and text != marker:
            headings = " ".join(document.heading_path(clause))
            row = (document.id, order, clause.id, clause.label, headings, text)
            yield tuple(_storable(value) for value in row)


def _storable(value: object) -> object:
    # SQLite takes no lone surrogate, which a damaged file can hold. Passages are for finding only: what
    # is quoted comes from the payload.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
