"""Dates as documents print them: ２０２３ 年 ３ 月 １５ 日, 二〇二三年三月十五日, 2023-03-15, 2023.3.15."""

from __future__ import annotations

import calendar
import re
from datetime import date

from ingest.numerals import parse_numeral
from ingest.span import Span

_N = r"0-9０-９"
_C = r"〇零○Ｏ一二三四五六七八九"
_DATE = re.compile(
    rf"(?P<y>(?:[{_N}]\s?){{4}}|(?:[{_C}]\s?){{4}})年\s*"
    rf"(?P<m>[{_N}](?:\s?[{_N}])?|[{_C}十]{{1,3}})\s*月\s*"
    rf"(?P<d>[{_N}](?:\s?[{_N}])?|[{_C}十廿卅]{{1,3}})\s*日"
    rf"|(?P<y2>(?:19|20)[{_N}]{{2}})(?P<s>[-－./])(?P<m2>[{_N}]{{1,2}})(?P=s)(?P<d2>[{_N}]{{1,2}})(?![{_N}])"
)
_MONTH = re.compile(
    rf"(?P<y>(?:[{_N}]\s?){{4}}|(?:[{_C}]\s?){{4}})年\s*(?P<m>[{_N}](?:\s?[{_N}])?|[{_C}十]{{1,3}})\s*月(?!\s*[{_N}{_C}十])"
)
_ISO = re.compile(r"[0-9０-９][-－./][0-9０-９]")
DATE_LINE = re.compile(rf"[（(]?\s*(?:{_DATE.pattern.split('|(?P<y2>')[0]})\s*[）)]?")
"""A line that is a date and nothing else, by `fullmatch`."""


def find_dates(text: str) -> list[tuple[Span, date]]:
    """Every whole date in a text with its place. Impossible ones (2月30日) are left out."""
    found = []
    if "年" in text or _ISO.search(text):
        for match in _DATE.finditer(text):
            day = _date(match)
            if day is not None:
                found.append((Span(*match.span()), day))
    return found


def first_date(text: str) -> date | None:
    """The first whole date in a text, or None."""
    found = find_dates(text)
    return found[0][1] if found else None


def last_day(text: str) -> date | None:
    """The last day of the first year, month or day named: 2025年12月31日, 2025年底, 2025年6月."""
    whole = _DATE.search(text)
    if whole:
        return _date(whole)
    month = _MONTH.search(text)
    if month:
        y, m = parse_numeral(month["y"]), parse_numeral(month["m"])
        if y and m and 1 <= m <= 12:
            return date(y, m, calendar.monthrange(y, m)[1])
    year = re.search(rf"((?:[{_N}]\s?){{4}}|(?:[{_C}]\s?){{4}})年", text)
    value = parse_numeral(year[1]) if year else None
    return date(value, 12, 31) if value and 1900 <= value <= 2200 else None


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 where there is none."""
    return add_months(day, 12 * years)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _date(match: re.Match[str]) -> date | None:
    y, m, d = (parse_numeral(match[a] or match[b]) for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2")))
    if y is None or m is None or d is None:
        return None
    try:
        return date(y, m, d)
    except ValueError:
        return None
