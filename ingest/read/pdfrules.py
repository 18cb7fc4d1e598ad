"""Rules: the straight lines drawn on a PDF page, from which ruled tables are told."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.read.pdfium import pdfium, pdfium_c

Placement = Callable[[float, float, float, float], tuple[float, float, float, float]]
"""From left, bottom, right, top in PDF user space to a box in points from the top left."""

THICK = 3.0
"""Points up to which a filled rectangle is a line, and two lines at nearly one place are one."""
_SHORT = 4.0
_MOST = 20_000
"""Path segments looked at on one page; a page with more is a drawing."""
_DEPTH = 4

_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A horizontal or vertical line: where it stands across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The lines of a page, in points from the top left."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


def rules_of(page: pdfium.PdfPage, place: Placement) -> Rules:
    """The lines on a page. The caller holds the PDFium lock.

    Args:
        page: open.
        place: from the page's own coordinates to those of lines.
    """
    across: list[Rule] = []
    down: list[Rule] = []
    for count, box in enumerate(_strokes(page)):
        if count > _MOST:
            return Rules()
        x0, y0, x1, y1 = place(*box)
        wide, high = abs(x1 - x0), abs(y1 - y0)
        if high <= THICK and wide > _SHORT:
            across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif wide <= THICK and high > _SHORT:
            down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return Rules(_merged(across), _merged(down))


def _merged(rules: list[Rule]) -> tuple[Rule, ...]:
    """Pieces of one line put together: dashes, and lines drawn cell by cell."""
    found: list[Rule] = []
    group: list[Rule] = []
    for rule in [*sorted(rules), None]:
        if rule is not None and (not group or rule.at - group[0].at <= THICK):
            group.append(rule)
            continue
        at = sum(piece.at for piece in group) / len(group) if group else 0.0
        start = end = None
        for piece in sorted(group, key=lambda piece: piece.start):
            if end is None or start is None:
                start, end = piece.start, piece.end
            elif piece.start <= end + THICK:
                end = max(end, piece.end)
            else:
                found.append(Rule(at, start, end))
                start, end = piece.start, piece.end
        if start is not None and end is not None:
            found.append(Rule(at, start, end))
        group = [rule] if rule is not None else []
    return tuple(found)


def _strokes(page: pdfium.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Left, bottom, right, top of every line drawn, and of every filled bar as thin as one."""
    raw = page.raw
    for at in range(pdfium_c.FPDFPage_CountObjects(raw)):
        yield from _of_object(pdfium_c.FPDFPage_GetObject(raw, at), _UNIT, 0)


def _of_object(raw: object, outer: _Matrix, depth: int) -> Iterator[tuple[float, float, float, float]]:
    kind = pdfium_c.FPDFPageObj_GetType(raw)
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
        inner = _times(_matrix(raw), outer)
        for at in range(pdfium_c.FPDFFormObj_CountObjects(raw)):
            yield from _of_object(pdfium_c.FPDFFormObj_GetObject(raw, at), inner, depth + 1)
    elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        matrix = _times(_matrix(raw), outer)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(raw, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        for points in _outlines(raw, matrix):
            yield from _lines(points, bool(stroke.value))


def _lines(points: list[tuple[float, float]], stroked: bool) -> Iterator[tuple[float, float, float, float]]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = min(xs), min(ys), max(xs), max(ys)
    if min(box[2] - box[0], box[3] - box[1]) <= THICK:
        yield box
    elif stroked:
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _outlines(raw: object, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each subpath; closed ones end where they begin. Curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(min(pdfium_c.FPDFPath_CountSegments(raw), _MOST)):
        segment = pdfium_c.FPDFPath_GetPathSegment(raw, at)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        a, b, c, d, e, f = matrix
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind != pdfium_c.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(point)
        if pdfium_c.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            yield [*points, points[0]]
            points = [points[0]]
    if len(points) > 1:
        yield points


def _matrix(raw: object) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(raw, ctypes.byref(matrix)):
        return _UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
