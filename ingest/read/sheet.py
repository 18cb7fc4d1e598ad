"""Sheet: the cells of one worksheet as they are shown. Sheets → lines: captions, tables, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Cell, Line
from ingest.errors import FileEmpty
from ingest.markers import match_marker
from ingest.read.content import Content, Tally

Place = tuple[int, int]
"""Row and column, from 0."""

_DEFAULT_NAME = re.compile(r"(?:Sheet|工作表|表格?|Table)\s*[0-9]*(?:\s*\([0-9]+\))?", re.I)
_FORM_LINE = re.compile(
    r"(?:计量)?单位\s*[:：].*|[（(]\s*(?:计量)?单位\s*[:：].*[)）]"
    r"|(?:填报|编制|制表|主管|报送|公布|发布)\S{0,4}\s*[:：].*|(?:填报|制表|报送|统计)?(?:日期|时间)\s*[:：].*|附?表\s*[0-9一二三四五六七八九十]+"
)
_NOTE = re.compile(r"(?:备?注|说明|附注|资料来源|数据来源|来源|填表说明)\s*[0-9一二三]*\s*[:：.．、]|[*＊※]")
_NUMERIC = re.compile(r"[≥≤><＜＞=~～－-]*\s*[¥￥]?\d[\d,.．]*\s*[%％‰]?.{0,4}")
_ENDS = re.compile(r"[。；;！？]\s*$")
_NOTE_LENGTH = 30
_SHOWN = 12
"""Addresses that a warning names one by one."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass
class Sheet:
    """One worksheet.

    Attributes:
        name: as on its tab, "" where there is none (CSV).
        cells: those that show something, by place.
        hidden: whether the tab itself is hidden.
        hidden_rows, hidden_columns: how many of those with content are.
        uncomputed: addresses of formulas whose result is not stored.
        errors: addresses of cells that show an error such as #DIV/0!.
        aside: what kinds of content are not read, in Chinese ("批注", "图形").
        numbers: what is stored where a cell shows a number or a date, by place; a format may show it rounded.
    """

    name: str
    cells: dict[Place, SheetCell] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    uncomputed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    aside: tuple[str, ...] = ()
    numbers: dict[Place, float] = field(default_factory=dict)

    def put(self, row: int, column: int, text: str) -> None:
        """Set what a cell shows; white space alone is nothing."""
        if text.strip():
            self.cells[row, column] = SheetCell(text)

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Let the cell at a place cover more. What lies under it is not shown, but kept."""
        cell = self.cells.get((row, column))
        if cell is not None:
            self.cells[row, column] = SheetCell(cell.text, max(rows, 1), max(columns, 1))


def address(row: int, column: int) -> str:
    """A place as spreadsheets name it: (0, 0) → "A1"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def content(name: str, sheets: Sequence[Sheet], tally: Tally) -> Content:
    """The lines of a workbook.

    A sheet's name is a heading, unless the program gave it (Sheet1) or the only sheet has a title of its
    own. Lines above and below
    a table, such as its title, unit and notes, are paragraphs. Blank rows part tables where the second
    begins with a caption or with headings.

    Raises:
        FileEmpty: no sheet shows anything.
        LimitExceeded: too many cells or characters.
    """
    lines: list[Line] = []
    number = 0
    filled = [sheet for sheet in sheets if sheet.cells]
    if not filled:
        raise FileEmpty(f"“{name}”的工作表里没有内容", "请确认选对了文件；若内容是图片，请换用带文字的版本")
    stated: dict[str, str] = {}
    for sheet in filled:
        parts = _parts(sheet)
        tab = sheet.name.strip()
        titled = next((row[0][1].text.strip() for part in parts[:1] for _, row in part.above[:1]), "")
        if titled and len(filled) == 1:
            tab = ""
        if tab and not _DEFAULT_NAME.fullmatch(tab):
            lines.append(Line(tab, whole=True, heading=2))
            if len(filled) > 1:
                stated.setdefault("title", titled or re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name))
        for part in parts:
            number = _emit(part, number, lines, tally)
    return Content(tuple(lines), stated=stated, warnings=tuple(_warnings(sheets)))


