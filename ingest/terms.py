"""From when and until when: 自…起施行, 有效期N年, 有效期至…, 试行期一年; and what is repealed."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.dates import add_months, first_date, last_day
from ingest.numbers import find_numbers
from ingest.numerals import parse_numeral
from ingest.titles import squeezed

_N = r"[0-9０-９〇零一二三四五六七八九十两百]"
_DATE = rf"(?:{_N}\s*){{4}}年\s*(?:{_N}\s*){{1,3}}月\s*(?:{_N}\s*){{1,3}}日"
_VERB = r"(?:正式)?(?:施行|实施|执行|生效|试行|起效)"
_SELF = re.compile(
    r"(?:本|此)(?:意见|办法|方案|规定|细则|通知|通告|公告|决定|规划|计划|措施|条例|政策|规则|指引|指南|文件|"
    r"实施|暂行|若干|试行)"
)
_EFFECTIVE_DATE = re.compile(
    rf"自\s*({_DATE})\s*(?:起|开始|之日起)\s*(?:正式)?\s*{_VERB}|于\s*({_DATE})\s*起?\s*(?:正式)?{_VERB}"
)
_EFFECTIVE_DAY = re.compile(
    rf"自\s*(?:公布|发布|印发|颁布|下发|发文|批准|通过|印发公布)\s*之?日\s*(?:起|后)?\s*(?:满?\s*({_N}{{1,3}})\s*(日|天|个月|年)(?:之?后|起)?)?\s*(?:起)?\s*{_VERB}"
)
_YEARS = re.compile(
    rf"(?:有效期|试行期|施行期|执行期|有效期限|试行|期限)\s*(?:限)?\s*(?:为|是|暂定为?|定为)?\s*({_N}{{1,3}})\s*(年|个月)(?!\s*{_N}{{1,2}}\s*月)"
)
_UNTIL = re.compile(
    rf"(?:有效期|施行期|执行期限?|试行期|政策期限|执行|实施|施行)\s*(?:限)?\s*(?:截至|截止到?|至|到|延长至|延续至)\s*((?:{_N}\s*){{4}}年(?:\s*(?:{_N}\s*){{1,3}}月(?:\s*(?:{_N}\s*){{1,3}}日)?|底|末)?)"
)
_FROM_TO = re.compile(
    rf"(?:(?:有效|执行|施行|实施|试行|政策)期限?\s*(?:为|是)?\s*自?|自)\s*({_DATE})\s*(?:起|开始)?\s*(?:施行|实施|执行|试行)?\s*(?:，|,)?\s*(?:有效期)?至\s*({_DATE})"
)
_REPEAL = re.compile(r"废止|失效|停止执行|不再执行|停止使用")
_DECIDES = re.compile(r"(?:决定|现|现将|予以)(?:同时)?废止((?:以下|下列|《)[^。；]{0,2000})")
_TITLED = re.compile(r"《((?:[^《》]|《[^《》]*》){2,80})》")
_WINDOW = 400


@dataclass(frozen=True, slots=True)
class Terms:
    """When a document holds, as it says.

    Attributes:
        day: the first day in force, where a date is stated.
        delay: days after it was issued (0: on the day), where it is counted from there, and months.
        until: the last day in force, where a date is stated.
        months: how long it holds, where a length is stated.
    """

    day: date | None = None
    delay: tuple[int, int] | None = None
    until: date | None = None
    months: int | None = None

    @property
    def permanent(self) -> bool:
        """Whether it states its end, so that no year in its title needs to."""
        return self.until is not None or self.months is not None

    def effective_on(self, issued: date | None) -> date | None:
        """The first day in force, or None where it cannot be told."""
        if self.day is not None:
            return self.day
        if self.delay is None or issued is None:
            return None
        days, months = self.delay
        return add_months(issued, months) + timedelta(days=days)

    def expires_after(self, start: date | None) -> date | None:
        """The last day in force: 2023-03-15 and five years give 2028-03-14."""
        if self.until is not None:
            return self.until
        if self.months is None or start is None:
            return None
        return add_months(start, self.months) - timedelta(days=1)


def terms(paragraphs: Iterable[str]) -> Terms:
    """Read the terms from a document's paragraphs; what the last one says of itself counts."""
    day: date | None = None
    delay: tuple[int, int] | None = None
    until: date | None = None
    months: int | None = None
    for text in paragraphs:
        if "起" not in text and "期" not in text and "行" not in text:
            continue
        if "自" not in text and "于" not in text and "期" not in text and not _SELF.search(text):
            continue
        text = _unquoted(text)
        found = _last(_EFFECTIVE_DATE, text)
        if found:
            day = first_date(found[1] or found[2]) or day
        else:
            counted = _last(_EFFECTIVE_DAY, text)
            if counted and day is None:
                delay = _delay(counted)
        if not (found or _SELF.search(text) or _EFFECTIVE_DAY.search(text)):
            continue  # some permit's or some measure's term
        length = _last(_YEARS, text)
        if length:
            count = parse_numeral(length[1]) or 0
            months = count * (12 if length[2] == "年" else 1) or months
        end, stretch = _last(_UNTIL, text), _last(_FROM_TO, text)
        if end:
            until = last_day(end[1]) or until
        elif stretch:
            day, until = first_date(stretch[1]) or day, last_day(stretch[2]) or until
    return Terms(day, delay, until, months)


def repeals(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Titles and 文号 that a document puts out of force, in order, each once."""
    found: list[str] = []
    for text in paragraphs:
        if "《" not in text and "号" not in text:
            continue
        for match in _REPEAL.finditer(text):
            start = max(text.rfind("。", 0, match.start()), text.rfind("；", 0, match.start())) + 1
            clause = text[max(start, match.start() - _WINDOW) : match.start()]
            if re.search(r"(?:如|若|凡|未|不|被|经.{0,8})$", clause) or not re.search(r"《|号", clause):
                continue
            if (
                re.search(r"(?:文件|规定|合同|证书|许可|凭证|标准)?(?:予以|依法|应当|可以)$", clause)
                and "》" not in clause
            ):
                continue
            found += [squeezed(title) for title in _TITLED.findall(clause)]
            found += [number for _, number in find_numbers(clause)]
        for match in _DECIDES.finditer(text):
            found += [squeezed(title) for title in _TITLED.findall(match[1])]
            found += [number for _, number in find_numbers(match[1])]
    return tuple(dict.fromkeys(found))


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)


def _delay(match: re.Match[str]) -> tuple[int, int]:
    count = parse_numeral(match[1]) if match[1] else None
    if not count:
        return 0, 0
    return {"日": (count, 0), "天": (count, 0), "个月": (0, count), "年": (0, 12 * count)}[match[2]]


def _unquoted(text: str) -> str:
    """A text without what it quotes: amendments quote other documents' closing lines."""
    return re.sub(r"“[^“”]*”", "", text) if "“" in text else text
