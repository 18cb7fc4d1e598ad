"""The catalog: SQLite, the only source of truth about what the library holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.document import Document
from kb import codec, migrations, rows
from kb.correction import Correction, open_faults
from kb.corrections import Corrections
from kb.database import Database
from kb.entry import Entry, Source, StoredPassage
from kb.errors import CatalogDamaged, DocumentUnknown, SchemaTooNew
from kb.naming import name_key, name_keys
from kb.succession import with_successors

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
        self.corrections = Corrections(self._db)
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
    def database(self) -> Database:
        """The file, for those that keep tables of their own in it."""
        return self._db

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
        return with_successors([rows.entry(row) for row in self._db.all(rows.ENTRY + "ORDER BY d.ord")])

    def entry(self, document_id: str) -> Entry:
        """One document's entry, `Entry.succession` not looked for.

        Raises:
            DocumentUnknown: no document has this id.
        """
        row = self._db.one(rows.ENTRY + "WHERE d.id = ?", document_id)
        if row is None:
            raise _unknown(document_id)
        return rows.entry(row)

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
        return self.ids() - {row[0] for row in self._db.all(rows.SHADOWED)}

    def content(self, sha256: str) -> frozenset[str] | None:
        """The ids that came from a file with these bytes; None where not all of its items are here."""
        row = self._db.one("SELECT items FROM contents WHERE sha256 = ?", sha256)
        ids = frozenset(r[0] for r in self._db.all("SELECT id FROM documents WHERE sha256 = ?", sha256))
        return ids if row and len(ids) == row[0] else None

    def contents(self) -> frozenset[str]:
        """The SHA-256 of every file content that documents came from."""
        return frozenset(row[0] for row in self._db.all("SELECT sha256 FROM contents"))

    def content_at(self, path: str) -> str | None:
        """The SHA-256 of the bytes last read from a path, or None."""
        row = self._db.one("SELECT sha256 FROM paths WHERE path = ?", path)
        return str(row[0]) if row else None

    def passages(self, document_id: str) -> list[StoredPassage]:
        """A document's passages in its order; empty for an unknown id."""
        found = self._db.all(rows.PASSAGE + "WHERE p.document = ? ORDER BY p.ord", document_id)
        return [rows.stored_passage(row) for row in found]

    def passage(self, key: str) -> StoredPassage | None:
        """The passage with a `Passage.key`, or None."""
        document, _, clause = key.partition("#")
        row = self._db.one(rows.PASSAGE + "WHERE p.document = ? AND p.clause = ?", document, clause)
        return rows.stored_passage(row) if row else None

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
            before = self._of_file(source)
            self._let_go(source.path)
            self._db.run(
                "INSERT INTO contents VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET items = excluded.items",
                *(source.sha256, source.name, source.size, len(documents)),
            )
            self._db.run("DELETE FROM documents WHERE sha256 = ?", source.sha256)
            self._point(source)
            for document in documents:
                self._insert(document, source.sha256)
            return before - self._among(before)

    def point(self, source: Source) -> frozenset[str]:
        """Note that a path now holds bytes that are already here.

        Returns:
            The ids of the documents that left because no path holds their bytes any more.
        """
        if self.content_at(source.path) == source.sha256:
            return frozenset()
        with self._change():
            before = self._of_file(source)
            self._let_go(source.path)
            self._point(source)
            return before - self._among(before)

    def remove(self, document_id: str) -> None:
        """Take one document out.

        Raises:
            DocumentUnknown: no document has this id.
        """
        with self._change():
            if not self._db.run("DELETE FROM documents WHERE id = ?", document_id):
                raise _unknown(document_id)
            self._db.run("DELETE FROM contents WHERE sha256 NOT IN (SELECT sha256 FROM documents)")

    def correct(self, made: Correction, documents: Sequence[str]) -> None:
        """Note a decision on a suspected fault, and count anew what is open in the documents it stands in.

        Raises:
            DocumentUnknown: no document has one of the ids.
        """
        with self._change():
            self.corrections.add(made)
            for document_id in documents:
                count = open_faults(self.document(document_id), self.corrections.of)
                self._db.run("UPDATE documents SET faults = ? WHERE id = ?", count, document_id)

    def set_setting(self, key: str, value: str) -> None:
        """Remember a value."""
        self._db.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", key, value)

    def _of_file(self, source: Source) -> frozenset[str]:
        """The ids that came from a file's bytes, or from what its path held before."""
        sql = "SELECT id FROM documents WHERE sha256 IN (?, ?)"
        return frozenset(row[0] for row in self._db.all(sql, source.sha256, self.content_at(source.path)))

    def _among(self, ids: frozenset[str]) -> frozenset[str]:
        """Those that are here."""
        return frozenset(i for i in ids if self._db.one("SELECT 1 FROM documents WHERE id = ?", i))

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
            open_faults(document, self.corrections.of),
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
        self._db.many("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", rows.passage_rows(document))

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._db.change():
            yield
            generation = str(self.generation() + 1)
            self._db.run("INSERT OR REPLACE INTO settings VALUES ('generation', ?)", generation)


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _unknown(reference: str) -> DocumentUnknown:
    return DocumentUnknown(f"知识库里没有文档“{reference}”", "请用 youju list 查看已有文档的编号和标题")
