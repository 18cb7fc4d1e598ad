"""What follows from stated facts: sums over plots and phases, ratios by their formulas, bounds; the working shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from kb.fact import Amount, Fact, in_unit
from kb.facts_terms import Term, known, terms
from kb.metric import Metric, metrics
from kb.units import convert

_TOLERANCE: Final = 0.01
"""Relative difference between two figures for one thing that rounding explains."""
_MERE: Final = "投资"
_FIXED: Final = "固定资产投资"
_TOTAL: Final = "总投资"
_AREA: Final = "总建筑面积"
_BELOW: Final = "地下建筑面积"


@cache
def derived_from(name: str) -> tuple[Term, ...]:
    """The metrics that a quantity is the numerator of."""
    meant = {_FIXED: _FIXED, _MERE: _FIXED, _TOTAL: _FIXED}.get(name, name)
    return tuple(
        terms()[m.name] for m in metrics() if m.formula and m.formula[0] == meant and m.name in terms()
    )


def settle(stated: Sequence[Fact]) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """The facts to use out of those stated, and what does not fit together.

    Of a metric, what is planned goes before what is there; equal statements count once; figures of
    plots and phases are added up where no total is given; two different totals stand side by side.

    Returns:
        Facts with derived ones behind, and Chinese sentences.
    """
    problems: list[str] = []
    used: list[Fact] = []
    for metric in dict.fromkeys(fact.metric for fact in stated):
        facts = _of_one_stage([f for f in stated if f.metric == metric and f.part != "其中"], problems)
        used += _whole(metric, facts, problems)
    used += [*_investment(used, problems), *_halls(used)]
    for ratio in metrics():
        if ratio.formula is not None and ratio.scope == "project":
            used += _ratios(ratio, used, problems)
    used += _plots(used)
    return tuple(used), tuple(problems)


def _of_one_stage(facts: list[Fact], problems: list[str]) -> list[Fact]:
    """What is planned, where the description gives both what is there and what is planned."""
    now = [fact for fact in facts if fact.stage == "现状"]
    later = [fact for fact in facts if fact.stage != "现状"]
    if not now or not later:
        return facts
    if not all(any(_alike(a, b) for b in later) for a in now):
        problems.append(
            f"{now[0].metric}有现状（{now[0].quote}）和规划（{later[-1].quote}）两个数，按规划的数核对"
        )
    return later


def _whole(metric: str, facts: list[Fact], problems: list[str]) -> list[Fact]:
    """A metric's facts: each different total once, and its parts with their sum."""
    totals: list[Fact] = []
    for fact in facts:
        if not fact.part and not any(_alike(fact, other) for other in totals):
            totals.append(fact)
    if len(totals) > 1:
        said = "、".join(f"“{fact.quote}”" for fact in totals)
        problems.append(f"{metric}有互相矛盾的说法：{said}；请确认以哪一个为准")
    parts = list({fact.part: fact for fact in facts if fact.part}.values())
    summed = _sum(metric, parts) if len(parts) > 1 and known(metric).base else None
    if summed is not None and not totals:
        return [summed, *parts]
    if summed is not None and len(totals) == 1 and _exceeds(summed, totals[0]):
        problems.append(
            f"{metric}的分项合计（{summed.derived_from[0]}）大于总数“{totals[0].quote}”；请确认以哪一个为准"
        )
        totals.append(summed)
    if len(parts) == 1 and not totals:
        return [replace(parts[0], part="")]
    return [*totals, *parts]


def _sum(metric: str, parts: Sequence[Fact]) -> Fact | None:
    """The parts added up in the first one's unit."""
    unit = parts[0].unit
    same = [fact for part in parts if (fact := in_unit(part, unit)) is not None and fact.amount is not None]
    if len(same) != len(parts) or "area" not in known(metric).dimensions | {"area"}:
        return None
    low = sum(f.amount.low for f in same if f.amount)
    high = sum(f.amount.high for f in same if f.amount)
    value = _clean(sum(float(f.value) for f in same))
    working = " ＋ ".join(f"{f.part} {f.quote}" for f in parts) + f" ＝ {number(value, unit)}"
    return Fact(metric, value, unit, "、".join(f.quote for f in parts), amount=Amount(_clean(low), _clean(high)),
                derived_from=(working,))  # fmt: skip


