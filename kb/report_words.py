"""How reports call verdicts and findings, and how they write a requirement, a value and a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from kb.check_compare import bound_text
from kb.facts_derive import number
from kb.finding import Actual, Finding, FindingStatus, VerdictName
from kb.result import Citation
from kb.rule import Rule
from kb.rule_table import WORDS

Light = Literal["red", "yellow", "green", "grey"]

NOTICE: Final = "本报告为预审结果，不是审批决定。"
MEANING: Final = (
    "本报告由程序按所列文件的条款逐条对照得出，用于申报前自查；项目能否准入，以有权机关依法作出的决定为准。"
)
LIGHTS: Final[dict[VerdictName, Light]] = {
    "不符合": "red",
    "待补充": "yellow",
    "有条件符合": "yellow",
    "符合": "green",
    "不适用": "grey",
}
SAYS: Final[dict[VerdictName, str]] = {
    "不符合": "至少有一条强制要求不满足。",
    "待补充": "没有发现不满足的强制要求，但有的要求因缺少情况还不能判断。",
    "有条件符合": "强制要求都满足；有原则性要求不满足，或要经批准才能按例外办理。",
    "符合": "能够核对的要求都满足。",
    "不适用": "没有可以用来衡量本项目的要求。",
}
STATUS: Final[dict[FindingStatus, str]] = {
    "fail": "不满足",
    "unknown": "待补充",
    "manual": "需人工核对",
    "pass": "满足",
    "not_applicable": "不适用",
}


def required_text(rule: Rule) -> str:
    """What a rule asks for: 不低于 350万元/亩, 介于 0.7 到 1.8 之间, 不得有此情形."""
    if rule.op is None or rule.value is None:
        return "不得有此情形"
    if rule.factor is not None:
        return f"原标准的 {rule.factor:g} 倍"
    return f"{WORDS[rule.op]} {bound_text(rule.op, rule.value, rule.high, rule.unit)}"


def actual_text(actual: Actual | None) -> str:
    """What the project has: a value in its unit, or words; "" for nothing."""
    if actual is None:
        return ""
    if isinstance(actual.value, str):
        return actual.value
    return number(float(actual.value), actual.unit)


def status_text(finding: Finding) -> str:
    """What became of a rule; a pass that hangs on an approval says so."""
    return "满足（须经批准）" if finding.conditional else STATUS[finding.status]


def quote_text(citation: Citation) -> str:
    """The clause word for word, on one line, a table's cell behind what it stands under."""
    words = " ".join(citation.quote.split())
    heads = [head for head in citation.headings if head and head not in words]
    return f"{' / '.join(heads)}：{words}" if heads and len(words) < 20 else words


def dates_text(citation: Citation) -> str:
    """A document's dates as far as they are known: 2023-01-31 印发，2023-03-01 施行，有效期至 2027-12-31."""
    parts = []
    if citation.issued:
        parts.append(f"{citation.issued.isoformat()} 印发")
    if citation.effective and citation.effective != citation.issued:
        parts.append(f"{citation.effective.isoformat()} 施行")
    if citation.expires:
        parts.append(f"有效期至 {citation.expires.isoformat()}")
    return "，".join(parts)


def resolved(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of the findings that do not apply, those set aside by an exception or by another of several ways."""
    overridden = {name for finding in findings for name in finding.rule.overrides}
    return tuple(
        finding
        for finding in findings
        if finding.status == "not_applicable"
        and finding.rule.scope == "project"
        and (
            finding.rule.overrides
            or finding.rule.id in overridden
            or (finding.rule.group and finding.rule.joint == "any")
        )
    )
