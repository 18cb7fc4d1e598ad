"""Coverage: how much of a question stands in a clause, rare words first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.coverage import covered, missing, share, stretch, weights

han = st.text("夹心地容积率的工业用单宗面不超过数据中", max_size=12)


def marked(text: str, context: str, **more: dict[str, tuple[str, ...]]) -> str:
    """The covered characters of a text, a dot for each other."""
    part = stretch(text, **more)
    return "".join(c if ok else "·" for c, ok in zip(text, covered(part, context), strict=True))


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("夹心地", "周边的夹心地块", "夹心地"),
        ("夹心地", "心地", "·心地"),
        ("夹心地面积", "夹心地的面积", "夹心地面积"),
        ("夹心地", "夹层与中心", "···"),
        ("夹心地", "", "···"),
        ("地", "地", "·"),
    ],
)
def test_covered(text: str, context: str, expected: str) -> None:
    """Runs of two or more count; a lone character that turns up by chance does not."""
    assert marked(text, context) == expected


def test_a_synonym_covers() -> None:
    """Another word for the same covers as the word itself would."""
    assert marked("申请补贴", "申请补助", synonyms={"补贴": ("补助",)}) == "申请补贴"
    assert marked("申请补贴", "申请借款", synonyms={"补贴": ("补助",)}) == "申请··"


def test_rare_words_weigh_more() -> None:
    """涅槃 tells more of what is asked than 规定 does, and a particle nothing."""
    assert sum(weights("涅槃")) > 2 * sum(weights("规定"))
    assert weights("的地方", "的")[0] == 0
    assert stretch("补助资金", neutral=("资金",)).weights[2:] == (0.0, 0.0)


def test_what_is_missing_comes_heaviest_first() -> None:
    """What a clause lacks is told with the most telling word first."""
    runs = missing([stretch("涅槃"), stretch("规定")], "别的")
    assert [run for run, _ in runs] == ["涅槃", "规定"]
    assert missing([stretch("涅槃")], "凤凰涅槃") == []


def test_share_of_nothing() -> None:
    """Where nothing is asked for nothing is lacking."""
    assert share([], "任何") == 1.0
    assert share([stretch("的", weightless="的")], "任何") == 1.0


@given(han, han)
def test_share_is_a_share(text: str, context: str) -> None:
    """From 0 to 1, 1 for a text that holds the words, and never less for a longer text."""
    part = [stretch(text)]
    assert 0.0 <= share(part, context) <= 1.0 + 1e-9
    assert len(covered(part[0], context)) == len(text)
    if len(text) > 1:
        assert share(part, context + text) == pytest.approx(1.0)


@given(han, han, han)
def test_more_text_never_covers_less(text: str, context: str, more: str) -> None:
    """What stands in a clause still stands in it when the clause is longer."""
    assert share([stretch(text)], context) <= share([stretch(text)], context + "。" + more) + 1e-9
