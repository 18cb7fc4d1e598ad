"""The seam between the app and the knowledge base: Shelf, which `kb.library.Library` is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kb.entry import Entry
from kb.result import Answer

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.span import Span
    from kb.correction import Correction, Decision, Suspect
    from kb.finding import Check
    from kb.intake import AddReport, FileProgress
    from kb.rule import Decision as ReviewDecision
    from kb.rule import Rule
    from kb.rulebook import Rulebook


class Shelf(Protocol):
    """What the app needs of a library; tests put an invented one in its place.

    Every method may raise a `KnowledgeError`. It is shared between the threads that serve readers.
    """

    path: Path
    """The knowledge base's folder."""
    rulebook: Rulebook
    """What was decided on rules, and when."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        as_of: date | None = None,
        region: str | None = None,
    ) -> Answer:
        """The answer to a question."""
        ...

    def check(
        self,
        description: str | Path | Mapping[str, object],
        *,
        as_of: date | None = None,
        region: str | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Check:
        """A project held against the rules."""
        ...

    def rules(self, document: str | None = None) -> Sequence[Rule]:
        """The rules of a document, or of all."""
        ...

    def rule(self, rule_id: str) -> Rule:
        """One rule."""
        ...

    def review(
        self,
        rule_id: str,
        decision: ReviewDecision,
        by: str,
        *,
        note: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> Rule:
        """Record what a person decided on a rule; the rule as it now is."""
        ...

    def documents(self) -> list[Entry]:
        """Every document, in the order of adding."""
        ...

    def entries(self) -> list[Entry]:
        """The documents to answer from."""
        ...

    def document(self, document_id: str) -> Document:
        """One document, whole."""
        ...

    def page_image(self, document_id: str, page: int, quote: str | Span | None = None) -> bytes:
        """A page as PNG, a quote of the document marked on it."""
        ...

    def faults(self, document: str | None = None) -> tuple[Suspect, ...]:
        """The suspected faults of a document, or of all, with what was decided about each."""
        ...

    def correct(
        self, fault: str, decision: Decision, *, by: str, value: str | None = None
    ) -> tuple[Correction, tuple[Suspect, ...]]:
        """Decide about a suspected fault."""
        ...

    def add(self, *paths: Path | str, progress: FileProgress | None = None) -> AddReport:
        """Read files into the library; `progress` is told of the file, and the page, at hand."""
        ...

    def remove(self, reference: str) -> Entry:
        """Take a document out."""
        ...
