"""Type sizes on an OFD page, evened out where a converter took the height of the ink for the size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.read.ofdtext import Run

_NEAR = 0.2
"""Sizes that differ by more than this part are two sizes, whatever the distance of the characters."""


def even_sizes(runs: Sequence[Run]) -> list[float]:
    """Each run's type size in points: the middle one of the runs whose characters stand as far apart.

    A line without high characters has less ink, and some converters state a smaller size for it; the
    distance from character to character does not change with the ink. Sizes that are stated rightly stay
    as they are: among runs of one size and one distance the middle one is the same.
    """
    stated = [run.points for run in runs]
    alike: dict[float, list[float]] = defaultdict(list)
    pitches = [_pitch(run) for run in runs]
    for pitch, size in zip(pitches, stated, strict=True):
        if pitch:
            alike[pitch].append(size)
    usual = {pitch: round(median(sizes), 1) for pitch, sizes in alike.items()}
    return [
        usual[pitch] if pitch and abs(usual[pitch] - size) <= _NEAR * size else round(size, 1)
        for pitch, size in zip(pitches, stated, strict=True)
    ]


def _pitch(run: Run) -> float:
    """How far apart most full-width characters stand, in tenths of a point; 0 where nothing tells."""
    steps = [after.x - char.x for char, after in pairwise(run.chars) if char.char > "\u2e7f"]
    return round(abs(median(steps)) * run.across, 1) if steps else 0.0
