"""Confidence: how likely it is that the best clause answers a question, from 0 to 1."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from kb.evidence import Evidence
from kb.judge import Verdict
from kb.retrieve import Candidate

COVERED = 0.4
"""Below this a clause that the rules let stand is not taken for an answer. Of PolicyBench's held-out half 86.9% are
then answered by the right clause instead of 87.5%, and of those whose clause is hidden 10.0% instead of 12.9%
(`python -m benchmarks.confidence`)."""
FITTED = Path(__file__).with_name("confidence.toml")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the best sentence, each about 0 to 1.

    Attributes:
        covered, near, focus: see `Evidence`.
        margin: by how much its score is above that of the best sentence of any other clause; below 0 where
            the rules passed over a higher one.
        prior: how highly the search ranked its clause.
        nearest: its clause's cosine similarity over the highest of all clauses found; 0 where meaning did
            not find it, 1 where nothing was sought by meaning. With `prior` this tells whether words and
            meaning agree.
        stands: 1 where the rules of `kb.judge` have nothing against it.
    """

    covered: float
    near: float
    focus: float
    margin: float
    prior: float
    nearest: float
    stands: float


def confidence(ranked: Sequence[Evidence], verdict: Verdict, candidates: Sequence[Candidate]) -> float | None:
    """The likelihood that the best clause answers; None where nothing was found to weigh.

    Args:
        ranked: evidence, best first.
        verdict: what `kb.judge.judge` made of it.
        candidates: the clauses found, from which the evidence is.
    """
    told = signs(ranked, verdict, candidates)
    return likelihood(told) if told else None


def signs(ranked: Sequence[Evidence], verdict: Verdict, candidates: Sequence[Candidate]) -> Signs | None:
    """What speaks for the best sentence, see `confidence`; None where there is none."""
    best = next(iter((*verdict.evidence, *ranked)), None)
    if best is None:
        return None
    place = (best.document.id, best.clause.id)
    other = max((e.score for e in ranked if (e.document.id, e.clause.id) != place), default=0.0)
    found = next((c for c in candidates if (c.document.id, c.clause.id) == place), None)
    cosines = [candidate.dense for candidate in candidates if candidate.dense is not None]
    highest = max(cosines, default=0.0)
    cosine = found.dense if found is not None and found.dense is not None else 0.0
    return Signs(
        covered=best.covered,
        near=best.near,
        focus=best.focus,
        margin=best.score - other,
        prior=found.prior if found is not None else 0.0,
        nearest=cosine / highest if highest > 0 else 1.0,
        stands=float(bool(verdict.evidence)),
    )


def likelihood(told: Signs) -> float:
    """The logistic model of `confidence.toml`."""
    intercept, weights = _model()
    return 1 / (1 + math.exp(-(intercept + sum(w * x for w, x in zip(weights, astuple(told), strict=True)))))


@lru_cache(maxsize=1)
def _model() -> tuple[float, tuple[float, ...]]:
    held = tomllib.loads(FITTED.read_text("utf-8"))
    return float(held["intercept"]), tuple(float(held["weights"][name]) for name in Signs.__slots__)
