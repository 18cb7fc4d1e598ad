"""The nouns that the readers hand on and the pipeline completes: Line, Page, Reading, Document."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from ingest.clause import Clause, ClausePath
from ingest.span import OffsetMap, Span

Kind = Literal["政策文件", "法规", "新闻报道", "其他"]
Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points (1/72 inch), origin at the top left of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed, and how its lines' boxes lie on it.

    Attributes:
        number: from 1.
        width, height: in points.
        turn: by how many degrees clockwise the page has to be turned to stand upright: 0, 90, 180, 270.
        skew: by how many degrees clockwise its lines still slope then. Boxes of lines are those of the
            upright page with level lines.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    skew: float = 0.0

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height once it stands upright."""
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)

    def levelled(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the upright page comes to lie once its lines are level."""
        return self._swung(x, y, -self.skew)

    def displayed(self, box: Box) -> Box:
        """The smallest box on the page as displayed that holds a line's box."""
        if not self.turn and not self.skew:
            return box
        x0, y0, x1, y1 = box
        corners = [self._swung(x, y, self.skew) for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]
        if self.turn == 90:
            corners = [(y, self.height - x) for x, y in corners]
        elif self.turn == 180:
            corners = [(self.width - x, self.height - y) for x, y in corners]
        elif self.turn == 270:
            corners = [(self.width - y, x) for x, y in corners]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _swung(self, x: float, y: float, degrees: float) -> tuple[float, float]:
        """A point of the upright page turned clockwise about the middle."""
        wide, high = self.upright
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        x, y = x - wide / 2, y - high / 2
        return x * cos - y * sin + wide / 2, x * sin + y * cos + high / 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line stands in a table: table from 1, row and column from 0, and how many it covers."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a reader found it: a printed line (PDF, text file) or a block (DOCX, HTML).

    Attributes:
        text: the characters as read, without a line end.
        page: page number from 1, or None where the format has no pages.
        box: where it stands on the page, or None.
        edges: the x of every character's left edge and of the last one's right edge
            (len(text) + 1 numbers), or None.
        size: font size in points, or None where unknown.
        whole: True when the line is known to be a whole paragraph (DOCX, HTML); a printed line
            may be continued by the next.
        heading: heading level from 1 that the format itself states (h1, Heading 2), else 0.
        cell: its place in a table, or None.
        confidence: 0–1 from OCR, None for digital text.
        doubts: characters that OCR is unsure of: the index in `text` and its second choice, "" for none.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    edges: tuple[float, ...] | None = None
    size: float | None = None
    whole: bool = False
    heading: int = 0
    cell: Cell | None = None
    confidence: float | None = None
    doubts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a reader gives: the lines in the order found, and what the format itself says.

    Attributes:
        name: file name without folders.
        format: "txt", "md", "html", "docx", "pdf", …
        sha256: of the file's bytes, hexadecimal.
        lines: in the order of the file; reading order is the layout's affair.
        pages: empty where the format has none.
        stated: what the format says of the document (HTML title, front matter, 发布日期 …), by name.
        warnings: Chinese sentences on anything read only in part.
        encoding: of text formats, else None.
    """

    name: str
    format: str
    sha256: str
    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()
    stated: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    encoding: str | None = None

    @cached_property
    def raw(self) -> str:
        """The lines joined by line ends: the raw text that an OffsetMap leads back to."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the print or the scan is suspected to be wrong.

    Attributes:
        span: in the document's clean text.
        kind: "小数点脱落", "缺字", "日期", "编号", "识别置信度低".
        read: the characters as they stand.
        proposed: what was probably meant, or None where nobody can tell.
        reason: why, as a Chinese sentence.
    """

    span: Span
    kind: str
    read: str
    proposed: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text that belongs to the document but to no clause: 抄送, 印发, signature, page number, byline."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division: GB/T 2260 code and names from the top ("浙江省", "金华市", "永康市")."""

    code: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The division's own full name."""
        return self.names[-1]

    def governs(self, other: Region) -> bool:
        """Whether `other` is this division or lies within it. 全国 (code "000000") governs all."""
        return self.code == "000000" or other.names[: len(self.names)] == self.names


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself. Dates are None where it does not say.

    Attributes:
        title: in full, without line breaks.
        number: 文号 with 〔〕, or None.
        issuer: the issuing body or bodies, joined by "、", or None. For news: the newspaper, if named.
        recipients: 主送机关 as printed, or None.
        issued: 成文 or 发布日期.
        effective: the first day in force.
        expires: the last day in force.
        region: where it holds, or None where that cannot be told; 全国 for national documents.
        kind: see `Kind`.
        names: titles in 《》 that the text names, in order, each once.
        repeals: titles or 文号 that it puts out of force.
        trial: whether it calls itself 试行 or 暂行.
        restates: title of the document that this one restates in other words, or None.
        period: first and last year of a plan (2022, 2024), or None.
    """

    title: str
    number: str | None = None
    issuer: str | None = None
    recipients: str | None = None
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    region: Region | None = None
    kind: Kind = "其他"
    names: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    trial: bool = False
    restates: str | None = None
    period: tuple[int, int] | None = None


@dataclass(frozen=True)
class Document:
    """One policy text, report or article, read, cleaned and cut.

    Attributes:
        id: stable over re-reading the same bytes: sixteen hexadecimal digits of the file's SHA-256,
            "-2", "-3" … behind them for the second and later items of one file.
        name: file name it came from.
        format: see `Reading.format`.
        sha256: of the file.
        metadata: see `Metadata`.
        text: the clean text; paragraphs end in "\n". Citations quote it to the letter.
        clauses: the tree in document order, parents before children.
        furniture: what belongs to no clause.
        faults: suspected misprints.
        lines: as read, those of this item only.
        pages: of the file.
        offsets: from `text` to "\n".join of the lines' texts.
        warnings: Chinese sentences on anything read only in part.
    """

    id: str
    name: str
    format: str
    sha256: str
    metadata: Metadata
    text: str
    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...]
    faults: tuple[Fault, ...]
    lines: tuple[Line, ...]
    pages: tuple[Page, ...]
    offsets: OffsetMap
    warnings: tuple[str, ...] = ()

    @cached_property
    def _by_path(self) -> dict[ClausePath, Clause]:
        return {clause.path: clause for clause in self.clauses}

    @cached_property
    def _page_of(self) -> dict[int, Page]:
        return {page.number: page for page in self.pages}

    @cached_property
    def order(self) -> dict[ClausePath, int]:
        """The place of every clause among `clauses`, by its path."""
        return {clause.path: place for place, clause in enumerate(self.clauses)}

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line.text) + 1
        return starts

    def clause(self, path: ClausePath | str) -> Clause:
        """The clause at a path.

        Raises:
            KeyError: no clause has that path.
        """
        return self._by_path[ClausePath.parse(path) if isinstance(path, str) else path]

    def parent(self, clause: Clause) -> Clause | None:
        """The clause one level up, or None at the top."""
        up = clause.path.parent
        return self._by_path.get(up) if up else None

    def ancestors(self, clause: Clause) -> tuple[Clause, ...]:
        """From the top of the tree down to the clause's parent."""
        chain: list[Clause] = []
        up = self.parent(clause)
        while up:
            chain.append(up)
            up = self.parent(up)
        return tuple(reversed(chain))

    def children(self, clause: Clause) -> tuple[Clause, ...]:
        """The clauses directly below."""
        return tuple(c for c in self.clauses if c.path.parent == clause.path)

    def heading_path(self, clause: Clause) -> tuple[str, ...]:
        """The headings above the clause and its own, from the top."""
        chain = (*self.ancestors(clause), clause)
        return tuple(c.heading.of(self.text) for c in chain if c.heading) + clause.context

    def boxes(self, span: Span) -> Iterator[tuple[int, Box]]:
        """Page, and box on the page as displayed, of every printed line that a clean span touches."""
        for raw in self.offsets.to_raw(span):
            at = raw.start
            while at < raw.end:
                index = bisect_right(self._line_starts, at) - 1
                line, start = self.lines[index], self._line_starts[index]
                stop = min(raw.end, start + len(line.text))
                if stop > at and line.page is not None and line.box is not None:
                    box = _cut(line, at - start, stop - start)
                    page = self._page_of.get(line.page)
                    yield line.page, page.displayed(box) if page else box
                at = start + len(line.text) + 1 if stop >= start + len(line.text) else stop


def _cut(line: Line, start: int, end: int) -> Box:
    """The part of a line's box that its characters `start` to `end` take up."""
    assert line.box is not None
    x0, y0, x1, y1 = line.box
    if line.edges is not None:
        return min(line.edges[start], line.edges[end]), y0, max(line.edges[start], line.edges[end]), y1
    width = (x1 - x0) / max(len(line.text), 1)
    return x0 + start * width, y0, x0 + end * width, y1
