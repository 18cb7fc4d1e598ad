"""Fusion: one ranking out of a lexical and a dense one.

Each side's scores are scaled to 0–1 over its pool and added, the dense side weighing less the better the
words of the question stand out lexically; then passages of documents that are found often are raised, since
a clause seldom answers alone. The numbers are the best of a few by cross-validation on the training
questions of STARD, no held-out question sharing an article with those the encoder was fitted to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.passage import Hit

POOL = 500
"""How deep each side looks; scores are scaled from the worst to the best of so many."""

_LIGHT, _HEAVY = 0.3, 0.5
"""Dense weights. Where the question's own words stand in the clause, a heavier side costs recall@1."""
_STANDS_OUT = 0.4
"""Share of the way from a lexical pool's best score to its worst at which the tenth shows that words stand out."""
_OF_DOCUMENT = 0.2
_BEST_OF_DOCUMENT = 20


def fuse(
    lexical: Sequence[tuple[str, float]], dense: Sequence[tuple[str, float]], limit: int | None = None
) -> list[Hit]:
    """One list out of two rankings of passage keys with scores, each best first and each key once.

    A passage that one side did not find has 0 there. Where one side found nothing, the other counts alone.

    Args:
        lexical, dense: the rankings.
        limit: how many at most; None for all.
    """
    weight = dense_weight([score for _, score in lexical]) if lexical and dense else 1.0 if dense else 0.0
    lexical_of, dense_of = dict(lexical), dict(dense)
    scores = _scaled(lexical, 1 - weight)
    for key, score in _scaled(dense, weight).items():
        scores[key] = scores[key] + score if key in scores else score
    raised = _with_documents(scores)
    best = sorted(raised, key=raised.__getitem__, reverse=True)  # stable: equal scores keep the lexical order
    return [
        Hit(key=key, score=raised[key], lexical=lexical_of.get(key, 0.0), dense=dense_of.get(key))
        for key in best[:limit]
    ]


def dense_weight(lexical: Sequence[float]) -> float:
    """How much the dense side counts, 0 to 1, given the lexical scores from the best down."""
    width = lexical[0] - lexical[-1]
    fallen = lexical[0] - lexical[min(9, len(lexical) - 1)]
    return _HEAVY if fallen < _STANDS_OUT * width else _LIGHT


def _with_documents(scores: Mapping[str, float]) -> dict[str, float]:
    """The scores, each raised by how much of what was found is of the same document.

    A document's share is the sum of the squares of its best few scores, over the highest such sum.
    """
    documents, values = [key.partition("#")[0] for key in scores], list(scores.values())
    sums: dict[str, float] = {}
    counts: dict[str, int] = {}
    for place in sorted(range(len(values)), key=values.__getitem__, reverse=True):
        document, count = documents[place], counts.get(documents[place], 0)
        if count < _BEST_OF_DOCUMENT:
            counts[document] = count + 1
            sums[document] = sums.get(document, 0.0) + values[place] * values[place]
    most = max(sums.values(), default=0.0)
    if most <= 0.0:
        return dict(scores)
    scale = _OF_DOCUMENT / most
    return {
        key: score + scale * sums[document]
        for key, score, document in zip(scores, values, documents, strict=True)
    }


def _scaled(ranking: Sequence[tuple[str, float]], weight: float) -> dict[str, float]:
    """The keys with their scores between 0 for the worst and `weight` for the best."""
    if not ranking:
        return {}
    high, low = ranking[0][1], ranking[-1][1]
    if high <= low:
        return {key: weight for key, _ in ranking}
    scale = weight / (high - low)
    return {key: (score - low) * scale for key, score in ranking}