def _exceeds(one: Fact, other: Fact) -> bool:
    fact = in_unit(one, other.unit)
    return fact is not None and float(fact.value) > float(other.value) * (1 + _TOLERANCE)


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two facts may both be so: their values overlap, rounding allowed."""
    fact = in_unit(one, other.unit)
    if fact is None or fact.amount is None or other.amount is None:
        return one.value == other.value
    slack = _TOLERANCE * max(abs(float(fact.value)), abs(float(other.value)))
    return fact.amount.low <= other.amount.high + slack and other.amount.low <= fact.amount.high + slack


def _investment(used: Sequence[Fact], problems: list[str]) -> Iterator[Fact]:
    """投资 without a word before it: fixed assets where nothing else is said, else the total."""
    by = {name: [f for f in used if f.metric == name] for name in (_MERE, _FIXED, _TOTAL)}
    for fact in by[_MERE]:
        if not by[_FIXED] and not by[_TOTAL]:
            yield replace(fact, metric=_TOTAL)
            yield replace(fact, metric=_FIXED)
            if not fact.part:
                problems.append(
                    f"“投资{fact.quote}”没有说明口径，按固定资产投资核对；若含流动资金，请另行说明"
                )
        elif not by[_TOTAL]:
            yield replace(fact, metric=_TOTAL)


def _halls(used: Sequence[Fact]) -> Iterator[Fact]:
    """Of the floor area of the factory halls alone, only a least of the whole follows."""
    if any(fact.metric == _AREA for fact in used):
        return
    for fact in used:
        if fact.metric == "厂房面积" and fact.amount is not None:
            least = Amount(fact.amount.low, float("inf"))
            yield replace(
                fact, metric=_AREA, amount=least, derived_from=(f"厂房面积 {fact.quote}，其他建筑另计",)
            )


def _ratios(metric: Metric, used: Sequence[Fact], problems: list[str]) -> list[Fact]:
    """A metric worked out by its formula, for the whole and for each part; at most, where only a ceiling is known."""
    assert metric.formula is not None
    over, under = metric.formula
    stated = [fact for fact in used if fact.metric == metric.name]
    found: list[Fact] = []
    for part in dict.fromkeys(("", *(fact.part for fact in used))):
        if part and any(fact.part == part for fact in stated):
            continue
        for divisor in [f for f in used if f.metric == under and f.part == part]:
            for numerator in [f for f in used if f.metric == over and f.part == part]:
                if (fact := _quotient(metric, _above_ground(numerator, used), divisor)) is not None:
                    found.append(fact)
            if metric.formula[0] == _FIXED and not part and not any(f.metric == _FIXED for f in used):
                for total in [f for f in used if f.metric == _TOTAL and not f.part]:
                    if (fact := _quotient(metric, total, divisor)) is not None and fact.amount is not None:
                        ceiling = Amount(0.0, fact.amount.high)
                        note = "固定资产投资是总投资的一部分，这是投资强度的上限"
                        found.append(replace(fact, amount=ceiling, derived_from=(*fact.derived_from, note)))
    found = [fact for fact in found if not (stated and fact.amount is not None and fact.amount.low == 0)]
    totals = [fact for fact in stated if not fact.part]
    if totals and not metric.bounds and not found:
        return []
    for fact in list(found):
        if fact.part or not totals:
            continue
        found.remove(fact)
        if not any(_alike(fact, said) for said in totals):
            problems.append(
                f"{metric.name}写作“{totals[0].quote}”，但按{fact.derived_from[0]}，两者不一致；请确认以哪一个为准"
            )
            found.append(fact)
    return found


def _above_ground(fact: Fact, used: Sequence[Fact]) -> Fact:
    """Built area without what lies underground, which the plot ratio leaves out: GB 50353 and local rules."""
    if fact.metric != _AREA or "计容" in fact.quote:
        return fact
    below = next((f for f in used if f.metric == _BELOW and f.part == fact.part), None)
    inside = in_unit(below, fact.unit) if below else None
    if below is None or inside is None or float(inside.value) >= float(fact.value):
        return fact
    assert fact.amount is not None
    assert inside.amount is not None
    value = _clean(float(fact.value) - float(inside.value))
    amount = Amount(
        _clean(fact.amount.low - inside.amount.high), _clean(fact.amount.high - inside.amount.low)
    )
    working = f"地上建筑面积 ＝ {fact.quote} － 地下 {below.quote} ＝ {number(value, fact.unit)}"
    return replace(
        fact,
        value=value,
        amount=amount,
        quote=number(value, fact.unit),
        derived_from=(*fact.derived_from, working),
    )


def _quotient(metric: Metric, over: Fact, under: Fact) -> Fact | None:
    """One divided by the other, in the metric's unit; None where that cannot be."""
    if over.amount is None or under.amount is None or under.amount.low <= 0:
        return None
    unit = f"{over.unit}/{under.unit}"
    scale = convert(1.0, unit, metric.unit)
    if scale is None:
        return None

    def ratio(above: float, below: float) -> float:
        value = convert(_clean(above / below), unit, metric.unit)
        assert value is not None
        return _clean(value)

    low = ratio(max(over.amount.low, 0.0), under.amount.high) if under.amount.high != float("inf") else 0.0
    high = ratio(over.amount.high, under.amount.low) if over.amount.high != float("inf") else float("inf")
    value = ratio(float(over.value), float(under.value))
    if over.amount.exact and under.amount.exact:
        low = high = value
    name, other = _called(over), _called(under)
    steps = tuple(step for fact in (over, under) for step in fact.derived_from)
    working = f"{name} ÷ {other} ＝ {number(value, metric.unit)}"
    strict = over.amount.strict or under.amount.strict
    return Fact(
        metric.name,
        value,
        metric.unit,
        f"{over.quote}；{under.quote}",
        amount=Amount(min(low, high), max(low, high), strict),
        derived_from=(working, *steps),
        part=over.part,
    )


