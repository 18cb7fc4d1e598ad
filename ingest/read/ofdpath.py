"""The lines and shapes on an OFD page: rulings of tables, the red line under a letterhead."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree
from PIL import Image, ImageDraw

from ingest.read.ofdpackage import child, numbers, text_of
from ingest.read.ofdpage import Item, Matrix, Sheet

Colour = tuple[int, int, int]
Point = tuple[float, float]
_FAR = 20_000.0
"""Coordinates beyond this many pixels are drawn as if they lay here."""
_CURVE = 12
"""Straight pieces that a curve is drawn in."""
_LINE_WIDTH = 0.353
"""Millimetres, where a path does not say (GB/T 33190-2016, 8.2)."""


def draw_path(canvas: Image.Image, item: Item, zoom: Matrix, sheet: Sheet) -> None:
    """Draw a path object; `zoom` leads from points on the page to pixels.

    Raises:
        ValueError: a number in it is none.
    """
    element = item.element
    matrix = zoom.after(item.matrix)
    pen = ImageDraw.Draw(canvas)
    lines = [
        [_near(matrix(*point)) for point in line]
        for line in _lines(text_of(child(element, "AbbreviatedData")))
    ]
    if element.get("Fill") == "true":
        fill = colour_of(element, "FillColor", sheet)
        for line in lines:
            if fill and len(line) > 2:
                pen.polygon(line, fill=fill)
    if element.get("Stroke") != "false":
        stated = numbers(element.get("LineWidth") or _param(element, sheet, "LineWidth"))
        width = (stated[0] if stated else _LINE_WIDTH) * math.sqrt(
            abs(matrix.a * matrix.d - matrix.b * matrix.c)
        )
        colour = colour_of(element, "StrokeColor", sheet) or (0, 0, 0)
        for line in lines:
            if len(line) > 1:
                pen.line(line, fill=colour, width=max(1, round(min(width, 1000))))


def _near(point: Point) -> Point:
    return max(-_FAR, min(_FAR, point[0])), max(-_FAR, min(_FAR, point[1]))


def _lines(data: str) -> Iterator[list[Point]]:
    """Lines and flattened curves of AbbreviatedData (GB/T 33190-2016, 9.1)."""
    counts = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
    parts = data.split()
    line: list[Point] = []
    at = 0
    while at < len(parts):
        step = parts[at]
        if step not in counts:
            raise ValueError(f"no path operator: {step[:20]}")
        values = numbers(" ".join(parts[at + 1 : at + 1 + counts[step]]))
        at += 1 + counts[step]
        ends = list(zip(values[::2], values[1::2], strict=False))
        if step in "SM":
            if line:
                yield line
            line = ends
        elif step == "C":
            line = [*line, line[0]] if line else line
        elif step in "QB" and line:
            line += _curve([line[-1], *ends])
        elif step == "A":
            # An arc is drawn as its chord: stamps and logos, never text, are made of arcs.
            line.append((values[5], values[6]))
        else:
            line += ends
    if line:
        yield line


def _curve(points: list[Point]) -> list[Point]:
    """A Bézier curve by de Casteljau's scheme, without its start."""
    flat = []
    for step in range(1, _CURVE + 1):
        at, rest = step / _CURVE, list(points)
        while len(rest) > 1:
            rest = [(p[0] + (q[0] - p[0]) * at, p[1] + (q[1] - p[1]) * at) for p, q in pairwise(rest)]
        flat.append(rest[0])
    return flat


def _param(element: etree._Element, sheet: Sheet, name: str) -> str | None:
    param = sheet.resources.get(element.get("DrawParam", ""))
    return param.element.get(name) if param else None


def colour_of(element: etree._Element, name: str, sheet: Sheet) -> Colour | None:
    """The stated colour, of the object or of its draw parameters; None where there is none."""
    stated = child(element, name)
    if stated is None:
        param = sheet.resources.get(element.get("DrawParam", ""))
        stated = child(param.element, name) if param else None
    if stated is None:
        return None
    values = [max(0, min(255, round(value))) for value in numbers(stated.get("Value"))]
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 4:
        black = 255 - values[3]
        red, green, blue = ((255 - value) * black // 255 for value in values[:3])
        return red, green, blue
    return (values[0], values[1], values[2]) if len(values) == 3 else (0, 0, 0)
