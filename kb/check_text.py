"""A check as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kb.fact import Fact
from kb.facts_derive import number
from kb.finding import Check, Finding, FindingStatus

_HEADS: Final[dict[FindingStatus, str]] = {
    "fail": "不满足",
    "unknown": "待补充",
    "manual": "需人工核对",
    "pass": "满足",
    "not_applicable": "不适用",
}
NOTICE: Final = "本结果由程序对照条款得出，是申报前的预审，不是行政决定。"


def check_text(check: Check) -> str:
    """Verdict, facts, findings by status with their clauses, questions, notes, and that it is no decision."""
    place = f"，项目所在地：{''.join(check.region.names)}" if check.region else ""
    lines = [f"结论：{check.verdict}（按 {check.as_of.isoformat()} 的有效文件核对{place}）"]
    if check.facts:
        lines += ["", "读到的情况："]
        lines += [f"  {_fact(fact)}" for fact in check.facts]
    for status, head in _HEADS.items():
        found = [finding for finding in check.findings if finding.status == status]
        if found:
            lines += ["", f"{head}（{len(found)} 条）："]
            lines += [line for finding in found for line in _finding(finding)]
    if check.questions:
        lines += ["", "还需要补充："]
        lines += [f"  {n}. {need.question}" for n, need in enumerate(check.questions, start=1)]
    if check.notes:
        lines += ["", *(f"注：{note}" for note in check.notes)]
    return "\n".join([*lines, "", NOTICE])


def _fact(fact: Fact) -> str:
    if fact.derived_from:
        return "；".join(fact.derived_from)
    shown = fact.value if isinstance(fact.value, str) else number(float(fact.value), fact.unit)
    stage = f"（{fact.stage}）" if fact.stage else ""
    return f"{fact.part}{fact.metric}{stage}：{shown}　原话“{fact.quote}”"


def _finding(finding: Finding) -> Iterator[str]:
    cited = finding.citation
    yield f"  [{finding.rule.strength}] {finding.rule.metric}：{finding.reason}"
    number_ = f"，{cited.number}" if cited.number else ""
    yield f"      依据《{cited.title}》{cited.clause}{number_}，{cited.validity}：“{' '.join(cited.quote.split())}”"
    yield from (f"      疑似错误：{fault}" for fault in cited.faults)
