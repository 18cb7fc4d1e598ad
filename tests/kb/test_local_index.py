"""The local index: what is found, in which documents, and after which changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import local_index
from kb.errors import IndexUnavailable
from kb.index import Index
from kb.local_index import LocalIndex, fuse
from kb.passage import Passage
from tests.fakes import HashEmbedder

RULES = {
    "a#p1": "零星建设用地单宗面积不超过3亩",
    "a#p2": "新建厂房容积率不低于1.3",
    "b#p1": "外汇结算可以到柜台办理",
    "c#p1": "单宗面积不超过5亩的零星用地可以合并",
}
TITLES = {"a": "某省低效用地意见", "b": "银行广告", "c": "某县零星用地办法"}


def passage(key: str, text: str, number: str = "") -> Passage:
    """A passage under its document's title."""
    document, _, clause = key.partition("#")
    return Passage(document, clause, TITLES.get(document, ""), number, "", "", text)


@pytest.fixture(params=["lexical", "both"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index with four passages, without and with a dense side."""
    made = LocalIndex(tmp_path / "index", HashEmbedder() if request.param == "both" else None)
    made.add([passage(key, text) for key, text in RULES.items()])
    yield made
    made.close()


def keys(index: Index, query: str, limit: int = 10, documents: frozenset[str] | None = None) -> list[str]:
    """What a query finds, best first."""
    return [hit.key for hit in index.search(query, limit=limit, documents=documents)]


def test_the_passage_that_says_it_comes_first(index: Index) -> None:
    """The clause with the question's own words and number leads."""
    assert keys(index, "零星建设用地单宗3亩")[0] == "a#p1"
    assert keys(index, "容积率")[0] == "a#p2"
    assert keys(index, "县里的零星用地")[0] == "c#p1"


def test_only_the_documents_named_are_searched(index: Index) -> None:
    """A scope holds on both sides, however few or many documents it leaves."""
    assert set(keys(index, "单宗面积", documents=frozenset({"c"}))) == {"c#p1"}
    assert "c#p1" not in keys(index, "单宗面积", documents=frozenset({"a", "b"}))
    assert keys(index, "单宗面积", documents=frozenset()) == []
    assert keys(index, "单宗面积", documents=frozenset({"unknown"})) == []


def test_a_removed_document_is_not_found(index: Index) -> None:
    """What was taken out never comes back in answers, and unknown ids do no harm."""
    index.remove(["a", "unknown"])
    assert index.documents() == {"b", "c"}
    assert not [key for key in keys(index, "零星建设用地单宗3亩 容积率") if key.startswith("a#")]


def test_a_document_added_again_is_replaced(index: Index) -> None:
    """Indexing a document anew leaves nothing of its older cut."""
    index.add([passage("a#p9", "绿地率不超过20%")])
    found = keys(index, "绿地率 容积率 零星建设用地 单宗面积")
    assert "a#p9" in found
    assert {"a#p1", "a#p2"}.isdisjoint(found)
    assert index.documents() == {"a", "b", "c"}


def test_the_limit_is_kept(index: Index) -> None:
    """No more hits than asked for, scores falling."""
    hits = index.search("面积", limit=1)
    assert len(hits) == 1
    scores = [hit.score for hit in index.search("单宗面积不超过3亩", limit=10)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "query", ["", "   ", "，。？", '"AND OR NOT (', "text:a* ~2 ^5", "\x00\x01", "字" * 10_000]
)
def test_no_character_is_an_operator(index: Index, query: str) -> None:
    """Whatever is typed is looked for as words: nothing is a syntax error."""
    assert all(hit.key in RULES for hit in index.search(query, limit=5))


def test_what_the_index_follows_is_remembered(index: Index) -> None:
    """The state of the catalog that it agrees with is empty at first and kept when told."""
    assert index.follows() == ""
    index.follow("lib:7")
    assert index.follows() == "lib:7"


def test_it_opens_again_as_it_was(tmp_path: Path) -> None:
    """An index is durable when `add` returns."""
    first = LocalIndex(tmp_path, HashEmbedder())
    first.add([passage(key, text) for key, text in RULES.items()])
    before = first.search("单宗面积 3亩", limit=5)
    first.close()
    second = LocalIndex(tmp_path, HashEmbedder())
    assert second.search("单宗面积 3亩", limit=5) == before
    second.close()


def test_another_instance_sees_what_was_written(tmp_path: Path) -> None:
    """A server that is running finds what another process adds and no longer what it removes."""
    reader, writer = LocalIndex(tmp_path, HashEmbedder()), LocalIndex(tmp_path, HashEmbedder())
    assert reader.search("容积率", limit=5) == []
    writer.add([passage(key, text) for key, text in RULES.items()])
    assert keys(reader, "容积率")[0] == "a#p2"
    writer.remove(["a"])
    assert "a#p2" not in keys(reader, "容积率")
    reader.close()
    writer.close()


def test_another_model_needs_every_document_anew(tmp_path: Path) -> None:
    """Documents that the present model has not embedded do not count as indexed."""
    first = LocalIndex(tmp_path, HashEmbedder())
    first.add([passage(key, text) for key, text in RULES.items()])
    first.close()
    second = LocalIndex(tmp_path, HashEmbedder(name="other", dimension=32))
    assert second.documents() == frozenset()
    second.add([passage("a#p1", RULES["a#p1"])])
    assert second.documents() == {"a"}
    dense = {hit.key: hit.dense for hit in second.search("零星用地", limit=3)}
    assert dense["a#p1"] is not None
    assert dense["c#p1"] is None
    second.close()


def test_chroma_finds_what_the_exact_scan_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large libraries are searched by Chroma: the same passages come, within a scope too."""
    index = LocalIndex(tmp_path, HashEmbedder())
    many = {f"d{n}#p{m}": f"第{n}类用地第{m}款容积率{n}.{m}" for n in range(12) for m in range(6)}
    index.add([passage(key, text) for key, text in many.items()])
    scopes = [None, frozenset({"d3"}), frozenset(f"d{n}" for n in range(11))]
    exact = [index.search("第3类用地容积率3.5", limit=8, documents=scope) for scope in scopes]
    monkeypatch.setattr(local_index, "EXACT_UP_TO", 0)
    monkeypatch.setattr("kb.vectors._MAX_IDS", 5)
    near = [index.search("第3类用地容积率3.5", limit=8, documents=scope) for scope in scopes]
    index.close()
    for one, other in zip(exact, near, strict=True):
        assert [hit.key for hit in one] == [hit.key for hit in other]
        assert [hit.dense for hit in one] == pytest.approx([hit.dense for hit in other], abs=1e-4)


def test_a_text_without_known_words_is_found_by_its_terms(tmp_path: Path) -> None:
    """A passage whose vector is all zeros has no direction: it is indexed and found lexically."""

    class Wordless(HashEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            return super().embed(texts) * 0

    index = LocalIndex(tmp_path, Wordless())
    index.add([passage("a#p1", "容积率")])
    assert [(hit.key, hit.dense) for hit in index.search("容积率", limit=2)] == [("a#p1", None)]
    assert index.documents() == {"a"}
    index.close()


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    """An index folder that is no index gives a message that names `youju rebuild`."""
    (tmp_path / "tantivy").mkdir()
    (tmp_path / "tantivy" / "meta.json").write_text("not json")
    with pytest.raises(IndexUnavailable, match="rebuild"):
        LocalIndex(tmp_path, None)


ranked = st.dictionaries(st.sampled_from([f"d#{n}" for n in range(9)]), st.floats(-1, 30), max_size=9).map(
    lambda found: sorted(found.items(), key=lambda item: -item[1])
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(ranked, ranked, st.floats(0, 1))
def test_fusing_keeps_every_hit_in_order(
    lexical: list[tuple[str, float]], dense: list[tuple[str, float]], weight: float
) -> None:
    """Each passage found comes once, scores fall from at most 1 to at least 0."""
    hits = fuse(lexical, dense, weight)
    assert {hit.key for hit in hits} == {key for key, _ in [*lexical, *dense]}
    scores = [hit.score for hit in hits]
    assert len(scores) == len({hit.key for hit in hits})
    assert scores == sorted(scores, reverse=True)
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in scores)


def test_one_side_alone_decides_where_the_other_is_silent() -> None:
    """Without dense hits the lexical order stands, and the reverse."""
    found = [("d#1", 9.0), ("d#2", 3.0)]
    assert [hit.key for hit in fuse(found, [], 0.3)] == ["d#1", "d#2"]
    assert [hit.key for hit in fuse([], found, 0.3)] == ["d#1", "d#2"]
    assert fuse([], [], 0.3) == []
