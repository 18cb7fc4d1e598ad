"""Numbers that a question states of its own case: held against the threshold, the comparison shown."""

from __future__ import annotations

import pytest

from kb.library import Library
from tests.kb.shelf import shelve
from tests.kb.test_answer import ask, library, values

__all__ = ["library", "shelve"]


@pytest.mark.parametrize(
    ("stated", "sign", "verdict"), [("7亩", "＞", "不满足"), ("3亩", "＜", "满足"), ("4亩", "＝", "满足")]
)
def test_a_stated_number(library: Library, stated: str, sign: str, verdict: str) -> None:
    """A number of the asker's own is held against the threshold, the comparison shown."""
    answer = ask(library, f"我有一块{stated}的夹心地，能不能协议供应给相邻企业？", stated)
    assert f"{stated} {sign} 4亩：{verdict}“" in answer.answer
    assert values(answer) == [("<=", 4, "亩")]


def test_a_stated_number_in_another_unit(library: Library) -> None:
    """What is stated in another unit is converted before it is compared."""
    answer = ask(library, "0.2公顷的夹心地能不能协议供应给相邻企业？", "0.2公顷")
    assert "0.2公顷 ＜ 4亩：满足“" in answer.answer


@pytest.mark.parametrize(("stated", "sign"), [("千分之六百", "＜"), ("千分之六百六十", "＞")])
def test_a_share_stated_as_a_fraction(library: Library, stated: str, sign: str) -> None:
    """A fraction of a thousand is held against a percentage."""
    answer = ask(library, f"浙江省新建小微企业园主导产业企业占比{stated}行吗？", stated)
    assert f"{stated} {sign} 65%" in answer.answer


@pytest.mark.parametrize("ending", ["行吗？", "行不行？", "可以吗？"])
def test_a_bare_number_before_a_question_word(library: Library, ending: str) -> None:
    """1.35行吗 asks whether 1.35 will do: 行 is no unit there."""
    answer = ask(library, f"衢州市纺织业容积率1.35{ending}", "为1.35")
    assert "1.35 ＜ 1.5：不满足" in answer.answer
