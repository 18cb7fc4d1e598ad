"""What `youju rules` and `youju review` do, and what they print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import system_reason
from kb import rule_file, rule_table
from kb.errors import LibraryUnwritable, ReviewRefused
from kb.rule import Rule

if TYPE_CHECKING:
    from kb.library import Library


@dataclass(frozen=True, slots=True)
class Told:
    """What a command has to say: as JSON and as text."""

    data: dict[str, Any]
    text: str


def listed(library: Library, document: str | None) -> Told:
    """The rules of one document, or of all."""
    rules = library.rules(document)
    documents = {rule.document_id: library.document(rule.document_id) for rule in rules}
    rows = []
    for rule in rules:
        source = documents[rule.document_id]
        clause = source.clause(rule.clause_id).label
        rows.append(rule.to_dict() | {"title": source.metadata.title, "clause": clause})
    data = {"rules": rows, "states": rule_table.states(rules)}
    return Told(data, rule_table.text(rules, documents))


def exported(library: Library, document: str | None, target: Path) -> Told:
    """Write the reviewed rules of a document to a file, or of all to a folder, a file each.

    Raises:
        LibraryUnwritable: nothing can be written there.
    """
    rules = library.rules(document)
    ids = list(dict.fromkeys(rule.document_id for rule in rules if rule.review))
    written = []
    for each in ids:
        source = library.document(each)
        own = [rule for rule in rules if rule.document_id == each]
        changes = {rule.id: library.rulebook.changes(rule) for rule in own}
        file = target if document is not None else target / f"{_file_name(source.metadata.title)}.yaml"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rule_file.dump(source, own, changes), "utf-8")
        except OSError as error:
            raise LibraryUnwritable(
                f"规则文件 {file} 写不进去（{system_reason(error)}）", "请换一个位置"
            ) from error
        written.append(str(file))
    count = sum(rule.review is not None for rule in rules)
    text = (
        f"已导出 {count} 条复核过的规则：" + "、".join(written) if written else "没有复核过的规则，未写文件"
    )
    return Told({"written": written, "rules": count}, text)


def loaded(library: Library, file: Path) -> Told:
    """Take over the decisions of a file, or of every YAML file in a folder."""
    files = sorted(file.glob("*.yaml")) if file.is_dir() else [file]
    rules = library.rules()
    held, left = 0, []
    for each in files:
        count, aside = library.rulebook.apply(rule_file.load(each), rules)
        held += count
        left += list(aside)
    text = f"已载入 {held} 条复核结论"
    if left:
        text += f"；{len(left)} 条对应的原文不在库中或已改动，需要重新复核：\n" + "\n".join(
            f"  {' '.join(each.quote.split())}" for each in left
        )
    return Told({"loaded": held, "left": [each.quote for each in left]}, text)


def reviewed(
    library: Library, rule_id: str, decision: str, by: str, note: str, settings: Sequence[str]
) -> Told:
    """Record a decision; settings are written 字段=值.

    Raises:
        ReviewRefused, RuleUnknown: see `Library.review`.
    """
    rule: Rule = library.review(rule_id, decision, by, note=note, changes=dict(map(_setting, settings)))  # type: ignore[arg-type]  # checked there
    return Told(rule.to_dict(), f"{rule.metric} {rule_table.required(rule)}{rule.unit}：{rule.state}（{by}）")


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ReviewRefused(f"“{text}”不是 字段=值", "请写成 value=300 的样子")
    if name in ("value", "high"):
        try:
            return name, float(value)
        except ValueError as error:
            raise ReviewRefused(f"“{value}”不是数", "请写成 value=300 的样子") from error
    return name, value


def _file_name(title: str) -> str:
    return "".join(char for char in title if char.isalnum())[:60] or "规则"
