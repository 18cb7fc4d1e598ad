"""Stand-ins for what the library exchanges."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kb.index import Vectors
from kb.text_terms import terms


@dataclass
class HashEmbedder:
    """An Embedder without a model: each term adds a direction of its own, drawn from its hash.

    Attributes:
        embedded: every text that was embedded, in order.
    """

    name: str = "hash-64"
    dimension: int = 64
    embedded: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.embed`."""
        self.embedded += texts
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:4])
                row += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
            if length := np.linalg.norm(row):
                row /= length
        return rows
