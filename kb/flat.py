"""FlatVectors: nearest neighbours by cosine out of two flat files, without building anything.

Every vector is kept in half precision, and as one bit a dimension. A search compares the bits of all
(Hamming distance), takes the nearest few thousand, and compares those exactly. Adding a vector is appending
it, so a library grows as fast as it is encoded; and what is read stays in the page cache, not in the heap.
Source: Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.errors import system_reason
from kb.errors import IndexUnavailable
from kb.index import Vectors
from kb.ledger import Ledger, Shelved
from kb.passage import PLACES
from kb.ranking import Ranking

COMPARED = 3000
"""Vectors compared exactly. On 140,149 statute articles they hold 97% of the hundred nearest and 91% of the
three hundred nearest; fused with the words, nDCG@10 of STARD's training questions is 0.576, and 0.578 where
every vector is compared."""

_BLOCK = 1 << 14  # rows compared at once by their bits: few enough for the cache
_EXACT = 256  # rows widened at once
_SIGN_AND_REST = np.int32(-0x80000000 | 0x0FFFE000)
_SAMPLE = 1 << 16  # rows by which the distance of the nearest few thousand is judged
_SPARE = 20_000  # rows of removed documents that are not worth rewriting the files for

Rows = npt.NDArray[np.int64]


@dataclass
class _State:
    """What is held in memory of the files, and of the ledger's account of them."""

    rows: npt.NDArray[np.float16]
    codes: npt.NDArray[np.uint64]
    shelved: list[Shelved]
    starts: Rows
    numbers: Rows
    place: dict[str, int]
    dead: bool
    scope: tuple[Collection[str] | None, Rows] | None = None


