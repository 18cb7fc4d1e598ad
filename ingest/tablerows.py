"""Rows: which rows and columns of a table are its heads, told from marks, merges and what stands in them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.document import Cell
from ingest.markers import match_marker

_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?(?:度|[-—~至].*)?")
_VALUE = re.compile(
    r"(?:[≥≤><＜＞=~～±]|不(?:低于|高于|超过|少于|小于|大于)|大于|小于|至少|最高|最低)*=?\s*[-－+]?[¥￥]?"
    r"[0-9０-９][0-9０-９,，.．]*(?:\s*[-－—–~～至]\s*[0-9０-９.．,，]+)?\s*(?:[%％‰]|[^\s0-9]{1,8})?(?:以上|以下|以内)?"
)
_SERIAL = re.compile(r"序\s*号|编\s*号|次序|No\.?|№", re.I)
_COUNT = re.compile(r"[（(]?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[)）.．、]?")
_UNIT_WORD = re.compile(r"[（(]?\s*(?:(?:计量)?单位\s*[:：]?\s*)?(?P<unit>[^\s\u3000，。]{1,10})\s*[)）]?")
_UNITS = re.compile(
    r"[百千万亿]*(?:元|亩|公顷|平方米|平方公里|米|吨|吨标准煤|千克|公斤|户|家|个|人|项|年|月|天|日|度|千瓦时|%|％|‰|倍|辆|台|套|件)"
    r"(?:[/／每·][百千万亿]*\S{1,6})?"
)
_UNIT_HEAD = re.compile(r"(?:计量)?单\s*位")
_NOTE = re.compile(r"(?:备?注|说明|附注|资料来源|数据来源)\s*[0-9一二三]*\s*[:：.．、]|[*＊※]")
_GROUP_LENGTH = 40
_GROUPS = 0.67
"""Up to this share of different texts among the rows, a first column groups them and names none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell with its whole text on one line."""

    cell: Cell
    text: str


def joined(parts: Sequence[str]) -> str:
    """The paragraphs of a cell as one line."""
    text = ""
    for part in filter(None, parts):
        latin = text[-1:].isascii() and part[:1].isascii() and bool(text)
        text += (" " if latin else "") + part
    return text


def is_value(text: str) -> bool:
    """Whether a cell's text is a number of some kind; a year is a heading as often."""
    return _VALUE.fullmatch(text) is not None and _YEAR.fullmatch(text) is None


def is_unit(text: str) -> bool:
    """Whether a heading is a unit and nothing else."""
    found = _UNIT_WORD.fullmatch(text)
    return found is not None and _UNITS.fullmatch(found["unit"]) is not None


