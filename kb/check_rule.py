"""One rule held against a project: the comparison or the bar, and whether the rule binds it at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.check_applies import YES, Applies, applies, condition_holds, holds, topic_need
from kb.check_compare import Compared, Standing, compare
from kb.check_sheet import SURE, doubtful
from kb.fact import Project, Truth
from kb.facts_state import TABLE, THING, bears, clause_at, denies, named
from kb.finding import Actual, Need
from kb.industry import belongs, classes, find_industries
from kb.rule import Rule

_TOPICS = {name: tuple(row["rule"]) for name, row in TABLE["statements"].items()}
_CAUSED = re.compile(r"因.{2,12}(?:受到|受过|被)")
"""A bar on one thing that came of another is only so where both are: 因环境违法受到行政处罚."""
_DEMAND = re.compile(r"未(?:取得|通过|办理|完成|获得|依法)|不符合|没有|未能|无")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule with whether it binds the project and whether it is met.

    Attributes:
        rule: with the bound as it was applied.
        binds: whether it binds.
        met: whether it is met; of a bar, whether what it bars is not so.
        manual: whether only a person can say.
    """

    rule: Rule
    binds: Applies
    met: Compared
    manual: bool = False

    @property
    def truth(self) -> Truth:
        """Whether all is well: the rule does not bind, or is met."""
        if self.binds.truth is False or self.met.truth is True:
            return True
        if self.binds.truth is True and self.met.truth is False:
            return False
        return None


def weigh(
    rule: Rule,
    project: Project,
    standing: Standing,
    *,
    siblings: Sequence[str] = (),
    placed: Applies = YES,
) -> Weighed:
    """Hold a rule against a project.

    Args:
        rule: with a bound of its own; for one that changes others' bounds see `scaled`.
        project: what is known.
        standing: the day and what is assumed.
        siblings: industries that other rules of the same table name.
        placed: whether the rule's document holds where the project lies.
    """
    binds = applies(rule, project, standing, siblings)
    if placed.truth is not True:
        binds = placed if placed.truth is False or binds.truth is True else _also(binds, placed)
    if rule.prohibition:
        barred = _barred(rule, project, standing)
        if barred is None:
            return Weighed(rule, binds, Compared(None, "这一条要由人核对"), manual=True)
        return Weighed(rule, binds, barred)
    assert rule.op is not None
    assert rule.value is not None
    met = compare(project, rule.metric, rule.op, rule.value, rule.high, rule.unit, rule.words)
    unsure = (rule.confidence < SURE and rule.state == "自动") or doubtful(rule)
    return Weighed(rule, binds, met, manual=unsure)


def _also(one: Applies, other: Applies) -> Applies:
    if one.truth is False:
        return one
    reasons = "；".join(reason for reason in (one.reason, other.reason) if reason)
    return Applies(None, reasons, (*one.needs, *other.needs), one.conditional)


def scaled(rule: Rule, base: Rule) -> Rule:
    """A rule that changes another's bound by a factor, with the bound that comes of it."""
    assert rule.factor is not None
    assert base.value is not None
    value = float(f"{base.value * rule.factor:.12g}")
    high = float(f"{base.high * rule.factor:.12g}") if base.high is not None else None
    return replace(
        rule,
        metric=base.metric,
        words=base.words,
        op=base.op,
        value=value,
        high=high,
        unit=base.unit,
        prohibition=False,
        factor=None,
    )


def _barred(rule: Rule, project: Project, standing: Standing) -> Compared | None:
    """Whether what a bar names is not so of the project; None where no table knows the words."""
    words = rule.metric if _topics(rule.metric) else rule.words if _topics(rule.words) else rule.metric
    if topics := _topics(words):
        return _topical(words, topics, project, standing)
    codes, _ = classes(words)
    if codes:
        return _named(words, project) or _industrial(words, project)
    said = [fact for fact in project.of(THING) if fact.stance]
    if not any(True for _ in named("things", words)):
        return None
    found = holds(words, project, standing)
    if found.truth is not None and said:
        actual = Actual(str(said[0].value), "", said[0].quote)
        told = "属于" if found.truth else "不属于"
        return Compared(not found.truth, f"描述写明“{said[0].quote}”，{told}条款禁止的“{words}”", actual)
    return None


def _topics(words: str) -> list[str]:
    return [name for name, meant in _TOPICS.items() if any(word in words for word in meant)]


