"""Facts: what is read in project descriptions, what follows, and what is said to be wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QuestionRefused
from kb.fact import Amount, Fact
from kb.project import read_project


def _one(text: str, metric: str) -> Fact:
    (fact,) = read_project(text).of(metric)
    return fact


@pytest.mark.parametrize(
    ("text", "metric", "value", "unit"),
    [
        ("项目用地面积40亩。", "用地面积", 40, "亩"),
        ("拟拿地40亩，投资1亿元", "用地面积", 40, "亩"),
        ("用地面积（亩）：40", "用地面积", 40, "亩"),
        ("固定资产投资(万元)：12,000\n年税收（万元）：900", "固定资产投资", 120_000_000, "元"),
        ("固定资产投资（万元）：15000\n年税收（万元）：900", "固定资产投资", 150_000_000, "元"),
        ("容积率：2", "容积率", 2, ""),
        ("容积率1.3\n年税收900万元", "容积率", 1.3, ""),
        ("1.2万平方米总建筑面积", "总建筑面积", 12_000, "平方米"),
        ("亩均税收30万元", "亩均税收", 30 * 10_000, "元/亩"),
        ("税收达20万元/亩", "亩均税收", 20, "万元/亩"),
        ("交地之日起5个月内开工", "开工期限", 5, "月"),
        ("开工后18个月竣工", "竣工期限", 18, "月"),
        ("用地由40亩调整为45亩", "用地面积", 45, "亩"),
        ("现状容积率0.8，改造后1.6", "容积率", 1.6, ""),
        ("占地40亩（26667平方米）", "用地面积", 40, "亩"),
    ],
)
def test_numbers_find_their_metric(text: str, metric: str, value: float, unit: str) -> None:
    """A number belongs to what it is said of, in sentences, in forms and in changes."""
    fact = _one(text, metric)
    assert (fact.value, fact.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "metric", "value", "working"),
    [
        ("用地40亩，固定资产投资1亿元", "投资强度", 250, "固定资产投资 1亿元 ÷ 用地面积 40亩 ＝ 250万元/亩"),
        ("用地2公顷，总建筑面积3万平方米", "容积率", 1.5, "总建筑面积 3万平方米 ÷ 用地面积 2公顷 ＝ 1.5"),
        (
            "一期用地30亩、二期用地20亩，年税收1000万元",
            "亩均税收",
            20,
            "年税收 1000万元 ÷ 用地面积 50亩 ＝ 20万元/亩",
        ),
    ],
)
def test_what_follows_shows_its_working(text: str, metric: str, value: float, working: str) -> None:
    """A derived figure names the figures that it was worked out from."""
    fact = _one(text, metric)
    assert fact.value == pytest.approx(value)
    assert fact.derived_from[0] == working


def test_what_lies_underground_is_left_out_of_the_plot_ratio() -> None:
    """Floor area below ground is taken off first, and the working says so."""
    fact = _one("用地1公顷，总建筑面积2万平方米，其中地下建筑面积5000平方米", "容积率")
    assert fact.value == 1.5
    assert any("地下 5000平方米" in step for step in fact.derived_from)


def test_total_investment_is_but_a_ceiling() -> None:
    """总投资 tells the most that the investment per 亩 can be, never what it is."""
    fact = _one("总投资2亿元，用地40亩", "投资强度")
    assert fact.amount == Amount(0.0, 500.0)


@pytest.mark.parametrize(
    ("text", "metric", "said"),
    [
        ("容积率160，用地40亩", "容积率", "不可能是 160"),
        ("建筑系数130%，用地40亩", "建筑系数", "份额"),
        ("用地面积-5亩，容积率1.2", "用地面积", "负数"),
        ("用地面积5000万元，容积率1.2", "用地面积", "对不上"),
        ("建筑密度45，用地40亩", "建筑系数", "没有百分号"),
        ("周边企业容积率2.0，本项目用地40亩", "容积率", "不是本项目"),
        ("园区要求容积率不低于1.2，用地40亩", "容积率", "复述要求"),
        ("三年累计税收3000万元，用地40亩", "年税收", "累计"),
        ("项目争取容积率1.5，用地40亩", "容积率", "愿望"),
    ],
)
def test_what_cannot_be_used_is_said_and_not_used(text: str, metric: str, said: str) -> None:
    """Impossible values, wrong units and other people's figures are named and left aside."""
    project = read_project(text)
    assert project.of(metric) == ()
    assert any(said in problem for problem in project.problems)


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("用地40亩，税收优惠500万元", "年税收"),
        ("用地40亩，研发投入年均增长20%", "研发投入占比"),
        ("用地40亩，绿地减少20%", "绿地率"),
    ],
)
def test_a_number_beside_a_name_may_be_of_something_else(text: str, metric: str) -> None:
    """A tax relief is no tax, and a growth no share."""
    assert read_project(text).of(metric) == ()


