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


@pytest.mark.parametrize(
    ("question", "sentence", "filled"),
    [
        (
            "应在收到文件之日起____个工作日内办结",
            "应在收到文件之日起二十个工作日内或收到初审意见之日起十五个工作日内办结",
            ["二十"],
        ),
        ("累计装机达到____千瓦以上", "累计风电装机2亿千瓦以上，年发电3800亿千瓦时", ["2亿"]),
        (
            "甲园区面积为____平方公里。",
            "其中，甲园区（即“甲方园区”）面积3.02平方公里，乙园区面积0.87平方公里。",
            ["3.02"],
        ),
        ("期限自____年____月____日起", "期限自2031年1月2日起至2033年4月5日止", ["2031年1月2日"]),
        ("甲办于____年6月15日印发该通知", "甲办公室2031年6月15日印发", ["2031"]),
        ("执行乙标准____阶段的规定", "执行乙标准6b阶段的规定", ["6b"]),
        ("要支持多少家竞争优势明显的企业？", "支持100家竞争优势明显的企业。", ["100"]),
        ("保有率不低于多少？", "保有率较高", []),
    ],
)
def test_number_beside_its_words(question: str, sentence: str, filled: list[str]) -> None:
    """Of several numbers the one fills a gap that stands between the gap's own words."""
    assert [filling.span.of(sentence) for filling in fill(question, sentence)] == filled


def test_only_firm_with_words_beside() -> None:
    """A unit alone does not make a place sure; words on either side do."""
    (loose,) = fill("休假为____天", "先到先得，休假的2天")
    (firm,) = fill("自通知实施之日起____年", "过渡期为自通知实施之日起4年")
    assert (loose.firm, firm.firm) == (False, True)