def _topical(words: str, topics: list[str], project: Project, standing: Standing) -> Compared:
    """A bar on topics: barred where any is so, free where the description denies all of them."""
    truths: list[Truth] = []
    actual: Actual | None = None
    needs: list[Need] = []
    reasons: list[str] = []
    for topic in topics:
        facts = project.of(topic)
        found = {_reversed(bears(fact, words, standing.day.year), topic, words) for fact in facts}
        truth = found.pop() if len(found) == 1 else None
        truths.append(truth)
        if facts and (actual is None or truth is True):
            actual = Actual(str(facts[0].value), "", facts[0].quote)
        if truth is None:
            needs.append(topic_need(topic))
            reasons.append(f"描述没有说清{topic}的情况" if facts else f"描述没有说明{topic}的情况")
        else:
            told = "属于" if truth else "不属于"
            reasons.append(f"描述写明“{facts[0].quote}”，{told}条款禁止的“{words}”")
    if _CAUSED.search(words) and any(truth is False for truth in truths):
        return Compared(True, reasons[[t is False for t in truths].index(True)], actual)
    if any(truth is True for truth in truths):
        return Compared(False, reasons[[t is True for t in truths].index(True)], actual)
    if all(truth is False for truth in truths):
        return Compared(True, "；".join(dict.fromkeys(reasons)), actual)
    return Compared(None, "；".join(dict.fromkeys(reasons)), None, (tuple(needs),))


def _reversed(truth: Truth, topic: str, words: str) -> Truth:
    """A bar on what was not done (未取得环评批复的) is so where the topic is not."""
    wanted = topic in {"环评", "节能审查", "备案", "规划符合", "鼓励类"}
    if truth is None or not wanted:
        return truth
    return not truth if _DEMAND.search(words) or topic != "鼓励类" else truth


def _named(words: str, project: Project) -> Compared | None:
    """A bar on several trades (电镀、印染项目), where the description names one of them, or denies them all."""
    items = [_TRADE.sub("", item) for item in re.split(r"[、，和及与或]|以及", _BARS.sub("", words))]
    items = [item for item in items if len(item) > 1]
    said = {item: [m.start() for m in re.finditer(re.escape(item), project.text)] for item in items}
    for item, places in said.items():
        for at in places:
            if not denies(project.text, at):
                quote = clause_at(project.text, at).of(project.text)
                told = f"描述写明“{quote}”，属于条款禁止的“{words}”"
                return Compared(False, told, Actual(item, "", quote))
    if not items or not all(said.values()):
        return None
    quote = clause_at(project.text, said[items[0]][0]).of(project.text)
    return Compared(True, f"描述写明“{quote}”，不属于条款禁止的“{words}”", Actual("否", "", quote))


_TRADE = re.compile(r"(?:等|类|行业|产业|项目|企业|加工|生产|的)+$")
_BARS = re.compile(
    r"^.{0,6}?(?:不得|严禁|禁止)(?:引进|引入|新建|新上|建设|准入|从事)?|(?:不得|禁止|不予).{1,4}$"
)


def _industrial(words: str, project: Project) -> Compared:
    said = project.words("行业")
    found = tuple(i for word in said for i in find_industries(word))
    truth = belongs(found, words)
    need = Need("行业", "项目属于哪个行业（国民经济行业分类的大类，如“食品制造业”）？")
    if truth is None:
        asked = Need(words, f"项目是否属于“{words}”？") if said else need
        return Compared(None, f"条款禁止“{words}”，描述没有说清行业", None, ((asked,),))
    told = "属于" if truth else "不属于"
    quote = "、".join(said)
    return Compared(not truth, f"描述写明行业“{quote}”，{told}条款禁止的“{words}”", Actual(quote, "", quote))


def approval_pending(rule: Rule, project: Project, standing: Standing) -> bool:
    """Whether a rule may only be used with an approval that the description does not have."""
    if not rule.approval and not rule.conditions:
        return False
    if not rule.approval and not any(condition.kind == "approval" for condition in rule.conditions):
        return False
    found = [condition_holds(c, project, standing) for c in rule.conditions if c.kind == "approval"]
    if found:
        return any(each.conditional for each in found)
    return not re.search(r"(?:已|业)经?[^，。；]{0,14}(?:批准|同意|批复)", project.text)
