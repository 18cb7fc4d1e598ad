"""Statements put forward to be confirmed: said right or wrong with both sides quoted, or left open."""

from __future__ import annotations

import pytest

from kb.question import put_forward
from tests.kb.shelf import Shelve, policy, shelve

__all__ = ["shelve"]

BERTHS = policy(
    "甲州内河泊位管理办法",
    """
    泊位许可证有效期为6年，期满前3个月由经营者申请延期。
    县级水运部门每学年至少开展一次巡查，严禁下达载客指标。
    泊位联席会议办公室设在水运局，不刻制印章。
    到2031年建成泊位8000个，到2033年建成泊位10万个。
    鼓励经营者采用岸电设施，浮动泊位不得纳入奖励范围。
    """,
)


@pytest.mark.parametrize(
    ("statement", "verdict", "said"),
    [
        ("泊位许可证有效期为6年", "对", "6年"),
        ("泊位许可证有效期为5年", "不对", "6年"),
        ("泊位许可证期满前6个月由经营者申请延期", "不对", "3个月"),
        ("县级水运部门每学年至少开展两次巡查", "不对", "一次"),
        ("省级水运部门每学年至少开展一次巡查", "不对", "县级"),
        ("县级水运部门可以下达载客指标", "不对", "严禁"),
        ("泊位联席会议办公室设在财政局", "不对", "水运局"),
        ("泊位联席会议办公室设在水运局", "对", "水运局"),
        ("到2031年建成泊位10万个", "不对", "10万个"),
        ("浮动泊位可以纳入奖励范围", "不对", "不得"),
        ("鼓励经营者采用岸电设施", "对", "岸电"),
    ],
)
def test_said_right_or_wrong(shelve: Shelve, statement: str, verdict: str, said: str) -> None:
    """A statement is judged by the clause that tells of the same, whose words stand beside the verdict."""
    with shelve(BERTHS) as library:
        answer = library.ask(f"{statement}，对吗？")
        assert all(c.quote in library.document(c.document_id).text for c in answer.citations)
    assert answer.status == "answered"
    assert answer.answer.startswith(f"{verdict}。")
    assert said in answer.answer
    assert answer.citations


@pytest.mark.parametrize("statement", ["泊位许可证收费50元", "渔业捕捞许可证由农业部门核发"])
def test_left_open(shelve: Shelve, statement: str) -> None:
    """What no clause tells is neither right nor wrong."""
    with shelve(BERTHS) as library:
        answer = library.ask(f"{statement}，对吗？")
    assert answer.status != "answered"
    assert not answer.answer.startswith(("对", "不对"))


def test_a_name_that_is_not_here(shelve: Shelve) -> None:
    """A statement on a document that is not in the library is not judged by another one."""
    with shelve(BERTHS) as library:
        answer = library.ask("根据《乙州航道养护管理办法》，泊位许可证有效期为6年，对吗？")
    assert not answer.answer.startswith(("对", "不对"))


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("有效期为6年，对吗？", "有效期为6年"),
        ("有效期为6年。这种说法正确吗", "有效期为6年"),
        ("有效期是几年", ""),
        ("绿地率20%可以吗", ""),
    ],
)
def test_put_forward(text: str, statement: str) -> None:
    """Only what asks for confirmation is taken for a statement."""
    assert put_forward(text) == statement
