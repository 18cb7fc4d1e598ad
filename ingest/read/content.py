"""Content: what a reader found in one file. Tally: how much it has found so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ingest.document import Line, Page
from ingest.errors import LimitExceeded
from ingest.limits import Limits

Pages = Callable[[int, int], None]
"""Called with (number of the page at hand, pages in all) by readers that take seconds a page."""


@dataclass(frozen=True)
class Content:
    """A reader's yield; `ingest.read` adds name, format and hash to make a `Reading` of it.

    Attributes:
        lines, pages, stated, warnings, encoding: as in `ingest.document.Reading`.
    """

    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()
    stated: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    encoding: str | None = None


class Tally:
    """Counts characters and cells as lines are made, so that a limit ends the work early.

    Args:
        name: file name for the message.
        limits: the upper bounds.

    Raises (from its methods):
        LimitExceeded: more than `limits.characters` characters or `limits.cells` cells, or a page with more
            than `limits.page_characters`.
    """

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self.characters = 0
        self.cells = 0

    def add_text(self, length: int) -> None:
        """Count `length` more characters."""
        self.characters += length
        if self.characters > self._limits.characters:
            raise LimitExceeded(
                f"“{self._name}”的文字超过{self._limits.characters}字的上限", "请拆成几个文件后重试"
            )

    def add_page(self, length: int, number: int) -> None:
        """Count the `length` characters of page `number`, which may be `limits.page_characters` at most."""
        self.add_text(length)
        if length > self._limits.page_characters:
            raise LimitExceeded(
                f"“{self._name}”第{number}页的文字超过{self._limits.page_characters}字的上限",
                "请拆成几页，打印成新的PDF后重试",
            )

    def add_cell(self, count: int = 1) -> None:
        """Count `count` more table cells."""
        self.cells += count
        if self.cells > self._limits.cells:
            raise LimitExceeded(
                f"“{self._name}”的表格超过{self._limits.cells}格的上限", "请把大表拆开或删去空行空列后重试"
            )


def page_ranges(numbers: Iterable[int]) -> str:
    """Page numbers as a Chinese reader writes them: 1, 2, 3, 7 → "1—3、7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{first}" if first == last else f"{first}—{last}" for first, last in runs)
