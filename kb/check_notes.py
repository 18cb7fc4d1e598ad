"""What is to be said beside the findings of a check: levels, assumptions, doubtful sources."""

from __future__ import annotations

from collections.abc import Sequence

from kb.check_compare import bound_text
from kb.fact import Project
from kb.facts_state import KIND
from kb.finding import Finding


def remarks(findings: Sequence[Finding], project: Project) -> list[str]:
    """Chinese sentences on all that a reader of the findings should know besides."""
    return [*_levels(findings), *_assumed(findings, project), *_sources(findings)]


def _levels(findings: Sequence[Finding]) -> list[str]:
    """Stricter and looser bounds of several documents on one metric, side by side."""
    notes = []
    by_metric: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.status in ("pass", "fail", "unknown") and finding.rule.op in (">=", "<=", ">", "<"):
            side = "least" if finding.rule.op in (">=", ">") else "most"
            by_metric.setdefault((finding.rule.metric, side), []).append(finding)
    for (metric, side), found in by_metric.items():
        if len({finding.rule.document_id for finding in found}) < 2:
            continue
        values = {bound_text(f.rule.op, f.rule.value, None, f.rule.unit) for f in found}
        if len(values) < 2:
            continue
        said = "；".join(
            f"《{f.citation.title}》{'不低于' if side == 'least' else '不高于'} "
            f"{bound_text(f.rule.op, f.rule.value, None, f.rule.unit)}（{f.rule.strength}）"
            for f in found
        )
        notes.append(f"{metric}有宽严不同的几条规定：{said}；按最严的一条也要满足")
    return notes


def _assumed(findings: Sequence[Finding], project: Project) -> list[str]:
    notes = []
    left = sum(f.rule.strength == "原则" and f.status == "unknown" for f in findings)
    if left:
        notes.append(f"另有 {left} 条原则性要求因缺少事实还没有核对")
    said = any("新建" in f.rule.subject for f in findings if f.status in ("pass", "fail", "unknown"))
    if said and not project.words(KIND):
        notes.append("描述没有说明建设性质，先按新建项目核对")
    return notes


def _sources(findings: Sequence[Finding]) -> list[str]:
    told = {
        f.citation.title for f in findings if f.citation.kind == "新闻报道" and f.status != "not_applicable"
    }
    notes = [f"《{title}》是新闻报道，不是文件原文；其中的门槛请以正式文件为准" for title in sorted(told)]
    faulty = {f.citation.clause for f in findings if f.citation.faults and f.status != "not_applicable"}
    notes += [f"“{clause}”的原文疑有印刷或识别错误，请对照原件" for clause in sorted(faulty)]
    return notes
