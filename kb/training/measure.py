"""How well rankings find their articles: metrics, fusion of two rankings, bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.fusion import POOL, fuse_keys
from kb.training.fit import Vectors

Places = npt.NDArray[np.int64]
METRICS = ("R@1", "R@10", "R@100", "nDCG@10")


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best places of one side for one question, best first, with their scores scaled to 0–1."""

    places: Places
    scaled: Vectors

    @classmethod
    def of(cls, scores: Vectors, depth: int = 1000) -> Ranking:
        """The `depth` best of the scores of all places; the worst of them gets 0, the best 1."""
        depth = min(depth, len(scores))
        best = np.argpartition(-scores, depth - 1)[:depth]
        best = best[np.argsort(-scores[best], kind="stable")]
        return cls.at(best, scores[best])

    @classmethod
    def at(cls, places: Places, scores: Vectors) -> Ranking:
        """These places, best first, given their scores."""
        width = float(scores[0] - scores[-1]) if len(scores) else 0.0
        scaled = (scores - scores[-1]) / width if width > 0 else np.ones_like(scores)
        return cls(places, scaled.astype(np.float32))


def fused(lexical: Ranking, dense: Ranking, weight: float) -> Places:
    """Places by (1 - weight) lexical + weight dense, best first; a place that one side misses has 0 there."""
    places = np.concatenate([lexical.places, dense.places])
    scores = np.concatenate([(1 - weight) * lexical.scaled, weight * dense.scaled])
    kept, back = np.unique(places, return_inverse=True)
    order = np.argsort(-np.bincount(back, weights=scores), kind="stable")
    return kept[order]


def shipped(lexical: Ranking, dense: Ranking, documents: Sequence[int]) -> Places:
    """Places as the library fuses them, best first; `documents` gives each place its document."""

    def keyed(ranking: Ranking) -> list[tuple[str, float]]:
        pairs = zip(ranking.places[:POOL].tolist(), ranking.scaled[:POOL].tolist(), strict=True)
        return [(f"{documents[place]}#{place}", score) for place, score in pairs]

    return np.array([int(hit.clause_id) for hit in fuse_keys(keyed(lexical), keyed(dense))], dtype=np.int64)


def judged(ranked: Places, gold: Sequence[int]) -> tuple[float, float, float, float]:
    """The `METRICS` of one ranking: recalls are shares of the gold places, nDCG has binary gains."""
    hit = np.isin(ranked[:100], np.asarray(gold, dtype=np.int64))
    gains = 1 / np.log2(np.arange(2, 12))
    ideal = gains[: len(gold)].sum()
    found = hit[:10]
    return (
        hit[:1].sum() / len(gold),
        found.sum() / len(gold),
        hit.sum() / len(gold),
        (found * gains[: len(found)]).sum() / ideal,
    )


def interval(values: Vectors, seed: int = 0, rounds: int = 2000) -> tuple[float, float, float]:
    """Mean and 95% percentile bootstrap interval over questions (Efron 1979)."""
    random = np.random.default_rng(seed)
    means = values[random.integers(len(values), size=(rounds, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(values.mean()), float(low), float(high)
