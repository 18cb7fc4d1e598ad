"""The seam between the app and the knowledge base: Shelf, which `kb.library.Library` is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kb.result import Answer


class Shelf(Protocol):
    """What the app needs of a library; tests put an invented one in its place."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        as_of: date | None = None,
        region: str | None = None,
    ) -> Answer:
        """The answer to a question.

        Raises:
            KnowledgeError: the question cannot be taken, or the library not be read.
        """
        ...
