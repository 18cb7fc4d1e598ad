"""The local index: durable, shared between processes, and one ranking whoever keeps the vectors."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.errors import IndexUnavailable
from kb.ledger import Ledger
from kb.lexical import LexicalIndex
from kb.local_index import LocalIndex
from kb.passage import PLACES
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
    scopes = [None, *(frozenset(f"d{n}" for n in range(3, 3 + count)) for count in (1, 5, 9))]
    for scope in scopes:
        exact = flat.search("第3类用地容积率3.5", limit=8, documents=scope)
        near = chroma.search("第3类用地容积率3.5", limit=8, documents=scope)
        with monkeypatch.context() as fewer:
            fewer.setattr("kb.flat.COMPARED", 24)
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


_CHROMA = shutil.which("chroma", path=str(Path(sys.executable).parent))


@pytest.mark.skipif(_CHROMA is None, reason="Chroma's command is not installed beside this Python")
def test_a_chroma_of_its_own_keeps_the_vectors(tmp_path: Path) -> None:
    """With the address of a `chroma run`, what is added is found as with files, and removed again."""
    assert _CHROMA is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [_CHROMA, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=tmp_path)
    try:
        for _ in range(120):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.25)
        else:
            pytest.skip("chroma run did not come up within half a minute")
        served = LocalIndex(tmp_path / "served", HashEmbedder(), f"http://127.0.0.1:{port}")
        flat = LocalIndex(tmp_path / "flat", HashEmbedder())
        for index in (served, flat):
            index.add([passage(key, text) for key, text in RULES.items()])
        assert keys(served, "容积率") == keys(flat, "容积率")
        served.remove(["a"])
        assert "a#p2" not in keys(served, "容积率")
        served.close()
        flat.close()
    finally:
        server.terminate()
        server.wait()


def test_a_question_that_reads_too_much_leaves_out_the_most_common(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What most passages say is left out first, and something is always searched for."""
    index = LexicalIndex(tmp_path)
    rules = ["税收优惠", "收费 税", "容积率", "税收征管", "税收减免"]
    index.add({n: [passage(f"d{n}#p1", text)] for n, text in enumerate(rules)})

    def found(query: str) -> str:
        return "".join(
            sorted("abcde"[place // PLACES] for place in index.search(query, limit=9).places.tolist())
        )

    assert found("税收优惠") == "abde"
    monkeypatch.setattr("kb.lexical._READ", 1)
    assert found("税收优惠") == "a"  # 优, 惠, 优惠 and not 税, 收, 税收, which stand in most of the five
    assert found("税") == "abde"
    assert found("税收") == "ade"


def test_what_was_never_entered_is_not_found(tmp_path: Path) -> None:
    """A process killed between the terms and the ledger leaves passages that nobody is shown, and that give way
    when the document is added again."""
    index = LocalIndex(tmp_path, HashEmbedder())
    index.add([passage("a#p1", "容积率不低于1.0")])
    index._lexical.add(
        {n: [passage("b#p1", "容积率不低于1.0")] for n in index._ledger.reserve(["b"]).values()}
    )
    assert keys(index, "容积率") == ["a#p1"]
    index.add([passage("b#p1", "容积率不低于1.0")])
    assert sorted(keys(index, "容积率")) == ["a#p1", "b#p1"]
    index.close()


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    """What is remembered of a document's passages stays true when it is replaced, and places lead back."""
    ledger = Ledger(tmp_path)
    first = ledger.reserve(["a", "b"])
    ledger.enter(first, {"a": ["p1", "p2"], "b": ["p1"]})
    places = ledger.places(["a#p1", "b#p1", "c#p1"])
    assert ledger.names([places["b#p1"], places["a#p2"]]) == ["b#p1", "a#p2"]
    ledger.strike(["b"])
    again = ledger.reserve(["a"])
    ledger.enter(again, {"a": ["q1"]})
    assert not {*first.values()} & {*again.values()}
    assert "b#p1" not in ledger.places(["b#p1", "a#q1"])
    assert Ledger(tmp_path).names([places["a#p1"], ledger.places(["a#q1"])["a#q1"]]) == [None, "a#q1"]
    ledger.close()
