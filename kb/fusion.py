"""Fusion: one ranking out of a lexical and a dense one.

Each side's scores are scaled to 0–1 over its pool and added, the dense side weighing less the better the
words of the question stand out lexically; then passages of documents that are found often are raised, since
a clause seldom answers alone. The numbers are the best of a few by cross-validation on the training
questions of STARD, no held-out question sharing an article with those the encoder was fitted to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from kb.passage import PLACES, Hit
from kb.ranking import Places, Ranking, Scores

POOL = 500
"""How deep each side looks; scores are scaled from the worst to the best of so many."""

_LIGHT, _HEAVY = 0.3, 0.5
"""Dense weights. Where the question's own words stand in the clause, a heavier side costs recall@1."""
_STANDS_OUT = 0.4
"""Share of the way from a lexical pool's best score to its worst at which the tenth shows that words stand out."""
_OF_DOCUMENT = 0.2
_BEST_OF_DOCUMENT = 20


@dataclass(frozen=True, slots=True)
class Fused:
    """Passages by their fused score, best first, with what each side gave them: NaN where it did not find them."""

    places: Places
    scores: Scores
    lexical: Scores
    dense: Scores

    def hits(self, keys: Sequence[str | None]) -> list[Hit]:
        """The passages as hits, given the key of each; those without are left out."""
        parts = zip(keys, self.scores.tolist(), self.lexical.tolist(), self.dense.tolist(), strict=True)
        return [
            Hit(key, score, 0.0 if isnan(lexical) else lexical, None if isnan(dense) else dense)
            for key, score, lexical, dense in parts
            if key is not None
        ]


def fuse(lexical: Ranking, dense: Ranking, limit: int | None = None) -> Fused:
    """One ranking out of two.

    A passage that one side did not find has 0 there. Where one side found nothing, the other counts alone.

    Args:
        lexical, dense: the rankings.
        limit: how many at most; None for all.
    """
    both = len(lexical.places) and len(dense.places)
    weight = dense_weight(lexical.scores) if both else float(len(dense.places) > 0)
    found, first, where = np.unique(
        np.concatenate([lexical.places, dense.places]), return_index=True, return_inverse=True
    )
    sides = (
        _spread(lexical, where[: len(lexical.places)], len(found)),
        _spread(dense, where[len(lexical.places) :], len(found)),
    )
    scaled = np.concatenate([_scaled(lexical.scores, 1 - weight), _scaled(dense.scores, weight)])
    scores: Scores = np.bincount(where, weights=scaled, minlength=len(found)).astype(np.float64)
    scores += _of_documents(found // PLACES, scores)
    best = np.lexsort((first, -scores))[:limit]  # equal scores keep the lexical order
    return Fused(found[best], scores[best], sides[0][best], sides[1][best])


def fuse_keys(
    lexical: Sequence[tuple[str, float]], dense: Sequence[tuple[str, float]], limit: int | None = None
) -> list[Hit]:
    """`fuse` for rankings of passage keys."""
    documents: dict[str, int] = {}
    places: dict[str, int] = {}
    for key, _ in (*lexical, *dense):
        if key not in places:
            number = documents.setdefault(key.partition("#")[0], len(documents))
            places[key] = number * PLACES + len(places)
    keys = {place: key for key, place in places.items()}
    words, meaning = (Ranking.of([(places[key], score) for key, score in side]) for side in (lexical, dense))
    fused = fuse(words, meaning, limit)
    return fused.hits([keys[place] for place in fused.places.tolist()])


def dense_weight(lexical: Sequence[float] | Scores) -> float:
    """How much the dense side counts, 0 to 1, given the lexical scores from the best down."""
    width = lexical[0] - lexical[-1]
    fallen = lexical[0] - lexical[min(9, len(lexical) - 1)]
    return _HEAVY if fallen < _STANDS_OUT * width else _LIGHT


def _spread(ranking: Ranking, where: npt.NDArray[np.intp], count: int) -> Scores:
    spread = np.full(count, np.nan)
    spread[where] = ranking.scores
    return spread


def _of_documents(documents: Places, scores: Scores) -> Scores:
    """By how much each passage is raised for what else of its document was found.

    A document's share is the sum of the squares of its best few scores, over the highest such sum.

    Args:
        documents: whose each passage is, in rising order.
        scores: of the passages.
    """
    if not len(scores):
        return scores
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    owners = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(documents)))
    order = np.lexsort((-scores, owners))
    few = order[np.arange(len(order)) - starts[owners] < _BEST_OF_DOCUMENT]
    sums = np.bincount(owners[few], weights=scores[few] ** 2)
    most = sums.max()
    raised: Scores = _OF_DOCUMENT / most * sums[owners] if most > 0.0 else np.zeros(len(scores))
    return raised


def _scaled(ranking: Scores, weight: float) -> Scores:
    """Scores between 0 for the worst and `weight` for the best; they are given best first."""
    if not len(ranking):
        return ranking
    high, low = float(ranking[0]), float(ranking[-1])
    if high <= low:
        return np.full(len(ranking), weight)
    scaled: Scores = (ranking - low) * (weight / (high - low))
    return scaled
