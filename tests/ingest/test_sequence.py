"""Which numbered paragraphs are headings, and under what."""

from __future__ import annotations

import pytest

from ingest.document import Document
from tests.ingest.typeset import typeset, uncovered


def ids(found: Document) -> list[str]:
    """The clause ids of a document."""
    return [clause.id for clause in found.clauses]


def tree(*lines: str) -> list[str]:
    """The clause ids of a document that has a title and these lines."""
    found = typeset("\n".join(("甲市用地意见", *lines)))
    assert not uncovered(found)
    return ids(found)


def test_styles_nest_as_the_document_nests_them() -> None:
    """1. may stand right under 一、, （1） under （一）, ① under 1., as the text has it."""
    assert tree(
        "一、总体要求", "1.甲事项办理", "①乙事项办理", "②丙事项办理", "2.丁事项办理",
        "二、主要任务", "（一）戊任务", "（1）己任务", "（2）庚任务", "（二）辛任务",
    ) == [
        "cn1", "cn1/num1", "cn1/num1/circ1", "cn1/num1/circ2", "cn1/num2",
        "cn2", "cn2/cnp1", "cn2/cnp1/nump1", "cn2/cnp1/nump2", "cn2/cnp2",
    ]  # fmt: skip


def test_numbers_that_run_on_through_chapters() -> None:
    """（三） goes on under 二、 where （二） ended 一、."""
    assert tree("一、总体要求", "（一）甲", "（二）乙", "二、任务", "（三）丙", "（四）丁") == [
        "cn1", "cn1/cnp1", "cn1/cnp2", "cn2", "cn2/cnp3", "cn2/cnp4",
    ]  # fmt: skip


def test_articles_run_on_through_chapters_and_sections_begin_anew() -> None:
    """Articles count through the law, sections within a chapter, chapters may begin anew in a part."""
    assert tree(
        "第一编 总则", "第一章 甲", "第一条 甲事。",
        "第二编 分则", "第一章 乙", "第一节 丙", "第二条 乙事。", "第二章 丁", "第一节 戊", "第三条 丙事。",
    ) == [
        "part1", "part1/chapter1", "part1/chapter1/article1",
        "part2", "part2/chapter1", "part2/chapter1/section1", "part2/chapter1/section1/article2",
        "part2/chapter2", "part2/chapter2/section1", "part2/chapter2/section1/article3",
    ]  # fmt: skip


def test_a_number_out_of_place_is_text() -> None:
    """A paragraph that cites 第二条 behind 第五条 opens no article."""
    assert tree("第一条 甲。", "第二条 乙。", "第三条 丙。", "第二条 的规定同样适用于本条。") == [
        "article1", "article2", "article3", "article3/paragraph2",
    ]  # fmt: skip


def test_inserted_articles_stand_beside_their_forerunner() -> None:
    """第一条之一 and 第一条之二 follow 第一条."""
    assert tree("第一条 甲。", "第一条之一 乙。", "第一条之二 丙。", "第二条 丁。") == [
        "article1", "article1-1", "article1-2", "article2",
    ]  # fmt: skip


def test_items_belong_to_the_paragraph_they_follow() -> None:
    """The second list of an article hangs on the second paragraph that leads it in."""
    found = typeset(
        "甲市用地办法\n第一条 有下列情形的：\n（一）甲；\n（二）乙。\n下列情形除外：\n（一）丙；\n（二）丁。\n第二条 戊。"
    )
    assert [(clause.id, clause.label) for clause in found.clauses] == [
        ("article1", "第一条"),
        ("article1/item1", "第一条第一款第（一）项"),
        ("article1/item2", "第一条第一款第（二）项"),
        ("article1/paragraph2", "第一条第二款"),
        ("article1/paragraph2/item1", "第一条第二款第（一）项"),
        ("article1/paragraph2/item2", "第一条第二款第（二）项"),
        ("article2", "第二条"),
    ]


def test_a_second_list_below_the_same_heading_gets_a_parent_of_its_own() -> None:
    """1. again behind a sentence that leads it in is a new list under that sentence."""
    assert tree("一、任务", "1.甲", "2.乙", "另外还要做好：", "1.丙", "2.丁", "二、保障") == [
        "cn1", "cn1/num1", "cn1/num2", "cn1/p1", "cn1/p1/num1", "cn1/p1/num2", "cn2",
    ]  # fmt: skip


def test_old_laws_number_items_with_bare_numerals() -> None:
    """一、 under an article is an item, not a heading of the document."""
    assert tree("第一条 条件如下：", "一、甲；", "二、乙。", "第二条 丙。") == [
        "article1", "article1/item1", "article1/item2", "article2",
    ]  # fmt: skip


