"""A shelf for checks: rules made by hand over documents of one line a clause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ingest.document import Document, Region
from ingest.span import Span
from kb.check import check
from kb.entry import Entry
from kb.finding import Check, Finding
from kb.rule import Condition, Rule
from tests.factories import document

DAY = date(2026, 5, 1)


class CheckShelf:
    """Documents with the rules that their lines set."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._rules: list[Rule] = []

    def add(
        self,
        *rules: dict[str, Any],
        title: str = "某市工业项目准入办法",
        region: Region | None = None,
        **metadata: Any,
    ) -> list[str]:
        """Add a document with one clause a rule; a rule is its fields, `quote` its line. Gives the rules' ids."""
        lines = [rule.get("quote") or _line(rule) for rule in rules]
        held = document("\n".join(lines), title=title, region=region, **metadata)
        self._documents[held.id] = held
        ids = []
        for place, (rule, line) in enumerate(zip(rules, lines, strict=True)):
            clause = held.clauses[place]
            fields = {"metric": "", "op": None, "value": None, "unit": "", "strength": "强制"} | rule
            fields.setdefault("words", fields["metric"])
            fields["prohibition"] = fields["op"] is None
            fields["quote"] = line
            own = fields.pop("id", f"{held.id}#{clause.id}#{place}")
            self._rules.append(
                Rule(own, held.id, clause.id, Span(clause.own.start, clause.own.end), **fields)
            )
            ids.append(own)
        return ids

    def entries(self) -> list[Entry]:
        """The documents' entries."""
        return [
            Entry(d.id, d.name, d.sha256, d.format, d.metadata, len(d.text), len(d.clauses), 0)
            for d in self._documents.values()
        ]

    def rules(self, document: str | None = None) -> Sequence[Rule]:
        """The rules, in the order of adding."""
        return [rule for rule in self._rules if document in (None, rule.document_id)]

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        return self._documents[document_id]

    def check(self, description: str, **more: Any) -> Check:
        """Check a description on `DAY`."""
        return check(self, description, **{"as_of": DAY, **more})


def _line(rule: dict[str, Any]) -> str:
    return f"{rule.get('subject', '')}{rule['metric']}{rule.get('op') or '禁止'}{rule.get('value', '')}{rule.get('unit', '')}"


def least(metric: str, value: float, unit: str = "", **more: Any) -> dict[str, Any]:
    """A rule that sets a least."""
    return {"metric": metric, "op": ">=", "value": value, "unit": unit, **more}


def most(metric: str, value: float, unit: str = "", **more: Any) -> dict[str, Any]:
    """A rule that sets a most."""
    return {"metric": metric, "op": "<=", "value": value, "unit": unit, **more}


def bar(metric: str, **more: Any) -> dict[str, Any]:
    """A rule that bars something without a number."""
    return {"metric": metric, **more}


def when(kind: Any, text: str, **more: Any) -> tuple[Condition, ...]:
    """The conditions of a rule: one."""
    return (Condition(kind, text, **more),)


def only(found: Check, metric: str) -> Finding:
    """The one finding on a metric."""
    (finding,) = [each for each in found.findings if each.rule.metric == metric]
    return finding
