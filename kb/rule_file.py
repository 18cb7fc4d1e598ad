"""Reviewed rules as dated YAML, in the manner of OpenFisca's parameters: a value, its unit, a reference, a date.

document: {title: …, number: …}
rules:
  - mark: 3f0c…               # stands for the words of the statement, see kb.rules.mark_of
    description: 新建小微企业园 主导产业占比
    metadata: {unit: "%", reference: 第五条第（一）项, quote: …, decision: 确认, by: …, at: …}
    values:
      2023-03-15: {op: ">=", value: 70}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from ingest.document import Document
from kb.errors import RuleFileWrong
from kb.rule import DECISIONS, Decision, Rule
from kb.rulebook import CHANGEABLE
from kb.rules import mark_of

UNDATED: Final = date(1, 1, 1)
"""The date of a value whose document says neither when it was issued nor when it came into force."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decision out of a file: on which statement, what it was, and what it corrected."""

    mark: str
    quote: str
    decision: Decision
    by: str
    at: datetime
    note: str
    changes: Mapping[str, Any]


def dump(document: Document, rules: Sequence[Rule], changes: Mapping[str, Mapping[str, Any]]) -> str:
    """The reviewed rules of a document as YAML; those that nobody decided on are left out.

    Args:
        document: whose rules they are.
        rules: as they now are.
        changes: by rule id, what each decision corrected.
    """
    import yaml

    meta = document.metadata
    whole = {
        "document": {"title": meta.title, "number": meta.number, "issuer": meta.issuer},
        "rules": [
            _entry(document, rule, changes.get(rule.id, {})) for rule in rules if rule.review is not None
        ],
    }
    text: str = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=10_000)
    return text


def _entry(document: Document, rule: Rule, changes: Mapping[str, Any]) -> dict[str, Any]:
    assert rule.review is not None
    meta = document.metadata
    day = meta.effective or meta.issued or UNDATED
    value: dict[str, Any] = {"op": rule.op, "value": rule.value}
    if rule.high is not None:
        value["high"] = rule.high
    values: dict[date, Any] = {day: "禁止" if rule.prohibition else value}
    if meta.expires:
        values[date.fromordinal(meta.expires.toordinal() + 1)] = None  # nothing is required from then on
    review = rule.review
    metadata: dict[str, Any] = {
        "unit": rule.unit, "reference": document.clause(rule.clause_id).label, "quote": rule.quote,
        "strength": rule.strength, "subject": rule.subject, "decision": review.decision, "by": review.by,
        "at": review.when.isoformat(), "note": review.note,
    }  # fmt: skip
    if changes:
        metadata["corrected"] = dict(changes)
    return {
        "mark": mark_of(rule.id),
        "description": " ".join(filter(None, (rule.subject, rule.metric))),
        "metadata": metadata,
        "values": values,
    }


def load(path: Path) -> tuple[Reviewed, ...]:
    """The decisions of a file that `dump` wrote.

    Raises:
        RuleFileWrong: it cannot be read, or is no such file.
    """
    import yaml

    try:
        whole = yaml.safe_load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleFileWrong(
            f"规则文件 {path} 无法读取（{_reason(error)}）", "请给出 UTF-8 的 YAML 文件"
        ) from error
    rows = whole.get("rules") if isinstance(whole, dict) else None
    if not isinstance(rows, list):
        raise RuleFileWrong(f"规则文件 {path} 里没有 rules 列表", "请用 youju rules --export 导出的文件")
    return tuple(_reviewed(path, number, row) for number, row in enumerate(rows, 1))


def _reviewed(path: Path, number: int, row: object) -> Reviewed:
    try:
        return _of_row(dict(row))  # type: ignore[call-overload]  # a row of another kind raises here
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleFileWrong(
            f"规则文件 {path} 第 {number} 条读不懂（{_reason(error)}）",
            "请对照 youju rules --export 的样子改正",
        ) from error


def _of_row(row: dict[str, Any]) -> Reviewed:
    """One entry of a file; any field missing or of the wrong kind raises what Python raises for it."""
    meta = row["metadata"]
    changes = dict(meta.get("corrected") or {})
    if meta["decision"] not in DECISIONS or set(changes) - set(CHANGEABLE):
        raise ValueError("复核结论或更正的字段不对")
    at = datetime.fromisoformat(str(meta["at"]))
    return Reviewed(
        str(row["mark"]), str(meta["quote"]), meta["decision"], str(meta["by"]),
        at if at.tzinfo else at.replace(tzinfo=UTC), str(meta.get("note") or ""), changes,
    )  # fmt: skip


def _reason(error: Exception) -> str:
    return f"缺少 {error}" if isinstance(error, KeyError) else str(error).split("\n")[0]
