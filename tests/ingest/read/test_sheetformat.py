"""Numbers as a spreadsheet shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.sheetformat import general, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.7, "0%", "70%"),
        (0.755, "0.0%", "75.5%"),
        (1.3, "0.00", "1.30"),
        (1.005, "0.00", "1.01"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"—"', "—"),
        (3, '0"亩"', "3亩"),
        (1.2, '"≥"0.0', "≥1.2"),
        (300, '[>=100]"≥"0;0', "≥300"),
        (45000, "yyyy/m/d", "2023/3/15"),
        (45000, 'yyyy"年"m"月"d"日"', "2023年3月15日"),
        (45000.75, "yyyy-mm-dd hh:mm", "2023-03-15 18:00"),
        (1.5, "[h]:mm", "36:00"),
        (5, ";;;", "5"),
        (0.5, "# ?/?", "0.5"),
        (12.49534450651769, "General", "12.49534451"),
        (12345678901234, "General", "12345678901234"),
    ],
)
def test_shown(value: float, code: str, text: str) -> None:
    """A format decides what is read; one that hides the number or is not understood loses nothing."""
    assert shown(value, code) == text


def test_dates_counted_from_1904() -> None:
    """Files of old Macintosh programs count days from 1904."""
    assert shown(43538, "yyyy/m/d", from_1904=True) == "2023/3/15"


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.text('0#?.,%;[]<>="年月ymdhse+-E_*\\@ \u4e00', max_size=30),
)
def test_any_format_gives_some_text(value: float, code: str) -> None:
    """Formats are written by strangers: none makes the reader fail, and none makes a number vanish."""
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_stay_whole(value: int) -> None:
    """A count is never rounded or written with an exponent."""
    assert general(value) == str(value)
