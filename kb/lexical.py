"""LexicalIndex: BM25 over terms that are already cut, by tantivy, in a folder.

A passage is one field, the words of its own and those that it has from its document and headings: in fields of
their own, words that a whole document shares count beside each of its clauses' (58,649 articles, STARD's training
questions whose articles no other has: recall@10 0.602, in one field 0.678). BM25 is tantivy's: k1 1.2, b 0.75.
"""

from __future__ import annotations

import itertools
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
from kb.index import OTHERS
from kb.passage import PLACES, Passage
from kb.ranking import Ranking
from kb.text_terms import term_texts, terms

_MAX_TERMS = 400  # a question of 10,000 characters must not become 50,000 clauses
_READ = 300_000
"""Postings that one question reads, or as many as there are passages, if these are more. What goes beyond, the most
common terms first, is left out: they cost most and tell least (140,149 articles, STARD's training questions,
lexical: recall@10 0.469 and nDCG@10 0.370 with all, 0.468 and 0.368 with so many, in half of the time; 0.461 and
0.364 with a quarter)."""
_HEAP_BYTES = 64_000_000


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
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
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
        others: str = "",
        only: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> Ranking:
        """Passages with their BM25 score, under the numbers that they were added with.

        Args:
            query: plain text.
            limit: how many at most.
            others: other words for those of the query; they count `kb.index.OTHERS` of them.
            only: ids of the documents to look in, or None for all.
            without: ids of documents to leave out.
        """
        with self._errors():
            searcher = self._index.searcher()
        counted = self._telling(searcher, _weighed(query, others))
        if not counted or limit < 1:
            return Ranking.of(())
        parts = [(tantivy.Occur.Should, self._term(term, count)) for term, count in counted]
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

    def _telling(
        self, searcher: tantivy.Searcher, counted: Sequence[tuple[str, float]]
    ) -> Sequence[tuple[str, float]]:
        """The terms, without the most common ones where all together would take too long."""
        most = max(_READ, searcher.num_docs)
        if len(counted) * searcher.num_docs <= most:
            return counted
        rarest = sorted((searcher.doc_freq("terms", term), term, count) for term, count in counted)
        read = itertools.accumulate(held for held, _, _ in rarest)
        kept = max(1, sum(total <= most for total in read))
        return [(term, count) for _, term, count in rarest[:kept]]

    def _term(self, term: str, count: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, "terms", term, "freq")
        return query if count == 1 else tantivy.Query.boost_query(query, count)

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


def _weighed(query: str, others: str) -> Sequence[tuple[str, float]]:
    """The terms of a question with how much each counts, those that count most first."""
    weights: dict[str, float] = dict(Counter(terms(query)))
    for term in terms(others):
        weights[term] = weights.get(term, 0.0) + OTHERS
    return sorted(weights.items(), key=lambda item: -item[1])[:_MAX_TERMS]


def _document(passage: Passage, place: int, text: str) -> tantivy.Document:
    shared = (passage.title, passage.number, passage.headings, passage.region)
    document = tantivy.Document()
    document.add_unsigned("place", place)
    document.add_text("document", passage.document_id)
    document.add_text("terms", " ".join([*map(_shared, shared), text]))
    return document


@lru_cache(1024)
def _shared(words: str) -> str:
    """The terms of what many passages have in common: a title, a chapter's heading, a region."""
    return " ".join(terms(words))
