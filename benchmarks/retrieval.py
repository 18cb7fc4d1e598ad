"""Retrieval beside its peers: `python -m benchmarks.retrieval [--data ../shared/data] [--all] [--only NAME…]`.

Every way of searching gets the same articles (all national ones of `laws.jsonl.gz` with the gold ones of
`stard_train.jsonl.gz`; with --all the local ones too) and the same lay questions, in a process of its own, so
that memory is its own. Peers cut Chinese by jieba, without which their BM25 finds nothing; LangChain's way is
its splitter, BM25Retriever, Chroma and EnsembleRetriever, all as shipped in langchain-text-splitters,
langchain-community, langchain-chroma and langchain-classic; LlamaIndex's is BM25Retriever, VectorStoreIndex
and QueryFusionRetriever. A slow peer is asked fewer questions, which the table says.

Compare quality among the ways without vectors only. The encoder was fitted to these very questions: every
row that uses it (marked *) finds more than it would for others; `benchmarks/encoder.py` has the figures by
cross-validation. Speed and memory compare everywhere.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.retrieval import Query, percentile, score
from kb.passage import Passage
from kb.training.questions import read_questions
from kb.training.statutes import merged, read_laws

DEPTH = 100
Search = Callable[[str], list[str]]
"""From a question to the ids of articles, best first."""


@dataclass(frozen=True)
class Way:
    """A way of searching.

    Attributes:
        build: makes it in a folder.
        needs: modules that must be installed.
        asked: how many questions it is asked at most.
        fitted: whether it uses the encoder that was fitted to the questions.
    """

    build: Callable[[Sequence[Passage], Path], Search]
    needs: tuple[str, ...] = ()
    asked: int = 100_000
    fitted: bool = False


def passages(data: Path, *, local: bool) -> list[Passage]:
    """The collection: articles of one statute are the clauses of one document, named by `Article.name`."""
    gold = read_questions(data / "stard_train.jsonl.gz")[1]
    articles = [a for a in merged(read_laws(data / "laws.jsonl.gz"), gold) if local or a.national]
    number = {title: n for n, title in enumerate(dict.fromkeys(article.title for article in articles))}
    found = [
        Passage(
            f"d{number[article.title]}", article.name, article.title, "",
            f"{article.heading} {article.number}".strip(), "", article.text,
        )
        for article in articles
    ]  # fmt: skip
    return sorted(found, key=lambda passage: int(passage.document_id[1:]))


def questions(data: Path) -> list[Query]:
    """STARD's training questions, shuffled."""
    found = [
        Query(str(n), question.text, question.gold)
        for n, question in enumerate(read_questions(data / "stard_train.jsonl.gz")[0])
    ]
    random.Random(0).shuffle(found)
    return found


def _youju(collection: Sequence[Passage], folder: Path, *, dense: bool = True) -> Search:
    from kb.embed import load_embedder
    from kb.local_index import LocalIndex
    from kb.question import understand
    from kb.retrieve import query

    index = LocalIndex(folder, load_embedder(None) if dense else None)
    batch: list[Passage] = []
    for passage in collection:
        if len(batch) >= 8192 and passage.document_id != batch[-1].document_id:
            index.add(batch)
            batch = []
        batch.append(passage)
    index.add(batch)

    def search(text: str) -> list[str]:
        words, others = query(understand(text))
        return [hit.clause_id for hit in index.search(words, others=others, limit=DEPTH)]

    return search


def _lexical(collection: Sequence[Passage], folder: Path) -> Search:
    return _youju(collection, folder, dense=False)


def _rank_bm25(collection: Sequence[Passage], _: Path) -> Search:
    import jieba
    from rank_bm25 import BM25Okapi

    ids = [passage.clause_id for passage in collection]
    index = BM25Okapi([jieba.lcut(_text(passage)) for passage in collection])

    def search(text: str) -> list[str]:
        scores = index.get_scores(jieba.lcut(text))
        return [ids[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]]

    return search


