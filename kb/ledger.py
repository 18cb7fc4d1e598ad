"""The ledger of a local index: which documents it holds, where their vectors are, which catalog it follows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kb.database import Database
from kb.passage import PLACES

FILE_NAME = "ledger.sqlite"
Value = TypeVar("Value")
_MAX_IDS = 400  # values in one statement, with room to spare
_KNOWN = 20_000  # documents whose passage keys are kept in memory
_TABLES = (
    "CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # A number is never given twice, so what is remembered of one stays true. `clauses`: an id a line.
    "CREATE TABLE IF NOT EXISTS documents (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
    " clauses TEXT NOT NULL)",
    # A document's vectors are `count` rows from row `start` on, one a clause, in the order of its clauses;
    # -1 where they are kept elsewhere.
    "CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, number INTEGER NOT NULL REFERENCES"
    " documents (number) ON DELETE CASCADE, start INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (model, number)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS vectors_by_number ON vectors (number)",
    "PRAGMA user_version = 2",
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where a document's vectors are: `count` rows from row `start` on."""

    document: str
    number: int
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
        self._keys: dict[int, list[str]] = {}
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

    def documents(self, model: str | None) -> frozenset[str]:
        """The documents held; only those with vectors of a model, if one is named."""
        sql = "SELECT id FROM documents"
        if model is None:
            return frozenset(str(row[0]) for row in self._db.all(sql))
        sql += " WHERE number IN (SELECT number FROM vectors WHERE model = ?)"
        return frozenset(str(row[0]) for row in self._db.all(sql, model))

    def reserve(self, documents: Collection[str]) -> dict[str, int]:
        """A number that was never given before for each document."""
        with self._db.change():
            first = int(self.mark("numbered") or 0) + 1
            self.set_mark("numbered", str(first + len(documents) - 1))
        return {document: number for number, document in enumerate(documents, first)}

    def enter(self, numbers: Mapping[str, int], clauses: Mapping[str, Sequence[str]]) -> None:
        """Note documents with their numbers and the clause ids of their passages; vectors they had are
        forgotten."""
        with self._db.change():
            self._db.many(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)",
                ((numbers[document], document, "\n".join(ids)) for document, ids in clauses.items()),
            )

    def shelve(self, model: str, shelved: Iterable[tuple[str, int, int]]) -> None:
        """Note documents, the first of their rows (-1 for none here) and how many these are. What other
        models have is forgotten."""
        rows = list(shelved)
        end = max((start + count for _, start, count in rows), default=0)
        with self._db.change():
            self._db.run("DELETE FROM vectors WHERE model != ?", model)
            self._db.many(
                "INSERT OR REPLACE INTO vectors SELECT ?, number, ?, ? FROM documents WHERE id = ?",
                ((model, start, count, document) for document, start, count in rows),
            )
            # Never lowered: another process may have the rows of removed documents mapped.
            if end > self.rows_end(model):
                self.set_mark(f"rows.{model}", str(end))

    def unshelve(self, model: str, documents: Collection[str]) -> bool:
        """Forget the rows of documents; whether any had some."""
        sql = "DELETE FROM vectors WHERE model = ? AND number = (SELECT number FROM documents WHERE id = ?)"
        with self._db.change():
            return sum(self._db.run(sql, model, document) for document in documents) > 0

    def renumber(self, model: str, files: int) -> None:
        """Note that the rows of a model, in their order and without gaps, now stand in files of this number."""
        with self._db.change():
            at = 0
            for each in self.shelved(model):
                self._db.run(
                    "UPDATE vectors SET start = ? WHERE model = ? AND number = ?", at, model, each.number
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
        sql = (
            "SELECT id, number, start, count FROM vectors JOIN documents USING (number) WHERE model = ?"
            " ORDER BY start"
        )
        return [
            Shelved(str(d), int(n), int(start), int(count)) for d, n, start, count in self._db.all(sql, model)
        ]

    def names(self, places: Sequence[int]) -> list[str | None]:
        """The keys of the passages at places, None where no document of that number is held."""
        known = self._known({place // PLACES for place in places})
        return [
            keys[place % PLACES] if (keys := known.get(place // PLACES)) is not None else None
            for place in places
        ]

    def places(self, keys: Sequence[str]) -> dict[str, int]:
        """The places of passage keys; those of documents that are not held are missing."""
        numbers: dict[str, int] = {}
        for part in _parts(list(dict.fromkeys(key.partition("#")[0] for key in keys))):
            sql = f"SELECT id, number FROM documents WHERE id IN ({_marks(part)})"  # noqa: S608 - only question marks are put in
            numbers |= {str(document): int(number) for document, number in self._db.all(sql, *part)}
        known = self._known(numbers.values())
        return {
            key: number * PLACES + at
            for number in numbers.values()
            for at, key in enumerate(known.get(number, ()))  # another process may just have struck it out
        }

    def _known(self, numbers: Collection[int]) -> Mapping[int, Sequence[str]]:
        """The passage keys of documents by their numbers, in the order of their clauses, perhaps with others."""
        missing = [number for number in numbers if number not in self._keys]
        if len(self._keys) + len(missing) > _KNOWN:
            self._keys, missing = {}, list(numbers)
        known = self._keys
        for part in _parts(missing):
            sql = f"SELECT number, id, clauses FROM documents WHERE number IN ({_marks(part)})"  # noqa: S608 - only question marks are put in
            for number, document, ids in self._db.all(sql, *part):
                known[int(number)] = [f"{document}#{clause}" for clause in str(ids).split("\n")]
        return known

    def strike(self, documents: Collection[str]) -> None:
        """Forget documents."""
        with self._db.change():
            self._db.many("DELETE FROM documents WHERE id = ?", ((document,) for document in documents))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    return (values[at : at + _MAX_IDS] for at in range(0, len(values), _MAX_IDS))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
