"""Table cells → thresholds: the metric at the head of the column or of the row, the industry at the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.clause import Clause
from ingest.document import Document
from kb.cell import find_in_cell, is_cell, unit_of
from kb.comparator import comparator_before
from kb.metric import Metric, by_name
from kb.quantity import Quantity, find_quantities
from kb.result import Operator
from kb.rule import Condition, Strength
from kb.rules.condition import kind_of
from kb.rules.draft import Draft
from kb.rules.lead import Lead
from kb.rules.naming import before
from kb.rules.value import told
from kb.rules.vocabulary import STRENGTH

_UNIT: Final = re.compile(r"[（(][^（）()]*[）)]|单位[:：].*$|[，,].*$")
_SIGN: Final = re.compile(
    r"[≥≤><＞＜]=?|不低于|不少于|不高于|不超过|不得低于|不得高于|下限|上限|最低|最高|最小|最大"
)
_SIGNS: Final[dict[str, Operator]] = {
    "下限": ">=",
    "最低": ">=",
    "最小": ">=",
    "上限": "<=",
    "最高": "<=",
    "最大": "<=",
}
_GENERIC: Final = re.compile(
    r"^(?:指标|控制|标准|要求|准入|数值|规定|限值|目标|数|值|约束|建议|推荐|参考|评价|一般|具体|内容|项目|名称|类别|行业|产业|"
    r"新增|工业|用地|20\d\d年?|年度|底|末|条件|门槛|基准|最低|最高|下限|上限|主要|量化|考核|申报|认定|及|和|代码|分类|门类|类型|区域|地区)+$"
)
_IGNORED: Final = re.compile(
    r"^(?:序号|编号|备注|说明|计量单位|单位|代码|行业代码|年份|责任单位|牵头单位|联系|电话|属性|分值|权重|得分)(?!产值|面积|能耗|水耗|排放|增加值|工业|产品|用地|GDP)"
)
_NORMATIVE: Final = re.compile(
    r"标准|指标|要求|控制|准入|门槛|条件|不低于|限值|目标|下表|规定|约束|表\s?\d?\s?所"
)
_FACTS: Final = re.compile(r"评价表|统计|明细|清单|名单|一览|情况|台账|公示|完成|名次|排名|汇总")
_FIRM: Final = re.compile(r"公司|厂$|集团|合作社")
_TARGET: Final = re.compile(r"目标|预期|规划期|20\d\d年(?:值|目标)?$")
_UNIT_HEAD: Final = re.compile(r"^(?:计量)?单位$")


_PERCENT: Final = find_quantities("为1%")[0]
"""Any percentage: heads like 研发费用与营业收入之比 name a share."""


@dataclass(frozen=True, slots=True)
class _Heads:
    metric: Metric | None
    words: str
    op: Operator | None
    others: tuple[str, ...]
    target: bool


def drafts(document: Document, leads: dict[str, Lead]) -> Iterator[Draft]:
    """The thresholds of every table that sets some.

    Args:
        document: whose tables they are.
        leads: see `kb.rules.statement.Outline`.
    """
    units: dict[str, str] = {}
    announced: dict[str, str] = {}
    for clause in document.clauses:
        steps = clause.path.steps
        if steps[-1].kind == "table":
            announced[clause.id] = _announcement(document, clause)
        if steps[-1].kind != "col" or not is_cell(clause):
            continue
        row = str(clause.path.parent)
        table = "/".join(map(str, steps[:-2]))
        text = clause.own.of(document.text)
        if _UNIT_HEAD.match(clause.context[-1].strip()) if clause.context else False:
            units[row] = text.strip()
    for clause in document.clauses:
        if clause.path.steps[-1].kind != "col" or not is_cell(clause):
            continue
        row = str(clause.path.parent)
        table = "/".join(map(str, clause.path.steps[:-2]))
        above = "/".join(map(str, clause.path.steps[:-3]))
        lead = leads.get(above, Lead())
        yield from _of_cell(document, clause, lead, announced.get(table, ""), units.get(row, ""))


def _announcement(document: Document, table: Clause) -> str:
    """The words that tell what a table is: what stands just before it, the headings above, the title."""
    before = document.text[max(0, table.span.start - 120) : table.span.start].strip().split("\n")[-1]
    first = table.own.of(document.text)
    return "\n".join((document.metadata.title, *document.heading_path(table), before, first))


def _of_cell(document: Document, clause: Clause, lead: Lead, announced: str, unit: str) -> Iterator[Draft]:
    if any(_IGNORED.match(head.strip()) for head in clause.context[-1:]):
        return
    heads = _heads(clause, lead)
    text = clause.own.of(document.text).strip()
    if heads is None or not text or any(_FIRM.search(head) for head in heads.others):
        return
    quantities = _quantities(clause, text, unit, heads.metric)
    if len(quantities) != 1:
        return
    quantity = quantities[0]
    normative = quantity.compared or heads.op is not None or lead.op is not None
    said = announced.rsplit("\n", 1)[-1] + announced.split("\n")[-2] + announced
    if not normative and (not _NORMATIVE.search(said) or _FACTS.search(announced.split("\n")[0])):
        return
    op: Operator = quantity.op
    if not quantity.compared:
        better = heads.metric.better if heads.metric else ""
        op = heads.op or lead.op or (">=" if better == "high" else "<=" if better == "low" else "=")
    target = heads.target or lead.target or bool(_TARGET.search(announced.rsplit("\n", 2)[-2]))
    strength: Strength = "目标" if target else lead.strength or _strength(announced)
    value, high, printed = told(quantity, heads.metric, None)
    conditions = tuple(Condition(kind_of(head), head) for head in heads.others)
    yield Draft(
        clause.id, clause.own, clause.own.of(document.text), heads.metric.name if heads.metric else heads.words,
        heads.words, op, value, printed, strength, high=high, subject=lead.subject,
        conditions=(*lead.conditions, *conditions), scope="region" if target else "project",
        confidence=(0.95 if heads.metric else 0.7) * (1.0 if quantity.compared or heads.op or lead.op else 0.85),
        source="table", context="\n".join(clause.context), permits=lead.permits,
    )  # fmt: skip


def _quantities(clause: Clause, text: str, unit: str, metric: Metric | None) -> list[Quantity]:
    if (
        unit
        and not unit_of(clause)
        and re.fullmatch(r"[≥≤><＞＜=不低于高超过少]*\s*[\d.．,，\-—–~～至]+", text)
    ):
        return find_quantities(f"{text}{unit}") or find_quantities(f"为{text}")
    return find_in_cell(clause, text)


def _heads(clause: Clause, lead: Lead) -> _Heads | None:
    """Which of the heads over and beside a cell is the metric, and what the others are."""
    found: tuple[int, Metric | None, str] | None = None
    op: Operator | None = None
    plain = [_plain(head) for head in clause.context]
    target = any(_TARGET.search(head) for head in plain)
    for index in range(len(plain) - 1, -1, -1):
        metric = _metric(plain[index])
        if metric is not None:
            found = index, metric, plain[index]
            break
    if found is None and lead.metric:
        found = -1, by_name().get(lead.metric), lead.metric
    if found is None:
        last = len(plain) - 1
        index = last if plain[last] and not _GENERIC.match(plain[last]) else 0
        measured = bool(unit_of(clause)) or bool(_SIGN.search(clause.context[index])) or index == 0
        if not plain[index] or not measured or _GENERIC.match(plain[index]):
            return None
        found = index, None, plain[index]
    for head in clause.context:
        if sign := _SIGN.search(head):
            said = comparator_before(sign[0])
            op = op or _SIGNS.get(sign[0]) or (said[0] if said else None)
    others = tuple(
        head for index, head in enumerate(plain)
        if index != found[0] and head and not _GENERIC.match(head) and not _UNIT_HEAD.match(head)
        and not re.match(r"单位[:：]", clause.context[index]) and not re.match(r"表\s?\d", head)
    )  # fmt: skip
    return _Heads(found[1], found[2], op, others, target)


def _metric(head: str) -> Metric | None:
    names = by_name()
    for words in (head, re.sub(r"(?:指标值?|标准|要求|控制值?|下限|上限|目标值?)$", "", head)):
        if words in names:
            return names[words]
        for size in range(min(len(words), 20), 2, -1):
            known = names.get(words[-size:])
            if known and not known.plain:
                return known
    shared = before(head, "", _PERCENT)
    return shared[0].known if shared and shared[0].known else None


def _plain(head: str) -> str:
    return _SIGN.sub("", _UNIT.sub("", head)).strip(" \t　：:（）()")


def _strength(announced: str) -> Strength:
    near = "\n".join(announced.split("\n")[-2:])
    for strength in ("鼓励", "原则"):
        if STRENGTH[strength].search(near):
            return strength
    return "强制"
