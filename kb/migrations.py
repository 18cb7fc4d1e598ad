"""The catalog's schema as an ordered list of changes, each applied once and recorded with its time.

A change that has been released is never edited: another one follows it. The number of recorded changes
is the schema's version; a catalog with more than this list knows was written by a later version.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

Migration = Callable[[sqlite3.Connection], None]


def _sources_and_documents(db: sqlite3.Connection) -> None:
    # contents: one row for each different file content; paths: where it was read from. The same bytes
    # under two names are one content, and a path whose bytes changed points to another.
    db.execute(
        "CREATE TABLE contents (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL,"
        " items INTEGER NOT NULL)"
    )
    db.execute(
        "CREATE TABLE paths (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES contents"
        " ON DELETE CASCADE, mtime_ns INTEGER NOT NULL)"
    )
    db.execute("CREATE INDEX paths_by_content ON paths (sha256)")
    # ord is the order of adding; metadata is JSON for listing, payload the whole document (kb.codec).
    db.execute(
        "CREATE TABLE documents (ord INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
        " sha256 TEXT NOT NULL REFERENCES contents ON DELETE CASCADE, name TEXT NOT NULL,"
        " format TEXT NOT NULL, metadata TEXT NOT NULL, characters INTEGER NOT NULL,"
        " clauses INTEGER NOT NULL, faults INTEGER NOT NULL, payload BLOB NOT NULL)"
    )
    db.execute("CREATE INDEX documents_by_content ON documents (sha256)")
    # What a document may be called by, and what it says of others, by kb.naming.name_key.
    db.execute(
        "CREATE TABLE names (key TEXT NOT NULL, document TEXT NOT NULL REFERENCES documents (id)"
        " ON DELETE CASCADE, PRIMARY KEY (key, document)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX names_by_document ON names (document)")
    db.execute(
        "CREATE TABLE relations (document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,"
        " kind TEXT NOT NULL CHECK (kind IN ('restates', 'repeals')), key TEXT NOT NULL,"
        " since TEXT NOT NULL, PRIMARY KEY (document, kind, key)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX relations_by_key ON relations (kind, key)")
    db.execute(
        "CREATE TABLE passages (document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,"
        " ord INTEGER NOT NULL, clause TEXT NOT NULL, label TEXT NOT NULL, headings TEXT NOT NULL,"
        " text TEXT NOT NULL, PRIMARY KEY (document, clause)) WITHOUT ROWID"
    )
    db.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
    db.execute("INSERT INTO settings VALUES ('generation', '0'), ('library', ?)", (uuid.uuid4().hex,))


def _corrections(db: sqlite3.Connection) -> None:
    # What people decided about suspected faults, only ever added to: the last row of a place counts.
    # A place (kb.correction.Place) is told by words, so that it outlives the document's rows.
    db.execute(
        "CREATE TABLE corrections (ord INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,"
        " number TEXT NOT NULL, kind TEXT NOT NULL, read TEXT NOT NULL, before TEXT NOT NULL,"
        " after TEXT NOT NULL, nth INTEGER NOT NULL, decision TEXT NOT NULL"
        " CHECK (decision IN ('accept', 'correct', 'dismiss', 'reopen')), value TEXT, by TEXT NOT NULL,"
        " at TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX corrections_by_words ON corrections (read, before, after)")


def _rules(db: sqlite3.Connection) -> None:
    # rules: what was read from a document, by which version of the reading; may be dropped and made anew.
    # reviews: decisions of people, which nothing drops; a mark stands for a statement's words (kb.rules).
    db.execute(
        "CREATE TABLE rules (document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,"
        " version INTEGER NOT NULL, payload BLOB NOT NULL)"
    )
    db.execute(
        "CREATE TABLE reviews (ord INTEGER PRIMARY KEY AUTOINCREMENT, mark TEXT NOT NULL,"
        " decision TEXT NOT NULL CHECK (decision IN ('确认', '更正', '驳回')), by TEXT NOT NULL,"
        " at TEXT NOT NULL, note TEXT NOT NULL, changes TEXT NOT NULL, quote TEXT NOT NULL)"
    )
    db.execute("CREATE INDEX reviews_by_mark ON reviews (mark)")


MIGRATIONS: tuple[Migration, ...] = (_sources_and_documents, _corrections, _rules)


def version(db: sqlite3.Connection) -> int:
    """How many changes are recorded; 0 for an empty database."""
    known = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").fetchone()
    return int(db.execute("SELECT count(*) FROM migrations").fetchone()[0]) if known else 0


def migrate(db: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Apply what is missing, all of it or nothing.

    Args:
        db: in autocommit mode, schema not newer than `migrations`.
        migrations: in order.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied TEXT NOT NULL)")
        for change in migrations[version(db) :]:
            change(db)
            name = change.__name__.strip("_")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            db.execute("INSERT INTO migrations VALUES (?, ?)", (name, now))
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
