"""What makes an answer right: one function for each field of an expectation.

Each takes the expectation and the reply, which is the contract's JSON (`Answer.to_dict()`), and gives
the failures as Chinese phrases, none when the field holds. They see nothing but the reply.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from evals.cases import Expectation, ExpectedValue
from kb import units

Reply = Mapping[str, Any]
Failures = list[str]

TOLERANCE = 1e-6
"""Relative difference up to which two values are the same: what a conversion of units may lose."""


def failures(expect: Expectation, reply: Reply) -> Failures:
    """Everything that is wrong with a reply."""
    return [failure for metric in METRICS for failure in metric(expect, reply)]


def status(expect: Expectation, reply: Reply) -> Failures:
    """The status is the expected one."""
    if expect.status is None or reply.get("status") == expect.status:
        return []
    return [f"status 应为 {expect.status}，得到 {reply.get('status')}"]


def values(expect: Expectation, reply: Reply) -> Failures:
    """Each expected quantity is among the reply's, in any unit of its dimension."""
    given = reply.get("values", [])
    return [
        f"缺少数值 {describe(wanted)}，得到 {_list_values(given)}"
        for wanted in expect.values
        if not any(same_value(wanted, value) for value in given)
    ]


def not_values(expect: Expectation, reply: Reply) -> Failures:
    """No forbidden quantity is among the reply's, neither alone nor as an end of a range."""
    return [
        f"不该有数值 {describe(banned)}"
        for banned in expect.not_values
        if any(_touches(banned, value) for value in reply.get("values", []))
    ]


def text(expect: Expectation, reply: Reply) -> Failures:
    """Every expected stretch stands in the answer."""
    return [f"缺少文字“{part}”" for part in expect.text if not _says(reply, part)]


def any_text(expect: Expectation, reply: Reply) -> Failures:
    """At least one of the alternatives stands in the answer."""
    if not expect.any_text or any(_says(reply, part) for part in expect.any_text):
        return []
    return [f"缺少文字，下列应有其一：{'、'.join(expect.any_text)}"]


def not_text(expect: Expectation, reply: Reply) -> Failures:
    """No forbidden stretch stands in the answer."""
    return [f"不该有文字“{part}”" for part in expect.not_text if _says(reply, part)]


def cites(expect: Expectation, reply: Reply) -> Failures:
    """One expected citation is among the reply's; with `all_cites` every one is."""
    missing = [
        f"缺少引用（文件含“{wanted.doc}”，原文含“{wanted.quote}”）"
        for wanted in expect.cites
        if not any(
            plain(wanted.doc) in plain(citation["title"]) and plain(wanted.quote) in plain(citation["quote"])
            for citation in reply.get("citations", [])
        )
    ]
    if not expect.all_cites and len(missing) < len(expect.cites):
        return []
    return missing


def verdict(expect: Expectation, reply: Reply) -> Failures:
    """The verdict is one of those allowed."""
    if not expect.verdict_in or reply.get("verdict") in expect.verdict_in:
        return []
    return [f"结论应为 {'或'.join(expect.verdict_in)}，得到 {reply.get('verdict')}"]


def findings(expect: Expectation, reply: Reply) -> Failures:
    """Each expected finding is among the reply's, by part of its metric's name and its status."""
    given = reply.get("findings", [])
    return [
        f"缺少“{wanted.metric}”为 {wanted.status} 的结果"
        for wanted in expect.findings
        if not any(
            plain(wanted.metric) in plain(finding["metric"]) and finding["status"] == wanted.status
            for finding in given
        )
    ]


def min_questions(expect: Expectation, reply: Reply) -> Failures:
    """The reply asks at least so many questions."""
    asked = len(reply.get("questions", []))
    if asked >= expect.min_questions:
        return []
    return [f"至少应追问 {expect.min_questions} 个问题，得到 {asked} 个"]


METRICS = (
    status,
    values,
    not_values,
    text,
    any_text,
    not_text,
    cites,
    verdict,
    findings,
    min_questions,
)


def same_value(wanted: ExpectedValue, value: Mapping[str, Any]) -> bool:
    """Whether a reply's value is the expected one: value and high after conversion, and the operator.

    A range is not one of its ends: where the expectation has no `high`, the value may have none.
    """
    if wanted.op is not None and value["op"] != wanted.op:
        return False
    low = units.convert(value["value"], value["unit"], wanted.unit)
    if low is None or not _close(low, wanted.value):
        return False
    if wanted.high is None or value.get("high") is None:
        return wanted.high is None and value.get("high") is None
    high = units.convert(value["high"], value["unit"], wanted.unit)
    return high is not None and _close(high, wanted.high)


def _touches(banned: ExpectedValue, value: Mapping[str, Any]) -> bool:
    if banned.op is not None and value["op"] != banned.op:
        return False
    if banned.high is not None:
        return same_value(banned, value)
    ends = [end for end in (value["value"], value.get("high")) if end is not None]
    converted = [units.convert(end, value["unit"], banned.unit) for end in ends]
    return any(end is not None and _close(end, banned.value) for end in converted)


def describe(value: ExpectedValue) -> str:
    """A quantity as a person writes it: "≤3 亩"."""
    return _phrase(value.op or "", value.value, value.high, value.unit)


def plain(text: str) -> str:
    """A text as texts are compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def interval(passed: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The Wilson score interval of a share; z is the normal quantile, by default that of 95%.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927), 209-212.

    Raises:
        ValueError: n is not positive or `passed` is not within 0..n.
    """
    if n <= 0 or not 0 <= passed <= n:
        raise ValueError(f"a share needs 0 <= passed <= n and n > 0, got {passed} of {n}")
    share, square = passed / n, z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    # At the ends the two terms are equal and rounding alone would leave a residue.
    low = 0.0 if passed == 0 else max(0.0, centre - half)
    high = 1.0 if passed == n else min(1.0, centre + half)
    return low, high


def _says(reply: Reply, part: str) -> bool:
    """Whether the reader is told this: in the answer, or in a note beside it, but not across the two."""
    shown: Sequence[str] = (reply.get("answer", ""), *reply.get("notes", []))
    return any(plain(part) in plain(stretch) for stretch in shown)


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)


def _list_values(given: Sequence[Mapping[str, Any]]) -> str:
    shown = (_phrase(value["op"], value["value"], value.get("high"), value["unit"]) for value in given)
    return "、".join(shown) or "（无）"


def _phrase(op: str, value: float, high: float | None, unit: str) -> str:
    sign = {">=": "≥", "<=": "≤", "in": ""}.get(op, op)
    end = "" if high is None else f"–{high:g}"
    return f"{sign}{value:.12g}{end} {unit}".rstrip()
