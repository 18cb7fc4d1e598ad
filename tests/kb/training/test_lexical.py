"""Bm25 gives what its formula says."""

import math

import pytest

from kb.training.lexical import Bm25


def test_the_score_is_robertsons_formula():
    """For one bigram in one of two texts, by hand: idf × tf(k1+1)/(tf+k1(1-b+b·length/mean))."""
    texts = ["甲乙", "丙丁戊"]  # 3 and 5 terms
    idf = math.log1p((2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 3 / 4)
    each = idf * 2.2 / (1 + norm)
    assert Bm25(texts).scores("甲乙") == pytest.approx([3 * each, 0.0], rel=1e-5)


def test_unknown_words_and_punctuation_score_nothing():
    """A question that shares no character with any text finds nothing, and no term spans a comma."""
    lexical = Bm25(["甲，乙", "丙"])
    assert lexical.scores("丑？").tolist() == [0.0, 0.0]
    assert lexical.scores("").tolist() == [0.0, 0.0]
    assert lexical.scores("甲乙")[0] == pytest.approx(lexical.scores("乙甲")[0])


def test_width_and_case_do_not_matter():
    """Fullwidth letters and digits are the same as narrow ones."""
    lexical = Bm25(["容积率ＡＢ３", "无关"])
    assert lexical.scores("容积率ab3")[0] == pytest.approx(lexical.scores("容积率ＡＢ３")[0])
