"""The local index: durable, shared between processes, and one ranking whoever keeps the vectors."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import IndexUnavailable
from kb.local_index import LocalIndex
from tests.fakes import HashEmbedder
from tests.kb.test_index import RULES, keys, passage


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


def test_every_store_finds_what_is_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flat files by bits and Chroma find the same passages as comparing every vector, within a scope too."""
    monkeypatch.setattr("kb.vectors._MAX_IDS", 5)
    flat, chroma = (
        LocalIndex(tmp_path / "flat", HashEmbedder()),
        LocalIndex(tmp_path / "chroma", HashEmbedder(), "embedded"),
    )
    many = [passage(f"d{n}#p{m}", f"第{n}类用地第{m}款容积率{n}.{m}") for n in range(12) for m in range(6)]
    for index in (flat, chroma):
        index.add(many)
    for scope in (None, frozenset({"d3"}), frozenset(f"d{n}" for n in range(11))):
        exact = flat.search("第3类用地容积率3.5", limit=8, documents=scope)
        near = chroma.search("第3类用地容积率3.5", limit=8, documents=scope)
        with monkeypatch.context() as fewer:
            fewer.setattr("kb.flat.COMPARED", 40)
            bits = flat.search("第3类用地容积率3.5", limit=8, documents=scope)
        assert [hit.key for hit in exact] == [hit.key for hit in near]
        assert exact[0].key == bits[0].key
        assert [hit.dense for hit in exact] == pytest.approx([hit.dense for hit in near], abs=2e-3)
    flat.close()
    chroma.close()


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
