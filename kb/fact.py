"""Fact: what a project description says of the project, with its words. Amount: a value as exact as the words."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ingest.document import Region
from ingest.span import Span
from kb import units
from kb.result import Operator

Truth = bool | None
"""True, False, or None where the facts do not tell."""
Stage = Literal["", "现状", "规划"]

_ROUNDING = 1e-6
"""Relative difference that rounding areas to the centimetre brings about: 26666.67 m² for 40 亩."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The values that the words allow: low to high, equal where they are exact.

    Attributes:
        low, high: bounds; an infinity where there is none.
        strict: whether the bounds themselves are left out: 超过1.2.
    """

    low: float
    high: float
    strict: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"an amount goes from low to high, got {self.low} to {self.high}")

    @property
    def exact(self) -> bool:
        """Whether it is a single value."""
        return self.low == self.high

    def converted(self, source: str, target: str) -> Amount | None:
        """The same in another unit, or None where the units do not measure the same."""
        low, high = _converted(self.low, source, target), _converted(self.high, source, target)
        return None if low is None or high is None else Amount(low, high, self.strict)

    def meets(self, op: Operator, value: float, high: float | None = None) -> Truth:
        """Whether it satisfies a comparison; None where the words leave it open."""
        match op:
            case ">=":
                return self._above(value, strict=False)
            case ">":
                return self._above(value, strict=True)
            case "<=":
                return _not(self._above(value, strict=True))
            case "<":
                return _not(self._above(value, strict=False))
            case "in":
                upper = value if high is None else high
                return both(self._above(value, strict=False), _not(self._above(upper, strict=True)))
            case _:
                if self.exact:
                    return _same(self.low, value)
                return None if self.low <= value <= self.high else False

    def _above(self, bound: float, *, strict: bool) -> Truth:
        """Whether all of it lies above a bound (True), none of it (False), or a part."""
        low, high = self.low, self.high
        if self.exact and _same(low, bound):
            return not strict
        if low > bound or (_same(low, bound) and (self.strict or not strict)):
            return True
        if high < bound or (_same(high, bound) and (self.strict or strict)):
            return False
        return None


def _converted(value: float, source: str, target: str) -> float | None:
    if math.isinf(value):
        return value if units.same_dimension(source, target) else None
    return units.convert(value, source, target)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_ROUNDING, abs_tol=1e-12)


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def both(*truths: Truth) -> Truth:
    """Kleene's conjunction: False where any is, else None where any is open."""
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def either(*truths: Truth) -> Truth:
    """Kleene's disjunction: True where any is, else None where any is open."""
    return _not(both(*map(_not, truths)))


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a description says.

    Attributes:
        metric: its name: a metric's or a base quantity's, 行业, 所在地, 建设性质, or what a statement is about.
        value: a number in `unit`, or words.
        unit: "" for a ratio or words.
        quote: verbatim from the description; of a derived fact, the quotes it was worked out from.
        span: where the quote stands in the description, or None of a derived fact.
        amount: the values that the words allow, in `unit`; None of words.
        derived_from: the working, one sentence a step; empty where it is stated.
        part: the plot, phase or building it is said of, "" for the whole project.
        stage: whether it is said of what is there (现状) or of what is to be (规划).
        stance: of a statement, whether what it is about is so.
    """

    metric: str
    value: float | str
    unit: str
    quote: str
    span: Span | None = None
    amount: Amount | None = None
    derived_from: tuple[str, ...] = ()
    part: str = ""
    stage: Stage = ""
    stance: Truth = None

    @property
    def shown(self) -> str:
        """How a reason calls it: the metric, of which part, and the words."""
        return f"{self.part}{self.metric}{'' if self.derived_from else ' '}{self.quote}"

    def to_dict(self) -> dict[str, Any]:
        """The contract's `facts` entry."""
        entry: dict[str, Any] = {
            "metric": self.metric,
            "value": self.value,
            "unit": self.unit,
            "quote": self.quote,
            "derived_from": list(self.derived_from),
            "span": [self.span.start, self.span.end] if self.span else None,
        }
        if self.part:
            entry["part"] = self.part
        if self.stage:
            entry["stage"] = self.stage
        if self.amount is not None and not self.amount.exact:
            entry["low"], entry["high"] = _finite(self.amount.low), _finite(self.amount.high)
        return entry


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Project:
    """A project as its description gives it.

    Attributes:
        text: the description.
        facts: all that is used, stated ones before derived ones.
        problems: Chinese sentences on what was not used or does not fit together.
        region: where it lies, or None.
        about: whether the description is one of a project at all.
        replies: answers to questions: what was asked about (a condition's words) and whether it is so.
        memo: what was worked out of it once, by what was asked; thousands of rules ask the same.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    problems: tuple[str, ...] = ()
    region: Region | None = None
    about: bool = True
    replies: tuple[tuple[str, bool], ...] = ()
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    _by_metric: dict[str, tuple[Fact, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for fact in self.facts:
            self._by_metric[fact.metric] = (*self._by_metric.get(fact.metric, ()), fact)

    def of(self, metric: str) -> tuple[Fact, ...]:
        """What is said of a metric; several facts contradict one another, or are of several parts."""
        return self._by_metric.get(metric, ())

    def words(self, metric: str) -> tuple[str, ...]:
        """The values of the facts in words: the industries, the kinds of the project."""
        return tuple(fact.value for fact in self.of(metric) if isinstance(fact.value, str))


def in_unit(fact: Fact, unit: str) -> Fact | None:
    """A numeric fact in another unit, or None where that cannot be."""
    if fact.amount is None or isinstance(fact.value, str):
        return None
    amount = fact.amount.converted(fact.unit, unit)
    value = units.convert(fact.value, fact.unit, unit)
    return None if amount is None or value is None else replace(fact, amount=amount, value=value, unit=unit)
