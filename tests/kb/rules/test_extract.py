"""Rules read out of small invented documents: what they require, of whom, how strongly, and when."""

from __future__ import annotations

from functools import cache

import pytest

from ingest.document import Document
from ingest.pipeline import read_bytes
from kb.rule import Rule
from kb.rules import extract, mark_of


@cache
def document(body: str, title: str = "云台市工业项目管理办法") -> Document:
    """A policy with this body."""
    return read_bytes("a.md", f"# {title}\n\n{body}\n".encode())[0]


def rules(body: str) -> list[Rule]:
    """The rules of a policy with this body."""
    return list(extract(document(body)))


def told(rule: Rule) -> str:
    """A rule in one line: metric, bound, strength and subject."""
    bound = "!" if rule.prohibition else f"{rule.op} {rule.value:g}"
    bound += f"~{rule.high:g}" if rule.high is not None else ""
    bound += f" x{rule.factor:g}" if rule.factor is not None else ""
    return f"{rule.metric} {bound} {rule.unit or '-'} {rule.strength} {rule.subject or '-'}"


TABLE = """
第一条 新建工业项目，容积率不低于1.5。 | 容积率 >= 1.5 - 强制 新建工业项目
第一条 新建工业项目容积率原则上不低于1.5。 | 容积率 >= 1.5 - 原则 新建工业项目
第一条 鼓励新建厂房容积率达到2.5以上。 | 容积率 >= 2.5 - 鼓励 新建厂房
第一条 到2026年，全县规上工业亩均税收达到26万元。 | 亩均税收 >= 26 万元/亩 目标 全县规上工业
第一条 各县每年出让的土地中，工业用地占比不得低于30%。 | 出让总量中工业用地占比 >= 30 % 目标 各县每年出让的土地
第一条 入园项目的容积率和建筑系数分别不低于1.2和40%。 | 容积率 >= 1.2 - 强制 入园项目 | 建筑系数 >= 40 % 强制 入园项目
第一条 入园项目每亩固定资产投资不低于300万元。 | 投资强度 >= 300 万元/亩 强制 入园项目
第一条 入园项目行政办公及生活服务设施用地面积不得超过项目总用地面积的7%。 | 行政办公及生活服务设施用地占比 <= 7 % 强制 入园项目
第一条 入园企业研发投入占营业收入的比重不低于3%。 | 研发投入占比 >= 3 % 强制 入园企业
第一条 受让人应在合同签订之日起12个月内开工建设。 | 开工期限 <= 12 月 强制 受让人
第一条 新建园区，中小企业数量和面积占比均不低于60%。 | 中小企业数量占比 >= 60 % 强制 新建园区 | 中小企业面积占比 >= 60 % 强制 新建园区
第一条 本园区建筑高度一般不超过24米。 | 建筑高度 <= 24 米 原则 本园区
第一条 亩均税收低于5万元的企业，不得申请新增用地。 | 亩均税收 >= 5 万元/亩 强制 企业
第一条 严禁新建剧毒化学品生产项目。 | 剧毒化学品生产项目 ! - 强制 -
第一条 更新项目不得新建商品住宅。 | 商品住宅 ! - 强制 更新项目
第一条 改造后的厂房不得用于住宿。 | 改造后的厂房用于住宿 ! - 强制 -
第一条 入园项目容积率不低于1.2，属于淘汰类、限制类的项目不得入园。 | 容积率 >= 1.2 - 强制 入园项目 | 淘汰类、限制类的项目 ! - 强制 -
第一条 容积率低于0.6的项目不得申请续期。 | 容积率 >= 0.6 - 强制 项目
第一条 新建项目应满足0.8≤容积率≤2.2，30%≤建筑系数。 | 容积率 in 0.8~2.2 - 强制 新建项目 | 建筑系数 >= 30 % 强制 新建项目
第一条 入园企业的办公用房建筑面积不得超过总建筑面积的12%。 | 办公用房建筑面积占总建筑面积比例 <= 12 % 强制 入园企业
第一条 园区停车位不少于每百平方米2个。 | 停车位 >= 2 个/百平方米 强制 园区
第一条 投资强度由每亩260万元提高到每亩310万元，原则上不得突破。 | 投资强度 >= 310 万元/亩 强制 -
第一条 固定资产投资：每亩不低于410万元。 | 投资强度 >= 410 万元/亩 强制 -
第一条 出让底价不得低于所在地最低价标准的70%。 | 出让底价占所在地最低价标准比例 >= 70 % 强制 -
第一条 亩均税收未达到约定标准80%的，不予续期。 | 亩均税收占约定标准比例 >= 80 % 强制 -
""".strip().splitlines()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.split(" | ")[0][4:24])
def test_a_sentence_says_what_it_requires(row: str) -> None:
    """Metric, operator, value, unit, strength and subject of a sentence come out as a reader takes them."""
    text, *wanted = row.split(" | ")
    assert [told(rule) for rule in rules(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "第一条 对新认定的企业给予20万元奖励。",
        "第一条 主管部门应在20个工作日内作出决定。",
        "第一条 本办法自2024年1月1日起施行，有效期5年。",
        "第一条 本办法所称低效用地，是指容积率低于0.6的工业用地。",
        "第一条 工业用地30亩以下的项目进入标准厂房。",
    ],
)
def test_what_binds_no_project_is_no_rule(text: str) -> None:
    """Rewards, the authorities' own time limits, validity, definitions and mere triggers set no threshold."""
    assert [told(rule) for rule in rules(text)] == []


