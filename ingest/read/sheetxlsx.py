"""XLSX, read from the package's parts, so that nothing is built for cells that only claim to exist.

Libraries give either the numbers without their formats (calamine) or neither merged cells nor hidden
rows without loading all of the file as objects (openpyxl); 70% stored as 0.7 has to read 70%.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from lxml import etree

from ingest.errors import FileUnreadable, LimitExceeded
from ingest.limits import Limits
from ingest.read.archive import Archive
from ingest.read.content import Content, Tally
from ingest.read.sheet import Place, Sheet, address, content
from ingest.read.sheetformat import BUILTIN, shown
from ingest.read.xmlsafe import parse_xml, walk_xml

_PLAIN = b"http://schemas.openxmlformats.org/"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(spreadsheetml/main|officeDocument/relationships)")
_SAME = {
    b"spreadsheetml/main": _PLAIN + b"spreadsheetml/2006/main",
    b"officeDocument/relationships": _PLAIN + b"officeDocument/2006/relationships",
}
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TAGS = (f"{_S}row", f"{_S}col", f"{_S}mergeCell")
_ROWS, _COLUMNS = 1 << 20, 1 << 14
_ASIDE = {"comments": "批注", "drawing": "图形或图片"}
_MOST_SHEETS = 1000


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share: the texts, the number formats by style, and the epoch of dates."""

    texts: list[str]
    formats: list[str]
    from_1904: bool


def read_xlsx(name: str, data: bytes, limits: Limits) -> Content:
    """Read an XLSX as a spreadsheet program shows it.

    Raises:
        FileUnreadable, FileEncrypted: damaged, or under a password.
        FileEmpty: no sheet shows anything.
        LimitExceeded: too many cells or characters, or too large once unpacked.
    """
    return content(name, xlsx_sheets(name, data, limits), Tally(name, limits))


