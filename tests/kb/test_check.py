"""Check: which rules bind a project, what they say to it, the verdict, and what is asked."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.document import Region
from tests.factories import region
from tests.kb.checkshelf import CheckShelf, bar, least, most, only, when

QUZHOU = region("浙江省", "衢州市", code="330800")
ZHEJIANG = region("浙江省")
NINGBO = region("浙江省", "宁波市", code="330200")


def _shelf(*rules: dict[str, object], home: Region | None = None) -> CheckShelf:
    shelf = CheckShelf()
    shelf.add(*rules, region=home)
    return shelf


def test_both_sides_of_a_comparison_are_told() -> None:
    """A reason shows the working, the project's figure and the clause's."""
    found = _shelf(least("投资强度", 350, "万元/亩")).check("用地40亩投资1亿元能进园区吗")
    finding = only(found, "投资强度")
    assert found.verdict == "不符合"
    assert finding.status == "fail"
    assert finding.reason == "固定资产投资 1亿元 ÷ 用地面积 40亩 ＝ 250万元/亩，低于 350万元/亩"
    assert finding.actual is not None
    assert finding.citation.quote == finding.rule.quote


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("工业项目容积率1.2", "pass"),
        ("工业项目容积率1.19", "fail"),
        ("工业项目容积率约1.2", "unknown"),
        ("工业项目容积率约2.0", "pass"),
        ("工业项目容积率不低于1.2", "pass"),
        ("工业项目容积率不高于1.5", "unknown"),
        ("工业项目用地40亩", "unknown"),
        ("工业项目容积率160", "unknown"),
        ("工业项目用地26666.67平方米，总建筑面积32000平方米", "pass"),
        ("工业项目A地块容积率1.5，B地块容积率1.0", "fail"),
        ("工业项目容积率1.5。申报表写容积率1.0", "unknown"),
        ("工业项目容积率1.5。申报表写容积率1.8", "pass"),
    ],
)
def test_a_figure_is_met_not_met_or_open(text: str, status: str) -> None:
    """What the words leave open is never called a pass, and what is missing is no zero."""
    assert only(_shelf(least("容积率", 1.2)).check(text), "容积率").status == status


def test_a_total_investment_can_fail_but_not_pass() -> None:
    """总投资 is more than the fixed assets: too little fails, enough is still to be asked."""
    shelf = _shelf(least("投资强度", 300, "万元/亩"))
    assert shelf.check("工业项目用地40亩，总投资1亿元").verdict == "不符合"
    found = shelf.check("工业项目用地40亩，总投资2亿元")
    assert found.verdict == "待补充"
    assert [need.key for need in found.questions] == ["固定资产投资"]


@pytest.mark.parametrize(
    ("rules", "text", "verdict"),
    [
        ([least("容积率", 1.2)], "工业项目容积率1.3", "符合"),
        ([least("容积率", 1.2)], "工业项目容积率1.1", "不符合"),
        ([least("容积率", 1.2)], "工业项目用地40亩", "待补充"),
        ([least("容积率", 1.2, strength="原则")], "工业项目容积率1.1", "有条件符合"),
        ([least("容积率", 1.2, strength="鼓励"), most("绿地率", 15, "%")], "工业项目容积率1.1，绿地率10%", "符合"),
        ([least("容积率", 1.2, subject="新建小微企业园")], "工业项目容积率1.1", "不适用"),
        ([least("亩均税收", 30, "万元/亩", strength="目标", scope="region")], "工业项目亩均税收10万元", "不适用"),
        ([least("容积率", 1.2)], "红豆汤：红豆300克，冰糖50克，小火煮1小时。", "不适用"),
    ],
)  # fmt: skip
def test_the_verdict_is_the_contract_s(rules: list[dict[str, object]], text: str, verdict: str) -> None:
    """One word for the whole, by strength and by what is open."""
    assert _shelf(*rules).check(text).verdict == verdict


def test_what_a_region_sets_itself_never_measures_a_project() -> None:
    """A target is shown as not applying, whatever the project's figure."""
    shelf = _shelf(least("亩均税收", 30, "万元/亩", strength="目标", scope="region"), least("容积率", 1.0))
    found = shelf.check("工业项目亩均税收10万元，容积率1.1")
    assert only(found, "亩均税收").status == "not_applicable"
    assert found.verdict == "符合"


