"""Which pages of a PDF are pictures, or have a text layer that is not to be believed; and their pictures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from ingest.read.glyph import Glyph
from ingest.read.pdfium import pdfium, pdfium_c

if TYPE_CHECKING:
    from PIL.Image import Image

_SPARSE = 20
"""A page whose picture covers half of it, with fewer characters than this, is a scan with a stamp."""
_MARKED = 120
"""Likewise with fewer than this, if they all stand at the page's edges: a scan with the marks of a program."""
_EDGE = 0.08
"""The share of the page's height that its upper and its lower edge take up."""
_DPI = 200
_SIDE = 5000
"""Longest side of a page's picture, in pixels."""
_STRANGE = 0.3
"""Above this share of characters that no Chinese text uses so often, the font's encoding is wrong."""
_LOOKED_AT = 20
"""Stretches of text that tell whether a page's text is hidden: the first of them settles it on others."""
_ENOUGH = 30
"""Fewer characters tell nothing about an encoding."""


def is_scan(page: pdfium.PdfPage, glyphs: Sequence[Glyph], width: float, height: float) -> bool:
    """Whether what the page says stands in its picture and not in its text layer."""
    inked = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not inked:
        return bool(pdfium_c.FPDFPage_CountObjects(page) > 0)
    if len(inked) >= _MARKED:
        return False
    edge = _EDGE * height
    at_edges = all(glyph.y1 <= edge or glyph.y0 >= height - edge for glyph in inked)
    return (len(inked) < _SPARSE or at_edges) and _pictured(page, width * height)


def has_hidden_text(page: pdfium.PdfPage, width: float, height: float) -> bool:
    """Whether a scanner's own recognition lies, unseen, over or under the picture of the page."""
    texts = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=3)
    modes = {pdfium_c.FPDFTextObj_GetTextRenderMode(text) for text in islice(texts, _LOOKED_AT)}
    return modes == {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE} and _pictured(page, width * height)


def is_garbled(glyphs: Sequence[Glyph]) -> bool:
    """Whether a text layer is made of characters that stand for others, as broken fonts give them."""
    chars = [glyph.char for glyph in glyphs if not glyph.char.isspace() and not glyph.char.isascii()]
    return len(chars) >= _ENOUGH and sum(not _usual(char) for char in chars) > _STRANGE * len(chars)


def page_picture(page: pdfium.PdfPage) -> Image:
    """The page as displayed, in RGB, at 200 dpi or as near to it as a page of its size allows."""
    width, height = page.get_size()
    scale = min(_DPI / 72, _SIDE / max(width, height, 1.0))
    picture: Image = page.render(scale=scale, rev_byteorder=True).to_pil()
    return picture.convert("RGB")


def _pictured(page: pdfium.PdfPage, area: float) -> bool:
    """Whether a picture covers half of the page."""
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if abs(right - left) * abs(top - bottom) > area / 2:
            return True
    return False


@cache
def _usual(char: str) -> bool:
    """Whether a character is one of those that Chinese documents are made of.

    Han characters: the first levels of GB 2312 and of Big5, which cover over 99% of running text but
    only a third of the Han characters of Unicode's first plane.
    """
    if "\u2010" <= char <= "\u2bff" or "\u3000" <= char <= "\u33ff" or "\uff00" <= char <= "\uffef":
        return True
    if not "\u3400" <= char <= "\u9fff":
        return char in "·×÷±°§"
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= char.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False
