"""Dates as documents print them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import DATE_LINE, add_months, add_years, find_dates, first_date, last_day
from ingest.numerals import chinese_numeral

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_a_day_is_read_in_every_form(day: date) -> None:
    """Arabic, fullwidth and spaced, Chinese and ISO forms give the same day."""
    plain = f"{day.year}年{day.month}月{day.day}日"
    wide = plain.translate({ord("0") + d: ord("０") + d for d in range(10)})
    spaced = f"{day.year} 年 {day.month} 月 {day.day} 日"
    year = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    chinese = f"{year}年{chinese_numeral(day.month)}月{chinese_numeral(day.day)}日"
    for form in (plain, wide, spaced, chinese):
        assert first_date(f"自{form}起施行") == day
        assert DATE_LINE.fullmatch(form)
    assert first_date(day.isoformat()) == day


@pytest.mark.parametrize("text", ["2023年2月30日", "2023年13月1日", "3.5万亩", "2023年", "4月22日", "1.2.3"])
def test_what_is_no_whole_day_is_left_out(text: str) -> None:
    """Impossible days, years alone and days without a year give nothing."""
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年12月31日", date(2025, 12, 31)),
        ("2025年6月", date(2025, 6, 30)),
        ("2024年2月", date(2024, 2, 29)),
        ("2025年底", date(2025, 12, 31)),
        ("二〇二五年末", date(2025, 12, 31)),
    ],
)
def test_the_last_day_of_a_term(text: str, day: date) -> None:
    """A month or a year that ends a term ends on its last day."""
    assert last_day(text) == day


@given(DAYS, st.integers(0, 60))
def test_months_later_is_never_in_another_month(day: date, months: int) -> None:
    """Counting months on lands in the right month, on the same day or the month's last."""
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_a_year_after_a_leap_day() -> None:
    """29 February plus one year is 28 February."""
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
