"""Pictures of typeset pages for the tests of OCR. The text is invented."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.read.recogniser import available

LINES = (
    "乙市工业用地管理办法",
    "第一条为规范本市工业用地，制定本办法。",
    "第二条单宗用地面积不超过三十亩的，",
    "容积率不低于１.５，建筑系数不低于40%。",
    "第三条本办法自2031年5月1日起施行。",
)
_FONT = "NotoSerifCJK-Regular.ttc"
_SIMPLIFIED = 2
"""The face of the collection that draws the simplified forms."""


def need_ocr() -> None:
    """Skip the test where the extra or a Chinese font is missing."""
    if not available():
        pytest.skip("the extra [ocr] is not installed (pip install 'youju[ocr]')")
    try:
        ImageFont.truetype(_FONT, 20, index=_SIMPLIFIED)
    except OSError:
        pytest.skip("no Noto Serif CJK on this machine (Debian: apt-get install fonts-noto-cjk)")


def page(lines: tuple[str, ...] = LINES, *, slope: float = 0.0) -> Image.Image:
    """A sheet at 100 dpi, half as high as A4, its lines sloping by degrees clockwise."""
    sheet = Image.new("L", (827, 585), 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(_FONT, 26, index=_SIMPLIFIED)
    for at, line in enumerate(lines):
        pen.text((110, 90 + 62 * at), line, font=font, fill=0)
    return sheet.rotate(-slope, resample=Image.Resampling.BICUBIC, fillcolor=255)


def encoded(picture: Image.Image, format_: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()
