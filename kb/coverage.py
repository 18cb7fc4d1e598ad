"""How much of what a question says stands in a clause, weighed by how rare the words are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_UNSEEN = 9.5
"""Rarity of a bigram that the table does not hold: rarer than all that it holds."""


@lru_cache(maxsize=1)
def _rarity() -> dict[str, float]:
    """Bigram -> natural log of (paragraphs / paragraphs with it), from `bigrams.txt`."""
    table: dict[str, float] = {}
    for line in Path(__file__).with_name("bigrams.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            level, _, run = line.partition("\t")
            rarity = int(level) / 5
            table |= dict.fromkeys((run[at : at + 2] for at in range(0, len(run), 2)), rarity)
    return table


def weights(text: str, weightless: str = "") -> list[float]:
    """A weight for each character: the rarity of the commonest bigram that holds it.

    The commonest, since a bigram across two words is rare by accident. The characters of
    `weightless` weigh nothing.
    """
    table = _rarity()
    pairs = [table.get(text[at : at + 2], _UNSEEN) for at in range(len(text) - 1)]
    if not pairs:
        return [0.0] * len(text)
    return [
        min(pairs[max(at - 1, 0)], pairs[min(at, len(pairs) - 1)]) if char not in weightless else 0.0
        for at, char in enumerate(text)
    ]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of content characters of a question.

    Attributes:
        text: without white space.
        weights: one a character.
        synonyms: (start, end, other words): other ways to say a part of it.
    """

    text: str
    weights: tuple[float, ...]
    synonyms: tuple[tuple[int, int, tuple[str, ...]], ...] = ()

    @property
    def weight(self) -> float:
        """The sum of the weights."""
        return sum(self.weights)


def stretch(text: str, synonyms: dict[str, tuple[str, ...]] | None = None, weightless: str = "") -> Stretch:
    """Weigh a run of content characters and note which parts of it have synonyms."""
    found = [
        (at, at + len(word), others)
        for word, others in (synonyms or {}).items()
        for at in range(len(text))
        if text.startswith(word, at)
    ]
    return Stretch(text, tuple(weights(text, weightless)), tuple(found))


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


def share(parts: Sequence[Stretch], context: str) -> float:
    """The share, by weight, of the characters that `context` covers; 1.0 where there is nothing to cover."""
    total = sum(part.weight for part in parts)
    if not total:
        return 1.0
    met = sum(w for part in parts for w, ok in zip(part.weights, covered(part, context), strict=True) if ok)
    return met / total


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
                runs.append((part.text[at:end], sum(part.weights[at:end])))
            at = max(end, at + 1)
    return sorted(runs, key=lambda run: -run[1])