def test_a_lead_in_governs_its_list() -> None:
    """Subject and strength of 应当同时符合 reach every item, whose rules form one group that must all hold."""
    found = rules(
        "第五条 进入开发区的工业项目应当同时符合下列条件：\n\n（一）投资强度不低于350万元/亩；\n\n"
        "（二）容积率不低于1.5；\n\n（三）近三年内未发生较大以上生产安全事故。"
    )
    assert [rule.subject for rule in found] == ["进入开发区的工业项目"] * 3
    assert len({rule.group for rule in found}) == 1
    assert {rule.joint for rule in found} == {"all"}
    assert [rule.prohibition for rule in found] == [False, False, True]


def test_one_of_several_is_enough() -> None:
    """具备下列条件之一 makes alternatives."""
    found = rules(
        "第五条 申报企业应具备下列条件之一：\n\n（一）营业收入不低于500万元；\n\n（二）发明专利不少于2项。"
    )
    assert {rule.joint for rule in found} == {"any"}


def test_what_bars_is_turned_round() -> None:
    """有下列情形之一的，不得入园：能耗高于0.5 requires at most 0.5; a circumstance without number is a bar."""
    found = rules(
        "第六条 有下列情形之一的，不得入园：\n\n（一）属于淘汰类的；\n\n（二）单位产值能耗高于0.5吨标准煤/万元的。"
    )
    assert [told(rule) for rule in found] == ["属于淘汰类 ! - 强制 -", "单位能耗 <= 0.5 吨标准煤/万元 强制 -"]


def test_an_exception_overrides_what_it_excepts_from() -> None:
    """其中食品加工项目可以放宽至1.2 takes over metric and direction, and points at the rule before it."""
    base, exception = rules("第五条 工业项目容积率不低于1.5，其中食品加工项目可以放宽至1.2。")
    assert told(exception) == "容积率 >= 1.2 - 强制 食品加工项目"
    assert exception.overrides == (base.id,)


def test_a_share_of_the_table_points_at_the_table() -> None:
    """在上表基础上提高10% is 1.1 times each bound of that metric in the table above."""
    found = rules(
        "第七条 控制指标见下表：\n\n| 行业 | 投资强度（万元/亩） | 容积率 |\n|---|---|---|\n| 食品制造业 | ≥280 | ≥1.2 |\n"
        "| 医药制造业 | 500 | 1.0 |\n\n生物医药项目的投资强度在上表基础上提高10%。"
    )
    cells, relative = found[:-1], found[-1]
    assert [(rule.metric, rule.op, rule.value) for rule in cells] == [
        ("投资强度", ">=", 280), ("容积率", ">=", 1.2), ("投资强度", ">=", 500), ("容积率", ">=", 1.0),
    ]  # fmt: skip
    assert [rule.conditions[0].text for rule in cells] == [
        "食品制造业",
        "食品制造业",
        "医药制造业",
        "医药制造业",
    ]
    assert relative.factor == pytest.approx(1.1)
    assert set(relative.overrides) == {cells[0].id, cells[2].id}


