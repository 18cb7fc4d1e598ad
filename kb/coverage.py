"""How much of what a question says stands in a clause, weighed by how rare the words are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

_UNSEEN = 9.5
"""Rarity of what the table does not hold: rarer than all that it holds."""

_COMMON, _LEAST = 2.5, 0.3
"""Rarity that every other word of a statute has, and the weight of what is commoner still."""

_UNHEARD, _LIGHT = 0.35, 0.4
"""Slack of characters whose pairs no statute holds, and of those that mostly carry everyday talk."""
_LIGHT_CHARS = frozenset(
    "想买卖搞装修弄干拿领交收让过来去做办跑找看问讲算跟再才很更太挺蛮多少大小高低长短好坏快慢早晚块笔份次回趟咱自己啥咋叫被住"
)
_ALONE = 0.4
"""What a character is worth that stands in a sentence without its neighbour."""


@lru_cache(maxsize=1)
def _rarity() -> dict[str, float]:
    """Character or pair -> natural log of (paragraphs / paragraphs with it), from `rarity.txt`."""
    table: dict[str, float] = {}
    for line in Path(__file__).with_name("rarity.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            size, level, run = line.split("\t")
            step = int(size)
            table |= dict.fromkeys((run[at : at + step] for at in range(0, len(run), step)), int(level) / 5)
    return table


def _pair(first: str, second: str) -> float:
    """Rarity of a pair; of one that statutes do not hold, what its characters make likely."""
    table = _rarity()
    known = table.get(first + second)
    return (
        known if known is not None else min(_UNSEEN, table.get(first, _UNSEEN) + table.get(second, _UNSEEN))
    )


def weights(text: str, weightless: str = "") -> list[float]:
    """A weight for each character: the rarity of the commonest pair that holds it.

    The commonest, since a pair across two words is rare by accident. The characters of
    `weightless` weigh nothing.
    """
    pairs = [_pair(text[at], text[at + 1]) for at in range(len(text) - 1)]
    if not pairs:
        return [0.0] * len(text)
    return [
        max(min(pairs[max(at - 1, 0)], pairs[min(at, len(pairs) - 1)]) - _COMMON, _LEAST)
        if char not in weightless
        else 0.0
        for at, char in enumerate(text)
    ]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of content characters of a question.

    Attributes:
        text: without white space.
        weights: one a character.
        slack: one a character: the part of its weight that counts against a text without it. Less than 1
            for what statutes never say: of 想买的 or 一栋楼 in a question nothing need be found.
        synonyms: (start, end, other words): other ways to say a part of it.
    """

    text: str
    weights: tuple[float, ...]
    slack: tuple[float, ...]
    synonyms: tuple[tuple[int, int, tuple[str, ...]], ...] = ()

    @property
    def weight(self) -> float:
        """The sum of the weights."""
        return sum(self.weights)


def stretch(
    text: str,
    synonyms: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    weightless: str = "",
    neutral: Iterable[str] = (),
) -> Stretch:
    """Weigh a run of content characters and note which parts of it have synonyms.

    The characters of `weightless` and the words of `neutral` count for nothing, covered or not.
    """
    worth = weights(text, weightless)
    for word in neutral:
        for at in range(len(text)):
            if text.startswith(word, at):
                worth[at : at + len(word)] = [0.0] * len(word)
    found = [
        (at, at + len(word), others)
        for word, others in synonyms.items()
        if word in text  # hardly any is: most of the work is saved here
        for at in range(len(text))
        if text.startswith(word, at)
    ]
    return Stretch(text, tuple(worth), _slack(text), tuple(found))


def _slack(text: str) -> tuple[float, ...]:
    table = _rarity()
    seen = [text[at : at + 2] in table for at in range(len(text) - 1)]
    return tuple(
        (1.0 if any(seen[max(at - 1, 0) : at + 1]) else _UNHEARD) * (_LIGHT if char in _LIGHT_CHARS else 1.0)
        for at, char in enumerate(text)
    )


def covered(part: Stretch, context: str) -> list[bool]:
    """For each character: does a run of two or more around it, or a synonym, stand in `context`?"""
    text, marks = part.text, [False] * len(part.text)
    at = 0
    while at < len(text) - 1:
        end = at + 1
        while end < len(text) and text[at : end + 1] in context:
            end += 1
        if end - at >= 2:
            marks[at:end] = [True] * (end - at)
            at = end
        else:
            at += 1
    for start, end, others in part.synonyms:
        if not all(marks[start:end]) and any(other in context for other in others):
            marks[start:end] = [True] * (end - start)
    return marks


def share(parts: Sequence[Stretch], context: str, loose: str = "") -> float:
    """The share, by weight, of the characters that `context` covers; 1.0 where there is nothing to cover.

    A character that is not covered but stands alone in `loose` counts in part: 已签 beside 已经签订,
    高企 beside 高新技术企业.
    """
    total = got = 0.0
    for part in parts:
        for char, weight, slack, ok in zip(
            part.text, part.weights, part.slack, covered(part, context), strict=True
        ):
            alone = _ALONE * weight if char in loose else 0.0
            total += weight if ok else max(weight * slack, alone)
            got += weight if ok else min(alone, weight * slack)
    return got / total if total else 1.0


def missing(parts: Iterable[Stretch], context: str) -> list[tuple[str, float]]:
    """The uncovered runs of two or more characters, each with its weight, heaviest first."""
    runs: list[tuple[str, float]] = []
    for part in parts:
        marks = covered(part, context)
        at = 0
        while at < len(marks):
            end = at
            while end < len(marks) and not marks[end]:
                end += 1
            if end - at >= 2:
                lost = zip(part.weights[at:end], part.slack[at:end], strict=True)
                runs.append((part.text[at:end], sum(weight * slack for weight, slack in lost)))
            at = max(end, at + 1)
    return sorted(runs, key=lambda run: -run[1])
