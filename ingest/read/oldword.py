"""DOC, WPS, RTF, ODT and Word 2003 XML: through LibreOffice to DOCX, and checked against the original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Cell, Line
from ingest.errors import FileEncrypted
from ingest.limits import Limits
from ingest.read.archive import Archive
from ingest.read.content import Content
from ingest.read.docx import read_docx
from ingest.read.office import to_docx
from ingest.read.oleword import OleWord, displayed
from ingest.read.wordpackage import WordPackage

_FILTERS: dict[str, tuple[str, str]] = {
    "doc": (".doc", "MS Word 97"),
    "works": (".wps", "MS_Works"),
    "rtf": (".rtf", "Rich Text Format"),
    "odt": (".odt", "writer8"),
    "wordml": (".xml", "MS Word 2003 XML"),
}
"""For each format the suffix and the import filter by which LibreOffice knows it."""
_BEFORE_97 = "MS WinWord 6.0"
_HAN = re.compile("[\u4e00-\u9fff]")
_MARKED = re.compile("[\x00-\x08\x0b-\x1f]")


def read_oldword(format_: str, name: str, data: bytes, limits: Limits) -> Content:
    """Read a document that only an office program understands.

    Args:
        format_: "doc", "works", "rtf", "odt" or "wordml".
        name, data, limits: as for every reader.

    Raises:
        ProgramMissing: no LibreOffice on this machine.
        FileEncrypted, FileUnreadable, FileEmpty, LimitExceeded: see `ingest.errors`.
    """
    suffix, filter_ = _FILTERS[format_]
    stored = ""
    if format_ == "doc":
        word = OleWord(name, data)
        if word.encrypted:
            raise _locked(name)
        filter_ = _BEFORE_97 if word.old else filter_
        stored = displayed(word.text())
    elif format_ == "odt" and _locked_odt(name, data, limits):
        raise _locked(name)
    converted = to_docx(name, data, suffix, filter_, limits)
    content = read_docx(name, converted, limits)
    return _compared(content, stored, name, converted, limits) if stored else content


def _compared(content: Content, stored: str, name: str, converted: bytes, limits: Limits) -> Content:
    """The content with tables that the conversion ran together parted again, and a word on what is lost."""
    lines, parted = _part_tables(content.lines, stored)
    warnings = list(content.warnings)
    if parted:
        warnings.append(
            f"文中{parted}个表格在转换时失去了框线，已按原文件的单元格分开，行列位置请与原件核对。"
        )
    found = Counter(_HAN.findall("".join(WordPackage(name, converted, limits).document.itertext())))
    lost = (Counter(_HAN.findall(stored)) - found).total()
    if lost:
        warnings.append(f"转换后比原文件少了约{lost}个汉字，请与原件核对，或另存为 DOCX 后重试。")
    return replace(content, lines=tuple(lines), warnings=tuple(warnings))


def _part_tables(lines: Sequence[Line], stored: str) -> tuple[list[Line], int]:
    """Parted again: each paragraph that is all the cells of a table without anything between them.

    LibreOffice makes that of a table whose end the file does not mark. Where the rows have the same
    number of cells these keep their places; where not, some are merged, nobody can tell which, and
    they become lines.
    """
    whole = {"".join(_bare(cell) for row in table for cell in row): table for table in _tables(stored)}
    number = max((line.cell.table for line in lines if line.cell), default=0)
    out: list[Line] = []
    parted = 0
    for line in lines:
        table = None if line.cell else whole.get(_bare(line.text))
        if table is None or sum(len(row) for row in table) < 2:
            out.append(line)
            continue
        parted += 1
        number += 1
        even = len({len(row) for row in table}) == 1
        for at, row in enumerate(table):
            for column, text in enumerate(row):
                if bare := _MARKED.sub("", text).strip():
                    cell = Cell(number, at, column) if even else None
                    out.append(Line(bare, whole=True, cell=cell))
    return out, parted


def _tables(stored: str) -> Iterator[list[list[str]]]:
    """The rows of the cells of each table in the stored text."""
    for stretch in re.findall("(?:[^\r\x07]*(?:\r[^\r\x07]*)*\x07)+", stored):
        rows = [row.split("\x07") for row in stretch.removesuffix("\x07\x07").split("\x07\x07")]
        # What stands before the first cell are the paragraphs above the table.
        rows[0][0] = rows[0][0].rpartition("\r")[2]
        yield rows


def _bare(text: str) -> str:
    return re.sub(r"\s", "", _MARKED.sub("", text))


def _locked_odt(name: str, data: bytes, limits: Limits) -> bool:
    archive = Archive(name, data, limits)
    manifest = "META-INF/manifest.xml"
    return manifest in archive and b"encryption-data" in archive.read(manifest)


def _locked(name: str) -> FileEncrypted:
    return FileEncrypted(f"“{name}”需要密码", "请在办公软件中去掉密码、另存一份后重试")
