"""ODS (OpenDocument): its cells store the text that they show."""

from __future__ import annotations

from lxml import etree

from ingest.errors import FileEncrypted
from ingest.limits import Limits
from ingest.read.archive import Archive
from ingest.read.content import Content, Tally
from ingest.read.sheet import Sheet, address, content
from ingest.read.xmlsafe import parse_xml

_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN = ("collapse", "filter")
_ROWS, _COLUMNS = 1 << 20, 1 << 14
_REPEATS = 10_000
"""Copies of one filled row or cell that are made; beyond it stands filling, not content."""


def read_ods(name: str, data: bytes, limits: Limits) -> Content:
    """Read an OpenDocument spreadsheet as it is shown.

    Raises:
        FileUnreadable, FileEncrypted: damaged, or under a password.
        FileEmpty: no sheet shows anything.
        LimitExceeded: too many cells or characters, or too large once unpacked.
    """
    return content(name, ods_sheets(name, data, limits), Tally(name, limits))


def ods_sheets(name: str, data: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of an OpenDocument spreadsheet, cell by cell.

    Raises:
        FileUnreadable, FileEncrypted, LimitExceeded: see `read_ods`.
    """
    package = Archive(name, data, limits)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise FileEncrypted(f"“{name}”需要密码", "请在办公软件中去掉密码、另存一份后重试")
    root = parse_xml(name, package.read("content.xml"), limits)
    tally = Tally(name, limits)
    hidden = {
        style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name")
        for style in root.iter("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}style")
        if any(properties.get(f"{_T}display") == "false" for properties in style)
    }
    return [
        _sheet(table, table.get(f"{_T}style-name") in hidden, tally)
        for table in root.iterfind(f"{_O}body/{_O}spreadsheet/{_T}table")
    ]


def _sheet(table: etree._Element, hidden: bool, tally: Tally) -> Sheet:
    sheet = Sheet(table.get(f"{_T}name") or "", hidden=hidden)
    merges: list[tuple[int, int, int, int]] = []
    at = 0
    for row in table.iter(f"{_T}table-row"):
        copies = _count(row, "number-rows-repeated", _ROWS)
        before = len(sheet.cells)
        filled = copies if any(cell.find(f"{_X}p") is not None for cell in row) else 1
        for copy in range(min(filled, _REPEATS)):
            if at + copy < _ROWS:
                _row(sheet, row, at + copy, merges, tally)
        if row.get(f"{_T}visibility") in _HIDDEN and len(sheet.cells) > before:
            sheet.hidden_rows += filled
        at += copies
    for merge in merges:
        sheet.merge(*merge)
    return sheet


def _row(
    sheet: Sheet, row: etree._Element, at: int, merges: list[tuple[int, int, int, int]], tally: Tally
) -> None:
    column = 0
    for cell in row:
        if cell.tag not in (f"{_T}table-cell", f"{_T}covered-table-cell"):
            continue
        copies = _count(cell, "number-columns-repeated", _COLUMNS)
        text = "\n".join(_words(paragraph) for paragraph in cell.iterfind(f"{_X}p"))
        if not text.strip() and cell.get(f"{_T}formula") and cell.get(f"{_O}value-type") is None:
            sheet.uncomputed.append(address(at, column))
        for copy in range(min(copies, _REPEATS) if text.strip() else 0):
            if column + copy < _COLUMNS:
                tally.add_cell()
                tally.add_text(len(text))
                sheet.put(at, column + copy, text)
        rows, columns = (_count(cell, f"number-{kind}-spanned", _ROWS) for kind in ("rows", "columns"))
        if rows > 1 or columns > 1:
            tally.add_cell()
            merges.append((at, column, rows, columns))
        column += copies


def _words(paragraph: etree._Element) -> str:
    """A paragraph's text; runs of spaces and tabs are elements."""
    found = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_X}s":
            found.append(" " * min(_count(child, "c", 1000, _X), 1000))
        elif child.tag == f"{_X}tab":
            found.append("\t")
        elif child.tag == f"{_X}line-break":
            found.append("\n")
        else:
            found.append("".join(child.itertext()))
        found.append(child.tail or "")
    return "".join(found)


def _count(element: etree._Element, attribute: str, most: int, space: str = _T) -> int:
    text = element.get(f"{space}{attribute}") or "1"
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1
