"""Holdings: what a knowledge base holds, to be listed, read, shown and searched."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.catalog import Catalog
from kb.entry import Entry, StoredPassage
from kb.keeper import Keeper, Notify
from kb.originals import Originals
from kb.rulebook import Rulebook

if TYPE_CHECKING:
    from ingest.document import Document
    from ingest.span import Span
    from kb.correction import Suspect
    from kb.pageview import PageViews
    from kb.passage import Hit
    from kb.rerank import Reranker
    from kb.settings import Settings

_CACHED = 64


class Holdings:
    """The reading side of a library. May be shared between threads.

    Args:
        settings: the knowledge base and how it is searched.
        notify: told, in Chinese, what there is to wait for.
    """

    def __init__(self, settings: Settings, notify: Notify) -> None:
        self.settings = settings
        self.path = settings.kb
        self.catalog = Catalog(self.path)
        self._keeper = Keeper(settings, self.catalog, notify)
        self._lock = threading.RLock()
        self._generation = -1
        self._active: frozenset[str] = frozenset()
        self._entries: dict[str, Entry] | None = None
        self._reranker: Reranker | None = None
        self._load = lru_cache(_CACHED)(self._settled)
        self._originals = Originals(self.path)
        self.rulebook = Rulebook(self.catalog.database, lambda document_id: self._load(document_id))
        self._views: PageViews | None = None

    def documents(self) -> list[Entry]:
        """Every document, in the order of adding."""
        return list(self._listed().values())

    def find(self, reference: str) -> str:
        """The id that words mean: an id, the start of one, a 文号, a title or part of a title.

        Raises:
            DocumentUnknown: nothing fits, or several do.
        """
        return self.catalog.find(reference)

    def show(self, reference: str) -> Document:
        """The document that words mean, see `find`."""
        return self.document(self.find(reference))

    def document(self, document_id: str) -> Document:
        """A document by its id, with what people decided laid over its faults. The last few are kept in memory.

        Raises:
            DocumentUnknown: no document has this id.
        """
        self._refresh()
        return self._load(document_id)

    def meta(self, document_id: str) -> Entry:
        """A document's entry by its id, without reading its text.

        Raises:
            DocumentUnknown: no document has this id.
        """
        return self._listed().get(document_id) or self.catalog.entry(document_id)

    def passage(self, key: str) -> StoredPassage | None:
        """The passage with a `Passage.key`, or None."""
        return self.catalog.passage(key)

    def entries(self) -> list[Entry]:
        """The entries of the documents to answer from, see `active`, in the order of adding."""
        listed, active = self._listed(), self.active()
        return [entry for entry in listed.values() if entry.id in active]

    def active(self) -> frozenset[str]:
        """The ids to answer from: all but restatements whose original is here."""
        self._refresh()
        return self._active

    def page_image(self, document_id: str, page: int, quote: str | Span | None = None) -> bytes:
        """A page of a document as PNG, with a quote of it marked; see `kb.pageview.PageViews.image`.

        Raises:
            DocumentUnknown: no document has this id.
            PageUnavailable: the format has no pages, or not this one, or the quote does not stand on it.
            OriginalMissing: the file is not kept here; adding it again helps.
        """
        from kb.pageview import PageViews

        with self._lock:
            if self._views is None:
                self._views = PageViews(self._originals)
        return self._views.image(self.document(document_id), page, quote)

    def faults(self, document: str | None = None) -> tuple[Suspect, ...]:
        """The suspected faults as they were read, with what was decided about each.

        Args:
            document: words that mean one document, see `find`; None for all of them.

        Raises:
            DocumentUnknown: nothing fits, or several do.
        """
        from kb.correction import suspects

        ids = [entry.id for entry in self.documents()] if document is None else [self.find(document)]
        decided = self.catalog.corrections.of
        return tuple(one for each in ids for one in suspects(self.catalog.document(each), decided))

    def search(
        self, query: str, *, limit: int = 20, others: str = "", documents: frozenset[str] | None = None
    ) -> list[Hit]:
        """The passages that fit a query best, best first, out of `active` documents.

        Args:
            query: plain text; no character is an operator.
            limit: how many at most.
            others: other words for those of the query, which count less.
            documents: ids to look in, or None for all that are active.
        """
        chosen = self.active() if documents is None else self.active() & documents
        if not chosen:
            return []
        if self.settings.reranker is None:
            return self._keeper.index().search(query, others=others, limit=limit, documents=chosen)
        from kb.rerank import DEPTH, Reranker

        if self._reranker is None:
            self._reranker = Reranker(self.settings.reranker)
        deep = max(limit, DEPTH)
        hits = self._keeper.index().search(query, others=others, limit=deep, documents=chosen)
        return self._reranker.rerank(query, hits, self._words)[:limit]

    def close(self) -> None:
        """Release the files. Closing twice does nothing."""
        self._keeper.close()
        self.catalog.close()

    def _words(self, key: str) -> str:
        stored = self.passage(key)
        return f"{stored.passage.headings} {stored.passage.text}".strip() if stored else ""

    def _settled(self, document_id: str) -> Document:
        from kb.correction import settled

        return settled(self.catalog.document(document_id), self.catalog.corrections.of)

    def _listed(self) -> dict[str, Entry]:
        with self._lock:
            self._refresh()
            if self._entries is None:
                self._entries = {entry.id: entry for entry in self.catalog.entries()}
            return self._entries

    def _refresh(self) -> None:
        """Forget what was kept of an older state of the catalog."""
        with self._lock:
            generation = self.catalog.generation()
            if generation != self._generation:
                self._load.cache_clear()
                self._entries = None
                self.rulebook.forget()
                self._active = self.catalog.active_documents()
                self._generation = generation
