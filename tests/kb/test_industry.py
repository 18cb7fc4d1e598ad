"""Industry: names that people use, and whether a rule's industry is a project's."""

from __future__ import annotations

import pytest

from kb.industry import belongs, find_industries


@pytest.mark.parametrize(
    ("project", "rule", "truth"),
    [
        ("糕点生产", "食品制造业", True),
        ("糕点生产", "纺织业", False),
        ("疫苗生产", "生物医药项目", None),
        ("生物医药生产", "医药制造业", True),
        ("电机生产", "装备制造业", True),
        ("机械加工", "通用设备制造业", None),
        ("机械加工", "食品制造业", False),
        ("拟建厂房", "食品制造业", None),
        ("集成电路封装", "计算机、通信和其他电子设备制造业", True),
    ],
)
def test_an_industry_is_within_another_or_not_or_unsure(project: str, rule: str, truth: bool | None) -> None:
    """A part belongs to its class; of a class it is not known whether it is the part that a rule means."""
    assert belongs(tuple(find_industries(project)), rule) is truth


@pytest.mark.parametrize("text", ["不属于化工行业", "周边纺织企业较多", "产品应用于汽车"])
def test_industries_of_others_are_not_the_project_s(text: str) -> None:
    """What is denied, next door or the customer's is no industry of the project."""
    assert list(find_industries(text)) == []
