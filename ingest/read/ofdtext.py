"""A text object of an OFD: its characters, each with its place on the page."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.read.glyph import Glyph
from ingest.read.ofdpackage import children, numbers
from ingest.read.ofdpage import Item, Matrix

LOST = "\ufffd"
_ASCENT, _DESCENT = 0.88, 0.12
"""How far a character reaches above and below its baseline, in em: the usual CJK font's box."""
_NARROW = frozenset("iIjlrtf.,:;'|!()[] -")
_WIDE = frozenset("mwMW@%")
_WIDE_DIGITS = re.compile("[０-９](?=[０-９])")
_LOOSE = 0.1
"""Full-width digits further apart than this many heights may have a space between them."""
_LONGEST = 100_000
"""Most repeats that one "g" may announce; no line of print has as many characters."""


@dataclass(frozen=True, slots=True)
class Char:
    """A character, its origin on the baseline and its width, in the text object's own space."""

    char: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Run:
    """The characters of one TextCode.

    Attributes:
        chars: in order.
        size: font size in the text object's space.
        stretch: horizontal scale of the characters.
        turn: degrees by which each character is turned clockwise.
        matrix: from the text object's space to points on the page.
        lost: how many characters stand for glyphs without a text.
        element: the text object, for what concerns drawing.
    """

    chars: tuple[Char, ...]
    size: float
    stretch: float
    turn: int
    matrix: Matrix
    lost: int
    element: etree._Element

    @property
    def points(self) -> float:
        """The type size as stated, in points on the page."""
        return self.size * math.hypot(self.matrix.c, self.matrix.d)

    @property
    def across(self) -> float:
        """How many points on the page a unit along the line takes."""
        return math.hypot(self.matrix.a, self.matrix.b)

    def glyphs(self, size: float) -> list[Glyph]:
        """The characters with their boxes on the page, in points, said to be of a size."""
        a, b, c, d, e, f = self.matrix
        up, down = self.size * _ASCENT, self.size * _DESCENT
        if b == c == 0 and a > 0 and d > 0 and self.turn == 0:
            glyphs = [
                Glyph(
                    char.char, a * char.x + e, d * (char.y - up) + f,
                    a * (char.x + char.width) + e, d * (char.y + down) + f, size=size,
                )
                for char in self.chars
            ]  # fmt: skip
        else:
            glyphs = [self._turned(char, up, down, size) for char in self.chars]
        # A gap between digits may be all that is left of a decimal point; `lines_of` weighs it.
        for pair in _WIDE_DIGITS.finditer("".join([char.char for char in self.chars])):
            here, after = self.chars[pair.start()], self.chars[pair.end()]
            if after.x - here.x > here.width + _LOOSE * self.size:
                glyphs[pair.end()] = glyphs[pair.end()]._replace(space_before=True)
        return glyphs

    def _turned(self, char: Char, up: float, down: float, size: float) -> Glyph:
        corners = {
            0: (0.0, -up, char.width, down),
            90: (-down, 0.0, up, char.width),
            180: (-char.width, -down, 0.0, up),
            270: (-up, -char.width, down, 0.0),
        }[self.turn]
        points = [self.matrix(char.x + x, char.y + y) for x in corners[::2] for y in corners[1::2]]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Glyph(char.char, min(xs), min(ys), max(xs), max(ys), size=size)


def runs_of(item: Item) -> Iterator[Run]:
    """The runs of a text object, one a TextCode.

    Raises:
        ValueError: a number in it is none.
    """
    element = item.element
    (size,) = numbers(element.get("Size")) or (0.0,)
    (stretch,) = numbers(element.get("HScale")) or (1.0,)
    turn = _quarter(element.get("CharDirection"))
    flow = _quarter(element.get("ReadDirection"))
    codes = [(code, _text(code)) for code in children(element, "TextCode")]
    missing = _glyphs_without_text(element, sum(len(text) for _, text in codes))
    x = y = 0.0
    for at, (code, text) in enumerate(codes):
        # A coordinate that is left out is that of the TextCode before.
        (x,) = numbers(code.get("X")) or (x,)
        (y,) = numbers(code.get("Y")) or (y,)
        lost = missing if at == len(codes) - 1 else 0
        text += LOST * lost
        if not text:
            continue
        across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        chars = tuple(_placed(text, x, y, size * stretch, across, down, flow))
        yield Run(chars, size, stretch, turn, item.matrix, lost + text.count(LOST, 0, -lost or None), element)


