"""PDF: lines with places, pages without text, turned pages, page images."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from ingest.document import Line
from ingest.errors import FileEncrypted, FileMissing, FileUnreadable, LimitExceeded, NoTextLayer
from ingest.limits import Limits
from ingest.read import read_bytes
from ingest.read.content import page_ranges
from ingest.read.glyph import Glyph, lines_of
from ingest.read.pageimage import render
from tests.ingest.read.make import Put, pdf

PAGE = [Put(100, 700, "第一条　单宗用地不超过7亩。"), Put(100, 680, "第二条　逐宗建档。")]


def glyphs(text: str, x: float, y: float = 100, *, step: float = 10, first: bool = True) -> list[Glyph]:
    """Characters 10 points wide and high; the first one starts a line."""
    return [
        Glyph(char, x + at * step, y, x + at * step + 10, y + 10, break_before=first and at == 0)
        for at, char in enumerate(text)
    ]


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_lines_with_places() -> None:
    """Each printed line has its characters, its box from the top left, an edge a character, its size."""
    reading = read_bytes("a.pdf", pdf(PAGE))
    first, second = reading.lines
    assert (first.text, second.text) == ("第一条　单宗用地不超过7亩。", "第二条　逐宗建档。")
    assert first.page == 1
    assert first.size == 12
    assert first.box is not None
    assert first.box[0] == 100
    assert first.box[2] == 100 + 12 * len(first.text)
    assert 800 - 700 - 12 < first.box[1] < first.box[3] < 800 - 700 + 3
    assert second.box is not None
    assert second.box[1] > first.box[1]
    assert first.edges == tuple(100 + 12 * at for at in range(len(first.text) + 1))
    assert not first.whole
    assert (reading.pages[0].width, reading.pages[0].height) == (600, 800)


def test_columns_are_parted() -> None:
    """Two columns drawn row by row give a line for each column, not one across the gutter."""
    rows = [(Put(100, y, "左栏文字甲乙"), Put(200, y, "右栏文字丙丁")) for y in (700, 680)]
    reading = read_bytes("a.pdf", pdf([put for row in rows for put in row]))
    assert [line.text for line in reading.lines] == ["左栏文字甲乙", "右栏文字丙丁"] * 2


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages(turn: int) -> None:
    """On a turned page the boxes follow the page as it is displayed, and lie on it."""
    put = {
        0: Put(100, 700, "转过的页面"), 90: Put(200, 100, "转过的页面", turn=90),
        180: Put(500, 100, "转过的页面", turn=180), 270: Put(100, 700, "转过的页面", turn=270),
    }[turn]  # fmt: skip
    reading = read_bytes("a.pdf", pdf([put], rotate=turn, drawn=True))
    line, page = reading.lines[0], reading.pages[0]
    assert line.text == "转过的页面"
    assert line.box is not None
    assert line.edges is not None
    assert all(a < b for a, b in pairwise(line.edges))
    assert (page.width, page.height) == ((600, 800) if turn in (0, 180) else (800, 600))
    assert line.box[2] - line.box[0] == pytest.approx(60)
    assert 0 <= line.box[0] < line.box[2] <= page.width
    assert 0 <= line.box[1] < line.box[3] <= page.height


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_lie_where_the_picture_is_dark(turn: int) -> None:
    """A box in points, scaled by the resolution, frames the ink of the drawn page."""
    data = pdf([Put(150, 600, "墨迹")], rotate=turn, origin=(30, -40), drawn=True)
    line = read_bytes("a.pdf", data).lines[0]
    picture = Image.open(io.BytesIO(render(data, 1, 144))).convert("L")
    ink = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    boxes = [one.box for one in read_bytes("a.pdf", data).lines if one.box]
    frame = (
        min(b[0] for b in boxes) * 2, min(b[1] for b in boxes) * 2,
        max(b[2] for b in boxes) * 2, max(b[3] for b in boxes) * 2,
    )  # fmt: skip
    assert line.text
    assert ink is not None
    assert all(abs(side - edge) < 8 for side, edge in zip(frame, ink, strict=True))


def test_an_offset_page_box() -> None:
    """A page whose coordinates do not start at zero still has its boxes from its own corner."""
    plain = read_bytes("a.pdf", pdf([Put(100, 700, "原点")])).lines[0]
    moved = read_bytes("a.pdf", pdf([Put(150, 680, "原点")], origin=(50, -20))).lines[0]
    assert plain.box == pytest.approx(moved.box)


def test_text_that_runs_up_the_page() -> None:
    """A line turned by 90 degrees is one line with a box and without edges."""
    reading = read_bytes(
        "a.pdf", pdf([Put(100, 100, "竖排的表头", turn=90), Put(300, 100, "平放")], drawn=True)
    )
    upright, flat = reading.lines
    assert (upright.text, upright.edges) == ("竖排的表头", None)
    assert flat.text == "平放"
    assert flat.edges is not None


def test_text_off_the_page() -> None:
    """Text that is placed outside the page cannot be seen and is left out with a warning."""
    reading = read_bytes("a.pdf", pdf([*PAGE, Put(700, 500, "页外的话")]))
    assert "页外" not in reading.raw
    assert any("第1页有4个字在页面之外" in warning for warning in reading.warnings)


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra [ocr] were not installed."""
    monkeypatch.setattr("ingest.read.scanner.available", lambda: False)


@pytest.mark.usefixtures("without_ocr")
def test_some_pages_without_text() -> None:
    """Without OCR, pages that are pictures are named in a warning; the others are read."""
    reading = read_bytes("a.pdf", pdf(PAGE, [], [], PAGE, [Put(280, 20, "—5—")], picture_on=(2, 3, 5)))
    assert {line.page for line in reading.lines} == {1, 4, 5}
    assert len(reading.pages) == 5
    assert any(warning.startswith("第2—3、5页没有文字层") for warning in reading.warnings)


