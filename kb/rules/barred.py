"""Bars as drafts: who is kept out, and what must not have been."""

from __future__ import annotations

from kb.rules import bar
from kb.rules.clues import strength
from kb.rules.draft import Draft
from kb.rules.holds import is_condition
from kb.rules.statement import Part, Statement
from kb.rules.subject import is_noun, trimmed


def bars(statement: Statement, parts: list[Part], *, beside: bool = False) -> list[Draft]:
    """The bars of a statement.

    Args:
        statement, parts: what is read.
        beside: whether it sets thresholds as well; then only what it forbids in so many words is one.
    """
    lead = statement.lead
    listed = None if beside else bar.in_list(statement, lead) or bar.must_not(statement, lead)
    if beside:
        parts = [part for index, part in enumerate(parts) if not _decided(parts[:index], parts[index:])]
    rows = [(listed, lead.subject, statement.text)] if listed else bar.forbidden(statement, parts)
    return [
        Draft(
            statement.clause.id, statement.span, statement.text, what, words, None, None, "",
            strength(statement.text, lead), subject=subject or _whom(statement, parts, what),
            conditions=lead.conditions, group=lead.place, joint=lead.joint if lead.place else "all",
            prohibition=True, confidence=0.8 if listed else 0.7,
            source="list" if lead.place else "sentence", context=lead.text,
        )
        for what, subject, words in rows
    ]  # fmt: skip


def _decided(earlier: list[Part], rest: list[Part]) -> bool:
    """Whether a bound before says when something is barred: 上架率低于40%的，不予安排能耗指标."""
    return any(
        any(q.compared for q in part.quantities) and is_condition(part, [*earlier[index + 1 :], *rest])
        for index, part in enumerate(earlier)
    )


def _whom(statement: Statement, parts: list[Part], what: str) -> str:
    for part in parts:
        words = trimmed(part.text)
        if is_noun(words) and words != what and not part.quantities and not bar.is_bar(words):
            return words
    return statement.lead.subject


def absences(statement: Statement, parts: list[Part], beside: Draft) -> list[Draft]:
    """What must not be so, said beside thresholds: …，近两年无重大违法记录."""
    return [
        Draft(
            statement.clause.id, statement.span, statement.text, what, part.text.strip(), None, None, "",
            beside.strength, subject=beside.subject, conditions=beside.conditions, group=beside.group,
            joint=beside.joint, permits=beside.permits, prohibition=True, confidence=0.6, source=beside.source,
            context=statement.lead.text,
        )
        for part in parts
        if not any(q.compared for q in part.quantities) and (what := bar.absence(part.text))
    ]  # fmt: skip
