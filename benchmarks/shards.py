"""What a library of ten or a hundred million clauses would ask of Milvus: a simulation, not a measurement.

Usage: python -m benchmarks.shards [--data ../shared/data] [--shards 2 4 8] [--questions 300]

Two things are measured, on the national articles of `laws.jsonl.gz`: the bytes of a row as `kb.milvus` writes
it, and what is lost where the collection is cut into shards, each with word frequencies of its own, whose best
hits are put together by their scores. Each shard is a local index here; Milvus itself does not run. The rest is
arithmetic on Milvus' own figures, which are given with their page. `docs/scale.md` says how to read them.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.retrieval import passages, questions
from evals.retrieval import Query, percentile, score
from kb.embed import load_embedder
from kb.fusion import POOL, fuse_keys
from kb.local_index import LocalIndex
from kb.milvus import encoded, passage_terms
from kb.passage import Passage
from kb.question import understand
from kb.retrieve import query as worded

RPC_BYTES = 64 * 2**20
"""Most that one insert may hold. Source: milvus.io/docs/v2.6.x/limitations.md"""
SHARD_BYTES = 100 * 10**9
"""Data from which on another shard is advised. Source: milvus.io/docs/create-collection.md"""
MOST_SHARDS = 16
LOADED = 0.9
"""Most shards of a collection, and share of the query nodes' memory that may be loaded. Source: as `RPC_BYTES`."""
HNSW = 1.1 / 0.4883
"""Memory loaded for raw bytes of vectors: 1.1 GB for a million of 128 dimensions, 488.3 MB raw. Source:
zilliz.com/sizing-tool (HNSW, segments of 512 MB)"""
SEGMENT_BYTES = 2**30
"""Of a sealed segment. Source: milvus.io/docs/configure_datacoord.md, dataCoord.segment.maxSize"""


@dataclass(frozen=True)
class Row:
    """Bytes of a row: what is sent, the two sparse vectors made of it, the dense vector."""

    sent: float
    sparse: float
    dense: float


def row(sample: Sequence[Passage], dimension: int) -> Row:
    """The mean over a sample."""
    sent = sparse = 0
    for passage in sample:
        terms = passage_terms(passage)
        text = f"{passage.title} {passage.headings} {passage.text}"
        sent += len(passage.key) + len(passage.document_id) + len(encoded(terms)) + len(text.encode())
        # An index and a weight, four bytes each, for each different term; words are about half of the characters.
        sparse += 8 * len(set(terms)) + 8 * len(set(text)) // 2
    return Row(sent / len(sample) + 4 * dimension, sparse / len(sample), 4 * dimension)


def shards(collection: Sequence[Passage], count: int, folder: Path) -> list[LocalIndex]:
    """Documents dealt out by their ids to so many indexes."""
    made = []
    for number in range(count):
        own = [passage for passage in collection if int(passage.document_id[1:]) % count == number]
        index = LocalIndex(folder / f"{count}-{number}", load_embedder(None))
        index.add(own)
        made.append(index)
    return made


def ask(made: Sequence[LocalIndex], text: str, others: str) -> tuple[list[str], float]:
    """The best of all shards put together, and the seconds of the slowest."""
    lexical: list[tuple[str, float]] = []
    dense: list[tuple[str, float]] = []
    slowest = 0.0
    for index in made:
        begun = time.perf_counter()
        found = index._lexical.search(text, others=others, limit=POOL), index._dense(text, None)
        slowest = max(slowest, time.perf_counter() - begun)
        for side, ranking in zip((lexical, dense), found, strict=True):
            keys = index._ledger.names(ranking.places.tolist())
            side += [(key, score) for key, score in zip(keys, ranking.scores.tolist(), strict=True) if key]
    best = [sorted(side, key=lambda hit: -hit[1])[:POOL] for side in (lexical, dense)]
    return [hit.key for hit in fuse_keys(*best, 100)], slowest


def show(asked: Sequence[Query], collection: Sequence[Passage], counts: Sequence[int], folder: Path) -> None:
    """Print what shards find beside the whole."""
    texts = [worded(understand(query.text)) for query in asked]
    whole: list[list[str]] = []
    for count in (1, *counts):
        made = shards(collection, count, folder)
        ask(made, *texts[0])
        found = [ask(made, *text) for text in texts]
        for index in made:
            index.close()
        rankings = [keys for keys, _ in found]
        whole = whole or rankings
        same = [
            sum(len({*a[:cut]} & {*b[:cut]}) for a, b in zip(whole, rankings, strict=True))
            / sum(len(a[:cut]) for a in whole)
            for cut in (10, 100)
        ]
        quality = score(asked, [[key.partition("#")[2] for key in keys] for keys in rankings])
        print(
            f"  {count} shard{'s' if count > 1 else ' '}  R@10 {quality.recall[10]:.3f}  R@100 {quality.recall[100]:.3f}"
            f"  of the whole's best ten {same[0]:.3f}, hundred {same[1]:.3f};"
            f" slowest shard p50 {percentile([s for _, s in found], 0.5) * 1000:.1f} ms",
            flush=True,
        )


def main() -> int:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--shards", type=int, nargs="*", default=[2, 4, 8])
    parser.add_argument("--questions", type=int, default=300)
    given = parser.parse_args()
    embedder = load_embedder(None)
    if embedder is None or not (given.data / "laws.jsonl.gz").is_file():
        print(f"skipped: {given.data} holds no laws.jsonl.gz, or no encoder ships", file=sys.stderr)
        return 0
    collection = passages(given.data, local=False)
    each = row(collection[:: max(1, len(collection) // 2000)], embedder.dimension)
    print(
        f"simulation. A clause as a row: {each.sent:,.0f} bytes sent, {each.sparse:,.0f} of sparse vectors,"
        f" {each.dense:,.0f} dense; {RPC_BYTES // each.sent:,.0f} rows fit one insert of 64 MB"
    )
    for clauses in (1_000_000, 10_000_000, 100_000_000):
        held = clauses * (each.sent + each.sparse)
        memory = clauses * (each.dense * HNSW + each.sparse + each.sent - each.dense) / LOADED
        print(
            f"  {clauses:>11,} clauses: {clauses * each.sent / RPC_BYTES:,.0f} inserts of 64 MB, {held / 1e9:,.0f} GB held,"
            f" {min(MOST_SHARDS, math.ceil(held / SHARD_BYTES))} shards, {math.ceil(held / SEGMENT_BYTES):,} segments,"
            f" {memory / 1e9:,.0f} GB of memory over all query nodes with HNSW and nothing mapped from disk"
        )
    print(f"simulation. {len(collection):,} clauses in shards with word frequencies of their own:")
    with tempfile.TemporaryDirectory(prefix="youju-shards-") as folder:
        show(questions(given.data)[: given.questions], collection, given.shards, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
