"""Rule ↔ JSON, exactly: `rule(row(r)) == r`, reviews left out."""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Iterable
from typing import Any

from ingest.span import Span
from kb.rule import Condition, Rule


def pack(rules: Iterable[Rule]) -> bytes:
    """Rules as bytes for the catalog."""
    text = json.dumps([_row(rule) for rule in rules], ensure_ascii=True, separators=(",", ":"))
    return zlib.compress(text.encode("ascii"), 6)


def unpack(data: bytes) -> tuple[Rule, ...]:
    """The rules that `pack` was given.

    Raises:
        ValueError: the bytes are of another kind.
    """
    try:
        rows = json.loads(zlib.decompress(data))
        return tuple(_rule(row) for row in rows)
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def _row(rule: Rule) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in dataclasses.fields(rule):
        value = getattr(rule, field.name)
        if field.name != "review" and (field.default is dataclasses.MISSING or value != field.default):
            row[field.name] = value
    row["span"] = [rule.span.start, rule.span.end]
    if rule.conditions:
        row["conditions"] = [_condition_row(condition) for condition in rule.conditions]
    return row


def _condition_row(condition: Condition) -> dict[str, Any]:
    row = {
        field.name: getattr(condition, field.name)
        for field in dataclasses.fields(condition)
        if getattr(condition, field.name) != field.default
    }
    if condition.span:
        row["span"] = [condition.span.start, condition.span.end]
    return row


def _rule(row: dict[str, Any]) -> Rule:
    conditions = tuple(
        Condition(**(each | {"span": Span(*each["span"])} if "span" in each else each))
        for each in row.get("conditions", ())
    )
    overrides = tuple(row.get("overrides", ()))
    return Rule(**(row | {"span": Span(*row["span"]), "conditions": conditions, "overrides": overrides}))
