"""Retrieve: from a question to the clauses that may answer it, within its places and documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.clause import Clause
from ingest.document import Document, Region
from kb.coverage import share, stretch
from kb.entry import Entry
from kb.naming import name_key, name_keys
from kb.passage import Hit
from kb.question import Question
from kb.reading import understood

POOL = 60
"""Passages asked of the index; enough that a later look at the words can still put the right one first."""
_LONG_TITLE, _MEANT = 8, 0.85
"""Characters of a title that may be given from memory, and the share of its words that must fit."""
_SORT = re.compile(r"办法|条例|意见|方案|细则|规定|通告|公告|规划|计划|决定|批复")
"""What sort of document a question names; 通知 is left out, since it brings others."""
_HIGH_TECH = re.compile("高新技术产业(?:开发区|园区)|高新技术开发区|高新开发区")
_ECONOMIC = re.compile("经济(?:技术)?开发区|经济区")
_OWN = re.compile(r"[我本全](?:省|市|县|区|州)")


class Shelf(Protocol):
    """What answering needs of a library."""

    def entries(self) -> Sequence[Entry]:
        """Every document that may be answered from: restatements behind their original are left out."""
        ...

    def document(self, document_id: str) -> Document:
        """One document whole."""
        ...

    def search(
        self, query: str, *, limit: int, others: str = "", documents: frozenset[str] | None = None
    ) -> list[Hit]:
        """The best passages for a query, best first; see `kb.index.Index.search`."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may answer, with its document and how the search ranked it (0 to 1)."""

    entry: Entry
    document: Document
    clause: Clause
    prior: float
    dense: float | None


def retrieve(shelf: Shelf, question: Question) -> list[Candidate]:
    """The clauses that may answer a question, as the search ranked them.

    Documents that the question names, and places that it asks for, are respected.
    """
    entries = {entry.id: entry for entry in shelf.entries()}
    scope = named(question, entries.values()) or frozenset(
        entry.id for entry in entries.values() if _may_hold(entry, question.regions)
    )
    if not scope:
        return []
    words, others = query(question)
    within = scope if len(scope) < len(entries) else None
    hits = shelf.search(words, others=others, limit=POOL, documents=within)
    best = max((hit.score for hit in hits), default=0.0)
    found = []
    for hit in hits:
        entry = entries.get(hit.document_id)
        if entry is None:
            continue
        document = shelf.document(entry.id)
        try:
            clause = document.clause(hit.clause_id)
        except KeyError:
            continue
        if holds_for(entry, document, clause, question.regions):
            found.append(Candidate(entry, document, clause, hit.score / best if best > 0 else 0.0, hit.dense))
    return found


def query(question: Question) -> tuple[str, str]:
    """What is searched for: the question with what it leans on, and other words for its own."""
    leaning = " ".join(part.text for part in question.leaning)
    words = [others for part in (*question.content, *question.leaning) for _, _, others in part.synonyms]
    more = dict.fromkeys(word for others in words for word in others)
    return f"{question.text} {leaning}".strip(), " ".join(more)


def named(question: Question, entries: Iterable[Entry]) -> frozenset[str]:
    """The documents that a question names by title in 《》 or by 文号; empty where none of them is here."""
    if not question.titles:
        return frozenset()
    wanted = [name_key(title) for title in question.titles]
    found = set()
    for entry in entries:
        keys = name_keys(entry.metadata) | (
            {name_key(entry.metadata.restates)} if entry.metadata.restates else set()
        )
        held = any(want == key or (len(want) >= 4 and want in key) for want in wanted for key in keys)
        if held or any(_called(title, entry) for title in question.titles):
            found.add(entry.id)
    return frozenset(found)


def _called(title: str, entry: Entry) -> bool:
    """Whether a title typed from memory is a document's: nearly all of its words stand in the document's own."""
    meta = entry.metadata
    own = f"{meta.title} {meta.restates or ''} {meta.issuer or ''}"
    return len(title) >= _LONG_TITLE and share([stretch(title)], own) >= _MEANT


def by_title(question: Question, entries: Iterable[Entry]) -> tuple[Entry | None, float]:
    """The document whose title says most of what the question says, and how much that is."""
    best, most = None, 0.0
    for entry in entries:
        meta = entry.metadata
        title = f"{meta.title} {meta.restates or ''} {meta.issuer or ''} {meta.number or ''}"
        sorts = _SORT.findall(question.text)
        if sorts and not any(sort in title for sort in sorts):
            continue
        said = share(question.content, title)
        told = share(
            [stretch(part) for part in re.split(r"[^\w]+", meta.title) if len(part) > 1], question.text
        )
        if said + 0.1 * told > most:
            best, most = entry, said + 0.1 * told
    return best, most


def _may_hold(entry: Entry, regions: Sequence[Region]) -> bool:
    """Whether some clause of a document may hold for a place: decided before the search, generously."""
    home = entry.metadata.region
    if not regions or home is None:
        return True
    return any(_governs(home, region) or _governs(region, home) for region in regions) or _tells(entry)


def _tells(entry: Entry) -> bool:
    """Whether a text tells of places beside its own: reports do, rules do not."""
    return entry.metadata.kind in ("新闻报道", "其他")


def _names(region: Region) -> tuple[str, ...]:
    """A region's names, those of zones in their short form: 高新技术产业开发区 is 高新区."""
    return tuple(_HIGH_TECH.sub("高新区", _ECONOMIC.sub("经开区", name)) for name in region.names)


def _governs(region: Region, other: Region) -> bool:
    """Whether `other` is the region or lies within it."""
    return region.code == "000000" or _names(other)[: len(region.names)] == _names(region)


def same_place(region: Region, other: Region) -> bool:
    """Whether two regions are one, however their zones are written."""
    return _names(region) == _names(other)


def _homes(region: Region) -> tuple[tuple[str, ...], ...]:
    """The names of a region and, for a zone, of the division that it lies in."""
    names = _names(region)
    return (names, names[:-1]) if region.code[6:] else (names,)


def holds_for(entry: Entry, document: Document, clause: Clause, regions: Sequence[Region]) -> bool:
    """Whether a clause speaks for a place.

    A rule holds in its region and in all below it, never beside it or above it. A report speaks for
    the region it is from, for places that the clause names, and by 我省, 全市 for those above.
    """
    home = entry.metadata.region
    if not regions:
        return True
    text = " ".join([clause.own.of(understood(document)), *document.heading_path(clause)])
    for region in regions:
        if home is None and not _tells(entry):
            return True
        if home is not None and not _tells(entry) and _governs(home, region):
            return True
        if home is not None and _tells(entry) and _names(home) in _homes(region):
            return True
        if any(name in text for name in short_names(region)):
            return True
        if home is not None and _governs(region, home) and region.code != "000000":
            suffix = region.name[-1]
            if any(match[0][-1] == suffix for match in _OWN.finditer(text)):
                return True
    return False


def short_names(region: Region) -> tuple[str, ...]:
    """A region's name in full and without its last word: 衢州市, 衢州."""
    name = region.name
    short = re.sub(
        r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|新区|地区|省|市|县|区|盟|旗)$",
        "",
        name,
    )
    return (name, short) if len(short) >= 2 else (name,)
