"""Answer: a question goes in, an answer that stands on its clauses comes out, or an honest "not covered"."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.document import Region
from ingest.regions import find_regions
from kb import about
from kb.compose import Draft, Writer, enumerate_children, offer, state
from kb.coverage import share, stretch
from kb.entry import Entry
from kb.errors import QuestionRefused
from kb.evidence import Evidence, weigh
from kb.guard import foreign
from kb.judge import Verdict, judge
from kb.question import Question, synonyms, understand
from kb.reading import surroundings, understood
from kb.result import Answer, Citation, Status
from kb.retrieve import Candidate, Shelf, named, retrieve

_DEEP = 16
"""Clauses that are read sentence by sentence."""
_LISTED = 0.75
"""Share of a question that the clause above a list must cover for the list to be the answer."""
_STAGES = re.compile(r"(?:几|哪些|哪几|什么)(?:个|大|项|类)?(?:阶段|步骤|方面|部分)")
_TOGETHER = re.compile(
    r"分别|各自|各是|各要求|各为|对比|比较|相比|差别|区别|有何不同|有什么不同|哪个更|谁更|都是|两地|两级"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A draft and how far it answers."""

    draft: Draft
    status: Status
    entry: Entry | None = None
    reason: str = ""


def answer(
    shelf: Shelf,
    question: str,
    *,
    history: Sequence[str] = (),
    as_of: date | None = None,
    region: str | None = None,
) -> Answer:
    """Answer a question from the clauses of a library.

    Args:
        shelf: the library.
        question: as typed.
        history: the earlier questions of the same talk, oldest first.
        as_of: the day asked about; today where none is given.
        region: asked of this region and its superiors, unless the question names one itself.

    Raises:
        QuestionRefused: the question is empty or too long, or the region is unknown.
    """
    begun = time.perf_counter()
    day = as_of or date.today()
    asked = understand(question, history, _region(region))
    asked = _with_foreign_titles(shelf, asked)
    reply = _compared(shelf, asked, day) or _single(shelf, asked, history, day)
    reply = _guarded(shelf, reply, day)
    notes = _notes(shelf, reply, asked)
    return Answer(
        question=question,
        as_of=day,
        status=reply.status,
        answer=reply.draft.text,
        values=reply.draft.values,
        citations=reply.draft.citations,
        notes=notes,
        elapsed_ms=(time.perf_counter() - begun) * 1000,
    )


def _region(name: str | None) -> Region | None:
    if not name or not name.strip():
        return None
    found = find_regions(name.strip())
    if not found:
        raise QuestionRefused(
            f"不认识地区“{name.strip()[:40]}”", "请写省、市或县的名称，例如“浙江省”或“衢州市”"
        )
    return found[-1][1]


def _with_foreign_titles(shelf: Shelf, question: Question) -> Question:
    """A document that is not here cannot answer; its name then has to stand in whatever does."""
    if not question.titles or named(question, shelf.entries()):
        return question
    return replace(question, content=(*question.content, *(stretch(t, synonyms()) for t in question.titles)))


def _compared(shelf: Shelf, question: Question, day: date) -> Reply | None:
    """One answer for each of several places, or None where the question compares none."""
    if len(question.regions) < 2:
        return None
    joined = "|".join(map(re.escape, question.region_words))
    side_by_side = re.search(rf"(?:{joined})\s*(?:和|与|、|跟|同|以及|及)\s*(?:{joined})", question.text)
    if not (_TOGETHER.search(question.text) or side_by_side):
        return None
    writer = Writer({entry.id: entry for entry in shelf.entries()}, day)
    lines, answered, entry = [], 0, None
    for region, word in zip(question.regions, question.region_words, strict=False):
        verdict = _for_place(shelf, question.for_region(region, word), region, day)
        if verdict.evidence:
            answered += 1
            best = verdict.evidence[0]
            entry = entry or writer.entry(best.document.id)
            lines.append(f"{region.name}：{state(writer, question, best)}")
        else:
            lines.append(f"{region.name}：知识库中没有条款规定此事。")
    if not answered:
        return None
    status: Status = "answered" if answered == len(lines) else "partial"
    return Reply(writer.draft("\n".join(lines)), status, entry)


def _single(shelf: Shelf, question: Question, history: Sequence[str], day: date) -> Reply:
    writer = Writer({entry.id: entry for entry in shelf.entries()}, day)
    earlier = _earlier(shelf, question, history, day)
    entry = about.subject(shelf, question, earlier)
    if entry is not None:
        told = about.tell(writer, question, entry, shelf.document(entry.id), day)
        if told:
            return Reply(writer.draft(told), "answered", entry)
    candidates = retrieve(shelf, question, day)
    if (above := _list(question, candidates)) is not None:
        text = enumerate_children(writer, above.document, above.clause)
        return Reply(writer.draft(text), "answered", above.entry)
    located = bool(named(question, shelf.entries()))
    verdict = judge(question, _ranked(question, candidates), located=located)
    if verdict.evidence:
        return _stated(writer, question, verdict.evidence)
    offer(writer, verdict.nearest)
    writer.allowed.append(question.text)
    words = "知识库中没有条款能回答这个问题"
    words += f"：{verdict.reason}。" if verdict.reason else "。"
    if verdict.nearest:
        words += "下面列出最接近的条款，仅供参考，不是答案。"
    return Reply(writer.draft(words), "not_covered", None, verdict.reason)


