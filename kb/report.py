"""Answers and what became of added files, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from kb.intake import AddReport
from kb.result import Answer, Citation

_LISTED = 20
"""More files than this that were there already are only counted."""


def answer_text(answer: Answer) -> str:
    """The answer, its notes and its citations."""
    lines = [answer.answer]
    if answer.notes:
        lines += ["", *(f"注：{note}" for note in answer.notes)]
    if answer.citations:
        lines += ["", "最接近的条款：" if answer.status == "not_covered" else "依据："]
    for citation in answer.citations:
        lines += _cited(citation)
    return "\n".join(lines)


def added_text(report: AddReport) -> str:
    """One line for each file that was not simply read, then the sums."""
    lines = []
    present = sum(bool(outcome.documents) for outcome in report.by("skipped"))
    many = present > _LISTED
    for outcome in report.outcomes:
        if outcome.action == "failed":
            lines.append(f"未读入  {outcome.path}：{outcome.reason}")
        elif outcome.action == "skipped" and many and outcome.documents:
            continue
        elif outcome.action == "skipped":
            lines.append(f"跳过    {outcome.path}：{outcome.reason}")
        else:
            titles = "；".join(title for _, title in outcome.documents)
            lines.append(
                f"{'已更新' if outcome.action == 'replaced' else '已读入'}  {outcome.path}：{titles}"
            )
            lines += [f"        注意：{warning}" for warning in outcome.warnings]
    if many:
        lines.append(f"跳过    {present} 个文件：内容已在知识库中")
    counts = [len(report.by(action)) for action in ("read", "replaced", "skipped", "failed")]
    lines.append("读入 {} 个文件，更新 {} 个，跳过 {} 个，失败 {} 个".format(*counts))
    return "\n".join(lines)


def _cited(citation: Citation) -> Iterator[str]:
    about = [f"《{citation.title}》{citation.clause}"]
    about += [part for part in (citation.number, citation.issuer, citation.kind) if part]
    if citation.issued:
        about.append(f"{citation.issued}发布")
    if citation.page is not None:
        about.append(f"第{citation.page}页")
    about.append(citation.validity)
    yield f"[{citation.n}] " + "，".join(about)
    yield from (f"    {line}" for line in citation.quote.splitlines())
    yield from (f"    存疑：{fault}" for fault in citation.faults)
