"""Retrieval on a foreign collection: `python -m evals.retrieval --corpus C.jsonl --queries Q.jsonl`.

Builds the project's own index in a temporary folder, asks every query as the library asks its index
(with the question's synonyms), and measures what is found, how quickly, and at what cost.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.errors import CollectionMalformed, EvaluationError
from kb.errors import KnowledgeError
from kb.index import Index
from kb.passage import Passage

CUTS = (1, 5, 10, 100)
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the ids of the corpus rows that answer it."""

    id: str
    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well rankings agree with the gold, averaged over queries, each 0 to 1.

    Attributes:
        recall: by cut: the share of a query's gold among the first so many.
        mrr: reciprocal rank of the first gold within ten, 0 where none is.
        ndcg: discounted gain within ten over the best possible, every gold worth one.
            Source: Järvelin and Kekäläinen, ACM TOIS 20 (2002), 422-446.
    """

    recall: Mapping[int, float]
    mrr: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Report:
    """What one run measured: seconds, milliseconds, MiB.

    Attributes:
        gold_missing: gold ids that the corpus lacks; they count as not found.
        peak_mib: highest resident memory of this process, None where the system does not tell.
        index_mib: size of the index on disk.
    """

    corpus: int
    queries: int
    gold_missing: int
    embedding: str | None
    quality: Quality
    index_seconds: float
    query_p50_ms: float
    query_p95_ms: float
    peak_mib: float | None
    index_mib: float

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON."""
        fields = asdict(self)
        quality = fields.pop("quality")
        scores = {f"recall@{cut}": share for cut, share in quality["recall"].items()}
        scores |= {"mrr@10": quality["mrr"], "ndcg@10": quality["ndcg"]}
        numbers = {name: round(value, 4) for name, value in scores.items()}
        return numbers | {
            name: round(value, 3) if isinstance(value, float) else value for name, value in fields.items()
        }


def measure(corpus: Path, queries: Path, embedding: str | None = None) -> Report:
    """Index a corpus, ask the queries, measure.

    Args:
        corpus: JSON lines `{"id", "title", "heading"?, "text"}`, plain or .gz.
        queries: JSON lines `{"id", "text", "gold": [id]}`.
        embedding: a SentenceTransformer name or folder, "none" for lexical search alone, None for
            the model that ships.

    Raises:
        CollectionMalformed: a row cannot be read.
        KnowledgeError: the index or the model cannot be used.
    """
    from kb.embed import load_embedder
    from kb.local_index import LocalIndex

    asked = _queries(queries)
    embedder = None if embedding == "none" else load_embedder(embedding)
    with tempfile.TemporaryDirectory(prefix="youju-retrieval-", ignore_cleanup_errors=True) as folder:
        index: Index = LocalIndex(Path(folder), embedder)
        try:
            start = time.perf_counter()
            ids = _fill(index, _passages(corpus))
            built = time.perf_counter() - start
            rankings, times = _ask(index, asked)
        finally:
            index.close()
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    return Report(
        corpus=len(ids),
        queries=len(asked),
        gold_missing=sum(len(query.gold - ids) for query in asked),
        embedding=embedder.name if embedder else None,
        quality=score(asked, rankings),
        index_seconds=built,
        query_p50_ms=percentile(times, 0.5) * 1000,
        query_p95_ms=percentile(times, 0.95) * 1000,
        peak_mib=_peak_mib(),
        index_mib=size / 2**20,
    )


def score(queries: Sequence[Query], rankings: Sequence[Sequence[str]]) -> Quality:
    """Compare rankings (ids, best first) with the gold of their queries.

    Raises:
        ValueError: there is no query, or not one ranking for each.
    """
    if not queries:
        raise ValueError("no query, no score")
    recall = dict.fromkeys(CUTS, 0.0)
    mrr = ndcg = 0.0
    for query, ranking in zip(queries, rankings, strict=True):
        found = [identity in query.gold for identity in ranking]
        for cut in CUTS:
            recall[cut] += sum(found[:cut]) / len(query.gold)
        mrr += next((1 / rank for rank, hit in enumerate(found[:10], start=1) if hit), 0.0)
        gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(found[:10], start=1) if hit)
        best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(query.gold), 10) + 1))
        ndcg += gain / best
    n = len(queries)
    return Quality({cut: total / n for cut, total in recall.items()}, mrr / n, ndcg / n)


