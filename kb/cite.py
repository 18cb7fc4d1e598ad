"""From a span of a document to the Citation that a reader can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ingest.clause import Clause
from ingest.document import Document, Fault
from ingest.span import Span
from kb.correction import Settled
from kb.entry import Entry
from kb.reading import faults_in, takes
from kb.result import Citation

_CONTEXT = 900
"""Characters of context shown on either side of a quote, at most."""


def cite(n: int, entry: Entry, document: Document, clause: Clause, quote: Span, as_of: date) -> Citation:
    """The citation of a quote.

    Args:
        n: its number in the answer.
        entry, document, clause: where the quote stands.
        quote: the words, in the document's text.
        as_of: the day that validity is judged on.
    """
    found = _citation(
        n, entry, document, clause.id, clause.label, quote, _context(document, clause, quote), as_of
    )
    return replace(found, headings=document.heading_path(clause))


def cite_furniture(n: int, entry: Entry, document: Document, index: int, as_of: date) -> Citation:
    """The citation of text outside the clauses (signature, head), by its place among the furniture."""
    furniture = document.furniture[index]
    return _citation(
        n, entry, document, f"furniture{index + 1}", furniture.kind, furniture.span, furniture.span, as_of
    )


def _citation(
    n: int,
    entry: Entry,
    document: Document,
    clause_id: str,
    label: str,
    quote: Span,
    context: Span,
    as_of: date,
) -> Citation:
    meta = document.metadata
    boxes = tuple((float(page), *box) for page, box in document.boxes(quote))
    return Citation(
        n=n,
        document_id=document.id,
        clause_id=clause_id,
        title=meta.title,
        number=meta.number,
        issuer=meta.issuer,
        clause=label,
        quote=quote.of(document.text),
        kind=meta.kind,
        validity=entry.validity(as_of),
        issued=meta.issued,
        effective=meta.effective,
        expires=meta.expires,
        page=int(boxes[0][0]) if boxes else None,
        boxes=boxes,
        start=quote.start,
        context=context.of(document.text).strip("\n"),
        faults=tuple(_doubt(fault) for fault in faults_in(document, quote)),
    )


def _doubt(fault: Fault) -> str:
    """What a reader must know of a suspected or corrected misprint, without a full stop."""
    if isinstance(fault, Settled):
        unused = "" if takes(fault) else "；校正后的字数多于原文，回答里的数值仍照原文读出，请以校正为准"
        return fault.sentence + unused
    meant = f"，本回答按“{fault.proposed}”理解" if takes(fault) else ""
    if fault.proposed and not meant:
        meant = f"，疑为“{fault.proposed}”"
    return f"原文作“{fault.read}”，{fault.reason}{meant}"


def _context(document: Document, clause: Clause, quote: Span) -> Span:
    """The clause with the ones before and behind it, cut to what a side panel can show."""
    order = document.order[clause.path]
    before = document.clauses[max(order - 1, 0)].own.start
    behind = document.clauses[min(order + 1, len(document.clauses) - 1)].own.end
    start = max(min(before, clause.own.start), quote.start - _CONTEXT)
    return Span(
        min(start, quote.start), max(quote.end, min(max(behind, clause.own.end), quote.end + _CONTEXT))
    )
