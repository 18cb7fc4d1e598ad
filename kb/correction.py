"""Correction: what a person decided about a suspected fault, found again by the words around it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from ingest.document import Document, Fault
from ingest.span import Span
from kb.naming import name_key

Decision = Literal["accept", "correct", "dismiss", "reopen"]
"""The proposal holds; another value holds; nothing is wrong here; what was decided is taken back."""
DECISIONS: tuple[Decision, ...] = get_args(Decision)

_AROUND = 40
"""Characters other than white space on either side by which a place is known again."""
_FEWEST = 8
"""Fewer than this in the paragraph do not tell a place from another."""
_REACH = 400
"""How far, white space included, those are looked for."""
_ID = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands, told by words and not by offsets, so that reading anew finds it again.

    Attributes:
        title, number: keys (`kb.naming.name_key`) of the document's title and 文号, "" for none.
        kind, read: the fault's.
        before, after: what stands around it, without white space.
        nth: counts places of one document that are alike in all of this, from 0.
    """

    title: str
    number: str
    kind: str
    read: str
    before: str
    after: str
    nth: int = 0

    @property
    def words(self) -> tuple[str, str, str, str, int]:
        """All but the document's name."""
        return self.kind, self.read, self.before, self.after, self.nth

    @property
    def id(self) -> str:
        """Short name to type: the same whenever and wherever the place is read again."""
        named = "\x00".join((self.number or self.title, *map(str, self.words)))
        return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:_ID]

    def same(self, other: Place) -> bool:
        """Whether both are one place: equal words in documents of one 文号, or of one title where either has none."""
        if self.words != other.words:
            return False
        if self.number and other.number:
            return self.number == other.number
        return self.title == other.title


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision.

    Attributes:
        value: what is meant, for accept and correct, else None.
        by: who decided.
        at: when, in UTC.
    """

    place: Place
    decision: Decision
    value: str | None
    by: str
    at: datetime

    @property
    def sentence(self) -> str:
        """For a reader, without a full stop."""
        day = self.at.astimezone().date().isoformat()
        match self.decision:
            case "dismiss":
                return f"已由 {self.by} 于 {day} 确认无误"
            case "reopen":
                return f"已由 {self.by} 于 {day} 撤回先前的处理"
            case _:
                return f"已由 {self.by} 于 {day} 校正为“{self.value}”"


@dataclass(frozen=True, slots=True)
class Settled(Fault):
    """A fault that a person corrected: `proposed` is the value that holds."""

    correction: Correction

    @property
    def sentence(self) -> str:
        """What was read and what holds, for the note beside a citation, without a full stop."""
        return f"原文“{self.read}”，{self.correction.sentence}"


@dataclass(frozen=True, slots=True)
class Suspect:
    """A suspected fault of a document in the library, with what was last decided about it, if anything."""

    document_id: str
    title: str
    label: str
    before: str
    after: str
    fault: Fault
    place: Place
    correction: Correction | None = None

    @property
    def id(self) -> str:
        """See `Place.id`."""
        return self.place.id

    @property
    def open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.correction is None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        made = self.correction
        return {
            "id": self.id,
            "document_id": self.document_id,
            "title": self.title,
            "clause": self.label,
            "start": self.fault.span.start,
            "end": self.fault.span.end,
            "before": self.before,
            "read": self.fault.read,
            "after": self.after,
            "kind": self.fault.kind,
            "proposed": self.fault.proposed,
            "reason": self.fault.reason,
            "decision": made.decision if made else None,
            "value": made.value if made else None,
            "by": made.by if made else None,
            "at": made.at.astimezone(UTC).isoformat(timespec="seconds") if made else None,
        }


Decided = Callable[[Place], Correction | None]
"""Gives the decision that holds for a place, or None."""


def places(document: Document) -> Iterator[tuple[Fault, Place]]:
    """Each fault with its place, in the order of the text."""
    title, number = name_key(document.metadata.title), name_key(document.metadata.number or "")
    seen: dict[tuple[str, ...], int] = {}
    for fault in document.faults:
        before, after = _around(document, fault.span)
        words = (fault.kind, fault.read, before, after)
        nth = seen.get(words, 0)
        seen[words] = nth + 1
        yield fault, Place(title, number, *words, nth)


def settled(document: Document, decided: Decided) -> Document:
    """The document with the decisions laid over its faults; its text stays as printed.

    A dismissed fault is left out, a corrected one becomes `Settled`, an open one stays.
    """
    if not document.faults:
        return document
    faults: list[Fault] = []
    for fault, place in places(document):
        made = decided(place)
        if made is None:
            faults.append(fault)
        elif made.decision != "dismiss":
            faults.append(
                Settled(fault.span, fault.kind, fault.read, made.value, made.sentence, correction=made)
            )
    return document if tuple(faults) == document.faults else replace(document, faults=tuple(faults))


def suspects(document: Document, decided: Decided, around: int = 24) -> tuple[Suspect, ...]:
    """The document's faults as they were read, each with its clause, the words beside it and its decision.

    Args:
        document: as stored, no decision laid over it.
        decided: what holds.
        around: characters shown on either side, not beyond the paragraph.
    """
    return tuple(
        Suspect(
            document_id=document.id,
            title=document.metadata.title,
            label=next((c.label for c in document.clauses if c.own.contains(fault.span)), ""),
            before=document.text[max(fault.span.start - around, 0) : fault.span.start].rpartition("\n")[2],
            after=document.text[fault.span.end : fault.span.end + around].partition("\n")[0],
            fault=fault,
            place=place,
            correction=decided(place),
        )
        for fault, place in places(document)
    )


def open_faults(document: Document, decided: Decided) -> int:
    """How many faults nobody has decided about."""
    return sum(decided(place) is None for _, place in places(document))


def holding(made: Sequence[Correction], place: Place) -> Correction | None:
    """The latest decision on a place, None where there is none or it was taken back."""
    latest = next((each for each in reversed(made) if each.place.same(place)), None)
    return None if latest is None or latest.decision == "reopen" else latest


def _around(document: Document, span: Span) -> tuple[str, str]:
    """What stands around a span in its paragraph, the clause's number left out: clauses put in before it
    change that. Where that is too little to know the place by, as in a table's cell, beyond it too.
    """
    text = document.text
    opening = text.rfind("\n", 0, span.start) + 1
    marker = next((c.marker for c in document.clauses if c.marker and c.own.contains(span)), None)
    if marker is not None and marker.end <= span.start:
        opening = max(opening, marker.end)
    ending = text.find("\n", span.end)
    ending = len(text) if ending < 0 else ending
    for first, last in ((opening, ending), (0, len(text))):
        before = _near(reversed(text[max(span.start - _REACH, first) : span.start]))[::-1]
        after = _near(iter(text[span.end : min(span.end + _REACH, last)]))
        if len(before) + len(after) >= _FEWEST:
            break
    return before, after


def _near(characters: Iterator[str]) -> str:
    """The nearest characters other than white space."""
    found: list[str] = []
    for character in characters:
        if not character.isspace():
            found.append(character)
            if len(found) == _AROUND:
                break
    return "".join(found)
