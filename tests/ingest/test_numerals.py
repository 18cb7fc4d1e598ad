"""Chinese numerals, both ways."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import chinese_numeral, parse_numeral


@given(st.integers(1, 9999))
def test_a_numeral_reads_back_as_the_number_it_was_written_from(number: int) -> None:
    """Writing a number and reading it gives the number."""
    assert parse_numeral(chinese_numeral(number)) == number


@given(st.integers(1, 9999))
def test_numerals_agree_with_an_independent_library(number: int) -> None:
    """cn2an writes and reads the same numbers (it writes 一十 where officials write 十)."""
    assert parse_numeral(cn2an.an2cn(number)) == number
    assert cn2an.cn2an(chinese_numeral(number), "smart") == number


@given(st.integers(0, 9999))
def test_arabic_digits_of_either_width_are_read(number: int) -> None:
    """Halfwidth and fullwidth digits stand for the same number."""
    wide = str(number).translate({ord("0") + d: ord("０") + d for d in range(10)})
    assert parse_numeral(str(number)) == parse_numeral(wide) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二〇二三", 2023),
        ("一九九八", 1998),
        ("廿一", 21),
        ("卅", 30),
        ("两百", 200),
        ("一百零三", 103),
        ("一百〇三", 103),
        ("一千二百六十", 1260),
        ("十 二", 12),
        ("壹拾贰", 12),
    ],
)
def test_less_usual_numerals(text: str, number: int) -> None:
    """Years by digits, 廿 and 卅, 两, 〇, accountants' forms and inner spaces are read."""
    assert parse_numeral(text) == number


@pytest.mark.parametrize("text", ["", " ", "百", "十百", "三二十", "一十百", "条", "二x", "十十"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    """A string that no one would write for a number gives None, not a guess."""
    assert parse_numeral(text) is None


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_out_of_range_is_named_in_the_error(number: int) -> None:
    """The error shows the offending number."""
    with pytest.raises(ValueError, match=str(number)):
        chinese_numeral(number)
