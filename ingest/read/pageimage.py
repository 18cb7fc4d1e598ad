"""A page as a picture, to show a quote where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from ingest.document import Box
from ingest.errors import FormatUnknown
from ingest.limits import DEFAULT_LIMITS
from ingest.read import load
from ingest.read.pdfium import LOCK, damaged, opened, pdfium
from ingest.read.sniff import NAMES, sniff

_PIXELS = 40_000_000
"""Largest picture; a poster-sized page is drawn smaller than asked for."""
_FILL = (255, 221, 0, 90)
_EDGE = (214, 140, 0, 255)
_MARGIN = 1.5
"""How far a mark reaches beyond its box, in points: the boxes of some fonts cut their strokes."""


def render(source: Path | bytes, page: int, dpi: float = 150, format_: str | None = None) -> bytes:
    """Draw one page of a file that has pages.

    Args:
        source: the file or its bytes.
        page: number from 1.
        dpi: dots per inch. A box in points times dpi / 72 is a box in pixels; for a page too large
            to draw so, times the picture's width over the page's width.
        format_: `Reading.format`, where it is known; else it is told by the content.

    Returns:
        A PNG file.

    Raises:
        FileMissing, FileEncrypted, FileUnreadable, LimitExceeded: as for reading.
        FontMissing: an OFD has text, and no font with Chinese characters is installed.
        FormatUnknown: the format has no pages.
        ValueError: the file has no such page, or dpi is not positive.
    """
    if dpi <= 0:
        raise ValueError(f"dpi is positive, got {dpi}")
    name = source.name if isinstance(source, Path) else "文件"
    if format_ == "pdf":
        return _png(_pdf(name, source, page, dpi))
    data = load(source, DEFAULT_LIMITS) if isinstance(source, Path) else source
    format_ = format_ or sniff(name, data, DEFAULT_LIMITS)
    if format_ == "pdf":
        return _png(_pdf(name, data, page, dpi))
    if format_ == "ofd":
        return _png(_ofd(name, data, page, dpi))
    if format_ == "image":
        return _png(_image(name, data, page, dpi))
    raise FormatUnknown(f"“{name}”是{NAMES.get(format_ or '', '未知格式')}，没有可以显示的页面", "请改看原文")


def highlight(png: bytes, boxes: Iterable[Box], dpi: float = 150, page_width: float | None = None) -> bytes:
    """Mark places on a page's picture in translucent yellow with a thin border.

    Args:
        png: what `render` gave.
        boxes: in points from the top left of the page.
        dpi: what `render` was asked for.
        page_width: the page's width in points. Where it is given it alone sets the scale, so that the
            marks also fit a page that was drawn smaller than asked for.

    Returns:
        A PNG file of the same size.
    """
    picture = Image.open(BytesIO(png)).convert("RGBA")
    scale = picture.width / page_width if page_width else dpi / 72
    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    for box in boxes:
        x0, y0, x1, y1 = (_pixels(value, scale) for value in box)
        rim = _MARGIN * scale
        pen.rectangle(
            (min(x0, x1) - rim, min(y0, y1) - rim, max(x0, x1) + rim, max(y0, y1) + rim),
            fill=_FILL,
            outline=_EDGE,
            width=max(1, round(scale * 0.75)),
        )
    return _png(Image.alpha_composite(picture, veil).convert("RGB"))


def _pixels(value: float, scale: float) -> float:
    # A box may be hostile too: PIL takes no infinity.
    return max(-1e6, min(1e6, value * scale)) if value == value else 0.0


def _pdf(name: str, source: Path | bytes, page: int, dpi: float) -> Image.Image:
    with opened(name, source) as document, LOCK:
        if not 1 <= page <= len(document):
            raise ValueError(f"page {page} of {len(document)}")
        try:
            sheet = document[page - 1]
            width, height = sheet.get_size()
            scale = min(dpi / 72, (_PIXELS / max(width * height, 1)) ** 0.5)
            picture: Image.Image = sheet.render(scale=scale).to_pil()
        except pdfium.PdfiumError as error:
            raise damaged(name, page) from error
    return picture


def _ofd(name: str, data: bytes, page: int, dpi: float) -> Image.Image:
    from ingest.read.ofdbook import open_book
    from ingest.read.ofddraw import draw
    from ingest.read.ofdpackage import Package
    from ingest.read.ofdpage import sheet_at

    book = open_book(Package(name, data, DEFAULT_LIMITS))
    return draw(book.package, sheet_at(book, page), dpi / 72)


def _image(name: str, data: bytes, page: int, dpi: float) -> Image.Image:
    from ingest.read.image import page_picture

    picture, width, height = page_picture(name, data, page, DEFAULT_LIMITS)
    scale = min(dpi / 72, (_PIXELS / max(width * height, 1)) ** 0.5)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
