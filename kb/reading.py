"""Reading: a document's text as it is understood, suspected misprints put right, offset for offset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.clause import Clause
from ingest.document import Document, Fault
from ingest.span import Span

_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’」』）)]*|(?=\n)|$)")
_PART = re.compile(r"[^；;]+(?:[；;]|$)")
_LONG = 180
"""A sentence longer than this is cut at its semicolons."""
_OPENING = 240
"""Characters of a report's first paragraph that name what the rest calls 园区 or 该项目."""
_LEAD_IN = 160
"""Characters of a parent clause's own text that still count as what its children stand under."""


def takes(fault: Fault) -> bool:
    """Whether the text is understood as the fault's proposal says: there is one, and it has room."""
    return fault.proposed is not None and len(fault.proposed) <= len(fault.span)


@lru_cache(maxsize=256)
def _understood(document_id: str, text: str, faults: tuple[Fault, ...]) -> str:
    for fault in faults:
        if takes(fault):
            assert fault.proposed is not None
            meant = fault.proposed.ljust(len(fault.span))
            text = text[: fault.span.start] + meant + text[fault.span.end :]
    return text


def understood(document: Document) -> str:
    """The text with the proposals for suspected misprints in place; as long as the stored text.

    A shorter proposal is filled up with spaces and a longer one left out, so that every offset holds.
    """
    return _understood(document.id, document.text, document.faults)


def faults_in(document: Document, span: Span) -> tuple[Fault, ...]:
    """The suspected misprints inside a span."""
    return tuple(fault for fault in document.faults if fault.span.overlaps(span))


def sentences(document: Document, clause: Clause) -> Iterator[Span]:
    """The sentences of a clause's own text, without its number; its heading only where that states a number."""
    start = clause.own.start
    heading = clause.heading
    if heading is not None and any(char.isdigit() for char in heading.of(document.text)):
        yield heading
    for part in (clause.marker, clause.heading):
        if part is not None and part.end < clause.own.end:
            start = max(start, part.end)
    text = understood(document)[: clause.own.end]
    for match in _SENTENCE.finditer(text, start):
        body = match[0].lstrip(" 　。.、，,：:")
        if len(body.strip()) <= 1:
            continue
        whole = Span(match.end() - len(body), match.start() + len(match[0].rstrip()))
        if len(whole) <= _LONG:
            yield whole
        else:
            for piece in _PART.finditer(whole.of(text)):
                yield Span(piece.start(), piece.end()).shift(whole.start)


def lead_in(document: Document, clause: Clause) -> str:
    """What the clauses above say that holds for this one: "申请人应当符合下列条件：" above its items."""
    text = understood(document)
    above = [
        c.own.of(text) for c in document.ancestors(clause) if c.heading is None or c.own.end > c.heading.end
    ]
    return "".join(part for part in above if len(part) <= _LEAD_IN)


def surroundings(document: Document, clause: Clause) -> str:
    """Title, issuer, headings and lead-ins that a clause stands under, white space removed."""
    words = [named(document), *document.heading_path(clause), lead_in(document, clause)]
    if document.metadata.kind in ("新闻报道", "其他") and document.clauses:
        words.append(document.clauses[0].own.of(understood(document))[:_OPENING])
    return re.sub(r"\s+", "", " ".join(words))


def named(document: Document) -> str:
    """What a document is called and whose it is: title, issuer, region, without white space."""
    meta = document.metadata
    return re.sub(r"\s+", "", f"{meta.title} {meta.restates or ''} {home(document)}")


def home(document: Document) -> str:
    """Whose a document is: issuer and region."""
    meta = document.metadata
    return f"{meta.issuer or ''} {' '.join(meta.region.names) if meta.region else ''}"
