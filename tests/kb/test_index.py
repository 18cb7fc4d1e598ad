"""Every index alike: what is found, in which documents, and after which changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.index import Index
from kb.local_index import LocalIndex
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


def opened(kind: str, folder: Path) -> Index:
    """An empty index of a kind."""
    if kind != "milvus":
        return LocalIndex(
            folder / "index",
            None if kind == "lexical" else HashEmbedder(),
            "embedded" if kind == "chroma" else None,
        )
    pytest.importorskip("milvus_lite", reason="没有安装 milvus 组件")
    from kb.milvus import MilvusIndex

    folder.mkdir(parents=True, exist_ok=True)
    return MilvusIndex(str(folder / "milvus.db"), "", "youju_test", HashEmbedder())


@pytest.fixture(params=["lexical", "flat", "chroma", "milvus"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index with four passages: lexical alone, with each store of vectors, and on Milvus."""
    made = opened(request.param, tmp_path)
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


def test_other_words_find_and_never_win(index: Index) -> None:
    """Other words for a question's own find a passage that has only these, behind those that have its own."""
    found = [hit.key for hit in index.search("零星建设用地", others="容积率 外汇", limit=10)]
    assert found[0] == "a#p1"
    assert {"a#p2", "b#p1"} <= set(found)
    own = {hit.key: hit.lexical for hit in index.search("容积率", limit=10)}
    lent = {hit.key: hit.lexical for hit in index.search("零星建设用地", others="容积率", limit=10)}
    assert 0 < lent["a#p2"] < own["a#p2"]


def test_what_the_index_follows_is_remembered(index: Index) -> None:
    """The state of the catalog that it agrees with is empty at first and kept when told."""
    assert index.follows() == ""
    index.follow("lib:7")
    assert index.follows() == "lib:7"


def test_a_number_of_a_document_is_found_whatever_its_brackets(index: Index) -> None:
    """A 文号 is one term, typed with any brackets."""
    index.add([passage("e#p1", "本办法自印发之日起施行", "某政办发〔2031〕7号")])
    index.add([passage("f#p1", "本办法自印发之日起施行", "某政办发〔2031〕17号")])
    for typed in ("某政办发〔2031〕7号", "某政办发[2031]7号", "某政办发（2031）7号", "某政办发【2031】第7号"):
        assert keys(index, typed)[0] == "e#p1"


def test_a_number_with_its_unit_is_a_term(index: Index) -> None:
    """3亩 is looked for as such, however wide it is written: 3 of another unit comes behind."""
    index.add([passage("e#p1", "面积3亩"), passage("f#p1", "面积3公顷"), passage("g#p1", "面积13亩")])
    for typed in ("3亩", "３亩", "3 亩"):
        assert keys(index, typed)[0] == "e#p1"


def test_a_numeral_is_not_found_within_a_longer_one(index: Index) -> None:
    """三级医院 is not 二三级医院 or 十三级岗位: the clause with that very level leads."""
    index.add([passage("e#p1", "二三级医院设置标准二三级医院"), passage("f#p1", "三级医院设置标准")])
    assert keys(index, "三级医院设置标准")[0] == "f#p1"
    assert keys(index, "二三级医院设置标准")[0] == "e#p1"


def test_both_sides_of_a_hit_are_told(index: Index, request: pytest.FixtureRequest) -> None:
    """A hit says how each side found it; without an encoder there is no dense side."""
    best = index.search("新建厂房容积率不低于1.3", limit=1)[0]
    assert best.lexical > 0
    if "lexical" in request.node.name:
        assert best.dense is None
    else:
        assert best.dense is not None
        assert best.dense > 0.5
