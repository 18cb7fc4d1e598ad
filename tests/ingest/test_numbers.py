"""文号 in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numbers import find_numbers, normal_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("浙政办发〔2023〕6号", "浙政办发〔2023〕6号"),
        ("国发［2014］1号", "国发〔2014〕1号"),
        ("国发[2014]1号", "国发〔2014〕1号"),
        ("皖政(2020)12号", "皖政〔2020〕12号"),
        ("粤府【２０１９】３号", "粤府〔2019〕3号"),
        ("苏府规字 〔2020〕 第7号", "苏府规字〔2020〕7号"),
        ("文号：云政发〔2021〕3号", "云政发〔2021〕3号"),
        ("国务院令第748号", "国务院令第748号"),
        ("中华人民共和国国务院令 第 748 号", "中华人民共和国国务院令第748号"),
        ("财政部公告2023年第5号", "财政部公告2023年第5号"),
        ("省政府令第四百一十二号", "省政府令第412号"),
        ("第三章", None),
        ("第5号楼", None),
        ("2023年3月", None),
    ],
)
def test_one_form_for_every_bracket(text: str, number: str | None) -> None:
    """Whatever brackets and digits were printed, the 文号 is the same; no 文号 gives None."""
    assert normal_number(text) == number


@given(
    st.sampled_from(["浙政办发", "国发", "自然资规"]),
    st.integers(1990, 2035),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "［］", "()", "（）", "【】"]),
)
def test_normalising_twice_changes_nothing(code: str, year: int, number: int, brackets: str) -> None:
    """A normalised 文号 is its own normal form."""
    once = normal_number(f"{code}{brackets[0]}{year}{brackets[1]}{number}号")
    assert once == f"{code}〔{year}〕{number}号"
    assert normal_number(once) == once


def test_numbers_in_running_text() -> None:
    """References are found with their places and without the words before them."""
    text = "根据国发〔2014〕1号和浙政发[2022]32号精神"
    assert [number for _, number in find_numbers(text)] == ["国发〔2014〕1号", "浙政发〔2022〕32号"]
