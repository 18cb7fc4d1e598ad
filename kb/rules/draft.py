"""Draft: a rule before it has an id and knows which others it overrides."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.span import Span
from kb.result import Operator
from kb.rule import Condition, Joint, Origin, Scope, Strength


@dataclass(slots=True)
class Draft:
    """What one statement sets; see `kb.rule.Rule` for the fields of the same name.

    Attributes:
        exception: whether it takes the place of an earlier rule under its conditions.
        base: words that say which rules it is relative to: 上表, 前款; "" for the one before it.
        group: any name shared by the drafts weighed together.
        context: the words outside the statement that it was read with.
    """

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
    factor: float | None = None
    approval: bool = False
    permits: str = ""
    prohibition: bool = False
    scope: Scope = "project"
    confidence: float = 1.0
    source: Origin = "sentence"
    exception: bool = False
    base: str = ""
    context: str = ""
    overrides: tuple[int, ...] = field(default=())
