"""MilvusIndex: BM25 and nearest neighbours in one Milvus collection, for libraries that outgrow a machine.

The same calls reach a cluster (`http://…`) and Milvus Lite (a file ending in `.db`). Passages are searched
by the project's own terms (`kb.text_terms`), by jieba's words, and by their vectors, and the scores are
fused as those of the local index are, so that both answer alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from kb.errors import IndexUnavailable
from kb.fusion import POOL, fuse_keys
from kb.index import OTHERS, Embedder, Vectors
from kb.local_index import dense_text
from kb.passage import Hit, Passage
from kb.text_terms import terms

if TYPE_CHECKING:
    from pymilvus import CollectionSchema, MilvusClient

FORMAT = 2
_LONGEST = 65_535  # bytes that a VARCHAR of Milvus holds
_BATCH = 1_000  # rows a request, whose size Milvus limits
_MAX_TERMS = 400  # as for the local index
_IDS = 1_000  # document ids in one filter
_WEIGHT_OF_WORDS = 0.3
"""Of jieba's words beside the terms: they only break ties between passages that share the terms."""


class MilvusIndex:
    """The `kb.index.Index` of a Milvus.

    Passages are in the collection `name`, one row each; the documents that are whole there, and the marks,
    in the collection `name_documents`.

    Args:
        uri: of the server, or a file ending in `.db`.
        token: "user:password" or an API key, or "".
        name: of the collection; ASCII letters, digits and underscores.
        embedder: for the dense side, or None for lexical search alone.

    Raises:
        IndexUnavailable: pymilvus is missing, or the server does not answer or refuses.
    """

    def __init__(self, uri: str, token: str, name: str, embedder: Embedder | None) -> None:
        self._uri = uri
        self._embedder = embedder
        model = hashlib.sha256((embedder.name if embedder else "").encode()).hexdigest()[:8]
        self._rows, self._papers = f"{name}_{model}", f"{name}_{model}_documents"
        self._client = connect(uri, token)
        with self._errors():
            if not self._client.has_collection(self._papers):
                self._make()
            self._client.load_collection(self._rows)
            self._client.load_collection(self._papers)

    def add(self, passages: Sequence[Passage]) -> None:
        """See `Index.add`. The passages of a document are given together."""
        if not passages:
            return
        of = {document: list(group) for document, group in groupby(passages, key=lambda p: p.document_id)}
        # Struck out first and entered last: what a killed process leaves half done is done again.
        self.remove(of)
        for rows in _batches(self._entries(passages)):
            with self._errors():
                self._client.upsert(self._rows, rows)
        self._enter({document: str(len(group)) for document, group in of.items()})

    def remove(self, document_ids: Iterable[str]) -> None:
        """See `Index.remove`."""
        ids = sorted(frozenset(document_ids))
        for at in range(0, len(ids), _IDS):
            part = ids[at : at + _IDS]
            with self._errors():
                self._client.delete(self._papers, filter=_among("key", part))
                self._client.delete(self._rows, filter=_among("document", part))

    def search(
        self, query: str, *, limit: int, others: str = "", documents: frozenset[str] | None = None
    ) -> list[Hit]:
        """See `Index.search`."""
        if documents is not None and not documents:
            return []
        # Repeats are all that a query of Milvus' BM25 knows of weights.
        found = [*terms(query)[:_MAX_TERMS] * round(1 / OTHERS), *terms(others)[:_MAX_TERMS]]
        lexical = self._find("terms_bm25", encoded(found), documents) if found else []
        words = dict(self._find("words_bm25", query[:_MAX_TERMS], documents) if found else [])
        lexical = sorted(
            ((key, score + _WEIGHT_OF_WORDS * words.get(key, 0.0)) for key, score in lexical),
            key=lambda hit: -hit[1],
        )
        dense: list[tuple[str, float]] = []
        if self._embedder:
            vector = self._embedder.embed([query])[0]
            if vector.any():
                dense = self._find("dense", vector, documents)
        return fuse_keys(lexical, dense, limit)

    def documents(self) -> frozenset[str]:
        """See `Index.documents`."""
        with self._errors():
            rows = self._client.query_iterator(
                self._papers, filter='key != ""', output_fields=["key"], batch_size=_BATCH,
                consistency_level="Strong",
            )  # fmt: skip
            found: set[str] = set()
            while part := rows.next():
                found.update(str(row["key"]) for row in part)
            rows.close()
        return frozenset(key for key in found if not key.startswith("#"))

    def follows(self) -> str:
        """What `follow` was last told, "" at first."""
        with self._errors():
            rows = self._client.get(self._papers, ids=["#follows"], consistency_level="Strong")
        return str(rows[0]["value"]) if rows else ""

    def follow(self, state: str) -> None:
        """Remember the state of the catalog that this index agrees with."""
        self._enter({"#follows": state})

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def _enter(self, values: Mapping[str, str]) -> None:
        rows = [{"key": key, "value": value, "nothing": [0.0, 0.0]} for key, value in values.items()]
        for part in _batches(rows):
            with self._errors():
                self._client.upsert(self._papers, part)

    def _entries(self, passages: Sequence[Passage]) -> Iterator[dict[str, Any]]:
        for at in range(0, len(passages), _BATCH):
            part = passages[at : at + _BATCH]
            vectors: Vectors | None = None
            if self._embedder:
                vectors = self._embedder.embed([dense_text(passage) for passage in part])
            for place, passage in enumerate(part):
                row = {
                    "key": passage.key,
                    "document": passage.document_id,
                    "terms": encoded(passage_terms(passage)),
                    "words": _within(dense_text(passage)),
                }
                if vectors is not None:
                    row["dense"] = vectors[place]
                yield row

    def _find(
        self, field: str, asked: str | Vectors, documents: frozenset[str] | None
    ) -> list[tuple[str, float]]:
        """Keys with their score, best first."""
        with self._errors():
            (hits,) = self._client.search(
                self._rows, data=[asked], anns_field=field, limit=POOL, output_fields=["key"],
                filter=_among("document", documents) if documents is not None else "",
                consistency_level="Session",
            )  # fmt: skip
        # Milvus Lite gives BM25 as a negative distance, a cluster as a score.
        sign = abs if field != "dense" else float
        return [(str(hit["key"]), sign(float(hit["distance"]))) for hit in hits]

    def _make(self) -> None:
        from pymilvus import DataType

        client = self._client
        client.create_collection(
            self._rows,
            schema=_schema(client, self._embedder.dimension if self._embedder else None),
            index_params=_indexes(client, dense=self._embedder is not None),
        )
        papers = client.create_schema(auto_id=False, enable_dynamic_field=False)
        papers.add_field("key", DataType.VARCHAR, is_primary=True, max_length=512)
        papers.add_field("value", DataType.VARCHAR, max_length=512)
        # Every collection of Milvus has a vector.
        papers.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
        index = client.prepare_index_params()
        index.add_index("nothing", index_type="FLAT", metric_type="L2")
        client.create_collection(self._papers, schema=papers, index_params=index)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        with _errors(self._uri):
            yield


