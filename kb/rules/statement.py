"""Statement: a sentence of a clause with the lead-ins that govern it. Part: a piece between commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.clause import Clause
from ingest.document import Document
from ingest.span import Span
from kb.quantity import Quantity, find_quantities
from kb.rules import lead as leads
from kb.rules.lead import Lead

_END: Final = re.compile(r"[。！？\n]")
_SEMI: Final = re.compile(r"[；;]")
_COMMA: Final = re.compile(
    r"[，,：:]|(?<=[^\d０-９])、(?=[^、，。]{0,12}(?:不(?:得|应|能|宜|可)?[低少小超高大多短突]|≥|≤|达到|至少))"
)
_ALLOWED: Final = re.compile(
    r"(?:^|[，,；;　])(?P<who>(?:但是?|其中)?(?:因|确[需有因]|经(?!济|营|开)|报|由于|特殊)[^，,：:；;]*?"
    r"(?:批准|同意|审定|论证|认定|审批|核准|审议)后?)(?=可(?![研行]))"
)
"""Where an approval and what it allows stand in one piece: 经市政府批准|可放宽至20%."""
_ITEM: Final = re.compile(
    r"^\s*(?:\d{1,2}(?:[.．]\d{1,2}){1,3}\s?(?=[一-鿿“])(?![万亿亩元倍个米公平吨年月%]|以[上下])|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]+是|\d{1,2}[.．、](?!\d)|[①-⑳]|[-—•·●◆*]\s*)\s*"
)
_COLON: Final = re.compile(r"[：:]")
_DIGIT: Final = re.compile(r"[0-9０-９一二两三四五六七八九十百千半]")
_TABLE_KINDS: Final = frozenset({"table", "row", "col"})
_HEADING: Final = 18
"""Characters up to which a first sentence without a number is a heading run in."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a statement between commas. Offsets are into the statement's text."""

    start: int
    text: str
    quantities: tuple[Quantity, ...]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or an item of a list, that may set thresholds.

    Attributes:
        clause: it stands in.
        span: in the document's clean text.
        text: its characters.
        lead: what governs it from outside.
        follows: whether another statement of the same sentence stands before it.
        narrower: whether it stands in brackets behind the statement that it narrows.
    """

    clause: Clause
    span: Span
    text: str
    lead: Lead
    follows: bool = False
    narrower: bool = False

    def parts(self) -> list[Part]:
        """Its pieces between commas, those in brackets left blank, each with its quantities."""
        open_text = self.text
        for inner in brackets(self.text):
            open_text = open_text[: inner.start] + "　" * len(inner) + open_text[inner.end :]
        quantities = find_quantities(open_text)
        cuts = [
            m
            for m in _COMMA.finditer(open_text)
            if not any(q.span.start < m.start() < q.span.end for q in quantities)
        ]
        ends = [(m.start(), m.end()) for m in cuts]
        ends += [(m.end("who"), m.end("who")) for m in _ALLOWED.finditer(open_text)]
        found, start = [], 0
        for stop, following in [*sorted(ends), (len(open_text), len(open_text))]:
            own = tuple(q for q in quantities if start <= q.core.start < max(stop, start + 1))
            if open_text[start:stop].strip():
                found.append(Part(start, open_text[start:stop], own))
            start = following
        return found


def brackets(text: str) -> list[Span]:
    """The insides of round brackets that hold a threshold of their own."""
    found = []
    for match in re.finditer(r"[（(]([^（）()]{6,})[）)]", text):
        if any(quantity.compared for quantity in find_quantities(match[1])):
            found.append(Span(match.start(1), match.end(1)))
    return found


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's statements, in order, and the lead for what stands below each clause, by clause id."""

    statements: tuple[Statement, ...]
    leads: dict[str, Lead]


def outline(document: Document) -> Outline:
    """The statements of a document outside its tables, and what leads into its lists and tables."""
    found: list[Statement] = []
    lead_of: dict[str, Lead] = {}
    blocks: dict[str, Lead] = {}
    for clause in document.clauses:
        if clause.path.steps[-1].kind in _TABLE_KINDS:
            continue
        up = clause.path.parent
        outer = lead_of.get(str(up), leads.NONE) if up else leads.NONE
        own = _own(document, clause)
        text = own.of(document.text)
        if (
            clause.marker is None
            and not document.children(clause)
            and clause.path.steps[-1].kind in ("p", "paragraph")
        ):
            outer = outer if not (earlier := blocks.get(str(up))) else earlier.under(outer)
        inner, spans = _cut(document, clause, own, outer)
        lead_of[clause.id] = inner
        if text.rstrip().endswith(("：", ":")):
            blocks[str(up)] = inner
        elif clause.marker is not None or text.rstrip().endswith("。"):
            blocks.pop(str(up), None)
        found += spans
    return Outline(tuple(found), lead_of)


