"""Value, Citation, Answer: what leaves the library. `to_dict` gives the contract's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ingest.document import Kind

Operator = Literal[">=", "<=", ">", "<", "=", "in"]
Status = Literal["answered", "partial", "not_covered"]
Validity = Literal["有效", "未生效", "已期满", "已废止", "未标明"]


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity that an answer states, in the unit given, with the words it was read from.

    `citation` is the `n` of the citation whose quote holds `quote`.
    """

    metric: str
    op: Operator
    value: float
    unit: str
    quote: str
    citation: int
    high: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's `values` entry."""
        entry: dict[str, Any] = {"metric": self.metric, "op": self.op, "value": self.value, "unit": self.unit}
        if self.high is not None:
            entry["high"] = self.high
        return entry | {"quote": self.quote, "citation": self.citation}


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause quoted word for word, with what a reader needs to weigh it.

    Attributes:
        quote: verbatim from the document's text.
        start: where the quote begins in the document's text.
        context: the clause with its neighbours, verbatim, the quote within it; for display.
        boxes: (page, x0, y0, x1, y1) in points from the top left.
        faults: Chinese sentences on suspected misprints inside the quote.
        headings: what the quote stands under: of a table cell its row's and column's heading with the unit.
    """

    n: int
    document_id: str
    clause_id: str
    title: str
    number: str | None
    issuer: str | None
    clause: str
    quote: str
    kind: Kind
    validity: Validity
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    page: int | None = None
    boxes: tuple[tuple[float, float, float, float, float], ...] = ()
    start: int = 0
    context: str = ""
    faults: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's `citations` entry."""
        return {
            "n": self.n,
            "document_id": self.document_id,
            "clause_id": self.clause_id,
            "title": self.title,
            "number": self.number,
            "issuer": self.issuer,
            "clause": self.clause,
            "quote": self.quote,
            "page": self.page,
            "boxes": [list(box) for box in self.boxes],
            "kind": self.kind,
            "issued": _iso(self.issued),
            "effective": _iso(self.effective),
            "expires": _iso(self.expires),
            "validity": self.validity,
            "faults": list(self.faults),
            "context": self.context,
            "headings": list(self.headings),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library says to a question. With `not_covered`, the citations are the nearest clauses.

    `verdict` is the check's (`kb.finding.VerdictName`) where the question describes a project, else None.
    `confidence` is how likely it is that the best clause answers, 0 to 1 (see `kb.confidence`): of the clause
    that the first sentence stands on, or with `not_covered` of the nearest; None where no clause was sought,
    but the document's head, an article by its number or a check gave the answer.
    """

    question: str
    as_of: date
    status: Status
    answer: str
    values: tuple[Value, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    verdict: str | None = None
    confidence: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's `ask --json`; `verdict` only where there is one."""
        entry = {
            "question": self.question,
            "as_of": self.as_of.isoformat(),
            "status": self.status,
            "answer": self.answer,
            "values": [value.to_dict() for value in self.values],
            "citations": [citation.to_dict() for citation in self.citations],
            "notes": list(self.notes),
            "elapsed_ms": round(self.elapsed_ms, 1),
            "confidence": round(self.confidence, 3) if self.confidence is not None else None,
        }
        return entry | {"verdict": self.verdict} if self.verdict else entry


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
