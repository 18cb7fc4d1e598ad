"""Mentions: numbers, dates and codes that two texts can be compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.mention import mentions


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("证书有效期为5年", ["年"]),
        ("自2031年3月1日起施行", ["date"]),
        ("甲府令〔2031〕7号", ["code"]),
        ("列入第五档", ["第档"]),
        ("共有3项，占40%", ["项", "%"]),
        ("没有数字的一句话", []),
    ],
)
def test_sorts(text: str, sorts: list[str]) -> None:
    """Each number is told by what it measures, a date and a code as such, and none twice."""
    assert [mention.sort for mention in mentions(text)] == sorts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2031年", "2031年3月", True),
        ("2031年3月", "2031年", False),
        ("2万元", "20000元", True),
        ("30%", "30年", False),
        ("百分之三十", "30%", True),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    """The same amount counts in whatever writing; a date is held by one that says more."""
    assert next(mentions(one)).alike(next(mentions(other))) is same


@given(st.text("第一二3年月日亩%〔〕2031号，甲", max_size=24))
def test_no_character_twice(text: str) -> None:
    """Whatever the text, no two mentions share a character."""
    spans = [mention.span for mention in mentions(text)]
    assert not any(a.overlaps(b) for at, a in enumerate(spans) for b in spans[at + 1 :])