def test_only_the_place_and_its_superiors_bind() -> None:
    """A project is held against its city's and its province's documents, not against a neighbour's."""
    shelf = CheckShelf()
    shelf.add(least("容积率", 1.5), title="衢州市办法", region=QUZHOU)
    shelf.add(least("容积率", 1.0), title="浙江省意见", region=ZHEJIANG)
    shelf.add(least("容积率", 3.0), title="宁波市办法", region=NINGBO)
    found = shelf.check("衢州市工业项目，容积率1.2")
    bound = {(finding.citation.title, finding.status) for finding in found.findings}
    assert bound == {("衢州市办法", "fail"), ("浙江省意见", "pass")}
    assert any("宽严不同" in note for note in found.notes)
    assert any("宁波市办法" in note for note in found.notes)


def test_without_a_place_nothing_is_decided_between_places() -> None:
    """Where documents of several places disagree the place is asked for."""
    shelf = CheckShelf()
    shelf.add(least("容积率", 1.5), title="衢州市办法", region=QUZHOU)
    shelf.add(least("容积率", 1.0), title="宁波市办法", region=NINGBO)
    found = shelf.check("工业项目容积率1.2")
    assert found.verdict == "待补充"
    assert "所在地" in [need.key for need in found.questions]


def test_a_document_out_of_force_is_left_aside() -> None:
    """An expired document is named in a note and binds nobody; on an earlier day it did."""
    shelf = CheckShelf()
    shelf.add(least("容积率", 1.5), effective=date(2020, 1, 1), expires=date(2025, 12, 31))
    found = shelf.check("工业项目容积率1.2")
    assert found.verdict == "不适用"
    assert any("已期满" in note for note in found.notes)
    assert shelf.check("工业项目容积率1.2", as_of=date(2025, 1, 1)).verdict == "不符合"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("糕点生产项目，容积率1.1", "not_applicable"),
        ("电机生产项目，容积率1.1", "fail"),
        ("生产项目，容积率1.1", "unknown"),
        ("生产项目，容积率1.3", "pass"),
    ],
)
def test_an_exception_takes_the_place_of_the_rule(text: str, status: str) -> None:
    """For the industry it is made for; where the industry is not told, only what holds either way is said."""
    shelf = _shelf(
        least("容积率", 1.2, quote="容积率不低于1.2", id="base"),
        least(
            "容积率",
            1.0,
            quote="食品制造业不低于1.0",
            conditions=when("industry", "食品制造业"),
            overrides=("base",),
        ),
    )
    found = shelf.check(text)
    base = next(finding for finding in found.findings if finding.rule.id == "base")
    assert base.status == status


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("工业项目绿地率18%", "有条件符合"),
        ("工业项目绿地率12%", "符合"),
        ("工业项目绿地率25%", "不符合"),
        ("工业项目绿地率18%，已经市政府批准", "符合"),
    ],
)
def test_an_exception_by_approval_is_a_condition(text: str, verdict: str) -> None:
    """What only an approval allows passes on condition, and not at all beyond it."""
    shelf = _shelf(
        most("绿地率", 15, "%", quote="绿地率不超过15%", id="base"),
        most("绿地率", 20, "%", quote="经批准可放宽至20%", approval=True, overrides=("base",)),
    )
    assert shelf.check(text).verdict == verdict


def test_a_factor_changes_the_bound_of_each_rule_it_overrides() -> None:
    """Eight tenths of 350 are 280, and the finding says so."""
    shelf = _shelf(
        least("投资强度", 350, "万元/亩", quote="投资强度不低于350万元/亩", id="base"),
        least("投资强度", 80, "%", factor=0.8, conditions=when("subject", "省重大产业项目"), overrides=("base",), id="lower",
              quote="省重大产业项目按80%执行"),
    )  # fmt: skip
    found = shelf.check("省重大产业项目，投资强度300万元/亩的工业项目")
    lower = next(finding for finding in found.findings if finding.rule.id == "lower")
    assert (lower.rule.value, lower.status) == (280, "pass")
    assert found.verdict == "符合"


