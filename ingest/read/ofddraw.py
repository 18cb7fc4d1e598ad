"""An OFD page as a picture: its text in a font of this machine, its images and its rulings."""

from __future__ import annotations

import math

from lxml import etree
from PIL import Image, ImageDraw

from ingest.errors import FileUnreadable, LimitExceeded
from ingest.read.font import cjk_font
from ingest.read.ofdimage import Images, placement
from ingest.read.ofdpackage import Package, numbers
from ingest.read.ofdpage import Matrix, Sheet, pictures
from ingest.read.ofdpath import Colour, colour_of, draw_path
from ingest.read.ofdtext import Char, Run, runs_of

_FAR = 20_000.0
"""No character is drawn higher than this many pixels."""
PIXELS = 40_000_000
"""Largest picture; a poster-sized page is drawn smaller than asked for."""
_PART = 0.05
"""An image that covers less of the page does not tell how finely it was scanned."""
_CHARS = 100_000
"""Most characters drawn on one page."""
_SCAN_DPI = 150.0, 300.0
"""Bounds on the resolution at which a scanned page is recognised."""
_HEI = ("黑", "Hei", "Sans", "雅", "圆")


def draw(package: Package, sheet: Sheet, scale: float) -> Image.Image:
    """Draw a page on white.

    What cannot be drawn (a damaged image, an unusable number) is left out: reading has told of it.

    Args:
        package: the file.
        sheet: the page.
        scale: pixels to the point.

    Raises:
        FontMissing: there is text, and no font to draw it with.
        LimitExceeded: too much to draw.
    """
    return _drawn(package, sheet, scale, Images(package, sheet), only_images=False)


def scanned(package: Package, sheet: Sheet) -> Image.Image:
    """The images of a scanned page as they lie on it, as finely as they were scanned, for recognition.

    Raises:
        FileUnreadable: an image cannot be decoded.
        LimitExceeded: too much to draw.
    """
    images = Images(package, sheet)
    finest = 0.0
    for item, share in pictures(sheet):
        if share > _PART:
            unit = placement(item)
            finest = max(finest, images.of(item).width / max(math.hypot(unit.a, unit.b), 1.0))
    return _drawn(
        package, sheet, max(_SCAN_DPI[0] / 72, min(_SCAN_DPI[1] / 72, finest)), images, only_images=True
    )


def _drawn(package: Package, sheet: Sheet, scale: float, images: Images, *, only_images: bool) -> Image.Image:
    scale = min(scale, math.sqrt(PIXELS / max(sheet.width * sheet.height, 1.0)))
    size = max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))
    canvas = Image.new("RGB", size, "white")
    zoom = Matrix(scale, 0, 0, scale, 0, 0)
    drawn = 0
    for item in sheet.items:
        try:
            if item.kind == "ImageObject":
                _image(canvas, images.of(item), zoom.after(placement(item)), _alpha(item.element))
            elif only_images:
                continue
            elif item.kind == "PathObject":
                draw_path(canvas, item, zoom, sheet)
            else:
                for run in runs_of(item):
                    drawn += len(run.chars)
                    if drawn > _CHARS:
                        raise _too_much(package, sheet)
                    _text(canvas, run, zoom.after(run.matrix), sheet)
        except FileUnreadable:
            if only_images:
                raise
        except (ValueError, TypeError, OverflowError, ZeroDivisionError):
            continue
    return canvas


def _too_much(package: Package, sheet: Sheet) -> LimitExceeded:
    return LimitExceeded(
        f"OFD“{package.name}”第{sheet.number}页的字超过{_CHARS}个，画不出来", "请用OFD阅读器查看这一页"
    )


def _text(canvas: Image.Image, run: Run, matrix: Matrix, sheet: Sheet) -> None:
    if run.element.get("Alpha") == "0":
        return
    colour = colour_of(run.element, "FillColor", sheet) or (0, 0, 0)
    height = run.size * math.hypot(matrix.c, matrix.d)
    if height < 1:
        return
    name = run.element.get("Font", "")
    resource = sheet.resources.get(name)
    family = resource.element.get("FontName", "") if resource else ""
    font = cjk_font(round(min(height, _FAR)), sans=any(mark in family for mark in _HEI))
    plain = matrix.b == matrix.c == 0 and matrix.a > 0 and matrix.d > 0 and not run.turn
    pen = ImageDraw.Draw(canvas)
    for char in run.chars:
        x, y = matrix(char.x, char.y)
        if char.char.isspace() or not (-height < x < canvas.width + height):
            continue
        if not -height < y < canvas.height + height:
            continue
        if plain and abs(run.stretch * matrix.a / matrix.d - 1) < 0.02:
            pen.text((x, y), char.char, fill=colour, font=font, anchor="ls")
        else:
            _stamp(canvas, run, char, matrix, font.size, colour, sans=any(mark in family for mark in _HEI))


