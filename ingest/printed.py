"""Printed: one line as it stands in its column, with what tells whether the next line continues it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ingest.document import Line
from ingest.measure import FULL, Measured, column_widths
from ingest.normalize import Cleaner, Traced
from ingest.span import Run

_FINAL = re.compile(r"[。！？!?；;：:…⋯][”’\"'》）)】」』〉\]]*$")
_SENTENCE = re.compile(r"[。！？!?…⋯][”’\"'》）)】」』〉\]]*$")
# What a line is not broken within: opening brackets, one character or a Latin word or number, and the
# punctuation that may not begin a line.
_PIECE = re.compile(
    r"[（(《〈“‘「『【〔\[]*(?:[A-Za-z0-9.,%+/:@_-]{1,24}|.)[，。、；：！？,.;:!?）)》〉”’」』】〕\]…—％%]*"
)
_PUNCTUATION = "，。、；：！？（）《》“”"
_FRAME = re.compile(r" \S")
_OPENING = re.compile(r"[\s\ufeff]*")


def width(text: str) -> float:
    """The set width in ems: 1 for a CJK character, one half for a Latin letter or digit.

    UTF-8 takes one byte for a Latin character and three for nearly every CJK one.
    """
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) / 4


@dataclass(frozen=True, slots=True)
class Printed:
    """A line with text on it.

    Attributes:
        index: of the reading's line.
        raw: offset of the line's text in the raw text.
        source: the line as read.
        text: its clean text.
        width: in ems, with the indent where the format keeps one.
        indent: ems of white space before the first character; 0 where the format drops it.
        room: ems left free at the end of the column; infinite where lines are whole paragraphs.
        apart: how much more space stands before it than between lines of a paragraph: 0 none, 1 more,
            -1 less than usual (the sides of a page break, the lines of a headline).
        column: the lines of one column have one number.
        size: font size relative to the running text, 1.0 where unknown.
        centred: whether both sides are left free alike.
        beside: whether it stands on the row of the line before and goes on right behind it.
        opens: whether a page or a text frame begins with it.
        runs: where the characters of `text` stood in the raw text.
    """

    index: int
    raw: int
    source: Line
    text: str
    width: float
    indent: float = 0.0
    room: float = float("inf")
    apart: int = 0
    column: int = 0
    size: float = 1.0
    centred: bool = False
    beside: bool = False
    opens: bool = False
    runs: tuple[Run, ...] = ()

    @property
    def final(self) -> bool:
        """Whether it ends in punctuation that can end a paragraph."""
        return _FINAL.search(self.text) is not None

    @property
    def sentence(self) -> bool:
        """Whether it ends with the end of a sentence."""
        return _SENTENCE.search(self.text) is not None

    @property
    def full(self) -> bool:
        """Whether it reaches the end of its column."""
        return self.room <= FULL

    def fills(self, following: Printed) -> bool:
        """Whether it ends where it does because no more of the following line would have fitted."""
        return self.full or self.room < _piece(following.text) + 0.3

    def spares(self, following: Printed) -> bool:
        """Whether the beginning of the following line would have fitted on it."""
        return self.room >= _piece(following.text)


def _piece(text: str) -> float:
    """The width of what a line is at least carried on with: that of its first unbreakable piece."""
    piece = _PIECE.match(text)
    return width(piece[0]) if piece else 0.0


def _squeeze(text: str) -> float:
    """Ems by which justification may have narrowed a line's punctuation."""
    return min(0.5 * sum(map(text.count, _PUNCTUATION)), 2.5)


def printed_lines(
    lines: tuple[Line, ...], cleaner: Cleaner, aside: frozenset[int] = frozenset()
) -> list[Printed]:
    """The lines that have text, their columns' widths inferred from the lines' own.

    Args:
        lines: of a reading.
        cleaner: for their characters.
        aside: numbers of those that belong to the page and not to the text.
    """
    starts: list[tuple[int, int, float, Traced]] = []
    gaps: list[int] = []
    at, blank = 0, 0
    for index, line in enumerate(lines):
        traced = cleaner(Traced.of([(at, line.text)]))
        if traced.text:
            lead = _OPENING.match(line.text)
            assert lead is not None
            # One space before a line is what a form feed or a page's top leaves behind, not an indent.
            indent = width(lead[0].replace("\ufeff", "").replace("\x0c", "")) if lead[0] else 0.0
            starts.append((index, at, indent if indent >= 1.5 else 0.0, traced))
            gaps.append(blank)
            blank = 0
        else:
            blank += 1
        at += len(line.text) + 1
    usual = Counter(gaps[1:]).most_common(1)[0][0] if len(gaps) > 1 else 0
    widths = {index: width(traced.text) + indent for index, _, indent, traced in starts}
    body = [(index, traced.text) for index, _, _, traced in starts if index not in aside]
    columns = column_widths(
        [
            Measured(widths[index], _squeeze(text), _FINAL.search(text) is not None, lines[index].whole)
            for index, text in body
        ]
    )
    column_of = {index: column for (index, _), column in zip(body, columns, strict=True)}
    return [
        Printed(
            index,
            raw,
            lines[index],
            traced.text,
            widths[index],
            indent,
            room=column_of.get(index, float("inf")) - widths[index],
            apart=(gap > usual) - (gap < usual),
            opens=_opens(lines[index].text, gap < usual),
            runs=traced.runs,
        )
        for (index, raw, indent, traced), gap in zip(starts, gaps, strict=True)
    ]


def _opens(text: str, near: bool) -> bool:
    """Whether a line begins a page or a text frame: behind a form feed, or a space where one was."""
    return text.startswith("\x0c") or (near and _FRAME.match(text) is not None)
