from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from ingest.document import Line, Page
from ingest.errors import FileEmpty, FileUnreadable, IngestError, LimitExceeded, NoTextLayer
from ingest.limits import DEFAULT_LIMITS
from ingest.read import read_bytes
from ingest.read.image import page_picture
from ingest.read.ocr import Scan
from tests.ingest.read.make import Put, pdf
from tests.ingest.read.scans import LINES, encoded, need_ocr, page

GREY = Image.fromarray(np.tile(np.linspace(0, 255, 64).astype("uint8"), (48, 1)))
"""From black at the left to white at the right."""


@pytest.fixture
def fake_ocr(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float, float]]:
    """Every picture says its page's number; the calls are kept."""
    calls: list[tuple[int, float, float]] = []

    def scan(picture: Image.Image, number: int, width: float, height: float, limits: object) -> Scan:
        assert picture.mode == "RGB"
        calls.append((number, width, height))
        line = Line(f"第{number}页的文字", number, (0.0, 0.0, 90.0, 12.0), confidence=0.99)
        turn = 180 if number == 2 else 0
        return Scan(Page(number, width, height, turn), (line,))

    monkeypatch.setattr("ingest.read.scanner.available", lambda: True)
    monkeypatch.setattr("ingest.read.scanner.scan", scan)
    return calls


def _wide(dtype: str, factor: float) -> Image.Image:
    return Image.fromarray((np.asarray(GREY).astype("float64") * factor).astype(dtype))


@pytest.mark.parametrize(
    "data",
    [
        encoded(GREY, "PNG"),
        encoded(GREY, "BMP"),
        encoded(GREY, "WEBP", lossless=True),
        encoded(GREY, "TIFF", compression="tiff_lzw"),
        encoded(GREY.convert("CMYK"), "TIFF"),
        encoded(GREY.convert("P"), "PNG"),
        encoded(GREY.convert("LA"), "PNG"),
        encoded(GREY.convert("RGBA"), "PNG"),
        encoded(_wide("uint16", 257), "PNG"),
        encoded(_wide("uint16", 16), "TIFF"),
        encoded(_wide("int32", 1), "TIFF"),
        encoded(_wide("float32", 1 / 255), "TIFF"),
    ],
    ids=["png", "bmp", "webp", "tiff", "cmyk", "palette", "la", "rgba", "16", "12", "int", "float"],
)
def test_every_kind_of_sample_becomes_rgb(data: bytes) -> None:
    """Black stays black and white white, however the file stores its samples."""
    picture, _, _ = page_picture("a", data, 1, DEFAULT_LIMITS)
    seen = np.asarray(picture)[24, :, 0].astype(int)
    assert picture.mode == "RGB"
    assert np.abs(seen - np.asarray(GREY)[24].astype(int)).max() <= 4


def test_black_on_nothing_is_black_on_white() -> None:
    """Transparent ground is paper."""
    veil = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    veil.paste((0, 0, 0, 255), (0, 0, 10, 20))
    picture, _, _ = page_picture("a.png", encoded(veil, "PNG"), 1, DEFAULT_LIMITS)
    assert picture.getpixel((2, 2)) == (0, 0, 0)
    assert picture.getpixel((15, 2)) == (255, 255, 255)


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    """EXIF orientation decides how the page is displayed, and with it its width and height."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(GREY.resize((600, 400)), "JPEG", exif=exif, dpi=(150, 150))
    picture, width, height = page_picture("a.jpg", data, 1, DEFAULT_LIMITS)
    assert picture.size == (400, 600)
    assert width < height


@pytest.mark.parametrize(
    ("size", "dpi", "points"),
    [
        ((1654, 2339), 200, (595.44, 842.04)),  # an A4 page
        ((3000, 2000), 72, (841.89, 561.26)),  # a camera's 72 dpi: as large as fits A4
        ((1240, 1754), None, (595.19, 841.89)),
        ((1000, 9000), None, (595.28, 5357.52)),  # a long screen: as wide as A4
    ],
)
def test_the_page_has_a_size(size: tuple[int, int], dpi: int | None, points: tuple[float, float]) -> None:
    """A scanner's resolution is believed; any other picture is taken for about an A4 page."""
    options = {"dpi": (dpi, dpi)} if dpi else {}
    _, width, height = page_picture(
        "a.png", encoded(Image.new("1", size), "PNG", **options), 1, DEFAULT_LIMITS
    )
    assert (width, height) == pytest.approx(points, abs=0.1)


