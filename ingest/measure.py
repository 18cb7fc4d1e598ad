"""How wide the column was that a text file's lines were set in: a hidden Markov model over the lines.

Each line lies in a column of some width, or is a whole paragraph ("flowing", an infinite width). A
column explains a line that fills it, less well a shorter one that ends a sentence, badly a short one
that does not (a heading), and hardly one that is wider. The cheapest sequence is found by Viterbi's
algorithm; the costs are rough negative log likelihoods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

_OVER = 0.7  # punctuation hung into the margin
_UNDER = 1.3  # see `printed.FULL`
_INDENT = 3.3  # a first line whose indent of two ems was lost
_CHANGE = 4.0
_NARROWEST = 8.0
_COLUMNS = 48


def column_widths(widths: Sequence[float], final: Sequence[bool], whole: Sequence[bool]) -> list[float]:
    """The width in ems of the column of each line; infinite where lines are whole paragraphs.

    Args:
        widths: of the lines, in ems.
        final: whether a line ends in punctuation that can end a paragraph.
        whole: whether the reader knows a line to be a whole paragraph.
    """
    counts: Counter[float] = Counter()
    for width, ended, known in zip(widths, final, whole, strict=True):
        if not ended and not known and width >= _NARROWEST:
            counts[round(width * 2) / 2] += 1
    votes = {
        column: sum(n for w, n in counts.items() if column - _UNDER <= w <= column + _OVER)
        for column in counts
    }
    usable = sorted((c for c, n in votes.items() if n >= 2), key=lambda c: -votes[c])[:_COLUMNS]
    if not usable:
        return [float("inf")] * len(widths)
    columns = np.array(usable)
    states = len(usable) + 1
    best = np.zeros(states)
    came: list[np.ndarray] = []
    memo: dict[tuple[float, bool, bool], np.ndarray] = {}
    opened = True
    for width, ended, known in zip(widths, final, whole, strict=True):
        key = (round(width * 2) / 2, ended, opened)
        if key not in memo:
            memo[key] = _cost(columns, *key)
        cost = memo[key]
        if known:
            cost = np.where(np.arange(states) == states - 1, 0.0, 9.0)
        cheapest = int(best.argmin())
        change = best[cheapest] + _CHANGE
        came.append(np.where(best <= change, np.arange(states), cheapest))
        best = np.minimum(best, change) + cost
        opened = ended
    state = int(best.argmin())
    path = [0] * len(widths)
    for index in range(len(widths) - 1, -1, -1):
        path[index] = state
        state = int(came[index][state])
    return [usable[state] if state < len(usable) else float("inf") for state in path]


def _cost(columns: np.ndarray, width: float, final: bool, opened: bool) -> np.ndarray:
    """What the line costs in each column, and last what it costs as a whole paragraph."""
    room = columns - width
    cost = np.full(len(columns), 0.8 if final else 2.0)
    if opened:
        cost[room <= _INDENT] = 1.0 if final else 0.2
    cost[room <= _UNDER] = 0.3 if final else 0.0
    over = room < -_OVER
    # A headline may run across several columns.
    cost[over] = 2.5 if opened and not final else 4.0 + 0.2 * np.minimum(-room[over], 20.0)
    flowing = 0.5 if final else 0.7 if width <= 12 else 1.5 if width <= 25 else 3.0
    return np.append(cost, flowing)