def _warnings(sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        where = f"工作表“{sheet.name}”" if sheet.name else "表格"
        if sheet.uncomputed:
            named = "、".join(sheet.uncomputed[:_SHOWN]) + ("等" if len(sheet.uncomputed) > _SHOWN else "")
            yield (
                f"{where}有{len(sheet.uncomputed)}个公式没有保存计算结果（{named}），读作空白；"
                "请用办公软件打开并保存后重新添加。"
            )
        if sheet.errors:
            named = "、".join(sheet.errors[:_SHOWN]) + ("等" if len(sheet.errors) > _SHOWN else "")
            yield f"{where}有{len(sheet.errors)}个单元格显示为错误值（{named}），请核对原表。"
        if sheet.hidden and sheet.cells:
            yield f"{where}是隐藏的，也已读入。"
        hidden = [(sheet.hidden_rows, "行"), (sheet.hidden_columns, "列")]
        if any(count for count, _ in hidden):
            told = "、".join(f"{count}{unit}" for count, unit in hidden if count)
            yield f"{where}有隐藏的{told}，也已读入。"
        if sheet.aside:
            yield f"{where}中的{'、'.join(sheet.aside)}没有读入。"


Row = list[tuple[int, SheetCell]]


@dataclass
class _Part:
    """Rows without a wholly blank one between them, cut into what stands above, in and below a table."""

    above: list[tuple[int, Row]]
    table: list[tuple[int, Row]]
    below: list[tuple[int, Row]]


def _parts(sheet: Sheet) -> list[_Part]:
    rows: dict[int, Row] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append((column, cell))
    blocks: list[list[tuple[int, Row]]] = []
    reach = -1
    for at, row_cells in rows.items():
        if at > reach or not blocks:
            blocks.append([])
        blocks[-1].append((at, row_cells))
        reach = max(reach, at + 1, *(at + cell.rows for _, cell in row_cells))
    found: list[_Part] = []
    for block in blocks:
        for part in _beside(_cut(block)):
            before = found[-1] if found else None
            if before is not None and before.table and not before.below and _goes_on(before, part):
                before.table += part.table
                before.below = part.below
            else:
                found.append(part)
    return found


def _cut(block: list[tuple[int, Row]]) -> _Part:
    start = 0
    while start < len(block) and _is_prose(block[start][1]):
        start += 1
    if start == len(block):
        return _Part(block, [], [])
    end = len(block)
    while end > start + 1 and len(block[end - 1][1]) == 1:
        end -= 1
    left = min(column for _, row in block[start:end] for column, _ in row)
    right = max(column + cell.columns for _, row in block[start:end] for column, cell in row)
    while end < len(block) and not _is_note(block[end][1][0], left, right):
        end += 1
    return _Part(block[:start], block[start:end], block[end:])


def _is_prose(row: Row) -> bool:
    """Whether a row above a table is a caption, unit line or the like: one cell, or form lines only."""
    return len(row) == 1 or all(_FORM_LINE.fullmatch(" ".join(cell.text.split())) for _, cell in row)


def _is_note(place: tuple[int, SheetCell], left: int, right: int) -> bool:
    column, cell = place
    if _NOTE.match(cell.text.strip()):
        return True
    wide = column <= left and column + cell.columns >= right
    return column == left and (wide or cell.columns > 1 or len(cell.text) > _NOTE_LENGTH)


def _goes_on(before: _Part, part: _Part) -> bool:
    """Whether rows behind a blank one belong to the table before it: no caption, no headings of their own."""
    if part.above or not part.table:
        return False
    columns = {column for _, row in before.table for column, _ in row}
    first = part.table[0][1]
    return {column for column, _ in first} <= columns and any(_NUMERIC.fullmatch(c.text) for _, c in first)


def _beside(part: _Part) -> list[_Part]:
    """Tables that stand side by side, a blank column between them, taken one by one."""
    taken: set[int] = set()
    for _, row in part.table:
        for column, cell in row:
            taken.update(range(column, column + min(cell.columns, 1 << 14)))
    starts = [column for column in sorted(taken) if column - 1 not in taken]
    if len(starts) < 2:
        return [part]
    groups: list[list[tuple[int, Row]]] = []
    for start, stop in zip(starts, [*starts[1:], 1 << 20], strict=True):
        rows = [(at, [place for place in row if start <= place[0] < stop]) for at, row in part.table]
        groups.append([(at, row) for at, row in rows if row])
    heads = [group[0][1] for group in groups]
    alone = all(
        group[0][0] == part.table[0][0] and len({c for _, row in group for c, _ in row}) > 1
        for group in groups
    )
    if not alone or any(_NUMERIC.fullmatch(cell.text) for head in heads for _, cell in head):
        return [part]
    parts = [_Part([], group, []) for group in groups]
    parts[0].above, parts[-1].below = part.above, part.below
    return parts


def _emit(part: _Part, number: int, lines: list[Line], tally: Tally) -> int:
    """Add the lines of a part; gives the number of the last table."""
    columns = {column for _, row in part.table for column, _ in row}
    if len(columns) < 2:
        # One column is running text set in cells.
        part = _Part(part.above + part.table + part.below, [], [])
    _paragraphs(part.above, lines, tally)
    if part.table:
        number += 1
        top = part.table[0][0]
        left = min(columns)
        right = max(columns) + 1
        bottom = part.table[-1][0] + 1
        for at, row in part.table:
            for column, cell in row:
                down, across = min(cell.rows, bottom - at), min(cell.columns, right - column)
                tally.add_cell(down * across)
                place = Cell(number, at - top, column - left, max(down, 1), max(across, 1))
                for text in _pieces(cell.text):
                    tally.add_text(len(text))
                    lines.append(Line(text, whole=True, cell=place))
    _paragraphs(part.below, lines, tally)
    return number


def _paragraphs(rows: list[tuple[int, Row]], lines: list[Line], tally: Tally) -> None:
    for _, row in rows:
        for _, cell in row:
            tally.add_cell()
            for text in _pieces(cell.text):
                tally.add_text(len(text))
                lines.append(Line(text, whole=True))


def _pieces(text: str) -> list[str]:
    """A cell's text, its line breaks kept only where a list or a new sentence begins behind them."""
    pieces: list[str] = []
    for piece in re.split(r"\r\n|[\r\n\v\f\u2028\u2029]", text):
        if not piece.strip():
            continue
        if pieces and not _ENDS.search(pieces[-1]) and match_marker(piece.strip()) is None:
            before = pieces[-1].rstrip()
            latin = before[-1:].isascii() and piece.lstrip()[:1].isascii()
            pieces[-1] = f"{before}{' ' if latin else ''}{piece.strip()}"
        else:
            pieces.append(piece.rstrip())
    return pieces