def connect(uri: str, token: str) -> MilvusClient:
    """A connection to a Milvus.

    Raises:
        IndexUnavailable: pymilvus is missing, or the server does not answer or refuses.
    """
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise IndexUnavailable(
            f"YOUJU_INDEX 指定了 Milvus（{uri}），但没有安装 milvus 组件",
            "请运行 pip install 'youju[milvus]'，或把 YOUJU_INDEX 改回 local",
        ) from error
    with _errors(uri):
        return MilvusClient(uri, token=token) if token else MilvusClient(uri)


def collections(uri: str, token: str) -> list[str]:
    """The names of a Milvus's collections.

    Raises:
        IndexUnavailable: see `connect`.
    """
    client = connect(uri, token)
    with _errors(uri):
        names = [str(name) for name in client.list_collections()]
        client.close()
    return names


def drop(uri: str, token: str, names: Sequence[str]) -> None:
    """Delete collections.

    Raises:
        IndexUnavailable: see `connect`.
    """
    if not names:
        return
    client = connect(uri, token)
    with _errors(uri):
        for name in names:
            client.drop_collection(name)
        client.close()


@contextmanager
def _errors(uri: str) -> Iterator[None]:
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, OSError, ValueError) as error:
        raise IndexUnavailable(
            f"Milvus（{uri}）无法连接或出错（{error}）",
            "请检查 YOUJU_INDEX 的地址、YOUJU_INDEX_TOKEN 和服务器是否在运行；若数据不一致，用 youju rebuild 重建",
        ) from error


def _schema(client: MilvusClient, dimension: int | None) -> CollectionSchema:
    from pymilvus import DataType, Function, FunctionType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=512)
    schema.add_field("document", DataType.VARCHAR, max_length=128)
    for name, tokenizer in (("terms", "standard"), ("words", "jieba")):
        schema.add_field(
            name, DataType.VARCHAR, max_length=_LONGEST, enable_analyzer=True,
            analyzer_params={"tokenizer": tokenizer},
        )  # fmt: skip
        schema.add_field(f"{name}_bm25", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function(
                name=f"bm25_of_{name}",
                function_type=FunctionType.BM25,
                input_field_names=[name],
                output_field_names=[f"{name}_bm25"],
            )
        )
    if dimension is not None:
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    return schema


def _indexes(client: MilvusClient, *, dense: bool) -> Any:  # noqa: ANN401 - pymilvus does not name its class
    index = client.prepare_index_params()
    for name in ("terms_bm25", "words_bm25"):
        index.add_index(
            name, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25",
            params={"bm25_k1": 1.2, "bm25_b": 0.75},
        )  # fmt: skip
    if dense:
        index.add_index(
            "dense", index_type="HNSW", metric_type="COSINE", params={"M": 16, "efConstruction": 200}
        )
    index.add_index("document", index_type="INVERTED")
    return index


def _among(field: str, ids: Iterable[str]) -> str:
    """A filter; the ids are quoted as JSON, which is how Milvus reads strings."""
    return f"{field} in {json.dumps(sorted(ids))}"


def encoded(found: Sequence[str]) -> str:
    """Terms as words of ASCII letters and digits, which every tokenizer leaves whole.

    What would not fit into a field of Milvus is made to: repeats go first, then the end.
    """
    words = [_word(term) for term in found]
    if sum(map(len, words)) + len(words) > _LONGEST:
        words = list(dict.fromkeys(words))
    return _within(" ".join(words))


@lru_cache(65_536)
def _word(term: str) -> str:
    return "z".join(np.base_repr(ord(letter), 35).lower() for letter in term)


def _within(text: str) -> str:
    return text.encode()[:_LONGEST].decode(errors="ignore")


def passage_terms(passage: Passage) -> list[str]:
    """What a passage is found by, as in the local index: what stands around it and its own words."""
    around = (passage.title, passage.number, passage.headings, passage.region)
    return [term for text in (*around, passage.text) for term in terms(text)]


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
