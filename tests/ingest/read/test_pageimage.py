"""Pictures of pages: every format with pages gives one, and the boxes of its lines fit it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import FileMissing, FontMissing, FormatUnknown
from ingest.limits import DEFAULT_LIMITS
from ingest.read import font, read_bytes
from ingest.read.ofdbook import open_book
from ingest.read.ofddraw import scanned
from ingest.read.ofdpackage import Package
from ingest.read.ofdpage import sheet_at
from ingest.read.pageimage import highlight, render
from tests.ingest.read.make import Put, drawn, ofd, ofd_page, pdf, placed, said

IMAGE = (
    '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>p.png</ofd:MediaFile>'
    "</ofd:MultiMedia></ofd:MultiMedias>"
)
DPI = 72.0
"""One pixel a point, so that boxes are pixels."""


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def dark(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around everything that is not nearly white."""
    box = picture.convert("L").point(lambda value: 255 * (value < 200)).getbbox()
    assert box is not None
    return box


def corners() -> bytes:
    """A picture whose four corners have colours of their own: red, green, blue, black."""
    picture = Image.new("RGB", (40, 20), "white")
    for at, colour in {(0, 0): "red", (30, 0): "lime", (0, 10): "blue", (30, 10): "black"}.items():
        picture.paste(colour, (*at, at[0] + 10, at[1] + 10))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def _fonts(request: pytest.FixtureRequest) -> None:
    if "without_fonts" not in request.fixturenames:
        try:
            font.cjk_font(12)
        except FontMissing:
            pytest.skip("no font with Chinese characters on this machine")


@pytest.fixture
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font, "_FOLDERS", ())
    font.cjk_font.cache_clear()
    font._found.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        said(50, 80, "国国国国", 10),
        said(50, 80, "国国国国", 10, more='CTM="2 0 0 2 0 0"'),
        said(50, 80, "国国国国", 10, more='HScale="0.5"', code='DeltaX="g 3 5"'),
        said(90, 80, "国国国国", 10, more='CTM="0 1 -1 0 0 0"'),
        said(50, 80, "国国国国", 10, code='DeltaY="g 3 10"'),
        said(90, 80, "国国国国", 10, code='DeltaY="g 3 10"', more='CharDirection="90"'),
    ],
)
def test_ofd_text_is_drawn_within_its_box(text: str) -> None:
    """What is drawn of a text lies in the box that its line has, and fills most of it."""
    data = ofd(ofd_page(text))
    (line,) = read_bytes("a.ofd", data).lines
    found = dark(opened(render(data, 1, DPI)))
    assert line.box is not None
    assert line.size is not None
    assert all(abs(a - b) <= 0.15 * line.size for a, b in zip(found, line.box, strict=True))


def test_ofd_colours_and_rulings() -> None:
    """A red line is red, a filled cell is filled, a table's ruling is where it is said to be."""
    red = '<ofd:StrokeColor Value="220 20 20"/>'
    green = '<ofd:FillColor Value="0 128 0"/>'
    data = ofd(
        ofd_page(
            drawn("M 0 0 L 100 0", "50 50 100 2", 'LineWidth="2"', red)
            + drawn("M 0 0 L 20 0 L 20 20 L 0 20 C", "50 100 20 20", 'Fill="true" Stroke="false"', green)
            + drawn("M 0 0 L 0 50", "150 150 1 50", 'LineWidth="1"')
        )
    )
    picture = opened(render(data, 1, 25.4))
    assert picture.size == (210, 297)
    assert picture.getpixel((100, 50)) == (220, 20, 20)
    assert picture.getpixel((60, 110)) == (0, 128, 0)
    assert picture.getpixel((150, 175)) == (0, 0, 0)
    assert picture.getpixel((100, 110)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("box", "ctm", "expected"),
    [
        ("50 50 40 20", "40 0 0 20 0 0", ("red", "lime", "blue", "black")),
        ("50 50 20 40", "0 40 -20 0 20 0", ("blue", "red", "black", "lime")),
        ("50 50 40 20", "-40 0 0 -20 40 20", ("black", "blue", "lime", "red")),
    ],
)
def test_ofd_images_lie_as_their_matrix_says(box: str, ctm: str, expected: tuple[str, ...]) -> None:
    """An image stands at its boundary, turned as its CTM turns it."""
    data = ofd(
        ofd_page(placed("7", box, ctm)), resources=IMAGE, members={"Doc_0/Res/p.png": corners()}
    )  # fmt: skip
    picture = opened(render(data, 1, 25.4))
    _, _, wide, high = (int(value) for value in box.split())
    seen = [picture.getpixel((50 + x, 50 + y)) for y in (4, high - 5) for x in (4, wide - 5)]
    colours = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "black": (0, 0, 0)}
    assert seen == [colours[name] for name in expected]