def test_a_blank_page_is_no_picture() -> None:
    """A page with nothing on it is not reported as a scan."""
    assert read_bytes("a.pdf", pdf(PAGE, [])).warnings == ()


@pytest.mark.usefixtures("without_ocr")
def test_no_page_with_text() -> None:
    """Without OCR, a scan gives an error that names the pages and says what to do."""
    with pytest.raises(NoTextLayer) as caught:
        read_bytes("a.pdf", pdf([], [], picture_on=(1, 2)))
    assert "第1—2页" in caught.value.message
    assert "pip install 'youju[ocr]'" in caught.value.advice


@pytest.mark.usefixtures("without_ocr")
def test_a_font_without_unicode_is_not_believed() -> None:
    """Text whose characters have no Unicode value is not passed off as text."""
    with pytest.raises(NoTextLayer):
        read_bytes("a.pdf", pdf(PAGE, unicode_map=False))


def test_locked_and_broken_files() -> None:
    """A password or damage is named, when reading and when drawing."""
    locked, broken = pdf(PAGE, encrypted=True), pdf(PAGE)[:300]
    for act in (lambda data: read_bytes("a.pdf", data), lambda data: render(data, 1)):
        with pytest.raises(FileEncrypted):
            act(locked)
        with pytest.raises(FileUnreadable):
            act(broken)


def test_page_limit() -> None:
    """A file of too many pages is refused before they are read."""
    with pytest.raises(LimitExceeded):
        read_bytes("a.pdf", pdf(*[PAGE] * 4), Limits(pages=3))


def test_render(tmp_path: Path) -> None:
    """A page is drawn at the resolution asked for, from bytes and from a file; a wrong number is refused."""
    data = pdf(PAGE, PAGE)
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert render(data, 2, 72) == render(path, 2, 72)
    assert Image.open(io.BytesIO(render(data, 1, 36))).size == (300, 400)
    for page, dpi in ((0, 72), (3, 72), (1, 0)):
        with pytest.raises(ValueError, match=r"page|dpi"):
            render(data, page, dpi)
    with pytest.raises(FileMissing):
        render(tmp_path / "没有.pdf", 1)


def test_a_poster_is_drawn_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of absurd size cannot take all memory: the picture has an upper bound of pixels."""
    monkeypatch.setattr("ingest.read.pageimage._PIXELS", 400_000)
    width, height = Image.open(io.BytesIO(render(pdf(PAGE, size=(14_000, 7_000)), 1, 600))).size
    assert 390_000 < width * height < 410_000
    assert width == pytest.approx(2 * height, abs=2)


def test_a_wide_gap_parts_a_line() -> None:
    """A gap of more than a character's height parts; less than that is spacing."""
    together = [*glyphs("通知", 0), *glyphs("如下", 28, first=False)]
    apart = [*glyphs("指标", 0), *glyphs("数值", 33, first=False)]
    assert texts(list(lines_of(together, 1))) == ["通知如下"]
    assert texts(list(lines_of(apart, 1))) == ["指标", "数值"]


def test_a_line_end_that_is_none() -> None:
    """Where the text goes on at the same height, a line end that the page's text suggests is ignored."""
    assert texts(list(lines_of([*glyphs("容积率", 0), *glyphs("不低于", 30)], 1))) == ["容积率不低于"]


def test_a_line_end_that_is_missing() -> None:
    """A step to the next line parts lines although nothing in the text says so."""
    pieces = [*glyphs("上一行", 0, 100), *glyphs("下一行", 0, 115, first=False)]
    assert texts(list(lines_of(pieces, 1))) == ["上一行", "下一行"]


def test_spaces_stand_only_between_latin_words() -> None:
    """A gap that the layout shows between Chinese and digits is no character; between words it is a space."""
    spaced = [glyph._replace(space_before=at > 0) for at, glyph in enumerate(glyphs("GB号7亩ab", 0))]
    line = next(lines_of(spaced, 1))
    assert line.text == "G B号7亩a b"
    assert line.edges is not None
    assert len(line.edges) == len(line.text) + 1


def test_upside_down() -> None:
    """Text that advances leftwards is one line whose edges fall."""
    line = next(lines_of(glyphs("颠倒的字", 90, step=-10), 1))
    assert (line.text, line.edges) == ("颠倒的字", (100, 90, 80, 70, 60))


@pytest.mark.parametrize(("numbers", "shown"), [([1], "1"), ([3, 1, 2, 7], "1—3、7"), ([1, 3, 3], "1、3")])
def test_page_ranges(numbers: list[int], shown: str) -> None:
    """Page numbers are named the way a reader would."""
    assert page_ranges(numbers) == shown


def test_gap_between_wide_digits_is_kept() -> None:
    """A space that parts two wide digits in the layout stays, so that ３ ０ never reads as 30."""
    line = [
        *glyphs("平台３", 0),
        Glyph("０", 34, 100, 44, 110, space_before=True),
        Glyph("等", 44, 100, 54, 110, space_before=True),
    ]
    assert texts(list(lines_of(line, 1))) == ["平台３ ０等"]


def test_spread_wide_digits_stay_one_number() -> None:
    """Where a whole line is spread, the gaps between its digits part nothing."""
    line = [
        Glyph(char, at * 14, 100, at * 14 + 10, 110, space_before=at > 0)
        for at, char in enumerate("计２０２３年共")
    ]
    assert texts(list(lines_of(line, 1))) == ["计２０２３年共"]
