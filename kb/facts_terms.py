"""What project descriptions call things: metrics and base quantities by name, and the words that qualify them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ingest.span import Span
from kb.metric import metrics

TABLE: Final = tomllib.loads(Path(__file__).with_name("facts.toml").read_text("utf-8"))
_LIKE: Final = {"percent": {"percent", "ratio", ""}, "": {"percent", "ratio", ""}, "ratio": {"percent", ""}}


@dataclass(frozen=True, slots=True)
class Term:
    """What a number can be of.

    Attributes:
        name: of a metric, or of a base quantity that only descriptions speak of.
        dimensions: of quantities that can be its value.
        unit: the unit its values are told in.
        bounds: values outside, in `unit`, cannot be; None for no limit.
    """

    name: str
    dimensions: frozenset[str]
    unit: str
    bounds: tuple[float, float] | None = None

    @property
    def base(self) -> bool:
        """Whether it is measured, and no ratio."""
        return not self.dimensions & {"", "percent"}

    def takes(self, dimension: str) -> bool:
        """Whether a quantity of this dimension can be its value; a ratio may be written as a percentage."""
        alike = _LIKE.get(dimension, {dimension})
        return bool(alike & self.dimensions)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names a term."""

    term: Term
    span: Span


@cache
def terms() -> dict[str, Term]:
    """Every term by its canonical name."""
    found = {m.name: Term(m.name, m.dimensions, m.unit, m.bounds) for m in metrics() if m.scope == "project"}
    for name, row in TABLE["base"].items():
        if name not in found:
            found[name] = Term(name, frozenset({row["dimension"]}), _UNITS[row["dimension"]])
    return found


_UNITS: Final = {"area": "平方米", "money": "万元", "coal": "吨标准煤", "mass": "吨", "count": "人"}


@cache
def _spellings() -> dict[str, Term]:
    """Terms by every name; where two share one, what a description means by it goes first."""
    known = terms()
    found: dict[str, Term] = {}
    for name, row in TABLE["base"].items():
        for spelling in (name, *row["names"]):
            found.setdefault(spelling, known[name])
    for metric in metrics():
        if metric.scope == "project":
            for spelling in (metric.name, *metric.names):
                found.setdefault(spelling, known[metric.name])
    return found


_FORE = re.compile(r"^(?:改造后|建成后|达产后|投产后|项目|单个|每个|企业|其)(?:的)?(?=.{3})")
_HIND = re.compile(r"(?<=.{3})(?:的)?(?:所占)?(?:比例|比重|占比|比率)$")


@cache
def plain_name(name: str) -> str:
    """A rule's own name for a metric as descriptions shorten it: without 改造后 before it or 的比例 behind."""
    return _HIND.sub("", _FORE.sub("", name)) or name


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@cache
def _mention() -> re.Pattern[str]:
    return re.compile(alternation(_spellings()), re.IGNORECASE)


def mentions(text: str, names: frozenset[str] = frozenset()) -> Iterator[Mention]:
    """Where a text names terms, longest name first, without overlaps, in order.

    Args:
        text: any.
        names: further metrics, as rules call them.
    """
    spellings = _spellings()
    others = [name for name in names if len(name) > 2 and name not in spellings and name in text]
    found = re.compile(alternation([*spellings, *others]), re.IGNORECASE) if others else _mention()
    for match in found.finditer(text):
        term = spellings.get(match[0]) or spellings.get(match[0].upper()) or term_of(match[0])
        if term is None and match[0] in names:
            term = Term(match[0], frozenset(_ANY), "")
        if term is not None:
            yield Mention(term, Span(match.start(), match.end()))


_ANY: Final = (
    "area", "money", "percent", "", "coal", "mass", "time", "count", "money/area", "length", "volume", "energy", "ratio",
)  # fmt: skip


def term_of(name: str) -> Term | None:
    """The term that a name means, or None."""
    return terms().get(name) or _spellings().get(name.strip())


def known(name: str) -> Term:
    """The term of a fact's metric; one that only a rule names takes any quantity."""
    return terms().get(name) or Term(name, frozenset(_ANY), "")
