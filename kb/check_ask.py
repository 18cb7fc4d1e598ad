"""What to ask: the smallest set of facts that would settle what is open, the one that settles most first."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from kb.finding import Finding, Need

_TRIED: Final = 12
"""Open findings for which every choice of ways is tried; of more, each takes the way that adds least."""


def questions(findings: Sequence[Finding]) -> tuple[Need, ...]:
    """The facts that would settle the open findings of 强制 rules, else of the others.

    Of two ways to settle a finding (the metric, or what it is worked out from) the one is taken that
    leaves the fewest questions in all.
    """
    unsettled = [f for f in findings if f.status in ("unknown", "manual") and f.needs]
    binding = [f for f in unsettled if f.rule.strength == "强制"] or unsettled
    options = [tuple(way for way in finding.needs if way) for finding in binding]
    options = [ways for ways in dict.fromkeys(options) if ways]
    if not options:
        return ()
    chosen = min(itertools.product(*options), key=_cost) if len(options) <= _TRIED else _greedy(options)
    needs = {need.key: need for way in chosen for need in way}
    settles = {key: sum(any(n.key == key for n in way) for way in chosen) for key in needs}
    return tuple(sorted(needs.values(), key=lambda need: -settles[need.key]))


def _cost(chosen: Sequence[tuple[Need, ...]]) -> int:
    return len({need.key for way in chosen for need in way})


def _greedy(options: Sequence[tuple[tuple[Need, ...], ...]]) -> tuple[tuple[Need, ...], ...]:
    asked: set[str] = set()
    chosen = []
    for ways in sorted(options, key=lambda ways: (len(ways), len(ways[0]))):
        way = min(ways, key=lambda needs: len({need.key for need in needs} - asked))
        asked |= {need.key for need in way}
        chosen.append(way)
    return tuple(chosen)