def test_a_scanned_page_is_recognised_as_it_lies() -> None:
    """For recognition the page's images are drawn alone, as finely as they were scanned."""
    data = ofd(
        ofd_page(placed("7", "0 0 210 297", "210 0 0 297 0 0") + said(50, 50, "印")),
        resources=IMAGE,
        members={"Doc_0/Res/p.png": corners()},
    )
    package = Package("a.ofd", data, DEFAULT_LIMITS)
    picture = scanned(package, sheet_at(open_book(package), 1))
    assert picture.size == (round(595.28 / 72 * 150), round(841.89 / 72 * 150))
    assert picture.getpixel((10, 10)) == (255, 0, 0)


def test_without_a_chinese_font(without_fonts: None) -> None:
    """Where no font can draw the page, the error names the package to install."""
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        render(ofd(ofd_page(said(50, 50, "文"))), 1)
    assert render(ofd(ofd_page(drawn("M 0 0 L 9 9"))), 1, 20).startswith(b"\x89PNG")


def test_pages_of_a_tiff_and_the_camera_s_orientation() -> None:
    """Each page of a TIFF has its picture, and a photograph stands as its EXIF entry says."""
    out = io.BytesIO()
    pages = [Image.new("RGB", (1654, 2339), colour) for colour in ("red", "blue")]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
    second = opened(render(out.getvalue(), 2, DPI))
    assert second.size == (595, 842)
    assert second.getpixel((9, 9)) == (0, 0, 255)
    photo = Image.open(io.BytesIO(corners())).resize((1600, 800))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    photo.save(out, "PNG", exif=exif)
    turned = opened(render(out.getvalue(), 1, DPI))
    assert turned.width * 2 == pytest.approx(turned.height, abs=2)
    assert turned.getpixel((turned.width - 10, 10)) == (255, 0, 0)


def test_the_format_is_told_by_content_and_may_be_named(tmp_path: Path) -> None:
    """PDF and OFD are told apart whether bytes or files; text has no page; a lost file is named."""
    for name, data in (("a.bin", pdf([Put(100, 700, "文")])), ("b.bin", ofd(ofd_page(said(9, 9, "文"))))):
        path = tmp_path / name
        path.write_bytes(data)
        assert render(path, 1, 20) == render(data, 1, 20)
    with pytest.raises(FormatUnknown, match="没有可以显示的页面"):
        render("第一条　正文".encode(), 1)
    with pytest.raises(FileMissing):
        render(tmp_path / "none.ofd", 1)
    with pytest.raises(ValueError, match="dpi is positive"):
        render(b"", 1, 0)


def test_highlight_marks_the_box_and_nothing_else() -> None:
    """The mark is yellow over white, leaves dark print dark, and changes nothing outside its rim."""
    sheet = Image.new("RGB", (200, 200), "white")
    sheet.paste((0, 0, 0), (50, 50, 60, 60))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    marked = opened(highlight(out.getvalue(), [(40, 40, 100, 80)], DPI))
    red, green, blue = marked.getpixel((80, 70))  # type: ignore[misc]
    assert red > 200
    assert green > 200
    assert blue < 200
    assert sum(marked.getpixel((55, 55))) < 250  # type: ignore[arg-type]
    assert marked.getpixel((150, 150)) == (255, 255, 255)
    assert marked.getpixel((30, 60)) == (255, 255, 255)
    assert len({marked.getpixel((x, 60)) for x in range(36, 42)}) == 3


def test_highlight_fits_a_page_drawn_smaller() -> None:
    """The page's width sets the scale where the picture is not as large as the dpi says."""
    out = io.BytesIO()
    Image.new("RGB", (100, 100), "white").save(out, "PNG")
    marked = opened(highlight(out.getvalue(), [(100, 100, 150, 150)], 300, page_width=200))
    assert marked.getpixel((62, 62)) != (255, 255, 255)
    assert marked.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    "box", [(float("nan"), 0, 5, 5), (float("inf"), 0, 5, 5), (-1e12, -1e12, 1e12, 1e12), (9, 9, 2, 2)]
)
def test_highlight_of_impossible_boxes(box: tuple[float, float, float, float]) -> None:
    """A box that lies nowhere breaks nothing."""
    out = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(out, "PNG")
    assert opened(highlight(out.getvalue(), [box], DPI)).size == (50, 50)