def _stated(writer: Writer, question: Question, evidence: Sequence[Evidence]) -> Reply:
    """The answer from evidence that stands, a list where the question asks for one and a clause holds it."""
    best = evidence[0]
    entry = writer.entry(best.document.id)
    if best.text.rstrip().endswith(("：", ":")) and len(best.document.children(best.clause)) > 1:
        return Reply(writer.draft(enumerate_children(writer, best.document, best.clause)), "answered", entry)
    if len(evidence) == 1:
        return Reply(writer.draft(state(writer, question, best)), "answered", entry)
    lines = []
    for piece in evidence:
        meta = writer.entry(piece.document.id).metadata
        place = meta.region.name if meta.region else (meta.issuer or "另一文件")
        lines.append(f"{place}：{state(writer, question, piece)}")
    return Reply(writer.draft("\n".join(lines)), "answered", entry)


def _for_place(shelf: Shelf, question: Question, region: Region, day: date) -> Verdict:
    """What answers for a place: its own documents first, then its superiors'."""
    candidates = retrieve(shelf, question, day)
    own = [candidate for candidate in candidates if candidate.entry.metadata.region == region]
    verdict = judge(question, _ranked(question, own))
    return verdict if verdict.evidence else judge(question, _ranked(question, candidates))


def _ranked(question: Question, candidates: Sequence[Candidate]) -> list[Evidence]:
    """Every sentence of the best clauses, best first."""
    pieces = [
        piece
        for candidate in candidates[:_DEEP]
        for piece in weigh(question, candidate.document, candidate.clause, candidate.prior)
    ]
    return sorted(pieces, key=lambda piece: -piece.score)


def _list(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The clause whose children are the list that a question asks for, or None."""
    if question.asks != "list" and not _STAGES.search(question.text):
        return None
    best, most = None, _LISTED
    seen: set[tuple[str, str]] = set()
    for candidate in candidates[:_DEEP]:
        document = candidate.document
        for node in (candidate.clause, document.parent(candidate.clause)):
            if node is None or (document.id, node.id) in seen:
                continue
            seen.add((document.id, node.id))
            if len(document.children(node)) < 2:
                continue
            own = re.sub(r"\s+", "", node.own.of(understood(document)))
            said = share(question.content, own) + 0.2 * share(question.content, surroundings(document, node))
            if said > most and share(question.content, own) > 0.5:
                best, most = replace(candidate, clause=node), said
    return best


def _earlier(shelf: Shelf, question: Question, history: Sequence[str], day: date) -> Entry | None:
    """The document that answered the question before, where this one points at it."""
    if not question.refers or not history:
        return None
    return _single(shelf, understand(history[-1], history[:-1]), history[:-1], day).entry


def _guarded(shelf: Shelf, reply: Reply, day: date) -> Reply:
    """The reply as it is, or its bare quotes where it states anything that its quotes do not hold."""
    draft = reply.draft
    quotes = {c.n: _read(shelf, c) for c in draft.citations}
    if not foreign(draft.text, quotes, draft.allowed):
        return reply
    text = "\n".join(f"“{c.quote}”[{c.n}]" for c in draft.citations)
    return replace(reply, draft=replace(draft, text=text))


def _read(shelf: Shelf, citation: Citation) -> str:
    document = shelf.document(citation.document_id)
    return understood(document)[citation.start : citation.start + len(citation.quote)]


def _notes(shelf: Shelf, reply: Reply, question: Question) -> tuple[str, ...]:
    """What a reader must know to weigh the answer: expired, not yet in force, a report only, a misprint."""
    notes = []
    citations = reply.draft.citations if reply.status != "not_covered" else ()
    entries = {entry.id: entry for entry in shelf.entries()}
    for citation in citations:
        said = {
            "已期满": f"《{citation.title}》已于{citation.expires}期满。"
            if citation.expires
            else f"《{citation.title}》已期满。",
            "已废止": f"《{citation.title}》已被废止。",
            "未生效": f"《{citation.title}》自{citation.effective}起施行，所问之日尚未生效。",
        }.get(citation.validity)
        if said:
            notes.append(said)
        meta = entries[citation.document_id].metadata
        if meta.restates:
            notes.append(f"《{citation.title}》在库中是复述文本，引用请以原文为准。")
        home = meta.region
        for region in question.regions:
            if (
                home is not None
                and home != region
                and home.governs(region)
                and meta.kind in ("政策文件", "法规")
            ):
                notes.append(f"{region.name}没有另行规定，适用上级（{home.name}）的规定。")
        notes += [f"[{citation.n}] {fault}。" for fault in citation.faults]
    if citations and all(c.kind == "新闻报道" for c in citations):
        notes.append("依据只有新闻报道，没有政策文件，使用前请核对正式文件。")
    return tuple(dict.fromkeys(notes))
