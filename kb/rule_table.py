"""本文件阈值一览: the rules of documents as rows of a table, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ingest.document import Document
from kb.result import Operator
from kb.rule import Rule

COLUMNS: Final = ("指标", "要求", "单位", "强度", "适用", "条款", "状态", "置信度")
WORDS: Final[dict[Operator, str]] = {
    ">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于", "=": "等于", "in": "介于",
}  # fmt: skip


def row(rule: Rule, document: Document) -> tuple[str, ...]:
    """One rule under `COLUMNS`.

    Args:
        rule: of this document.
        document: that gives the clause its name.
    """
    return (
        rule.metric,
        required(rule),
        rule.unit or "—",
        rule.strength,
        applies(rule) or "未限定",
        _label(document, rule),
        rule.state,
        f"{rule.confidence:.0%}",
    )


def required(rule: Rule) -> str:
    """What a rule requires, in words: 不低于350, 1.2～2.0, 禁止, 按原标准的1.1倍."""
    if rule.prohibition or rule.op is None or rule.value is None:
        return "禁止"
    if rule.factor is not None:
        return f"按原标准的{rule.factor:g}倍"
    if rule.op == "in":
        return f"{number(rule.value)}～{number(rule.high or 0.0)}"
    return f"{WORDS[rule.op]}{number(rule.value)}"


def applies(rule: Rule) -> str:
    """To whom and when a rule applies, and that it is one of several ways or an exception."""
    parts = [rule.subject] if rule.subject else []
    parts += [f"{'非' if c.negated else ''}{c.text}" for c in rule.conditions if c.text != rule.subject]
    if rule.group and rule.joint == "any":
        parts.append("（所列条件具备其一即可）")
    if rule.approval:
        parts.append("（须经批准）")
    if rule.permits:
        parts.append(f"（{rule.permits}的条件）")
    if rule.overrides:
        parts.append("（例外）")
    if rule.scope == "region":
        parts.append("（地区目标，不约束单个项目）")
    return "；".join(parts)


def text(rules: Sequence[Rule], documents: dict[str, Document]) -> str:
    """The table as plain text, a document after the other.

    Args:
        rules: in order.
        documents: by id, all that the rules are of.
    """
    if not rules:
        return "没有读出阈值规则"
    parts = []
    for document_id in dict.fromkeys(rule.document_id for rule in rules):
        document = documents[document_id]
        own = [rule for rule in rules if rule.document_id == document_id]
        lines = [f"《{document.metadata.title}》阈值一览（{len(own)} 条）", "\t".join(COLUMNS)]
        for rule in own:
            lines.append("\t".join(cell.replace("\n", " ") for cell in row(rule, document)))
            lines.append(f"  原文：{' '.join(rule.quote.split())}")
            lines.append(f"  编号：{rule.id}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def states(rules: Iterable[Rule]) -> dict[str, int]:
    """How many rules are in each state of review."""
    count: dict[str, int] = {}
    for rule in rules:
        count[rule.state] = count.get(rule.state, 0) + 1
    return count


def number(value: float) -> str:
    """A number as people write it: no exponent, no superfluous zeros."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _label(document: Document, rule: Rule) -> str:
    return document.clause(rule.clause_id).label
