"""OFD (GB/T 33190-2016): the text of its pages with its places, scanned pages by recognition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.document import Line, Page
from ingest.errors import FileEmpty, FileUnreadable, IngestError, NoTextLayer
from ingest.limits import Limits
from ingest.read.content import Content, Pages, Tally, page_ranges
from ingest.read.glyph import Glyph
from ingest.read.ofdbook import Book, open_book
from ingest.read.ofdline import lines_on
from ingest.read.ofdpackage import Package
from ingest.read.ofdpage import Sheet, pictures, sheet_at
from ingest.read.ofdsize import even_sizes
from ingest.read.ofdtext import LOST, Run, runs_of
from ingest.read.recogniser import ADVICE, OcrMissing
from ingest.read.scanner import Scanner

_SPARSE = 20
"""A page whose pictures cover half of it, with fewer characters than this, is a scan with a stamp."""
_GARBLED = 0.3
"""Above this share of glyphs without a text, what remains of a page cannot be trusted."""


@dataclass
class _Findings:
    """Page numbers by what is wrong with them."""

    pictures: list[int] = field(default_factory=list)
    undecoded: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    watermarks: list[int] = field(default_factory=list)
    lost: dict[int, int] = field(default_factory=dict)
    outside: dict[int, int] = field(default_factory=dict)
    hidden: dict[int, int] = field(default_factory=dict)
    unplaced: dict[int, int] = field(default_factory=dict)
    fault: IngestError | None = None

    def warnings(self) -> Iterator[str]:
        """Chinese sentences, one a kind."""
        if self.pictures:
            yield (
                f"第{page_ranges(self.pictures)}页是图片，没有文字层，这里没有装文字识别（OCR）组件，"
                f"这些页的内容没有读入。可{ADVICE}"
            )
        if self.undecoded:
            yield f"第{page_ranges(self.undecoded)}页的图片无法解码，这些页的内容没有读入。"
        if self.garbled:
            yield f"第{page_ranges(self.garbled)}页的字体没有文字编码，这些页的内容没有读入。"
        if self.broken:
            yield f"第{page_ranges(self.broken)}页已损坏，没有读入。"
        if self.lost:
            count = sum(self.lost.values())
            yield f"第{page_ranges(self.lost)}页共有{count}个字没有文字编码，读作“{LOST}”。"
        if self.outside:
            count = sum(self.outside.values())
            yield f"第{page_ranges(self.outside)}页有{count}个字在页面之外，看不见，没有读入。"
        if self.hidden:
            yield f"第{page_ranges(self.hidden)}页有{sum(self.hidden.values())}处内容设为不可见，没有读入。"
        if self.unplaced:
            count = sum(self.unplaced.values())
            yield f"第{page_ranges(self.unplaced)}页有{count}处内容的位置数据有误，没有读入。"
        if self.watermarks:
            yield f"第{page_ranges(self.watermarks)}页的水印没有读入。"


def read_ofd(name: str, data: bytes, limits: Limits, pages: Pages | None = None) -> Content:
    """Read an OFD.

    Lines stand in drawing order; boxes are in points from the top left of the page.

    Args:
        name: file name for messages.
        data: the file's bytes.
        limits: upper bounds.
        pages: told of the page at hand and how many there are.

    Raises:
        FileEncrypted: a password is needed.
        FileUnreadable: no sound OFD.
        FileEmpty: pages without any mark on them, or no page.
        NoTextLayer, OcrMissing: all pages are pictures, and nothing could be recognised.
        LimitExceeded: too many pages, characters, objects or pixels.
    """
    book = open_book(Package(name, data, limits))
    tally = Tally(name, limits)
    found = _Findings()
    lines: list[Line] = []
    sheets: list[Page] = []
    scanner = Scanner(name, limits, tally)
    for number in range(1, book.count + 1):
        if pages:
            pages(number, book.count)
        try:
            sheet = sheet_at(book, number)
        except FileUnreadable as error:
            found.broken.append(number)
            found.fault = found.fault or error
            sheets.append(Page(number, 0.0, 0.0))
            continue
        page, read = _read(book, sheet, found, tally, scanner)
        sheets.append(page)
        lines.extend(read)
    if not lines:
        raise _nothing(name, book.count, found)
    return Content(
        tuple(lines), tuple(sheets), book.stated, (*found.warnings(), *scanner.warnings(), *book.notes)
    )


def _nothing(name: str, count: int, found: _Findings) -> IngestError:
    if found.pictures:
        return OcrMissing(f"OFD“{name}”第{page_ranges(found.pictures)}页是图片，没有文字层", ADVICE)
    if found.fault is not None:
        return found.fault
    if found.garbled:
        bad = page_ranges(found.garbled)
        return NoTextLayer(
            f"OFD“{name}”没有可用的文字（第{bad}页的字体没有文字编码）", "请换用可以选中文字的版本后重试"
        )
    return FileEmpty(f"OFD“{name}”共{count}页，页上没有文字", "请确认选对了文件")


def _read(
    book: Book, sheet: Sheet, found: _Findings, tally: Tally, scanner: Scanner
) -> tuple[Page, list[Line]]:
    number = sheet.number
    for count, kind in ((sheet.hidden, found.hidden), (sheet.unplaced, found.unplaced)):
        if count:
            kind[number] = count
    if sheet.watermarks:
        found.watermarks.append(number)
    runs: list[list[Glyph]] = []
    seen = lost = 0
    read = []
    for run in _runs(sheet, found):
        tally.add_text(len(run.chars))
        read.append(run)
    for run, size in zip(read, even_sizes(read), strict=True):
        glyphs = [glyph for glyph in run.glyphs(size) if _on(glyph, sheet) or glyph.char.isspace()]
        if len(glyphs) < len(run.chars):
            found.outside[number] = found.outside.get(number, 0) + len(run.chars) - len(glyphs)
        seen += sum(not glyph.char.isspace() for glyph in glyphs)
        lost += run.lost
        runs.append(glyphs)
    page = Page(number, round(sheet.width, 2), round(sheet.height, 2))
    lines: list[Line] = []
    if lost > _GARBLED * max(seen, 1):
        found.garbled.append(number)
    else:
        if lost:
            found.lost[number] = lost
        lines = list(lines_on(runs, number))
    if seen < _SPARSE and sum(share for _, share in pictures(sheet)) > 0.5:
        return _recognised(book, sheet, page, lines, found, scanner)
    return page, lines


def _runs(sheet: Sheet, found: _Findings) -> Iterator[Run]:
    for item in sheet.items:
        if item.kind != "TextObject":
            continue
        try:
            yield from runs_of(item)
        except (ValueError, OverflowError):
            found.unplaced[sheet.number] = found.unplaced.get(sheet.number, 0) + 1


def _on(glyph: Glyph, sheet: Sheet) -> bool:
    return glyph.x1 > 0 and glyph.y1 > 0 and glyph.x0 < sheet.width and glyph.y0 < sheet.height


def _recognised(
    book: Book, sheet: Sheet, page: Page, lines: list[Line], found: _Findings, scanner: Scanner
) -> tuple[Page, list[Line]]:
    """A scanned page by recognition; where that is not possible, what text it has, and a warning."""
    if not scanner.ready:
        found.pictures.append(page.number)
        return page, lines
    from ingest.read.ofddraw import scanned

    try:
        picture = scanned(book.package, sheet)
    except FileUnreadable as error:
        found.undecoded.append(page.number)
        found.fault = found.fault or error
        return page, lines
    read, recognised = scanner(picture, page.number, page.width, page.height)
    return read, [*(_levelled(line, read) for line in lines), *recognised]


def _levelled(line: Line, page: Page) -> Line:
    """A line of text on a scan, placed as the recognised lines are: on the upright, level page."""
    if line.box is None or not (page.turn or page.skew):
        return line
    corners = [(x, y) for x in line.box[::2] for y in line.box[1::2]]
    if page.turn == 90:
        corners = [(page.height - y, x) for x, y in corners]
    elif page.turn == 180:
        corners = [(page.width - x, page.height - y) for x, y in corners]
    elif page.turn == 270:
        corners = [(y, page.width - x) for x, y in corners]
    level = [page.levelled(x, y) for x, y in corners]
    xs, ys = [x for x, _ in level], [y for _, y in level]
    return replace(line, box=(min(xs), min(ys), max(xs), max(ys)), edges=None)
