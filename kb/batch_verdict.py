"""RowVerdict: what became of one row of a table of projects. Line: one of its findings, as a report prints it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from kb.batch_table import Row
from kb.finding import Check, Finding, FindingStatus, VerdictName
from kb.report_words import (
    LIGHTS,
    Light,
    actual_text,
    dates_text,
    quote_text,
    required_text,
    resolved,
    status_text,
)

RowOutcome = VerdictName | Literal["未核对"]
_REASONS = 3
"""Reasons told in the verdict's own row; the findings have them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words: what a row of the sheet 明细 shows."""

    status: FindingStatus
    result: str
    strength: str
    metric: str
    required: str
    actual: str
    reason: str
    title: str
    number: str
    clause: str
    validity: str
    dates: str
    quote: str
    faults: str

    @classmethod
    def of(cls, finding: Finding) -> Line:
        """The line of a finding."""
        cited = finding.citation
        return cls(
            status=finding.status,
            result=status_text(finding),
            strength=finding.rule.strength,
            metric=finding.rule.metric,
            required=required_text(finding.rule),
            actual=actual_text(finding.actual),
            reason=finding.reason,
            title=cited.title,
            number=cited.number or "",
            clause=cited.clause,
            validity=cited.validity,
            dates=dates_text(cited),
            quote=quote_text(cited),
            faults="；".join(cited.faults),
        )


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row.

    Attributes:
        row: the row, as it was read.
        verdict: of the check, or 未核对 where it failed; then `failure` says why.
        light: its colour.
        reasons: of the findings that the verdict rests on, the first few.
        counts: how many findings there are of each status.
        statuses: the worst status of each metric, for a matrix of rows by metrics.
        questions: what would settle it.
        notes: on what was not used or assumed, those on the row's cells first.
        lines: the findings; () in a summary.
    """

    row: Row
    verdict: RowOutcome
    light: Light
    reasons: tuple[str, ...] = ()
    counts: tuple[tuple[FindingStatus, int], ...] = ()
    statuses: tuple[tuple[str, FindingStatus], ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failure: str = ""
    lines: tuple[Line, ...] = ()

    @classmethod
    def of(cls, row: Row, check: Check) -> RowVerdict:
        """The verdict of a row's check."""
        shown = [finding for finding in check.findings if finding.status != "not_applicable"]
        aside = resolved(check.findings)
        counts: dict[FindingStatus, int] = {}
        for finding in check.findings:
            counts[finding.status] = counts.get(finding.status, 0) + 1
        worst: dict[str, FindingStatus] = {}
        for finding in shown:  # failures come first
            worst.setdefault(finding.rule.metric, finding.status)
        return cls(
            row=row,
            verdict=check.verdict,
            light=LIGHTS[check.verdict],
            reasons=_reasons(check, shown),
            counts=tuple(counts.items()),
            statuses=tuple(worst.items()),
            questions=tuple(need.question for need in check.questions),
            notes=(*row.problems, *_unread(row, check), *check.notes),
            lines=tuple(Line.of(finding) for finding in (*shown, *aside)),
        )

    @classmethod
    def failed(cls, row: Row, why: str) -> RowVerdict:
        """A row that could not be checked."""
        return cls(row, "未核对", "grey", reasons=(why,), notes=row.problems, failure=why)

    def again(self, row: Row) -> RowVerdict:
        """The same for another row with the same text."""
        return replace(self, row=row, notes=(*row.problems, *self.notes[len(self.row.problems) :]))

    def summary(self) -> RowVerdict:
        """Without the findings, so that many can be kept."""
        return replace(self, lines=())

    def count(self, status: FindingStatus) -> int:
        """How many findings have a status."""
        return dict(self.counts).get(status, 0)

    def to_dict(self) -> dict[str, Any]:
        """One entry of `check-batch --json`."""
        return {
            "sheet": self.row.sheet,
            "row": self.row.number,
            "name": self.row.name,
            "verdict": self.verdict,
            "light": self.light,
            "reasons": list(self.reasons),
            "counts": dict(self.counts),
            "metrics": dict(self.statuses),
            "questions": list(self.questions),
            "notes": list(self.notes),
            "error": self.failure or None,
        }


def _reasons(check: Check, shown: list[Finding]) -> tuple[str, ...]:
    match check.verdict:
        case "不符合":
            chosen = [f for f in shown if f.status == "fail" and f.rule.strength == "强制"]
        case "待补充":
            chosen = [f for f in shown if f.status == "unknown" or f.open]
            chosen.sort(key=lambda finding: finding.rule.strength != "强制")
        case "有条件符合":
            chosen = [f for f in shown if f.conditional or (f.status == "fail" and f.rule.strength == "原则")]
        case "不适用":
            return tuple(check.notes[:1]) or ("知识库里没有可以用来衡量本项目的要求",)
        case _:
            return (f"核对了 {len(shown)} 条，没有发现不满足的强制要求",)
    told = list(dict.fromkeys(f"{f.rule.metric}：{f.reason}" for f in chosen))
    more = (f"等 {len(told)} 条，见“明细”",) if len(told) > _REASONS else ()
    return (*told[:_REASONS], *more)


def _unread(row: Row, check: Check) -> tuple[str, ...]:
    """Cells of metrics out of which no number came, and of which nothing else was said."""
    read = {fact.metric for fact in check.facts}
    quoted = "；".join(fact.quote for fact in check.facts)
    told = "；".join(check.notes)
    return tuple(
        f"“{metric}”写作“{cell[:60]}”，没有读出能用的数，没有采用；请写成数字和单位"
        for metric, cell in row.stated
        if metric not in read and cell not in quoted and metric not in told
    )
