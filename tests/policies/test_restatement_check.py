"""The comparison of restatements with their sources can fail."""

from __future__ import annotations

import pytest

from tests.policies import restatement

SOURCE = """
一、总则
（一）补贴标准。每户每月补贴 ３００ 元，最长
不超过 ２ ４ 个月，按《测试补贴办法》执行，申请人应当在离职前向所在街道办事处提出书面申请。
（二）资金来源。每年从预算中安排 ０ ５％以上。
二、附则
本办法自２０３１年５月１日起施行。
"""
RESTATED = """
一、总则
（一）补贴多少。依《测试补贴办法》，按月每户发300元，最多发2.4个月；要补贴的人离职之前找街道书面提出。
（二）钱从哪来。预算每年拿出0.5%以上。
二、附则
2031年5月1日起本办法施行。
"""


def _problems(restated: str) -> list[str]:
    parts, problems = restatement.by_clause(SOURCE, restated)
    for part in parts:
        problems += restatement.differences(part)
    return problems + restatement.copied(SOURCE, restated)


def test_a_faithful_restatement_passes() -> None:
    """Other words, same rules: nothing to report, fullwidth digits and a lost point included."""
    assert _problems(RESTATED) == []


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        ("300元", "350元", "一(一): figures lost: ['300元']"),
        ("300元", "300万元", "一(一): figures added: ['300万元']"),
        ("0.5%", "5%", "一(二): figures lost: ['0.5%']"),
        ("5月1日", "5月2日", "二: dates lost: ['2031-5-1']"),
        ("《测试补贴办法》", "有关办法", "一(一): titles lost: ['《测试补贴办法》']"),
        ("（二）钱从哪来。预算每年拿出0.5%以上。\n", "", "clause 一(二) is missing"),
        ("二、附则", "（三）又一条。\n二、附则", "clause 一(三) is not in the source"),
        ("离职之前找街道书面提出", "应当在离职前向所在街道办事处提出", "应当在离职前向所在街道办事处提出"),
        (
            "离职之前找街道书面提出",
            "应当在离职前，向所在街道、办事处提出",
            "应当在离职前向所在街道办事处提出",
        ),
    ],
    ids=[
        "digit",
        "unit",
        "point",
        "date",
        "title",
        "clause lost",
        "clause added",
        "sentence copied",
        "sentence copied, commas added",
    ],
)
def test_a_slip_is_reported(old: str, new: str, report: str) -> None:
    """Each kind of slip that a restatement can make is named, with the clause it stands in."""
    assert old in RESTATED
    assert any(report in problem for problem in _problems(RESTATED.replace(old, new)))


def test_figures_move_between_clauses_is_a_slip() -> None:
    """A figure that stands in the wrong clause is wrong, though the text as a whole still holds it."""
    moved = RESTATED.replace("拿出0.5%以上", "拿出一部分").replace("最多发", "最多发0.5%即")
    assert "一(二): figures lost: ['0.5%']" in _problems(moved)


def test_names_titles_and_figures_are_set_aside() -> None:
    """What cannot be said in other words is no copy: quoted names, titles, dates."""
    text = "按《关于开展测试补贴工作若干问题的意见》建“测试补贴工作联席会议制度”，2031年5月1日起"
    assert restatement.copied(text, text) == []
    assert restatement.copied(text.replace("“", "").replace("”", ""), text.replace("“", "").replace("”", ""))


def test_a_document_without_a_head_is_refused() -> None:
    """A text that does not say what it restates is not taken for a restatement."""
    with pytest.raises(ValueError, match="no front matter"):
        restatement.front_matter("一、总则")


def test_strength_is_read_word_by_word() -> None:
    """A rule that holds in principle is told from one that always holds."""
    assert restatement.strengths("原则上均不低于 ７０％") == {"原则上"}
    assert restatement.strengths("不得低于70%，可 以放宽") == {"不得", "可以"}
