"""The encoder that ships: read by numpy and by sentence-transformers alike, small, and with its card."""

from pathlib import Path

import numpy as np
import pytest

import kb
from kb.embed import StaticEmbedder

_MODEL = Path(kb.__file__).parent / "model"
_TEXTS = [
    "园区里的老厂房能不能改成宿舍？",
    "容积率不低于1.5，亩均税收30万元",
    "第三十条 甲方应当在十日内把钥匙交给乙方。",
    "ＡＢＣ abc 12.5％ 〔2023〕8号",
    "x",
]


def test_the_card_is_there_and_the_folder_fits():
    """README.md says data, recipe, quality and limits; all files together are at most 25 MB."""
    card = (_MODEL / "README.md").read_text(encoding="utf-8")
    for part in ("## Data", "## Recipe", "## Quality", "## Limits"):
        assert part in card
    assert sum(file.stat().st_size for file in _MODEL.rglob("*") if file.is_file()) <= 25_000_000


def test_numpy_and_sentence_transformers_give_the_same_vectors():
    """The folder is a SentenceTransformer, and asking needs none of it."""
    library = pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    ours = StaticEmbedder(_MODEL).embed(_TEXTS)
    theirs = library.SentenceTransformer(str(_MODEL), device="cpu").encode(_TEXTS)
    assert np.allclose(ours, np.asarray(theirs, dtype=np.float32), atol=1e-3)


def test_vectors_have_length_one_and_no_known_word_gives_zeros():
    """Unit vectors; an empty text, or one of unknown signs, has none."""
    model = StaticEmbedder(_MODEL)
    assert np.linalg.norm(model.embed(_TEXTS), axis=1) == pytest.approx(1, abs=1e-4)
    assert not model.embed(["", "。。。", "\u1234"]).any()


def test_words_of_one_meaning_are_nearer_than_words_of_another():
    """A lay phrase lies nearer to the statute's phrase for it than to another trade's."""
    asked, same, other = StaticEmbedder(_MODEL).embed(
        ["公司不给我发工资怎么办", "用人单位拖欠劳动报酬", "种子的进出口检疫"]
    )
    assert asked @ same > asked @ other
