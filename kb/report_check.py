"""A check as a Report: verdict, facts, findings, exceptions, questions, and every clause word for word."""

from __future__ import annotations

from collections.abc import Iterator

from kb.fact import Fact
from kb.facts_derive import number
from kb.finding import Check, Finding, FindingStatus
from kb.report_page import Block, Grid, Heading, Items, Paragraph, Report
from kb.report_source import Sources
from kb.report_words import (
    MEANING,
    NOTICE,
    SAYS,
    STATUS,
    Light,
    actual_text,
    required_text,
    resolved,
    status_text,
)

_LIGHTS: dict[FindingStatus, Light] = {
    "fail": "red",
    "unknown": "yellow",
    "manual": "yellow",
    "pass": "green",
}


def check_report(check: Check, name: str = "") -> Report:
    """The report of one check.

    Args:
        check: as it came out.
        name: of the project, for the title; "" where it has none.
    """
    sources = Sources(check.as_of)
    shown = [finding for finding in check.findings if finding.status != "not_applicable"]
    aside = resolved(check.findings)
    blocks: list[Block] = [
        Paragraph(NOTICE, strong=True),
        Paragraph(f"核对日期：{check.as_of.isoformat()}（按这一天有效的文件核对）"),
        Paragraph(f"项目所在地：{''.join(check.region.names) if check.region else '没有说明'}"),
        Heading("结论"),
        Paragraph(f"{check.verdict}：{SAYS[check.verdict]}", strong=True),
        Paragraph(_counted(check, shown)),
    ]
    blocks += _facts(check)
    blocks += _findings(shown, sources)
    blocks += _resolved(aside, sources)
    if check.questions:
        blocks += [
            Heading("还需要补充"),
            Items(tuple(need.question for need in check.questions), numbered=True),
        ]
    if sources.quotes():
        blocks += [Heading("条款原文"), *sources.quotes()]
    if check.notes:
        blocks += [Heading("说明"), Items(check.notes)]
    blocks.append(Paragraph(NOTICE + MEANING, strong=True))
    return Report(f"项目预审报告：{name}" if name else "项目预审报告", tuple(blocks))


def _counted(check: Check, shown: list[Finding]) -> str:
    counts = {status: sum(f.status == status for f in check.findings) for status in STATUS}
    told = [f"{STATUS[status]} {count} 条" for status, count in counts.items() if count]
    return (
        f"共核对 {len(shown)} 条要求。各条结果：{'，'.join(told)}。"
        if told
        else "知识库里没有读出可以核对的要求。"
    )


def _facts(check: Check) -> Iterator[Block]:
    yield Heading("读到的项目情况")
    if not check.facts:
        yield Paragraph("没有读到可以核对的情况。")
        return
    rows = tuple(
        (_called(fact), _value(fact), f"“{fact.quote}”", "；".join(fact.derived_from)) for fact in check.facts
    )
    yield Grid(("事项", "内容", "原话", "算法"), rows, (0.2, 0.2, 0.3, 0.3))


def _called(fact: Fact) -> str:
    return f"{fact.part}{fact.metric}{f'（{fact.stage}）' if fact.stage else ''}"


def _value(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) else number(float(fact.value), fact.unit)


def _findings(shown: list[Finding], sources: Sources) -> Iterator[Block]:
    yield Heading("逐条核对")
    if not shown:
        yield Paragraph("没有适用于本项目的要求。")
        return
    rows = tuple(
        (
            status_text(finding),
            finding.rule.strength,
            finding.rule.metric,
            required_text(finding.rule),
            actual_text(finding.actual) or "没有说明",
            finding.reason,
            f"[{sources.number(finding.citation)}]",
        )
        for finding in shown
    )
    yield Grid(
        ("结果", "约束力", "指标", "要求", "实际", "理由", "依据"),
        rows,
        (0.09, 0.07, 0.15, 0.15, 0.13, 0.34, 0.07),
        tuple("yellow" if finding.conditional else _LIGHTS[finding.status] for finding in shown),
    )


def _resolved(aside: tuple[Finding, ...], sources: Sources) -> Iterator[Block]:
    if aside:
        yield Heading("例外与替代")
        yield Paragraph("下列要求因例外、放宽或“满足其一即可”而没有单独计入结论：")
        yield Items(
            tuple(
                f"{f.rule.metric}（{required_text(f.rule)}）：{f.reason} [{sources.number(f.citation)}]"
                for f in aside
            )
        )
