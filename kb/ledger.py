"""The ledger of a local index: which documents it holds, their vectors, and which catalog it follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from kb.database import Database
from kb.index import Vectors

FILE_NAME = "ledger.sqlite"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, passages INTEGER NOT NULL)",
    # data: float32 rows, little-endian, one a clause, in the order of the lines of `clauses`.
    "CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, document TEXT NOT NULL REFERENCES"
    " documents (id) ON DELETE CASCADE, clauses TEXT NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY (model, document))",
    "PRAGMA user_version = 1",
)


class Ledger:
    """One SQLite file beside the tantivy and Chroma folders.

    A document is entered after its passages are in the other two, and struck out after they have left
    them: what a killed process leaves half done is therefore seen and done again.

    Args:
        folder: of the index; made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._db = Database(folder / FILE_NAME)
        # Opening must not wait for a writer, so nothing is written once the tables stand.
        if self._db.one("PRAGMA user_version") == (0,):
            self._db.run("PRAGMA journal_mode = WAL")
            with self._db.change():
                for statement in _TABLES:
                    self._db.run(statement)
        self._db.run("PRAGMA foreign_keys = ON")

    def version(self) -> int:
        """A number that changes when another connection has written."""
        row = self._db.one("PRAGMA data_version")
        return int(row[0]) if row else 0

    def mark(self, key: str) -> str:
        """A remembered value, "" where there is none."""
        row = self._db.one("SELECT value FROM marks WHERE key = ?", key)
        return str(row[0]) if row else ""

    def set_mark(self, key: str, value: str) -> None:
        """Remember a value."""
        self._db.run("INSERT OR REPLACE INTO marks VALUES (?, ?)", key, value)

    def documents(self, model: str | None) -> dict[str, int]:
        """How many passages each document has; only documents with vectors of a model, if one is named."""
        sql = "SELECT id, passages FROM documents"
        if model is None:
            return {str(i): int(n) for i, n in self._db.all(sql)}
        sql += " WHERE id IN (SELECT document FROM vectors WHERE model = ?)"
        return {str(i): int(n) for i, n in self._db.all(sql, model)}

    def enter(self, clauses: Mapping[str, Sequence[str]]) -> None:
        """Note documents with the clause ids of their passages; vectors they had are forgotten."""
        with self._db.change():
            for document, ids in clauses.items():
                self._db.run("INSERT OR REPLACE INTO documents VALUES (?, ?)", document, len(ids))

    def enter_vectors(self, model: str, document: str, clauses: Sequence[str], vectors: Vectors) -> None:
        """Keep a document's vectors, one row a clause."""
        data = np.ascontiguousarray(vectors, dtype="<f4").tobytes()
        sql = "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)"
        self._db.run(sql, model, document, "\n".join(clauses), data)

    def strike(self, documents: Collection[str]) -> None:
        """Forget documents."""
        with self._db.change():
            self._db.many("DELETE FROM documents WHERE id = ?", ((document,) for document in documents))

    def vectors(self, model: str, dimension: int) -> tuple[dict[str, range], list[str], Vectors]:
        """Each document's rows, every passage key, and the vectors row by row."""
        rows: dict[str, range] = {}
        keys: list[str] = []
        data: list[bytes] = []
        for document, clauses, blob in self._db.all(
            "SELECT document, clauses, data FROM vectors WHERE model = ? ORDER BY document", model
        ):
            ids = clauses.split("\n")
            rows[document] = range(len(keys), len(keys) + len(ids))
            keys += [f"{document}#{clause}" for clause in ids]
            data.append(blob)
        return rows, keys, np.frombuffer(b"".join(data), dtype="<f4").reshape(len(keys), dimension)

    def close(self) -> None:
        """Close the file."""
        self._db.close()
