"""文号: how issuing bodies number their documents, in one form whatever brackets were printed."""

from __future__ import annotations

import re

from ingest.numerals import parse_numeral
from ingest.span import Span

_D = r"0-9０-９"
_G, _H = r"[〔［\[【（(﹝〈<]", r"[〕］\]】）)﹞〉>]"
_NUMBER = re.compile(
    rf"(?P<code>[\u4e00-\u9fa5]{{1,14}}(?:[（(][\u4e00-\u9fa5]{{1,6}}[）)])?[\u4e00-\u9fa5]{{0,4}})\s*"
    rf"{_G}\s*(?P<year>(?:19|20|１９|２０)[{_D}]{{2}})\s*{_H}\s*第?\s*(?P<n>[{_D}]{{1,5}})\s*号"
)
_ORDER = re.compile(
    rf"(?P<body>[\u4e00-\u9fa5、\s]{{0,40}}?(?:令|公告|通告|会议纪要))\s*[（(]?\s*(?:(?P<year>(?:19|20)[{_D}]{{2}})\s*年\s*)?"
    rf"第\s*(?P<n>[{_D}〇零一二三四五六七八九十百]{{1,6}})\s*号\s*[）)]?"
)
_LEAD = re.compile(
    r"^(?:文号|发文字号|字号|根据|依据|按照|现将|参照|执行|即|和|与|及|见|由|以|对|将|原|按|据|的|停止|废止)+"
)


def normal_number(text: str) -> str | None:
    """The 文号 that a line states, with 〔〕, halfwidth digits and no spaces; None where it states none.

    "浙政办发[2023]6号" becomes "浙政办发〔2023〕6号", "国务院令 第 748 号" "国务院令第748号".
    """
    match = _NUMBER.search(text)
    if match:
        return _joined(match)
    order = _ORDER.search(text)
    if order:
        number = parse_numeral(order["n"])
        body = re.sub(r"\s", "", order["body"])
        year = f"{parse_numeral(order['year'])}年" if order["year"] else ""
        return f"{body}{year}第{number}号" if number is not None else None
    return None


def find_numbers(text: str) -> list[tuple[Span, str]]:
    """Every 文号 with a year in brackets that a text names, normalised, with its place."""
    if "号" not in text:
        return []
    return [(Span(*match.span()), _joined(match)) for match in _NUMBER.finditer(text)]


def _joined(match: re.Match[str]) -> str:
    code = _LEAD.sub("", re.sub(r"\s", "", match["code"]))
    return f"{code}〔{parse_numeral(match['year'])}〕{parse_numeral(match['n'])}号"
