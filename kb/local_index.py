"""LocalIndex: tantivy and Chroma in one folder, their scores fused."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from kb.index import Embedder, Vectors
from kb.ledger import Ledger
from kb.lexical import LexicalIndex
from kb.passage import Hit, Passage
from kb.vectors import ChromaVectors

DENSE_WEIGHT = 0.3
"""Share of the dense score. On 58,146 statute articles with lay questions whose articles no training
question had, 0.3 and 0.5 both beat either side alone; where the question's own words stand in the clause,
a heavier dense side costs up to 4 points of recall@1, so the lighter weight is taken."""

POOL = 1000
"""How deep each side looks; scores are scaled from the worst to the best of so many."""

EXACT_UP_TO = 20_000
"""Up to so many passages every vector is compared, which is exact. At this size, with 256 dimensions, that
costs 45 ms once and 12 ms a query of CPU; Chroma costs 1.4 s to start and 9 ms a query."""

FORMAT = 1
"""Of the folder's layout and of the terms in it. Where it is raised, an index is built anew from the
catalog beside the old one."""

_BATCH = 4096


class LocalIndex:
    """The `kb.index.Index` of one machine.

    Args:
        folder: where it lives; made where it is missing.
        embedder: for the dense side, or None for lexical search alone.

    Raises:
        IndexUnavailable: the folder cannot be opened.
    """

    def __init__(self, folder: Path, embedder: Embedder | None) -> None:
        self._folder = folder
        self._embedder = embedder
        self._ledger = Ledger(self._folder)
        self._lexical = LexicalIndex(self._folder / "tantivy")
        self._chroma: ChromaVectors | None = None
        self._lock = threading.RLock()
        self._counts: dict[str, int] | None = None
        self._matrix: tuple[dict[str, range], list[str], Vectors] | None = None
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
        self._lexical.add(passages)
        self._ledger.enter({document: [p.clause_id for p in group] for document, group in of.items()})
        if self._embedder:
            self._near().remove(of)
            for document, group in of.items():
                vectors = self._embed(self._embedder, group)
                self._near().add([p.key for p in group], vectors)
                clauses = [p.clause_id for p in group]
                self._ledger.enter_vectors(self._embedder.name, document, clauses, vectors)
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
            return frozenset(self._ledger.documents(self._model))

    def search(self, query: str, *, limit: int, documents: frozenset[str] | None = None) -> list[Hit]:
        """See `Index.search`."""
        with self._lock:
            self._refresh()
            held = self._held()
            chosen = documents & held.keys() if documents is not None else frozenset(held)
            if not chosen:
                return []
            left_out = held.keys() - chosen
            few_left_out = len(left_out) <= len(chosen)
            lexical = self._lexical.search(
                query,
                limit=POOL,
                only=None if few_left_out else chosen,
                without=left_out if few_left_out else (),
            )
            dense = self._dense(query, chosen if left_out else None)
        return fuse(lexical, dense, DENSE_WEIGHT)[:limit]

    def follows(self) -> str:
        """What `follow` was last told, "" at first."""
        return self._ledger.mark("follows")

    def follow(self, state: str) -> None:
        """Remember the state of the catalog that this index agrees with."""
        self._ledger.set_mark("follows", state)

    def close(self) -> None:
        """See `Index.close`."""
        if self._chroma:
            self._chroma.close()
        self._ledger.close()

    def _dense(self, query: str, documents: Collection[str] | None) -> list[tuple[str, float]]:
        if not self._embedder:
            return []
        vector = self._embedder.embed([query])[0]
        if not vector.any():
            return []
        if sum(self._held().values()) > EXACT_UP_TO:
            return self._near().search(vector, limit=POOL, documents=documents)
        if self._matrix is None:
            self._matrix = self._ledger.vectors(self._embedder.name, self._embedder.dimension)
        return nearest(vector, *self._matrix, limit=POOL, documents=documents)

    def _embed(self, embedder: Embedder, passages: Sequence[Passage]) -> Vectors:
        texts = [dense_text(passage) for passage in passages]
        parts = [embedder.embed(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts).astype(np.float32)

    def _near(self) -> ChromaVectors:
        if self._chroma is None:
            assert self._embedder is not None
            self._chroma = ChromaVectors(self._folder / "chroma", self._embedder.name)
        return self._chroma

    def _held(self) -> dict[str, int]:
        if self._counts is None:
            # While a new model is at work, documents that still wait for it are found by their terms.
            self._counts = self._ledger.documents(None)
        return self._counts

    def _refresh(self) -> None:
        """Take up what another process has written."""
        if self._ledger.version() != self._seen:
            self._lexical.reload()
            self._forget()

    def _forget(self) -> None:
        with self._lock:
            self._counts = self._matrix = None
            self._seen = self._ledger.version()


def dense_text(passage: Passage) -> str:
    """What of a passage is embedded."""
    return " ".join(part for part in (passage.title, passage.headings, passage.text) if part)


def nearest(
    vector: Vectors,
    rows: dict[str, range],
    keys: Sequence[str],
    matrix: Vectors,
    *,
    limit: int,
    documents: Collection[str] | None = None,
) -> list[tuple[str, float]]:
    """The passage keys with the highest cosine, best first; every vector is compared.

    Args:
        vector: of length 1.
        rows: each document's rows of the matrix.
        keys: a key for each row.
        matrix: a vector of length 1, or of zeros, in each row.
        limit: how many at most.
        documents: where to look, or None for everywhere.
    """
    scores = matrix @ vector
    allowed = np.arange(len(keys))
    if documents is not None:
        parts = [np.arange(r.start, r.stop) for d, r in rows.items() if d in documents]
        allowed = np.concatenate(parts) if parts else allowed[:0]
    order = allowed[np.argsort(-scores[allowed], kind="stable")[:limit]]
    return [(keys[i], float(scores[i])) for i in order]


def fuse(
    lexical: Sequence[tuple[str, float]], dense: Sequence[tuple[str, float]], dense_weight: float
) -> list[Hit]:
    """One list out of two: each side's scores scaled to 0–1, then weighted and added. Best first.

    A passage that one side did not find has 0 there. Where one side found nothing, the other counts alone.
    """
    weight = dense_weight if lexical and dense else 1.0 if dense else 0.0
    lexical_of, dense_of = dict(lexical), dict(dense)
    scaled_lexical, scaled_dense = _scaled(lexical_of), _scaled(dense_of)
    hits = [
        Hit(
            key=key,
            score=(1 - weight) * scaled_lexical.get(key, 0.0) + weight * scaled_dense.get(key, 0.0),
            lexical=lexical_of.get(key, 0.0),
            dense=dense_of.get(key),
        )
        for key in {**lexical_of, **dense_of}
    ]
    return sorted(hits, key=lambda hit: -hit.score)  # stable: equal scores keep the lexical order


def _scaled(scores: dict[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}
