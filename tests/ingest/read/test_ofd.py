"""OFD: text with its places, in whatever pieces and order it was written."""

from __future__ import annotations

import difflib
import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ingest.document import Line, Page
from ingest.errors import FileEmpty, FileUnreadable, NoTextLayer
from ingest.limits import Limits
from ingest.read import read, read_bytes
from ingest.read.glyph import Glyph, lines_of
from ingest.read.ocr import Scan
from ingest.read.ofdline import lines_on
from tests.ingest.read.make import OFD_NS, ofd, ofd_page, placed, said

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
MM = 72 / 25.4


def lines(data: bytes) -> tuple[Line, ...]:
    return read_bytes("a.ofd", data).lines


def texts(*objects: str) -> list[str]:
    return [line.text for line in lines(ofd(ofd_page("".join(objects))))]


def test_lines_with_places() -> None:
    """A line has its characters, its box in points from the top left, an edge a character, its size."""
    reading = read_bytes("办法.ofd", ofd(ofd_page(said(20, 30, "单宗用地不超过七亩"))))
    line = reading.lines[0]
    assert (reading.format, reading.warnings, line.text, line.page) == ("ofd", (), "单宗用地不超过七亩", 1)
    assert line.box is not None
    assert line.box == pytest.approx((20 * MM, 25.6 * MM, 65 * MM, 30.6 * MM), abs=0.01)
    assert line.edges == pytest.approx([(20 + 5 * at) * MM for at in range(10)], abs=0.01)
    assert line.size == pytest.approx(5 * MM, abs=0.1)
    assert (reading.pages[0].width, reading.pages[0].height) == (595.28, 841.89)


def test_text_objects_on_one_baseline_make_one_line() -> None:
    """A line in pieces is one line, and a gap as wide as a gutter parts two."""
    assert texts(
        said(20, 30, "每亩税收"), said(40, 30, "3"), said(45, 30, "万元"), said(120, 30, "右栏")
    ) == [
        "每亩税收3万元",
        "右栏",
    ]


def test_pieces_written_out_of_order_come_to_their_places() -> None:
    """Figures that a writer put after the whole page stand in the gaps that were left for them."""
    gap = said(20, 30, "不低于亩", code='DeltaX="5 5 10"')
    assert texts(gap, said(20, 40, "下一行"), said(35, 30, "3")) == ["不低于3亩", "下一行"]


def test_a_small_raised_figure_stays_in_its_line() -> None:
    """A superscript is part of the line that it stands in."""
    assert texts(said(20, 30, "占地甲"), said(35, 28.5, "2", 3), said(38, 30, "处")) == ["占地甲2处"]


def test_text_printed_twice_to_look_bold_is_read_once() -> None:
    """The same text a hair beside itself is one text; a doubled character is two."""
    assert texts(said(20, 30, "总则"), said(20.2, 30, "总则")) == ["总则"]
    assert texts(said(20, 30, "人人"), said(30, 30, "人")) == ["人人人"]


def test_texts_printed_over_each_other_are_not_shuffled() -> None:
    """Two texts in one place keep their own order of characters."""
    assert "".join(texts(said(20, 30, "甲乙丙"), said(22, 30, "子丑寅"))) in ("甲乙丙子丑寅", "子丑寅甲乙丙")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('DeltaX="5 5 5"', [20, 25, 30, 35]),
        ('DeltaX="g 2 5 7"', [20, 25, 30, 37]),
        ('DeltaX="6 g 2 5"', [20, 26, 31, 36]),
        ('DeltaX="6"', [20, 26, 32, 38]),
        ('DeltaX="5,5,5"', [20, 25, 30, 35]),
        ('DeltaX=""', [20, 25, 30, 35]),
    ],
)
def test_steps_between_characters(code: str, expected: list[float]) -> None:
    """Every way to write DeltaX leads to the same places: lists, repeats, too few, none."""
    (line,) = lines(ofd(ofd_page(said(20, 30, "年度计划", code=code))))
    assert line.edges is not None
    assert line.edges[:-1] == pytest.approx([x * MM for x in expected], abs=0.01)


