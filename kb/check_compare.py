"""A project's figures held against a bound: met, not met, or open, in a sentence that shows both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kb.fact import Amount, Fact, Project, Truth, in_unit
from kb.facts_derive import number
from kb.facts_terms import plain_name, term_of
from kb.finding import Actual, Need
from kb.metric import by_name
from kb.result import Operator

_FALLS: Final = {">=": "低于", "<=": "高于", ">": "没有超过", "<": "没有低于", "=": "不等于", "in": "不在"}
_MEETS: Final = {">=": "不低于", "<=": "不高于", ">": "超过", "<": "低于", "=": "等于", "in": "在"}
_MONTHS: Final = (28.0, 31.0)
"""Days that a month can have."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What rules are held against besides the project.

    Attributes:
        day: that the rules are applied on.
        assume_new: whether a project that does not say otherwise counts as 新建.
    """

    day: date
    assume_new: bool = True


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison came to; `needs` are ways to settle it, each a set of facts to ask for."""

    truth: Truth
    reason: str
    actual: Actual | None = None
    needs: tuple[tuple[Need, ...], ...] = ()


def compare(
    project: Project,
    metric: str,
    op: Operator,
    value: float,
    high: float | None,
    unit: str,
    words: str = "",
) -> Compared:
    """Hold what is known of a metric against a bound.

    Args:
        project: its facts, derived ones among them.
        metric: canonical name, else a rule's own words.
        op, value, high, unit: the bound, see `kb.rule.Rule`.
        words: what the rule calls the metric; looked for where nothing is said under its own name.
    """
    if words and not project.of(metric) and term_of(words) is None and project.of(words):
        metric = words
    key = ("compare", metric, op, value, high, unit)
    if key not in project.memo:
        project.memo[key] = _compare(project, metric, op, value, high, unit)
    found: Compared = project.memo[key]
    return found


def _compare(
    project: Project, metric: str, op: Operator, value: float, high: float | None, unit: str
) -> Compared:
    unit = _unit(metric, unit)
    known = [fact for fact in _said_of(project, metric) if fact.amount is not None]
    fitting = [fact for each in known if (fact := _as(each, unit)) is not None]
    if known and not fitting:
        said = known[0]
        reason = f"{metric}“{said.quote}”的单位与要求的“{unit or '比值'}”换算不了，没有采用"
        return Compared(None, reason, None, ((ask(metric, unit),),))
    if not fitting:
        return Compared(None, _lacking(project, metric), None, ways(project, metric, unit))
    wholes = [fact for fact in fitting if not fact.part]
    parts = [fact for fact in fitting if fact.part]
    if wholes and (term := term_of(metric)) is not None and term.base and metric != "单宗面积":
        parts = []
    verdicts = [(fact, _meets(fact, op, value, high)) for fact in (*wholes, *parts)]
    truth = _together([t for f, t in verdicts if not f.part], [t for f, t in verdicts if f.part])
    bound = bound_text(op, value, high, unit)
    shown = next((f for f, t in verdicts if t is truth), verdicts[0][0])
    actual = Actual(shown.value, shown.unit, shown.quote)
    if truth is not None:
        return Compared(truth, _sentence(shown, op, bound, met=truth, several=parts), actual)
    return Compared(None, _open(verdicts, op, bound), actual, _ways_out(project, metric, unit, fitting))


def _said_of(project: Project, metric: str) -> tuple[Fact, ...]:
    """The facts on a metric; on one that only a rule names, those under the plain form of its name."""
    return project.of(metric) or (project.of(plain_name(metric)) if term_of(metric) is None else ())


def _together(wholes: Sequence[Truth], parts: Sequence[Truth]) -> Truth:
    """Contradicting figures must agree; figures of parts must all meet it."""
    if wholes:
        same = set(wholes)
        truth = same.pop() if len(same) == 1 else None
        return None if truth is True and not all(part is True for part in parts) else truth
    if any(part is False for part in parts):
        return False
    return True if all(part is True for part in parts) else None


def _meets(fact: Fact, op: Operator, value: float, high: float | None) -> Truth:
    assert fact.amount is not None
    return fact.amount.meets(op, value, high)


def _unit(metric: str, unit: str) -> str:
    """The unit of a bound: 亩均税收30万元 is of an 亩, and what is of a year needs no 年."""
    known = by_name().get(metric)
    plain = unit.removesuffix("·年").removesuffix("·月") if "·年" in unit else unit
    if known is not None and "money/area" in known.dimensions and "/" not in plain and plain:
        return f"{plain}/亩"
    if known is not None and "count/area" in known.dimensions and "/" not in plain and plain:
        return f"{plain}/亩"
    return plain


