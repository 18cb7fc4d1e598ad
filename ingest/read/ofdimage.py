"""The images in an OFD: from the resource to pixels."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image

from ingest.errors import FileUnreadable, LimitExceeded
from ingest.read.ofdpackage import Package, child, text_of
from ingest.read.ofdpage import Item, Matrix, Sheet

_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "JPEG2000")
_PIXELS = 80_000_000
"""Largest image: A3 at 600 dpi has 70 million pixels."""
_ALL_PIXELS = 400_000_000
"""All images of one page together."""


class Images:
    """One page's images, decoded when asked for; what is used again is decoded once.

    Args:
        package: the file.
        sheet: the page.
    """

    def __init__(self, package: Package, sheet: Sheet) -> None:
        self._package = package
        self._sheet = sheet
        self._pixels = 0
        self._kept: dict[str, Image.Image] = {}

    def of(self, item: Item) -> Image.Image:
        """The picture of an image object, in mode "L", "RGB" or "RGBA".

        Raises:
            FileUnreadable: its resource is missing, damaged, or of a kind that cannot be decoded (JBIG2).
            LimitExceeded: too many pixels.
        """
        identifier = item.element.get("ResourceID", "")
        if identifier not in self._kept:
            self._kept[identifier] = self._decoded(identifier)
        return self._kept[identifier]

    def _decoded(self, identifier: str) -> Image.Image:
        where = f"第{self._sheet.number}页的图片"
        resource = self._sheet.resources.get(identifier)
        file = text_of(child(resource.element, "MediaFile")) if resource else ""
        if resource is None or not file:
            raise self._package.damaged(f"缺少{where}")
        data = self._package.read(self._part(resource.part, resource.folder, file))
        try:
            with warnings.catch_warnings():
                # Pillow's own bound is checked below, before a pixel is decoded.
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                picture = Image.open(BytesIO(data), formats=_FORMATS)
                self._pixels += picture.width * picture.height
                if picture.width * picture.height > _PIXELS or self._pixels > _ALL_PIXELS:
                    raise self._too_large(where)
                picture.load()
            return picture if picture.mode in ("L", "RGB", "RGBA") else _plain(picture)
        except Image.DecompressionBombError as error:
            raise self._too_large(where) from error
        except (OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError, EOFError) as error:
            raise self._package.damaged(f"{where}无法解码") from error

    def _part(self, base: str, folder: str, file: str) -> str:
        try:
            return self._package.locate(base, f"{folder}/{file}" if folder else file)
        except FileUnreadable:
            # Some writers give the location without the folder that all resources share.
            return self._package.locate(base, file)

    def _too_large(self, where: str) -> LimitExceeded:
        return LimitExceeded(f"OFD“{self._package.name}”{where}过大", "请降低图片的分辨率后重试")


def placement(item: Item) -> Matrix:
    """From the unit square that an image fills to points on the page (GB/T 33190-2016, 10)."""
    if item.element.get("CTM"):
        return item.matrix
    x, y, width, height = item.boundary
    return item.outer.after(Matrix(width, 0, 0, height, x, y))


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in ("1", "I", "F", "I;16"):
        return picture.convert("L")
    if picture.mode in ("LA", "PA") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("RGB")
