"""Rule: a threshold or a bar that a clause sets, as data. Condition: when it holds. Review: who confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from ingest.span import Span
from kb.result import Operator

Strength = Literal["强制", "原则", "鼓励", "目标"]
ConditionKind = Literal["industry", "subject", "project_kind", "place", "size", "approval", "time", "other"]
Scope = Literal["project", "region"]
Joint = Literal["all", "any"]
Origin = Literal["sentence", "list", "table"]
Decision = Literal["确认", "更正", "驳回"]
State = Literal["自动", "确认", "更正", "驳回"]

STRENGTHS: Final[tuple[Strength, ...]] = get_args(Strength)
DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so for a rule to hold.

    Attributes:
        kind: what it is about: "industry" (食品制造业), "subject" (省重大项目), "project_kind" (改扩建项目),
            "place" (主城区), "size" (用地30亩以上; then with a comparison), "approval" (经批准),
            "time" (2025年起), "other".
        text: the words, verbatim from the document or from a heading over the statement.
        span: where they stand in the document's clean text, or None where a table's heading gives them.
        metric, op, value, high, unit: the comparison that a "size" makes, see `Rule`; op None for none.
        negated: whether the rule holds where this is *not* so: 食品加工以外的.
    """

    kind: ConditionKind
    text: str
    span: Span | None = None
    metric: str = ""
    op: Operator | None = None
    value: float | None = None
    high: float | None = None
    unit: str = ""
    negated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON; a comparison only where there is one."""
        entry: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.op is not None:
            entry |= {"metric": self.metric, "op": self.op, "value": self.value, "unit": self.unit}
            if self.high is not None:
                entry["high"] = self.high
        if self.negated:
            entry["negated"] = True
        return entry


@dataclass(frozen=True, slots=True)
class Review:
    """What a person decided on a rule: when, and why in their words. `when` is aware, in UTC."""

    decision: Decision
    by: str
    when: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One threshold or bar that one statement of a document sets.

    Attributes:
        id: document id, clause id and a mark of the statement; the same whenever the same text is read.
        document_id, clause_id: where it stands.
        span: the whole statement in the document's clean text.
        quote: the statement, verbatim.
        metric: canonical name of `metrics.toml`, else the statement's own words.
        words: the metric's words as printed.
        op: None for a bar without a number.
        value, high: in `unit`; the bounds are equal to the contract's `values`. None without a number.
        unit: canonical, see `kb.quantity.Quantity`; "" for a pure ratio.
        strength: 强制 must, 原则 as a rule, 鼓励 encouraged, 目标 what a region aims at.
        subject: whom it binds, in the document's words: 新建小微企业园, 进入开发区的工业项目; "" for anyone.
        conditions: all of them must be so.
        group: id of the set of rules that are weighed together, "" where it stands alone.
        joint: whether all of the group must hold or any one is enough.
        overrides: ids of the rules that this one takes the place of under its conditions.
        factor: the bound is this many times the value of each rule in `overrides` (提高10%: 1.1), else None;
            `op`, `value` and `unit` then give the words of the statement.
        approval: whether it may only be used with an approval: 经市政府批准可放宽至60%.
        permits: what is opened to whoever keeps it (可与邻宗土地一并开发), "" for a plain requirement; a project
            that does not ask for this is not measured by it.
        prohibition: whether what `metric` names is barred altogether; no number.
        scope: "region" for what a government sets itself, never weighed against a project.
        confidence: 0–1, how sure the reading is.
        source: what it was read from.
        review: a person's decision, or None.
    """

    id: str
    document_id: str
    clause_id: str
    span: Span
    quote: str
    metric: str
    words: str
    op: Operator | None
    value: float | None
    unit: str
    strength: Strength
    high: float | None = None
    subject: str = ""
    conditions: tuple[Condition, ...] = ()
    group: str = ""
    joint: Joint = "all"
    overrides: tuple[str, ...] = ()
    factor: float | None = None
    approval: bool = False
    permits: str = ""
    prohibition: bool = False
    scope: Scope = "project"
    confidence: float = 1.0
    source: Origin = "sentence"
    review: Review | None = None

    def __post_init__(self) -> None:
        if self.prohibition == (self.op is not None):
            raise ValueError(f"rule {self.id}: a bar has no number, and what is no bar has one")
        if (self.op is None) != (self.value is None):
            raise ValueError(f"rule {self.id}: operator and value come together")
        if (self.op == "in") != (self.high is not None):
            raise ValueError(f"rule {self.id}: an upper bound belongs to a range")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"rule {self.id}: confidence is 0 to 1, got {self.confidence}")

    @property
    def state(self) -> State:
        """自动 until a person decides."""
        return self.review.decision if self.review else "自动"

    def to_dict(self) -> dict[str, Any]:
        """The rule as `youju rules --json` prints it."""
        required: dict[str, Any] = {"op": self.op, "value": self.value, "unit": self.unit}
        if self.high is not None:
            required["high"] = self.high
        return {
            "id": self.id,
            "document_id": self.document_id,
            "clause_id": self.clause_id,
            "metric": self.metric,
            "words": self.words,
            "required": None if self.prohibition else required,
            "strength": self.strength,
            "subject": self.subject,
            "conditions": [condition.to_dict() for condition in self.conditions],
            "group": self.group,
            "joint": self.joint,
            "overrides": list(self.overrides),
            "factor": self.factor,
            "approval": self.approval,
            "permits": self.permits,
            "prohibition": self.prohibition,
            "scope": self.scope,
            "confidence": round(self.confidence, 2),
            "source": self.source,
            "state": self.state,
            "reviewed_by": self.review.by if self.review else None,
            "reviewed_at": self.review.when.isoformat() if self.review else None,
            "quote": self.quote,
            "span": [self.span.start, self.span.end],
        }
