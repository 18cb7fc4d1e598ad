"""A page's picture → its lines, with the place and the certainty of every character.

A page may lie on its side or upside down, and its lines may slope. Lines are therefore measured on the
page as it stands upright with level lines; `Page.turn` and `Page.skew` lead back to it as displayed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ingest.document import Line, Page
from ingest.errors import LimitExceeded
from ingest.limits import Limits
from ingest.read.recogniser import Recogniser, Strip, recogniser

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from ingest.read.recogniser import Pixels, Quad

_LONG = 4.0
"""A stretch of text this many times as long as high shows which way the lines run."""
_JUDGES = 4
"""Lines that are read to tell whether a page stands on its head."""
_SURE = 0.85
"""Mean confidence of lines that are read the right way up; upside down they stay well below."""
_CLEARLY = 0.15
"""By how much more certain lines have to be read upside down for the page to be turned."""
_UPRIGHT = 1.5
"""How many times as high as wide a stretch of text is that runs downwards (RapidOCR's own figure)."""
_NOISE = 0.3
"""Below this confidence a strip is a stain, a frame or a signature; above it, text that is hard to read."""
_PITCHES = 5
"""As many steps from character to character tell a line's type size."""
_LOOSE = 1.35
"""How many times as high as its type the detector makes a stretch of text."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_NARROW = re.compile(r"(?<=[\u3400-\u9fff”’》）〕])[,:;!]|[,:;!](?=[\u3400-\u9fff“‘《（])")
_BRACKETS = str.maketrans("()", "（）")
_WIDER = str.maketrans(",:;!", "，：；！")
_DASHES = "一—–-―"
_DASH_ROOM = 1.3
"""Ems from the middle of a dash of two ems to that of the character beside it: one and a half."""
_ALONG, _STROKE = 0.9, 0.25
"""A dash runs along this share of its room at least, and takes up this share of the height at most."""
_DOUBT = 0.8
"""A character less probable than this is doubtful."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the picture of one page holds.

    Attributes:
        page: with its turn and skew.
        lines: boxes and edges in points of the upright page.
    """

    page: Page
    lines: tuple[Line, ...]


def scan(picture: Image, number: int, width: float, height: float, limits: Limits) -> Scan:
    """Read a page's picture.

    Args:
        picture: of the whole page, as displayed.
        number: of the page, from 1.
        width, height: of the page in points.
        limits: upper bounds.

    Raises:
        OcrMissing: the extra `[ocr]` is not installed.
        LimitExceeded: more than `limits.pixels`.
    """
    if picture.width * picture.height > limits.pixels:
        raise LimitExceeded(
            f"第{number}页的图片超过{limits.pixels // 1_000_000}百万像素的上限", "请以300 dpi重新扫描后重试"
        )
    engine = recogniser()
    pixels = _pixels(picture)
    # A page of no size cannot say how large its type is.
    dpi = max(picture.width * 72 / max(width, 1.0), 1.0)
    turn, quads = _stood_up(engine, pixels, dpi)
    if turn:
        pixels = _turned(pixels, turn)
    page = Page(number, width, height, turn=turn)
    high, wide = pixels.shape[:2]
    across, down = page.upright[0] / wide, page.upright[1] / high
    page = replace(page, skew=_skew(quads))
    lines = []
    for quad in quads:
        cut = _cut_out(pixels, quad)
        strip = engine.read(cut)
        strip = replace(strip, text=_wide(strip.text))
        if strip.text.strip() and strip.confidence >= _NOISE:
            strip = _with_dashes(strip, cut)
            corners = [page.levelled(float(x) * across, float(y) * down) for x, y in quad]
            lines.append(_line(strip, number, corners))
    return Scan(page, tuple(lines))


def _wide(text: str) -> str:
    """Punctuation as wide as Chinese text prints it: the recogniser does not tell the widths apart."""
    if not _HAN.search(text):
        return text
    return _NARROW.sub(lambda match: match[0].translate(_WIDER), text.translate(_BRACKETS))


def _with_dashes(strip: Strip, cut: Pixels) -> Strip:
    """The strip with each dash of two ems as two characters, as it is typed.

    The recogniser gives one, often the numeral one, or none at all; the room and the thin stroke in it
    tell the dash.
    """
    pitches = [b - a for a, b in pairwise(strip.centres)]
    if len(pitches) < _PITCHES:
        return strip
    em = median(pitches)
    text, centres, certain, second = "", [], [], []
    for at, char in enumerate(strip.text):
        places = [strip.centres[at]]
        if char in _DASHES and 0 < at < len(pitches) and min(pitches[at - 1 : at + 1]) >= _DASH_ROOM * em:
            char, places = "—", [places[0] - em / 2, places[0] + em / 2]
        text += char * len(places)
        centres += places
        certain += [strip.certain[at]] * len(places)
        second += [strip.second[at]] * len(places)
        if (
            at < len(pitches)
            and pitches[at] >= 2 * _DASH_ROOM * em
            and _stroke(cut, strip.centres[at], pitches[at], em)
        ):
            middle = strip.centres[at] + pitches[at] / 2
            text += "——"
            centres += [middle - em / 2, middle + em / 2]
            certain += [strip.confidence] * 2
            second += ["", ""]
    return Strip(text, tuple(centres), tuple(certain), tuple(second))


def _stroke(cut: Pixels, start: float, room: float, em: float) -> bool:
    """Whether nothing but a thin level stroke stands between two characters, along most of the room."""
    import numpy as np

    wide = cut.shape[1]
    between = cut[:, round((start + 0.75 * em) * wide) : round((start + room - 0.75 * em) * wide)]
    if not between.size:
        return False
    shades = between.mean(axis=2)
    dark = shades < (float(np.median(cut)) + float(cut.min())) / 2
    along = dark.any(axis=0).mean()
    high = dark.any(axis=1).mean()
    return bool(along >= _ALONG and 0 < high <= _STROKE)


def _line(strip: Strip, page: int, corners: list[tuple[float, float]]) -> Line:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, right = min(xs), max(xs)
    middles = [left + centre * (right - left) for centre in strip.centres]
    edges = (left, *((a + b) / 2 for a, b in pairwise(middles)), right)
    downwards = max(ys) - min(ys) >= _UPRIGHT * (right - left)
    # The pitch of full-width characters is their size; half-width ones lie nearer.
    pitches = [b - a for a, b in pairwise(middles)]
    size = round(median(pitches), 1) if len(pitches) >= _PITCHES else round((max(ys) - min(ys)) / _LOOSE, 1)
    doubts = tuple(
        (at, other)
        for at, (sure, other) in enumerate(zip(strip.certain, strip.second, strict=True))
        if sure < _DOUBT
    )
    return Line(
        strip.text,
        page,
        (round(left, 2), round(min(ys), 2), round(right, 2), round(max(ys), 2)),
        None if downwards else tuple(round(edge, 2) for edge in edges),
        size=max(size, 1.0),
        confidence=round(strip.confidence, 4),
        doubts=doubts,
    )


def _pixels(picture: Image) -> Pixels:
    import numpy as np

    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _turned(pixels: Pixels, clockwise: int) -> Pixels:
    import numpy as np

    return np.ascontiguousarray(np.rot90(pixels, -clockwise // 90))


def _stood_up(engine: Recogniser, pixels: Pixels, dpi: float) -> tuple[int, list[Quad]]:
    """By how many degrees clockwise the picture has to be turned, and where its text stands then."""
    quads = engine.find(pixels, dpi)
    long = [quad for quad in quads if max(_ratio(quad), 1 / _ratio(quad)) >= _LONG]
    upright = sum(_length(quad) for quad in long if _ratio(quad) < 1)
    lying = sum(map(_length, long)) - upright
    first = (90, 270) if upright > lying else (0, 180)
    best, found = -1.0, (0, quads)
    for turn in first:
        turned = _turned(pixels, turn) if turn else pixels
        here = engine.find(turned, dpi) if turn else quads
        judges = sorted((q for q in here if _ratio(q) >= _LONG), key=_length, reverse=True)[:_JUDGES]
        if not judges:
            continue
        sure = sum(engine.read(_cut_out(turned, quad)).confidence for quad in judges) / len(judges)
        # Lines too faint to read either way say nothing against the way the page was filed.
        if sure > best + (_CLEARLY if found[0] == 0 and best >= 0 else 0.0):
            best, found = sure, (turn, here)
        if sure >= _SURE:
            break
    return found


def _ratio(quad: Quad) -> float:
    """Width by height."""
    return _length(quad) / max(math.dist(quad[0], quad[3]), 1.0) if len(quad) else 1.0


def _length(quad: Quad) -> float:
    return max(math.dist(quad[0], quad[1]), 1.0)


def _skew(quads: list[Quad]) -> float:
    """By how many degrees clockwise the lines slope: the middle one of those of the long lines."""
    slopes = [
        math.degrees(math.atan2(float(quad[1][1] - quad[0][1]), float(quad[1][0] - quad[0][0])))
        for quad in quads
        if _ratio(quad) >= _LONG
    ]
    return round(median(slopes), 3) if slopes else 0.0


def _cut_out(pixels: Pixels, quad: Quad) -> Pixels:
    """The stretch of text as a level strip."""
    import cv2
    import numpy as np

    wide = max(round(max(math.dist(quad[0], quad[1]), math.dist(quad[3], quad[2]))), 1)
    high = max(round(max(math.dist(quad[0], quad[3]), math.dist(quad[1], quad[2]))), 1)
    corners: np.ndarray = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    strip = cv2.warpPerspective(
        pixels, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.rot90(strip) if high >= _UPRIGHT * wide else strip  # type: ignore[return-value]