def _called(fact: Fact) -> str:
    bare = fact.unit == "元" and "元" not in fact.quote
    own = bare or fact.derived_from or fact.metric in fact.quote or "）" in fact.quote
    shown = number(float(fact.value), fact.unit) if own else fact.quote
    return f"{fact.part}{fact.metric} {shown}"


def _plots(used: Iterable[Fact]) -> list[Fact]:
    """Of plots named one by one, the area of each is a 单宗面积; of a single plot, the whole."""
    facts = list(used)
    if any(fact.metric == "单宗面积" for fact in facts):
        return []
    areas = [fact for fact in facts if fact.metric == "用地面积"]
    parts = [fact for fact in areas if "宗" in fact.part or "地块" in fact.part]
    return [replace(fact, metric="单宗面积") for fact in parts]


def number(value: float, unit: str) -> str:
    """A value as a sentence shows it: up to four decimals, 万 and 亿 for large amounts of money."""
    if unit == "元" and abs(value) >= 1e8:
        return f"{_shown(value / 1e8)}亿元"
    if unit == "元" and abs(value) >= 1e4:
        return f"{_shown(value / 1e4)}万元"
    return f"{_shown(value)}{unit}"


def _shown(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text if text not in {"0", "-0"} or value == 0 else f"{value:.3g}"


def _clean(value: float) -> float:
    """Undo the noise of binary arithmetic."""
    return float(f"{value:.11g}")
