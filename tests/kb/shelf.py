"""A small library of invented policies, put together clause by clause, for tests of answering."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.clause import Clause, ClausePath, Step
from ingest.document import Document, Fault
from ingest.span import Span
from kb.cell import is_cell, shown_name, unit_of
from kb.guard import foreign
from kb.library import Library
from kb.reading import understood
from kb.result import Answer
from tests.factories import document

Shelve = Callable[..., Library]


def policy(title: str, text: str, *, faults: Sequence[tuple[str, str]] = (), **more: Any) -> Document:
    """A document from marked lines.

    "# 标题" is a heading; "- 事项" stands below the line before it; "|甲|乙|" is a row of a table whose
    first row holds the headings; any other line is a paragraph below the last heading. `faults` are
    (what is printed, what was meant). The rest goes to `tests.factories.document`.
    """
    rows = [row.strip() for row in text.strip().splitlines() if row.strip()]
    plain = "\n".join("\n".join(_cells(row)) if row[0] == "|" else row.lstrip("#- ") for row in rows)
    made = document(plain, title=title, name=f"{title}.txt", **more)
    found = [
        Fault(Span(at, at + len(read)), "小数点脱落", read, meant, "数字之间疑似漏印小数点")
        for read, meant in faults
        if (at := made.text.find(read)) >= 0
    ]
    return replace(made, clauses=tuple(_clauses(rows, made.text)), faults=tuple(found))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def _clauses(rows: Sequence[str], text: str) -> list[Clause]:
    found: list[Clause] = []
    counts: dict[tuple[Step, ...], int] = {}
    head: tuple[Step, ...] = ()
    above: tuple[Step, ...] = ()
    headings: list[str] = []
    at = 0

    def put(kind: str, under: tuple[Step, ...], own: Span, label: str, **more: Any) -> tuple[Step, ...]:
        counts[under] = counts.get(under, 0) + 1
        steps = (*under, Step(kind, counts[under]))
        found.append(Clause(ClausePath(steps), label, own, own, **more))
        return steps

    table: tuple[Step, ...] = ()
    for row in rows:
        if row[0] == "|":
            if not table:
                headings = _cells(row)
                table = put("table", head, Span(at, at), "表1")
            line = put("row", table, Span(at, at), "表1的行")
            for column, cell in enumerate(_cells(row)):
                names = (
                    [cell] if _cells(row) == headings or not column else [_cells(row)[0], headings[column]]
                )
                context = () if _cells(row) == headings else names if column else headings[:1]
                own = Span(at, at + len(cell))
                put("col", line, own, "·".join(("表1", *names)), context=tuple(context))
                at += len(cell) + 1
            continue
        table = ()
        own = Span(at, at + len(row.lstrip("#- ")))
        at = own.end + 1
        if row[0] == "#":
            head = above = put("heading", (), own, own.of(text), heading=own)
        elif row[0] == "-":
            put("cnp", above, own, "项")
        else:
            above = put("p", head, own, "段")
    return [_grown(clause, found) for clause in found]


def _grown(clause: Clause, found: Sequence[Clause]) -> Clause:
    below = [other.own for other in found if other.path.within(clause.path)]
    return replace(clause, span=Span(clause.own.start, max(span.end for span in below)))


@pytest.fixture
def shelve(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    use_embedder: Callable[[None], None],
) -> Shelve:
    """Make a library that holds the documents given."""
    _ = use_embedder  # none: the words alone find
    held: dict[str, Document] = {}
    monkeypatch.setattr("ingest.pipeline.read_documents", lambda path, pages: [held[path.name]])

    def make(*documents: Document) -> Library:
        paths = []
        for each in documents:
            path = tmp_path / each.name
            path.write_text(each.sha256)
            held[each.name] = each
            paths.append(path)
        library = Library.open(tmp_path / "kb")
        report = library.add(*paths)
        assert len(report.by("read")) == len(documents), report
        return library

    return make


def checked(library: Library, answer: Answer, *said: str) -> Answer:
    """The answer, after what every answer promises: quotes verbatim, values within them, no foreign number.

    `said` are facts of the question that the answer may repeat.
    """
    quotes = {}
    for citation in answer.citations:
        held = library.document(citation.document_id)
        assert held.text[citation.start :].startswith(citation.quote)
        assert citation.quote in citation.context
        quote = understood(held)[citation.start : citation.start + len(citation.quote)]
        clause = next((c for c in held.clauses if c.id == citation.clause_id), None)
        if clause is not None and is_cell(clause):
            quote = f"{quote} {quote}{unit_of(clause)} {shown_name(clause)}"
        quotes[citation.n] = quote
    for value in answer.values:
        assert value.quote in {c.n: c.quote for c in answer.citations}[value.citation]
    if answer.status != "not_covered":
        assert answer.citations
        assert foreign(answer.answer, quotes, said) == []
    return answer
