"""ChromaVectors: nearest neighbours by cosine, by Chroma in a folder or at an address.

Vectors always come from outside: given bare text, Chroma would fetch a model of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np

from kb.errors import IndexUnavailable
from kb.index import Vectors
from kb.ledger import Ledger
from kb.ranking import Ranking

if TYPE_CHECKING:
    from chromadb.api.types import Where

EMBEDDED = "embedded"
_MAX_IDS = 400  # SQLite below Chroma takes so many values in one filter with room to spare


class ChromaVectors:
    """One collection for one embedding model.

    Args:
        folder: Chroma's own, where it is embedded; made where it is missing.
        model: `Embedder.name`.
        place: `EMBEDDED`, or the address of a `chroma run`.
        ledger: gives the index's own name, which tells apart those that share a server, and numbers documents.

    Raises:
        IndexUnavailable: Chroma cannot open the folder, or does not answer.
    """

    def __init__(self, folder: Path, model: str, place: str, ledger: Ledger) -> None:
        import chromadb  # costs 0.8 s and more: only who needs it pays
        from chromadb.config import Settings

        self._ledger = ledger
        owner = ledger.name()
        self._where = str(folder) if place == EMBEDDED else place
        # Chroma's names are ASCII of 3 to 512 characters; a model's may be a path.
        name = f"{owner}-{hashlib.sha256(model.encode()).hexdigest()[:16]}"
        settings = Settings(anonymized_telemetry=False)
        with self._errors():
            if place == EMBEDDED:
                self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
            else:
                address = urlsplit(place)
                self._client = chromadb.HttpClient(
                    host=address.hostname or "",
                    port=address.port or (443 if address.scheme == "https" else 8000),
                    ssl=address.scheme == "https",
                    settings=settings,
                )
            for other in self._client.list_collections():
                if other.name.startswith(f"{owner}-") and other.name != name:
                    self._client.delete_collection(other.name)
            self._rows = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            self._batch = self._client.get_max_batch_size()

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store vectors under passage keys, in place of older ones. Rows of zeros have no direction and
        are left out."""
        kept = np.flatnonzero(vectors.any(axis=1))
        with self._errors():
            for start in range(0, len(kept), self._batch):
                part = kept[start : start + self._batch]
                ids = [keys[i] for i in part]
                self._rows.upsert(
                    ids=ids,
                    embeddings=vectors[part],
                    metadatas=[{"document": key.partition("#")[0]} for key in ids],
                )

    def remove(self, documents: Collection[str]) -> None:
        """Take documents out; unknown ids are ignored."""
        ids = list(documents)
        with self._errors():
            for start in range(0, len(ids), _MAX_IDS):
                self._rows.delete(where=_among(ids[start : start + _MAX_IDS]))

    def search(self, vector: Vectors, *, limit: int, documents: Collection[str] | None = None) -> Ranking:
        """The nearest passages with their cosine similarity, best first.

        Args:
            vector: of length 1.
            limit: how many at most.
            documents: where to look, or None for everywhere.
        """
        found = self._nearest(vector, limit, documents)
        places = self._ledger.places([key for key, _ in found])
        return Ranking.of([(places[key], cosine) for key, cosine in found if key in places])

    def _nearest(
        self, vector: Vectors, limit: int, documents: Collection[str] | None
    ) -> list[tuple[str, float]]:
        with self._errors():
            total = self._rows.count()
            if documents is not None and len(documents) <= _MAX_IDS:
                return self._query(vector, min(limit, total), _among(documents))
            # A filter too long to hand over: look wider until enough of what is found lies in it.
            wide = limit if documents is None else 2 * limit
            while True:
                found = self._query(vector, min(wide, total))
                if documents is not None:
                    found = [hit for hit in found if hit[0].partition("#")[0] in documents]
                if len(found) >= limit or wide >= total:
                    return found[:limit]
                wide *= 4

    def reload(self) -> None:
        """Nothing to do: every query asks Chroma."""

    def close(self) -> None:
        """Release files and connections."""
        self._client.close()  # type: ignore[attr-defined]  # the client has it; its declared type lacks it

    def _query(self, vector: Vectors, limit: int, where: Where | None = None) -> list[tuple[str, float]]:
        if limit < 1:
            return []
        found = self._rows.query(
            query_embeddings=vector[None, :],
            n_results=limit,
            where=where,
            include=["distances"],
        )
        distances = found["distances"]
        assert distances is not None
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, ValueError, OSError) as error:
            raise IndexUnavailable(
                f"向量索引 {self._where} 无法打开或写入（{error}）",
                "请检查 YOUJU_CHROMA 的地址、磁盘空间和文件夹权限；若仍不行，用 youju rebuild 重建索引",
            ) from error


def _among(documents: Collection[str]) -> Where:
    return cast("Where", {"document": {"$in": [*documents]}})
