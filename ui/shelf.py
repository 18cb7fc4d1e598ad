"""The seam between the app and the knowledge base: Shelf, which `kb.library.Library` is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kb.entry import Entry
from kb.result import Answer

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.span import Span
    from kb.correction import Correction, Decision, Suspect
    from kb.intake import AddReport, FileProgress


class Shelf(Protocol):
    """What the app needs of a library; tests put an invented one in its place.

    Every method may raise a `KnowledgeError`. It is shared between the threads that serve readers.
    """

    path: Path
    """The knowledge base's folder."""

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

    def documents(self) -> list[Entry]:
        """Every document, in the order of adding."""
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