def _bm25s(collection: Sequence[Passage], _: Path) -> Search:
    import bm25s
    import jieba

    ids = [passage.clause_id for passage in collection]
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([jieba.lcut(_text(passage)) for passage in collection], show_progress=False)

    def search(text: str) -> list[str]:
        places, _ = index.retrieve([jieba.lcut(text)], k=DEPTH, show_progress=False)
        return [ids[place] for place in places[0]]

    return search


def _langchain(collection: Sequence[Passage], folder: Path, *, dense: bool = True) -> Search:
    import jieba
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from kb.embed import load_embedder
    from kb.langchain import YoujuEmbeddings

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=500, chunk_overlap=50, separators=["\n\n", "\n", "。", "；", "，", ""]
    )
    chunks = splitter.split_documents(
        [Document(_text(passage), metadata={"id": passage.clause_id}) for passage in collection]
    )
    words = BM25Retriever.from_documents(chunks, preprocess_func=jieba.lcut, k=DEPTH)
    retriever: Any = words
    if dense:
        embedder = load_embedder(None)
        assert embedder is not None
        store = Chroma(embedding_function=YoujuEmbeddings(embedder), persist_directory=str(folder))
        for at in range(0, len(chunks), 5000):  # Chroma takes no more at once
            store.add_documents(chunks[at : at + 5000])
        near = store.as_retriever(search_kwargs={"k": DEPTH})
        retriever = EnsembleRetriever(retrievers=[words, near], weights=[0.5, 0.5])
    return lambda text: _once(document.metadata["id"] for document in retriever.invoke(text))


def _langchain_bm25(collection: Sequence[Passage], folder: Path) -> Search:
    return _langchain(collection, folder, dense=False)


def _llama_index(collection: Sequence[Passage], _: Path) -> Search:
    import jieba
    from llama_index.core import Settings, VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    from kb.embed import load_embedder

    embedder = load_embedder(None)
    assert embedder is not None

    class Shipped(BaseEmbedding):
        """The shipped encoder as LlamaIndex wants it."""

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed(texts).tolist()

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    # The retriever cuts by white space: words already cut, in the nodes and in the question.
    Settings.llm = MockLLM()
    nodes = [
        TextNode(id_=passage.clause_id, text=" ".join(jieba.lcut(_text(passage)))) for passage in collection
    ]
    words = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=DEPTH, language="zh", skip_stemming=True
    )
    plain = [TextNode(id_=passage.clause_id, text=_text(passage)) for passage in collection]
    near = VectorStoreIndex(plain, embed_model=Shipped(embed_batch_size=2048), insert_batch_size=20_480)
    fused = QueryFusionRetriever(
        [words, near.as_retriever(similarity_top_k=DEPTH)],
        similarity_top_k=DEPTH, num_queries=1, mode="reciprocal_rerank", use_async=False,
    )  # fmt: skip
    return lambda text: _once(node.node.node_id for node in fused.retrieve(" ".join(jieba.lcut(text))))


WAYS = {
    "youju*": Way(_youju, fitted=True),
    "youju, lexical": Way(_lexical),
    "bm25s": Way(_bm25s, ("bm25s", "jieba")),
    "rank_bm25": Way(_rank_bm25, ("rank_bm25", "jieba"), 100),
    "LangChain BM25": Way(
        _langchain_bm25,
        ("langchain_community", "langchain_classic", "langchain_text_splitters", "rank_bm25"),
        100,
    ),
    "LangChain ensemble*": Way(
        _langchain,
        ("langchain_community", "langchain_classic", "langchain_text_splitters", "rank_bm25"),
        100,
        True,
    ),
    "LlamaIndex fusion*": Way(
        _llama_index, ("llama_index.core", "llama_index.retrievers.bm25"), 100, True
    ),
}  # fmt: skip


def _text(passage: Passage) -> str:
    return f"{passage.title} {passage.headings} {passage.text}"


