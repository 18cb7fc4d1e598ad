"""LocalIndex: BM25 by tantivy and vectors in one folder, their scores fused."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from kb.flat import FlatVectors
from kb.fusion import POOL, fuse
from kb.index import Embedder, Vectors, VectorStore
from kb.ledger import Ledger
from kb.lexical import LexicalIndex
from kb.passage import Hit, Passage
from kb.ranking import Ranking
from kb.vectors import ChromaVectors

FORMAT = 3
"""Of the folder's layout and of the terms in it. Where it is raised, an index is built anew from the
catalog beside the old one."""

_BATCH = 4096


class LocalIndex:
    """The `kb.index.Index` of one machine.

    Args:
        folder: where it lives; made where it is missing.
        embedder: for the dense side, or None for lexical search alone.
        chroma: keeps the vectors: None for flat files in the folder, "embedded" for a Chroma of its own
            there, or the address of a `chroma run`.

    Raises:
        IndexUnavailable: the folder, or Chroma, cannot be opened.
    """

    def __init__(self, folder: Path, embedder: Embedder | None, chroma: str | None = None) -> None:
        self._folder = folder
        self._place = chroma
        self._embedder = embedder
        self._ledger = Ledger(self._folder)
        self._lexical = LexicalIndex(self._folder / "tantivy")
        self._vectors: VectorStore | None = None
        self._lock = threading.RLock()
        self._held: frozenset[str] | None = None
        self._scope: tuple[frozenset[str] | None, frozenset[str], frozenset[str]] | None = None
        self._seen = self._ledger.version()

    @property
    def _model(self) -> str | None:
        return self._embedder.name if self._embedder else None

    def add(self, passages: Sequence[Passage]) -> None:
        """See `Index.add`. The passages of a document are given together."""
        of = {
            document: list(group)
            for document, group in itertools.groupby(
                sorted(passages, key=lambda p: p.document_id), key=lambda p: p.document_id
            )
        }
        if not of:
            return
        ordered = [passage for group in of.values() for passage in group]
        with ThreadPoolExecutor(1) as pool:
            # The encoder and tantivy both work outside Python's lock.
            encoding = pool.submit(self._embed, ordered)
            numbers = self._ledger.reserve(of)
            self._lexical.add({numbers[document]: group for document, group in of.items()})
            self._ledger.enter(
                numbers, {document: [p.clause_id for p in group] for document, group in of.items()}
            )
            vectors = encoding.result()
        if self._embedder and vectors is not None:
            store = self._near()
            store.remove(of)
            store.add([passage.key for passage in ordered], vectors)
            if self._place:  # a store without a ledger of its own
                self._ledger.shelve(
                    self._embedder.name,
                    ((document, -1, len(group)) for document, group in of.items()),
                )
        self._forget()

    def remove(self, document_ids: Iterable[str]) -> None:
        """See `Index.remove`."""
        ids = frozenset(document_ids)
        if not ids:
            return
        self._lexical.remove(ids)
        if self._embedder:
            self._near().remove(ids)
        self._ledger.strike(ids)
        self._forget()

    def documents(self) -> frozenset[str]:
        """See `Index.documents`: those indexed on both sides."""
        with self._lock:
            self._refresh()
            return self._ledger.documents(self._model)

    def search(
        self, query: str, *, limit: int, others: str = "", documents: frozenset[str] | None = None
    ) -> list[Hit]:
        """See `Index.search`."""
        with self._lock:
            self._refresh()
            chosen, left_out = self._scoped(documents)
            if not chosen:
                return []
            lexical = self._worded(query, others, chosen, left_out)
            dense = self._dense(query, chosen if left_out else None)
        fused = fuse(lexical, dense, limit)
        keys = self._ledger.names(fused.places.tolist())
        # What a killed process has left under a number that was never entered is nobody's.
        return fused.hits(keys)

    def follows(self) -> str:
        """What `follow` was last told, "" at first."""
        return self._ledger.mark("follows")

    def follow(self, state: str) -> None:
        """Remember the state of the catalog that this index agrees with."""
        self._ledger.set_mark("follows", state)

    def close(self) -> None:
        """See `Index.close`."""
        if self._vectors:
            self._vectors.close()
        self._ledger.close()

    def _worded(self, query: str, others: str, chosen: frozenset[str], left_out: frozenset[str]) -> Ranking:
        few_left_out = len(left_out) <= len(chosen)
        return self._lexical.search(
            query,
            others=others,
            limit=POOL,
            only=None if few_left_out else chosen,
            without=left_out if few_left_out else (),
        )

    def _dense(self, query: str, documents: Collection[str] | None) -> Ranking:
        if not self._embedder:
            return Ranking.of(())
        vector = self._embedder.embed([query])[0]
        if not vector.any():
            return Ranking.of(())
        return self._near().search(vector, limit=POOL, documents=documents)

    def _embed(self, passages: Sequence[Passage]) -> Vectors | None:
        if self._embedder is None:
            return None
        texts = [dense_text(passage) for passage in passages]
        parts = [self._embedder.embed(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts).astype(np.float32)

    def _near(self) -> VectorStore:
        if self._vectors is None:
            assert self._embedder is not None
            name, dimension = self._embedder.name, self._embedder.dimension
            if self._place:
                self._vectors = ChromaVectors(self._folder / "chroma", name, self._place, self._ledger)
            else:
                self._vectors = FlatVectors(self._folder, self._ledger, name, dimension)
        return self._vectors

    def _scoped(self, documents: frozenset[str] | None) -> tuple[frozenset[str], frozenset[str]]:
        """Of the documents held, those to look in and those to leave out. The last answer is remembered."""
        if self._held is None:
            # While a new model is at work, documents that still wait for it are found by their terms.
            self._held = self._ledger.documents(None)
            self._scope = None
        if self._scope is None or self._scope[0] is not documents:
            chosen = self._held if documents is None else documents & self._held
            self._scope = (documents, chosen, self._held - chosen)
        return self._scope[1:]

    def _refresh(self) -> None:
        """Take up what another process has written."""
        if self._ledger.version() != self._seen:
            self._lexical.reload()
            if self._vectors:
                self._vectors.reload()
            self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._held = None
            self._seen = self._ledger.version()


def dense_text(passage: Passage) -> str:
    """What of a passage is embedded."""
    return " ".join(part for part in (passage.title, passage.headings, passage.text) if part)
