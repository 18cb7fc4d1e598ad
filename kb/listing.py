"""Listing: the clause whose children are the list that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.clause import Clause
from ingest.document import Document
from kb.coverage import share
from kb.question import Question
from kb.reading import surroundings, understood
from kb.retrieve import Candidate

LISTED = 0.75
"""Share of a question that the clause above a list must cover for the list to be the answer."""
_DIVISIONS = frozenset({"part", "chapter", "section", "table", "body", "annex"})
_ALL = re.compile(r"各项|各(?:个)?指标|全部|所有|哪些指标")
_NAMED = 0.6
"""Share of a question that the words above a list must cover by themselves."""
_SAME = 0.15
"""What is added where question and clause both forbid or both allow, and taken where one does."""
_NOT = re.compile(r"不得|不能|不予|不可|禁止|不准|严禁|不允许|不给|不许|不让")
_STAGES = re.compile(r"(?:几|哪些|哪几|什么)(?:个|大|项|类)?(?:阶段|步骤|方面|部分)")


def listing(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The clause above the list that answers, or None where no list is asked for or none fits.

    Args:
        question: what is asked.
        candidates: the clauses found, best first.
    """
    if question.asks != "list" and not _STAGES.search(question.text) and not _ALL.search(question.text):
        return None
    best, most = None, LISTED
    seen: set[tuple[str, str]] = set()
    for candidate in candidates:
        document = candidate.document
        for node in (candidate.clause, document.parent(candidate.clause)):
            if node is None or (document.id, node.id) in seen or node.path.steps[-1].kind in _DIVISIONS:
                continue
            seen.add((document.id, node.id))
            if node.path.steps[-1].kind == "row" and not _ALL.search(question.text):
                continue
            own = _named(document, node)
            here = share(question.content, own)
            if (
                node.path.steps[-1].kind == "row"
                and len(own) > 1
                and own in question.text
                and _ALL.search(question.text)
            ):
                here = 1.0
            here += _SAME if bool(_NOT.search(own)) == bool(_NOT.search(question.text)) else -_SAME
            said = (
                (_SAME if own.endswith(("：", ":")) else 0.0)
                + here
                + 0.2 * share(question.content, surroundings(document, node))
            )
            if here > _NAMED and said > most:
                best, most = replace(candidate, clause=node), said
    return best


def _named(document: Document, node: Clause) -> str:
    """The words that name a list: what stands above it; of a table row its first cell."""
    children = document.children(node)
    if len(children) < 2 or children[0].path.steps[-1].kind in _DIVISIONS:
        return ""
    words = children[0] if node.path.steps[-1].kind == "row" else node
    return re.sub(r"\s+", "", words.own.of(understood(document)))
