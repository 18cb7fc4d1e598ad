"""Ranking: what one side of a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, best first.

    Attributes:
        places: of passages, each once: see `kb.passage.PLACES`.
        scores: one each.
    """

    places: Places
    scores: Scores

    @classmethod
    def of(cls, found: Sequence[tuple[int, float]]) -> Ranking:
        """A ranking out of pairs of place and score."""
        return cls(
            np.array([place for place, _ in found], np.int64), np.array([score for _, score in found], float)
        )
