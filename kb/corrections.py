"""Corrections: the list of what people decided about suspected faults, kept in the catalog's file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from kb.correction import Correction, Decision, Place, Suspect, holding
from kb.database import Database
from kb.errors import CorrectionRefused, FaultUnknown

_COLUMNS = "title, number, kind, read, before, after, nth, decision, value, by, at"
_LONGEST_VALUE, _LONGEST_NAME = 200, 60


class Corrections:
    """Reads and adds to the table `corrections`; no row is ever changed or taken away.

    Args:
        db: the catalog's database, its schema up to date.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, place: Place) -> Correction | None:
        """The decision that holds for a place, or None."""
        place = _stored(place)
        rows = self._db.all(
            f"SELECT {_COLUMNS} FROM corrections WHERE read = ? AND before = ? AND after = ? ORDER BY ord",  # noqa: S608 - only constants go in
            *(place.read, place.before, place.after),
        )
        return holding([_correction(row) for row in rows], place)

    def add(self, made: Correction) -> None:
        """Note a decision; it counts from now on."""
        place = _stored(made.place)
        value = None if made.value is None else _storable(made.value)
        row = (place.title, place.number, *place.words, made.decision, value, _storable(made.by))
        self._db.run(
            f"INSERT INTO corrections ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - only constants go in
            *row,
            made.at.astimezone(UTC).isoformat(),
        )


def decide(suspect: Suspect, decision: Decision, value: str | None, by: str) -> Correction:
    """A decision as it may be noted.

    Args:
        suspect: what it is about.
        decision: see `Decision`.
        value: what is meant, for "correct" only.
        by: the name of the person.

    Raises:
        CorrectionRefused: no name, no value, or nothing was proposed that could be accepted.
    """
    by, value = " ".join(by.split()), (value or "").strip()
    if not by or len(by) > _LONGEST_NAME:
        raise CorrectionRefused("没有写明由谁校正" if not by else "姓名太长", "请给出校正人的姓名")
    match decision:
        case "accept":
            if suspect.fault.proposed is None:
                raise CorrectionRefused(f"“{suspect.fault.read}”没有可采纳的建议", "请写出改为什么")
            value = suspect.fault.proposed
        case "correct":
            if not value or "\n" in value or len(value) > _LONGEST_VALUE:
                raise CorrectionRefused("没有写明改为什么，或者太长", "请写出一行、200 字以内的正确文字")
        case _:
            value = ""
    return Correction(suspect.place, decision, value or None, by, datetime.now(UTC))


def chosen(suspects: Iterable[Suspect], reference: str) -> tuple[Suspect, ...]:
    """The suspects that an id, or the start of one, means; several where one place stands in several documents.

    Raises:
        FaultUnknown: nothing fits, or different places do.
    """
    wanted = reference.strip().casefold()
    found = tuple(each for each in suspects if wanted and each.id.startswith(wanted))
    if len({each.id for each in found}) == 1:
        return found
    what = f"“{reference}”对应几处存疑" if found else f"没有编号为“{reference}”的存疑之处"
    raise FaultUnknown(what, "请用 youju faults 查看编号；文件重新读入后，上下文变了的存疑之处编号也会变")


def _stored(place: Place) -> Place:
    """The place as the table can hold it."""
    title, number = _storable(place.title), _storable(place.number)
    read, before, after = _storable(place.read), _storable(place.before), _storable(place.after)
    return Place(title, number, place.kind, read, before, after, place.nth)


def _storable(value: str) -> str:
    # SQLite takes no lone surrogate, which a damaged file can hold.
    return value.encode("utf-8", "replace").decode()


def _correction(row: tuple[Any, ...]) -> Correction:
    title, number, kind, read, before, after, nth, decision, value, by, at = row
    place = Place(title, number, kind, read, before, after, nth)
    return Correction(place, decision, value, by, datetime.fromisoformat(at))
