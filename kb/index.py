"""The seam between the catalog and whatever finds passages: Index, Embedder, and a fake of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from kb.passage import Hit, Passage

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


@runtime_checkable
class Index(Protocol):
    """Finds passages. Built from the catalog, and rebuildable from it at any time."""

    def add(self, passages: Sequence[Passage]) -> None:
        """Index these; passages whose key is already there are replaced. Durable on return."""
        ...

    def remove(self, document_ids: Iterable[str]) -> None:
        """Take these documents' passages out. Unknown ids are ignored."""
        ...

    def search(self, query: str, *, limit: int, documents: frozenset[str] | None = None) -> list[Hit]:
        """The best `limit` passages for a query, best first, over these documents only, or all.

        The query is plain text: no character of it is an operator.
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
