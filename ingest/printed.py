"""Printed: one line as it stands in its column, with what tells whether the next line continues it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ingest.document import Line
from ingest.measure import FULL, Measured, column_widths
from ingest.normalize import Cleaner, Traced
from ingest.span import Run

_SENTENCE = tuple("。！？!?…⋯")
_FINAL = (*_SENTENCE, *"；;：:")
_CLOSING = "”’\"'》）)】」』〉]"
# What a line is not broken within: opening brackets, one character or a Latin word or number, and the
# punctuation that may not begin a line.
_PIECE = re.compile(
    r"[（(《〈“‘「『【〔\[]*(?:[A-Za-z0-9.,%+/:@_-]{1,24}|.)[，。、；：！？,.;:!?）)》〉”’」』】〕\]…—％%]*"
)
_FRAME = re.compile(r" \S")
_OPENING = re.compile(r"[\s\ufeff]*")


_NOTHING = Traced("", ())


def width(text: str) -> float:
    """The set width in ems: 1 for a CJK character, one half for a Latin letter or digit.

    UTF-8 takes one byte for a Latin character and three for nearly every CJK one.
    """
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) / 4


@dataclass(slots=True, eq=False)
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
        return self.text.rstrip(_CLOSING).endswith(_FINAL)

    @property
    def sentence(self) -> bool:
        """Whether it ends with the end of a sentence."""
        return self.text.rstrip(_CLOSING).endswith(_SENTENCE)

    @property
    def full(self) -> bool:
        """Whether it reaches the end of its column."""
        return self.room <= FULL

    def fills(self, following: Printed) -> bool:
        """Whether it ends where it does because no more of the following line would have fitted."""
        if self.room == float("inf"):
            return False
        return self.full or self.room < _piece(following.text) + 0.3

    def spares(self, following: Printed) -> bool:
        """Whether the beginning of the following line would have fitted on it."""
        return self.room >= _piece(following.text)


def _piece(text: str) -> float:
    """The width of what a line is at least carried on with: that of its first unbreakable piece."""
    piece = _PIECE.match(text)
    return width(piece[0]) if piece else 0.0


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
        blank_line = not line.text or line.text.isspace()
        traced = _NOTHING if blank_line else cleaner(Traced(line.text, (Run(0, at, len(line.text)),)))
        if traced.text:
            starts.append((index, at, _indent(line.text), traced))
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
            Measured(widths[index], text, text.rstrip(_CLOSING).endswith(_FINAL), lines[index].whole)
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


def _indent(text: str) -> float:
    """Ems of white space before a line's first character.

    One space is what a form feed or a page's top leaves behind, not an indent.
    """
    if not text[0].isspace() and text[0] != "\ufeff":
        return 0.0
    lead = _OPENING.match(text)
    indent = width(lead[0].replace("\ufeff", "").replace("\x0c", "")) if lead else 0.0
    return indent if indent >= 1.5 else 0.0


def _opens(text: str, near: bool) -> bool:
    """Whether a line begins a page or a text frame: behind a form feed, or a space where one was."""
    return text.startswith("\x0c") or (near and _FRAME.match(text) is not None)
