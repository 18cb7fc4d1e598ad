"""A quantity as the value of its metric: in the metric's unit where the text leaves it out or words it apart."""

from __future__ import annotations

from kb.metric import Metric
from kb.quantity import Quantity
from kb.rules.draft import Draft
from kb.units import convert, same_dimension


def told(quantity: Quantity, metric: Metric | None, earlier: Draft | None) -> tuple[float, float | None, str]:
    """Value, upper bound and unit.

    亩均税收30万元 is 30 万元/亩, 万元增加值能耗0.4吨标准煤 is 0.4 吨标准煤/万元: the rest of the unit stands in the
    metric's name. A bare number has the unit of the rule
    that it is an exception to, else the metric's own.
    """
    value, high, unit = quantity.value, quantity.high, quantity.unit
    above, _, below = metric.unit.partition("/") if metric is not None else ("", "", "")
    if below and "/" not in unit and unit and same_dimension(unit, above):
        upper = convert(high, unit, above) if high is not None else None
        return convert(value, unit, above) or 0.0, upper, f"{above}/{below}"
    if unit == "" and quantity.dimension == "":
        if earlier is not None and earlier.unit:
            unit = earlier.unit
            # 总投资不低于5000万元，…不低于2000: the 万 is left out with the 元.
            if unit == "元" and (earlier.value or 0) >= _WAN > value:
                value, high = _scaled(value, _WAN), _scaled(high, _WAN) if high is not None else None
        elif metric is not None and metric.unit and metric.unit != "%":
            unit = metric.unit
    return value, high, unit


_WAN = 1e4


def _scaled(value: float, by: float) -> float:
    return float(f"{value * by:.12g}")
