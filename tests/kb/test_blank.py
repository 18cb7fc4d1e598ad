"""Blanks: what a sentence holds where a question leaves ____."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.blank import fill

SENTENCE = "新建园区主导产业占比不低于75%，亩均税收不低于18万元，由甲市经信局牵头实施。"


@pytest.mark.parametrize(
    ("question", "filled"),
    [
        ("新建园区主导产业占比不低于____，亩均税收不低于18万元。", ["75%"]),
        ("亩均税收不低于____万元。", ["18"]),
        ("主导产业占比不低于__，亩均税收不低于__，由__牵头实施。", ["75%", "18万元", "甲市经信局"]),
        ("新建园区主导产业占比不低于＿＿＿，", ["75%"]),
        ("占比不低于____", ["75%"]),
        ("绿地率不高于____%", []),
        ("没有空格的问题", []),
        ("____", []),
    ],
)
def test_filled(question: str, filled: list[str]) -> None:
    """The words between those that stand beside each blank, none where the sentence is another."""
    assert [filling.span.of(SENTENCE) for filling in fill(question, SENTENCE)] == filled


@given(st.text("甲乙丙__，。", max_size=20), st.text("甲乙丙，。", max_size=20))
def test_spans_are_in_order(question: str, sentence: str) -> None:
    """Whatever is asked of whatever sentence, spans lie in it, in order, and are not empty."""
    at = 0
    for span in (filling.span for filling in fill(question, sentence)):
        assert at <= span.start < span.end <= len(sentence)
        at = span.end