def _as(fact: Fact, unit: str) -> Fact | None:
    """A fact in the bound's unit; days are of a month as short or as long as months are."""
    found = in_unit(replace(fact, unit=fact.unit.removesuffix("·年")), unit)
    if found is not None or fact.amount is None or isinstance(fact.value, str):
        return found
    days = in_unit(fact, "日")
    months = in_unit(fact, "月")
    if unit in {"月", "年"} and days is not None and days.amount is not None:
        short, long = _MONTHS
        amount = Amount(days.amount.low / long, days.amount.high / short)
        value = float(days.value) / 30.0
        return in_unit(replace(fact, value=value, amount=amount, unit="月"), unit)
    if unit == "日" and months is not None and months.amount is not None:
        short, long = _MONTHS
        amount = Amount(months.amount.low * short, months.amount.high * long)
        return replace(fact, value=float(months.value) * 30, amount=amount, unit="日")
    return None


def bound_text(op: Operator | None, value: float | None, high: float | None, unit: str) -> str:
    """A bound's number: 350万元/亩, 0.7 到 1.8."""
    if value is None:
        return ""
    if op == "in" and high is not None:
        return f"{number(value, unit)} 到 {number(high, unit)} 之间"
    return number(value, unit)


def _sentence(fact: Fact, op: Operator, bound: str, *, met: bool, several: Sequence[Fact]) -> str:
    words = (_MEETS if met else _FALLS)[op]
    each = "各部分中最先不满足的是" if several and not met and fact.part else ""
    return f"{each}{_said(fact)}，{words} {bound}"


def _said(fact: Fact) -> str:
    if not fact.derived_from:
        inside = fact.metric in fact.quote
        said = f"“{fact.quote}”" if inside else f"{fact.metric}“{fact.quote}”"
        return f"{fact.part}{said}"
    first, *more = fact.derived_from
    return first + (f"（{'；'.join(more)}）" if more else "")


def _open(verdicts: Sequence[tuple[Fact, Truth]], op: Operator, bound: str) -> str:
    """Why figures that are there do not settle it."""
    if len({truth for _, truth in verdicts}) > 1:
        each = "；".join(
            f"按{_said(f)}则{ {True: '满足', False: '不满足', None: '不能确定'}[t] }" for f, t in verdicts
        )
        return f"几个数的结果不一样：{each}；要求{_MEETS[op]} {bound}"
    fact = verdicts[0][0]
    return f"{_said(fact)}，是约数或只给了界限，不能判断是否{_MEETS[op]} {bound}"


def _lacking(project: Project, metric: str) -> str:
    formula = by_name()[metric].formula if metric in by_name() else None
    if formula is None:
        return f"描述没有给出{metric}"
    missing = [name for name in formula if not project.of(name)]
    if len(missing) == 1:
        return f"描述没有给出{metric}，也没有可以用来计算的{missing[0]}"
    return f"描述没有给出{metric}，也没有{'和'.join(formula)}"


def ways(project: Project, metric: str, unit: str) -> tuple[tuple[Need, ...], ...]:
    """What to ask for where nothing is known: the metric itself, or what it is worked out from."""
    own = (ask(metric, unit),)
    formula = by_name()[metric].formula if metric in by_name() else None
    if formula is None or any(term_of(name) is None for name in formula):
        return (own,)
    missing = tuple(
        ask(name, "") for name in formula if not any(not f.part and f.amount for f in project.of(name))
    )
    return (missing, own) if len(missing) == 1 else (own, missing) if missing else (own,)


def _ways_out(
    project: Project, metric: str, unit: str, facts: Sequence[Fact]
) -> tuple[tuple[Need, ...], ...]:
    """What to ask for where figures contradict or are not exact."""
    totals = [fact for fact in facts if not fact.part]
    if len(totals) > 1:
        said = "、".join(f"“{fact.quote}”" for fact in totals)
        return ((Need(metric, f"{metric}以哪一个为准（{said}）？"),),)
    fact = (totals or list(facts))[0]
    if any("上限" in step for step in fact.derived_from):
        return ((ask("固定资产投资", ""),), (ask(metric, unit),))
    return ((Need(metric, f"{metric}的准确数值是多少（描述写的是“{fact.quote}”）？"),),)


def ask(metric: str, unit: str) -> Need:
    """The question for a metric."""
    term = term_of(metric)
    shown = term.unit if term is not None and not unit else unit
    return Need(metric, f"{metric}是多少{f'（{shown}）' if shown else ''}？")
