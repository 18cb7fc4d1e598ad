"""The catalog: SQLite, the only source of truth about what the library holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from ingest.document import Document
from kb import codec, migrations
from kb.database import Database
from kb.entry import Entry, Source, StoredPassage
from kb.errors import CatalogDamaged, DocumentUnknown, SchemaTooNew
from kb.naming import name_key, name_keys
from kb.passage import Passage

FILE_NAME = "catalog.sqlite"
_ALWAYS = "0001-01-01"


class Catalog:
    """The documents of one library. Safe to share between threads.

    Args:
        folder: the knowledge base; made where it is missing.

    Raises:
        SchemaTooNew: written by a later version; the file is left as it was.
        CatalogDamaged: the file is no catalog.
        LibraryUnwritable: the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._db = Database(self.path)
        try:
            with self._db.errors():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        db = self._db.raw
        found, known = migrations.version(db), len(migrations.MIGRATIONS)
        if found > known:
            raise SchemaTooNew(
                f"知识库 {self.path} 由更新版本的有据建立（结构版本 {found}，本程序只认识到 {known}）",
                "请升级本程序，或用 --kb 指定另一个知识库",
            )
        db.execute("PRAGMA foreign_keys = ON")
        # Every commit reaches the disk: what was reported as added must survive a power cut.
        db.execute("PRAGMA synchronous = FULL")
        if found < known:
            db.execute("PRAGMA journal_mode = WAL")
            migrations.migrate(db)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Reading

    def generation(self) -> int:
        """A number that grows with each change of the documents."""
        return int(self.setting("generation") or 0)

    @property
    def library(self) -> str:
        """A random name given to the library when it was made."""
        return self.setting("library") or ""

    def setting(self, key: str) -> str | None:
        """A remembered value, or None."""
        row = self._db.one("SELECT value FROM settings WHERE key = ?", key)
        return str(row[0]) if row else None

    def entries(self) -> list[Entry]:
        """Every document, in the order of adding."""
        return [_entry(row) for row in self._db.all(_ENTRY + "ORDER BY d.ord")]

    def entry(self, document_id: str) -> Entry:
        """One document's entry.

        Raises:
            DocumentUnknown: no document has this id.
        """
        row = self._db.one(_ENTRY + "WHERE d.id = ?", document_id)
        if row is None:
            raise _unknown(document_id)
        return _entry(row)

    def document(self, document_id: str) -> Document:
        """One document, whole.

        Raises:
            DocumentUnknown: no document has this id.
            CatalogDamaged: what is stored cannot be read.
        """
        row = self._db.one("SELECT payload FROM documents WHERE id = ?", document_id)
        if row is None:
            raise _unknown(document_id)
        try:
            return codec.decode(row[0])
        except codec.PayloadUnknown as error:
            raise CatalogDamaged(
                f"知识库 {self.path} 中文档 {document_id} 的内容无法读出（{error}）",
                "请用 youju remove 移除该文档后重新添加原文件",
            ) from error

    def find(self, reference: str) -> str:
        """The id that a user's words mean: an id, the start of one, a 文号, a title or part of a title.

        Raises:
            DocumentUnknown: nothing fits, or several do.
        """
        key = name_key(reference)
        tries: tuple[tuple[str, str], ...] = (
            ("SELECT id FROM documents WHERE id = ?", reference.strip()),
            ("SELECT document FROM names WHERE key = ?", key),
            (r"SELECT id FROM documents WHERE id LIKE ? ESCAPE '\'", _like(reference.strip()) + "%"),
            (r"SELECT DISTINCT document FROM names WHERE key LIKE ? ESCAPE '\'", f"%{_like(key)}%"),
        )
        for sql, value in tries:
            found = [str(row[0]) for row in self._db.all(sql, value)] if key else []
            if len(found) == 1:
                return found[0]
            if found:
                names = "；".join(f"{i} {self.entry(i).metadata.title}" for i in sorted(found)[:5])
                raise DocumentUnknown(
                    f"“{reference}”对应 {len(found)} 份文档：{names}", "请改用完整的文档编号"
                )
        raise _unknown(reference)

    def ids(self) -> frozenset[str]:
        """The ids of every document."""
        return frozenset(row[0] for row in self._db.all("SELECT id FROM documents"))

    def active_documents(self) -> frozenset[str]:
        """The ids to answer from: every document but restatements whose original is here."""
        return self.ids() - {row[0] for row in self._db.all(_SHADOWED)}

    def content(self, sha256: str) -> frozenset[str] | None:
        """The ids that came from a file with these bytes; None where not all of its items are here."""
        row = self._db.one("SELECT items FROM contents WHERE sha256 = ?", sha256)
        ids = frozenset(r[0] for r in self._db.all("SELECT id FROM documents WHERE sha256 = ?", sha256))
        return ids if row and len(ids) == row[0] else None

    def content_at(self, path: str) -> str | None:
        """The SHA-256 of the bytes last read from a path, or None."""
        row = self._db.one("SELECT sha256 FROM paths WHERE path = ?", path)
        return str(row[0]) if row else None

    def passages(self, document_id: str) -> list[StoredPassage]:
        """A document's passages in its order; empty for an unknown id."""
        rows = self._db.all(_PASSAGE + "WHERE p.document = ? ORDER BY p.ord", document_id)
        return [_stored(row) for row in rows]

    def passage(self, key: str) -> StoredPassage | None:
        """The passage with a `Passage.key`, or None."""
        document, _, clause = key.partition("#")
        row = self._db.one(_PASSAGE + "WHERE p.document = ? AND p.clause = ?", document, clause)
        return _stored(row) if row else None

    # Writing

    def put(self, source: Source, documents: Sequence[Document]) -> frozenset[str]:
        """Store a file's documents in place of what its path held before, all of it or nothing.

        Args:
            source: the file.
            documents: what was read from it, at least one.

        Returns:
            The ids of the documents that left.
        """
        with self._change():
            before = self.ids()
            self._let_go(source.path)
            self._db.run(
                "INSERT INTO contents VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET items = excluded.items",
                *(source.sha256, source.name, source.size, len(documents)),
            )
            self._db.run("DELETE FROM documents WHERE sha256 = ?", source.sha256)
            self._point(source)
            for document in documents:
                self._insert(document, source.sha256)
            return before - self.ids()

    def point(self, source: Source) -> frozenset[str]:
        """Note that a path now holds bytes that are already here.

        Returns:
            The ids of the documents that left because no path holds their bytes any more.
        """
        if self.content_at(source.path) == source.sha256:
            return frozenset()
        with self._change():
            before = self.ids()
            self._let_go(source.path)
            self._point(source)
            return before - self.ids()

    def remove(self, document_id: str) -> None:
        """Take one document out.

        Raises:
            DocumentUnknown: no document has this id.
        """
        with self._change():
            if not self._db.run("DELETE FROM documents WHERE id = ?", document_id):
                raise _unknown(document_id)
            self._db.run("DELETE FROM contents WHERE sha256 NOT IN (SELECT sha256 FROM documents)")

    def set_setting(self, key: str, value: str) -> None:
        """Remember a value."""
        self._db.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", key, value)

    def _let_go(self, path: str) -> None:
        old = self.content_at(path)
        self._db.run("DELETE FROM paths WHERE path = ?", path)
        self._db.run(
            "DELETE FROM contents WHERE sha256 = ? AND sha256 NOT IN (SELECT sha256 FROM paths)", old
        )

    def _point(self, source: Source) -> None:
        row = (source.path, source.sha256, source.mtime_ns)
        self._db.run("INSERT OR REPLACE INTO paths VALUES (?, ?, ?)", *row)

    def _insert(self, document: Document, sha256: str) -> None:
        meta = document.metadata
        self._db.run(
            "INSERT INTO documents (id, sha256, name, format, metadata, characters, clauses, faults, payload)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            document.id,
            sha256,
            document.name,
            document.format,
            json.dumps(codec.metadata_row(meta), separators=(",", ":")),
            len(document.text),
            len(document.clauses),
            len(document.faults),
            codec.encode(document),
        )
        self._db.many("INSERT INTO names VALUES (?, ?)", ((key, document.id) for key in name_keys(meta)))
        day = meta.effective or meta.issued
        since = day.isoformat() if day else _ALWAYS
        relations = {("repeals", name_key(name), since) for name in meta.repeals}
        relations.add(("restates", name_key(meta.restates or ""), _ALWAYS))
        self._db.many(
            "INSERT INTO relations VALUES (?, ?, ?, ?)",
            ((document.id, *relation) for relation in relations if relation[1]),
        )
        self._db.many("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", _passage_rows(document))

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._db.change():
            yield
            generation = str(self.generation() + 1)
            self._db.run("INSERT OR REPLACE INTO settings VALUES ('generation', ?)", generation)


