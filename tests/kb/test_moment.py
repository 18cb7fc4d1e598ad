"""Moments: dates, months, years and periods of the calendar, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.moment import find_moments


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("自2023年3月15日起施行", ["自2023年3月15日起"]),
        ("２０２３年３月１５日印发", ["２０２３年３月１５日"]),
        ("二〇二三年三月十五日", ["二〇二三年三月十五日"]),
        ("到2025年底完成", ["2025年底"]),
        ("2022—2024年实施", ["2022—2024年"]),
        ("2022年至2024年实施", ["2022年至2024年"]),
        ("2022年1—6月", ["2022年1—6月"]),
        ("每年3月底前报送", ["每年3月底前"]),
        ("3月15日前提交", ["3月15日前"]),
        ("今年上半年开工", ["今年上半年"]),
        ("2024年第三季度验收", ["2024年第三季度"]),
        ("自发布之日起30日后施行", ["自发布之日起30日后"]),
        ("2021年开工，2023年6月竣工", ["2021年", "2023年6月"]),
        ("5月1日至10日放假", ["5月1日至10日"]),
        ("5月1日—6月3日放假", ["5月1日—6月3日"]),
        ("自2022年1月1日至2024年12月31日", ["自2022年1月1日至2024年12月31日"]),
        ("2023-03-15印发", ["2023-03-15"]),
        ("2023.3.15印发", ["2023.3.15"]),
        ("有效期5年", []),
        ("3—5个月", []),
        ("编号12023年", []),
        ("面积2023平方米", []),
        ("第三条", []),
        ("三个月内", []),
    ],
)
def test_found(text: str, moments: list[str]) -> None:
    """Each date with its 自, 起 and 前, a period whole; a length of time is no moment."""
    assert [span.of(text) for span in find_moments(text)] == moments


@given(st.text(max_size=60))
def test_spans_are_in_order(text: str) -> None:
    """Whatever the text, spans lie in it, in order, and are not empty."""
    spans = list(find_moments(text))
    assert spans == sorted(spans)
    assert all(span.start < span.end <= len(text) for span in spans)
