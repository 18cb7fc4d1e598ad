"""What a title looks like, and the words that say which sort of text it heads."""

from __future__ import annotations

import re

TYPES: tuple[str, ...] = (
    "法", "法典", "条例", "规定", "办法", "细则", "规则", "规程", "章程", "准则", "守则", "决定", "决议",
    "命令", "令", "公报", "公告", "通告", "通知", "通报", "意见", "议案", "报告", "批复", "函", "纪要",
    "方案", "计划", "规划", "纲要", "要点", "措施", "政策", "制度", "指南", "指引", "导则", "标准", "规范",
    "目录", "清单", "名单", "预案", "行动", "解释", "答复", "安排", "解答", "问答", "要求", "分工", "举措",
    "修正案", "条款", "协定", "公约", "议定书", "宪法", "声明", "说明", "一览表", "情况表", "申请表", "表",
)  # fmt: skip
"""Last words of titles, 法规 and 政策文件 alike."""

_TYPE = "|".join(sorted(TYPES, key=len, reverse=True))
_TAIL = re.compile(
    rf"(?:{_TYPE})\s*(?:[（(〔【][^（）()]{{1,30}}[）)〕】]\s*)*(?:的)?(?:{_TYPE})?\s*(?:[（(][^（）()]{{1,30}}[）)]\s*)*$"
)
_SENTENCE = re.compile(r"[。；;！？!?，：:]")
_CITED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
TRIAL = re.compile(r"试行|暂行")
LAW = re.compile(
    r"(?:法|法典|条例|修正案)(?:[（(][^（）()]*[）)])?$|(?:规定|办法|规则|细则|决定|解释|批复|规程|章程)(?:[（(][^（）()]*[）)])?$"
)
TITLE_LIMIT = 120
"""Characters that a title may have; a longer paragraph is text."""


def is_title(text: str) -> bool:
    """Whether a paragraph can be a whole title: short, no sentence, ends in one of `TYPES`."""
    line = text.strip()
    if not 3 <= len(line) <= TITLE_LIMIT or not _TAIL.search(line):
        return False
    return not _SENTENCE.search(_CITED.sub("", line))


def squeezed(text: str) -> str:
    """A title in one piece: no line ends, no spaces between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", re.sub(r"\s+", " ", text.strip()))


def type_of(title: str) -> str:
    """The word of `TYPES` that a title ends in, suffixes in brackets aside, or ""."""
    bare = re.sub(r"[（(〔【][^（）()]*[）)〕】]\s*$", "", title.strip())
    match = re.search(rf"(?:{_TYPE})$", bare)
    return match[0] if match else ""
