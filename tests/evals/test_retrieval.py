"""Retrieval on a foreign collection: the scores, what is asked, and rows that cannot be read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals import retrieval
from evals.errors import CollectionMalformed
from evals.retrieval import Query, measure, percentile, score

ROWS = [
    {"id": "a1", "title": "云溪市零散地块办法", "heading": "第一条", "text": "夹心地单块面积不超过五亩。"},
    {"id": "b1", "title": "青岚县茶园保护规定", "text": "采摘茶叶应当避开雨天。"},
    {"id": "a2", "title": "云溪市零散地块办法", "heading": "第二条", "text": "边角地由属地乡镇登记造册。"},
]
ASKED = [
    {"id": "q1", "text": "夹心地单块面积多大？", "gold": ["a1"]},
    {"id": "q2", "text": "茶叶什么时候采摘？", "gold": ["b1", "gone"]},
]


def _write(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_scores_by_hand() -> None:
    """Recall, reciprocal rank and discounted gain are those worked out by hand."""
    queries = [
        Query("1", "?", frozenset("ab")),
        Query("2", "?", frozenset("c")),
        Query("3", "?", frozenset("d")),
    ]
    rankings = [["x", "a", "b"], ["c"], ["x"] * 10 + ["d"]]
    quality = score(queries, rankings)
    assert quality.recall == pytest.approx({1: 1 / 3, 5: 2 / 3, 10: 2 / 3, 100: 1.0})
    assert quality.mrr == pytest.approx((1 / 2 + 1 + 0) / 3)
    first = (0.6309297536 + 0.5) / (1 + 0.6309297536)
    assert quality.ndcg == pytest.approx((first + 1 + 0) / 3)


def test_no_query_no_score() -> None:
    """Nothing asked is no perfect score."""
    with pytest.raises(ValueError, match="no query"):
        score([], [])


def test_percentile_is_a_value_seen() -> None:
    """The nearest rank is taken, never a value between."""
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile([4, 1, 3, 2], 0.95) == 4
    assert percentile([7], 0.5) == 7


def test_measure_builds_and_asks(tmp_path: Path) -> None:
    """A small collection goes through the project's own index, and gold it lacks counts as not found."""
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in ROWS))
    queries = _write(tmp_path / "q.jsonl", ASKED)
    report = measure(tmp_path / "c.jsonl.gz", queries, "none")
    assert (report.corpus, report.queries, report.gold_missing) == (3, 2, 1)
    assert report.quality.recall[1] == pytest.approx(0.75)
    assert report.quality.mrr == 1.0
    assert report.index_mib > 0
    assert report.embedding is None


def test_json_has_the_names_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """stdout holds one JSON document with every measure that the contract names."""
    corpus, queries = _write(tmp_path / "c.jsonl", ROWS), _write(tmp_path / "q.jsonl", ASKED)
    given = ["--corpus", str(corpus), "--queries", str(queries), "--embedding", "none", "--json"]
    assert retrieval.main(given) == 0
    printed = json.loads(capsys.readouterr().out)
    wanted = {"recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10", "index_seconds"}
    wanted |= {"query_p50_ms", "query_p95_ms", "peak_mib", "index_mib"}
    assert wanted <= printed.keys()


@pytest.mark.parametrize(
    ("corpus", "queries", "word"),
    [
        ([*ROWS, {"id": "x", "title": "t"}], ASKED, "text"),
        ([*ROWS, {"title": "t", "text": "t"}], ASKED, "id"),
        ([*ROWS, ROWS[0]], ASKED, "a1"),
        ([*ROWS, 5], ASKED, "对象"),
        ([], ASKED, "没有一行"),
        (ROWS, [*ASKED, {"id": "q", "text": "?"}], "gold"),
        (ROWS, [*ASKED, {"id": "q", "gold": ["a1"]}], "text"),
        (ROWS, [], "没有一个问题"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, corpus: list[Any], queries: list[Any], word: str) -> None:
    """A row that breaks the contract is an error with file and line, never a smaller collection."""
    with pytest.raises(CollectionMalformed, match=word) as caught:
        measure(_write(tmp_path / "c.jsonl", corpus), _write(tmp_path / "q.jsonl", queries), "none")
    assert "jsonl" in caught.value.message


def test_a_missing_file_ends_with_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A collection that is not there is said so, without a traceback."""
    given = ["--corpus", str(tmp_path / "no.jsonl"), "--queries", str(tmp_path / "no.jsonl")]
    assert retrieval.main(given) == 1
    assert "读不出来" in capsys.readouterr().err
