from __future__ import annotations

import math
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ingest.document import Document, Line, Page
from ingest.limits import DEFAULT_LIMITS
from ingest.pipeline import read_bytes as read_documents
from ingest.read import read_bytes
from ingest.read.ocr import _wide, _with_dashes, scan
from ingest.read.recogniser import OcrMissing, Strip, _decoded, _tiles, recogniser
from tests.ingest.read.scans import LINES, encoded, need_ocr, page

SIZES = st.floats(50, 3000)


@given(width=SIZES, height=SIZES, turn=st.sampled_from([0, 90, 180, 270]), skew=st.floats(-20, 20))
def test_a_box_leads_back_to_the_displayed_page(width: float, height: float, turn: int, skew: float) -> None:
    """Turning and levelling a point of the displayed page, and back again, ends where it began."""
    sheet = Page(1, width, height, turn, skew)
    x, y = width * 0.3, height * 0.2
    upright = {0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[turn]
    at = sheet.levelled(*upright)
    x0, y0, x1, y1 = sheet.displayed((*at, *at))
    assert (x0, y0, x1, y1) == pytest.approx((x, y, x, y), abs=1e-6)


def test_an_upright_level_page_keeps_its_boxes() -> None:
    """Digital pages are not touched by what scans need."""
    assert Page(1, 595.0, 842.0).displayed((1.1, 2.2, 3.3, 4.4)) == (1.1, 2.2, 3.3, 4.4)


@given(st.integers(8, 60_000))
def test_tiles_cover_a_long_page_once(length: int) -> None:
    """Wherever the middle of a line lies on a long page, exactly one tile answers for it."""
    tiles = list(_tiles(length))
    assert tiles[0][0] == 0
    assert tiles[-1][1] == length
    for middle in range(0, length, max(length // 97, 1)):
        assert sum(first <= middle < last for _, _, first, last in tiles) == 1
        start, end = next((s, e) for s, e, first, last in tiles if first <= middle < last)
        assert start <= middle < end or middle == length


def test_decoding_keeps_the_second_choice() -> None:
    """Of repeated steps one character comes out, with its certainty, its place and what else it may be."""
    characters = ["blank", "三", "十", "+", "（", "("]
    steps = np.zeros((10, 6), dtype=np.float32)
    steps[:, 0] = 0.9
    steps[2] = [0, 0.99, 0, 0, 0, 0]
    steps[3] = [0, 0.95, 0, 0, 0, 0]
    steps[5] = [0, 0, 0.4, 0.6, 0, 0]
    steps[7] = [0, 0, 0, 0, 0.55, 0.45]
    strip = _decoded(steps, characters, 1.0)
    assert strip.text == "三+（"
    assert strip.second == ("", "十", "")
    assert strip.certain == pytest.approx((0.99, 0.6, 1.0), abs=1e-6)
    assert strip.centres == pytest.approx((0.3, 0.55, 0.75))


@pytest.mark.parametrize(
    ("read", "wide"),
    [
        ("(一)用地(3亩)", "（一）用地（3亩）"),
        ("附件:标准,共3份", "附件：标准，共3份"),
        ("时间为8:30,面积1,200亩", "时间为8:30，面积1,200亩"),
        ("Tel:(0571)1234", "Tel:(0571)1234"),
    ],
)
def test_punctuation_is_as_wide_as_chinese_prints_it(read: str, wide: str) -> None:
    """Brackets and commas beside Chinese are wide; those within numbers and Latin text stay."""
    assert _wide(read) == wide


def _strip(text: str, places: list[float]) -> Strip:
    return Strip(text, tuple(places), (0.9,) * len(text), ("",) * len(text))


def test_a_long_dash_is_two_characters() -> None:
    """A dash of two ems is told from the numeral by the room it takes."""
    dash = _strip("走出新路一集约用地", [0.05, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.95])
    paper = np.full((48, 480, 3), 255, dtype=np.uint8)
    assert _with_dashes(dash, paper).text == "走出新路——集约用地"
    assert len(_with_dashes(dash, paper).centres) == 10
    numeral = _strip("走出新路一集约用地", [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85])
    assert _with_dashes(numeral, paper) == numeral


def test_a_dash_that_was_passed_over() -> None:
    """Room for two characters with a stroke along it holds a dash; empty room holds none."""
    gap = _strip("走出新路集约用地", [0.05, 0.15, 0.25, 0.35, 0.65, 0.75, 0.85, 0.95])
    cut = np.full((48, 480, 3), 255, dtype=np.uint8)
    assert _with_dashes(gap, cut) == gap
    cut[23:26, 190:290] = 0
    assert _with_dashes(gap, cut).text == "走出新路——集约用地"
    cut[5:43, 230:234] = 0
    assert _with_dashes(gap, cut) == gap


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    """A page that slopes by one and a half degrees."""
    need_ocr()
    return page(slope=1.5)


@pytest.fixture(scope="module")
def document(sheet: Image.Image) -> Document:
    """The page, read."""
    (found,) = read_documents("扫描.png", encoded(sheet, "PNG", dpi=(100, 100)))
    return found


def _dark(picture: Image.Image, box: tuple[float, ...], dpi: float = 100) -> float:
    """The share of dark pixels in a box given in points."""
    cut = np.asarray(picture.crop(tuple(round(value * dpi / 72) for value in box)))  # type: ignore[arg-type]
    return float((cut < 128).mean())


def test_a_sloping_scan_is_read_whole(document: Document) -> None:
    """Every character is read, in order, and each article is a clause."""
    assert "".join(document.text.split()) == unicodedata.normalize("NFKC", "".join(LINES)).replace(",", "，")
    assert {"第一条", "第二条", "第三条"} <= {clause.label for clause in document.clauses}
    assert any("文字识别" in warning for warning in document.warnings)


def test_a_quote_is_marked_where_it_stands(document: Document, sheet: Image.Image) -> None:
    """The box of a quote lies on its ink on the page as displayed, and the space beside holds none."""
    from ingest.span import Span

    start = document.text.index("40%")
    ((number, box),) = document.boxes(Span(start, start + 3))
    assert number == 1
    assert _dark(sheet, box) > 0.05
    # The line ends behind "40%。"; a box of the right width leaves no room for more.
    assert box[2] - box[0] < 26 * 3 * 0.72
    assert document.pages[0].skew == pytest.approx(1.5, abs=0.3)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_righted(turn: int) -> None:
    """A page on its side or head reads as it does upright; its boxes lie on it as it was filed."""
    need_ocr()
    lying = page(LINES[:3]).rotate(turn, expand=True, fillcolor=255)  # PIL turns counterclockwise
    width, height = (side * 0.72 for side in lying.size)
    found = scan(lying, 1, width, height, DEFAULT_LIMITS)
    assert found.page.turn == turn % 360
    assert "".join(line.text for line in found.lines)[:10] == LINES[0]
    line = max(found.lines, key=lambda line: len(line.text))
    assert line.box is not None
    assert _dark(lying, found.page.displayed(line.box)) > 0.05


def test_the_models_are_loaded_once() -> None:
    """All pages and threads of a process share one recogniser."""
    need_ocr()
    assert recogniser() is recogniser()


def test_nothing_is_found_on_a_blank_page() -> None:
    """A blank or black picture has no lines, and that is no failure of the program."""
    need_ocr()
    for shade in ("white", "black"):
        assert scan(Image.new("RGB", (300, 400), shade), 1, 216, 288, DEFAULT_LIMITS).lines == ()


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where OCR is not installed, a picture is refused with the command that installs it."""
    monkeypatch.setattr("ingest.read.scanner.available", lambda: False)
    with pytest.raises(OcrMissing) as caught:
        read_bytes("通知.png", encoded(Image.new("RGB", (40, 40)), "PNG"))
    assert "通知.png" in caught.value.message
    assert "pip install 'youju[ocr]'" in str(caught.value)


def test_doubts_survive_being_stored(document: Document) -> None:
    """Turn, skew, confidence and doubts of a scan come back from the catalog as they went in."""
    from dataclasses import replace

    from kb.codec import decode, encode

    lines = (replace(document.lines[0], doubts=((0, "己"), (2, ""))), *document.lines[1:])
    kept = replace(document, lines=lines)
    assert decode(encode(kept)) == kept
    assert isinstance(lines[1], Line)
    assert not math.isnan(lines[1].confidence or 0.0)