_ORIGINAL = (
    "SELECT n.document FROM relations r JOIN names n ON n.key = r.key WHERE r.kind = 'restates'"
    " AND r.document = d.id AND n.document != d.id"
    " AND n.document NOT IN (SELECT document FROM relations WHERE kind = 'restates')"
)
_SHADOWED = f"SELECT d.id FROM documents d WHERE EXISTS ({_ORIGINAL})"  # noqa: S608 - constants only
_REPEAL = (
    "FROM relations r JOIN names n ON n.key = r.key WHERE r.kind = 'repeals' AND n.document = d.id"
    " AND r.document != d.id ORDER BY r.since LIMIT 1"
)
_ENTRY = (
    "SELECT d.id, d.name, d.sha256, d.format, d.metadata, d.characters, d.clauses, d.faults,"  # noqa: S608
    f" ({_ORIGINAL} LIMIT 1), (SELECT r.document {_REPEAL}), (SELECT r.since {_REPEAL}) FROM documents d "
)
_PASSAGE = (
    "SELECT p.document, p.clause, p.headings, p.text, p.label, p.ord, d.metadata"
    " FROM passages p JOIN documents d ON d.id = p.document "
)


def _entry(row: tuple[Any, ...]) -> Entry:
    since = row[10]
    return Entry(
        id=row[0],
        name=row[1],
        sha256=row[2],
        format=row[3],
        metadata=codec.metadata_of(json.loads(row[4])),
        characters=row[5],
        clauses=row[6],
        faults=row[7],
        shadowed_by=row[8],
        repealed_by=row[9],
        repealed_from=date.fromisoformat(since) if since else None,
    )


def _stored(row: tuple[Any, ...]) -> StoredPassage:
    meta = json.loads(row[6])
    passage = Passage(
        document_id=row[0],
        clause_id=row[1],
        title=meta["title"],
        number=meta.get("number", ""),
        headings=row[2],
        region=" ".join(meta.get("region", [])[1:]),
        text=row[3],
    )
    return StoredPassage(passage, label=row[4], order=row[5])


def _passage_rows(document: Document) -> Iterator[tuple[object, ...]]:
    """One row for each clause with words of its own besides its number."""
    for order, clause in enumerate(document.clauses):
        text = clause.own.of(document.text).strip()
        marker = clause.marker.of(document.text).strip() if clause.marker else ""
        if text and text != marker:
            headings = " ".join(document.heading_path(clause))
            row = (document.id, order, clause.id, clause.label, headings, text)
            yield tuple(_storable(value) for value in row)


def _storable(value: object) -> object:
    # SQLite takes no lone surrogate, which a damaged file can hold. Passages are for finding only: what
    # is quoted comes from the payload.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _unknown(reference: str) -> DocumentUnknown:
    return DocumentUnknown(f"知识库里没有文档“{reference}”", "请用 youju list 查看已有文档的编号和标题")