def _own(document: Document, clause: Clause) -> Span:
    """The clause's own text without its number."""
    start = clause.marker.end if clause.marker and clause.own.contains(clause.marker) else clause.own.start
    text = document.text[start : clause.own.end]
    return Span(start + len(text) - len(_SEPARATORS.sub("", text)), clause.own.end)


def _cut(document: Document, clause: Clause, own: Span, outer: Lead) -> tuple[Lead, list[Statement]]:
    """The lead for the clauses below, and the clause's own statements."""
    found: list[Statement] = []
    governing = outer
    inner = outer
    sentences = list(_sentences(document.text, own))
    below = bool(document.children(clause))
    listing: Lead | None = None
    for index, span in enumerate(sentences):
        text = span.of(document.text)
        last = index == len(sentences) - 1
        short = len(text) <= _HEADING and not any(q.compared for q in find_quantities(text))
        if (
            index == 0
            and short
            and (clause.heading is not None or not last or below)
            and not leads.is_list_lead(text)
        ):
            governing = leads.of_heading(text).under(outer)
            inner = governing
            if not re.search(r"不得|严禁|禁止", text):
                continue
        announces = text.endswith(("：", ":"))
        if last and (announces or (below and leads.is_list_lead(text))) and not _listed(text):
            inner = leads.of_words(text, clause.id, span.start).under(governing)
            continue
        if text.endswith(("：", ":")) and not last:
            number = _ITEM.match(text)
            start = number.end() if number else 0
            listing = leads.of_words(text[start:], clause.id, span.start + start).under(governing)
            continue
        if _SECTION.match(text):
            listing = None
        found += _of_sentence(clause, span, text, listing or governing)
        if document.text[span.end : span.end + 1] in "。！？":
            listing = None
    return inner, found


def _listed(text: str) -> bool:
    """Whether a sentence holds its own list behind its colon."""
    match = _COLON.search(text)
    return bool(match and len(text) - match.end() > _SHORT and _DIGIT.search(text[match.end() :]))


_SHORT: Final = 4
_SECTION: Final = re.compile(r"\d{1,2}[.．]\d")
_SEPARATORS: Final = re.compile(r"^[、.．\s]+")


def _sentences(text: str, within: Span) -> Iterator[Span]:
    start = within.start
    for match in _END.finditer(text, within.start, within.end):
        if text[start : match.start()].strip():
            yield _stripped(text, Span(start, match.start()))
        start = match.end()
    if text[start : within.end].strip():
        yield _stripped(text, Span(start, within.end))


def _stripped(text: str, span: Span) -> Span:
    inside = span.of(text)
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, span.start + len(inside.rstrip()))


def _of_sentence(clause: Clause, span: Span, text: str, lead: Lead) -> Iterator[Statement]:
    """The statements of one sentence: cut at semicolons, the words before a colon leading the rest."""
    governing = lead
    follows = False
    for piece in _pieces(text):
        inside = piece.of(text)
        item = _ITEM.match(inside)
        start = piece.start + (item.end() if item else 0)
        body = text[start : piece.end]
        colon = _COLON.search(body)
        if colon and _leads(body, colon.start()):
            made = leads.of_words(body[: colon.end()], clause.id, span.start + start)
            if made.effect and not item:
                governing = made.under(lead)
                own = governing
            else:
                own = made.under(governing)
            start += colon.end()
            inner = _ITEM.match(text[start : piece.end])
            start += inner.end() if inner else 0
        else:
            own = governing
        yield from _statement(clause, span, text, start, piece.end, own, follows=follows)
        follows = True


def _leads(body: str, colon: int) -> bool:
    words, rest = body[:colon], body[colon + 1 :]
    return bool(rest.strip()) and len(words) <= _LEAD and not any(q.compared for q in find_quantities(words))


_LEAD: Final = 80


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if depth <= 0 and _SEMI.match(char):
            if text[start:at].strip():
                yield Span(start, at)
            start = at + 1
    if text[start:].strip():
        yield Span(start, len(text))


def _statement(
    clause: Clause, span: Span, text: str, start: int, stop: int, lead: Lead, *, follows: bool
) -> Iterator[Statement]:
    inside = text[start:stop]
    start += len(inside) - len(inside.lstrip())
    inside = inside.strip()
    if not inside:
        return
    whole = Span(span.start + start, span.start + start + len(inside))
    yield Statement(clause, whole, inside, lead, follows)
    for inner in brackets(inside):
        yield Statement(clause, inner.shift(whole.start), inner.of(inside), lead, True, True)