def test_a_character_beyond_the_bmp_takes_one_place() -> None:
    """Two steps for a surrogate pair, as writers in Java count, do not shift what follows."""
    (line,) = lines(ofd(ofd_page(said(20, 30, "𠮷林省", code='DeltaX="5 0 5"'))))
    assert line.edges is not None
    assert line.edges[:-1] == pytest.approx([20 * MM, 25 * MM, 30 * MM], abs=0.01)


def test_matrix_and_scale() -> None:
    """CTM enlarges, HScale narrows the characters and leaves their distance."""
    (big,) = lines(ofd(ofd_page(said(20, 30, "大字", more='CTM="2 0 0 2 0 0"'))))
    assert big.size == pytest.approx(10 * MM, abs=0.1)
    assert big.edges == pytest.approx([20 * MM, 30 * MM, 40 * MM], abs=0.01)
    (narrow,) = lines(ofd(ofd_page(said(20, 30, "窄字", more='HScale="0.5"'))))
    assert narrow.edges == pytest.approx([20 * MM, 25 * MM, 27.5 * MM], abs=0.01)


def test_a_gap_between_digits_is_kept() -> None:
    """Where digits stand apart a point may be lost: 0 5 is not made 05, and even spacing is no gap."""
    assert texts(said(20, 30, "按０５％提取", 4, code='DeltaX="5.5 7 g 4 5.5"')) == ["按０ ５％提取"]
    assert texts(said(20, 30, "于２０２４年", 4, code='DeltaX="g 5 5.5"')) == ["于２０２４年"]


def test_sizes_taken_from_the_ink_are_evened_out() -> None:
    """Lines whose characters stand as far apart are of one size; really different sizes stay."""
    rows = [
        said(20, 30 + 10 * at, "甲乙丙丁", size, code='DeltaX="g 3 5.5"')
        for at, size in enumerate((4.2, 3.6, 4.1))
    ]
    rows.append(said(20, 70, "大字标题", 5.5))
    sizes = [line.size for line in lines(ofd(ofd_page("".join(rows))))]
    assert sizes[0] == sizes[1] == sizes[2]
    assert sizes[3] == round(5.5 * MM, 1)


def test_vertical_and_turned_text() -> None:
    """Text that runs downwards is a line of its own with its box, and without edges across."""
    down = said(20, 30, "竖排文字", code='DeltaY="5 5 5"')
    (line,) = lines(ofd(ofd_page(down)))
    assert (line.text, line.edges) == ("竖排文字", None)
    assert line.box is not None
    assert line.box[3] - line.box[1] == pytest.approx(20 * MM, abs=0.1)
    turned = said(100, 30, "侧放表格", more='CTM="0 1 -1 0 0 0"')
    assert [line.text for line in lines(ofd(ofd_page(turned)))] == ["侧放表格"]


def test_templates_stand_below_and_above() -> None:
    """What a template shows is read on every page that uses it, before or after the page's own."""
    under = ofd_page(said(20, 10, "页眉文字"))
    over = ofd_page(said(20, 280, "页脚文字"))
    use = '<ofd:Template TemplateID="u"/><ofd:Template TemplateID="o" ZOrder="Foreground"/>'
    pages = [ofd_page(said(20, 30, text), before=use) for text in ("甲页正文", "乙页正文")]
    reading = read_bytes("a.ofd", ofd(*pages, templates={"u": under, "o": over}))
    assert [(line.page, line.text) for line in reading.lines] == [
        (page, text)
        for page, own in ((1, "甲页正文"), (2, "乙页正文"))
        for text in ("页眉文字", own, "页脚文字")
    ]


