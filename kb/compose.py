"""Compose: from evidence to the words of an answer, with values and citations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.clause import Clause
from ingest.document import Document
from ingest.span import Span
from kb.cell import column_of, find_in_cell, is_cell, name_of, shown_name, unit_of
from kb.cite import cite
from kb.coverage import Stretch, share, stretch
from kb.entry import Entry
from kb.evidence import Evidence, Point, asked_metrics
from kb.metric import named_in
from kb.quantity import Quantity
from kb.question import Question
from kb.reading import sentences, understood
from kb.result import Citation, Value
from kb.units import convert

_TAIL = re.compile(r"[^，。；、,;：:（）()\n]*")
_LEADING = re.compile(r"^(?:且|并且|并|同时|其中|而|但|另|或者?|及|以及|和|只要|凡是?|其)+")
_SHORT = 46
"""A sentence up to this long needs no shorter form in front of it."""
_WHOLE, _PASSAGE = 140, 420
"""Characters of a clause that is given whole, and of a passage of several sentences."""
_NEIGHBOUR = 0.5
"""A sentence beside the one that answers is given too from this share of the words that one covers on."""
_EACH, _EACH_ASKED = 0.6, re.compile(r"各(?!地|级|类|项|种|市|县|区|部门|单位)|分别")
"""The same where the question asks for each of several."""
_SUBJECT, _SAME_SUBJECT = 4, 0.3
_COUNTED = re.compile(r".*(?:一[个块套间栋处宗家片]|[有租买用拿搞建做占的])$")
"""Characters before a stated number that say what it measures, and the share of them that a rule must use."""
_SHARES = {"ratio", "percent"}
"""Dimensions of which one can be told in the other: 千分之五 is 0.5%."""
_BARRED = re.compile(r"(?:期)?(?:内|间|以内|之内)?(?:不得|不能|不予|不可|禁止|不准|严禁)")
_PARALLEL = 0.93
"""A second quantity of the same sentence is given too from this share of the best one's nearness on."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before the guard: its text with marks, its values, its citations."""

    text: str
    values: tuple[Value, ...]
    citations: tuple[Citation, ...]
    allowed: tuple[str, ...] = ()


class Writer:
    """Collects citations while the words of an answer are put together.

    Args:
        entries: the library's documents by id.
        as_of: the day that validity is judged on.
    """

    def __init__(self, entries: Mapping[str, Entry], as_of: date) -> None:
        self._entries = entries
        self.as_of = as_of
        self.citations: list[Citation] = []
        self.values: list[Value] = []
        self.allowed: list[str] = []

    def entry(self, document_id: str) -> Entry:
        """The catalog's entry of a document."""
        return self._entries[document_id]

    def mark(self, document: Document, clause: Clause, quote: Span) -> int:
        """The number of the citation of a quote; the same quote keeps its number."""
        for known in self.citations:
            if (known.document_id, known.clause_id, known.start) == (document.id, clause.id, quote.start):
                return known.n
        n = len(self.citations) + 1
        self.citations.append(cite(n, self._entries[document.id], document, clause, quote, self.as_of))
        return n

    def add(self, citation: Citation) -> int:
        """Take a citation made elsewhere; its number."""
        self.citations.append(citation)
        return citation.n

    def draft(self, text: str) -> Draft:
        """The finished draft."""
        return Draft(text, tuple(self.values), tuple(self.citations), tuple(self.allowed))


def state(writer: Writer, question: Question, evidence: Evidence) -> str:
    """The words that answer from one piece of evidence, with its mark."""
    if is_cell(evidence.clause):
        return _cell(writer, question, evidence)
    if question.asks not in ("quantity", "date", "blank", "issued", "effective", "expires") and not _settles(
        question
    ):
        quote = _rounded(question, evidence)
        n = writer.mark(evidence.document, evidence.clause, quote)
        words = lead(writer, evidence) + re.sub(r"\s*\n\s*", "", quote.of(understood(evidence.document)))
        for point in evidence.points[: 4 if question.asks == "list" else 1]:
            if point.quantity is not None and question.likely:
                writer.values.append(_value(question, evidence, point, n))
        return f"{words}[{n}]"
    n = writer.mark(evidence.document, evidence.clause, evidence.quote)
    sentence, printed = evidence.text, _flat(evidence.quote.of(evidence.document.text))
    if _settles(question) and (compared := _compare(writer, question, evidence, n)):
        return f"{compared}\n条款原文：“{printed}”[{n}]"
    points = _chosen(question, evidence)
    for point in points:
        if point.quantity is not None:
            writer.values.append(_value(question, evidence, point, n))
    if question.asks == "blank" and points:
        filled = "、".join(f"“{_filling(evidence, point)}”" for point in points)
        writer.allowed.append(filled)  # a part of a date or of a code is no number of its own in the quote
        return f"空格处：{filled}[{n}]。\n条款原文：“{printed}”[{n}]"
    if not points or len(sentence) <= _SHORT:
        return f"{sentence}[{n}]"
    heads = list(dict.fromkeys(_mini(evidence, point) for point in points))
    if any(len(head) > 0.8 * len(sentence) or head.count("“") != head.count("”") for head in heads):
        return f"{sentence}[{n}]"
    return f"{'；'.join(heads)}[{n}]。\n条款原文：“{printed}”[{n}]"