def _pages(count: int, format_: str) -> bytes:
    sheets = [GREY.point(lambda value, at=at: (value + at) % 256) for at in range(count)]
    return encoded(sheets[0], format_, save_all=True, append_images=sheets[1:])


@pytest.mark.usefixtures("fake_ocr")
def test_a_tiff_has_pages_and_tells_of_each() -> None:
    """All pages of a TIFF are read, each is announced before, and a turned one is named."""
    told: list[tuple[int, int]] = []
    reading = read_bytes("传真.tif", _pages(3, "TIFF"), pages=lambda at, of: told.append((at, of)))
    assert [line.text for line in reading.lines] == ["第1页的文字", "第2页的文字", "第3页的文字"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [sheet.turn for sheet in reading.pages] == [0, 180, 0]
    assert any("第2页上下颠倒" in warning for warning in reading.warnings)


@pytest.mark.usefixtures("fake_ocr")
def test_a_moving_picture_is_its_first_frame() -> None:
    """Frames that are left out are said to be."""
    reading = read_bytes("a.gif", _pages(3, "GIF"))
    assert len(reading.pages) == 1
    assert any("动图" in warning and "第1帧" in warning for warning in reading.warnings)


@pytest.mark.usefixtures("fake_ocr")
def test_a_page_budget() -> None:
    """A file with more pictures than may be recognised is refused with the limit."""
    with pytest.raises(LimitExceeded, match="2页"):
        read_bytes("a.tif", _pages(3, "TIFF"), replace(DEFAULT_LIMITS, scanned_pages=2))


def _bomb(width: int, height: int) -> bytes:
    """A PNG that claims to be large and is a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(50_000, 50_000), (9_500, 9_500)])
def test_a_decompression_bomb(size: tuple[int, int]) -> None:
    """A picture larger than the limit is refused before it is unpacked."""
    with pytest.raises(LimitExceeded) as caught:
        page_picture("a.png", _bomb(*size), 1, DEFAULT_LIMITS)
    assert "像素" in caught.value.message


@pytest.mark.usefixtures("fake_ocr")
@pytest.mark.parametrize("format_", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
def test_damaged_pictures_are_named_errors(format_: str) -> None:
    """Cut or altered anywhere, a picture is read or refused by name; nothing else comes out."""
    whole = _pages(2, format_) if format_ in ("TIFF", "GIF") else encoded(GREY, format_)
    random = np.random.default_rng(7)
    ended = []
    for cut in range(12, len(whole), max(len(whole) // 25, 1)):
        altered = bytearray(whole)
        for at in random.integers(12, len(whole), 6):
            altered[at] ^= 1 << int(random.integers(8))
        for data in (whole[:cut], bytes(altered)):
            try:
                ended.append(bool(read_bytes("a.bin", data).lines))
            except IngestError as error:
                ended.append(bool(error.advice))
    assert ended
    assert all(ended)


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (8000, 1)])
def test_specks_and_threads(size: tuple[int, int]) -> None:
    """A picture too thin for text is an empty file, not a crash."""
    need_ocr()
    with pytest.raises(FileEmpty, match="没有识别出文字"):
        read_bytes("a.png", encoded(Image.new("RGB", size), "PNG"))


def test_no_such_page() -> None:
    """A page that the file has not is the caller's mistake, a broken file the user's."""
    with pytest.raises(ValueError, match="page 2 of 1"):
        page_picture("a.png", encoded(GREY, "PNG"), 2, DEFAULT_LIMITS)
    with pytest.raises(FileUnreadable):
        page_picture("a.png", b"\x89PNG\r\n\x1a\n" + bytes(30), 1, DEFAULT_LIMITS)


def _mixed() -> bytes:
    """A digital page, then a scanned one."""
    digital = pdfium.PdfDocument(pdf([Put(60, 700, "第一条各地应当按照本办法执行用地标准。")]))
    scan = pdfium.PdfDocument(encoded(page(LINES[:2]).convert("RGB"), "PDF", resolution=100))
    whole = pdfium.PdfDocument.new()
    whole.import_pages(digital)
    whole.import_pages(scan)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def test_a_mixed_pdf_is_read_whole() -> None:
    """Text pages come from the text layer, picture pages from OCR, and the warning says which."""
    need_ocr()
    told: list[tuple[int, int]] = []
    reading = read_bytes("a.pdf", _mixed(), pages=lambda at, of: told.append((at, of)))
    assert {line.page: line.confidence is None for line in reading.lines} == {1: True, 2: False}
    assert [line.text for line in reading.lines if line.page == 2] == list(LINES[:2])
    assert any(warning.startswith("第2页是图片") for warning in reading.warnings)
    assert told == [(1, 2), (2, 2)]


def test_a_mixed_pdf_without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where OCR is missing the readable pages are kept, and the warning names the others and the remedy."""
    need_ocr()
    monkeypatch.setattr("ingest.read.scanner.available", lambda: False)
    reading = read_bytes("a.pdf", _mixed())
    assert {line.page for line in reading.lines} == {1}
    assert any("第2页" in warning and "pip install 'youju[ocr]'" in warning for warning in reading.warnings)


def _with_hidden_text() -> bytes:
    """A scanned page over which its scanner laid unseen text."""
    whole = pdfium.PdfDocument(encoded(page(LINES[:1]).convert("RGB"), "PDF", resolution=100))
    font = pdfium.raw.FPDFText_LoadStandardFont(whole, b"Helvetica")
    text = pdfium.raw.FPDFPageObj_CreateTextObj(whole, font, 12)
    said = "whatever the scanner believed to have read".encode("utf-16-le") + bytes(2)
    pdfium.raw.FPDFText_SetText(text, (pdfium.raw.c_ushort * (len(said) // 2)).from_buffer_copy(said))
    pdfium.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 80, 300)
    pdfium.raw.FPDFTextObj_SetTextRenderMode(text, pdfium.raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    sheet = whole[0]
    pdfium.raw.FPDFPage_InsertObject(sheet, text)
    sheet.gen_content()
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def test_a_scanners_own_text_is_read_anew(
    fake_ocr: list[tuple[int, float, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unseen text over a scan gives way to OCR; without OCR it is kept, with a word on where it is from."""
    need_ocr()
    data = _with_hidden_text() + b"\n"
    assert [line.text for line in read_bytes("a.pdf", data).lines] == ["第1页的文字"]
    assert len(fake_ocr) == 1
    monkeypatch.setattr("ingest.read.scanner.available", lambda: False)
    reading = read_bytes("a.pdf", data)
    assert [line.text for line in reading.lines] == ["whatever the scanner believed to have read"]
    assert any("自带的识别结果" in warning for warning in reading.warnings)


@pytest.mark.usefixtures("fake_ocr")
def test_a_garbled_text_layer_is_recognised() -> None:
    """A page whose font gives rare characters for common ones is read from its picture."""
    rare = "".join(chr(0x5000 + 37 * at) for at in range(200))
    rows = [Put(40, 700 - 30 * at, rare[25 * at : 25 * at + 25]) for at in range(8)]
    reading = read_bytes("a.pdf", pdf(rows))
    assert [line.text for line in reading.lines] == ["第1页的文字"]


@pytest.mark.usefixtures("fake_ocr")
def test_traditional_text_is_not_garbled() -> None:
    """Traditional characters are Chinese too."""
    text = "為規範本市工業用地管理促進產業發展依據國家規定結合實際制定辦法適用於園區內廠房"
    reading = read_bytes("a.pdf", pdf([Put(40, 700, text)]))
    assert all(line.confidence is None for line in reading.lines)


def test_a_blank_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF of pictures without text on them says so, page by page."""
    monkeypatch.setattr("ingest.read.scanner.available", lambda: True)
    monkeypatch.setattr("ingest.read.scanner.scan", lambda _, n, w, h, __: Scan(Page(n, w, h), ()))
    with pytest.raises(NoTextLayer, match="第1—2页是图片，没有识别出文字"):
        read_bytes("a.pdf", pdf([], [], picture_on=(1, 2)))
