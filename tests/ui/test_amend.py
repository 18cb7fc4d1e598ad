"""Corrections go into the description at the words they correct, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QuestionRefused
from kb.fact import Fact
from kb.project import read_project
from ui.amend import UNKNOWN, Added, Amendment, Edit, amended, editable, merged, written

TEXT = "示范公司拟在示范市新建食品制造厂，用地面积40亩，总建筑面积3.2万平方米，固定资产投资 1.2亿元。\n绿地率（%）：18\n近三年无安全事故。"
FACTS = read_project(TEXT).facts


def at(metric: str) -> int:
    """The place of the first fact of a metric."""
    return next(place for place, fact in enumerate(FACTS) if fact.metric == metric)


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (Edit(at("用地面积"), "50", "亩"), "用地面积40亩", "用地面积50亩"),
        (Edit(at("总建筑面积"), "2", "公顷"), "总建筑面积3.2万平方米", "总建筑面积2公顷"),
        (Edit(at("固定资产投资"), "9000", "万元"), "固定资产投资 1.2亿元", "固定资产投资 9000万元"),
        (Edit(at("绿地率"), "12", "%"), "绿地率（%）：18", "绿地率（%）：12"),
        (Edit(at("用地面积"), "", "", gone=True), "用地面积40亩", f"用地面积{UNKNOWN}"),
        (Edit(at("用地面积"), "40", "亩"), "用地面积40亩", "用地面积40亩"),
    ],
)
def test_an_edit_stands_where_the_fact_stood(edit: Edit, before: str, after: str) -> None:
    """Only the figure's own words change; a unit that a form prints beside the name stays there."""
    assert before in TEXT
    assert amended(TEXT, FACTS, Amendment(edits=(edit,))) == TEXT.replace(before, after)


def test_several_edits_and_additions_at_once() -> None:
    """Edits do not shift one another's places; what is new comes at the end, a line each."""
    edits = (Edit(at("用地面积"), "4000", "亩"), Edit(at("固定资产投资"), "2", "亿元"))
    text = amended(TEXT, FACTS, Amendment(edits, (Added("研发投入占比", "3", "%"), Added("", ""))))
    found = {fact.metric: fact for fact in read_project(text).facts}
    assert (found["用地面积"].value, found["固定资产投资"].value) == (4000, 200_000_000)
    assert found["总建筑面积"].value == 32_000
    assert text.endswith("\n研发投入占比：3%")


def test_a_figure_taken_out_does_not_get_the_next_one() -> None:
    """After 用地面积 is taken out, no other figure of the sentence becomes it."""
    text = amended(TEXT, FACTS, Amendment((Edit(at("用地面积"), "", gone=True),)))
    assert "用地面积" not in {fact.metric for fact in read_project(text).facts}


@pytest.mark.parametrize(
    "amendment",
    [
        Amendment((Edit(999, "1"),)),
        Amendment((Edit(at("容积率"), "2"),)),
        Amendment((Edit(at("安全事故"), "是"),)),
        Amendment((Edit(at("用地面积"), " "),)),
        Amendment((Edit(at("用地面积"), "1"), Edit(at("用地面积"), "2"))),
        Amendment(added=(Added("绿地率", ""),)),
    ],
    ids=["no such fact", "worked out", "a statement", "empty", "twice", "half"],
)
def test_what_makes_no_sense_is_refused(amendment: Amendment) -> None:
    """Facts that have no words of their own, empty values and two edits of one place are refused with advice."""
    with pytest.raises(QuestionRefused, match="；"):
        amended(TEXT, FACTS, amendment)


@given(st.lists(st.tuples(st.sampled_from(FACTS), st.booleans()), max_size=8))
def test_unchanged_rows_change_nothing(chosen: list[tuple[Fact, bool]]) -> None:
    """A row sent back as it was shown leaves the description as it is."""
    edits = tuple(Edit(FACTS.index(fact), *written(fact, TEXT)) for fact, _ in chosen if editable(fact))
    assert amended(TEXT, FACTS, Amendment(edits)) == TEXT


def test_an_answer_can_be_taken_back() -> None:
    """Later answers replace earlier ones, an empty one removes."""
    assert merged({"绿地率": "10%", "所在地": "甲市"}, {"绿地率": " 12% ", "所在地": ""}) == {"绿地率": "12%"}