def test_what_is_not_reached_is_less() -> None:
    """A figure that the project says it cannot reach is a bound from above."""
    fact = _one("项目容积率达不到1.2，用地40亩", "容积率")
    assert fact.amount == Amount(float("-inf"), 1.2, strict=True)


def test_a_supposition_gives_way_to_a_statement() -> None:
    """如果 counts only where nothing is stated of the same thing."""
    assert _one("项目容积率1.0，如果提高到1.5则需加层", "容积率").value == 1.0
    assert _one("如果用地40亩投资1亿元能进园区吗", "用地面积").value == 40


def test_contradictions_stand_side_by_side() -> None:
    """Two totals that differ are both kept, and the reader is told."""
    project = read_project("项目用地40亩。另据申报表，用地面积45亩。")
    assert {fact.value for fact in project.of("用地面积")} == {40, 45}
    assert any("互相矛盾" in problem for problem in project.problems)


def test_a_stated_ratio_must_agree_with_its_parts() -> None:
    """A plot ratio that its own areas belie is reported."""
    project = read_project("用地1公顷，总建筑面积1.2万平方米，容积率1.5")
    assert any("两者不一致" in problem for problem in project.problems)


@pytest.mark.parametrize(
    ("text", "topic", "stance"),
    [
        ("近三年无安全事故的项目企业", "安全事故", False),
        ("2025年发生过一起较大安全事故的企业", "安全事故", True),
        ("项目不属于淘汰类、限制类", "淘汰类", False),
        ("项目属于鼓励类", "淘汰类", False),
        ("项目已取得环评批复", "环评", True),
        ("项目环评正在办理", "环评", False),
        ("是否属于淘汰类：否\n是否新建项目：是", "淘汰类", False),
        ("企业被列入失信名单", "失信", True),
        ("企业未被列入失信名单", "失信", False),
    ],
)
def test_statements_without_numbers_keep_their_sense(text: str, topic: str, stance: bool) -> None:
    """What is denied is not taken for what is so."""
    assert _one(text, topic).stance is stance


def test_a_text_of_something_else_is_no_project() -> None:
    """A recipe states quantities and is still no project."""
    assert not read_project("红豆汤：红豆300克，冰糖50克，小火煮1小时。").about


def test_an_empty_description_is_refused() -> None:
    """Nothing to read is told plainly."""
    with pytest.raises(QuestionRefused, match="空的"):
        read_project("  \n")


def test_answers_go_before_what_the_text_says() -> None:
    """An answer replaces the figure it is given for."""
    project = read_project("用地40亩，容积率1.0", answers={"容积率": "1.3"})
    assert [fact.value for fact in project.of("容积率")] == [1.3]


@given(st.text(max_size=60))
def test_quotes_stand_where_they_are_said_to(text: str) -> None:
    """Every stated fact quotes the description to the letter."""
    if not text.strip():
        return
    project = read_project(f"用地40亩，{text}，容积率1.3")
    for fact in project.facts:
        if fact.span is not None:
            assert fact.quote in project.text


@given(st.floats(0.1, 9), st.floats(0.1, 9), st.floats(0, 1))
def test_a_comparison_is_only_certain_where_all_values_agree(low: float, bound: float, width: float) -> None:
    """An amount meets a bound where all of it does, fails where none does, and is open between."""
    amount = Amount(low, low + width)
    ends = {Amount(end, end).meets(">=", bound) for end in (amount.low, amount.high)}
    assert amount.meets(">=", bound) == (ends.pop() if len(ends) == 1 else None)
