"""PDF: characters with their places, page by page, in the order of the stream; scanned pages by OCR."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.document import Line, Page
from ingest.errors import FileEmpty, LimitExceeded, NoTextLayer
from ingest.limits import Limits
from ingest.read.content import Content, Pages, Tally, page_ranges
from ingest.read.glyph import Glyph, lines_of
from ingest.read.pdfium import LOCK, damaged, opened, pdfium, pdfium_c
from ingest.read.pdfprobe import refuse_endless
from ingest.read.pdfscan import has_hidden_text, is_garbled, is_scan, page_picture
from ingest.read.pdftable import Tables
from ingest.read.recogniser import ADVICE, OcrMissing
from ingest.read.scanner import Scanner

if TYPE_CHECKING:
    from PIL.Image import Image

_HYPHEN = "-"
_LOST = "\ufffd"
_WHITE = frozenset({0x0A, 0x0D, 0x20})
_SOFT_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
_GARBLED = 0.3
"""Above this share of characters without a Unicode value, what remains of a page cannot be trusted."""
_STATED = 1000
"""Longest value that a file may state of itself."""


@dataclass
class _Findings:
    """Page numbers by what is wrong with them."""

    pictures: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    lost: dict[int, int] = field(default_factory=dict)
    outside: dict[int, int] = field(default_factory=dict)

    def warnings(self) -> Iterator[str]:
        """Chinese sentences, one a kind."""
        if self.pictures:
            yield (
                f"第{page_ranges(self.pictures)}页没有文字层（多半是扫描图片），这些页的内容没有读入；{ADVICE}。"
            )
        if self.garbled:
            yield (
                f"第{page_ranges(self.garbled)}页的字体没有文字编码，读出的是乱码，"
                f"这些页的内容没有读入；{ADVICE}。"
            )
        if self.hidden:
            yield f"第{page_ranges(self.hidden)}页是扫描图片，文字取自文件自带的识别结果，未经核对，请以原件为准。"
        if self.broken:
            yield f"第{page_ranges(self.broken)}页已损坏，没有读入。"
        if self.lost:
            count = sum(self.lost.values())
            yield f"第{page_ranges(self.lost)}页共有{count}个字没有文字编码，读作“{_LOST}”。"
        if self.outside:
            yield (
                f"第{page_ranges(self.outside)}页有{sum(self.outside.values())}个字在页面之外，"
                "看不见，没有读入。"
            )


def read_pdf(name: str, data: bytes, limits: Limits, pages: Pages | None = None) -> Content:
    """Read a PDF.

    Lines stand in stream order, those of scanned pages from the top; boxes are in points from the top
    left of the page as displayed, on scanned pages as `Page` says.

    Args:
        name: file name for messages.
        data: the file's bytes.
        limits: upper bounds.
        pages: told of the page at hand and how many there are.

    Raises:
        FileEncrypted: a password is needed.
        FileUnreadable: no sound PDF.
        FileEmpty: pages without any mark on them, or no page.
        NoTextLayer: no page has usable text.
        LimitExceeded: too many pages or characters, or a page that is too much to open.
    """
    lines: list[Line] = []
    sheets: list[Page] = []
    found = _Findings()
    tally = Tally(name, limits)
    scanner = Scanner(name, limits, tally)
    tables = Tables(tally)
    refuse_endless(name, data, limits)
    with opened(name, data) as document:
        with LOCK:
            count = len(document)
            stated = _stated(document)
        if count > limits.pages:
            raise LimitExceeded(f"PDF“{name}”有{count}页，超过{limits.pages}页的上限", "请拆成几个文件后重试")
        for index in range(count):
            if pages:
                pages(index + 1, count)
            # Locked page by page, so that a long file does not keep others waiting.
            with LOCK:
                sheet, printed, picture = _read_page(document, index, found, tally, scanner.ready, tables)
            if picture is not None:
                sheet, seen = scanner(picture, sheet.number, sheet.width, sheet.height)
                # The picture shows what the text layer prints too, a stamp or a page number.
                printed = list(seen) or printed
            sheets.append(sheet)
            lines += printed
    if not lines:
        raise _nothing(name, count, found, scanner)
    return Content(
        tuple(tables.joined(lines, sheets)), tuple(sheets), stated, (*found.warnings(), *scanner.warnings())
    )


def _nothing(name: str, count: int, found: _Findings, scanner: Scanner) -> Exception:
    if found.pictures or found.garbled:
        bad = page_ranges([*found.pictures, *found.garbled])
        return OcrMissing(f"PDF“{name}”第{bad}页没有可用的文字层（是图片，或没有文字编码）", ADVICE)
    if found.broken:
        return damaged(name, found.broken[0])
    if scanner.empty:
        return NoTextLayer(
            f"PDF“{name}”第{page_ranges(scanner.empty)}页是图片，没有识别出文字",
            "请换用可以选中文字的版本，或以更高的分辨率重新扫描",
        )
    return FileEmpty(f"PDF“{name}”共{count}页，页上什么也没有", "请确认选对了文件")


def _read_page(
    document: pdfium.PdfDocument,
    index: int,
    found: _Findings,
    tally: Tally,
    ready: bool,
    tables: Tables,
) -> tuple[Page, list[Line], Image | None]:
    """The page with the lines of its text layer, or with its picture if that is to be read instead."""
    number = index + 1
    broken: tuple[Page, list[Line], None] = Page(number, 0.0, 0.0), [], None
    try:
        page = document[index]
    except pdfium.PdfiumError:
        found.broken.append(number)
        return broken
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            count = textpage.count_chars()
            tally.add_page(count, number)
            glyphs = list(_glyphs(page, textpage, count, number, found))
        finally:
            textpage.close()
        sheet = Page(number, round(width, 2), round(height, 2))
        scanned = is_scan(page, glyphs, width, height)
        garbled = bool(glyphs) and (found.lost.get(number, 0) > _GARBLED * len(glyphs) or is_garbled(glyphs))
        hidden = bool(glyphs) and not scanned and has_hidden_text(page, width, height)
        picture = page_picture(page) if (scanned or garbled or hidden) and ready else None
        if hidden and not (ready or garbled):
            found.hidden.append(number)
        if scanned and not ready:
            found.pictures.append(number)
        if garbled:
            found.lost.pop(number, None)
            if not ready:
                found.garbled.append(number)
            return sheet, [], picture
        return sheet, tables.on_page(list(lines_of(glyphs, number)), page, _Placement(page)), picture
    except pdfium.PdfiumError:
        found.broken.append(number)
        return broken
    finally:
        page.close()


def _glyphs(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, count: int, number: int, found: _Findings
) -> Iterator[Glyph]:
    place = _Placement(page)
    raw = textpage.raw
    box = pdfium_c.FS_RECTF()
    matrix = pdfium_c.FS_MATRIX()
    pointer, matrix_pointer = ctypes.byref(box), ctypes.byref(matrix)
    unicode_of, generated = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_IsGenerated
    loose, unmapped = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_HasUnicodeMapError
    line_end = space = False
    high = 0
    size: float | None = None
    for index in range(count):
        code = unicode_of(raw, index)
        # Only white space is ever generated.
        if code in _WHITE and generated(raw, index) == 1:
            line_end |= code in (0x0A, 0x0D)
            space |= code == 0x20
            continue
        if code in (0x0A, 0x0D):
            line_end = True
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        char = _HYPHEN if code in _SOFT_HYPHENS else chr(code)
        control = code < 0x20 and char not in ("\t", _HYPHEN)
        if control or 0xD800 <= code < 0xE000 or unmapped(raw, index) == 1:
            char = _LOST
            found.lost[number] = found.lost.get(number, 0) + 1
        if not loose(raw, index, pointer):
            box.left = box.right = box.top = box.bottom = 0.0
        x0, y0, x1, y1 = place(box.left, box.bottom, box.right, box.top)
        if not char.isspace() and not (x1 > 0 and y1 > 0 and x0 < place.width and y0 < place.height):
            found.outside[number] = found.outside.get(number, 0) + 1
            continue
        if size is None or line_end:
            size = pdfium_c.FPDFText_GetFontSize(raw, index)
            if pdfium_c.FPDFText_GetMatrix(raw, index, matrix_pointer):
                size *= max(abs(matrix.d), abs(matrix.b))
            size = round(size, 1)
        yield Glyph(char, x0, y0, x1, y1, line_end, space, size)
        line_end = space = False


class _Placement:
    """From PDF user space (origin at the bottom left, unturned) to points on the displayed page."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.width, self.height = page.get_size()
        self._turn = page.get_rotation() % 360
        self._left, self._bottom, self._right, self._top = page.get_bbox()

    def __call__(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        if self._turn == 90:
            return bottom - self._bottom, left - self._left, top - self._bottom, right - self._left
        if self._turn == 180:
            return self._right - right, bottom - self._bottom, self._right - left, top - self._bottom
        if self._turn == 270:
            return self._top - top, self._right - right, self._top - bottom, self._right - left
        return left - self._left, self._top - top, right - self._left, self._top - bottom


def _stated(document: pdfium.PdfDocument) -> dict[str, str]:
    try:
        entries = document.get_metadata_dict(skip_empty=True)
    except (pdfium.PdfiumError, UnicodeError):
        return {}
    return {key: value.replace("\0", "").strip() for key, value in entries.items() if len(value) <= _STATED}