def _once(ids: Any) -> list[str]:
    return list(dict.fromkeys(ids))[:DEPTH]


def run(name: str, data: Path, *, local: bool) -> dict[str, Any]:
    """Build one way, ask, measure: seconds, milliseconds, MiB, and the metrics of each question."""
    way = WAYS[name]
    collection, asked = passages(data, local=local), questions(data)[: way.asked]
    loaded = _mib()
    with tempfile.TemporaryDirectory(prefix="youju-bench-", ignore_cleanup_errors=True) as folder:
        clock, work = time.perf_counter(), time.process_time()
        search = way.build(collection, Path(folder))
        built, worked = time.perf_counter() - clock, time.process_time() - work
        for query in asked[:10]:
            search(query.text)
        times, spent, marks = [], [], []
        for query in asked:
            clock, work = time.perf_counter(), time.process_time()
            ranking = search(query.text)
            times.append(time.perf_counter() - clock)
            spent.append(time.process_time() - work)
            quality = score([query], [ranking])
            marks.append([quality.recall[1], quality.recall[10], quality.recall[100], quality.ndcg])
    return {
        "articles": len(collection), "asked": len(asked), "build": built, "build_cpu": worked,
        "p50": percentile(times, 0.5) * 1000, "p95": percentile(times, 0.95) * 1000,
        "cpu": sum(spent) / len(spent) * 1000, "rate": len(times) / sum(times),
        "peak": _mib(), "loaded": loaded, "marks": marks,
    }  # fmt: skip


def _mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def interval(values: np.ndarray, rounds: int = 2000) -> tuple[float, float, float]:
    """Mean and 95% percentile bootstrap interval over questions (Efron 1979)."""
    draws = np.random.default_rng(0).integers(len(values), size=(rounds, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])
    return float(values.mean()), float(low), float(high)


def main() -> int:
    """Measure each way in a process of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--all", action="store_true", help="local regulations too")
    parser.add_argument("--only", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not (given.data / "laws.jsonl.gz").is_file():
        print(f"skipped: {given.data} holds no laws.jsonl.gz", file=sys.stderr)
        return 0
    if given.one:
        json.dump(run(given.one, given.data, local=given.all), sys.stdout)
        return 0
    print(f"{os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the start", flush=True)
    head = ("way", "build s", "(CPU)", "q/s", "p50 ms", "p95 ms", "CPU ms", "MiB", "asked")
    print("{:20}{:>9}{:>9}{:>8}{:>9}{:>9}{:>8}{:>7}{:>7}".format(*head), end="")
    print("".join(f"{name:>21}" for name in ("R@1", "R@10", "R@100", "nDCG@10")), flush=True)
    foot = ""
    for name in given.only:
        lacking = [module for module in WAYS[name].needs if not _installed(module)]
        if lacking:
            print(f"{name:20} skipped: {', '.join(lacking)} not installed; pip install 'youju[bench]'")
            continue
        command = [sys.executable, "-m", "benchmarks.retrieval", "--data", str(given.data), "--one", name]
        done = subprocess.run(
            command + (["--all"] if given.all else []), stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            print(f"{name:20} failed with {done.returncode}", flush=True)
            continue
        got = json.loads(done.stdout)
        numbers = "{build:>9.1f}{build_cpu:>9.1f}{rate:>8.1f}{p50:>9.1f}{p95:>9.1f}{cpu:>8.1f}{peak:>7.0f}{asked:>7}"
        print(f"{name:20}" + numbers.format(**got), end="")
        marks = np.array(got["marks"]).T
        print("".join("{:>7.3f} [{:.3f},{:.3f}]".format(*interval(column)) for column in marks), flush=True)
        foot = f"{got['articles']} articles, which take {got['loaded']:.0f} MiB themselves; "
    print(f"{foot}* uses an encoder fitted to these questions: compare its quality with nothing here")
    return 0


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main())
