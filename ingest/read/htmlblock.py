"""Markup → lines: one for each block, one or more for each table cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from ingest.document import Cell, Line
from ingest.read.content import Tally
from ingest.read.govpage import BUTTON_WORDS, BUTTONS, NOISE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p"
    " pre section summary table tbody td tfoot th thead tr ul"
)
_SKIPPED = _words(
    "script style noscript template head title iframe object embed applet svg canvas button select input"
    " textarea audio video map nav link meta base rt rp math"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026]")
_DIGITS = re.compile("[0-9]{1,4}")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NOISE_SIZE = 200
"""A part with more characters than this is never taken for a share box or the like."""
_SPAN = 1000
"""HTML's own upper bound on colspan."""


class Blocks:
    """Walks elements and gathers their lines.

    Args:
        tally: counts characters and cells.

    Attributes:
        lines: what has been gathered.
        hidden: how many hidden elements with text were left out.
        deleted: how many `del` elements with text were left out, as deletions in Word are.
    """

    def __init__(self, tally: Tally) -> None:
        self.lines: list[Line] = []
        self.hidden = 0
        self.deleted = 0
        self._tally = tally
        self._tables = 0
        self._buffer: list[str] = []
        self._numbers: dict[etree._Element, str] = {}
        self._heading = 0
        self._cell: Cell | None = None

    def add(self, root: etree._Element) -> None:
        """Append the lines of an element."""
        self._flush()
        self._walk(root, top=True)
        self._flush()

    def _walk(self, element: etree._Element, *, top: bool = False, preformatted: bool = False) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not top and (tag in _SKIPPED or not tag or self._unseen(element)):
            return
        if tag == "br":
            self._buffer.append("\n")
            return
        if tag in ("sup", "sub") and _DIGITS.fullmatch(digits := _text_of(element).strip()):
            self._buffer.append(digits.translate(_RAISED if tag == "sup" else _LOWERED))
            return
        if tag == "table" and self._is_grid(element):
            self._flush()
            self._grid(element)
            return
        block = tag in _BLOCKS
        if block:
            self._flush()
        outer = self._heading
        self._heading = _HEADINGS.get(tag, outer)
        if tag == "ol":
            self._numbers.update(_item_numbers(element))
        elif tag == "li":
            self._buffer.append(self._numbers.pop(element, ""))
        pre = preformatted or tag == "pre"
        self._text(element.text, pre)
        for child in element:
            self._walk(child, preformatted=pre)
            self._text(child.tail, pre)
        if block:
            self._flush()
        self._heading = outer

    def _unseen(self, element: etree._Element) -> bool:
        if element.tag == "del":
            self.deleted += bool(_text_of(element).strip())
            return True
        if "hidden" in element.attrib or _HIDDEN.search(element.get("style") or ""):
            self.hidden += bool(_text_of(element).strip())
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return bool(NOISE.search(names)) and len(_text_of(element)) < _NOISE_SIZE

    def _text(self, text: str | None, preformatted: bool) -> None:
        if text:
            self._buffer.append(text if preformatted else _SPACE.sub(_one_space, text))

    def _flush(self) -> None:
        if not self._buffer:
            return
        text = "".join(self._buffer)
        self._buffer.clear()
        pieces = [_tighten(piece) for piece in text.split("\n")]
        while pieces and not pieces[-1].strip():
            pieces.pop()
        while pieces and not pieces[0].strip():
            pieces.pop(0)
        if self._heading and self._cell is None:
            pieces = ["".join(pieces)]
        pieces = [piece for piece in pieces if not _is_buttons(piece)]
        broken = len(pieces) > 1 and self._cell is None
        for piece in pieces:
            if piece or broken:
                self._emit(piece, whole=not broken)
        if broken:
            self._emit("", whole=True)

    def _emit(self, text: str, *, whole: bool) -> None:
        self._tally.add_text(len(text))
        self.lines.append(
            Line(text, whole=whole, heading=self._heading if self._cell is None else 0, cell=self._cell)
        )

    def _is_grid(self, table: etree._Element) -> bool:
        """Whether a table holds data: more than one cell with text, side by side, and no table within.

        Any other is there for the layout: a frame, a single column, a box of boxes.
        """
        return _holds_data(table) and not any(map(_holds_data, table.iterdescendants("table")))

    def _grid(self, table: etree._Element) -> None:
        for caption in table.iterchildren("caption"):
            self.add(caption)
        self._tables += 1
        number, outer = self._tables, (self._cell, self._heading)
        rows = list(_rows(table))
        taken: set[tuple[int, int]] = set()
        for row_number, row in enumerate(rows):
            column = 0
            for cell in row.iterchildren("td", "th"):
                while (row_number, column) in taken:
                    column += 1
                height = min(_span(cell, "rowspan") or len(rows), len(rows) - row_number)
                width = max(_span(cell, "colspan"), 1)
                self._tally.add_cell(height * width)
                taken.update((row_number + y, column + x) for y in range(height) for x in range(width))
                header = cell.tag == "th" or any(True for _ in row.iterancestors("thead"))
                self._cell, self._heading = Cell(number, row_number, column, height, width, header), 0
                self._walk(cell, top=True)
                self._flush()
                column += width
        self._cell, self._heading = outer


def _holds_data(table: etree._Element) -> bool:
    rows = [list(row.iterchildren("td", "th")) for row in _rows(table)]
    side_by_side = any(len(cells) > 1 for cells in rows)
    return side_by_side and sum(bool(_text_of(cell).strip()) for cells in rows for cell in cells) > 1


def _rows(table: etree._Element) -> Iterable[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _span(cell: etree._Element, name: str) -> int:
    return min(_whole(cell.get(name), 1), _SPAN)


def _text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def _one_space(found: re.Match[str]) -> str:
    # A source line end between two Chinese characters is no space; which these are shows in _tighten.
    return "\r" if "\n" in found[0] or "\r" in found[0] else " "


def _tighten(piece: str) -> str:
    parts = [part for part in (part.strip(" \t") for part in piece.split("\r")) if part]
    out: list[str] = []
    for part in parts:
        if out and not (_WIDE.match(out[-1][-1]) and _WIDE.match(part[0])):
            out.append(" ")
        out.append(part)
    return re.sub(" {2,}", " ", "".join(out))


def _is_buttons(piece: str) -> bool:
    return len(piece) < 120 and bool(BUTTON_WORDS.search(piece)) and bool(BUTTONS.fullmatch(piece))


def _item_numbers(parent: etree._Element) -> dict[etree._Element, str]:
    """The numbers that a browser shows before the items of a numbered list."""
    if _UNNUMBERED.search(parent.get("style") or "") or parent.get("type") not in (None, "1"):
        return {}
    number = _whole(parent.get("start"), 1)
    numbers: dict[etree._Element, str] = {}
    for item in parent.iterchildren("li"):
        number = _whole(item.get("value"), number)
        if not _UNNUMBERED.search(item.get("style") or ""):
            numbers[item] = f"{number}."
        number += 1
    return numbers


def _whole(value: str | None, otherwise: int) -> int:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise
