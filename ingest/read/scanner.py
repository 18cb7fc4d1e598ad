"""Scanner: reads the pages of one file that are pictures, and says what a reader of it should know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.document import Line, Page
from ingest.errors import LimitExceeded
from ingest.limits import Limits
from ingest.read.content import Tally, page_ranges
from ingest.read.ocr import scan
from ingest.read.recogniser import available

if TYPE_CHECKING:
    from PIL.Image import Image

_POOR = 0.9
"""Mean confidence of a page below which its text as a whole is not to be relied on. Clean scans have 0.99."""
_ILLEGIBLE = 0.6
"""Below this the page's text is guesswork and is left out: on type too small or faint for the models more
than half of the characters are wrong."""
_LIES = {90: "向左横放", 180: "上下颠倒", 270: "向右横放"}


class Scanner:
    """Reads pictures of pages by OCR.

    Args:
        name: of the file, for messages.
        limits: upper bounds.
        tally: of the file's characters.

    Attributes:
        ready: whether the extra `[ocr]` is installed.
        empty: numbers of the pages on which no legible text was found.
    """

    def __init__(self, name: str, limits: Limits, tally: Tally) -> None:
        self._name = name
        self._limits = limits
        self._tally = tally
        self._read: list[int] = []
        self._poor: list[int] = []
        self._turned: dict[int, list[int]] = defaultdict(list)
        self.ready = available()
        self.empty: list[int] = []

    def __call__(
        self, picture: Image, number: int, width: float, height: float
    ) -> tuple[Page, tuple[Line, ...]]:
        """The page with its turn and skew, and its lines.

        Args:
            picture: of the whole page, as displayed.
            number: of the page, from 1.
            width, height: of the page in points.

        Raises:
            OcrMissing: the extra `[ocr]` is not installed (`ready` is False).
            LimitExceeded: too many pages to read so, or too many characters.
        """
        if len(self._read) + len(self.empty) >= self._limits.scanned_pages:
            raise LimitExceeded(
                f"“{self._name}”要做文字识别的页超过{self._limits.scanned_pages}页的上限",
                "请拆成几个文件后重试",
            )
        found = scan(picture, number, width, height, self._limits)
        self._tally.add_text(sum(len(line.text) for line in found.lines))
        if not found.lines:
            self.empty.append(number)
            return Page(number, width, height), ()
        sure = sum((line.confidence or 0.0) * len(line.text) for line in found.lines)
        sure /= sum(len(line.text) for line in found.lines)
        if sure < _ILLEGIBLE:
            self.empty.append(number)
            return Page(number, width, height), ()
        self._read.append(number)
        if sure < _POOR:
            self._poor.append(number)
        if found.page.turn:
            self._turned[found.page.turn].append(number)
        return found.page, found.lines

    def warnings(self) -> Iterator[str]:
        """Chinese sentences, one a kind."""
        if self._read:
            yield f"第{page_ranges(self._read)}页是图片，文字由文字识别（OCR）得到，个别字可能有误，请以原件为准。"
        for turn, pages in sorted(self._turned.items()):
            yield f"第{page_ranges(pages)}页{_LIES[turn]}，已转正后识别。"
        if self._poor:
            yield f"第{page_ranges(self._poor)}页字迹不清，识别的把握不大，请逐字对照原件。"
        if self.empty:
            yield f"第{page_ranges(self.empty)}页是图片，没有识别出文字（没有字，或字迹无法辨认），没有读入。"
