"""Statement: a sentence put forward to be confirmed, held against the clause that tells of the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.clause import Clause
from ingest.document import Document
from ingest.span import Span
from kb.compose import Writer
from kb.coverage import Stretch, missing, share
from kb.difference import difference, other_number, unsaid
from kb.entry import Entry
from kb.question import Question, read, words_of
from kb.reading import lead_in, sentences, surroundings, understood
from kb.retrieve import Candidate, Shelf, named, retrieve

_LEAD = re.compile(
    r"^(?:根据|依据|按照|依照)[^，,]*(?:《.*?》)[^，,]{0,20}[，,]|^(?:根据|依据|按照)(?:本|该|此)?[^，,《]{0,12}[，,]"
)
_TITLE = re.compile(r"《[^《》]*》")
_SHORT: Final = 4
"""A name up to this long may stand for any document: 《规划》, 《办法》."""
_DEEP: Final = 24
"""Clauses that a statement is held against."""
_COVERED, _LOCATED = 0.5, 0.3
"""Share of a statement's words that a clause with its title holds at least to tell of the same; the second
where the statement names the document."""
_HELD: Final = 0.6
"""Share of a statement's words that a sentence with what stands above it holds for the statement to be right."""
_BEYOND, _REST = 0.75, 0.15
"""The same of what the statement says beyond the document's name, where that is at least so much of it."""
_MATTER: Final = 15.0
"""Weight from which words that no clause has leave a statement unsettled."""
_WHOLE: Final = 0.08
"""A clause is compared whole where it holds so much more of a statement than its best sentence."""
_LONG: Final = 600
"""Characters of a clause that are compared whole, at most."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a statement holds, and by which words.

    Attributes:
        holds: as the clause has it; None where the clause tells of the same but does not settle it.
        said: of the statement, what the clause has otherwise or not at all; "" where it holds.
        written: what the clause has in its place, or "".
        quote: the sentence, in the document's text.
    """

    document: Document = field(repr=False)
    clause: Clause
    quote: Span
    holds: bool | None
    said: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence that may tell of the same, or a clause whole, with how much of the statement it holds."""

    document: Document
    clause: Clause
    span: Span
    held: float
    titled: float
    with_title: float

    @property
    def told(self) -> str:
        return self.span.of(understood(self.document))

    @property
    def beyond(self) -> float:
        """Share of what the statement says beyond the document's name that the sentence holds."""
        rest = 1 - self.titled
        return (self.with_title - self.titled) / rest if rest > _REST else self.held


def confirm(
    shelf: Shelf, writer: Writer, statement: str, question: Question
) -> tuple[str, bool, Entry] | None:
    """The words that say whether a statement is right, whether that is settled, and the document that tells.

    None where no clause tells of the same.

    Args:
        shelf: the library.
        writer: takes the citation.
        statement: what is put forward, NFKC.
        question: the same as a question.
    """
    located = bool(named(question, shelf.entries()))
    if not located and any(len(title) > _SHORT for title in question.titles):
        return None
    asked = read(statement)
    found = retrieve(shelf, replace(asked, titles=question.titles, regions=()) if located else asked)
    said = _LEAD.sub("", statement)
    ruling = rule_on(said, words_of(said), found[:_DEEP], located=located)
    if ruling is None:
        return None
    n = writer.mark(ruling.document, ruling.clause, ruling.quote)
    quoted = f"条款原文：“{_flat(ruling.quote.of(ruling.document.text))}”[{n}]"
    # What either side says, by itself, so that the guard knows it between its quotation marks.
    writer.allowed += [statement, f"“{ruling.said}”", f"“{ruling.written}”"]
    entry = writer.entry(ruling.document.id)
    if ruling.holds:
        return f"对。题中的说法与条款相合。\n{quoted}", True, entry
    if ruling.holds is None:
        return f"不能判断：条款没有写明“{ruling.said}”。\n最接近的{quoted}", False, entry
    instead = f"，条款写的是“{ruling.written}”" if ruling.written else "，条款没有这样说"
    return f"不对。题中说“{ruling.said}”{instead}[{n}]。\n{quoted}", True, entry


def _flat(words: str) -> str:
    return re.sub(r"\s*\n\s*", "", words)


def rule_on(
    statement: str, content: Sequence[Stretch], candidates: Iterable[Candidate], *, located: bool = False
) -> Ruling | None:
    """Hold a statement against the clause that tells of the same; None where no clause does.

    Args:
        statement: NFKC, without what asks whether it is right.
        content: its words, as for a question.
        candidates: the clauses found, best first.
        located: whether the statement names the document that they are of.
    """
    places = [place for candidate in candidates for place in _places(content, candidate)]
    best = max(places, key=lambda place: 0.6 * place.with_title + 0.4 * place.held, default=None)
    if best is None or best.with_title < (_LOCATED if located else _COVERED):
        return None
    said = _TITLE.sub(lambda match: match[0] if len(match[0]) < len(statement) / 2 else "", statement)
    said = said.strip(" ，,。")
    text = understood(best.document)
    around = best.clause.own.of(text) + "\n" + surroundings(best.document, best.clause)
    if found := difference(said, best.told, around):
        return Ruling(best.document, best.clause, best.span, False, *found)
    if lost := unsaid(said, around):
        for place in sorted(places, key=lambda place: -place.held):
            if place.document.id == best.document.id and (found := other_number(said, place.told)):
                return Ruling(place.document, place.clause, place.span, False, *found)
        return Ruling(best.document, best.clause, best.span, None, lost)
    lacking = missing(content, around)[:1]
    if lacking and lacking[0][1] >= _MATTER:
        return Ruling(best.document, best.clause, best.span, None, lacking[0][0])
    holds = best.held >= _HELD or best.beyond >= _BEYOND
    return Ruling(best.document, best.clause, best.span, True if holds else None, said)


def _places(content: Sequence[Stretch], candidate: Candidate) -> Iterator[_Place]:
    """The sentences of a clause; the clause whole where that holds clearly more."""
    document, clause = candidate.document, candidate.clause
    text, around = understood(document), surroundings(document, clause)
    above = _bare("".join([*document.heading_path(clause), lead_in(document, clause)]))
    spans = list(sentences(document, clause))
    whole = [Span(spans[0].start, min(spans[-1].end, spans[0].start + _LONG))] if len(spans) > 1 else []
    titled, most = share(content, around), 0.0
    for span in [*spans, *whole]:
        words = _bare(span.of(text)) + "\n" + above
        held = share(content, words)
        if span in whole and held < most + _WHOLE:
            continue
        most = max(most, held)
        yield _Place(document, clause, span, held, titled, share(content, words + "\n" + around))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