def _text(code: etree._Element) -> str:
    text = "".join(str(part) for part in code.itertext())
    # Indented files carry their line ends into the text.
    return text.strip() if "\n" in text else text


def _glyphs_without_text(element: etree._Element, length: int) -> int:
    """How many glyphs are drawn beyond the text (GB/T 33190-2016, 11.4.1)."""
    end = length
    for change in children(element, "CGTransform"):
        (position,) = numbers(change.get("CodePosition")) or (0.0,)
        (count,) = numbers(change.get("CodeCount")) or (1.0,)
        end = max(end, int(position + count))
    if end - length > _LONGEST:
        raise ValueError(f"{end - length} glyphs without text")
    return end - length


def _steps(text: str | None) -> list[float]:
    """Distances between characters; "g 3 5.5" stands for 5.5 5.5 5.5."""
    if text is None or "g" not in text:
        return list(numbers(text))
    parts = text.split()
    steps: list[float] = []
    at = 0
    while at < len(parts):
        if parts[at] == "g":
            times, step = numbers(" ".join(parts[at + 1 : at + 3]))
            if not 0 <= times <= _LONGEST:
                raise ValueError(f"{times} repeats")
            steps += [step] * int(times)
            at += 3
        else:
            steps += numbers(parts[at])
            at += 1
        if len(steps) > _LONGEST:
            raise ValueError(f"{len(steps)} steps")
    return steps


def _placed(
    text: str, x: float, y: float, em: float, across: list[float], down: list[float], flow: int
) -> Iterator[Char]:
    wide = sum(char > "\uffff" for char in text)
    # Writers in Java count a character beyond the BMP as two.
    if wide and max(len(across), len(down)) >= len(text) + wide - 1:
        across, down = _paired(text, across), _paired(text, down)
    count = len(text) - 1
    widths = [_width(char) * em for char in text]
    if across or down:
        steps_x, steps_y = _filled(across, count), _filled(down, count)
    else:
        unit = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[flow]
        steps_x = [unit[0] * width for width in widths[:count]]
        steps_y = [unit[1] * width for width in widths[:count]]
    for char, width, step_x, step_y in zip(text[:count], widths[:count], steps_x, steps_y, strict=True):
        yield Char(char, x, y, step_x if 0 < step_x < width and not step_y else width)
        x += step_x
        y += step_y
    yield Char(text[-1], x, y, widths[-1])


def _paired(text: str, steps: list[float]) -> list[float]:
    """One step a character, from one a UTF-16 unit."""
    merged, at = [], 0
    for char in text:
        span = 2 if char > "\uffff" else 1
        merged.append(sum(steps[at : at + span]))
        at += span
    return merged if steps else []


def _filled(steps: list[float], count: int) -> list[float]:
    """As many steps as are needed; where a writer gave too few, the last one holds."""
    if len(steps) >= count:
        return steps[:count]
    return steps + [steps[-1] if steps else 0.0] * (count - len(steps))


def _width(char: str) -> float:
    """A character's width in em, as most fonts have it."""
    if char > "\x7f":
        return 1.0
    if char in _NARROW:
        return 0.3
    if char in _WIDE:
        return 0.85
    return 0.68 if char.isupper() else 0.5


def _quarter(text: str | None) -> int:
    (degrees,) = numbers(text) or (0.0,)
    return round(degrees / 90) * 90 % 360
