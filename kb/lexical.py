"""LexicalIndex: BM25 over terms that are already cut, by tantivy, in a folder."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import tantivy

from kb.errors import IndexUnavailable
from kb.passage import PLACES, Passage
from kb.ranking import Ranking
from kb.text_terms import term_texts, terms

WEIGHTS: dict[str, float] = {"title": 0.5, "headings": 0.7, "number": 1.0, "region": 0.5, "text": 1.0}
"""Fields searched and what a match in each counts. BM25 itself is tantivy's: k1 1.2, b 0.75."""

_MAX_TERMS = 400  # a question of 10,000 characters must not become 50,000 clauses
_MANY = 20_000
_COMMON = 0.1
"""Passages from which on a question is searched without single characters that its pairs hold, and without
what more than a tenth of all passages say: these cost most of the time. Among few passages single ones help
(PolicyBench's 2,191: recall@1 0.710 against 0.697); among many neither does (140,149 articles, 1,000 of STARD's
training questions, lexical: nDCG@10 0.354 with all and 0.353 without, recall@10 0.437 and 0.446)."""
_HEAP_BYTES = 64_000_000
_SHARED = tuple(field for field in WEIGHTS if field != "text")


class LexicalIndex:
    """Finds passages by the terms they share with a query.

    Args:
        folder: where the index lives; made where it is missing.

    Raises:
        IndexUnavailable: the folder holds something else, or cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("place", fast=True)
        builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
        for field in WEIGHTS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        with self._errors():
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ValueError(str(error)) from error
            self._index = tantivy.Index(self._schema, path=str(self._openable(folder)))

    def add(self, documents: Mapping[int, Sequence[Passage]]) -> None:
        """Index whole documents, each under a number, in place of what they had. Durable on return."""
        with self._writing() as writer:
            for passages in documents.values():
                writer.delete_documents_by_term("document", passages[0].document_id)
            texts = term_texts(passage.text for passages in documents.values() for passage in passages)
            for number, passages in documents.items():
                for place, passage in enumerate(passages, number * PLACES):
                    writer.add_document(_document(passage, place, next(texts)))

    def remove(self, document_ids: Iterable[str]) -> None:
        """Take documents out; unknown ids are ignored. Durable on return."""
        with self._writing() as writer:
            for document_id in document_ids:
                writer.delete_documents_by_term("document", document_id)

    def search(
        self,
        query: str,
        *,
        limit: int,
        only: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> Ranking:
        """Passages with their BM25 score, under the numbers that they were added with.

        Args:
            query: plain text.
            limit: how many at most.
            only: ids of the documents to look in, or None for all.
            without: ids of documents to leave out.
        """
        with self._errors():
            searcher = self._index.searcher()
        found = terms(query)
        if searcher.num_docs > _MANY:
            found = _telling(searcher, found)
        counted = Counter(found).most_common(_MAX_TERMS)
        if not counted or limit < 1:
            return Ranking.of(())
        parts = [
            (tantivy.Occur.Should, self._term(field, term, weight * count))
            for term, count in counted
            for field, weight in WEIGHTS.items()
        ]
        wanted = tantivy.Query.boolean_query(parts)
        limits = []
        if only is not None:
            chosen = tantivy.Query.term_set_query(self._schema, "document", list(only))
            limits.append((tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)))
        if without:
            left_out = tantivy.Query.term_set_query(self._schema, "document", list(without))
            limits.append((tantivy.Occur.MustNot, left_out))
        if limits:
            wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), *limits])
        with self._errors():
            hits = searcher.search(wanted, limit=limit, count=False).hits
            places = searcher.fast_field_values("place", [address for _, address in hits])
        return Ranking(np.array(places, np.int64), np.array([score for score, _ in hits], np.float64))

    def reload(self) -> None:
        """See what another process or another instance has written."""
        with self._errors():
            self._index.reload()

    def _openable(self, folder: Path) -> Path:
        # tantivy locks a file even to read. Where this user may not make one, a copy is searched.
        if os.access(folder, os.W_OK):
            return folder
        self._copy = TemporaryDirectory(prefix="youju-", ignore_cleanup_errors=True)
        for file in folder.iterdir():
            shutil.copyfile(file, Path(self._copy.name) / file.name)
        return Path(self._copy.name)

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        with self._errors():
            # One thread: documents keep their order, so equal scores rank the same in every build.
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            yield writer
            writer.commit()
            # Ends the writer: it holds tantivy's lock on the folder as long as it lives.
            writer.wait_merging_threads()
            self._index.reload()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:  # tantivy raises ValueError for all of its own
            raise IndexUnavailable(
                f"全文索引 {self._folder} 无法打开或写入（{error}）",
                "请检查磁盘空间和文件夹权限；若仍不行，用 youju rebuild 重建索引",
            ) from error


def _document(passage: Passage, place: int, text: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("place", place)
    document.add_text("document", passage.document_id)
    document.add_text("text", text)
    for field in _SHARED:
        document.add_text(field, _shared(getattr(passage, field)))
    return document


def _telling(searcher: tantivy.Searcher, found: Sequence[str]) -> list[str]:
    """The terms without the single characters that stand in longer ones too, and without common ones where
    others are left."""
    longer = "".join(term for term in found if len(term) > 1)
    pairs = [term for term in found if len(term) > 1 or term.isascii() or term not in longer]
    most = _COMMON * searcher.num_docs
    return [term for term in pairs if searcher.doc_freq("text", term) <= most] or pairs


@lru_cache(1024)
def _shared(words: str) -> str:
    """The terms of what many passages have in common: a title, a chapter's heading, a region."""
    return " ".join(terms(words))