def xlsx_sheets(name: str, data: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of an XLSX, cell by cell.

    Raises:
        FileUnreadable, FileEncrypted, LimitExceeded: see `read_xlsx`.
    """
    package = Archive(name, data, limits)
    main = _main(name, package, limits)
    if main.endswith(".bin"):
        raise FileUnreadable(f"“{name}”是二进制工作簿（XLSB），不能读取", "请用办公软件另存为 XLSX 后重试")
    workbook = parse_xml(name, _part(package, main), limits)
    links = _links(name, package, main, limits)
    folder = posixpath.dirname(main)
    properties = workbook.find(f"{_S}workbookPr")
    book = _Book(
        _texts(name, package, _linked(links, folder, "sharedStrings"), limits),
        _formats(name, package, _linked(links, folder, "styles"), limits),
        properties is not None and properties.get("date1904") in ("1", "true"),
    )
    tally = Tally(name, limits)
    sheets: list[Sheet] = []
    for entry in workbook.iterfind(f"{_S}sheets/{_S}sheet"):
        if len(sheets) >= _MOST_SHEETS:
            raise LimitExceeded(f"“{name}”的工作表超过{_MOST_SHEETS}张的上限", "请拆成几个文件后重试")
        kind, target = links.get(entry.get(f"{_R}id") or "", ("", ""))
        if kind != "worksheet":
            continue
        sheet = Sheet(entry.get("name") or "", hidden=entry.get("state") in ("hidden", "veryHidden"))
        path = _resolved(folder, target)
        _Reading(sheet, book, tally, limits).read(name, _part(package, path))
        kinds = {kind for kind, _ in _links(name, package, path, limits).values()}
        sheet.aside = tuple(word for kind, word in _ASIDE.items() if kind in kinds)
        sheets.append(sheet)
    return sheets


def _part(package: Archive, path: str) -> bytes:
    return _STRICT.sub(lambda found: _SAME[found[1]], package.read(path))


def _main(name: str, package: Archive, limits: Limits) -> str:
    for kind, target in _links(name, package, "", limits).values():
        if kind == "officeDocument":
            return _resolved("", target)
    return "xl/workbook.xml"


def _links(name: str, package: Archive, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """The relationships of a part: the last word of their type, and their target, by id."""
    folder, file = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    if path not in package:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for link in parse_xml(name, package.read(path), limits):
        if isinstance(link.tag, str) and link.get("TargetMode") != "External":
            kind = (link.get("Type") or "").rsplit("/", 1)[-1]
            found[link.get("Id") or ""] = (kind, link.get("Target") or "")
    return found


def _linked(links: dict[str, tuple[str, str]], folder: str, kind: str) -> str:
    return next((_resolved(folder, target) for other, target in links.values() if other == kind), "")


def _resolved(folder: str, target: str) -> str:
    """A target as a member's name; ".." within the package is usual and leads nowhere else."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


def _texts(name: str, package: Archive, path: str, limits: Limits) -> list[str]:
    if path not in package:
        return []
    return [_rich(item) for item in parse_xml(name, _part(package, path), limits).iterfind(f"{_S}si")]


def _rich(item: etree._Element) -> str:
    """The text of a shared or inline string, its runs joined, without the reading aids (rPh)."""
    runs = [*item.iterfind(f"{_S}t"), *item.iterfind(f"{_S}r/{_S}t")]
    return _ESCAPED.sub(_unescaped, "".join(run.text or "" for run in runs))


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char.isprintable() or char in "\n\t" else "\n" if char == "\r" else ""


def _formats(name: str, package: Archive, path: str, limits: Limits) -> list[str]:
    if path not in package:
        return []
    styles = parse_xml(name, _part(package, path), limits)
    codes = dict(BUILTIN)
    for entry in styles.iterfind(f"{_S}numFmts/{_S}numFmt"):
        codes[_integer(entry.get("numFmtId"))] = entry.get("formatCode") or "General"
    return [
        codes.get(_integer(style.get("numFmtId")), "General")
        for style in styles.iterfind(f"{_S}cellXfs/{_S}xf")
    ]


def _integer(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _place(text: str | None) -> tuple[int, int] | None:
    found = _ADDRESS.fullmatch(text or "")
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row - 1, column - 1) if 0 < row <= _ROWS and column <= _COLUMNS else None


class _Reading:
    """Goes through the markup of one sheet."""

    def __init__(self, sheet: Sheet, book: _Book, tally: Tally, limits: Limits) -> None:
        self._limits = limits
        self._sheet = sheet
        self._book = book
        self._tally = tally
        self._row = -1
        self._hidden: set[int] = set()
        self._merges: list[tuple[int, int, int, int]] = []

    def read(self, name: str, data: bytes) -> None:
        """Fill the sheet."""
        for element in walk_xml(name, data, self._limits, _TAGS):
            if element.tag == f"{_S}row":
                self._read_row(element)
            elif element.tag == f"{_S}col" and element.get("hidden") in ("1", "true"):
                first, last = _integer(element.get("min")), _integer(element.get("max"))
                self._hidden.update(range(max(first, 1) - 1, min(last, _COLUMNS)))
            elif element.tag == f"{_S}mergeCell":
                self._merge(element.get("ref") or "")
        for row, column, rows, columns in self._merges:
            self._sheet.merge(row, column, rows, columns)
        self._sheet.hidden_columns = len(self._hidden & {column for _, column in self._sheet.cells})

    def _read_row(self, element: etree._Element) -> None:
        self._row = _integer(element.get("r")) - 1 if element.get("r") else self._row + 1
        if not 0 <= self._row < _ROWS:
            return
        column = -1
        before = len(self._sheet.cells)
        for cell in element.iterfind(f"{_S}c"):
            place = _place(cell.get("r"))
            column = place[1] if place else column + 1
            if column < _COLUMNS:
                self._read_cell(cell, self._row, column)
        if element.get("hidden") in ("1", "true") and len(self._sheet.cells) > before:
            self._sheet.hidden_rows += 1

    def _read_cell(self, cell: etree._Element, row: int, column: int) -> None:
        value = cell.findtext(f"{_S}v")
        kind = cell.get("t") or "n"
        text = ""
        if kind == "inlineStr":
            inline = cell.find(f"{_S}is")
            text = _rich(inline) if inline is not None else ""
        elif value is None or value == "":
            if cell.find(f"{_S}f") is not None and kind != "str":
                self._sheet.uncomputed.append(address(row, column))
        elif kind == "s":
            at = _integer(value)
            text = self._book.texts[at] if at < len(self._book.texts) else ""
        elif kind == "b":
            text = "TRUE" if value == "1" else "FALSE"
        elif kind == "e":
            text = value
            self._sheet.errors.append(address(row, column))
        elif kind == "n":
            text = self._number(value, _integer(cell.get("s")), (row, column))
        else:
            text = _ESCAPED.sub(_unescaped, value)
        if text.strip():
            self._tally.add_cell()
            self._tally.add_text(len(text))
            self._sheet.put(row, column, text)

    def _number(self, value: str, style: int, place: Place) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        self._sheet.numbers[place] = number
        formats = self._book.formats
        code = formats[style] if style < len(formats) else "General"
        return shown(number, code, from_1904=self._book.from_1904)

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        start, stop = _place(first), _place(last)
        if start and stop and stop[0] >= start[0] and stop[1] >= start[1]:
            self._tally.add_cell()
            self._merges.append((*start, stop[0] - start[0] + 1, stop[1] - start[1] + 1))
