"""Support: another document that says what a suspected misprint was probably meant to say."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.clause import Clause
from ingest.document import Document
from ingest.span import Span
from kb.correction import Settled
from kb.coverage import share, stretch
from kb.evidence import Evidence
from kb.quantity import Quantity, find_quantities
from kb.reading import faults_in, sentences, understood
from kb.retrieve import Shelf

_LIKE = 0.3
"""Share of the doubtful sentence's words that a supporting one must use too."""
_POOL = 20


def support(shelf: Shelf, evidence: Evidence) -> tuple[Document, Clause, Span] | None:
    """The sentence of another document that states the quantity read out of a misprint, or None.

    Args:
        shelf: the library.
        evidence: a sentence; one without a suspected misprint needs no support.
    """
    doubtful = list(_doubtful(evidence))
    if not doubtful:
        return None
    words = [stretch(part) for part in evidence.text.replace("“", "，").split("，") if len(part) > 1]
    others = frozenset(entry.id for entry in shelf.entries()) - {evidence.document.id}
    for hit in shelf.search(evidence.text, limit=_POOL, documents=others) if others else []:
        document = shelf.document(hit.document_id)
        clause = document.clause(hit.clause_id)
        for span in sentences(document, clause):
            text = span.of(understood(document))
            same = any(
                (q.value, q.unit, q.op) == (d.value, d.unit, d.op)
                for q in find_quantities(text)
                for d in doubtful
            )
            if same and not faults_in(document, span) and share(words, text) >= _LIKE:
                return document, clause, span
    return None


def _doubtful(evidence: Evidence) -> Iterator[Quantity]:
    """The quantities of a sentence that a suspected misprint lies in, as they are understood."""
    faults = [
        fault
        for fault in faults_in(evidence.document, evidence.quote)
        if fault.proposed is not None and not isinstance(fault, Settled)
    ]
    for quantity in find_quantities(evidence.text):
        place = quantity.core.shift(evidence.quote.start)
        if any(fault.span.overlaps(place) for fault in faults):
            yield quantity
