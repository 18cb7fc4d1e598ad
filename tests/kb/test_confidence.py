"""Confidence: a likelihood that grows with what speaks for a clause."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.confidence import FITTED, Signs, likelihood
from tests.kb.shelf import Shelve, policy, shelve

__all__ = ["shelve"]

share = st.floats(0, 1)


@given(st.builds(Signs, *[share] * len(fields(Signs))), st.sampled_from([f.name for f in fields(Signs)]))
def test_it_lies_between_0_and_1_and_no_sign_speaks_against_a_clause(told: Signs, name: str) -> None:
    """Raising any sign never lowers the likelihood."""
    assert 0 < likelihood(replace(told, **{name: 0.0})) <= likelihood(told) < 1


def test_the_weights_are_those_of_the_signs() -> None:
    """What was fitted has a weight for each sign, and says on what."""
    text = FITTED.read_text("utf-8")
    assert set(tomllib.loads(text)["weights"]) == {field.name for field in fields(Signs)}
    assert "benchmarks.confidence --fit" in text


def test_an_answer_carries_it_and_what_is_not_covered_has_less(shelve: Shelve) -> None:
    """A clause that answers is more likely to than the nearest where none does; JSON holds it."""
    library = shelve(
        policy("某市工业用地办法", "# 总则\n新建工业项目容积率不低于1.5。\n新建工业项目建筑系数不低于40%。"),
        policy("某市渔船检验办法", "# 总则\n渔船每年检验一次。"),
    )
    answered = library.ask("新建工业项目的容积率不低于多少？")
    lacking = library.ask("新建高尔夫球场要交多少保证金？")
    assert answered.status == "answered"
    assert lacking.status == "not_covered"
    assert answered.confidence is not None
    assert (lacking.confidence or 0.0) < 0.5 < answered.confidence
    assert answered.to_dict()["confidence"] == pytest.approx(answered.confidence, abs=0.001)


def test_a_doubtful_clause_is_no_answer(shelve: Shelve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the best clause probably does not answer, that is said, and the clause offered as the nearest one."""
    library = shelve(policy("某市工业用地办法", "# 总则\n新建工业项目容积率不低于1.5。"))
    assert library.ask("新建工业项目的容积率不低于多少？").status == "answered"
    monkeypatch.setattr("kb.answer.COVERED", 1.0)
    doubtful = library.ask("新建工业项目的容积率不低于多少？")
    assert doubtful.status == "not_covered"
    assert "只有一部分与问题吻合" in doubtful.answer
    assert not doubtful.values
    assert doubtful.citations
