"""Pictures of pages (PNG, JPEG, TIFF, BMP, WEBP, GIF): each is a page, read by OCR."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from ingest.document import Line, Page
from ingest.errors import FileEmpty, FileUnreadable, LimitExceeded
from ingest.limits import Limits
from ingest.read.content import Content, Pages, Tally, page_ranges
from ingest.read.recogniser import ADVICE, OcrMissing
from ingest.read.scanner import Scanner

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_A4 = (595.28, 841.89)
_SHORT, _LONG = 280.0, 1700.0
"""Sides in points between A6's short and A2's long one: a resolution that gives others says nothing."""
_SCANNED = 99.0
"""Scanners work at 100 dots per inch or more, which PNG keeps as whole dots a metre; 72 and 96 are what
software writes that knows of no paper."""
_SLIM = 2.0
"""A picture this many times as high as wide is a long screen, not a sheet."""
_WIDE_SAMPLES = ("I", "I;16", "I;16L", "I;16B", "I;16N", "F")
_WHITES = (255.0, 1023.0, 4095.0, 65535.0)
_READ_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError)
"""What Pillow raises on damaged files; it documents OSError and SyntaxError, its plug-ins let others pass."""

# The size is checked here, against `Limits.pixels`, with an error of our own; damage, which Pillow's
# plug-ins also print warnings on, is an error or shows in the picture.
warnings.filterwarnings("ignore", category=DecompressionBombWarning)
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


def read_image(name: str, data: bytes, limits: Limits, pages: Pages | None = None) -> Content:
    """Read a picture file; a TIFF may hold several pages.

    Args:
        name: file name for messages.
        data: the file's bytes.
        limits: upper bounds.
        pages: told of the page at hand and how many there are.

    Raises:
        FileUnreadable: no sound picture.
        FileEmpty: nothing on it that is text.
        NoTextLayer: the extra `[ocr]` is not installed.
        LimitExceeded: too large a picture, or too many pages.
    """
    tally = Tally(name, limits)
    lines: list[Line] = []
    sheets: list[Page] = []
    broken: list[int] = []
    with _opened(name, data, limits) as picture:
        count, aside = _pages(picture)
        if count > limits.pages:
            raise LimitExceeded(
                f"图片“{name}”有{count}页，超过{limits.pages}页的上限", "请拆成几个文件后重试"
            )
        scanner = Scanner(name, limits, tally)
        if not scanner.ready:
            raise OcrMissing(f"“{name}”是图片，没有文字层", ADVICE)
        for number in range(1, count + 1):
            if pages:
                pages(number, count)
            try:
                sheet, width, height = _sheet(name, picture, number, limits)
            except FileUnreadable:
                if count == 1:
                    raise
                broken.append(number)
                sheets.append(Page(number, *_A4))
                continue
            page, found = scanner(sheet, number, width, height)
            sheets.append(page)
            lines += found
    told = [*scanner.warnings()]
    if broken:
        told.append(f"第{page_ranges(broken)}页已损坏，没有读入。")
    if aside:
        told.append(f"“{name}”是动图，共{aside + 1}帧，只读了第1帧。")
    if not lines:
        raise FileEmpty(
            f"图片“{name}”上没有识别出文字", "请确认选对了文件；若字迹太小或太淡，请以更高的分辨率重新扫描"
        )
    return Content(tuple(lines), tuple(sheets), warnings=tuple(told))


def page_picture(name: str, data: bytes, number: int, limits: Limits) -> tuple[Image.Image, float, float]:
    """One page of a picture file as displayed, in RGB, with its width and height in points.

    Args:
        number: of the page, from 1.

    Raises:
        FileUnreadable, LimitExceeded: as for reading.
        ValueError: there is no such page.
    """
    with _opened(name, data, limits) as picture:
        count, _ = _pages(picture)
        if not 1 <= number <= count:
            raise ValueError(f"page {number} of {count}")
        return _sheet(name, picture, number, limits)


@contextmanager
def _opened(name: str, data: bytes, limits: Limits) -> Iterator[Image.Image]:
    try:
        picture = Image.open(BytesIO(data), formats=_FORMATS)
    except DecompressionBombError as error:
        raise _too_large(name, limits) from error
    except UnidentifiedImageError as error:
        raise FileUnreadable(
            f"图片“{name}”已损坏，或不是可以读取的图片格式", "请另存为 PNG 或 JPG 后重试，或重新扫描"
        ) from error
    except _READ_ERRORS as error:
        raise _damaged(name) from error
    with picture:
        yield picture


def _pages(picture: Image.Image) -> tuple[int, int]:
    """How many pages the file has, and how many frames besides the first of a moving picture."""
    try:
        frames = int(getattr(picture, "n_frames", 1))
    except _READ_ERRORS:
        return 1, 0
    if picture.format == "TIFF":
        return frames, 0
    return 1, 0 if picture.format == "MPO" else frames - 1


def _sheet(name: str, picture: Image.Image, number: int, limits: Limits) -> tuple[Image.Image, float, float]:
    try:
        picture.seek(number - 1)
        if picture.width * picture.height > limits.pixels:
            raise _too_large(name, limits)
        resolution = _resolution(picture)
        picture.load()
        sheet = _rgb(picture)
        turned = ImageOps.exif_transpose(sheet) if sheet.getexif() else sheet
    except DecompressionBombError as error:
        raise _too_large(name, limits) from error
    except _READ_ERRORS as error:
        raise _damaged(name, number) from error
    if turned.size != picture.size:
        resolution = resolution[::-1]
    return turned, *_points(turned.size, resolution)


def _resolution(picture: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down; zeros where the file does not say."""
    stated = picture.info.get("dpi", (0, 0))
    try:
        across, down = (float(value) for value in stated)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    # Not a number fails both.
    return (across, down) if 0 < across < 1e5 and 0 < down < 1e5 else (0.0, 0.0)


