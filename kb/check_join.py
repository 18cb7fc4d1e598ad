"""Rules weighed together: exceptions take the place of what they override, alternatives need one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kb.check_compare import bound_text
from kb.check_rule import Weighed, scaled
from kb.check_sheet import Sheet
from kb.facts_terms import term_of
from kb.finding import FindingStatus, Need
from kb.rule import Rule


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a rule when all that bears on it was weighed; see `Finding`."""

    weighed: Weighed
    status: FindingStatus
    reason: str
    needs: tuple[tuple[Need, ...], ...] = ()
    conditional: bool = False
    open: bool = False


def join(
    sheets: Sequence[Sheet],
    weigh: Callable[[Rule, Sheet, Rule | None], Weighed],
    pending: Callable[[Rule], bool],
    narrow: Callable[[Weighed], Weighed],
) -> list[Outcome]:
    """What becomes of each rule.

    Args:
        sheets: the rules of the documents that may bind the project.
        weigh: holds one rule against the project, or as it is once it has changed another one's bound.
        pending: whether a rule may only be used with an approval that is not there.
        narrow: a rule as an exception, which binds only where all its words are so.
    """
    plain: list[Outcome] = []
    changed: list[Outcome] = []
    for sheet in sheets:
        weighed = {rule.id: weigh(rule, sheet, None) for rule in sheet.rules if rule.factor is None}
        scales: dict[str, list[Weighed]] = {}
        for rule, base in sheet.changes:
            own = _scaled(weigh(scaled(rule, base), sheet, base), weighed[base.id])
            changed.append(_plain(own))
            scales.setdefault(base.id, []).append(own)
        for name, each in weighed.items():
            outcome = _plain(each)
            if outcome.status != "not_applicable" and name in sheet.lifted:
                lifting = [weighed[rule.id] for rule in sheet.lifted[name] if rule.factor is None]
                exceptions = [narrow(own) for own in (*lifting, *scales.get(name, ()))]
                outcome = _lifted(outcome, exceptions, pending)
            plain.append(outcome)
    outcomes = [*plain, *changed]
    settled = {outcome.weighed.rule.id: outcome for outcome in outcomes}
    return _alternatives(_as_exception(outcome, settled, pending) for outcome in outcomes)


def _scaled(own: Weighed, base: Weighed) -> Weighed:
    """A rule that changes a bound, which binds only where the bound itself would."""
    if base.binds.truth is False or (base.binds.truth is None and own.binds.truth is True):
        return replace(own, binds=base.binds)
    return own


def _lifted(outcome: Outcome, exceptions: Sequence[Weighed], pending: Callable[[Rule], bool]) -> Outcome:
    """A rule that binds, and what overrides it."""
    weighed = outcome.weighed
    for exception in exceptions:
        rule = exception.rule
        waits = pending(rule)
        if exception.binds.truth is True:
            if waits and outcome.status == "pass":
                continue
            if waits and exception.met.truth is not True:
                continue
            return Outcome(weighed, "not_applicable", f"由“{_short(rule)}”代替：{rule.quote}")
        lifts = exception.binds.truth is None and exception.met.truth is not False
        if lifts and waits and outcome.status == "fail":
            aside = f"；若{_unsure(exception)}，经批准后可以按“{_short(rule)}”核对"
            outcome = replace(outcome, reason=f"{outcome.reason}{aside}")
        elif lifts and outcome.status == "fail":
            reason = (
                f"{outcome.reason}；但若{_unsure(exception)}，则按“{_short(rule)}”核对，"
                f"{'能满足' if exception.met.truth else '还不能确定'}"
            )
            ways = (exception.binds.needs,) if exception.binds.needs else ()
            outcome = Outcome(weighed, "unknown", reason, ways)
    return outcome


def _unsure(weighed: Weighed) -> str:
    words = [need.key for need in weighed.binds.needs]
    return f"属于“{'、'.join(words)}”" if words else "例外情形成立"


def _plain(weighed: Weighed) -> Outcome:
    """A rule by itself."""
    rule, binds, met = weighed.rule, weighed.binds, weighed.met
    if binds.truth is False:
        return Outcome(weighed, "not_applicable", f"这一条不适用：{binds.reason}")
    if weighed.manual:
        blocks = not rule.prohibition and (met.truth is False or term_of(rule.metric) is not None)
        reason = met.reason if rule.prohibition else f"这一条的读取把握不大，请人工核对原文；{met.reason}"
        return Outcome(weighed, "manual", reason, open=blocks and met.truth is not True)
    if met.truth is True:
        aside = "" if binds.truth is True else f"（{binds.reason}，但适用与否都能满足）"
        return Outcome(weighed, "pass", met.reason + aside)
    if binds.truth is None:
        ways = tuple((*binds.needs, *way) for way in met.needs) if met.truth is None else (binds.needs,)
        outcome = f"若适用则不满足：{met.reason}" if met.truth is False else met.reason
        return Outcome(weighed, "unknown", f"{binds.reason}，还不能确定这一条是否适用；{outcome}", ways)
    if met.truth is False:
        aside = "；这是鼓励性的要求，未达到不影响结论" if rule.strength == "鼓励" else ""
        return Outcome(weighed, "fail", met.reason + aside)
    return Outcome(weighed, "unknown", met.reason, met.needs)


