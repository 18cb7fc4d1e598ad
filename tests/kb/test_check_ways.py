"""What stands between a project and 符合: alternatives that are not open, bars by name, aims that are none."""

from __future__ import annotations

import pytest

from kb.check_sheet import sheets
from kb.facts_bind import bind
from kb.facts_state import negated
from kb.industry import find_industries
from kb.project import read_project
from tests.kb.checkshelf import CheckShelf, bar, least, most


def test_a_least_and_a_most_both_hold() -> None:
    """A most that is said to take the place of a least leaves it standing."""
    shelf = CheckShelf()
    (base,) = shelf.add(least("容积率", 2.0, id="base"))
    shelf.add(most("容积率", 4.0, overrides=(base,)))
    assert shelf.check("工业项目，容积率1.5。").verdict == "不符合"


def test_an_alternative_that_may_not_be_open_is_no_pass() -> None:
    """One of several ways counts only where it is surely the project's to take."""
    shelf = CheckShelf()
    shelf.add(
        least("固定资产投资", 1e8, "元", group="g", joint="any"),
        least("固定资产投资", 3e7, "元", group="g", joint="any", subject="高新技术企业"),
    )
    assert shelf.check("工业项目，固定资产投资5000万元。").verdict == "待补充"
    assert shelf.check("高新技术企业的工业项目，固定资产投资5000万元。").verdict == "符合"


def test_what_one_statement_asks_together_is_one_alternative() -> None:
    """Of 一亿元且每亩200万元 the half is no way in."""
    shelf = CheckShelf()
    words = "固定资产投资不少于1亿元，且投资强度不低于200万元/亩"
    shelf.add(
        least("固定资产投资", 1e8, "元", group="g", joint="any", quote=words),
        least("营业收入", 2e8, "元", group="g", joint="any"),
    )
    (rule, other) = shelf._rules
    both = least("投资强度", 200, "万元/亩", group="g", joint="any")
    shelf._rules.append(type(rule)(**{**_fields(rule), **both, "id": "third", "words": "投资强度"}))
    assert other.group == rule.group
    found = shelf.check("工业项目，固定资产投资1亿元，用地100亩，年营业收入1亿元。")
    assert found.verdict == "不符合"


def _fields(rule: object) -> dict[str, object]:
    return {name: getattr(rule, name) for name in rule.__dataclass_fields__}  # type: ignore[attr-defined]


def test_an_aim_on_projects_that_want_in_waits_for_a_person() -> None:
    """What was read as a region's aim though it speaks of projects never passes unseen."""
    shelf = CheckShelf()
    shelf.add(
        least("投资强度", 300, "万元/亩", strength="目标", scope="region", subject="拟落户园区的工业项目"),
        least("容积率", 1.0),
    )
    assert shelf.check("工业项目，容积率1.2，投资强度100万元/亩。").verdict == "待补充"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("拟建设电镀项目", "不符合"), ("不涉及电镀、印染", "符合"), ("无锡客户的电镀项目", "不符合")],
)
def test_a_bar_on_trades_goes_by_their_names(said: str, verdict: str) -> None:
    """A trade that the description names is barred, one that it denies is not."""
    shelf = CheckShelf()
    shelf.add(bar("电镀、印染项目"), least("容积率", 1.0))
    assert shelf.check(f"工业项目，容积率1.2，{said}。").verdict == verdict


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("厂区内不建住宅、专家楼和宾馆", "宾馆", True),
        ("没有污染、属于鼓励类", "鼓励类", False),
        ("无锡的宾馆", "宾馆", False),
        ("不仅有酒店和宾馆", "宾馆", False),
    ],
)
def test_a_denial_goes_for_the_whole_list(text: str, word: str, denied: bool) -> None:
    """不建 before the first item denies the last one; a place's name denies nothing."""
    assert negated(text, text.index(word)) is denied


def test_denied_trades_are_not_the_projects() -> None:
    """Only what the project does is its industry."""
    assert [i.word for i in find_industries("做电子元件，不含印染、皮革")] == ["电子元件"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("固定资产投资7000万，", 7e7), ("固定资产投资一个亿。", 1e8), ("固定资产投资3亿", 3e8)],
)
def test_a_sum_needs_no_unit_behind_a_name_of_money(text: str, value: float) -> None:
    """People leave out the 元."""
    (fact,) = bind(text).facts
    assert (fact.metric, fact.value, fact.unit) == ("固定资产投资", value, "元")


def test_a_share_is_not_of_its_whole() -> None:
    """占总建筑面积的80% is no plot ratio."""
    assert not bind("产业用房占总建筑面积的80%").facts


def test_other_seats_are_not_the_projects_place() -> None:
    """A firm's headquarters elsewhere leave the project where it is."""
    assert read_project("海宁市新建项目。总部大楼有18层，位于上海。").region == read_project("海宁市").region


def test_sheets_of_the_same_rules_are_made_once() -> None:
    """A library whose rules have not changed is not sorted anew for every check."""
    shelf = CheckShelf()
    shelf.add(least("容积率", 1.0))
    rules = tuple(shelf.rules())
    assert sheets(rules) is sheets(rules)
    assert sheets(rules) is not sheets((*rules,)[:0])
