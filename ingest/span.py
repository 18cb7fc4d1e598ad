"""Span: a stretch of a text. OffsetMap: the way from the clean text back to the raw one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open stretch [start, end) of character offsets."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters that the span covers in `text`."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def shift(self, by: int) -> Span:
        """The same stretch, `by` characters further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Run:
    """`length` clean characters from `clean` on that stand for as many raw ones from `raw` on."""

    clean: int
    raw: int
    length: int


class OffsetMap:
    """Where each character of a clean text stood in the raw text it was made from.

    Cleaning replaces characters one for one, drops characters, moves stretches (reading order)
    and inserts line ends between paragraphs; inserted characters have no raw place.

    Args:
        runs: one-for-one stretches in the order of the clean text.
    """

    __slots__ = ("_starts", "runs")

    def __init__(self, runs: Iterable[Run]) -> None:
        merged: list[Run] = []
        for run in runs:
            if run.length == 0:
                continue
            last = merged[-1] if merged else None
            if last and run.clean < last.clean + last.length:
                raise ValueError(f"runs overlap at clean offset {run.clean}")
            if last and (last.clean + last.length, last.raw + last.length) == (run.clean, run.raw):
                merged[-1] = Run(last.clean, last.raw, last.length + run.length)
            else:
                merged.append(run)
        self.runs: tuple[Run, ...] = tuple(merged)
        self._starts = [run.clean for run in merged]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OffsetMap) and self.runs == other.runs

    def __hash__(self) -> int:
        return hash(self.runs)

    def to_raw(self, span: Span) -> tuple[Span, ...]:
        """The raw stretches behind a clean span, in the order of the clean text."""
        found: list[Span] = []
        index = max(bisect_right(self._starts, span.start) - 1, 0)
        for run in self.runs[index:]:
            if run.clean >= span.end:
                break
            start = max(span.start, run.clean)
            end = min(span.end, run.clean + run.length)
            if start < end:
                raw = run.raw + start - run.clean
                found.append(Span(raw, raw + end - start))
        return tuple(found)
