"""Database: one SQLite file, shared between threads, its errors in the words of `kb.errors`."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import system_reason
from kb.errors import CatalogDamaged, LibraryBusy, LibraryUnwritable

_BUSY_SECONDS = 10.0
_REFUSED = ("readonly", "full", "unable to open", "disk I/O")


class Database:
    """A SQLite file in WAL mode, in autocommit outside `change`.

    In a folder that this user may not write, the file is opened for reading only.

    Args:
        path: the file; made where it is missing, and so is its folder.

    Raises:
        LibraryUnwritable: the folder cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryUnwritable(
                f"无法建立知识库文件夹 {path.parent}（{system_reason(error)}）",
                "请检查路径和权限，或用 --kb 指定另一个文件夹",
            ) from error
        with self.errors():
            self.raw = sqlite3.connect(
                _address(path), uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )

    def close(self) -> None:
        """Close the file. Closing twice does nothing."""
        self.raw.close()

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row."""
        with self._lock, self.errors():
            return self.raw.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with self._lock, self.errors():
            row: tuple[Any, ...] | None = self.raw.execute(sql, values).fetchone()
            return row

    def run(self, sql: str, *values: object) -> int:
        """Execute one statement; how many rows it changed."""
        with self._lock, self.errors():
            return self.raw.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Execute a statement for each row."""
        with self._lock, self.errors():
            self.raw.executemany(sql, rows)

    @contextmanager
    def change(self) -> Iterator[None]:
        """All that is done inside happens, or none of it. Other threads wait."""
        with self._lock, self.errors():
            self.raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.raw.execute("COMMIT")
            except BaseException:
                if self.raw.in_transaction:  # SQLite itself rolls back when the disk is full
                    self.raw.execute("ROLLBACK")
                raise

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise SQLite's errors as LibraryBusy, LibraryUnwritable or CatalogDamaged."""
        try:
            yield
        except sqlite3.Error as error:
            text = str(error)
            if "locked" in text or "busy" in text:
                raise LibraryBusy(f"知识库 {self.path} 正被另一个程序写入", "请等它完成后再试") from error
            if any(words in text for words in _REFUSED):
                raise LibraryUnwritable(
                    f"知识库 {self.path} 无法写入（{text}）",
                    "请检查磁盘空间和文件夹权限，或用 --kb 指定另一个文件夹",
                ) from error
            raise CatalogDamaged(
                f"知识库 {self.path} 无法读取，文件可能已损坏（{text}）",
                "请从备份恢复该文件，或换一个空文件夹重新添加原文件",
            ) from error


def _address(path: Path) -> str:
    """The file as a URI that says how it may be opened."""
    address = path.absolute().as_uri()
    if os.access(path.parent, os.W_OK):
        return address
    # Without the right to make the files that WAL works with, SQLite can read only beside a writer that
    # has made them, or a file that it is told nobody changes.
    return address + ("?mode=ro" if path.with_name(path.name + "-shm").exists() else "?immutable=1")
