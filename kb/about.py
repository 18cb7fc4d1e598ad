"""About: questions on a document itself: in force or not, since when, until when, by whom, its 文号."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ingest.clause import Clause
from ingest.document import Document
from ingest.span import Span
from kb.blank import fill
from kb.cite import cite_furniture
from kb.compose import Writer
from kb.coverage import share
from kb.entry import Entry
from kb.moment import find_moments
from kb.naming import name_key
from kb.quantity import find_quantities
from kb.question import ABOUT, Question
from kb.reading import sentences, understood
from kb.result import Value
from kb.retrieve import Shelf, by_title, named, same_place

TITLE_SHARE = 0.6
"""Share of the question's words that must stand in a title for the question to be about that document."""
_FORCE = re.compile(
    r"自[^。]{0,40}起[^。]{0,8}(?:施行|实施|执行|生效|试行)|(?:施行|实施|生效|执行)(?:日期|时间)?(?:为|是|[:：])|之日起生效"
)
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,12}[〔\[(（【［](?:19|20)\d{2}[〕\])）】］](?:第)?\d{1,5}号|(?:令|公告)(?:(?:19|20)\d{2}年)?第\d{1,5}号"
)
"""A 文号, or the number of an order or an announcement."""
_OTHER = re.compile(r"废止|失效|替代|代替|取代|修改的|修订前|原")
_TOLD, _BETWEEN = 0.5, 24
"""Share of the question that a sentence with another document's 文号 covers; characters between a name and its 文号."""
_SIGNED = re.compile(
    r"^.{0,60}(?:[部委局厅院府会署]|办公室|银行|公司)\s?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?:印发|发布)?[。）]?$"
)
"""Who signed, with the day: what stands below a document."""
_TERM = re.compile(
    r"有效期|期限为|执行至|施行至|试行期|截止|(?:19|20)\d{2}年?\s?[-—–－~～至]\s?(?:19|20)\d{2}\s?年?"
)
_ASKED_DAY = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s?年(?:\s?(?P<month>\d{1,2})\s?月)?(?:\s?(?P<day>\d{1,2})\s?[日号])?"
)
_DATE = re.compile(
    r"(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a document says something of itself: in a clause, or outside all of them."""

    span: Span
    clause: Clause | None
    furniture: int = -1


def subject(shelf: Shelf, question: Question, earlier: Entry | None) -> Entry | None:
    """The document that a question is about, or None where it is about what documents say.

    Args:
        shelf: the library.
        question: what is asked.
        earlier: the document that answered the question before; "这个文件" means that one.
    """
    if question.asks not in ABOUT:
        return None
    entries = shelf.entries()
    if found := named(question, entries):
        return next(entry for entry in entries if entry.id in found)
    if (
        question.refers
        and earlier is not None
        and share(question.content, earlier.metadata.title) >= TITLE_SHARE
    ):
        return earlier
    here = [
        entry
        for entry in entries
        if not question.regions
        or (
            entry.metadata.region is not None
            and any(same_place(entry.metadata.region, region) for region in question.regions)
        )
    ]
    entry, said = by_title(question, here)
    return entry if said >= TITLE_SHARE and question.content else None


def tell(writer: Writer, question: Question, entry: Entry, document: Document) -> str:
    """What a document says of itself, quoted; "" where it does not say."""
    match question.asks:
        case "validity":
            return _validity(writer, question, entry, document)
        case "effective":
            return _quote(writer, document, _FORCE)
        case "expires":
            return _expiry(writer, entry, document)
        case "issued":
            dated = [p for p in _outside(document) if _DATE.search(p.span.of(document.text))]
            dated = dated or [p for p in _passages(document) if _SIGNED.search(p.span.of(document.text))]
            return _marked(writer, document, dated[-1]) if dated else ""
        case "number":
            return _number(writer, question, entry, document)
        case "recipients":
            return _find(writer, document, entry.metadata.recipients or "")
        case _:
            return _find(writer, document, (entry.metadata.issuer or "").split("、")[0])


def _expiry(writer: Writer, entry: Entry, document: Document) -> str:
    """The sentence on how long the document holds, its length as a value, the last day worked out."""
    told = _quote(writer, document, _TERM)
    if not told:
        return ""
    citation = writer.citations[-1]
    for quantity in find_quantities(citation.quote):
        if quantity.dimension == "time":
            words = quantity.span.of(citation.quote)
            value = Value(
                "有效期", quantity.op, quantity.value, quantity.unit, words, citation.n, quantity.high
            )
            writer.values.append(value)
    return told + _last_day(writer, entry)


def _last_day(writer: Writer, entry: Entry) -> str:
    if entry.metadata.expires is None:
        return ""
    day = _spoken(entry.metadata.expires)
    writer.allowed.append(day)
    return f"（据此推算，最后有效日为{day}）"


def _validity(writer: Writer, question: Question, entry: Entry, document: Document) -> str:
    """Whether the document is in force on the day, with the sentence that says so."""
    as_of = _day_asked(question.text) or writer.as_of
    validity = entry.validity(as_of)
    told = _quote(writer, document, _TERM) or _quote(writer, document, _FORCE)
    day = _spoken(as_of)
    writer.allowed.append(day)
    if not told:
        return ""
    state = {
        "有效": f"截至{day}有效",
        "已期满": f"截至{day}已经期满",
        "已废止": f"截至{day}已被废止",
        "未生效": f"{day}尚未生效",
        "未标明": f"文件没有写明施行日期或有效期，不能判断{day}是否有效",
    }[validity]
    return f"{state}。\n依据：{told}" + (_last_day(writer, entry) if validity in ("有效", "已期满") else "")


def _day_asked(text: str) -> date | None:
    """The day that a question names: 2025年3月 is its last day, 2025年 the last of that year."""
    match = _ASKED_DAY.search(text)
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"] or 12)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(match["day"] or last), last) or 1)


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _outside(document: Document) -> Iterator[Passage]:
    for index, furniture in enumerate(document.furniture):
        yield Passage(furniture.span, None, index)


def _passages(document: Document) -> Iterator[Passage]:
    """Sentences from the last clause back to the first, then what stands outside, titles among it."""
    for clause in reversed(document.clauses):
        for span in sentences(document, clause):
            yield Passage(span, clause)
    yield from _outside(document)


def _dated(passage: Passage, document: Document, wanted: re.Pattern[str]) -> bool:
    """Whether a sentence says from or until when the document itself holds."""
    words = passage.span.of(understood(document))
    if not wanted.search(words) or (not any(True for _ in find_moments(words)) and "有效期" not in words):
        return False
    itself = re.search(r"^(?:本|自|该)|起(?:施行|实施|执行|生效)|有效期", words)
    return bool(itself) if passage.clause is not None else True


def _quote(writer: Writer, document: Document, wanted: re.Pattern[str]) -> str:
    found = next((p for p in _passages(document) if _dated(p, document, wanted)), None)
    return _marked(writer, document, found) if found else ""


def _number(writer: Writer, question: Question, entry: Entry, document: Document) -> str:
    """The document's own 文号; of a document that it names, the 文号 in the sentence that tells of that one."""
    other = [part for part in question.content if share([part], entry.metadata.title) < TITLE_SHARE]
    if entry.metadata.number and not _OTHER.search(question.text):
        return _find(writer, document, entry.metadata.number)
    best, most = None, _TOLD
    for passage in [*_outside(document), *_passages(document)]:
        words = passage.span.of(understood(document))
        for match in NUMBER.finditer(words):
            said = (
                share(other, words)
                if _OTHER.search(question.text)
                else _follows([entry.metadata.title, *question.titles], words[: match.end()])
            )
            if said > most:
                best, most = passage, said
    return _marked(writer, document, best) if best else ""


def _follows(titles: Iterable[str], before: str) -> float:
    """1.0 where a 文号 stands right behind the name of the document asked about, else 0.0."""
    told = name_key(before)
    names = [name for name in map(name_key, titles) if name and name in told]
    return float(any(len(told.rpartition(name)[2]) <= _BETWEEN for name in names))


def outside(writer: Writer, question: Question, document: Document) -> str:
    """What fills the blank of a question in a line outside all clauses, quoted; "" where nothing surely does."""
    for passage in _outside(document) if question.asks == "blank" else ():
        words = passage.span.of(document.text)
        filled = "、".join(
            f"“{filling.span.of(words)}”" for filling in fill(question.text, words) if filling.firm
        )
        if filled:
            writer.allowed.append(filled)
            told = _marked(writer, document, passage)
            return f"空格处：{filled}[{writer.citations[-1].n}]。\n原文：{told}"
    return ""


def _find(writer: Writer, document: Document, words: str) -> str:
    """The first place that holds the words, outside the clauses before inside them."""
    for passage in [*_outside(document), *_passages(document)]:
        if words and words in passage.span.of(document.text):
            return _marked(writer, document, passage)
    return ""


def _marked(writer: Writer, document: Document, passage: Passage) -> str:
    if passage.clause is not None:
        n = writer.mark(document, passage.clause, passage.span)
    else:
        entry = writer.entry(document.id)
        n = writer.add(
            cite_furniture(len(writer.citations) + 1, entry, document, passage.furniture, writer.as_of)
        )
    words = re.sub(r"\s*\n\s*", "", passage.span.of(understood(document))).strip()
    return f"{words}[{n}]"
