"""The clause tree as a whole: nothing lost, ids stable, zones, own text, tables."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clause import ClausePath
from tests.ingest.typeset import typeset, uncovered

PIECES = st.sampled_from(
    [
        "第一章 总则", "第二章 附则", "第一条 甲事应当办理。", "第二条 乙事：", "第三条规定的事项",
        "第二条之一 丙。", "一、任务", "二、保障", "三、末项", "（一）甲任务。要求如下。", "（二）乙", "（四）丁",
        "（+）戊", "1.甲", "2.乙；", "（1）甲", "①甲", "a. 甲", "附件1", "附件：1.甲表", "评价办法",
        "甲市用地管理办法", "甲市人民政府", "2023年5月1日", "（此件公开发布）", "抄送：各部门。", "目录",
        "现印发给你们，请遵照执行。", "普通的一段话，讲一件事。", "各县人民政府：", "甲 | 乙", "丙 | 3", "总则",
        "5.1 头部", "甲政发〔2023〕1号", "表1 指标", "本办法自公布之日起施行。", "另外做好：",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=30))
def test_no_character_is_lost_or_told_twice(lines: list[str]) -> None:
    """Whatever the order of lines: each character in one clause or furniture; ids unique, parents there."""
    found = typeset("\n".join(lines))
    assert uncovered(found) == []
    ids = [clause.id for clause in found.clauses]
    assert len(set(ids)) == len(ids)
    for clause in found.clauses:
        assert ClausePath.parse(clause.id) == clause.path
        parent = clause.path.parent
        assert parent is None or str(parent) in set(ids)
        if parent is not None:
            assert found.clause(parent).span.contains(clause.span)
        for span in (clause.marker, clause.heading):
            assert span is None or clause.own.contains(span)


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_has_a_tree(text: str) -> None:
    """No text makes the tree fail."""
    assert uncovered(typeset(text)) == []


def test_reading_again_gives_the_same_ids() -> None:
    """Clause ids do not depend on anything but the text."""
    text = "甲市用地意见\n一、任务\n（一）甲\n（二）乙\n二、保障"
    assert [c.id for c in typeset(text).clauses] == [c.id for c in typeset(text).clauses]


def test_own_text_is_number_heading_and_what_comes_before_the_first_child() -> None:
    """An interior clause does not repeat its children."""
    found = typeset(
        "甲市用地意见\n一、主要任务\n分三步走。\n（一）办甲事。先做甲事。\n（二）办乙事。再做乙事。"
    )
    clause = found.clause("cn1")
    assert clause.own.of(found.text) == "一、主要任务\n分三步走。"
    assert clause.span.of(found.text).endswith("再做乙事。")
    assert found.heading_path(found.clause("cn1/cnp2")) == ("主要任务", "办乙事")


def test_long_prose_behind_a_number_is_cut_at_its_paragraphs() -> None:
    """A section of many long paragraphs gives one clause a paragraph, numbered through the document."""
    prose = "\n".join(f"第{n}段讲很多话。" + "说明情况，" * 60 for n in "甲乙丙丁")
    found = typeset(f"甲市工作报告\n一、总体情况\n{prose}\n二、下步打算\n继续努力。")
    assert [c.id for c in found.clauses] == ["cn1", "cn1/p1", "cn1/p2", "cn1/p3", "cn2"]


def test_the_closing_formula_belongs_to_no_item() -> None:
    """本意见自…起施行 behind the last item is a clause of its own."""
    found = typeset(
        "甲市用地意见\n一、任务\n（一）甲。先做甲事。\n本意见自2023年3月15日起施行，有效期为5年。"
    )
    assert [c.id for c in found.clauses] == ["cn1", "cn1/cnp1", "p1"]


def test_zones_have_numbering_of_their_own() -> None:
    """The 方案 behind its 通知 and the annexes start anew; labels take a prefix only where they clash."""
    found = typeset(
        "甲市人民政府关于印发用地方案的通知\n各镇人民政府：\n现将《用地方案》印发给你们。\n一、抓好落实\n甲市人民政府\n2023年5月1日\n"
        "用地方案\n一、任务\n（一）甲\n附件1\n任务表\n一、清单\n附件2\n评分表\n一、评分"
    )
    assert [(c.id, c.label) for c in found.clauses] == [
        ("p1", "第1段"),
        ("cn1", "一"),
        ("body2", "方案"),
        ("body2/cn1", "方案·一"),
        ("body2/cn1/cnp1", "方案·一（一）"),
        ("annex1", "附件1"),
        ("annex1/cn1", "附件1·一"),
        ("annex2", "附件2"),
        ("annex2/cn1", "附件2·一"),
    ]


def test_a_table_cell_is_cited_by_its_row_and_column() -> None:
    """表1·食品制造·容积率, with unit and heads as context and the figure alone as its text."""
    found = typeset(
        "甲市准入标准\n一、指标\n表1 控制指标\n单位：万元/亩\n"
        "行业 | 投资强度 | 容积率\n食品制造 | 300 | 1.2\n金属制品 | 350 | 1.5\n二、其他"
    )
    cell = next(c for c in found.clauses if c.label == "表1·食品制造·容积率")
    assert cell.own.of(found.text) == "1.2"
    assert cell.id == "cn1/table1/row2/col3"
    assert cell.context == ("表1 控制指标", "单位：万元/亩", "食品制造", "容积率")
    assert found.clause("cn1/table1").own.of(found.text) == "表1 控制指标\n单位：万元/亩"


def test_headings_without_numbers_part_a_feature() -> None:
    """Sub-headings that the format states become headings; paragraphs count through the document."""
    found = typeset(
        "园区故事\n老厂新生\n厂房改造完成，企业纷纷入驻。\n机器重新响了起来。\n未来可期\n园区还将扩建。",
        genre="article",
        headings=("老厂新生", "未来可期"),
    )
    assert [(c.id, c.label) for c in found.clauses] == [
        ("heading1", "老厂新生"),
        ("heading1/p1", "第1段"),
        ("heading1/p2", "第2段"),
        ("heading2", "未来可期"),
        ("heading2/p3", "第3段"),
    ]


def test_a_run_in_heading_ends_at_its_full_stop() -> None:
    """（一）突出规划引领。 is a heading; a sentence that lays down a duty is none."""
    found = typeset(
        "甲市用地意见\n（一）突出规划引领。各地编制规划。\n（二）用地面积不低于5亩。超过的另行报批。"
    )
    first, second = found.clauses
    assert first.heading is not None
    assert first.heading.of(found.text) == "突出规划引领"
    assert second.heading is None


def test_furniture_is_kept_and_named() -> None:
    """Head, recipients, signature, 抄送 and 印发 lines stand in no clause, and none is lost."""
    found = typeset(
        "甲市人民政府文件\n甲政发〔2023〕1号\n甲市人民政府关于用地的通知\n各镇人民政府：\n一、任务\n甲市人民政府\n2023年5月1日\n"
        "（此件公开发布）\n抄送：市委各部门。\n甲市人民政府办公室　2023年5月2日印发"
    )
    assert [piece.kind for piece in found.furniture] == [
        "文头", "文号", "标题", "主送", "落款", "落款", "公开方式", "抄送", "印发",
    ]  # fmt: skip
    assert [c.id for c in found.clauses] == ["cn1"]


def test_hostile_numbering_neither_nests_without_end_nor_takes_for_ever() -> None:
    """Thousands of restarts, repeats, annexes and paragraphs give a shallow tree, not a crash."""
    for lines in (
        ["1.甲", "①甲"],
        ["（一）甲"],
        ["附件1", "甲表"],
        ["附件：甲", "第一条 甲。"],
        ["第一条 甲。", "乙。"],
        ["下列：", "1.甲", "下列：", "（1）乙"],
    ):
        found = typeset("\n".join(lines * 3000))
        assert max(len(clause.path.steps) for clause in found.clauses) < 30
        assert uncovered(found) == []
