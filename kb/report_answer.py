"""Answers of a conversation as a Report: each question, its answer, and the clauses word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kb.report_page import Block, Heading, Items, Paragraph, Report
from kb.report_source import Sources
from kb.result import Answer

_STATUS: Final = {
    "answered": "",
    "partial": "（只回答了一部分）",
    "not_covered": "（知识库没有涉及；下面是最接近的条款）",
}
ANSWER_NOTICE: Final = "本材料由程序从所列文件的条款摘录，仅供参考；办理时请以文件原文和有权机关的解释为准。"


def answer_report(answers: Sequence[Answer]) -> Report:
    """The report of one answer, or of a conversation in its order."""
    blocks = [block for answer in answers for block in _blocks(answer)]
    return Report("政策问答记录", (*blocks, Paragraph(ANSWER_NOTICE, strong=True)))


def _blocks(answer: Answer) -> Iterator[Block]:
    yield Heading(f"问：{' '.join(answer.question.split())}")
    yield Paragraph(f"按 {answer.as_of.isoformat()} 的有效文件回答{_STATUS[answer.status]}")
    for line in answer.answer.splitlines():
        if line.strip():
            yield Paragraph(line)
    if answer.notes:
        yield Items(answer.notes)
    sources = Sources(answer.as_of)
    yield from (sources.quote(citation.n, citation) for citation in answer.citations)