def test_several_documents_in_one_file() -> None:
    """All documents of a file are read; their pages are numbered on, and the reading says so."""
    again = "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    reading = read_bytes("a.ofd", ofd(ofd_page(said(20, 30, "同一份")), body=again))
    assert [(line.page, line.text) for line in reading.lines] == [(1, "同一份"), (2, "同一份")]
    assert "2份文档" in reading.warnings[0]


def test_the_page_has_its_own_size_and_origin() -> None:
    """A page's own PhysicalBox goes before the document's, and its corner is where boxes start."""
    own = "<ofd:Area><ofd:PhysicalBox>10 10 100 150</ofd:PhysicalBox></ofd:Area>"
    reading = read_bytes("a.ofd", ofd(ofd_page(said(20, 30, "小页"), before=own)))
    assert reading.pages[0].width == pytest.approx(100 * MM, abs=0.01)
    assert reading.lines[0].box is not None
    assert reading.lines[0].box[0] == pytest.approx(10 * MM, abs=0.01)


def test_blocks_and_composites() -> None:
    """Text in page blocks and in composite graphics is read where it is shown."""
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9" Width="50" Height="50"><ofd:Content>'
        f"{said(0, 5, '组合')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    use = '<ofd:CompositeObject Boundary="40 60 50 50" ResourceID="9"/>'
    block = f"<ofd:PageBlock><ofd:PageBlock>{said(20, 30, '块中')}</ofd:PageBlock></ofd:PageBlock>"
    first, second = lines(ofd(ofd_page(block + use), resources=unit))
    assert (first.text, second.text) == ("块中", "组合")
    assert second.box is not None
    assert second.box[0] == pytest.approx(40 * MM, abs=0.01)


def test_stated() -> None:
    """What the file states of itself is handed on, custom entries by their own names."""
    info = (
        "<ofd:Title>试行办法</ofd:Title><ofd:Author>某局</ofd:Author><ofd:CreationDate>2024-05-06</ofd:CreationDate>"
        '<ofd:CustomDatas><ofd:CustomData Name="文号">某发〔2024〕3号</ofd:CustomData></ofd:CustomDatas>'
        f"<ofd:Subject>{'长' * 2000}</ofd:Subject>"
    )
    assert read_bytes("a.ofd", ofd(ofd_page(said(9, 9, "文")), info=info)).stated == {
        "Title": "试行办法", "Author": "某局", "CreationDate": "2024-05-06", "文号": "某发〔2024〕3号",
    }  # fmt: skip


def test_glyphs_without_text_are_said_to_be_lost() -> None:
    """A glyph that is drawn and has no character is a lost one, never nothing."""
    change = '<ofd:CGTransform CodePosition="0" CodeCount="11" GlyphCount="11"><ofd:Glyphs>1 2</ofd:Glyphs></ofd:CGTransform>'
    reading = read_bytes("a.ofd", ofd(ofd_page(said(20, 30, "凤凰涅面积不超过七亩", inner=change))))
    assert reading.lines[0].text == "凤凰涅面积不超过七亩\ufffd"
    assert any("1个字没有文字编码" in warning for warning in reading.warnings)


def test_a_page_of_glyphs_without_text_is_not_believed() -> None:
    """Where most glyphs have no character, the page counts as unread."""
    change = '<ofd:CGTransform CodePosition="0" CodeCount="9" GlyphCount="9"><ofd:Glyphs>1</ofd:Glyphs></ofd:CGTransform>'
    with pytest.raises(NoTextLayer, match="没有文字编码"):
        read_bytes("a.ofd", ofd(ofd_page(said(20, 30, "甲", inner=change))))


