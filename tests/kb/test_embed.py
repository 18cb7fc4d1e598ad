"""Embedders: the static model by numpy gives what sentence-transformers gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import BPE

from kb.embed import SentenceTransformerEmbedder, StaticEmbedder, load_embedder, static_part, unit_rows
from kb.errors import SettingWrong
from kb.index import Embedder

LETTERS = "容积率单宗亩用地"
TEXTS = ["容积率 单宗", "亩", "", "没见过", "用地 用地 亩"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A SentenceTransformer folder of one static module that knows a few characters."""
    (tmp_path / "0_StaticEmbedding").mkdir()
    module = {"idx": 0, "name": "0", "path": "0_StaticEmbedding"}
    module["type"] = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    (tmp_path / "modules.json").write_text(json.dumps([module]))
    table = np.random.default_rng(5).standard_normal((len(LETTERS), 8)).astype(np.float32)
    save_file({"embedding.weight": table}, tmp_path / "0_StaticEmbedding" / "model.safetensors")
    # Without an unknown token, characters that the table lacks are dropped.
    tokenizer = Tokenizer(BPE({letter: n for n, letter in enumerate(LETTERS)}, []))
    tokenizer.save(str(tmp_path / "0_StaticEmbedding" / "tokenizer.json"))
    return tmp_path


def test_vectors_have_length_one(folder: Path) -> None:
    """Each text gives a unit vector, a text without a known word zeros."""
    model = StaticEmbedder(folder)
    found = model.embed(TEXTS)
    assert isinstance(model, Embedder)
    assert found.shape == (5, 8)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 0, 0, 1], abs=1e-6)
    assert model.embed([]).shape == (0, 8)


def test_both_ways_give_the_same_vectors(folder: Path) -> None:
    """The folder is a valid SentenceTransformer: numpy alone and the library agree on it."""
    plain, whole = StaticEmbedder(folder), SentenceTransformerEmbedder(str(folder))
    assert whole.dimension == plain.dimension
    assert whole.embed([]).shape == (0, 8)
    np.testing.assert_allclose(plain.embed(TEXTS), whole.embed(TEXTS), atol=1e-6)


def test_other_weights_have_another_name(folder: Path) -> None:
    """A library notices that a model was trained anew under the same path."""
    before = StaticEmbedder(folder).name
    weights = folder / "0_StaticEmbedding" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\0")
    assert StaticEmbedder(folder).name != before


def test_a_static_folder_is_read_without_torch(folder: Path) -> None:
    """A folder that is static is taken the quick way, whoever names it."""
    assert isinstance(load_embedder(str(folder)), StaticEmbedder)


def test_modules_behind_the_table_need_the_library(folder: Path) -> None:
    """With a further module, a mean would not be what the model gives: such a folder is not static."""
    modules = json.loads((folder / "modules.json").read_text())
    further = {"idx": 1, "name": "1", "path": "1_Dense", "type": "sentence_transformers.models.Dense"}
    (folder / "modules.json").write_text(json.dumps([*modules, further]))
    assert static_part(folder) is None
    normalize = {"idx": 1, "name": "1", "path": "", "type": "sentence_transformers.models.Normalize"}
    (folder / "modules.json").write_text(json.dumps([*modules, normalize]))
    assert static_part(folder) == folder / "0_StaticEmbedding"


def test_without_a_shipped_model_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without a model searches by terms alone."""
    monkeypatch.setattr("kb.embed.resources.files", lambda _: tmp_path)
    assert load_embedder(None) is None


@pytest.mark.parametrize("part", ["model.safetensors", "tokenizer.json"])
def test_damaged_models_are_told(folder: Path, part: str) -> None:
    """A model that cannot be read is named, with what to do."""
    (folder / "0_StaticEmbedding" / part).write_bytes(b"{")
    with pytest.raises(SettingWrong, match="YOUJU_EMBEDDING"):
        load_embedder(str(folder))


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    """A folder without a model gives a message and no attempt to fetch one."""
    with pytest.raises(SettingWrong, match="YOUJU_EMBEDDING"):
        load_embedder(str(tmp_path))


def test_rows_of_zeros_stay_zeros() -> None:
    """Nothing is divided by nothing."""
    rows = unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0.0, 0.0]])