class FlatVectors:
    """The vectors of one embedding model.

    Args:
        folder: of the index.
        ledger: keeps which rows are whose. Rows that it does not know are leavings of a killed process.
        model: `Embedder.name`.
        dimension: of the vectors; a multiple of 64 is packed without waste.
    """

    def __init__(self, folder: Path, ledger: Ledger, model: str, dimension: int) -> None:
        self._folder = folder
        self._ledger = ledger
        self._model = model
        self._dimension = dimension
        self._words = -(-dimension // 64)
        self._state: _State | None = None

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Store vectors under passage keys, those of a document as the ledger has them, in place of older ones."""
        halves = vectors.astype("<f2")
        start = self._ledger.rows_end(self._model)
        self._append(self._path("rows"), start * 2 * self._dimension, halves.tobytes())
        self._append(self._path("codes"), start * 8 * self._words, self._coded(vectors).tobytes())
        shelved, at = [], start
        for document, group in groupby(keys, key=lambda key: key.partition("#")[0]):
            count = sum(1 for _ in group)
            shelved.append((document, at, count))
            at += count
        self._ledger.shelve(self._model, shelved)
        self.reload()

    def remove(self, documents: Collection[str]) -> None:
        """Take documents out; unknown ids are ignored. Their rows stay until there are many such."""
        if not self._ledger.unshelve(self._model, documents):
            return
        self.reload()
        live = self._ledger.live(self._model)
        if self._ledger.rows_end(self._model) - live > max(_SPARE, live):
            self._compact()

    def search(self, vector: Vectors, *, limit: int, documents: Collection[str] | None = None) -> Ranking:
        """The nearest passages with their cosine similarity.

        Args:
            vector: of length 1.
            limit: how many at most.
            documents: where to look, or None for everywhere.
        """
        state = self._loaded()
        chosen = self._chosen(state, documents)
        near = self._near(state, vector, chosen)
        if not len(near):
            return Ranking.of(())
        scores = _cosines(state.rows, near, vector)
        order = np.argsort(-scores, kind="stable")[:limit]
        # Rows of zeros have no direction, and a bit for none of their dimensions.
        order = order[scores[order] != 0.0]
        near = near[order]
        shelf = np.searchsorted(state.starts, near, side="right") - 1
        places = state.numbers[shelf] * PLACES + near - state.starts[shelf]
        return Ranking(places, scores[order].astype(np.float64))

    def reload(self) -> None:
        """Forget what is in memory, so that what another process has written is seen."""
        self._state = None

    def close(self) -> None:
        """Let go of the files."""
        self._state = None

    def _path(self, kind: str, number: int | None = None) -> Path:
        number = self._ledger.files(self._model) if number is None else number
        # A model's name may be a path.
        return self._folder / f"{kind}-{sha256(self._model.encode()).hexdigest()[:16]}.{number}"

    def _coded(self, vectors: Vectors) -> npt.NDArray[np.uint8]:
        bits = np.packbits(vectors > 0, axis=1)
        coded = np.zeros((len(vectors), 8 * self._words), np.uint8)
        coded[:, : bits.shape[1]] = bits
        return coded

    def _append(self, path: Path, start: int, data: bytes) -> None:
        """Write behind `start` bytes; what stood there was never entered in the ledger."""
        try:
            with path.open("ab") as file:
                file.truncate(start)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise IndexUnavailable(
                f"向量文件 {path} 无法写入（{system_reason(error)}）",
                "请检查磁盘空间和文件夹权限；若仍不行，用 youju rebuild 重建索引",
            ) from error

    def _loaded(self) -> _State:
        if self._state is None:
            shelved = self._ledger.shelved(self._model)
            end = max((each.start + each.count for each in shelved), default=0)
            live = sum(each.count for each in shelved)
            rows = self._mapped("rows", np.dtype("<f2"), end, self._dimension)
            codes = self._mapped("codes", np.dtype("<u8"), end, self._words)
            self._state = _State(
                rows,
                np.ascontiguousarray(codes.T),
                shelved,
                np.array([each.start for each in shelved], np.int64),
                np.array([each.number for each in shelved], np.int64),
                {each.document: place for place, each in enumerate(shelved)},
                dead=live < end,
            )
        return self._state

    def _mapped(self, kind: str, number: np.dtype, count: int, width: int) -> npt.NDArray:  # type: ignore[type-arg]
        if not count:
            return np.zeros((0, width), number)
        path = self._path(kind)
        try:
            # As a plain array: slicing a memmap costs more than reading what is sliced.
            return np.asarray(np.memmap(path, number, mode="r", shape=(count, width)))
        except (OSError, ValueError) as error:
            raise IndexUnavailable(
                f"向量文件 {path} 缺失或不完整（{error}）", "请用 youju rebuild 重建索引"
            ) from error

    @staticmethod
    def _chosen(state: _State, documents: Collection[str] | None) -> Rows | None:
        """The rows to look at, or None for all of the file. The last answer is remembered."""
        if documents is None and not state.dead:
            return None
        if state.scope is not None and state.scope[0] is documents:
            return state.scope[1]
        shelved: Iterable[Shelved] = state.shelved
        if documents is not None:
            shelved = [
                state.shelved[place]
                for place in sorted(state.place[d] for d in documents if d in state.place)
            ]
        parts = [np.arange(each.start, each.start + each.count) for each in shelved]
        rows = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        state.scope = (documents, rows)
        return rows

    def _near(self, state: _State, vector: Vectors, chosen: Rows | None) -> Rows:
        """The rows to compare exactly."""
        total = len(state.rows) if chosen is None else len(chosen)
        if total <= COMPARED:
            return np.arange(total) if chosen is None else chosen
        wanted = self._coded(vector[None]).view("<u8")[0]
        whole = chosen is None or 2 * len(chosen) > len(state.rows)
        distance = self._distances(state.codes if whole else state.codes[:, chosen], wanted)
        if whole and chosen is not None:
            distance = distance[chosen]
        step = max(1, total // _SAMPLE)
        within = np.cumsum(np.bincount(distance[::step], minlength=64 * self._words + 1))
        near = np.flatnonzero(distance <= np.searchsorted(within, COMPARED // step))
        return near if chosen is None else chosen[near]

    def _distances(
        self, codes: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]
    ) -> npt.NDArray[np.uint16]:
        """How many bits of each column differ from the wanted ones."""
        distance = np.empty(codes.shape[1], np.uint16)
        for at in range(0, len(distance), _BLOCK):
            part = distance[at : at + _BLOCK]
            part[:] = np.bitwise_count(codes[0, at : at + _BLOCK] ^ wanted[0])
            for word in range(1, self._words):
                part += np.bitwise_count(codes[word, at : at + _BLOCK] ^ wanted[word])
        return distance

    def _compact(self) -> None:
        """Write the live rows into new files. Readers keep the old ones until they see the ledger change."""
        state = self._loaded()
        chosen = self._chosen(state, None)
        assert chosen is not None
        old = self._ledger.files(self._model)
        self._append(self._path("rows", old + 1), 0, state.rows[chosen].tobytes())
        self._append(
            self._path("codes", old + 1), 0, np.ascontiguousarray(state.codes[:, chosen].T).tobytes()
        )
        self._ledger.renumber(self._model, old + 1)
        self.reload()
        for kind in ("rows", "codes"):
            self._path(kind, old).unlink(missing_ok=True)


def _cosines(rows: npt.NDArray[np.float16], chosen: Rows, vector: Vectors) -> Vectors:
    """The products of chosen rows with a vector.

    A few at a time, in the cache, and not by BLAS: its threads wait for each other where cores are busy, and
    that takes longer than the sums. Halves are widened by moving their bits to where single precision has
    them, a third of the work of a cast: exponents then lack 112, the difference of the two biases, which the
    vector makes up for. Source: IEEE 754, formats binary16 and binary32.
    """
    found = np.empty(len(chosen), np.float32)
    halves, raised = rows.view("<i2"), vector * np.float32(2.0**112)
    wide = np.empty((_EXACT, rows.shape[1]), np.int32)
    for at in range(0, len(chosen), _EXACT):
        part = chosen[at : at + _EXACT]
        bits = wide[: len(part)]
        bits[...] = halves[part]  # with the sign in all higher bits
        np.left_shift(bits, 13, out=bits)
        np.bitwise_and(bits, _SIGN_AND_REST, out=bits)
        np.einsum("ij,j->i", bits.view(np.float32), raised, out=found[at : at + _EXACT])
    return found
