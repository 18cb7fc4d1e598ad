"""Metric: a quantity with a name, as `metrics.toml` lists them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Metric:
    """What policies set thresholds for.

    Attributes:
        name: how answers call it.
        names: every way it is written, its name among them.
        dimensions: of quantities that can be its value, as in `kb.quantity.Quantity`.
    """

    name: str
    names: tuple[str, ...]
    dimensions: frozenset[str]

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
    """All metrics of the table."""
    table = tomllib.loads(Path(__file__).with_name("metrics.toml").read_text("utf-8"))
    return tuple(
        Metric(name, tuple(row["names"]), frozenset(row["dimensions"])) for name, row in table.items()
    )


def named_in(text: str) -> tuple[Metric, ...]:
    """The metrics that a text names."""
    return tuple(metric for metric in metrics() if metric.stands_in(text))