def _settles(question: Question) -> bool:
    """Whether a question states quantities in order to have them compared."""
    return bool(question.stated) and question.asks in ("yesno", "")


def _flat(words: str) -> str:
    """Words on one line."""
    return re.sub(r"\s*\n\s*", "", words)


def _cell(writer: Writer, question: Question, evidence: Evidence) -> str:
    """A table cell under its headings: 新材料·容积率：≥1.2[1]."""
    n = writer.mark(evidence.document, evidence.clause, evidence.quote)
    compared = _compare(writer, question, evidence, n) if _settles(question) else ""
    for point in evidence.points[:1]:
        if point.quantity is not None and not compared:
            value = _value(question, evidence, point, n)
            writer.values.append(replace(value, metric=name_of(evidence.clause)))
    told = f"{shown_name(evidence.clause)}：{evidence.text}[{n}]"
    return f"{compared}\n{told}" if compared else told


def _rounded(question: Question, evidence: Evidence) -> Span:
    """The sentence with its neighbours in the clause that speak of the same; the whole of a short clause."""
    spans = list(sentences(evidence.document, evidence.clause))
    if not spans:
        return evidence.quote
    if spans[-1].end - spans[0].start <= _WHOLE:
        return Span(spans[0].start, spans[-1].end)
    text = understood(evidence.document)
    shares = [share(question.content, span.of(text)) for span in spans]
    at = spans.index(evidence.quote)
    first = last = at
    while first and shares[first - 1] >= _NEIGHBOUR * shares[at] and shares[first - 1] > 0.2:
        first -= 1
    while last + 1 < len(spans) and shares[last + 1] >= _NEIGHBOUR * shares[at] and shares[last + 1] > 0.2:
        last += 1
    if spans[last].end - spans[first].start > _PASSAGE:
        return evidence.quote
    return Span(spans[first].start, spans[last].end)


def lead(writer: Writer, evidence: Evidence) -> str:
    """What an item stands under, with its mark: "有下列情形之一的，不予批准：[1]"; "" for any other clause."""
    document = evidence.document
    parent = document.parent(evidence.clause)
    if parent is None or parent.heading is not None:
        return ""
    quote = _trim(document, parent.own)
    words = quote.of(understood(document))
    if not words.endswith(("：", ":")) or len(words) > _PASSAGE:
        return ""
    start = words.rfind("。", 0, -1) + 1
    quote = Span(quote.start + start, quote.end)
    return f"{words[start:]}[{writer.mark(document, parent, quote)}]"


def enumerate_children(writer: Writer, document: Document, parent: Clause) -> str:
    """A clause's children as a list: headings, or the text where there is none, each with its mark."""
    text = understood(document)
    lines = []
    lead = parent.own.of(text).strip()
    if parent.heading is None and lead:
        lines.append(f"{lead}[{writer.mark(document, parent, _trim(document, parent.own))}]")
    for child in document.children(parent):
        if child.heading is not None:
            quote = Span(child.marker.start if child.marker else child.heading.start, child.heading.end)
        else:
            quote = _trim(document, child.own)
        if not quote.of(text).strip():
            continue
        n = writer.mark(document, child, quote)
        head = ""
        if is_cell(child):
            head = f"{column_of(child)}："
            for found in find_in_cell(child, quote.of(text))[:1]:
                said = found.span.of(quote.of(document.text))
                writer.values.append(
                    Value(name_of(child), found.op, found.value, found.unit, said, n, found.high)
                )
        lines.append(f"{head}{quote.of(text)}[{n}]")
    return "\n".join(lines)


def _trim(document: Document, span: Span) -> Span:
    words = span.of(document.text)
    return Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))


def _chosen(question: Question, evidence: Evidence) -> tuple[Point, ...]:
    """The points that answer: the nearest, and others of its sentence that stand as near."""
    if not evidence.points:
        return ()
    best = evidence.points[0]
    if question.asks == "blank":
        return tuple(sorted(evidence.points, key=lambda point: point.span.start))
    chosen = [best]
    enough = _EACH if _EACH_ASKED.search(question.text) else _PARALLEL
    for point in evidence.points[1:]:
        if point.nearness >= enough * best.nearness and _parallel(best, point):
            chosen.append(point)
    return tuple(sorted(chosen[:4], key=lambda point: point.span.start))


