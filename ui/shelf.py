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
    from kb.intake import AddReport


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

    def add(self, *paths: Path | str) -> AddReport:
        """Read files into the library."""
        ...

    def remove(self, reference: str) -> Entry:
        """Take a document out."""
        ...
