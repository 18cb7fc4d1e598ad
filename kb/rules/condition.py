"""Conditions: the words under which a threshold holds, and what each is about."""

from __future__ import annotations

import re
from typing import Final

from ingest.span import Span
from kb.rule import Condition, ConditionKind
from kb.rules.vocabulary import HEAD, LEADING

_KINDS: Final[tuple[tuple[ConditionKind, re.Pattern[str]], ...]] = (
    (
        "approval",
        re.compile(
            r"经.{0,24}(?:批准|同意|审批|审定|研究|认定|论证|核准|审核|许可|备案|审议)|报.{0,20}(?:批准|同意|审批|审定|备案)|一事一议"
        ),
    ),
    (
        "project_kind",
        re.compile(
            r"新建|改建|扩建|技改|技术改造|零土地|再开发|存量|新增(?!长)|搬迁|续建|已建|既有|改造|增容|拆除重建|新供地"
        ),
    ),
    (
        "industry",
        re.compile(
            r"行业|[^作专]业(?:类|项目|企业|用地)?(?:的)?$|加工|制造|医药|化工|电子|新材料|纺织|机械|装备|食品|印染|物流|仓储|数据中心|芯片|集成电路|光伏|新能源|总部|冷链|软件|建材|冶金|造纸|电镀|家具|服装|五金|汽车|航空|生物"
        ),
    ),
    (
        "place",
        re.compile(
            r"城区|区域|[县市区镇乡](?:内|范围|的)?$|范围内|开发区|园区内|平台内|山区|沿海|中心城|规划区|[一二三四五六]类(?:地区|区)|控制线|工业集聚区|功能区|板块|片区|地段"
        ),
    ),
    ("subject", re.compile(rf"{HEAD}(?:的)?$")),
    ("time", re.compile(r"20\d\d年|期间|以前|以后|年起|届满|日起|阶段")),
)
_LEAD_PARTS: Final = re.compile(r"[，,]")


def kind_of(text: str) -> ConditionKind:
    """What the words of a condition are about."""
    plain = text.strip("，,、的 ")
    for kind, pattern in _KINDS:
        if pattern.search(plain):
            return kind
    return "other"


def condition(text: str, at: int) -> Condition | None:
    """A condition out of a part of a sentence, or None where the words say nothing.

    Args:
        text: 对于主城区范围内的.
        at: where it begins in the document's clean text.
    """
    lead = LEADING.match(text)
    start = lead.end() if lead else 0
    words = text[start:].rstrip("，,、：: 　")
    words = re.sub(r"(?<=[^目])的$", "", words)
    if len(words) < _SHORTEST:
        return None
    return Condition(kind_of(words), words, Span(at + start, at + start + len(words)))


_SHORTEST: Final = 2


def labelled(text: str, at: int) -> Condition:
    """A condition out of a label before a colon: 一类地区："""
    return Condition(kind_of(text), text, Span(at, at + len(text)))


def in_lead(text: str, subject: str, at: int) -> tuple[Condition, ...]:
    """The conditions that a lead-in sentence sets beside its subject: 在主城区内，…应当符合下列条件."""
    found = []
    position = 0
    for part in _LEAD_PARTS.split(text)[:-1]:
        plain = part.strip()
        if subject and subject in plain:
            pass
        elif re.search(r"(?:内|时|后|前提下|情况下|批准|同意|的)$", plain) and not re.search(
            r"情形|条件|之一", plain
        ):
            made = condition(part, at + position)
            if made:
                found.append(made)
        position += len(part) + 1
    return tuple(found)
