"""What begins with a number and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markers import STYLES, match_marker
from ingest.numerals import chinese_numeral

HEADINGS = [
    ("第二编　分则", "part", 2, "分则"),
    ("第一分编 通则", "subpart", 1, "通则"),
    ("第 三 章  管理与服务", "chapter", 3, "管理与服务"),
    ("第十二节 公示", "section", 12, "公示"),
    ("第一百零三条 申请人应当提交材料。", "article", 103, "申请人应当提交材料。"),
    ("第１２条　申请人", "article", 12, "申请人"),
    ("第四条为了加强管理", "article", 4, "为了加强管理"),
    ("第七条 【适用范围】本办法", "article", 7, "【适用范围】本办法"),
    ("第三部分 保障措施", "division", 3, "保障措施"),
    ("附件2", "annex", 2, ""),
    ("附 件 ３：评价表", "annex", 3, "评价表"),
    ("十一、保障措施", "cn", 11, "保障措施"),
    ("廿一、附则", "cn", 21, "附则"),
    ("（十）强化监管。", "cnp", 10, "强化监管。"),
    ("(二)强化监管", "cnp", 2, "强化监管"),
    ("㈢强化监管", "cnp", 3, "强化监管"),
    ("1. 强化监管", "num.", 1, "强化监管"),
    ("１０．强化监管", "num.", 10, "强化监管"),
    ("3、强化监管", "num、", 3, "强化监管"),
    ("⒉强化监管", "num.", 2, "强化监管"),
    ("1.2023年底前完成", "num.", 1, "2023年底前完成"),
    ("（3）强化监管", "nump", 3, "强化监管"),
    ("⑷强化监管", "nump", 4, "强化监管"),
    ("2）强化监管", "num)", 2, "强化监管"),
    ("⑫强化监管".replace("⑫", "⑿"), "nump", 12, "强化监管"),
    ("④强化监管", "circ", 4, "强化监管"),
    ("　　（一）强化监管", "cnp", 1, "强化监管"),
]


@pytest.mark.parametrize(("text", "style", "number", "rest"), HEADINGS)
def test_numbers_at_the_head_of_a_paragraph_are_read(text: str, style: str, number: int, rest: str) -> None:
    """Every style is known, with its number and where its text begins."""
    marker = match_marker(text)
    assert marker is not None
    assert (marker.style, marker.number, text[marker.rest :]) == (style, number, rest)
    assert marker.sure


@pytest.mark.parametrize(
    "text",
    [
        "第三条规定的情形，由县级部门处理。",
        "第四条第一款所称项目，是指工业项目。",
        "第五条、第六条所列材料",
        "第十条至第十二条的规定",
        "第三条的规定适用于本区。",
        "第二章规定的程序",
        "第二条例外",
        "（一）至（三）项所列情形",
        "（一）项规定的情形",
        "（二）、（三）项",
        "一、二、三产业融合发展",
        "一是加强领导。",
        "二〇二三年三月",
        "2022年，完成整治。",
        "3.5万亩",
        "1.5亿元",
        "10. 5",
        "10．5％以上",
        "12345热线",
        "（2022）",
        "（以下简称项目）",
        "①至③所列",
        "附件1、附件2由县级部门另行印发。",
        "A.I. 产业",
        "一百个项目",
        "",
        "　",
    ],
)
def test_references_and_quantities_are_no_markers(text: str) -> None:
    """A line that begins like a heading and is none gives no marker."""
    assert match_marker(text) is None


@pytest.mark.parametrize(
    "text", ["（+）完善机制", "一、三级医院", "5.1 头部", "a. 材料", "2. 5亩以上", "三、"]
)
def test_what_only_a_sequence_can_decide_is_marked_unsure(text: str) -> None:
    """A doubtful number is handed on as doubtful."""
    marker = match_marker(text)
    assert marker is not None
    assert not marker.sure


def test_the_number_of_an_inserted_article() -> None:
    """第十条之二 keeps both its numbers."""
    marker = match_marker("第十条之二 本条适用于园区。")
    assert marker is not None
    assert (marker.number, marker.insert) == (10, 2)


def test_decimal_numbers_keep_the_numbers_above() -> None:
    """5.1.2 is number 2 under 1 under 5."""
    marker = match_marker("5.1.2 轻度")
    assert marker is not None
    assert (marker.above, marker.number) == ((5, 1), 2)


@given(st.integers(1, 999), st.sampled_from(["第{}条 甲", "第{}章 甲", "{}、甲", "（{}）甲"]))
def test_any_number_is_read_in_any_chinese_style(number: int, form: str) -> None:
    """The numeral inside a marker is the number."""
    marker = match_marker(form.format(chinese_numeral(number)))
    assert marker is not None
    assert marker.number == number


@given(st.text(alphabet="第一二十百条章节款项附件（）()、．.12３①⑴a ，的至规定", max_size=12))
def test_a_marker_lies_within_its_text(text: str) -> None:
    """No text makes the matcher fail, and its offsets are in order."""
    marker = match_marker(text)
    if marker is not None:
        assert 0 <= marker.span.start < marker.span.end <= marker.rest <= len(text)
        assert text[: marker.span.start].strip() == ""
        assert marker.number + sum(marker.above) > 0


def test_every_style_makes_a_kind_of_clause() -> None:
    """A style's kind is one that a path can hold."""
    from ingest.clause import KINDS

    assert {style.kind for style in STYLES} <= set(KINDS)
