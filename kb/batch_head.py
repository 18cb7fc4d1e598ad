"""Where the headings of a table of projects stand, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ingest.read.sheet import Place, Sheet
from kb.batch_column import NUMBER, Column, column, is_unit, mapped, split_unit

_LOOKED: Final = 60
"""Filled rows from the top among which the headings are looked for."""
_LONGEST: Final = 60
"""Characters of a heading; a longer cell is content."""
_CAPTION: Final = re.compile(r"单位\s*[:：]\s*(?P<units>[^）)]+)")
_FORM: Final = re.compile(r"(?:单位|日期|时间|填报|填表|制表|编制|报送|联系)\S{0,6}\s*[:：]")
_FREE_LENGTH: Final = 12
"""Characters from which the cells of a column count, on average, as running text."""
_SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of one sheet.

    Attributes:
        first, last: its rows, from 0.
        columns: every column that has a heading or cells, from the left.
        heads: the heading of each column as it stands, for telling when it is repeated further down.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    heads: frozenset[str]


def find_head(sheet: Sheet, names: frozenset[str], mapping: Mapping[str, str]) -> Head | None:
    """The headings of a sheet, or None where no row names two things that projects have.

    Args:
        sheet: its cells.
        names: further metrics, as rules call them.
        mapping: what a person says of columns: heading → role or 指标[单位]; see `kb.batch_column.mapped`.
    """
    rows = _rows(sheet)
    wanted = {squeezed(head) for head in mapping}
    best, most = -1, 0
    for at in list(rows)[:_LOOKED]:
        score = _score(rows[at], names, wanted)
        if score > most:
            best, most = at, score
    if most < 2 and not (most == 1 and (wanted or len(_columns(rows)) == 1)):
        return None
    first = last = best
    while first - 1 in rows and _above(rows[first - 1], len(_columns(rows))):
        first -= 1
    while last + 1 in rows and _below(sheet, rows, last, names):
        last += 1
    caption = [unit for at in rows if at < first for unit in _units(rows[at].values())]
    texts = _texts(sheet, rows, first, last)
    columns = []
    for at in sorted(set(texts) | _columns({at: row for at, row in rows.items() if at > last})):
        made = column(at, texts.get(at, ()), names, caption)
        columns.append(_said(made, mapping, names) or _free(made, rows, last))
    return Head(first, last, tuple(columns), frozenset(squeezed(t) for row in texts.values() for t in row))


def squeezed(text: str) -> str:
    """A heading without white space, as mappings and repeated headings are compared."""
    return "".join(text.split())


def _rows(sheet: Sheet) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, at), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[at] = cell.text
    return rows


def _columns(rows: Mapping[int, Mapping[int, str]]) -> set[int]:
    return {at for row in rows.values() for at in row}


def _score(row: Mapping[int, str], names: frozenset[str], wanted: set[str]) -> int:
    """How many cells name something that a project has; 0 for a row that holds numbers as well."""
    if sum(bool(NUMBER.fullmatch(text.strip())) for text in row.values()) * 3 > len(row):
        return 0
    return sum(
        squeezed(text) in wanted or column(at, [text], names).role != "unknown"
        for at, text in row.items()
        if len(text) <= _LONGEST
    )


def _above(row: Mapping[int, str], width: int) -> bool:
    """Whether the row over a heading groups columns: several short texts, no caption, no numbers."""
    several = 1 < len(row) <= width
    return several and not any(
        _FORM.search(text) or NUMBER.fullmatch(text.strip()) or len(text) > _LONGEST for text in row.values()
    )


def _below(sheet: Sheet, rows: Mapping[int, Mapping[int, str]], last: int, names: frozenset[str]) -> bool:
    """Whether the row under a heading belongs to it: units, or parts of what the row above groups."""
    row, over = rows[last + 1], rows[last]
    texts = [text.strip() for text in row.values()]
    if any(NUMBER.fullmatch(text) or len(text) > _LONGEST for text in texts):
        return False
    if all(is_unit(text.strip("（()）")) for text in texts):
        return True
    spanned = _covered(sheet, last)
    parts = [at for at in row if at not in over or at in spanned]
    named = [at for at, text in row.items() if column(at, [over.get(at, ""), text], names).role != "unknown"]
    return len(parts) > 0 and len(named) * 2 > len(row)


def _covered(sheet: Sheet, row: int) -> dict[int, str]:
    """The columns under cells of a row that span several columns, with the text over them."""
    found: dict[int, str] = {}
    for (at, start), cell in sheet.cells.items():
        if at <= row < at + cell.rows and cell.columns > 1:
            found |= dict.fromkeys(range(start, start + min(cell.columns, 1 << 10)), cell.text)
    return found


def _texts(
    sheet: Sheet, rows: Mapping[int, Mapping[int, str]], first: int, last: int
) -> dict[int, tuple[str, ...]]:
    """The texts over each column, the outermost first; a group's text stands over each of its columns."""
    lines: list[dict[int, str]] = []
    for row in range(first, last + 1):
        line = dict(rows.get(row, {}))
        spanned = _covered(sheet, row)
        line |= {at: text for at, text in spanned.items() if at not in line}
        if row < last and not spanned:
            under = rows.get(row + 1, {})
            held = ""
            for at in range(min(line, default=0), max(under, default=-1) + 1):
                if at in line:
                    held = line[at] if at in under else ""
                elif at in under and held:
                    line[at] = held
        lines.append(line)
    places = {at for line in lines for at in line}
    texts = {at: tuple(line[at] for line in lines if at in line) for at in places}
    return {at: _with_unit_row(row) for at, row in texts.items()}


def _with_unit_row(texts: tuple[str, ...]) -> tuple[str, ...]:
    """A row of units under the headings belongs into the headings: 用地面积, 亩 → 用地面积（亩）."""
    unit = texts[-1].strip().strip("（()）")
    if len(texts) > 1 and is_unit(unit):
        return (*texts[:-2], f"{texts[-2]}（{unit}）")
    return texts


def _units(texts: Iterable[str]) -> list[str]:
    """The units that a caption names: 单位：亩、万元."""
    found = [_CAPTION.search(text) for text in texts]
    return [
        unit
        for match in found
        if match
        for unit in re.split(r"[、，,；;\s]+", match["units"])
        if is_unit(unit)
    ]


def _said(made: Column, mapping: Mapping[str, str], names: frozenset[str]) -> Column | None:
    """The column as a person says it is, or None where nothing is said of it."""
    called = {squeezed(made.head), squeezed(made.head.rpartition(" / ")[2]), split_unit(made.head)[0]}
    for head, target in mapping.items():
        if squeezed(head) in called:
            return mapped(made.at, made.head, target, names)
    return None


def _free(made: Column, rows: Mapping[int, Mapping[int, str]], last: int) -> Column:
    """A column whose heading is not understood, taken for a description where its cells hold running text."""
    if made.role != "unknown":
        return made
    cells = [rows[row][made.at] for row in rows if row > last and made.at in rows[row]][:_SAMPLE]
    running = [text for text in cells if re.search(r"[\u4e00-\u9fff]", text)]
    if not cells or len(running) * 2 < len(cells) or sum(map(len, cells)) < _FREE_LENGTH * len(cells):
        return made
    return replace(made, role="text", label=made.label or "说明")


def place_of(address: str) -> Place | None:
    """The place that an address such as C5 names, from 0; None for none."""
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", address)
    if match is None:
        return None
    at = 0
    for letter in match[1]:
        at = at * 26 + ord(letter) - 64
    return int(match[2]) - 1, at - 1
