"""Bm25: BM25 over overlapping character unigrams and bigrams, exact, in scipy; for negatives and benchmarks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

_BREAK = re.compile(r"[\W_]+")
Scores = npt.NDArray[np.float32]


class Bm25:
    """Scores every text for a query.

    Args:
        texts: what is searched.
        k1, b: Robertson's saturation and length constants; Lucene's and tantivy's defaults.
    """

    def __init__(self, texts: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        grams = [_grams(text) for text in texts]
        lengths = np.array([len(row) for row in grams], dtype=np.int64)
        rows = np.repeat(np.arange(len(texts)), lengths)
        self._terms, columns = np.unique(np.concatenate(grams), return_inverse=True)
        shape = (len(texts), len(self._terms))
        counts = sparse.coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape).tocsr()
        counts.sum_duplicates()
        found = np.bincount(counts.indices, minlength=shape[1])
        idf = np.log1p((len(texts) - found + 0.5) / (found + 0.5)).astype(np.float32)
        norm = k1 * (1 - b + b * lengths / max(lengths.mean(), 1.0)).astype(np.float32)
        norm_of_each = np.repeat(norm, np.diff(counts.indptr))
        counts.data = counts.data * (k1 + 1) / (counts.data + norm_of_each) * idf[counts.indices]
        self._weights = counts.tocsc()
        self._idf = idf

    def scores(self, query: str) -> Scores:
        """The score of each text, in the order given; a repeated term counts as often as it stands."""
        columns, times = self._columns(query)
        if not len(columns):
            return np.zeros(self._weights.shape[0], np.float32)
        scores: Scores = (self._weights[:, columns] @ times).astype(np.float32)
        return scores

    def _columns(self, query: str) -> tuple[npt.NDArray[np.int64], Scores]:
        terms, times = np.unique(_grams(query), return_counts=True)
        places = np.searchsorted(self._terms, terms)
        places = np.minimum(places, len(self._terms) - 1)
        known = self._terms[places] == terms
        return places[known], times[known].astype(np.float32)


def _grams(text: str) -> npt.NDArray[np.int64]:
    """Codes of a text's unigrams and bigrams; a bigram never spans punctuation."""
    plain = _BREAK.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    points = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    if not len(points):
        return points
    pairs = (points[:-1] << 21) | points[1:]
    joined = pairs[(points[:-1] != 32) & (points[1:] != 32)]
    return np.concatenate([points[points != 32], joined])
