"""Metrics and fusion, by hand."""

import math

import numpy as np
import pytest

pytest.importorskip("torch", reason="measuring the training needs torch")

from kb.training.measure import Ranking, fused, interval, judged, shipped


def test_metrics_of_a_ranking_computed_by_hand():
    """Two gold places, one found third and one thirteenth."""
    ranked = np.arange(100)
    first, ten, hundred, gain = judged(ranked, [2, 12])
    assert (first, ten, hundred) == (0.0, 0.5, 1.0)
    assert gain == pytest.approx((1 / math.log2(4)) / (1 + 1 / math.log2(3)))


def test_weight_nought_is_lexical_and_weight_one_is_dense():
    """At either end the fusion is the side itself."""
    scores = np.random.default_rng(0).random((2, 50)).astype(np.float32)
    lexical, dense = Ranking.of(scores[0]), Ranking.of(scores[1])
    assert fused(lexical, dense, 0.0)[:10].tolist() == lexical.places[:10].tolist()
    assert fused(lexical, dense, 1.0)[:10].tolist() == dense.places[:10].tolist()


def test_a_place_that_one_side_misses_counts_nothing_there():
    """Best of both sides at half weight stands above best of one."""
    lexical = Ranking.of(np.array([0.9, 0.8, 0.0, 0.1], np.float32), depth=2)
    dense = Ranking.of(np.array([0.0, 0.9, 0.8, 0.1], np.float32), depth=2)
    assert fused(lexical, dense, 0.6).tolist() == [1, 0, 2]


def test_an_interval_holds_its_mean():
    """The mean lies inside; equal values leave no width."""
    mean, low, high = interval(np.array([0.0, 1.0, 1.0, 0.0, 1.0], np.float32))
    assert low < mean < high
    assert interval(np.ones(5, np.float32)) == (1.0, 1.0, 1.0)


def test_the_shipped_fusion_is_the_librarys() -> None:
    """What the benchmark measures ranks as the library does: a statute found twice is raised."""
    lexical = Ranking(np.array([0, 1, 2, 3]), np.array([1.0, 0.9, 0.8, 0.0], np.float32))
    dense = Ranking(np.array([0, 1, 2, 3]), np.array([0.9, 1.0, 0.8, 0.0], np.float32))
    assert shipped(lexical, dense, [0, 1, 1, 2]).tolist() == [1, 0, 2, 3]
