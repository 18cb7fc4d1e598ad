"""Page view: a page of a document as a picture, with a quote marked where it stands."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from ingest.document import Box, Document
from ingest.errors import IngestError
from ingest.span import Span
from kb.errors import PageUnavailable
from kb.originals import PAGED, Originals

if TYPE_CHECKING:
    from collections.abc import Iterator

DPI = 130.0
"""Enough to read a page of 仿宋 three at two thirds of the size of print."""
_KEPT = 6


class PageViews:
    """Draws pages; the last few are kept without their marks.

    Args:
        originals: where the files are.
    """

    def __init__(self, originals: Originals) -> None:
        self._originals = originals
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def image(self, document: Document, page: int, quote: str | Span | None = None) -> bytes:
        """A page as PNG, at `DPI` where it is not far larger than a sheet of paper.

        Args:
            document: whose page.
            page: number from 1.
            quote: what to mark: a span of the document's text, or words of it; None for nothing.

        Raises:
            PageUnavailable: the format has no pages, there is no such page, it cannot be drawn, or the
                quote does not stand on it.
            OriginalMissing: the file is not kept in the library.
        """
        size = next((p for p in document.pages if p.number == page), None)
        if document.format not in PAGED:
            raise PageUnavailable(
                f"《{document.metadata.title}》的原件（{document.format.upper()}）没有固定的页面",
                "请改看条款原文",
            )
        if size is None:
            raise PageUnavailable(
                f"《{document.metadata.title}》没有第{page}页，共{len(document.pages)}页", "请换一个页码"
            )
        boxes = _boxes(document, page, quote)
        picture = self._drawn(document, page)
        if not boxes:
            return picture
        from ingest.read.pageimage import highlight

        return highlight(picture, boxes, DPI, size.width)

    def _drawn(self, document: Document, page: int) -> bytes:
        from ingest.read.pageimage import render

        key = (document.sha256, page)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        source = self._originals.path(document.sha256)
        try:
            picture = render(source, page, DPI, document.format)
        except (IngestError, ValueError) as error:
            why = error.message if isinstance(error, IngestError) else "文件里没有这一页"
            raise PageUnavailable(
                f"《{document.metadata.title}》第{page}页无法画出（{why}）", "请改看条款原文"
            ) from error
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return picture


def _boxes(document: Document, page: int, quote: str | Span | None) -> list[Box]:
    """Where on the page the quote stands."""
    if quote is None:
        return []
    for span in _spans(document, quote):
        found = [box for number, box in document.boxes(span) if number == page]
        if found:
            return found
    raise PageUnavailable(
        f"引文不在《{document.metadata.title}》第{page}页上", "请核对页码，引文须与文档库中的文字一致"
    )


def _spans(document: Document, quote: str | Span) -> Iterator[Span]:
    if isinstance(quote, Span):
        yield quote
        return
    at = document.text.find(quote) if quote else -1
    while at >= 0:
        yield Span(at, at + len(quote))
        at = document.text.find(quote, at + 1)
