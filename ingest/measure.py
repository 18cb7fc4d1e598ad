"""How wide the column was that a text file's lines were set in: a hidden Markov model over the lines.

Each line lies in a column of some width, or is a whole paragraph ("flowing", an infinite width). A
column explains a line that fills it, less well a shorter one that ends a sentence, badly a short one
that does not (a heading), and hardly one that is wider. The cheapest sequence is found by Viterbi's
algorithm; the costs are rough negative log likelihoods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

Costs = NDArray[np.float64]

FULL = 1.3
"""Ems that justification, punctuation kept off a line's start and half-width digits leave free."""

INDENT = 3.3
"""Ems left free by a first line whose indent of two ems was lost."""

_PULLED = 2.2  # its last character was drawn to the next line, which may not begin with punctuation
_CHANGE = 4.0
_NARROWEST = 11.0
_COLUMNS = 48
_SAME = 1.0
_HEADING = 12.0
_CALM = 8  # lines
_PUNCTUATION = "，。、；：！？（）《》“”"


@dataclass(slots=True, eq=False)
class Measured:
    """What is known of a line before its column is.

    Attributes:
        width: in ems.
        text: its characters.
        final: whether it ends in punctuation that can end a paragraph.
        whole: whether the reader knows it to be a whole paragraph.
    """

    width: float
    text: str
    final: bool
    whole: bool

    @property
    def squeeze(self) -> float:
        """Ems by which justification may have narrowed its punctuation, or hung it into the margin."""
        return min(0.5 * sum(map(self.text.count, _PUNCTUATION)), 2.5)


def column_widths(lines: Sequence[Measured]) -> list[float]:
    """The width in ems of the column of each line; infinite where lines are whole paragraphs."""
    path = [float("inf")] * len(lines)
    usable = _candidates(lines)
    for start, end in _stretches(lines) if usable else ():
        path[start:end] = _settled(_cheapest(lines[start:end], usable), lines[start:end])
    return path


def _stretches(lines: Sequence[Measured]) -> list[tuple[int, int]]:
    """The parts of a text with lines broken in mid-sentence; between them all is whole paragraphs."""
    found: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if line.final or line.whole or line.width < _NARROWEST:
            continue
        if found and at - found[-1][1] <= _CALM:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    around = [(max(start - _CALM // 2, 0), min(end + _CALM // 2, len(lines))) for start, end in found]
    return [
        (start, end) for (start, end), (first, last) in zip(around, found, strict=True) if last - first > 1
    ]


def _cheapest(lines: Sequence[Measured], usable: Sequence[float]) -> list[float]:
    columns = np.array(usable)
    states = len(usable) + 1
    stay = np.arange(states)
    best: Costs = np.zeros(states)
    came: list[NDArray[np.int64]] = []
    memo: dict[tuple[float, float, bool, bool, bool], Costs] = {}
    opened = True
    previous = lines[0]
    for line in lines:
        # A line shorter than the next that ends no sentence was a heading or a byline.
        opened = opened or previous.width <= line.width - 1.5
        key = (round(line.width * 2) / 2, line.squeeze, line.final, opened, line.whole)
        if key not in memo:
            memo[key] = _cost(columns, *key)
        cheapest = int(best.argmin())
        change = float(best[cheapest]) + _CHANGE
        came.append(np.where(best <= change, stay, cheapest))
        best = np.minimum(best, change) + memo[key]
        opened = line.final
        previous = line
    state = int(best.argmin())
    path = [float("inf")] * len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if state < len(usable):
            path[index] = usable[state]
        state = int(came[index][state])
    return path


def _settled(path: list[float], lines: Sequence[Measured]) -> list[float]:
    """The path with each stretch given the usual width of its lines that are neither first nor last.

    The model is content with any width near enough; those lines know it best, as no indent is lost
    from them. Neighbouring stretches of nearly one width are one.
    """
    stretches: list[tuple[int, int, float, bool]] = []
    start = 0
    for end in range(1, len(path) + 1):
        if end < len(path) and (path[end] == path[end - 1] or abs(path[end] - path[end - 1]) <= _SAME):
            continue
        inner = [
            lines[at].width
            for at in range(max(start, 1), end)
            if not lines[at].final
            and _carried(lines[at - 1], lines[at])
            and abs(lines[at].width - path[at]) <= INDENT
        ]
        sure = len(inner) >= 2 and path[start] != float("inf")
        stretches.append((start, end, median(inner) if sure else path[start], sure))
        start = end
    settled: list[float] = []
    for number, (start, end, column, sure) in enumerate(stretches):
        beside = [
            other[2]
            for other in (*stretches[max(number - 1, 0) : number], *stretches[number + 1 : number + 2])
        ]
        # Paragraphs of two lines show nothing but first lines, which an indent made narrower.
        wider = [other for other in beside if 1.4 <= other - column <= 2.6]
        settled += [min(wider) if wider and not sure else column] * (end - start)
    for at in range(len(lines) - 2, -1, -1):
        column = settled[at + 1]
        # The change of column falls on the first line of a paragraph, and may be taken one line late.
        if settled[at] > column and not lines[at].final and -0.7 <= column - lines[at].width <= INDENT + 1:
            settled[at] = settled[at] if lines[at].whole else column
    return settled


def _carried(before: Measured, line: Measured) -> bool:
    """Whether a line goes on with the one before it, which is no heading."""
    return not before.final and before.width > line.width - 1.5


def _candidates(lines: Sequence[Measured]) -> list[float]:
    """Widths that at least two lines broken in mid-sentence have, the commonest first."""
    counts: Counter[float] = Counter()
    for line in lines:
        if not line.final and not line.whole and line.width >= _NARROWEST:
            counts[round(line.width * 2) / 2] += 1
    votes = {c: sum(n for w, n in counts.items() if c - FULL <= w <= c + 0.7) for c in counts}
    return sorted((c for c, n in votes.items() if n >= 2), key=lambda c: -votes[c])[:_COLUMNS]


def _cost(columns: Costs, width: float, squeeze: float, final: bool, opened: bool, whole: bool) -> Costs:
    """What the line costs in each column, and last what it costs as a whole paragraph."""
    if whole:
        return np.append(np.full(len(columns), 9.0), 0.0)
    room = columns - width
    cost = np.full(len(columns), 0.8 if final else 2.0)
    if opened:
        cost[room <= INDENT + 1] = 1.0 if final else 0.3
        cost[room <= INDENT - 0.3] = 1.0 if final else 0.15
        if not final and width <= _HEADING:
            cost[room > INDENT + 1] = 0.9
    if not final:
        cost[room <= _PULLED] = 0.25
    near = room <= FULL
    cost[near] = (0.3 if final else 0.0) + 0.1 * np.abs(room[near])
    over = room < -squeeze - 0.2
    # A headline may run across several columns.
    cost[over] = 2.5 if opened and not final else 4.0 + 0.2 * np.minimum(-room[over], 20.0)
    flowing = 0.5 if final else 0.7 if width <= _HEADING else 1.7 if width <= 25 else 3.0
    return np.append(cost, flowing)
