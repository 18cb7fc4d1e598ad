"""Small makers of readings: a text file's lines, a page's lines with their boxes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.document import Line, Page, Reading
from ingest.printed import width

SHARED = Path(__file__).parents[3] / "shared"
_PIECE = re.compile(r"[A-Za-z0-9.%]+|.")
_NOT_FIRST = "，。、；：！？）》”’」"
_NOT_LAST = "（《“‘「"


def shared(name: str) -> Path:
    """A file or folder of ../shared; the test is skipped where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/{name} is not on this machine")
    return path


def reading(text: str, *, whole: bool = False) -> Reading:
    """A text file: one line for each printed one."""
    return Reading("样.txt", "txt", "0" * 64, tuple(Line(row, whole=whole) for row in text.split("\n")))


def wrapped(text: str, measure: float, indent: int = 2) -> list[str]:
    """A paragraph set to a measure in ems: its first line shorter by an indent that is not printed."""
    lines, line, room = [], "", measure - indent
    for piece in _PIECE.findall(text):
        if line and width(line) + width(piece) > room:
            if (piece in _NOT_FIRST and len(line) > 1) or line[-1] in _NOT_LAST:
                lines.append(line[:-1])
                line = line[-1] + piece
            else:
                lines.append(line)
                line = piece
            room = measure
        else:
            line += piece
    return [*lines, line]


class Sheet:
    """Pages that lines are set on, in points, ten to the em."""

    def __init__(self, width: float = 600, height: float = 800) -> None:
        self.width, self.height = width, height
        self.lines: list[Line] = []
        self.pages = 1

    def turn(self) -> None:
        """Begin a new page."""
        self.pages += 1

    def set(self, text: str, x: float, y: float, size: float = 10.0) -> Line:
        """Set one line with its upper left corner at a place."""
        line = Line(text, self.pages, (x, y, x + size * width(text), y + size * 1.1), size=size)
        self.lines.append(line)
        return line

    def column(self, text: str, x: float, y: float, measure: float, pitch: float = 16) -> float:
        """Set a paragraph with an indented first line; where the next line would stand."""
        for at, row in enumerate(wrapped(text, measure)):
            self.set(row, x + (20 if at == 0 else 0), y)
            y += pitch
        return y

    def reading(self) -> Reading:
        """What a reader would have given, the lines in the order in which they were set."""
        pages = tuple(Page(number, self.width, self.height) for number in range(1, self.pages + 1))
        return Reading("样.pdf", "pdf", "0" * 64, tuple(self.lines), pages)
