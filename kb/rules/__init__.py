"""Rules: a document → the thresholds that its clauses and tables set.

    statement  clauses → sentences and list items, each with the lead-in that governs it
    read       a statement → drafts of rules     bar    what is barred without a number
    cells      table cells → drafts              link   exceptions → what they take the place of

The words that it goes by are data: `words.toml`, and `kb/metrics.toml`, `kb/quantities.toml`.
"""

from __future__ import annotations

import hashlib

from ingest.document import Document
from kb.naming import name_key
from kb.rule import Rule
from kb.rules import cells
from kb.rules.draft import Draft
from kb.rules.link import link
from kb.rules.read import Reader
from kb.rules.statement import outline

VERSION = 3
"""Grows whenever the same document may give other rules: what was kept of an older version is read anew."""


def extract(document: Document) -> tuple[Rule, ...]:
    """The rules of a document, in its order.

    Ids are stable: the same text under the same title gives the same ones, see `mark_of`.
    """
    read = outline(document)
    reader = Reader(document)
    for statement in read.statements:
        reader.read(statement)
    drafts = sorted(
        [*reader.drafts, *cells.drafts(document, read.leads)],
        key=lambda draft: (draft.span.start, draft.span.end),
    )
    link(drafts)
    seen: dict[str, int] = {}
    ids = [f"{document.id}#{draft.clause_id}#{_mark(document, draft, seen)}" for draft in drafts]
    return tuple(_rule(document, draft, own, ids) for draft, own in zip(drafts, ids, strict=True))


def mark_of(rule_id: str) -> str:
    """The last part of a rule's id: the same wherever the same words stand under the same title."""
    return rule_id.rsplit("#", 1)[-1]


def _mark(document: Document, draft: Draft, seen: dict[str, int]) -> str:
    words = "".join(f"{name_key(document.metadata.title)}|{draft.context}|{draft.quote}".split())
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    seen[digest] = number = seen.get(digest, 0) + 1
    return digest if number == 1 else f"{digest}-{number}"


def _rule(document: Document, draft: Draft, own: str, ids: list[str]) -> Rule:
    return Rule(
        own, document.id, draft.clause_id, draft.span, draft.quote, draft.metric, draft.words, draft.op,
        draft.value, draft.unit, draft.strength, high=draft.high, subject=draft.subject,
        conditions=draft.conditions, group=f"{document.id}#{draft.group}" if draft.group else "",
        joint=draft.joint, overrides=tuple(ids[place] for place in draft.overrides), factor=draft.factor,
        approval=draft.approval, permits=draft.permits, prohibition=draft.prohibition, scope=draft.scope,
        confidence=round(min(draft.confidence, 1.0), 3), source=draft.source,
    )  # fmt: skip