def test_annotations_attachments_signatures() -> None:
    """Text of a note on the page is read; watermark, attachment and signature are named as unread."""
    notes = (
        f'<ofd:PageAnnot {OFD_NS}><ofd:Annot Type="Stamp"><ofd:Appearance Boundary="50 60 40 40">'
        f'{said(0, 5, "批注")}</ofd:Appearance></ofd:Annot><ofd:Annot Type="Watermark">'
        f'<ofd:Appearance Boundary="0 0 9 9">{said(0, 5, "水印")}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>'
    )
    reading = read_bytes(
        "a.ofd",
        ofd(
            ofd_page(said(20, 30, "正文")),
            document="<ofd:Annotations>Annots/A.xml</ofd:Annotations><ofd:Attachments>Att.xml</ofd:Attachments>",
            body="<ofd:Signatures>Doc_0/Signs.xml</ofd:Signatures>",
            members={
                "Doc_0/Annots/A.xml": (
                    f'<ofd:Annotations {OFD_NS}><ofd:Page PageID="0"><ofd:FileLoc>P.xml</ofd:FileLoc>'
                    "</ofd:Page></ofd:Annotations>"
                ),
                "Doc_0/Annots/P.xml": notes,
                "Doc_0/Att.xml": f'<ofd:Attachments {OFD_NS}><ofd:Attachment Name="指标表.xlsx"/></ofd:Attachments>',
                "Doc_0/Signs.xml": f'<ofd:Signatures {OFD_NS}><ofd:Signature ID="1"/></ofd:Signatures>',
            },
        ),
    )
    assert [line.text for line in reading.lines] == ["正文", "批注"]
    assert reading.lines[1].box is not None
    assert reading.lines[1].box[0] == pytest.approx(50 * MM, abs=0.01)
    said_so = "".join(reading.warnings)
    assert all(word in said_so for word in ("指标表.xlsx", "电子签章", "水印"))


def test_what_cannot_be_seen_is_not_read_and_named() -> None:
    """Hidden objects and text off the page are left out, and the reading says so."""
    reading = read_bytes(
        "a.ofd",
        ofd(
            ofd_page(
                said(20, 30, "看得见") + said(20, 40, "藏", more='Visible="false"') + said(400, 30, "页外")
            )
        ),
    )
    assert [line.text for line in reading.lines] == ["看得见"]
    assert any("设为不可见" in warning for warning in reading.warnings)
    assert any("2个字在页面之外" in warning for warning in reading.warnings)


def test_other_namespaces_and_indented_files() -> None:
    """Neither the edition's namespace nor line ends around the text make a difference."""
    data = ofd(ofd_page(said(20, 30, "\n   缩进\n   ", code='DeltaX="5"')))
    assert [line.text for line in lines(data)] == ["缩进"]


def test_a_page_without_text_is_empty() -> None:
    """Pages without a character are an empty file, not an empty document."""
    with pytest.raises(FileEmpty):
        read_bytes("a.ofd", ofd(ofd_page("")))


@given(
    st.lists(
        st.tuples(st.text("甲乙丙12 A", min_size=2, max_size=9), st.floats(1, 30)), min_size=1, max_size=4
    )
)
def test_the_short_way_to_a_line_is_the_long_way(pieces: list[tuple[str, float]]) -> None:
    """Plain runs give the very lines that `lines_of` gives."""
    x = 10.0
    runs: list[list[Glyph]] = []
    for row, (text, gap) in enumerate(pieces):
        y = 20.0 * row
        x = 10.0 + gap
        runs.append(
            [Glyph(char, x + at * 10, y, x + at * 10 + 9, y + 10, size=9.0) for at, char in enumerate(text)]
        )
    assert list(lines_on(runs, 1)) == [line for run in runs for line in lines_of(run, 1)]


@given(st.permutations(range(5)))
def test_the_order_of_writing_makes_no_line(order: list[int]) -> None:
    """However a line's pieces are ordered in the file, its text and edges are the same."""
    pieces = [
        said(20 + 10 * at, 30, text) for at, text in enumerate(("甲乙", "丙丁", "戊己", "庚辛", "壬癸"))
    ]
    (line,) = lines(ofd(ofd_page("".join(pieces[at] for at in order))))
    assert line.text == "甲乙丙丁戊己庚辛壬癸"
    assert line.edges is not None
    assert all(a < b for a, b in pairwise(line.edges))