def percentile(values: Sequence[float], share: float) -> float:
    """The value at a share of the way up, by the nearest rank."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def _fill(index: Index, passages: Iterable[Passage]) -> frozenset[str]:
    """Index everything, whole documents at a time; gives the ids of the rows."""
    from tqdm import tqdm

    ids: set[str] = set()
    batch: list[Passage] = []
    for passage in tqdm(passages, desc="建索引", unit="条", file=sys.stderr, disable=None):
        if len(batch) >= _BATCH and passage.document_id != batch[-1].document_id:
            index.add(batch)
            batch = []
        batch.append(passage)
        ids.add(passage.clause_id)
    index.add(batch)
    return frozenset(ids)


def _ask(index: Index, queries: Sequence[Query]) -> tuple[list[list[str]], list[float]]:
    from tqdm import tqdm

    from kb.question import understand
    from kb.retrieve import query as worded

    rankings, times = [], []
    for query in tqdm(queries, desc="查询", unit="条", file=sys.stderr, disable=None):
        start = time.perf_counter()
        words, others = worded(understand(query.text))
        hits = index.search(words, others=others, limit=max(CUTS))
        times.append(time.perf_counter() - start)
        rankings.append([hit.clause_id for hit in hits])
    return rankings, times


def _passages(corpus: Path) -> Iterator[Passage]:
    """The corpus, rows of one title together: they are the clauses of one document."""
    by_title: dict[str, list[tuple[str, str, str]]] = {}
    ids: set[str] = set()
    for number, row in _rows(corpus):
        identity, text = _text(corpus, number, row, "id"), _text(corpus, number, row, "text")
        if identity in ids:
            raise _at(corpus, number, f"id“{identity}”前面已经用过")
        ids.add(identity)
        by_title.setdefault(str(row.get("title") or ""), []).append(
            (identity, str(row.get("heading") or ""), text)
        )
    if not by_title:
        raise CollectionMalformed(f"{corpus} 里没有一行数据", "请每行写一个 JSON 对象")
    for number, (title, clauses) in enumerate(by_title.items(), start=1):
        for identity, heading, text in clauses:
            yield Passage(f"d{number}", identity, title, "", heading, "", text)


def _queries(path: Path) -> list[Query]:
    found = []
    for number, row in _rows(path):
        gold = row.get("gold")
        if not isinstance(gold, list) or not gold:
            raise _at(path, number, "gold 要是不空的列表")
        identity, text = _text(path, number, row, "id"), _text(path, number, row, "text")
        found.append(Query(identity, text, frozenset(map(str, gold))))
    if not found:
        raise CollectionMalformed(f"{path} 里没有一个问题", "请每行写一个 JSON 对象")
    return found


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Line numbers and objects of a file of JSON lines."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as lines
        ):
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise _at(path, number, f"不是一行完整的 JSON（{error.msg}）") from error
                if not isinstance(row, dict):
                    raise _at(path, number, "不是一个 JSON 对象")
                yield number, row
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise CollectionMalformed(f"{path} 读不出来：{error}", "请检查路径，并存为 UTF-8") from error


def _text(path: Path, line: int, row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise _at(path, line, f"缺少 {name}")
    return str(value)


def _at(path: Path, line: int, what: str) -> CollectionMalformed:
    return CollectionMalformed(f"{path} 第 {line} 行：{what}", "请改正这一行")


def _peak_mib() -> float | None:
    try:
        import resource
    except ImportError:  # Windows has no such count
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)  # bytes there, KiB elsewhere


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the command line, measure, print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description="在外来语料上检验检索")
    parser.add_argument("--corpus", type=Path, required=True, metavar="文件", help="语料，每行一个 JSON 对象")
    parser.add_argument(
        "--queries", type=Path, required=True, metavar="文件", help="问题，每行一个 JSON 对象"
    )
    parser.add_argument(
        "--embedding", metavar="名称", help="SentenceTransformer 名称或文件夹；none 为不用向量"
    )
    parser.add_argument("--json", action="store_true", help="在标准输出给出 JSON")
    given = parser.parse_args(argv)
    try:
        report = measure(given.corpus, given.queries, given.embedding).to_dict()
    except (EvaluationError, KnowledgeError) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        width = max(map(len, report))
        print("\n".join(f"{name:<{width}}  {value}" for name, value in report.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
