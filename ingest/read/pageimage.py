"""A page as a picture, to show a quote where it stands."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from ingest.read.pdfium import LOCK, damaged, opened, pdfium

_PIXELS = 40_000_000
"""Largest picture; a poster-sized page is drawn smaller than asked for."""


def render(source: Path | bytes, page: int, dpi: float = 150) -> bytes:
    """Draw one page of a PDF.

    Args:
        source: the file or its bytes.
        page: number from 1.
        dpi: dots per inch. A box in points times dpi / 72 is a box in pixels; for a page too large
            to draw so, times the picture's width over the page's width.

    Returns:
        A PNG file.

    Raises:
        FileMissing, FileEncrypted, FileUnreadable: as for reading.
        ValueError: the file has no such page, or dpi is not positive.
    """
    if dpi <= 0:
        raise ValueError(f"dpi is positive, got {dpi}")
    name = source.name if isinstance(source, Path) else "PDF"
    with opened(name, source) as document, LOCK:
        if not 1 <= page <= len(document):
            raise ValueError(f"page {page} of {len(document)}")
        try:
            sheet = document[page - 1]
            width, height = sheet.get_size()
            scale = min(dpi / 72, (_PIXELS / max(width * height, 1)) ** 0.5)
            picture = sheet.render(scale=scale).to_pil()
        except pdfium.PdfiumError as error:
            raise damaged(name, page) from error
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
