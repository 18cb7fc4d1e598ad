"""Models of the user's own: any transformer as encoder or reranker, made tiny here, and a change of either."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import SettingWrong
from kb.library import Library
from kb.passage import Hit

LETTERS = "零星用地单宗不超过亩容积率低于厂房绿化外汇结算柜台办理"


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tokenizer of single characters and a transformer of one layer, random."""
    transformers = pytest.importorskip("transformers", reason="没有安装 transformers")
    folder = tmp_path_factory.mktemp("bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(LETTERS), *"0123456789."]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, num_labels=1,
    )  # fmt: skip
    transformers.set_seed(0)
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def filled(folder: Path) -> Library:
    """A library with two short policies."""
    (folder / "一.txt").write_text("零星用地办法\n第一条 零星用地单宗不超过4亩。\n", encoding="utf-8")
    (folder / "二.txt").write_text("厂房办法\n第一条 厂房容积率不低于1.6。\n", encoding="utf-8")
    library = Library.open(folder / "kb")
    library.add(folder / "一.txt", folder / "二.txt")
    return library


def test_any_transformer_may_encode(bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """YOUJU_EMBEDDING takes a transformer's folder; what was indexed with another model is embedded anew."""
    with filled(tmp_path) as library:
        assert library.search("容积率")[0].dense is not None
    monkeypatch.setenv("YOUJU_EMBEDDING", str(bert))
    with Library.open(tmp_path / "kb") as library:
        hits = library.search("容积率")
        assert {hit.document_id for hit in hits} == {entry.id for entry in library.documents()}
        assert all(hit.dense is not None for hit in hits)
        assert library.ask("厂房容积率不低于多少？").values[0].value == 1.6


def test_any_cross_encoder_may_rerank(bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """YOUJU_RERANKER takes a CrossEncoder's folder; the same clauses come, in its order."""
    with filled(tmp_path) as library:
        plain = library.search("厂房容积率")
    monkeypatch.setenv("YOUJU_RERANKER", str(bert))
    with Library.open(tmp_path / "kb") as library:
        again = library.search("厂房容积率")
        assert {hit.key for hit in again} == {hit.key for hit in plain}
        scores = [hit.score for hit in again]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] == 2.0
        assert library.ask("厂房容积率不低于多少？").values[0].value == 1.6


def test_a_folder_that_is_no_reranker_is_told(tmp_path: Path) -> None:
    """A wrong YOUJU_RERANKER is named with the variable."""
    from kb.rerank import Reranker

    with pytest.raises(SettingWrong, match="YOUJU_RERANKER"):
        Reranker(str(tmp_path))


def test_hits_beyond_the_depth_stay_behind(bert: Path) -> None:
    """Only the first hits are read again; the others keep their order behind them."""
    from kb.rerank import DEPTH, Reranker

    hits = [Hit(f"d#{n}", 5.0 - n / 100, 1.0, None) for n in range(DEPTH + 5)]
    again = Reranker(str(bert)).rerank("容积率", hits, lambda key: f"厂房容积率{key[2:]}")
    assert [hit.key for hit in again[DEPTH:]] == [hit.key for hit in hits[DEPTH:]]
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)
