"""The ledger of a local index: which documents it holds, where their vectors are, which catalog it follows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.database import Database

FILE_NAME = "ledger.sqlite"
_MAX_IDS = 400  # values in one statement, with room to spare
_TABLES = (
    "CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, passages INTEGER NOT NULL)",
    # A document's vectors are `count` rows from row `start` on, one a clause, in the order of the lines of
    # `clauses`; -1 where they are kept elsewhere.
    "CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, document TEXT NOT NULL REFERENCES"
    " documents (id) ON DELETE CASCADE, start INTEGER NOT NULL, count INTEGER NOT NULL,"
    " clauses TEXT NOT NULL, PRIMARY KEY (model, document)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS vectors_by_document ON vectors (document)",
    "PRAGMA user_version = 1",
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where a document's vectors are: `count` rows from row `start` on."""

    document: str
    start: int
    count: int


class Ledger:
    """One SQLite file beside the lexical index and the vectors.

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

    def name(self) -> str:
        """A random name of this index, given when it was first asked for."""
        if not self.mark("name"):
            self.set_mark("name", f"youju-{uuid.uuid4().hex[:16]}")
        return self.mark("name")

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

    def shelve(self, model: str, shelved: Iterable[tuple[str, int, Sequence[str]]]) -> None:
        """Note documents, the first of their rows (-1 for none here) and their clause ids; each has a row
        a clause. What other models have is forgotten."""
        rows = [(model, d, start, len(ids), "\n".join(ids)) for d, start, ids in shelved]
        end = max((start + count for _, _, start, count, _ in rows), default=0)
        with self._db.change():
            self._db.run("DELETE FROM vectors WHERE model != ?", model)
            self._db.many("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)
            # Never lowered: another process may have the rows of removed documents mapped.
            if end > self.rows_end(model):
                self.set_mark(f"rows.{model}", str(end))

    def unshelve(self, model: str, documents: Collection[str]) -> bool:
        """Forget the rows of documents; whether any had some."""
        sql = "DELETE FROM vectors WHERE model = ? AND document = ?"
        with self._db.change():
            return sum(self._db.run(sql, model, document) for document in documents) > 0

    def renumber(self, model: str, files: int) -> None:
        """Note that the rows of a model, in their order and without gaps, now stand in files of this number."""
        with self._db.change():
            at = 0
            for each in self.shelved(model):
                self._db.run(
                    "UPDATE vectors SET start = ? WHERE model = ? AND document = ?", at, model, each.document
                )
                at += each.count
            self.set_mark(f"rows.{model}", str(at))
            self.set_mark(f"files.{model}", str(files))

    def rows_end(self, model: str) -> int:
        """How many rows of the files have ever been in use."""
        return int(self.mark(f"rows.{model}") or 0)

    def live(self, model: str) -> int:
        """How many rows are in use."""
        row = self._db.one("SELECT SUM(count) FROM vectors WHERE model = ?", model)
        return int(row[0] or 0) if row else 0

    def files(self, model: str) -> int:
        """The number of the files that hold a model's rows."""
        return int(self.mark(f"files.{model}") or 0)

    def shelved(self, model: str) -> list[Shelved]:
        """Whose rows are where, in the order of the rows."""
        sql = "SELECT document, start, count FROM vectors WHERE model = ? ORDER BY start"
        return [Shelved(str(d), int(start), int(count)) for d, start, count in self._db.all(sql, model)]

    def clauses(self, model: str, documents: Collection[str]) -> dict[str, list[str]]:
        """The clause ids of documents, in the order of their rows."""
        found: dict[str, list[str]] = {}
        ids = list(documents)
        for at in range(0, len(ids), _MAX_IDS):
            part = ids[at : at + _MAX_IDS]
            marks = ",".join("?" * len(part))
            sql = f"SELECT document, clauses FROM vectors WHERE model = ? AND document IN ({marks})"  # noqa: S608 - only question marks are put in
            found |= {str(d): str(ids).split("\n") for d, ids in self._db.all(sql, model, *part)}
        return found

    def strike(self, documents: Collection[str]) -> None:
        """Forget documents."""
        with self._db.change():
            self._db.many("DELETE FROM documents WHERE id = ?", ((document,) for document in documents))

    def close(self) -> None:
        """Close the file."""
        self._db.close()