def test_no_character_of_the_sample_is_lost_or_changed() -> None:
    """The sample OFD gives the truth's characters to the letter, what it adds (page numbers) aside."""
    path = SAMPLES / "002.ofd"
    if not path.exists():
        pytest.skip("the shared samples are not at hand")
    truth = re.sub(r"\s", "", (SAMPLES / "002_clean.txt").read_text(encoding="utf-8"))
    found = re.sub(r"\s", "", read(path).raw)
    edits = difflib.SequenceMatcher(None, truth, found, autojunk=False).get_opcodes()
    assert [(truth[a:b], found[c:d]) for kind, a, b, c, d in edits if kind not in ("equal", "insert")] == []


SCAN = ofd_page(placed("7", "0 0 210 297", "210 0 0 297 0 0"))
IMAGES = (
    '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>p.png</ofd:MediaFile>'
    "</ofd:MultiMedia></ofd:MultiMedias>"
)


def scan_of(*pages: str, image: bytes | None = None) -> bytes:
    """An OFD whose pages may show one blank picture, or these bytes as a picture."""
    if image is None:
        out = io.BytesIO()
        Image.new("L", (210, 297), 255).save(out, "PNG")
        image = out.getvalue()
    return ofd(*pages, resources=IMAGES, members={"Doc_0/Res/p.png": image})


def test_scans_where_nothing_recognises_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the OCR extra a scan names it; beside readable pages it is a warning."""
    monkeypatch.setattr("ingest.read.scanner.available", lambda: False)
    with pytest.raises(NoTextLayer, match=r"youju\[ocr\]"):
        read_bytes("a.ofd", scan_of(SCAN))
    reading = read_bytes("a.ofd", scan_of(ofd_page(said(20, 30, "有文字的一页")), SCAN))
    assert [line.text for line in reading.lines] == ["有文字的一页"]
    assert any("第2页是图片" in warning and "youju[ocr]" in warning for warning in reading.warnings)


def test_scans_are_recognised_and_the_progress_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture's lines come from recognition; a page with text is not recognised again."""
    asked: list[int] = []

    def recognised(picture: Image.Image, number: int, width: float, height: float, limits: Limits) -> Scan:
        asked.append(number)
        line = Line("识别的一行", number, (10.0, 10.0, 60.0, 20.0), confidence=0.99)
        return Scan(Page(number, width, height, skew=1.0), (line,))

    monkeypatch.setattr("ingest.read.scanner.available", lambda: True)
    monkeypatch.setattr("ingest.read.scanner.scan", recognised)
    text = ofd_page(
        placed("7", "0 0 210 297", "210 0 0 297 0 0")
        + said(20, 30, "这一页既有图片又有完整的文字层，不必再次识别。")
    )
    stamped = SCAN.replace("</ofd:Layer>", said(20, 30, "附注") + "</ofd:Layer>")
    told: list[tuple[int, int]] = []
    reading = read_bytes("a.ofd", scan_of(text, stamped), pages=lambda at, count: told.append((at, count)))
    assert asked == [2]
    assert told == [(1, 2), (2, 2)]
    assert [line.text for line in reading.lines][1:] == ["附注", "识别的一行"]
    note = reading.lines[1]
    assert note.box is not None
    shown = reading.pages[1].displayed(note.box)
    assert shown[0] <= 20 * MM + 0.1
    assert shown[2] >= 30 * MM - 0.1


def test_a_picture_that_cannot_be_decoded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan in a format that is not understood (JBIG2) is an error, or a warning beside good pages."""
    monkeypatch.setattr("ingest.read.scanner.available", lambda: True)
    with pytest.raises(FileUnreadable, match="图片无法解码"):
        read_bytes("a.ofd", scan_of(SCAN, image=b"\x97JB2\r\n\x1a\n"))
    reading = read_bytes("a.ofd", scan_of(ofd_page(said(20, 30, "好页")), SCAN, image=b"\x97JB2"))
    assert any("第2页的图片无法解码" in warning for warning in reading.warnings)
