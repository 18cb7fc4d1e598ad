"""Numerals: what they are worth, in either script, and which runs of digits are none."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import chinese_numeral
from kb.numeral import arabic, chinese, multiplier, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("70", 70),
        ("７０", 70),
        ("0.5", 0.5),
        ("０．５", 0.5),
        ("1,200", 1200),
        ("1，200", 1200),
        ("100,000,000", 1e8),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("廿五", 25),
        ("卅", 30),
        ("一百零八", 108),
        ("一百一", 110),
        ("两百五十", 250),
        ("两千三", 2300),
        ("三十二万五千", 325000),
        ("一千二百三十四", 1234),
        ("十六亿", 1.6e9),
        ("一万亿", 1e12),
        ("百", 100),
        ("千万", 1e7),
        ("亿", 1e8),
        ("二〇二三", 2023),
        ("二零二三", 2023),
        ("零点五", 0.5),
        ("一点二五万", 12500),
        ("六点五七亿", 6.57e8),
    ],
)
def test_value(text: str, value: float) -> None:
    """A numeral is worth the same however it is written."""
    assert number(text) == value


@pytest.mark.parametrize("text", ["七八", "十五六", "三四百", "十十", "百百", "二点", "三点十", "点", "亿〇"])
def test_rough_and_broken_numerals_are_refused(text: str) -> None:
    """Seven or eight is no number, and neither is a run of characters that no one would count with."""
    with pytest.raises(ValueError, match=r"rough|numeral|格式"):
        chinese(text)


@given(st.integers(0, 9999))
def test_chinese_round_trip(value: int) -> None:
    """What is written out in characters reads back as itself."""
    assert chinese(chinese_numeral(value)) == value


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "万亿"]))
def test_a_myriad_multiplies(value: int, unit: str) -> None:
    """万 and 亿 behind a numeral multiply the whole of it."""
    assert chinese(chinese_numeral(value) + unit) == value * multiplier(unit)


@given(st.decimals(0, 10**9, places=3), st.booleans(), st.booleans())
def test_arabic_round_trip(value: float, wide: bool, commas: bool) -> None:
    """Width and thousands commas never change a number."""
    text = f"{value:,}" if commas else f"{value}"
    if wide:
        text = text.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    assert arabic(text) == float(value)


@given(st.text("〇零一二两三四五六七八九十百千万亿点廿卅", min_size=1, max_size=8))
def test_chinese_reads_or_refuses(text: str) -> None:
    """Any run of numeral characters gives a number that is not negative, or a ValueError."""
    with contextlib.suppress(ValueError):
        assert chinese(text) >= 0
