"""Parts: several questions in one, taken apart."""

from __future__ import annotations

import pytest

from kb.parts import parts
from kb.question import read, tidy


def taken(text: str) -> list[str]:
    """The texts of a question's parts."""
    return [part.text for part in parts(read(tidy(text)))]


def test_two_questions() -> None:
    """Each thing asked is a question of its own; what stands before goes with the first."""
    first, second = taken("小微企业园建设中，主导产业占比不低于多少？由哪个部门验收？")
    assert first.startswith("小微企业园建设中")
    assert first.endswith("主导产业占比不低于多少")
    assert second == "由哪个部门验收"


@pytest.mark.parametrize(
    "text",
    [
        "主导产业占比不低于多少？",
        "我公司有7亩夹心地，可以协议出让吗？",
        "请问，小微企业园应当符合哪些条件？",
        "占比不低于____，税收不低于____",
        "夹心地。",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    """A question with its circumstances, or with blanks, is asked as it is."""
    question = read(tidy(text))
    assert parts(question) == [question]


def test_parts_keep_the_place_and_the_document() -> None:
    """What is asked second is asked of the same place, leaning on the whole."""
    question = read(tidy("浙江省《甲办法》规定的夹心地面积不超过多少亩？容积率不低于多少？"))
    first, second = parts(question)
    assert first.regions == second.regions == question.regions
    assert second.titles == question.titles
    assert second.leaning
    assert "容积率" in "".join(part.text for part in second.content)
    assert "夹心地" not in "".join(part.text for part in second.content)
