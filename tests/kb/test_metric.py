"""The table of metrics: names, formulas and units hold together."""

from __future__ import annotations

from kb.metric import by_name, metrics, named_in
from kb.units import resolve


def test_every_metric_is_found_by_its_own_name() -> None:
    """A metric's name is one of its names, and leads to itself."""
    assert [metric.name for metric in metrics() if by_name().get(metric.name) is not metric] == []


def test_formulas_name_metrics_of_matching_units() -> None:
    """A metric's unit is that of its formula's quotient: 固定资产投资 ÷ 用地面积 is money by area."""
    for metric in metrics():
        if metric.formula is None or any(part not in by_name() for part in metric.formula):
            continue
        above, below = (resolve(by_name()[part].unit) for part in metric.formula)
        own = resolve(metric.unit)
        assert None not in (own, above, below), metric.name
        assert own.dimensions == (above / below).dimensions, metric.name  # type: ignore[union-attr, operator]


def test_everyday_words_are_not_asked_for_by_name() -> None:
    """用地面积 in a question names no metric of its own, 投资强度 does."""
    assert [metric.name for metric in named_in("用地面积100亩的投资强度是多少")] == ["投资强度"]
