"""Unigram: the pieces that the tokenizers library finds."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kb import unigram
from kb.unigram import Unigram

PIECES = [("[UNK]", 0.0), *((piece, -1.0 - 0.37 * n) for n, piece in enumerate(
    ["税", "收", "税收", "优惠", "收优", "优", "惠", "工业用地", "工", "业", "工业", "用地", "a", "ab", "abc"]))]  # fmt: skip


def peer() -> Tokenizer:
    """The same vocabulary in the tokenizers library."""
    model = {"type": "Unigram", "unk_id": 0, "vocab": PIECES, "byte_fallback": False}
    return Tokenizer.from_str(
        json.dumps(
            {
                "version": "1.0",
                "added_tokens": [],
                "model": model,
                "pre_tokenizer": {"type": "WhitespaceSplit"},
            }
        )
    )


def pieces(texts: list[str]) -> list[dict[int, int]]:
    """How often each piece stands in each text."""
    rows = Unigram(PIECES, 0).counts(texts).toarray()
    return [{int(n): int(row[n]) for n in row.nonzero()[0]} for row in rows]


words = st.text(st.sampled_from("税收优惠工业用地abc田𠀀"), min_size=1, max_size=9)


@settings(deadline=None)
@given(st.lists(st.lists(words, max_size=5).map(" ".join), max_size=6), st.sampled_from([1, 7, 1 << 17]))
def test_the_pieces_are_those_of_the_tokenizers_library(texts: list[str], lot: int) -> None:
    """Each text is cut alike, unknown characters side by side count once, whatever is looked at together."""
    cut = peer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unigram, "_LOT", lot)
        assert pieces(texts) == [dict(Counter(cut.encode(text).ids)) for text in texts]


def test_nothing_has_no_piece() -> None:
    """Empty texts keep their rows."""
    assert pieces([]) == []
    assert pieces(["", "税收", ""])[::2] == [{}, {}]
