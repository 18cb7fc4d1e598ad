"""Keeper: the index in step with the catalog, and one writer at a time over all processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.errors import system_reason
from kb.catalog import Catalog
from kb.embed import load_embedder
from kb.errors import LibraryBusy, LibraryUnwritable
from kb.index import Embedder, Index, Progress
from kb.index_home import index_home
from kb.passage import Passage

if TYPE_CHECKING:
    from kb.settings import Settings

Notify = Callable[[str], None]
"""Called with a Chinese sentence that the user should read while waiting."""

WAIT_SECONDS = 30.0
_LOCK = "write.lock"
_LEAST, _MOST = 2_000, 16_000
"""Passages handed to the index at once. It does better by large lots; but what is under way when a process
ends has to be done again, so a slow embedding gets small ones."""
_LOT_SECONDS = 3.0


class Keeper:
    """Opens, fills and rebuilds the index of one library.

    The catalog is the truth. The index notes which state of the catalog it agrees with; where the two
    differ (a process was killed, the embedding model was changed, the index was deleted) their document
    ids are compared, and what is missing is indexed and what is left over removed.

    Args:
        settings: the knowledge base, the embedding and the index.
        catalog: its catalog.
        notify: told what the user has to wait for.
    """

    def __init__(self, settings: Settings, catalog: Catalog, notify: Notify) -> None:
        self._folder = settings.kb
        self._catalog = catalog
        self._embedding = settings.embedding
        self._home = index_home(settings, catalog.library)
        self._notify = notify
        self._embedder: Embedder | None = None
        self._index: Index | None = None
        self._place = ""
        self._lock = threading.RLock()

    def index(self) -> Index:
        """The index for searching, brought into step first where no other process is at it."""
        with self._lock:
            index = self._open()
            if index.follows() == self._state():
                return index
        try:
            with self._alone(wait=0.0):
                self._sync(index)
        except (LibraryBusy, LibraryUnwritable):
            # A writer is at work and will finish it, or nothing can be written here at all: what is
            # indexed so far can be searched.
            return index
        return index

    @contextmanager
    def writing(self, progress: Progress | None = None) -> Iterator[Index]:
        """The index for a change, in step with the catalog before and after. Other writers wait.

        Args:
            progress: told of passages indexed, should the index be behind.

        Raises:
            LibraryBusy: another process is still writing after `WAIT_SECONDS`.
            LibraryUnwritable: the folder takes no writes.
        """
        with self._alone(WAIT_SECONDS):
            with self._lock:
                index = self._open()
            self._sync(index, progress)
            # Whatever happens from here on, the next to open it compares index and catalog.
            index.follow("")
            yield index
            self._sync(index, progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build a new index from the catalog, then put it in the old one's place."""
        with self._alone(WAIT_SECONDS):
            new = self._home.unused()
            index = self._home.open(new, self._model())
            try:
                self._sync(index, progress)
            finally:
                index.close()
            self._catalog.set_setting(self._home.setting, new)
            with self._lock:
                self._open()
            self._home.keep(new)

    def close(self) -> None:
        """Close the index."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _name(self) -> str:
        return self._catalog.setting(self._home.setting) or self._home.first

    def _open(self) -> Index:
        name = self._name()
        if self._index is not None and self._place != name:
            self.close()
        if self._index is None:
            self._index = self._home.open(name, self._model())
            self._place = name
        return self._index

    def _model(self) -> Embedder | None:
        if self._embedder is None:
            self._embedder = load_embedder(self._embedding)
        return self._embedder

    def _state(self) -> str:
        model = self._model()
        return f"{self._catalog.library}:{self._catalog.generation()}:{model.name if model else ''}"

    def _sync(self, index: Index, progress: Progress | None = None) -> None:
        state = self._state()
        if index.follows() == state:
            return
        wanted, held = self._catalog.ids(), index.documents()
        index.remove(held - wanted)
        missing = sorted(wanted - held)
        done, size = 0, _LEAST
        while done < len(missing):
            batch, done = self._batch(missing, done, size)
            begun = time.monotonic()
            index.add(batch)
            taken = time.monotonic() - begun
            size = min(_MOST, 2 * size) if taken < _LOT_SECONDS else max(_LEAST, size // 2)
            if progress:
                progress(done, len(missing))
        index.follow(state)

    def _batch(self, documents: Sequence[str], start: int, size: int) -> tuple[list[Passage], int]:
        """The passages of whole documents from a place on, about so many, and the place behind them."""
        batch: list[Passage] = []
        for place in range(start, len(documents)):
            batch += [stored.passage for stored in self._catalog.passages(documents[place])]
            if len(batch) >= size:
                return batch, place + 1
        return batch, len(documents)

    @contextmanager
    def _alone(self, wait: float) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self._folder / _LOCK)
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if wait:
                    self._notify(
                        f"另一个程序正在修改知识库 {self._folder}，等待它完成（最多 {wait:.0f} 秒）…"
                    )
                lock.acquire(timeout=wait)
        except Timeout as error:
            raise LibraryBusy(
                f"另一个程序正在修改知识库 {self._folder}，等了 {wait:.0f} 秒仍未完成", "请等它完成后再试"
            ) from error
        except OSError as error:
            raise LibraryUnwritable(
                f"知识库 {self._folder} 无法写入（{system_reason(error)}）",
                "请检查磁盘空间和文件夹权限，或用 --kb 指定另一个文件夹",
            ) from error
        try:
            yield
        finally:
            lock.release()
