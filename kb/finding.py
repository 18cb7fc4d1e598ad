"""Finding: what one rule says to a project. Check: the findings, the verdict and what is still to be asked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any, Final, Literal

from ingest.document import Region
from kb.fact import Fact
from kb.result import Citation
from kb.rule import Rule, Strength

FindingStatus = Literal["pass", "fail", "unknown", "manual", "not_applicable"]
VerdictName = Literal["符合", "不符合", "待补充", "有条件符合", "不适用"]


@dataclass(frozen=True, slots=True)
class Actual:
    """What the project has: a number in `unit` or words, and where the description says so."""

    value: float | str
    unit: str
    quote: str

    def to_dict(self) -> dict[str, Any]:
        """The contract's `actual`."""
        return {"value": self.value, "unit": self.unit, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that would settle a finding.

    Attributes:
        key: what an answer is given for: a metric, or the words of a condition.
        question: in Chinese.
    """

    key: str
    question: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says to a project.

    Attributes:
        rule: the rule as it was applied; a bound that another rule's factor changed is already changed.
        status: fail and pass rest on stated facts; unknown lacks one; manual is a matter for a person.
        actual: what the project has, or None.
        reason: a Chinese sentence with both sides quoted.
        citation: the rule's clause.
        needs: ways to settle it, each a set of facts to ask for; empty where nothing would.
        conditional: whether it passes only with an approval that is not yet there.
        open: whether a person's judgement on it stands between the project and 符合.
    """

    rule: Rule
    status: FindingStatus
    actual: Actual | None
    reason: str
    citation: Citation
    needs: tuple[tuple[Need, ...], ...] = ()
    conditional: bool = False
    open: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The contract's `findings` entry."""
        rule = self.rule
        required: dict[str, Any] = {"op": rule.op, "value": rule.value, "unit": rule.unit}
        if rule.high is not None:
            required["high"] = rule.high
        return {
            "rule_id": rule.id,
            "metric": rule.metric,
            "status": self.status,
            "strength": rule.strength,
            "required": required,
            "actual": self.actual.to_dict() if self.actual else None,
            "reason": self.reason,
            "conditional": self.conditional,
            "citation": self.citation.to_dict(),
        }


_BESIDES_N: Final = attrgetter(*(each.name for each in fields(Citation) if each.name != "n"))


def numbered(citation: Citation, n: int) -> Citation:
    """A citation under its number in a check. Thousands are made at a time; `replace` takes ten times as long."""
    return Citation(n, *_BESIDES_N(citation))


@dataclass(frozen=True, slots=True)
class Check:
    """A project held against the rules. A pre-check by the clauses of the library, no decision.

    Attributes:
        region: where the project lies, or None.
        facts: what was read in the description and what follows from it.
        findings: failures first, then what is open, then passes, then what does not apply.
        questions: the facts that would settle it, the one that settles most first.
        notes: Chinese sentences on what was not used, assumed or left out.
    """

    as_of: date
    verdict: VerdictName
    region: Region | None
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Need, ...]
    notes: tuple[str, ...]
    elapsed_ms: float = 0.0

    def of(self, strength: Strength) -> tuple[Finding, ...]:
        """The findings of rules of one strength."""
        return tuple(finding for finding in self.findings if finding.rule.strength == strength)

    def to_dict(self) -> dict[str, Any]:
        """The contract's `check --json`; `open` names what an answer to each question is given for."""
        return {
            "as_of": self.as_of.isoformat(),
            "verdict": self.verdict,
            "region": "".join(self.region.names) if self.region else None,
            "facts": [fact.to_dict() for fact in self.facts],
            "findings": [finding.to_dict() for finding in self.findings],
            "questions": [need.question for need in self.questions],
            "open": [{"key": need.key, "question": need.question} for need in self.questions],
            "notes": list(self.notes),
            "elapsed_ms": round(self.elapsed_ms, 1),
        }
