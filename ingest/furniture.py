"""Running heads, running feet and page numbers, told by repetition, place and sequence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from ingest.block import Role
from ingest.document import Line, Page
from ingest.normalize import Cleaner

_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_DASHED = re.compile(r"[—–―\-－~·•]+\s?(\d{1,4})\s?[—–―\-－~·•]+")
_DASHED_SCAN = re.compile(_DASHED.pattern.replace("[—", "[一—"))
"""OCR takes a dash for the numeral one, which the font draws alike."""
_PLAIN = re.compile(r"(?:第\s?)?(\d{1,4})\s?页?|(\d{1,4})\s?/\s?\d{1,4}|第?(\d{1,4})页[，,/]?\s?共\d{1,4}页")
_COUNTED = re.compile(r"第\s?\d{1,4}\s?页\s?[，,/]?\s?共\s?\d{1,4}\s?页")
"""A page number that says so in words needs no sequence to be believed."""
_MASTHEAD = re.compile(r"\d{1,2}版|版面|星期[一二三四五六日]|第\d+期|(?:编辑|美编|校对|版式)[：:]")
_IMPRINT = re.compile(r"(?:责任)?(?:编辑|美编|校对|版式)[：:]|[A-Z]?\d{1,2}版(?:[\u4e00-\u9fff]{0,4})$")
_EDGE = 0.12
"""Share of the page's height, at the top and at the bottom, where running heads and feet stand."""

_EVERY = 8
"""Printed lines that at least stand between two page numbers of a text without pages."""

_NEAR = 4.0


def furniture(lines: Sequence[Line], pages: Sequence[Page], cleaner: Cleaner) -> dict[int, Role]:
    """What of the lines belongs to the page rather than to the text, by line number.

    A number alone on its line is a page number only where it counts on from page to page; a table
    cell that holds 500 stays.
    """
    found: dict[int, Role] = {}
    heights = {page.number: page.upright[1] for page in pages}
    if heights:
        found.update(_running(lines, heights, cleaner))
        found.update(_mastheads(lines, heights, cleaner))
    found.update(_numbers(lines, heights, cleaner))
    return found


def _edge(line: Line, heights: dict[int, float]) -> Role:
    """Whether a line stands where a head or a foot would; "" where it does not."""
    height = heights.get(line.page or 0, 0.0)
    if line.box is None or height <= 0:
        return ""
    if line.box[3] <= _EDGE * height:
        return "header"
    return "footer" if line.box[1] >= (1 - _EDGE) * height else ""


def _running(lines: Sequence[Line], heights: dict[int, float], cleaner: Cleaner) -> dict[int, Role]:
    places: dict[tuple[Role, str], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        edge = _edge(line, heights)
        if edge and line.cell is None:
            places[(edge, _DIGITS.sub("#", cleaner.text(line.text)))].append(index)
    found: dict[int, Role] = {}
    for (edge, text), indices in places.items():
        if not _LETTER.search(text) or not _repeats(lines, indices, len(heights)):
            continue
        for index in indices:
            found[index] = edge
    return found


def _repeats(lines: Sequence[Line], indices: list[int], pages: int) -> bool:
    """Whether lines of one wording stand at one height on at least two pages and a third of all."""
    heights: dict[int, set[int]] = defaultdict(set)
    for index in indices:
        box, page = lines[index].box, lines[index].page
        if box is not None and page is not None:
            heights[round(box[1] / _NEAR)].add(page)
    # Odd and even pages may differ, and the first may have none.
    together = max((len(heights[at] | heights.get(at + 1, set())) for at in list(heights)), default=0)
    return together >= 2 and together >= pages / 3


def _mastheads(lines: Sequence[Line], heights: dict[int, float], cleaner: Cleaner) -> dict[int, Role]:
    """The row of a newspaper page with its name, date, page and editors, which one page alone may have."""
    edges: dict[tuple[int, Role], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        edge = _edge(line, heights)
        if edge and line.box is not None and line.page is not None and line.cell is None:
            edges[line.page, edge].append(index)
    found: dict[int, Role] = {}
    for (_, edge), indices in edges.items():
        for row in _rows(lines, indices):
            signs = [_MASTHEAD.search(cleaner.text(lines[index].text)) for index in row]
            if any(signs) and (len(row) > 1 or _alone(cleaner.text(lines[row[0]].text))):
                found.update((index, edge) for index in row)
    return found


def _rows(lines: Sequence[Line], indices: list[int]) -> list[list[int]]:
    """Lines that stand side by side: those whose middles lie within one another's height."""
    rows: list[list[int]] = []
    reach = float("-inf")
    for index in sorted(indices, key=lambda index: _middle(lines[index])):
        box = lines[index].box
        if box is None:
            continue
        if _middle(lines[index]) > reach:
            rows.append([])
            reach = _middle(lines[index]) + (box[3] - box[1]) / 2
        rows[-1].append(index)
    return rows


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2 if line.box is not None else 0.0


def _alone(text: str) -> bool:
    """Whether a line says by itself that it names the page or who made it."""
    return len(text) <= 40 and _IMPRINT.match(text) is not None


def _numbers(lines: Sequence[Line], heights: dict[int, float], cleaner: Cleaner) -> dict[int, Role]:
    found: dict[int, Role] = {}
    chain: list[tuple[int, int]] = []
    printed = 0
    seats: dict[int, int] = {}
    for index, line in enumerate(lines):
        if not line.text or line.text.isspace():
            continue
        printed += 1
        seats[index] = printed
        if line.cell is not None or line.whole or len(line.text) > 40 or not _DIGITS.search(line.text):
            continue
        text = cleaner.text(line.text)
        edge = _edge(line, heights)
        dashed = (_DASHED if line.confidence is None else _DASHED_SCAN).fullmatch(text)
        if (dashed or _COUNTED.fullmatch(text)) and (edge or not heights):
            found[index] = "page_number"
            continue
        plain = _PLAIN.fullmatch(text)
        if plain and (edge or not heights):
            chain.append((index, int(next(group for group in plain.groups() if group))))
    for run in _sequences(chain, lines, seats):
        found.update((index, "page_number") for index in run)
    return found


def _sequences(chain: list[tuple[int, int]], lines: Sequence[Line], seats: dict[int, int]) -> list[list[int]]:
    """The runs in which a number goes up with every page; without pages, by one and far enough apart."""
    by_offset: dict[int, list[int]] = defaultdict(list)
    runs: list[list[int]] = []
    loose: list[tuple[int, int]] = []
    for index, number in chain:
        page = lines[index].page
        if page is not None:
            by_offset[number - page].append(index)
        elif loose and number == loose[-1][1] + 1 and seats[index] - seats[loose[-1][0]] >= _EVERY:
            loose.append((index, number))
        elif not loose or number != loose[-1][1]:
            runs.append([at for at, _ in loose])
            loose = [(index, number)]
    runs.append([at for at, _ in loose])
    paged = [run for run in by_offset.values() if len({lines[index].page for index in run}) >= 2]
    return [run for run in runs if len(run) >= 3] + paged
