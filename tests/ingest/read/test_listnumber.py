"""Number formats of Word lists."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read.listnumber import format_number


@pytest.mark.parametrize(
    ("format_", "number", "shown"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 36, "㊱"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedFullstop", 2, "⒉"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("ideographEnclosedCircle", 4, "㊃"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"),
        ("upperLetter", 3, "C"),
        ("lowerLetter", 28, "bb"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 19, "十九"),
        ("chineseCounting", 20, "二十"),
        ("chineseCounting", 101, "一〇一"),
        ("chineseCountingThousand", 5, "五"),
        ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 100, "一百"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("japaneseCounting", 11, "十一"),
        ("japaneseCounting", 101, "百一"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 4, "丁"),
        ("ideographTraditional", 11, "甲"),
        ("ideographZodiac", 2, "丑"),
        ("numberInDash", 4, "- 4 -"),
        ("none", 4, ""),
        ("hebrew1", 4, "4"),
    ],
)
def test_formats(format_: str, number: int, shown: str) -> None:
    """A number shows as Word shows it; an unknown format falls back to Arabic digits."""
    assert format_number(number, format_) == shown


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(1, 9999))
def test_chinese_counting_never_confuses_two_numbers(one: int, other: int) -> None:
    """Different numbers look different, so that a clause's number is certain."""
    shown = [format_number(number, "chineseCountingThousand") for number in (one, other)]
    assert (shown[0] == shown[1]) == (one == other)


@settings(deadline=None)
@given(
    st.integers(0, 40_000),
    st.sampled_from(
        ["chineseCounting", "japaneseCounting", "lowerRoman", "upperLetter", "chineseLegalSimplified"]
    ),
)
def test_every_number_has_a_form(number: int, format_: str) -> None:
    """No number that a file may hold breaks a format, and none is shown as nothing but Roman zero."""
    assert format_number(number, format_) or number == 0
