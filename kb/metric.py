"""Metric: a quantity with a name, as `metrics.toml` lists them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Better = Literal["high", "low", ""]


@dataclass(frozen=True, slots=True)
class Metric:
    """What policies set thresholds for.

    Attributes:
        name: how answers call it.
        names: every way it is written, its name among them.
        dimensions: of quantities that can be its value, as in `kb.quantity.Quantity`.
        unit: the unit its values are told in; "" is a pure ratio.
        better: "high" where a bare number in a table of limits is a least, "low" where it is a most.
        formula: (numerator, denominator), both names of metrics; None where it is measured itself.
        bounds: values outside are misprints or speak of something else, in `unit`; None for no limit.
        scope: "region" for what a government sets itself, never a project's.
        confused: what it is taken for and is not, in Chinese, or "".
        plain: whether its names are everyday words, by which no question asks for it.
    """

    name: str
    names: tuple[str, ...]
    dimensions: frozenset[str]
    unit: str = ""
    better: Better = ""
    formula: tuple[str, str] | None = None
    bounds: tuple[float, float] | None = None
    scope: Literal["project", "region"] = "project"
    confused: str = ""
    plain: bool = False

    def stands_in(self, text: str) -> bool:
        """Whether the text names it, a word or two set in before its last one: 主导产业企业占比."""
        return any(name in text or (len(name) > _WHOLE and _parted(name).search(text)) for name in self.names)


_WHOLE = 4
"""Characters up to which a name is only found as a whole."""


@lru_cache(maxsize=512)
def _parted(name: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(name[:-2])}[\u4e00-\u9fff]{{0,3}}{re.escape(name[-2:])}")


@lru_cache(maxsize=1)
def metrics() -> tuple[Metric, ...]:
    """All metrics of the table.

    Raises:
        ValueError: a formula names what is no metric.
    """
    table = tomllib.loads(Path(__file__).with_name("metrics.toml").read_text("utf-8"))
    for name, row in table.items():
        for part in row.get("formula", "").split(" ÷ "):
            if part and part not in table and part not in _PARTS:
                raise ValueError(f"metrics.toml: {name} is worked out from {part}, which it does not list")
    return tuple(
        Metric(
            name,
            tuple(row["names"]),
            frozenset(row["dimensions"]),
            unit=row["unit"],
            better=row.get("better", ""),
            formula=_formula(row.get("formula")),
            bounds=tuple(row["bounds"]) if "bounds" in row else None,
            scope=row.get("scope", "project"),
            confused=row.get("not", ""),
            plain=row.get("plain", False),
        )
        for name, row in table.items()
    )


_PARTS = frozenset({"累计面积"})
"""Numerators that no text states by themselves."""


def _formula(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    numerator, denominator = text.split(" ÷ ")
    return numerator, denominator


@lru_cache(maxsize=1)
def by_name() -> dict[str, Metric]:
    """Every metric under each of its names; of two that share one, the earlier in the file."""
    found: dict[str, Metric] = {}
    for metric in metrics():
        for name in metric.names:
            found.setdefault(name, metric)
    return found


def named_in(text: str) -> tuple[Metric, ...]:
    """The metrics that a text names; `plain` ones are left out."""
    return tuple(metric for metric in metrics() if not metric.plain and metric.stands_in(text))
