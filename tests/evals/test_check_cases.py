"""The gold projects against invented documents: the whole way from file to verdict."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals.cases import GOLD, load_suite
from evals.runner import run_suite
from kb.library import Library

CASES = GOLD.with_name("check")
MOST_WRONG = 0.1
"""Share of verdicts that may be wrong before something is broken."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A knowledge base of the invented documents."""
    with Library.open(tmp_path_factory.mktemp("check")) as opened:
        report = opened.add(CASES / "docs")
        assert not report.by("failed")
        yield opened


def test_verdicts_are_right(library: Library) -> None:
    """Nearly all gold verdicts come out; the exact figures are told beside the cases."""
    wrong, n = [], 0
    for path in sorted(CASES.glob("*.jsonl")):
        for outcome in run_suite(library, load_suite(path)).cases:
            n += 1
            if any("结论" in failure or "程序" in failure for failure in outcome.failures):
                wrong.append(outcome.case.id)
    assert n == 180
    assert len(wrong) <= MOST_WRONG * n, wrong


def test_a_pass_rests_on_words_of_the_description(library: Library) -> None:
    """Every finding that passes quotes what the description says."""
    for path in sorted(CASES.glob("*.jsonl")):
        for case in load_suite(path).cases:
            for finding in library.check(case.description, as_of=case.as_of).findings:
                if finding.status == "pass":
                    assert finding.actual is not None
                    assert finding.actual.quote


def test_a_question_that_states_a_project_is_answered_by_the_check(library: Library) -> None:
    """The chat gives the check's reasons, the working shown, each with its clause."""
    answer = library.ask(
        "株洲市的项目用地40亩、固定资产投资8000万元、容积率1.3，能入园吗？", as_of="2026-03-01"
    )
    assert answer.status == "answered"
    assert "200万元/亩，低于 250万元/亩" in answer.answer
    assert any("250万元/亩" in citation.quote for citation in answer.citations)
