"""Answer: a question goes in, an answer that stands on its clauses comes out, or an honest "not covered"."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ingest.document import Document, Region
from ingest.regions import find_regions
from ingest.span import Span
from kb import about
from kb.article import ARTICLE, article, names_article
from kb.cell import is_cell, shown_name, unit_of
from kb.compose import Draft, Writer, enumerate_children, offer, state
from kb.confidence import COVERED, confidence
from kb.coverage import share, stretch
from kb.entry import Entry
from kb.errors import QuestionRefused
from kb.evidence import Evidence, beside, weigh
from kb.guard import foreign
from kb.judge import Verdict, judge
from kb.listing import listing
from kb.naming import name_key
from kb.notes import notes
from kb.parts import parts
from kb.question import Question, put_forward, synonyms, understand
from kb.reading import faults_in, understood
from kb.result import Answer, Citation, Status
from kb.retrieve import Candidate, Shelf, named, retrieve, same_place
from kb.support import support

_DEEP: Final = 16
"""Clauses that are read sentence by sentence."""
_OUT_OF_FORCE: Final = {"已期满": -0.08, "未生效": -0.08, "已废止": -0.3}
_LOCAL: Final = 0.1
"""What is added to the score of a document out of force, and to one of the very place asked about."""
_TOLD: Final = 0.6
"""Share of a further question that the answer to the first must cover for it to be answered already."""
_UNTOLD: Final = frozenset({"number", "recipients"})
"""What no clause tells where the document's own head does not."""
_FIGURE = re.compile(r"[\d０-９一二三四五六七八九十百千][^，。]{0,4}[亩元公顷平%％]|容积率")
_MAY = re.compile(r"[吗么嘛？?]|能|可|否|够|行|符合|达标")
"""What a question that states a project's figures and asks whether it may has at the very least."""
_TOGETHER = re.compile(
    r"分别|各自|各是|各要求|各为|一样吗|一样不|一致吗|相同吗|对比|比较|相比|差别|区别|有何不同|有什么不同|哪个更|谁更|都是|两地|两级"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to a question or a part of it, before the guard; `entry` is the document that answers.

    For `verdict` and `confidence` see `Answer`.
    """

    text: str
    status: Status
    entry: Entry | None = None
    verdict: str | None = None
    confidence: float | None = None


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
    asked = _with_foreign_titles(shelf, understand(question, history, _region(region)))
    entries = {entry.id: entry for entry in shelf.entries()}
    writer = Writer(entries, day)
    reply = (
        _confirmed(shelf, writer, asked)
        or _checked(shelf, writer, asked, day)
        or _compared(shelf, writer, asked, day)
        or _whole(shelf, writer, asked, history, day)
    )
    draft = writer.draft(reply.text)
    draft = _guarded(shelf, draft) if reply.status != "not_covered" else draft
    return Answer(
        question=question,
        as_of=day,
        status=reply.status,
        answer=draft.text,
        values=draft.values,
        citations=draft.citations,
        notes=notes(draft.citations, entries, asked.regions, day) if reply.status != "not_covered" else (),
        elapsed_ms=(time.perf_counter() - begun) * 1000,
        verdict=reply.verdict,
        confidence=reply.confidence,
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


def _confirmed(shelf: Shelf, writer: Writer, question: Question) -> Reply | None:
    """Whether a statement put forward is right, both sides quoted; None where none is, or no clause tells of it."""
    if not (said := put_forward(question.text)):
        return None
    from kb.statement import confirm

    told = confirm(shelf, writer, said, question)
    return Reply(told[0], "answered" if told[1] else "partial", told[2]) if told else None


def _checked(shelf: Shelf, writer: Writer, question: Question, day: date) -> Reply | None:
    """The check of the project that a question describes, or None where it describes none."""
    if not (_FIGURE.search(question.text) and _MAY.search(question.text)):
        return None
    from kb import answer_check  # a quarter of a second that most questions need not wait for
    from kb.check import RuleShelf

    if not isinstance(shelf, RuleShelf):
        return None
    region = question.regions[0] if question.regions else None
    told = answer_check.tell(writer, shelf, question.text, day, region)
    if told is None:
        return None
    words, found = told
    return Reply(words, "partial" if found.verdict == "待补充" else "answered", verdict=found.verdict)


def _compared(shelf: Shelf, writer: Writer, question: Question, day: date) -> Reply | None:
    """One answer for each of several places, or None where the question compares none."""
    if len(question.regions) < 2:
        return None
    joined = "|".join(map(re.escape, question.region_words))
    side_by_side = re.search(rf"(?:{joined})\s*(?:和|与|、|跟|同|以及|及)\s*(?:{joined})", question.text)
    if not (_TOGETHER.search(question.text) or side_by_side):
        return None
    lines, answered, entry = [], 0, None
    for region, word in zip(question.regions, question.region_words, strict=False):
        verdict = _for_place(shelf, question.for_region(region, word), region, day)
        if verdict.evidence:
            answered += 1
            best = verdict.evidence[0]
            entry = entry or writer.entry(best.document.id)
            lines.append(f"{region.name}：{_said(shelf, writer, question, best)}")
        else:
            lines.append(f"{region.name}：知识库中没有条款规定此事。")
    if not answered:
        return None
    return Reply("\n".join(lines), "answered" if answered == len(lines) else "partial", entry)


def _for_place(shelf: Shelf, question: Question, region: Region, day: date) -> Verdict:
    """What answers for a place: its own documents first, then its superiors'."""
    candidates = retrieve(shelf, question)
    own = [candidate for candidate in candidates if _is_from(candidate.entry, region)]
    verdict = judge(question, _ranked(question, own, day))
    return verdict if verdict.evidence else judge(question, _ranked(question, candidates, day))


def _is_from(entry: Entry, region: Region) -> bool:
    return entry.metadata.region is not None and same_place(entry.metadata.region, region)


def _whole(shelf: Shelf, writer: Writer, question: Question, history: Sequence[str], day: date) -> Reply:
    """The answer to a question, or to each of the questions that it is made of."""
    first, *further = parts(question)
    reply = _single(shelf, writer, first, _earlier(shelf, first, history, day), day) if further else None
    if reply is None:
        reply = _single(shelf, writer, question, _earlier(shelf, question, history, day), day)
        return reply or _not_covered(shelf, writer, question, day)
    lines, status = [reply.text], reply.status
    for part in further:
        said = _single(shelf, writer, part, reply.entry, day)
        if said is None and share(part.content, said_so_far := "\n".join(lines), said_so_far) < _TOLD:
            status = "partial"
            lines.append(f"“{part.text}”：知识库中没有条款能回答。")
            writer.allowed.append(part.text)
        elif said is not None and said.text not in lines:
            lines.append(said.text)
    return Reply("\n".join(lines), status, reply.entry, confidence=reply.confidence)


def _single(
    shelf: Shelf, writer: Writer, question: Question, earlier: Entry | None, day: date
) -> Reply | None:
    """The answer to one question; None where nothing covers it.

    Args:
        earlier: the document that answered before, for a question that points at it.
    """
    absent = bool(question.titles) and not named(question, shelf.entries())
    entry = None if absent else about.subject(shelf, question, earlier)
    if entry is not None and (told := about.tell(writer, question, entry, shelf.document(entry.id))):
        return Reply(told, "answered", entry)
    if question.asks in _UNTOLD or (absent and ARTICLE.search(question.text)):
        return None
    if not (question.content or question.leaning or question.titles or question.stated):
        return None
    if (quoted := article(shelf, writer, question, earlier)) is not None:
        return Reply(quoted[0], "answered", quoted[1])
    if names_article(shelf, question):
        return None
    candidates = [c for c in retrieve(shelf, question) if not absent or _mentions(c, question.titles)]
    above = listing(question, candidates[:_DEEP])
    if above is not None and (listed := enumerate_children(writer, above.document, above.clause)):
        return Reply(listed, "answered", above.entry)
    held = named(question, shelf.entries())
    ranked = _ranked(question, candidates, day)
    verdict = judge(question, ranked, located=bool(held))
    sure = confidence(ranked, verdict, candidates)
    if verdict.evidence and (sure is None or sure >= COVERED):
        return replace(_stated(shelf, writer, question, verdict.evidence), confidence=sure)
    for entry in (entry for entry in shelf.entries() if entry.id in held):
        if told := about.outside(writer, question, shelf.document(entry.id)):
            return Reply(told, "answered", entry)
    return None


def _mentions(candidate: Candidate, titles: Sequence[str]) -> bool:
    """Whether a clause itself names a document that is not here."""
    words = name_key(candidate.clause.own.of(candidate.document.text))
    return any(name_key(title) in words for title in titles)


def _stated(shelf: Shelf, writer: Writer, question: Question, evidence: Sequence[Evidence]) -> Reply:
    """The answer from evidence that stands; where several documents answer, each under its place."""
    best = beside(question, evidence[0])
    evidence = [best, *_others(writer, best, evidence[1:])]
    entry = writer.entry(best.document.id)
    if _announces(best.document, best):
        return Reply(enumerate_children(writer, best.document, best.clause), "answered", entry)
    if len(evidence) == 1:
        return Reply(_said(shelf, writer, question, best), "answered", entry)
    lines = []
    for piece in evidence:
        meta = writer.entry(piece.document.id).metadata
        place = meta.region.name if meta.region else (meta.issuer or "另一文件")
        lines.append(f"{place}：{_said(shelf, writer, question, piece)}")
    return Reply("\n".join(lines), "answered", entry)


def _others(writer: Writer, best: Evidence, rest: Sequence[Evidence]) -> list[Evidence]:
    """What other documents say beside the best one: no copy of it, and nothing that its own place has replaced."""
    past = ("已期满", "已废止", "未生效")
    in_force = writer.entry(best.document.id).validity(writer.as_of) not in past
    said, kept = {"".join(best.text.split())}, []
    for piece in rest:
        words, other = "".join(piece.text.split()), writer.entry(piece.document.id)
        home = other.metadata.region
        outdated = in_force and other.validity(writer.as_of) in past and home is not None
        if words in said or (
            outdated and home is not None and _is_from(writer.entry(best.document.id), home)
        ):
            continue
        said.add(words)
        kept.append(piece)
    return kept


def _said(shelf: Shelf, writer: Writer, question: Question, evidence: Evidence) -> str:
    """The words of one piece of evidence, and of what supports the reading of a misprint in it."""
    words = state(writer, question, evidence)
    if (found := support(shelf, evidence)) is not None:
        document, clause, span = found
        n = writer.mark(document, clause, span)
        words += f"\n另一文件的同类规定：“{span.of(document.text)}”[{n}]"
    return words


def _announces(document: Document, evidence: Evidence) -> bool:
    """Whether a sentence only announces the list below it: "应当符合下列条件："."""
    return evidence.text.rstrip().endswith(("：", ":")) and len(document.children(evidence.clause)) > 1


def _not_covered(shelf: Shelf, writer: Writer, question: Question, day: date) -> Reply:
    """That nothing covers the question, why, and the nearest clauses, offered as such."""
    candidates = retrieve(shelf, question)
    ranked = _ranked(question, candidates, day)
    verdict = judge(question, ranked)
    offer(writer, verdict.nearest)
    writer.allowed.append(question.text)
    lacking = [title for title in question.titles if not named(question, shelf.entries())]
    reason = f"库中没有《{lacking[0]}》" if lacking else verdict.reason
    if not reason and verdict.evidence:
        reason = "最接近的条款只有一部分与问题吻合"
    words = "知识库中没有条款能回答这个问题" + (f"：{reason}。" if reason else "。")
    if verdict.nearest:
        words += "下面列出最接近的条款，仅供参考，不是答案。"
    return Reply(words, "not_covered", confidence=confidence(ranked, verdict, candidates))


def _ranked(question: Question, candidates: Sequence[Candidate], day: date) -> list[Evidence]:
    """Every sentence of the best clauses, best first.

    A document of the very place goes before one of its superiors, one in force on the day before one
    that is not.
    """
    pieces = []
    for candidate in candidates[:_DEEP]:
        more = _OUT_OF_FORCE.get(candidate.entry.validity(day), 0.0)
        more += _LOCAL if any(_is_from(candidate.entry, region) for region in question.regions) else 0.0
        for piece in weigh(question, candidate.document, candidate.clause, candidate.prior):
            pieces.append(replace(piece, score=piece.score + more))
    return sorted(pieces, key=lambda piece: -piece.score)


def _earlier(shelf: Shelf, question: Question, history: Sequence[str], day: date) -> Entry | None:
    """The document that answered the question before, where this one points at it."""
    if not question.refers or not history:
        return None
    past = understand(history[-1], history[:-1])
    writer = Writer({entry.id: entry for entry in shelf.entries()}, day)
    return _whole(shelf, writer, past, history[:-1], day).entry


def _guarded(shelf: Shelf, draft: Draft) -> Draft:
    """The draft as it is, or its bare quotes where it states anything that its quotes do not hold."""
    quotes = {citation.n: _understood(shelf, citation) for citation in draft.citations}
    text = draft.text
    for (
        citation
    ) in draft.citations:  # a quote word for word needs no check, but a misprint in it misleads one
        document = shelf.document(citation.document_id)
        for fault in faults_in(document, Span(citation.start, citation.start + len(citation.quote))):
            text = text.replace(fault.read, fault.proposed or fault.read)
    if not foreign(text, quotes, draft.allowed):
        return draft
    return replace(draft, text="\n".join(f"“{c.quote}”[{c.n}]" for c in draft.citations))


def _understood(shelf: Shelf, citation: Citation) -> str:
    """A quote as it is understood: misprints put right, a table cell under its headings with its unit."""
    document = shelf.document(citation.document_id)
    quote = understood(document)[citation.start : citation.start + len(citation.quote)]
    if citation.clause_id.startswith("furniture"):
        return quote
    clause = document.clause(citation.clause_id)
    if not is_cell(clause):
        return quote
    # With its unit, and bare behind its headings, as an answer tells it.
    return f"{quote} {quote.rstrip()}{unit_of(clause)} {shown_name(clause)}：{quote}"