def test_headings_in_bare_numerals_may_stand_above_articles() -> None:
    """一、 above the articles stays open over them, and they count on."""
    assert tree("一、管辖", "第一条 甲事由法院管辖。", "第二条 乙事由法院管辖。", "二、受理", "第三条 丙事应当受理。") == [
        "cn1", "cn1/article1", "cn1/article2", "cn2", "cn2/article3",
    ]  # fmt: skip


def test_a_misprinted_number_is_repaired_where_its_neighbours_agree() -> None:
    """（九） printed between （二） and （四） is （三）, and reported."""
    found = typeset("甲市用地意见\n（一）甲\n（二）乙\n（九）丙\n（四）丁")
    assert ids(found) == ["cnp1", "cnp2", "cnp3", "cnp4"]
    (fault,) = found.faults
    assert (fault.kind, fault.read, fault.proposed) == ("编号", "（九）", "（三）")


def test_a_numeral_that_the_scan_lost_is_put_back_by_its_place() -> None:
    """（+） behind （九） is （十）; the clean text keeps what was read."""
    lines = "\n".join(f"（{n}）事项" for n in "一二三四五六七八九")
    found = typeset(f"甲市用地意见\n{lines}\n（+）末项")
    assert ids(found)[-1] == "cnp10"
    assert "（+）末项" in found.text
    assert [(fault.read, fault.proposed) for fault in found.faults] == [("（+）", "（十）")]


@pytest.mark.parametrize(
    ("lines", "label", "read", "proposed"),
    [
        ("—、甲项\n落实甲项。\n二、乙项\n落实乙项。\n三、丙项\n落实丙项。", "一", "—、", "一、"),
        ("（一）甲项\n（=）乙项\n（三）丙项", "（二）", "（=）", "（二）"),
        ("第一条 甲项应当落实。\n第=条 乙项应当落实。\n第三条 丙项应当落实。", "第二条", "第=条", "第二条"),
    ],
)
def test_signs_for_numerals(lines: str, label: str, read: str, proposed: str) -> None:
    """What OCR makes of 一, 二 and 十 heads its clause, in every style, and is reported with what it should be."""
    found = typeset(f"甲市用地意见\n{lines}")
    assert any(clause.label.endswith(label) for clause in found.clauses)
    assert read in found.text
    assert [(fault.kind, fault.read, fault.proposed) for fault in found.faults] == [("编号", read, proposed)]


def test_words_are_no_misread_numbers() -> None:
    """A Han character that looks like a numeral begins a sentence, not a clause."""
    found = typeset("甲市用地意见\n七、甲项\n落实甲项。\n人、财、物向乙项倾斜。")
    assert [fault.kind for fault in found.faults] == []


def test_a_missing_number_is_reported_and_not_closed_up() -> None:
    """Behind （一） and （二）, （四） stays （四）."""
    found = typeset("甲市用地意见\n（一）甲\n（二）乙\n（四）丙\n（五）丁")
    assert ids(found) == ["cnp1", "cnp2", "cnp4", "cnp5"]
    assert [(fault.read, fault.proposed) for fault in found.faults] == [("（四）", None)]


def test_a_repeated_number_keeps_both_clauses_apart() -> None:
    """Two （二） give two ids and a report."""
    found = typeset("甲市用地意见\n（一）甲\n（二）乙\n（二）丙\n（三）丁")
    assert ids(found) == ["cnp1", "cnp2", "cnp2-1", "cnp3"]
    assert found.clause("cnp2-1").label == "（二）"
    assert len(found.faults) == 1


@pytest.mark.parametrize(
    "line",
    [
        "一、二、三产业融合发展。",
        "（一）至（三）项由镇级负责。",
        "2022年，完成试点。",
        "3.5万亩用地纳入整治。",
    ],
)
def test_what_only_looks_like_a_number_stays_in_its_paragraph(line: str) -> None:
    """References, quantities and years open no clause."""
    assert tree("一、任务", "（一）甲任务", line, "（二）乙任务") == ["cn1", "cn1/cnp1", "cn1/cnp2"]


def test_decimal_numbers_nest_by_their_digits() -> None:
    """5.1.1 stands under 5.1."""
    assert tree("1. 总则", "1.1 适用范围", "1.1.1 对象", "1.1.2 期限", "1.2 依据", "2. 附则")[:5] == [
        "num1", "num1/num1", "num1/num1/num1", "num1/num1/num2", "num1/num2",
    ]  # fmt: skip
