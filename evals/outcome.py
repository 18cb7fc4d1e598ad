"""Outcome of an evaluation: of a case, of a suite; as JSON and as a Chinese table."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.cases import Case
from evals.crosscheck import Violation
from evals.metrics import interval


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What came of one case.

    Attributes:
        failures: what was wrong, Chinese phrases; empty when the case passed.
        reply: the contract's JSON, or None where no reply came.
        violations: figures of the answer that the independent guard could not find.
    """

    case: Case
    failures: tuple[str, ...]
    reply: Mapping[str, Any] | None
    violations: tuple[Violation, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all that was expected held."""
        return not self.failures

    def to_dict(self) -> dict[str, Any]:
        """A failed case: what was expected and what came."""
        return {
            "id": self.case.id,
            "question": self.case.question or self.case.description,
            "history": list(self.case.history),
            "expected": _stated(asdict(self.case.expect)),
            "got": None if self.reply is None else _brief(self.reply),
            "failures": list(self.failures),
        }


@dataclass(frozen=True, slots=True)
class SuiteOutcome:
    """What came of one suite."""

    name: str
    cases: tuple[CaseOutcome, ...]

    @property
    def n(self) -> int:
        """How many cases ran."""
        return len(self.cases)

    @property
    def passed(self) -> int:
        """How many of them passed."""
        return sum(case.passed for case in self.cases)

    @property
    def accuracy(self) -> float:
        """Share that passed, 0 to 1."""
        return self.passed / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """The accuracy's 95% Wilson interval."""
        return interval(self.passed, self.n)

    @property
    def violations(self) -> int:
        """Figures that the independent guard could not find, over all cases."""
        return sum(len(case.violations) for case in self.cases)

    def percentile(self, share: float) -> float | None:
        """A percentile (nearest rank) of the time a reply took, in ms; None where there is no reply."""
        times = sorted(float(case.reply["elapsed_ms"]) for case in self.cases if case.reply is not None)
        return times[min(int(share * len(times)), len(times) - 1)] if times else None

    def to_dict(self, floor: float | None) -> dict[str, Any]:
        """The contract's entry for a suite; `floor` is the suite's, if it has one."""
        low, high = self.interval
        return {
            "suite": self.name,
            "n": self.n,
            "passed": self.passed,
            "accuracy": round(self.accuracy, 4),
            "interval": [round(low, 4), round(high, 4)],
            "floor": floor,
            "guard_violations": self.violations,
            "p50_ms": self.percentile(0.5),
            "p95_ms": self.percentile(0.95),
            "failed": [case.to_dict() for case in self.cases if not case.passed],
            "violations": [
                {"id": case.case.id, **asdict(violation)}
                for case in self.cases
                for violation in case.violations
            ],
        }


_HEADS = ("评测集", "用例", "通过", "正确率", "95% 区间", "下限", "无据数字", "p50/p95 毫秒")


def as_json(outcomes: Sequence[SuiteOutcome], floors: Mapping[str, float]) -> str:
    """All suites as one JSON document."""
    suites = [outcome.to_dict(floors.get(outcome.name)) for outcome in outcomes]
    total, passed = sum(outcome.n for outcome in outcomes), sum(outcome.passed for outcome in outcomes)
    low, high = interval(passed, total)
    document = {
        "suites": suites,
        "n": total,
        "passed": passed,
        "accuracy": round(passed / total, 4),
        "interval": [round(low, 4), round(high, 4)],
        "guard_violations": sum(outcome.violations for outcome in outcomes),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def as_table(outcomes: Sequence[SuiteOutcome], floors: Mapping[str, float]) -> str:
    """A Chinese table of all suites, then each failed case and each unsupported figure."""
    rows: list[tuple[str, ...]] = [_HEADS]
    rows += [_row(outcome, floors.get(outcome.name)) for outcome in outcomes]
    if len(outcomes) > 1:
        everything = SuiteOutcome("合计", tuple(case for outcome in outcomes for case in outcome.cases))
        rows.append(_row(everything, None))
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    for outcome in outcomes:
        for case in outcome.cases:
            lines += _faults(outcome.name, case)
    return "\n".join(lines)


def _faults(suite: str, outcome: CaseOutcome) -> list[str]:
    """What the reader of the table needs to look into a case; nothing where all is well."""
    case, lines = outcome.case, []
    if not outcome.passed:
        lines.append(f"\n✗ {suite}/{case.id}  {_shorten(case.question or case.description)}")
        lines += [f"    {failure}" for failure in outcome.failures]
        if outcome.reply is not None:
            said = outcome.reply.get("answer") or outcome.reply.get("verdict")
            lines.append(f"    回答：{_shorten(str(said))}")
    for violation in outcome.violations:
        sentence = _shorten(violation.sentence)
        lines.append(f"\n! {suite}/{case.id}  {violation.kind}“{violation.text}”无据：{sentence}")
    return lines


def _row(outcome: SuiteOutcome, floor: float | None) -> tuple[str, ...]:
    low, high = outcome.interval
    p50, p95 = outcome.percentile(0.5), outcome.percentile(0.95)
    return (
        outcome.name,
        str(outcome.n),
        str(outcome.passed),
        f"{outcome.accuracy:.1%}",
        f"{low:.1%}–{high:.1%}",
        "—" if floor is None else f"{floor:.1%}",
        str(outcome.violations),
        "—" if p50 is None or p95 is None else f"{p50:.0f}/{p95:.0f}",
    )


def _stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the gold line asked for."""
    return {name: value for name, value in fields.items() if value not in (None, (), "", False, 0)}


def _brief(reply: Mapping[str, Any]) -> dict[str, Any]:
    """A reply without the context of its citations."""
    kept = {
        name: value for name, value in reply.items() if name not in ("question", "citations", "elapsed_ms")
    }
    fields = ("n", "title", "clause", "quote")
    citations = [{field: citation[field] for field in fields} for citation in reply.get("citations", [])]
    return kept | {"citations": citations}


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _shorten(text: str, limit: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit] + "…"