def _filling(evidence: Evidence, point: Point) -> str:
    """The words that fill a blank, as printed; of a quantity its number and unit."""
    if point.quantity is None:
        return _flat(point.span.of(evidence.document.text))
    return _flat(point.quantity.core.shift(evidence.quote.start).of(evidence.document.text))


def _parallel(best: Point, other: Point) -> bool:
    if best.quantity is None or other.quantity is None:
        return best.quantity is other.quantity
    return best.segment == other.segment or best.quantity.dimension == other.quantity.dimension


def _mini(evidence: Evidence, point: Point, *, printed: bool = False) -> str:
    """The part of the sentence that states a point, from its comma to the next; as printed, or as understood."""
    text = evidence.document.text if printed else understood(evidence.document)
    end = max(point.segment.end, point.span.end)
    match = _TAIL.match(text, end)
    if end < point.span.end or (match and point.segment.end < point.span.end):
        end = match.end() if match else end
    words = text[min(point.segment.start, point.span.start) : min(end, evidence.quote.end)]
    words = _LEADING.sub("", words.strip(" 。；，,;、》）)"))
    return words.removesuffix("的")


def _value(question: Question, evidence: Evidence, point: Point, n: int) -> Value:
    assert point.quantity is not None
    quantity, text = point.quantity, understood(evidence.document)
    metrics = named_in(point.segment.of(text)) or tuple(asked_metrics(question))
    before = point.segment.of(text)[: max(point.span.start - point.segment.start, 0)]
    name = metrics[0].name if metrics else (_LEADING.sub("", before).strip(" 的") or _asked(question))
    return Value(
        name,
        quantity.op,
        quantity.value,
        quantity.unit,
        point.span.of(evidence.document.text),
        n,
        quantity.high,
    )


def _asked(question: Question) -> str:
    return question.content[-1].text if question.content else "数值"


def _compare(writer: Writer, question: Question, evidence: Evidence, n: int) -> str:
    """Each quantity that the question states against the threshold of its kind, the working shown."""
    lines = []
    text = understood(evidence.document)
    place = evidence.text + "".join(evidence.document.heading_path(evidence.clause))
    for stated in question.stated:
        named = _measured(question.text[: stated.core.start])
        for point in evidence.points:
            limit = point.quantity
            if limit is None or not (limit.compared or limit.op == "in"):
                continue
            if _BARRED.match(text, point.span.end) or share(named, place, place) < _SAME_SUBJECT:
                continue
            actual = convert(stated.value, stated.unit, limit.unit)
            # 千分之五 is a ratio, 0.5% a percentage.
            alike = stated.dimension == limit.dimension or {stated.dimension, limit.dimension} == _SHARES
            if actual is None or not alike:
                continue
            said = stated.core.of(question.text).strip()
            core = limit.core.shift(evidence.quote.start).of(understood(evidence.document)).strip()
            core += unit_of(evidence.clause) if is_cell(evidence.clause) else ""
            lines.append(_working(said, actual, core, limit, _mini(evidence, point, printed=True), n))
            writer.values.append(_value(question, evidence, point, n))
            writer.allowed.append(said if stated.unit else f"为{said}")
            break
    return "\n".join(lines)


def _measured(before: str) -> list[Stretch]:
    """What the words right before a number say that it measures: 设备投资600万元; nothing for 有一块2亩的."""
    match = re.search(rf"[\u4e00-\u9fff]{{1,{_SUBJECT}}}$", before.rstrip(" 约为是达到了有"))
    words = _COUNTED.sub("", match[0]) if match else ""
    return [stretch(words)] if len(words) >= 2 else []


def _working(said: str, actual: float, core: str, limit: Quantity, rule: str, n: int) -> str:
    verdict = "满足" if limit.holds(actual) else "不满足"
    if limit.op == "in":
        return f"{said}{'在' if limit.holds(actual) else '不在'}{core}之内：{verdict}“{rule}”[{n}]。"
    sign = "＞" if actual > limit.value else "＜" if actual < limit.value else "＝"
    return f"{said} {sign} {core}：{verdict}“{rule}”[{n}]。"


def offer(writer: Writer, nearest: Sequence[Evidence]) -> None:
    """Cite the nearest clauses of a question that none covers."""
    for evidence in nearest:
        writer.mark(evidence.document, evidence.clause, evidence.quote)