def test_of_alternatives_one_is_enough() -> None:
    """Where one of several ways passes the others do not count; where none does all fail."""
    shelf = _shelf(
        least("年税收", 2_000_000, "元", group="g", joint="any"),
        least("就业人数", 100, "人", group="g", joint="any"),
    )
    assert shelf.check("工业项目年税收150万元，就业120人").verdict == "符合"
    assert shelf.check("工业项目年税收150万元，就业60人").verdict == "不符合"
    assert shelf.check("工业项目年税收150万元").verdict == "待补充"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("工业项目，近三年无安全事故", "pass"),
        ("工业项目，2025年发生过一起较大安全事故", "fail"),
        ("工业项目，2019年发生过一起较大安全事故", "pass"),
        ("工业项目，2025年发生过一起一般安全事故", "pass"),
        ("工业项目，容积率1.2", "unknown"),
        ("工业项目，近一年无安全事故", "unknown"),
        ("工业项目，近三年无安全事故，但2025年发生过一起较大安全事故", "unknown"),
    ],
)
def test_a_bar_needs_a_statement(text: str, status: str) -> None:
    """A bar is passed only by a denial of what it bars, of its kind and its time."""
    shelf = _shelf(bar("三年内发生较大以上安全事故"))
    assert only(shelf.check(text), "三年内发生较大以上安全事故").status == status


def test_a_bar_that_no_table_knows_is_for_a_person() -> None:
    """What a description cannot settle is manual and stops nothing."""
    found = _shelf(bar("擅自改变用途"), least("容积率", 1.0)).check("工业项目容积率1.2")
    assert only(found, "擅自改变用途").status == "manual"
    assert found.verdict == "符合"


def test_a_doubtful_reading_never_passes_what_may_fail() -> None:
    """A rule read with little confidence goes to a person, and stands in the way where it is not met."""
    found = _shelf(least("容积率", 1.2, confidence=0.3)).check("工业项目容积率1.0")
    assert only(found, "容积率").status == "manual"
    assert found.verdict == "待补充"


def test_the_smallest_set_of_questions_settles_it() -> None:
    """One area settles two ratios, and the question that settles most comes first."""
    shelf = _shelf(
        least("投资强度", 300, "万元/亩"), least("亩均税收", 20, "万元/亩"), most("绿地率", 15, "%"),
    )  # fmt: skip
    found = shelf.check("工业项目固定资产投资1.6亿元，年税收900万元")
    assert [need.key for need in found.questions] == ["用地面积", "绿地率"]
    settled = shelf.check(
        "工业项目固定资产投资1.6亿元，年税收900万元", answers={"用地面积": "40亩", "绿地率": "10%"}
    )
    assert (settled.verdict, settled.questions) == ("符合", ())


def test_a_yes_or_no_answers_a_condition() -> None:
    """An answer given for the words of a condition settles whether it is so."""
    shelf = _shelf(least("容积率", 2.0, subject="列入县重点名录的项目"))
    found = shelf.check("工业项目容积率1.2")
    (need,) = found.questions
    assert shelf.check("工业项目容积率1.2", answers={need.key: "否"}).verdict == "不适用"
    assert shelf.check("工业项目容积率1.2", answers={need.key: "是"}).verdict == "不符合"


def test_a_permission_measures_only_who_asks_for_it() -> None:
    """A bound on what is opened to applicants does not measure a project that does not apply."""
    shelf = _shelf(most("单宗面积", 3, "亩", permits="同邻宗土地一并开发"), least("容积率", 1.0))
    found = shelf.check("工业项目用地40亩，容积率1.2")
    assert only(found, "单宗面积").status == "not_applicable"
    assert found.verdict == "符合"


def test_a_rejected_rule_binds_nobody() -> None:
    """What a person has rejected is not applied."""
    from datetime import UTC, datetime

    from kb.rule import Review

    review = Review("驳回", "审核员", datetime(2026, 1, 1, tzinfo=UTC))
    assert _shelf(least("容积率", 1.2, review=review)).check("工业项目容积率1.0").verdict == "不适用"


def test_the_json_is_the_contract_s() -> None:
    """Every field that scripts rely on is there."""
    whole = _shelf(least("容积率", 1.2)).check("工业项目用地40亩，容积率1.3").to_dict()
    assert {"as_of", "verdict", "facts", "findings", "questions", "notes", "elapsed_ms"} <= set(whole)
    (finding,) = whole["findings"]
    assert {"rule_id", "metric", "status", "strength", "required", "actual", "reason", "citation"} <= set(
        finding
    )
    assert finding["required"] == {"op": ">=", "value": 1.2, "unit": ""}
    assert finding["actual"] == {"value": 1.3, "unit": "", "quote": "1.3"}
    assert {"metric", "value", "unit", "quote", "derived_from"} <= set(whole["facts"][0])
