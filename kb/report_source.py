"""Sources: the clauses that a report cites, each quoted once under one number."""

from __future__ import annotations

from datetime import date

from kb.report_page import Quote
from kb.report_words import dates_text, quote_text
from kb.result import Citation


class Sources:
    """Numbers citations in the order in which they are first used.

    Args:
        as_of: the day that validity was judged on.
    """

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._cited: dict[tuple[str, str, str], Citation] = {}

    def number(self, citation: Citation) -> int:
        """The number of a citation; the same for the same words of the same clause."""
        key = citation.document_id, citation.clause_id, citation.quote
        self._cited.setdefault(key, citation)
        return list(self._cited).index(key) + 1

    def quotes(self) -> list[Quote]:
        """Every clause cited, word for word."""
        return [self.quote(n, citation) for n, citation in enumerate(self._cited.values(), start=1)]

    def quote(self, n: int, citation: Citation) -> Quote:
        """One clause under a number of the caller's."""
        parts = [f"[{n}] 《{citation.title}》{citation.clause}"]
        parts += [part for part in (citation.number, citation.issuer, citation.kind) if part]
        if dates := dates_text(citation):
            parts.append(dates)
        if citation.page is not None:
            parts.append(f"第 {citation.page} 页")
        parts.append(f"在 {self._as_of.isoformat()}：{citation.validity}")
        return Quote(
            "，".join(parts), quote_text(citation), tuple(f"原文存疑：{fault}" for fault in citation.faults)
        )
