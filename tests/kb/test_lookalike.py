"""Lookalikes: stretches in which no quantity is to be read, and quantities left alone beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.span import Span
from kb.lookalike import among, find_lookalikes


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("2023.3.15印发", ["2023.3.15"]),
        ("上午9:30到会", ["9:30"]),
        ("第一、二、三项所列", ["第一、二、三"]),
        ("数十亿元", ["数十亿"]),
        ("户数百分之八十", []),
        ("投资2035.6万元", []),
        ("一点五倍", []),
        ("三分之一以上", []),
        ("二十分钟", []),
    ],
)
def test_found(text: str, stretches: list[str]) -> None:
    """What only reads like a quantity is marked; decimals, fractions and counts are not."""
    assert [span.of(text) for span in find_lookalikes(text)] == stretches


@given(st.text("0123456789年月日第、.:一二十百之分数几“”个 ", max_size=30))
def test_spans_are_in_order(text: str) -> None:
    """Whatever the text, stretches lie in it, in order, and do not overlap."""
    at = 0
    for span in find_lookalikes(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


def test_among() -> None:
    """Touching at an end is not lying in it."""
    assert among(Span(2, 4), [Span(3, 9)])
    assert not among(Span(2, 3), [Span(3, 9)])
