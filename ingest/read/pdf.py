"""PDF with a text layer: characters with their places, page by page, in the order of the stream."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.document import Line, Page
from ingest.errors import FileEmpty, LimitExceeded, NoTextLayer
from ingest.limits import Limits
from ingest.read.content import Content, Tally, page_ranges
from ingest.read.glyph import Glyph, lines_of
from ingest.read.pdfium import LOCK, damaged, opened, pdfium, pdfium_c

_HYPHEN = "-"
_LOST = "\ufffd"
_WHITE = frozenset({0x0A, 0x0D, 0x20})
_SOFT_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
_GARBLED = 0.3
"""Above this share of characters without a Unicode value, what remains of a page cannot be trusted."""
_STATED = 1000
"""Longest value that a file may state of itself."""
_SPARSE = 20
"""A page whose picture covers half of it, with fewer characters than this, is a scan with a stamp."""


@dataclass
class _Findings:
    """Page numbers by what is wrong with them."""

    pictures: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    lost: dict[int, int] = field(default_factory=dict)
    outside: dict[int, int] = field(default_factory=dict)

    def warnings(self) -> Iterator[str]:
        """Chinese sentences, one a kind."""
        if self.pictures:
            yield f"第{page_ranges(self.pictures)}页没有文字层（多半是扫描图片），这些页的内容没有读入。"
        if self.garbled:
            yield f"第{page_ranges(self.garbled)}页的字体没有文字编码，读出的是乱码，这些页的内容没有读入。"
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


def read_pdf(name: str, data: bytes, limits: Limits) -> Content:
    """Read a PDF.

    Lines stand in stream order; boxes are in points from the top left of the page as displayed.

    Raises:
        FileEncrypted: a password is needed.
        FileUnreadable: no sound PDF.
        FileEmpty: pages without any mark on them, or no page.
        NoTextLayer: no page has usable text.
        LimitExceeded: too many pages or characters.
    """
    lines: list[Line] = []
    pages: list[Page] = []
    found = _Findings()
    tally = Tally(name, limits)
    with opened(name, data) as document:
        with LOCK:
            count = len(document)
            stated = _stated(document)
        if count > limits.pages:
            raise LimitExceeded(f"PDF“{name}”有{count}页，超过{limits.pages}页的上限", "请拆成几个文件后重试")
        for index in range(count):
            # Locked page by page, so that a long file does not keep others waiting.
            with LOCK:
                pages.append(_read_page(document, index, lines, found, tally))
    if not lines:
        raise _nothing(name, count, found)
    return Content(tuple(lines), tuple(pages), stated, tuple(found.warnings()))


def _nothing(name: str, count: int, found: _Findings) -> Exception:
    if found.pictures or found.garbled:
        bad = page_ranges([*found.pictures, *found.garbled])
        return NoTextLayer(
            f"PDF“{name}”没有可用的文字层（第{bad}页是图片或没有文字编码）",
            "请换用可以选中文字的版本，或先做文字识别（OCR）后重试",
        )
    if found.broken:
        return damaged(name, found.broken[0])
    return FileEmpty(f"PDF“{name}”共{count}页，页上什么也没有", "请确认选对了文件")


def _read_page(
    document: pdfium.PdfDocument, index: int, lines: list[Line], found: _Findings, tally: Tally
) -> Page:
    number = index + 1
    try:
        page = document[index]
    except pdfium.PdfiumError:
        found.broken.append(number)
        return Page(number, 0.0, 0.0)
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            count = textpage.count_chars()
            tally.add_text(count)
            glyphs = list(_glyphs(page, textpage, count, number, found))
        finally:
            textpage.close()
        if _is_picture(page, glyphs, width * height):
            found.pictures.append(number)
        if glyphs and found.lost.get(number, 0) > _GARBLED * len(glyphs):
            found.garbled.append(number)
            del found.lost[number]
        else:
            lines.extend(lines_of(glyphs, number))
    except pdfium.PdfiumError:
        found.broken.append(number)
        return Page(number, 0.0, 0.0)
    finally:
        page.close()
    return Page(number, round(width, 2), round(height, 2))


def _is_picture(page: pdfium.PdfPage, glyphs: list[Glyph], area: float) -> bool:
    seen = sum(not glyph.char.isspace() for glyph in glyphs)
    if seen >= _SPARSE:
        return False
    if not seen:
        return bool(pdfium_c.FPDFPage_CountObjects(page) > 0)
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if abs(right - left) * abs(top - bottom) > area / 2:
            return True
    return False


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
