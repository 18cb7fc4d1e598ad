"""XLS and old ET (BIFF), read with xlrd, which knows the number formats: 0.7 that shows as 70% reads 70%.

Every formula of a BIFF file has a stored result, so that none is left without one; whether a
program ever computed it cannot be known.
"""

from __future__ import annotations

import struct
from io import StringIO

import xlrd  # type: ignore[import-untyped]

from ingest.errors import FileEncrypted, FileUnreadable
from ingest.limits import Limits
from ingest.read.content import Content, Tally
from ingest.read.sheet import Sheet, address, content
from ingest.read.sheetformat import shown

# What xlrd lets through when a file is damaged; it checks little of what it reads.
_BROKEN = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    EOFError,
    OSError,
)


def read_xls(name: str, data: bytes, limits: Limits) -> Content:
    """Read an XLS as a spreadsheet program shows it.

    Raises:
        FileUnreadable, FileEncrypted: damaged, or under a password.
        FileEmpty: no sheet shows anything.
        LimitExceeded: too many cells or characters.
    """
    return content(name, xls_sheets(name, data, limits), Tally(name, limits))


def xls_sheets(name: str, data: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of an XLS, cell by cell.

    Raises:
        FileUnreadable, FileEncrypted, LimitExceeded: see `read_xls`.
    """
    tally = Tally(name, limits)
    sheets: list[Sheet] = []
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=StringIO()
        )
        for at in range(book.nsheets):
            sheets.append(_sheet(book, book.sheet_by_index(at), tally))
            book.unload_sheet(at)
    except _BROKEN as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise FileEncrypted(f"“{name}”需要密码", "请在办公软件中去掉密码、另存一份后重试") from error
        raise FileUnreadable(
            f"“{name}”已损坏，工作表无法读取", "请用WPS或Excel打开，另存为 XLSX 后重试"
        ) from error
    return sheets


def _sheet(book: xlrd.book.Book, source: xlrd.sheet.Sheet, tally: Tally) -> Sheet:
    sheet = Sheet(source.name, hidden=bool(source.visibility))
    for row in range(source.nrows):
        before = len(sheet.cells)
        for column in range(source.row_len(row)):
            kind = source.cell_type(row, column)
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            text = _text(book, source.cell(row, column))
            if kind == xlrd.XL_CELL_ERROR:
                sheet.errors.append(address(row, column))
            if text.strip():
                tally.add_cell()
                tally.add_text(len(text))
                sheet.put(row, column, text)
            if kind == xlrd.XL_CELL_NUMBER:
                sheet.numbers[row, column] = source.cell_value(row, column)
        info = source.rowinfo_map.get(row)
        if info is not None and info.hidden and len(sheet.cells) > before:
            sheet.hidden_rows += 1
    for top, bottom, left, right in source.merged_cells:
        tally.add_cell()
        sheet.merge(top, left, bottom - top, right - left)
    hidden = {column for column, info in source.colinfo_map.items() if info.hidden}
    sheet.hidden_columns = len(hidden & {column for _, column in sheet.cells})
    return sheet


def _text(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    style = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    return shown(cell.value, style.format_str if style else "General", from_1904=bool(book.datemode))
