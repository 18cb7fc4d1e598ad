"""Each metric holds where it should and fails where it must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import metrics
from evals.cases import Expectation, ExpectedCitation, ExpectedFinding, ExpectedValue
from tests.evals.factories import answer, citation, value

REPLY = answer(
    "夹心地单块原则上不超过 ５ 亩[1]。",
    citation("单块面积原则上不得超过5亩"),
    citation("投资强度为300万元/亩至500万元/亩", n=2, title="云溪市开发区准入办法"),
    values=[
        value("<=", 5, "亩", "不得超过5亩"),
        value("in", 300, "万元/亩", "300万元/亩至500万元/亩", high=500, n=2),
    ],
    notes=["该文件已于2025年底期满"],
)
CHECK = {
    "verdict": "待补充",
    "findings": [{"metric": "亩均税收（万元）", "status": "unknown"}],
    "questions": ["达产后年税收多少？"],
}


def test_status() -> None:
    """Only the expected status passes; none expected asks nothing."""
    assert not metrics.status(Expectation(status="answered"), REPLY)
    assert metrics.status(Expectation(status="not_covered"), REPLY)
    assert not metrics.status(Expectation(), REPLY)


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (ExpectedValue(5, "亩"), True),
        (ExpectedValue(5, "亩", "<="), True),
        (ExpectedValue(1 / 3, "公顷", "<="), True),
        (ExpectedValue(3333.3333333, "平方米"), True),
        (ExpectedValue(5, "亩", ">="), False),
        (ExpectedValue(5, "亩", "<"), False),
        (ExpectedValue(5.01, "亩"), False),
        (ExpectedValue(5, "公顷"), False),
        (ExpectedValue(5, "万元"), False),
        (ExpectedValue(5, ""), False),
        (ExpectedValue(300, "万元/亩", "in", 500), True),
        (ExpectedValue(3e6, "元/亩", "in", 5e6), True),
        (ExpectedValue(300, "万元/亩", "in", 501), False),
        (ExpectedValue(300, "万元/亩"), False),
        (ExpectedValue(300, "万元", "in", 500), False),
        (ExpectedValue(5, "亩", "<=", 10), False),
    ],
)
def test_values(wanted: ExpectedValue, holds: bool) -> None:
    """A value counts in any unit of its dimension, never with another operator, end or dimension."""
    assert (not metrics.values(Expectation(values=(wanted,)), REPLY)) is holds


def test_every_value_is_wanted() -> None:
    """One value found does not make up for another that is missing."""
    wanted = (ExpectedValue(5, "亩"), ExpectedValue(6, "亩"))
    assert len(metrics.values(Expectation(values=wanted), REPLY)) == 1


@pytest.mark.parametrize(
    ("banned", "holds"),
    [
        (ExpectedValue(6, "亩"), True),
        (ExpectedValue(5, "亩", ">="), True),
        (ExpectedValue(5, "万元"), True),
        (ExpectedValue(5, "亩"), False),
        (ExpectedValue(5, "亩", "<="), False),
        (ExpectedValue(500, "万元/亩"), False),
        (ExpectedValue(300, "万元/亩", "in", 500), False),
        (ExpectedValue(300, "万元/亩", "in", 400), True),
    ],
)
def test_not_values(banned: ExpectedValue, holds: bool) -> None:
    """A banned value may not come, not even as an end of a range."""
    assert (not metrics.not_values(Expectation(not_values=(banned,)), REPLY)) is holds


def test_text() -> None:
    """Every stretch is wanted, widths and spaces aside; a stretch across answer and note is none."""
    assert not metrics.text(Expectation(text=("不超过5亩", "２０２５年底 期满")), REPLY)
    assert metrics.text(Expectation(text=("不超过5亩", "不超过6亩")), REPLY)
    assert metrics.text(Expectation(text=("5亩[1]。该文件",)), REPLY)


def test_any_text() -> None:
    """One of the alternatives is enough, and none is too few."""
    assert not metrics.any_text(Expectation(any_text=("六亩", "5亩")), REPLY)
    assert metrics.any_text(Expectation(any_text=("六亩", "7亩")), REPLY)
    assert not metrics.any_text(Expectation(), REPLY)


def test_not_text() -> None:
    """A banned stretch is found whatever its width, in answer and notes."""
    assert not metrics.not_text(Expectation(not_text=("6亩",)), REPLY)
    assert metrics.not_text(Expectation(not_text=("5亩",)), REPLY)
    assert metrics.not_text(Expectation(not_text=("期满",)), REPLY)


FIRST = ExpectedCitation("零散地块", "不得超过５亩")
MIXED = ExpectedCitation("零散地块", "300万元/亩")


def test_cites() -> None:
    """Title and quote have to come from one citation; any entry will do unless all are wanted."""
    assert not metrics.cites(Expectation(cites=(FIRST,)), REPLY)
    assert metrics.cites(Expectation(cites=(MIXED,)), REPLY)
    assert not metrics.cites(Expectation(cites=(MIXED, FIRST)), REPLY)
    assert len(metrics.cites(Expectation(cites=(MIXED, FIRST), all_cites=True), REPLY)) == 1
    assert not metrics.cites(Expectation(), REPLY)
    assert metrics.cites(Expectation(cites=(FIRST,)), answer("无"))


def test_verdict() -> None:
    """The verdict has to be one of those allowed."""
    assert not metrics.verdict(Expectation(verdict_in=("待补充", "不适用")), CHECK)
    assert metrics.verdict(Expectation(verdict_in=("符合",)), CHECK)


def test_findings() -> None:
    """A finding counts by part of its metric's name together with its status."""
    wanted = ExpectedFinding("亩均税收", "unknown")
    assert not metrics.findings(Expectation(findings=(wanted,)), CHECK)
    assert metrics.findings(Expectation(findings=(ExpectedFinding("亩均税收", "pass"),)), CHECK)
    assert metrics.findings(Expectation(findings=(ExpectedFinding("容积率", "unknown"),)), CHECK)


def test_min_questions() -> None:
    """Fewer questions than wanted fail."""
    assert not metrics.min_questions(Expectation(min_questions=1), CHECK)
    assert metrics.min_questions(Expectation(min_questions=2), CHECK)


def test_failures_come_from_every_metric() -> None:
    """All that is wrong is reported, not only the first."""
    expect = Expectation(
        status="not_covered",
        values=(ExpectedValue(9, "亩"),),
        not_values=(ExpectedValue(5, "亩"),),
        text=("九亩",),
        any_text=("九亩",),
        not_text=("5亩",),
        cites=(MIXED,),
        verdict_in=("符合",),
        findings=(ExpectedFinding("容积率", "pass"),),
        min_questions=1,
    )
    assert len(metrics.failures(expect, REPLY)) == len(metrics.METRICS)


@pytest.mark.parametrize(
    ("passed", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_interval(passed: int, n: int, low: float, high: float) -> None:
    """Wilson's interval agrees with published figures (81 of 263: Newcombe 1998, table I)."""
    assert metrics.interval(passed, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share(counts: tuple[int, int]) -> None:
    """The interval lies within 0..1 and holds the share it is about."""
    passed, n = counts
    low, high = metrics.interval(passed, n)
    assert 0 <= low <= passed / n <= high <= 1
    assert low < high


@pytest.mark.parametrize(("passed", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_no_share_no_interval(passed: int, n: int) -> None:
    """What is no share of anything is refused."""
    with pytest.raises(ValueError, match="share"):
        metrics.interval(passed, n)
