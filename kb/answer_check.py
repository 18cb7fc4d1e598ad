"""A question that states a project's figures and asks whether it may: answered by the check, clause by clause."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ingest.document import Region
from kb.check import RuleShelf, check
from kb.check_sheet import sheets
from kb.compose import Writer
from kb.finding import Check, Finding
from kb.project import read_project
from kb.result import Value

_MAY = re.compile(
    r"(.)不\1|够格|可不可以|行不行|够不够|符不符合|达不达标|能否|可否|是否(?:可以|能|符合|达标|满足)|(?:能|可以|够|符合|达标|满足|合格|合规|通过|行)[^。]{0,20}(?:吗|么|嘛|不)|吗[？?]?\s*$"
)
_FIGURES: Final = 2
"""Figures of its own that a question states at least to be the description of a project."""
_SHOWN: Final = 8
"""Findings of one kind that an answer tells; the check itself gives all."""
_SAYS: Final = {
    "符合": "按知识库中的条款核对，已说明的情况符合要求。",
    "不符合": "按知识库中的条款核对，不符合要求。",
    "有条件符合": "按知识库中的条款核对，有条件符合。",
    "待补充": "按知识库中的条款核对，还不能下结论。",
}


def describes_project(question: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a question states a project's figures and asks whether it may: 用地40亩投资1亿元能进园区吗.

    Args:
        question: as it was asked.
        names: what rules call metrics that no table lists.
    """
    if not _MAY.search(question) or sum(letter.isnumeric() for letter in question) < _FIGURES:
        return False
    project = read_project(question, names=names)
    stated = {fact.span for fact in project.facts if fact.amount is not None and fact.span is not None}
    return project.about and len(stated) >= _FIGURES


def tell(
    writer: Writer, shelf: RuleShelf, question: str, day: date, region: Region | None
) -> tuple[str, Check] | None:
    """The words of a check of the project that a question describes, each finding with its mark.

    None where no rule says anything on the figures stated.
    """
    if not describes_project(question, sheets(shelf.rules()).names):
        return None
    found = check(shelf, question, as_of=day, region=region)
    told = [
        f for f in found.findings if f.status != "not_applicable" and f.rule.strength != "目标" and f.actual
    ]
    if found.verdict == "不适用" or not told:
        return None
    writer.allowed.append(question)
    lines = [_SAYS[found.verdict]]
    failed = [finding for finding in told if finding.status == "fail"]
    passed = [finding for finding in told if finding.status == "pass"]
    left = [finding for finding in told if finding.status in ("unknown", "manual")]
    lines += [f"不满足：{_line(writer, shelf, finding)}" for finding in failed[:_SHOWN]]
    lines += [f"满足：{_line(writer, shelf, finding)}" for finding in passed[:_SHOWN]]
    lines += [f"还不能确定：{_line(writer, shelf, finding)}" for finding in left[:_SHOWN]]
    more = sum(max(len(each) - _SHOWN, 0) for each in (failed, passed, left))
    if more:
        lines.append("这里只列出一部分，其余各条请用项目预审逐条查看。")
    if found.questions:
        asked = "".join(need.question for need in found.questions[:_SHOWN])
        writer.allowed.append(asked)
        lines.append(f"还需要补充：{asked}")
    return "\n".join(lines), found


def _line(writer: Writer, shelf: RuleShelf, finding: Finding) -> str:
    rule = finding.rule
    document = shelf.document(rule.document_id)
    n = writer.mark(document, document.clause(rule.clause_id), rule.span)
    if rule.op is not None and rule.value is not None:
        writer.values.append(
            Value(rule.metric, rule.op, rule.value, rule.unit, rule.quote, n, high=rule.high)
        )
    writer.allowed.append(finding.reason)
    return f"{finding.reason}（{rule.strength}）[{n}]"