def _as_exception(
    outcome: Outcome,
    settled: dict[str, Outcome],
    pending: Callable[[Rule], bool],
) -> Outcome:
    """An exception as a finding of its own: used only where the rule is not met without it."""
    rule = outcome.weighed.rule
    bases = [settled[name] for name in rule.overrides if name in settled]
    if not bases:
        waits = outcome.status == "pass" and pending(rule)
        return replace(outcome, conditional=True) if waits else outcome
    if outcome.status == "not_applicable":
        return outcome
    if all(base.status == "not_applicable" and base.weighed.binds.truth is False for base in bases):
        return Outcome(outcome.weighed, "not_applicable", "它所放宽或改变的要求本身不适用")
    if pending(rule):
        if any(base.status == "pass" for base in bases):
            return Outcome(outcome.weighed, "not_applicable", "一般要求已经满足，用不到经批准的例外")
        if outcome.status == "pass":
            general = _short(bases[0].weighed.rule)
            reason = f"{outcome.reason}；一般要求“{general}”没有达到，这一例外须经批准后才能适用"
            return replace(outcome, reason=reason, conditional=True)
        if any(base.status == "fail" for base in bases) and outcome.status == "fail":
            return Outcome(outcome.weighed, "not_applicable", f"经批准的例外也没有达到：{outcome.reason}")
    if outcome.weighed.binds.truth is None and any(base.status == "fail" for base in bases):
        return Outcome(outcome.weighed, "not_applicable", f"适用与否都没有达到：{outcome.weighed.met.reason}")
    return outcome


def _alternatives(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Of rules of which any one is enough: where one passes the others do not matter."""
    found = list(outcomes)
    groups: dict[str, list[int]] = {}
    for index, outcome in enumerate(found):
        rule = outcome.weighed.rule
        if rule.group and rule.joint == "any" and outcome.status != "not_applicable":
            groups.setdefault(rule.group, []).append(index)
    for members in groups.values():
        for i in members:
            found[i] = _open_way(found[i])
        ways = _ways(found, members)
        passed = next((way for way in ways if all(found[i].status == "pass" for i in way)), ())
        left = any(all(found[i].status in ("pass", "unknown", "manual") for i in way) for way in ways)
        for i in members:
            outcome = found[i]
            if passed and outcome.status != "pass":
                used = found[passed[0]].weighed.rule
                found[i] = Outcome(
                    outcome.weighed,
                    "not_applicable",
                    f"几项中满足一项即可，已满足“{_short(used)}”；{outcome.reason}",
                )
            elif not passed and left and outcome.status == "fail":
                found[i] = Outcome(
                    outcome.weighed, "not_applicable", f"几项中满足一项即可，这一项没有满足：{outcome.reason}"
                )
    return found


def _open_way(outcome: Outcome) -> Outcome:
    """An alternative that is met but perhaps not this project's to use: it opens no way before that is settled."""
    binds = outcome.weighed.binds
    if outcome.status != "pass" or binds.truth is not None:
        return outcome
    reason = f"{outcome.weighed.met.reason}；但{binds.reason}，还不能确定能否按这一项"
    return Outcome(outcome.weighed, "unknown", reason, (binds.needs,) if binds.needs else ())


def _ways(found: Sequence[Outcome], members: Sequence[int]) -> list[list[int]]:
    """The alternatives of a group: rules that one statement sets by 且 are one alternative together."""
    ways: dict[object, list[int]] = {}
    for i in members:
        rule = found[i].weighed.rule
        together = _TOGETHER.search(rule.quote)
        ways.setdefault((rule.clause_id, rule.span) if together else i, []).append(i)
    return list(ways.values())


_TOGETHER = re.compile(r"[，,、]?(?:且|并且|同时|并)")


def _short(rule: Rule) -> str:
    """A rule in few words: 容积率不低于 1.2."""
    words = {">=": "不低于", "<=": "不高于", ">": "超过", "<": "低于", "=": "为", "in": "在"}
    if rule.op is None:
        return rule.metric
    return f"{rule.metric}{words[rule.op]} {bound_text(rule.op, rule.value, rule.high, rule.unit)}"
