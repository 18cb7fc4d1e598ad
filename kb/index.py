"""The seam between the catalog and whatever finds passages: Embedder, VectorStore, Index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from kb.passage import Hit, Passage
from kb.ranking import Ranking

OTHERS = 0.25
"""What another word counts. A word has about four (PolicyBench, by words alone: recall@1 0.710 where each counts
as much as the question's own, 0.727 at a half, 0.729 at a quarter)."""
Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with (done, total)."""


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into unit vectors.

    Attributes:
        name: identifies model and version; a library built with another name is re-embedded.
        dimension: length of a vector.
    """

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, float32, each of length 1 (or all zeros for a text with no known word)."""
        ...


class VectorStore(Protocol):
    """Keeps vectors under passage keys, and finds the nearest."""

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, one row a key, in place of older ones. The keys of a document come together."""
        ...

    def remove(self, documents: Collection[str]) -> None:
        """Take documents out; unknown ids are ignored."""
        ...

    def search(self, vector: Vectors, *, limit: int, documents: Collection[str] | None = None) -> Ranking:
        """The nearest passages with their cosine similarity, under the numbers that the ledger gives documents.

        Args:
            vector: of length 1.
            limit: how many at most.
            documents: where to look, or None for everywhere.
        """
        ...

    def reload(self) -> None:
        """See what another process has written."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


@runtime_checkable
class Index(Protocol):
    """Finds passages. Built from the catalog, and rebuildable from it at any time."""

    def add(self, passages: Sequence[Passage]) -> None:
        """Index these; passages whose key is already there are replaced. Durable on return."""
        ...

    def remove(self, document_ids: Iterable[str]) -> None:
        """Take these documents' passages out. Unknown ids are ignored."""
        ...

    def search(
        self, query: str, *, limit: int, others: str = "", documents: frozenset[str] | None = None
    ) -> list[Hit]:
        """The best `limit` passages for a query, best first, over these documents only, or all.

        The query is plain text: no character of it is an operator. `others` are other words for its own; a
        term of them counts `OTHERS` of one of its own, and meaning is sought by the query alone.
        """
        ...

    def documents(self) -> frozenset[str]:
        """The ids of the documents that are indexed."""
        ...

    def follows(self) -> str:
        """The state of the catalog that `follow` was last told, "" at first."""
        ...

    def follow(self, state: str) -> None:
        """Remember the state of the catalog that this index agrees with."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...
