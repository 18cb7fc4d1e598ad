"""Documents as people read them in a terminal, and as JSON: listing, metadata, clause tree, faults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ingest.clause import Clause
from ingest.document import Document, Metadata
from ingest.span import Span
from kb.correction import Settled, Suspect
from kb.entry import Entry

_CLIP = 60
_SUCCEEDED = {"同名": "之后的同名文件", "修订": "修订本", "修改": "修改它的文件"}


def listing(entries: Sequence[Entry], as_of: date) -> str:
    """A line for each document."""
    lines = [f"共 {len(entries)} 份文档"]
    for entry in entries:
        meta = entry.metadata
        day = meta.issued or meta.effective
        about = [entry.id, meta.kind, day.isoformat() if day else "日期不详", entry.validity(as_of)]
        lines.append("  ".join(about) + f"  {meta.title}" + (f"（{meta.number}）" if meta.number else ""))
        if entry.shadowed_by:
            lines.append(f"    复述件，原文（{entry.shadowed_by}）已在库中，回答时不用它")
        if entry.repealed_by and entry.repealed_from:
            since = f"自 {entry.repealed_from} 起" if entry.repealed_from > date.min else ""
            lines.append(f"    {since}被 {entry.repealed_by} 废止")
        if later := entry.succession:
            lines.append(
                f"    库中有{_SUCCEEDED[later.how]}：{later.document_id} {later.title}（{later.since}起）"
            )
    return "\n".join(lines)


def entry_dict(entry: Entry, as_of: date) -> dict[str, Any]:
    """For JSON: an entry of the listing."""
    return {
        "id": entry.id,
        "name": entry.name,
        "format": entry.format,
        "sha256": entry.sha256,
        **metadata_dict(entry.metadata),
        "validity": entry.validity(as_of),
        "characters": entry.characters,
        "clauses": entry.clauses,
        "faults": entry.faults,
        "shadowed_by": entry.shadowed_by,
        "repealed_by": entry.repealed_by,
        "succeeded_by": entry.succession.document_id if entry.succession else None,
    }


def metadata_dict(metadata: Metadata) -> dict[str, Any]:
    """For JSON: every field, None where the document does not say."""
    region = metadata.region
    days = {name: getattr(metadata, name) for name in ("issued", "effective", "expires")}
    return {
        "title": metadata.title,
        "number": metadata.number,
        "issuer": metadata.issuer,
        "recipients": metadata.recipients,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "region": {"code": region.code, "names": list(region.names)} if region else None,
        "kind": metadata.kind,
        "names": list(metadata.names),
        "repeals": list(metadata.repeals),
        "trial": metadata.trial,
        "restates": metadata.restates,
        "period": list(metadata.period) if metadata.period else None,
    }


def document_text(document: Document) -> str:
    """Metadata, clause tree, suspected faults and warnings."""
    lines = [f"《{document.metadata.title}》", f"编号　　  {document.id}（{document.name}）"]
    lines += _said(document.metadata)
    lines += ["", "条款"]
    lines += [
        f"{'  ' * (len(c.path.steps) - 1)}{c.label}  {_clip(_words(document, c))}" for c in document.clauses
    ]
    if document.furniture:
        lines += ["", "不属于条款的文字"]
        lines += [f"{part.kind}  {_clip(part.span.of(document.text))}" for part in document.furniture]
    if document.faults:
        lines += ["", "疑似错误"]
    for fault in document.faults:
        where = _clause_at(document, fault.span)
        meant = f"，疑为“{fault.proposed}”" if fault.proposed and not isinstance(fault, Settled) else ""
        lines.append(
            f"{where.label if where else '—'}  “{fault.read}”{meant}（{fault.kind}）：{fault.reason}"
        )
    if document.warnings:
        lines += ["", "注意", *document.warnings]
    return "\n".join(lines)


def faults_text(suspects: Sequence[Suspect]) -> str:
    """Suspected faults by document: number to type, clause, the words around, what is proposed or was decided."""
    lines: list[str] = []
    document = ""
    for one in suspects:
        if one.document_id != document:
            document = one.document_id
            lines += ([""] if lines else []) + [f"《{one.title}》（{document}）"]
        meant = f"，疑为“{one.fault.proposed}”" if one.fault.proposed else ""
        place = f"{one.label}  " if one.label else ""
        lines.append(f"{one.id}  {place}……{one.before}【{one.fault.read}】{one.after}……")
        lines.append(f"    {one.fault.kind}{meant}：{one.fault.reason}")
        if one.correction:
            lines.append(f"    {one.correction.sentence}")
    left = sum(one.open for one in suspects)
    lines += ([""] if lines else []) + [f"共 {len(suspects)} 处，{left} 处待定"]
    return "\n".join(lines)


def document_dict(document: Document) -> dict[str, Any]:
    """For JSON: the same, with the whole text and the place of every clause in it."""
    return {
        "id": document.id,
        "name": document.name,
        "format": document.format,
        "sha256": document.sha256,
        "metadata": metadata_dict(document.metadata),
        "clauses": [_clause_dict(document, clause) for clause in document.clauses],
        "faults": [
            {
                "clause": where.id if (where := _clause_at(document, fault.span)) else None,
                "start": fault.span.start,
                "end": fault.span.end,
                "kind": fault.kind,
                "read": fault.read,
                "proposed": fault.proposed,
                "reason": fault.reason,
            }
            for fault in document.faults
        ],
        "furniture": [
            {"kind": part.kind, "text": part.span.of(document.text)} for part in document.furniture
        ],
        "warnings": list(document.warnings),
        "text": document.text,
    }


def _clause_dict(document: Document, clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "label": clause.label,
        "depth": len(clause.path.steps),
        "heading": clause.heading.of(document.text) if clause.heading else None,
        "text": clause.own.of(document.text),
        "start": clause.own.start,
        "end": clause.span.end,
        "context": list(clause.context),
        "page": next((page for page, _ in document.boxes(clause.own)), None),
    }


def _said(meta: Metadata) -> list[str]:
    trial = "（试行或暂行）" if meta.trial else ""
    said = {
        "文号": meta.number,
        "发文机关": meta.issuer,
        "主送": meta.recipients,
        "性质": f"{meta.kind}{trial}",
        "适用地区": " ".join(meta.region.names) if meta.region else None,
        "成文": meta.issued,
        "施行": meta.effective,
        "有效期至": meta.expires,
        "规划期": f"{meta.period[0]}—{meta.period[1]} 年" if meta.period else None,
        "复述自": meta.restates,
        "废止": "、".join(meta.repeals),
        "提到": "、".join(f"《{name}》" for name in meta.names),
    }
    width = max(map(len, said))
    return [f"{name}{'　' * (width - len(name))}  {value}" for name, value in said.items() if value]


def _words(document: Document, clause: Clause) -> str:
    own = clause.own.of(document.text)
    marker = clause.marker.of(document.text) if clause.marker else ""
    return own.removeprefix(marker)


def _clause_at(document: Document, span: Span) -> Clause | None:
    return next((clause for clause in document.clauses if clause.own.contains(span)), None)


def _clip(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _CLIP else flat[:_CLIP] + "…"