class Rows:
    """A table's rows and columns by what they are.

    Args:
        places: the cells in reading order, at least one.

    Attributes:
        places: the same.
        numbers: of the rows that hold something, ascending.
        header: rows of column heads, captions within the table among them.
        stubs: columns of row heads.
        groups: rows that head the rows below them, with their text.
        notes: rows that are a note on the table.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        cells = [place.cell for place in places]
        self._left = min(cell.column for cell in cells)
        # A merged cell reaches no further than the table does, whatever its file claims.
        self._right = max(cell.column for cell in cells) + 1
        self._bottom = max(cell.row for cell in cells) + 1
        self._by_row: dict[int, list[Place]] = {}
        for place in places:
            self._by_row.setdefault(place.cell.row, []).append(place)
        self.numbers = sorted(self._by_row)
        self.header = self._header()
        self.groups: dict[int, str] = {}
        self.notes: set[int] = set()
        self._whole_rows()
        self.stubs = self._stubs()

    def rows_of(self, place: Place) -> range:
        """The rows that a cell covers."""
        cell = place.cell
        return range(cell.row, max(min(cell.row + cell.row_span, self._bottom), cell.row + 1))

    def columns_of(self, place: Place) -> range:
        """The columns that a cell covers."""
        cell = place.cell
        return range(cell.column, max(min(cell.column + cell.column_span, self._right), cell.column + 1))

    def fill(self, above: dict[int, list[Place]], beside: dict[int, list[Place]]) -> None:
        """Let heads reach over the empty cells beside and below them that a merged cell would have covered."""
        rows = sorted(self.header)
        for row, lower in itertools.pairwise(rows):
            carried: Place | None = None
            for column in range(self._left, self._right):
                here = [p for p in above.get(column, ()) if row in self.rows_of(p)]
                below = [p for p in above.get(column, ()) if p.cell.row == lower and p.text]
                if any(p.text for p in here):
                    carried = next(p for p in here if p.text)
                elif not here and below and carried is not None:
                    above[column].insert(0, carried)
                else:
                    carried = None
        for stub in sorted(self.stubs)[:-1]:
            self._fill_down(stub, beside)

    def _fill_down(self, stub: int, beside: dict[int, list[Place]]) -> None:
        carried: Place | None = None
        for row in self.numbers:
            if row in self.header or row in self.groups or row in self.notes:
                carried = None
                continue
            here = [p for p in beside.get(row, ()) if stub in self.columns_of(p) and p.text]
            if here:
                carried = here[0]
            elif carried is not None and beside.get(row):
                beside[row].insert(0, carried)

    def unit_in(self, cell: Cell) -> str:
        """The unit that a cell's row names in a column of its own; "" for none and for that cell itself."""
        if cell.column in self._unit_columns:
            return ""
        units = [
            place.text
            for place in self._by_row.get(cell.row, ())
            if place.cell.column in self._unit_columns and is_unit(place.text)
        ]
        return units[0] if len(units) == 1 else ""

    @cached_property
    def _unit_columns(self) -> set[int]:
        return {
            column
            for place in self.places
            if place.cell.row in self.header and _UNIT_HEAD.fullmatch(place.text)
            for column in self.columns_of(place)
        }

    def plain(self, heads: tuple[str, ...]) -> tuple[str, ...]:
        """Row heads without serial numbers, unless there is nothing else."""
        return tuple(text for text in heads if not _COUNT.fullmatch(text)) or heads

    def worded(self, heads: tuple[str, ...]) -> tuple[str, ...]:
        """Column heads without captions and bare units, unless there is nothing else."""
        captions = {place.text for row in self._captions for place in self._by_row[row]}
        return tuple(text for text in heads if text not in captions and not is_unit(text)) or heads[-1:]

    @cached_property
    def _captions(self) -> list[int]:
        """The first rows that are one cell over the whole table: a title, a unit."""
        found = []
        for row in self.numbers[:-1]:
            places = self._by_row[row]
            if len(places) > 1 or len(self.columns_of(places[0])) < self._right - self._left:
                break
            if self._right - self._left < 2:
                break
            found.append(row)
        return found

    def _header(self) -> set[int]:
        marked = {place.cell.row for place in self.places if place.cell.header}
        captions = set(self._captions)
        if marked:
            return marked | {row for row in captions if row < min(marked)}
        rest = [row for row in self.numbers if row not in captions]
        first = rest[0]
        if self._holds_values(first) and len(self._by_row[first]) > 1:
            return captions
        depth = max(place.cell.row_span for place in self._by_row[first])
        reach = rest[: depth if depth < len(rest) else 1]
        while len(reach) + 1 < len(rest) and self._below_head(reach[-1], rest[len(reach)]):
            reach.append(rest[len(reach)])
        return captions | set(reach) | self._repeated(reach)

    def _repeated(self, header: Sequence[int]) -> set[int]:
        """Rows that say the column heads again, as at the top of a new page."""
        said = {tuple(place.text for place in self._by_row[row]) for row in header}
        return {
            row
            for row in self.numbers
            if row not in header and tuple(place.text for place in self._by_row[row]) in said
        }

    def _holds_values(self, row: int) -> bool:
        """Whether the first row is no heading: numbers in it, or names that end in a colon."""
        texts = [place.text for place in self._by_row[row]]
        return any(is_value(text) for text in texts[1:]) or (
            len(texts) == 2 and texts[0].endswith(("：", ":"))
        )

    def _below_head(self, head: int, row: int) -> bool:
        """Whether a row goes on with the column heads of the row before it."""
        places = self._by_row[row]
        if any(is_value(place.text) for place in places) or len(places) < 1:
            return False
        if _UNIT_HEAD.fullmatch(places[0].text) and all(
            is_unit(p.text) or p.text in "—-/" for p in places[1:]
        ):
            return True
        starts = {place.cell.column for place in places if place.text}
        covered = {
            column
            for place in self.places
            if place.cell.row < row and row in self.rows_of(place) and place.text
            for column in self.columns_of(place)
        }
        wide = [
            place
            for place in self._by_row[head]
            if len(starts & set(self.columns_of(place))) > 1 and place.text
        ]
        if wide:
            return True
        return self._left not in starts and self._left not in covered and len(places) > 1

    def _whole_rows(self) -> None:
        """Find rows that are one cell: heads of groups, and notes."""
        width = self._right - self._left
        body = [row for row in self.numbers if row not in self.header]
        covered = {
            row
            for place in self.places
            if place.cell.row not in self.header
            for row in self.rows_of(place)[1:]
        }
        for at, row in enumerate(body):
            places = [place for place in self._by_row[row] if place.text]
            if len(places) != 1 or width < 2 or row in covered:
                continue
            place = places[0]
            wide = len(self.columns_of(place)) >= width
            sole = place.cell.column == self._left and len(self._by_row[row]) == 1
            if not wide and not (sole and (match_marker(place.text) or _NOTE.match(place.text))):
                continue
            last = at + 1 == len(body) or all(r in self.notes for r in body[at + 1 :])
            told = place.text.endswith(("。", "；")) or len(place.text) > _GROUP_LENGTH
            if _NOTE.match(place.text) or told or (last and wide):
                self.notes.add(row)
            elif not last and not is_value(place.text):
                self.groups[row] = place.text

    def _stubs(self) -> set[int]:
        body = [
            place
            for place in self.places
            if place.cell.row not in self.header
            and place.cell.row not in self.groups
            and place.cell.row not in self.notes
        ]
        stubs = {self._left}
        under = self._under_first_head()
        for column in range(self._left, self._right - 2):
            if column + 1 not in under and not self._only_groups(column, body):
                break
            stubs.add(column + 1)
        return stubs

    def _under_first_head(self) -> set[int]:
        """Columns that share one head with the first: 行业 over a code and a name."""
        lowest = max(self.header - set(self._captions), default=-1)
        for place in self.places:
            if (
                place.cell.column == self._left
                and place.cell.row in self.header
                and lowest in self.rows_of(place)
            ):
                return set(self.columns_of(place))
        return set()

    def _only_groups(self, column: int, body: Sequence[Place]) -> bool:
        """Whether a column of row heads only groups or counts the rows, and the next one names them."""
        here = [place for place in body if place.cell.column == column]
        following = [place.text for place in body if place.cell.column == column + 1]
        if any(place.cell.row_span > 1 for place in here):
            return True
        if not following or sum(map(is_value, following)) * 2 > len(following):
            return False
        titles = [p.text for p in self.places if p.cell.row in self.header and p.cell.column == column]
        if any(_SERIAL.fullmatch(text) for text in titles):
            return True
        if len(here) > 1 and all(_COUNT.fullmatch(place.text) for place in here if place.text):
            return True
        names = Counter(place.text for place in here if place.text)
        rows = {place.cell.row for place in body}
        return len(rows) > 2 and bool(names) and len(names) <= _GROUPS * len(rows)