def test_what_opens_a_permission_says_so() -> None:
    """面积不超过3亩且累计不超过10%的，经批准可… sets two bounds for those who ask, under an approval."""
    found = rules("第三条 零星用地单宗用地面积不超过3亩且累计不超过项目用地总面积10%的，经批准可一并开发。")
    assert [(rule.metric, rule.value) for rule in found] == [("单宗面积", 3), ("累计占比", 10)]
    assert all(rule.permits and rule.approval for rule in found)


def test_a_condition_of_size_is_no_rule_of_its_own() -> None:
    """用地面积30亩以下的，容积率… is one rule under a comparison."""
    (rule,) = rules("第三条 用地面积30亩以下的项目，容积率不低于2.0。")
    (condition,) = [each for each in rule.conditions if each.kind == "size"]
    assert (condition.metric, condition.op, condition.value, condition.unit) == ("用地面积", "<=", 30, "亩")


def test_every_rule_quotes_its_clause() -> None:
    """The quote is the text at the span, inside the clause that is named."""
    text = document(TABLE[0].split(" | ")[0] + "投资强度不低于300万元/亩；绿地率不超过15%。")
    found = extract(text)
    assert len(found) == 3
    for rule in found:
        assert rule.span.of(text.text) == rule.quote
        assert text.clause(rule.clause_id).span.contains(rule.span)


def test_ids_stay_with_the_words() -> None:
    """Words that stand unchanged keep their mark when others are put before them; changed words lose it."""
    before = rules("第一条 容积率不低于1.5。\n\n第二条 绿地率不超过15%。")
    after = rules("第一条 容积率不低于1.6。\n\n第二条 绿地率不超过15%。")
    assert [rule.id for rule in before] == [
        rule.id for rule in rules("第一条 容积率不低于1.5。\n\n第二条 绿地率不超过15%。")
    ]
    assert mark_of(before[0].id) != mark_of(after[0].id)
    assert mark_of(before[1].id) == mark_of(after[1].id)


def test_a_news_report_gives_requirements_not_facts() -> None:
    """Of a report only what it says is required becomes a rule."""
    body = "本报讯 全市已建成厂房超过300万平方米。记者获悉，今后新上项目亩均税收须在24万元以上。"
    text = read_bytes("n.md", f"---\nkind: 新闻报道\n---\n# 某地新规\n\n{body}\n".encode())[0]
    assert [(rule.metric, rule.value) for rule in extract(text)] == [("亩均税收", 24)]


def test_an_approval_binds_only_the_exception() -> None:
    """绿地率不超过15%，经批准可放宽至20% lays neither approval nor condition on the 15%, and the 20% overrides it."""
    base, wider = rules("第一条 工业项目绿地率不超过15%，因安全生产需要经市政府批准可放宽至20%。")
    assert (base.metric, base.value, base.approval, base.conditions) == ("绿地率", 15, False, ())
    assert (wider.metric, wider.op, wider.value, wider.approval) == ("绿地率", "<=", 20, True)
    assert wider.overrides == (base.id,)


def test_who_a_list_of_circumstances_keeps_out_is_named() -> None:
    """有下列情形之一的企业不得入驻 binds 企业, in each of the circumstances."""
    found = rules("第一条 有下列情形之一的企业不得入驻：\n\n（一）欠缴税款的；\n\n（二）停产满两年以上的。")
    assert [rule.subject for rule in found] == ["企业", "企业"]


def test_a_column_named_after_a_unit_is_read() -> None:
    """A column 单位能耗（吨标准煤/万元） is a metric, not the column that names the units."""
    table = "第一条 准入标准如下：\n\n| 行业 | 单位能耗（吨标准煤/万元） |\n|---|---|\n| 食品 | ≤0.3 |"
    assert [told(rule) for rule in rules(table)] == ["单位能耗 <= 0.3 吨标准煤/万元 强制 -"]