def _stamp(
    canvas: Image.Image, run: Run, char: Char, matrix: Matrix, pixels: float, colour: Colour, *, sans: bool
) -> None:
    """A character that is turned, slanted or stretched."""
    font = cjk_font(round(pixels), sans=sans)
    side = math.ceil(font.size * 2)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).text((side / 4, side * 0.6), char.char, fill=255, font=font, anchor="ls")
    em = run.size / font.size
    turn = math.radians(run.turn)
    cos, sin = round(math.cos(turn)), round(math.sin(turn))
    # Pixels of the mask → em around the origin → turned → the object's space → the canvas.
    to_origin = Matrix(em * run.stretch, 0, 0, em, -side / 4 * em * run.stretch, -side * 0.6 * em)
    turned = Matrix(cos, sin, -sin, cos, char.x, char.y).after(to_origin)
    _warp(canvas, mask, matrix.after(turned), colour)


def _image(canvas: Image.Image, picture: Image.Image, unit: Matrix, alpha: float) -> None:
    """Lay an image on the canvas; `unit` leads from the unit square to pixels."""
    wide, high = picture.size
    matrix = unit.after(Matrix(1 / wide, 0, 0, 1 / high, 0, 0))
    if abs(matrix.b) + abs(matrix.c) < 1e-9 and matrix.a > 0 and matrix.d > 0:
        x0, y0 = max(0, round(unit.e)), max(0, round(unit.f))
        x1, y1 = min(canvas.width, round(unit.e + unit.a)), min(canvas.height, round(unit.f + unit.d))
        if x0 >= x1 or y0 >= y1:
            return
        cut = [(x0 - unit.e) / matrix.a, (y0 - unit.f) / matrix.d]
        cut += [(x1 - unit.e) / matrix.a, (y1 - unit.f) / matrix.d]
        box = (max(0.0, cut[0]), max(0.0, cut[1]), min(float(wide), cut[2]), min(float(high), cut[3]))
        if box[0] < box[2] and box[1] < box[3]:
            fitted = picture.resize((x1 - x0, y1 - y0), Image.Resampling.LANCZOS, box=box)
            _paste(canvas, fitted, (x0, y0), alpha)
        return
    shrink = max(
        1, int(min(1 / max(_length(matrix.a, matrix.b), 1e-6), 1 / max(_length(matrix.c, matrix.d), 1e-6)))
    )
    if shrink > 1:
        picture = picture.reduce(shrink)
        matrix = matrix.after(Matrix(shrink, 0, 0, shrink, 0, 0))
    _warp(canvas, picture.convert("RGBA"), matrix, None, alpha)


def _length(x: float, y: float) -> float:
    return math.hypot(x, y)


def _paste(canvas: Image.Image, picture: Image.Image, at: tuple[int, int], alpha: float) -> None:
    mask = picture.getchannel("A") if picture.mode == "RGBA" else Image.new("L", picture.size, 255)
    if alpha < 1:
        mask = mask.point(lambda value: value * alpha)
    canvas.paste(picture.convert("RGB"), at, mask)


def _warp(
    canvas: Image.Image, source: Image.Image, matrix: Matrix, colour: Colour | None, alpha: float = 1.0
) -> None:
    """Draw a picture, or a mask in a colour, through a matrix from its pixels to the canvas's."""
    wide, high = source.size
    corners = [matrix(x, y) for x in (0, wide) for y in (0, high)]
    x0 = max(0, math.floor(min(x for x, _ in corners)))
    y0 = max(0, math.floor(min(y for _, y in corners)))
    x1 = min(canvas.width, math.ceil(max(x for x, _ in corners)))
    y1 = min(canvas.height, math.ceil(max(y for _, y in corners)))
    area = matrix.a * matrix.d - matrix.b * matrix.c
    if x0 >= x1 or y0 >= y1 or abs(area) < 1e-12:
        return
    a, c, b, d = matrix.d / area, -matrix.c / area, -matrix.b / area, matrix.a / area
    e, f = x0 - matrix.e, y0 - matrix.f
    back = (a, c, a * e + c * f, b, d, b * e + d * f)
    seen = source.transform((x1 - x0, y1 - y0), Image.Transform.AFFINE, back, Image.Resampling.BILINEAR)
    if colour is None:
        _paste(canvas, seen, (x0, y0), alpha)
    else:
        canvas.paste(colour, (x0, y0, x1, y1), seen)


def _alpha(element: etree._Element) -> float:
    stated = numbers(element.get("Alpha"))
    return max(0.0, min(1.0, stated[0] / 255)) if stated else 1.0