def _points(size: tuple[int, int], resolution: tuple[float, float]) -> tuple[float, float]:
    """The page's size: as the file says if it is a page's, else as large as fits an A4 page, a long
    screen as wide as one."""
    if resolution[0] and resolution[1]:
        width, height = size[0] * 72 / resolution[0], size[1] * 72 / resolution[1]
        if min(resolution) >= _SCANNED and min(width, height) >= _SHORT and max(width, height) <= _LONG:
            return round(width, 2), round(height, 2)
    short, long = _A4
    room = (short, long) if size[0] <= size[1] else (long, short)
    across, down = room[0] / size[0], room[1] / size[1]
    scale = across if size[1] > _SLIM * size[0] else min(across, down)
    return round(size[0] * scale, 2), round(size[1] * scale, 2)


def _rgb(picture: Image.Image) -> Image.Image:
    """Eight bits a sample, without transparency, EXIF kept."""
    exif = picture.getexif()
    if picture.mode in _WIDE_SAMPLES:
        low, high = (float(value) for value in picture.getextrema())  # type: ignore[arg-type]
        # White is the largest value of as many bits as are used: 8, 10, 12 or 16.
        top = next((white for white in _WHITES if high <= white), high) if picture.mode != "F" else high
        scale = 255 / ((top - min(low, 0.0)) or 1.0)
        wide = picture.convert("F").point(lambda value: value * scale - min(low, 0.0) * scale)
        plain = wide.convert("L").convert("RGB")
    elif "A" in picture.getbands() or "transparency" in picture.info:
        veil = picture.convert("RGBA")
        plain = Image.new("RGB", veil.size, "white")
        plain.paste(veil, mask=veil.getchannel("A"))
    else:
        plain = picture.convert("RGB")
    plain.info.clear()
    plain.getexif().update(exif)
    return plain


def _too_large(name: str, limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"图片“{name}”超过{limits.pixels // 1_000_000}百万像素的上限", "请以300 dpi重新扫描，或缩小后重试"
    )


def _damaged(name: str, page: int | None = None) -> FileUnreadable:
    where = f"第{page}页" if page and page > 1 else ""
    return FileUnreadable(f"图片“{name}”{where}已损坏，无法读取", "请重新扫描，或向提供者重新索取")
