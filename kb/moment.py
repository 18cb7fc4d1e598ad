"""Moment: a date, a month, a year or a period of the calendar in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.span import Span

_DASH = r"\s?(?:起)?(?:至|到|[-－—–~～]{1,2})\s?"
_FIGURES = r"(?<!\d)(?:19|20|１９|２０)\d{2}"
_YEAR = (
    rf"(?:{_FIGURES}|[一二][九〇零][〇零一二三四五六七八九]{{2}})\s?年(?:度)?"
    r"|今年|去年|明年|前年|次年|当年|翌年|每年"
)
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?"
_PART = rf"(?:{_DAY}[日号](?:{_DASH}{_DAY}[日号])?|底|初|末|中旬|上旬|下旬)"
_MONTH = rf"(?:{_DAY}(?:月)?{_DASH})?{_DAY}月(?:份)?(?:\s?{_PART})?"
_PLAIN = rf"{_FIGURES}(?:[-－./．／]\d{{1,2}}){{2}}(?!\d)"
_POINT = rf"(?:{_PLAIN}|(?:{_YEAR})(?:\s?(?:{_MONTH}|底|末|初|上半年|下半年|年底|年末|第?[一二三四]季度))?|{_MONTH})"
_RANGE = re.compile(
    rf"(?:自|从)?(?:{_FIGURES}{_DASH}(?=\d{{4}}\s?年))?{_POINT}(?:{_DASH}{_POINT})?"
    r"(?:起|止|前|后|以前|之前|以后|之后)?"
)
_EVENT = re.compile(r"自[^，。；\n]{1,20}之日起(?:[^，。；\n]{0,12}(?:后|内))?")


def find_moments(text: str) -> Iterator[Span]:
    """Every date, month, year and period of a text, and every 自…之日起, in order."""
    found = [*_RANGE.finditer(text), *_EVENT.finditer(text)]
    for match in sorted(found, key=lambda m: m.start()):
        yield Span(match.start(), match.end())
