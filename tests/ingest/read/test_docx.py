"""DOCX: numbering as displayed, tracked changes, notes, boxes, tables, hidden text."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from ingest.document import Cell, Reading
from ingest.errors import FileUnreadable, LimitExceeded
from ingest.limits import Limits
from ingest.read import read_bytes
from tests.ingest.read.make import docx, level, listed, numbered, p

ARTICLES = numbered(
    level(0, "第%1条", "chineseCountingThousand"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%3.", "decimal", '<w:suff w:val="nothing"/>'),
)


def read(body: str, **parts: str) -> Reading:
    return read_bytes("a.docx", docx(body, **parts))  # type: ignore[arg-type]


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


def test_numbers_as_displayed() -> None:
    """Numbers that Word makes stand in the text, levels below start again under each new one."""
    body = (
        listed("目的") + listed("条件：") + listed("甲项", 1) + listed("细目", 2) + listed("乙项", 1)
        + p("插入的一款") + listed("丙项", 1) + listed("附则") + listed("丁项", 1)
    )  # fmt: skip
    assert texts(read(body, numbering=ARTICLES)) == [
        "第一条 目的", "第二条 条件：", "（一）甲项", "1.细目", "（二）乙项",
        "插入的一款", "（三）丙项", "第三条 附则", "（一）丁项",
    ]  # fmt: skip


def test_levels_that_quote_upper_levels() -> None:
    """%1.%2 shows both counts; a legal level shows the upper one in Arabic digits; start is kept."""
    levels = numbered(
        level(0, "第%1章", "chineseCountingThousand", start=3),
        level(1, "%1.%2", "decimal", "<w:isLgl/>"),
        level(2, "%1-%3", "decimal"),
    )
    body = listed("章") + listed("节", 1) + listed("节", 1) + listed("款", 2)
    assert texts(read(body, numbering=levels)) == ["第三章 章", "3.1 节", "3.2 节", "三-1 款"]


def test_a_level_that_never_restarts() -> None:
    """Articles run on through the chapters where the list says so (lvlRestart 0)."""
    levels = numbered(
        level(0, "第%1章", "chineseCounting"),
        level(1, "第%2条", "chineseCounting", '<w:lvlRestart w:val="0"/>'),
    )
    body = listed("甲") + listed("一", 1) + listed("乙") + listed("二", 1)
    assert texts(read(body, numbering=levels)) == ["第一章 甲", "第一条 一", "第二章 乙", "第二条 二"]


def test_two_lists_of_one_definition() -> None:
    """Lists of one definition count on together, unless one starts anew."""
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>"
    )
    levels = numbered(level(0, "%1、", "chineseCounting"), nums=nums)
    body = listed("甲") + listed("乙", num=2) + listed("丙", num=3) + listed("丁", num=3)
    assert texts(read(body, numbering=levels)) == ["一、甲", "二、乙", "七、丙", "八、丁"]


def test_a_list_may_override_a_level() -> None:
    """A level given anew for one list changes how that list looks."""
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, '（%1）', 'chineseCounting')}</w:lvlOverride></w:num>"
    )
    assert texts(read(listed("甲"), numbering=numbered(level(0, "%1."), nums=nums))) == ["（一）甲"]


def test_numbering_through_styles() -> None:
    """A style brings its list and level, also by inheritance; numId 0 takes the number away."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:name w:val="项"/><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="条二"/><w:basedOn w:val="A"/></w:style>'
    )
    levels = numbered(
        level(0, "第%1条", "chineseCounting", '<w:pStyle w:val="A"/>'),
        level(1, "（%2）", "chineseCounting", '<w:pStyle w:val="B"/>'),
    )
    body = (
        p("甲", '<w:pStyle w:val="A"/>') + p("乙", '<w:pStyle w:val="B"/>') + p("丙", '<w:pStyle w:val="C"/>')
        + p("无号", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )  # fmt: skip
    assert texts(read(body, numbering=levels, styles=styles)) == [
        "第一条 甲",
        "（一）乙",
        "第二条 丙",
        "无号",
    ]


def test_numbering_styles_link_to_their_definition() -> None:
    """A definition that only points at a list style is followed to the real one."""
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>{level(0, "%1、", "chineseCounting")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert texts(read(listed("甲") + listed("乙"), numbering=numbering, styles=styles)) == [
        "一、甲",
        "二、乙",
    ]


def test_bullets_show_as_bullets() -> None:
    """A bullet of a symbol font, which has no character of its own, is shown as •."""
    assert texts(read(listed("甲"), numbering=numbered(level(0, "\uf0b7", "bullet")))) == ["•甲"]


def test_tracked_changes_are_accepted() -> None:
    """Insertions stay, deletions go, and a deleted paragraph takes no number."""
    body = (
        "<w:p><w:r><w:t>比例为</w:t></w:r><w:ins><w:r><w:t>0.5％</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>1％</w:delText></w:r></w:del><w:r><w:t>。</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>"
        + listed("甲")
        + '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>被删的一条</w:delText></w:r></w:del></w:p>" + listed("乙")
    )
    assert texts(read(body, numbering=ARTICLES)) == ["比例为0.5％。", "新处", "第一条 甲", "第二条 乙"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    """Where only the end of a paragraph was deleted, its text runs on in the next."""
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>" + p("后半。")
    assert texts(read(body)) == ["前半，后半。"]


def test_old_properties_do_not_count() -> None:
    """The numbering that a tracked change took away is not shown."""
    change = (
        '<w:pPrChange><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
    )
    assert texts(read(p("甲", change), numbering=ARTICLES)) == ["甲"]


def test_deleted_rows_and_cells_go() -> None:
    """A table row or cell whose deletion is tracked is not read."""
    cell = "<w:tc>{}" + p("{}") + "</w:tc>"
    body = (
        "<w:tbl><w:tr>" + cell.format("", "甲") + cell.format("", "乙") + "</w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr>" + cell.format("", "旧") + "</w:tr>"
        "<w:tr>"
        + cell.format("<w:tcPr><w:cellDel/></w:tcPr>", "废")
        + cell.format("", "丙")
        + "</w:tr></w:tbl>"
    )
    assert texts(read(body)) == ["甲", "乙", "丙"]


def test_footnotes_stand_at_the_end() -> None:
    """A note's mark stands where its number shows, its text at the end behind the same mark."""
    body = (
        '<w:p><w:r><w:t>亩均税收</w:t></w:r><w:r><w:footnoteReference w:id="3"/></w:r><w:r><w:t>不低于标准</w:t></w:r>'
        '<w:r><w:endnoteReference w:id="1"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    note = (
        '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> {}</w:t></w:r></w:p></w:footnote>'
    )
    reading = read(
        body,
        footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        + note.format(2, "次注")
        + note.format(3, "首注"),
        endnotes=f'<w:endnote w:id="1">{p("尾")}</w:endnote>',
    )
    assert texts(reading) == ["亩均税收[注1]不低于标准[尾注1][注2]", "[注1] 首注", "[注2] 次注", "[尾注1] 尾"]


def test_text_boxes_come_once() -> None:
    """A text box, stored twice for old and new Word, is read once, after its paragraph."""
    box = "<w:txbxContent>" + p("框中字") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(read(body)) == ["正文", "框中字"]


def test_word_art_is_text() -> None:
    """A title drawn as WordArt is read."""
    body = "<w:p><w:r><w:pict><v:shape><v:textpath string='甲市文件'/></v:shape></w:pict></w:r></w:p>" + p(
        "正文"
    )
    assert texts(read(body)) == ["甲市文件", "正文"]


def test_hidden_text_goes_with_a_warning() -> None:
    """Text hidden directly or by a style is left out and the reading says so; vanish=0 is not hidden."""
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:name w:val="p"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        "<w:p><w:r><w:t>见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>一</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="H"/></w:rPr><w:t>二</w:t></w:r>'
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>三</w:t></w:r></w:p>'
        + p("四", '<w:pStyle w:val="P"/>')
    )
    reading = read(body, styles=styles)
    assert texts(reading) == ["见三"]
    assert any("3处隐藏文字" in warning for warning in reading.warnings)


def test_headings_by_style_and_outline() -> None:
    """Heading level comes from the style's name, what it is based on, or the outline level."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="4"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        p("甲市办法", '<w:pStyle w:val="3"/>') + p("第一章 1", '<w:pStyle w:val="4"/>') + p("章", '<w:pStyle w:val="2"/>')
        + p("节", '<w:outlineLvl w:val="2"/>') + p("文", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
    )  # fmt: skip
    reading = read(body, styles=styles)
    assert [(line.text, line.heading) for line in reading.lines] == [
        ("甲市办法", 1),
        ("章", 2),
        ("节", 3),
        ("文", 0),
    ]
    assert reading.stated["title"] == "甲市办法"
    assert any("目录" in warning for warning in reading.warnings)


def test_line_breaks_within_a_paragraph() -> None:
    """A manual line break gives lines of which none is known to be whole; in a heading it is nothing."""
    broken = "<w:p><w:pPr>{}</w:pPr><w:r><w:t>前</w:t><w:br/><w:t>后</w:t></w:r></w:p>"
    reading = read(broken.format("") + p("下段") + broken.format('<w:outlineLvl w:val="0"/>'))
    assert [(line.text, line.whole) for line in reading.lines] == [
        ("前", False), ("后", False), ("", True), ("下段", True), ("前后", True),
    ]  # fmt: skip


def test_small_characters_and_fields() -> None:
    """Tabs, hyphens and symbols show; a field shows its result and not its code."""
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>3</w:t><w:noBreakHyphen/><w:t>5亩</w:t><w:softHyphen/>"
        '<w:sym w:font="Wingdings" w:char="F0A8"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>码</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>9</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>页</w:t></w:r></w:p>'
    )
    assert texts(read(body)) == ["甲\t3-5亩□9页"]


def test_content_controls() -> None:
    """A filled content control is text, the prompt of an empty one is not."""
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = control.format("", p("已填")) + control.format("<w:showingPlcHdr/>", p("单击此处输入"))
    assert texts(read(body)) == ["已填"]


def test_formulas_in_one_line() -> None:
    """A fraction is written with a slash and the reading says that formulas were rewritten."""
    run = "<m:r><m:t>{}</m:t></m:r>"
    body = (
        "<w:p><w:r><w:t>容积率为</w:t></w:r><m:oMath><m:f><m:num>" + run.format("甲+乙") + "</m:num><m:den>"
        + run.format("丙") + "</m:den></m:f></m:oMath></w:p>"
    )  # fmt: skip
    reading = read(body)
    assert texts(reading) == ["容积率为(甲+乙)/丙"]
    assert any("公式" in warning for warning in reading.warnings)


def test_merged_and_nested_tables() -> None:
    """Cells know their grid place and spans; a table in a cell is a table of its own."""
    inner = f"<w:tbl><w:tr><w:tc>{p('内1')}</w:tc><w:tc>{p('内2')}</w:tc></w:tr></w:tbl>"
    body = (
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>"
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("横")}</w:tc><w:tc>{p("右")}</w:tc></w:tr>'
        f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p("纵")}</w:tc><w:tc>{p("中")}{inner}</w:tc>'
        f"<w:tc>{p('3')}</w:tc></w:tr>"
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{p('')}</w:tc><w:tc>{p('4')}</w:tc></w:tr></w:tbl>"
    )
    reading = read(body)
    assert [(line.text, line.cell) for line in reading.lines] == [
        ("横", Cell(1, 0, 0, 1, 2, header=True)),
        ("右", Cell(1, 0, 2, header=True)),
        ("纵", Cell(1, 1, 0, 2)),
        ("中", Cell(1, 1, 1)),
        ("内1", Cell(2, 0, 0)),
        ("内2", Cell(2, 0, 1)),
        ("3", Cell(1, 1, 2)),
        ("4", Cell(1, 2, 2)),
    ]


def test_as_python_docx_writes_it() -> None:
    """A file from another producer, with styles and relationships, reads the same way."""
    file = python_docx.Document()
    file.add_heading("关于零星地块的通知", 0)
    file.add_heading("一、总体要求", 1)
    file.add_paragraph("单宗用地不超过7亩。")
    file.add_paragraph("逐宗建档", style="List Number")
    file.add_table(1, 2).cell(0, 1).text = "7亩"
    file.core_properties.title = "通知"
    out = io.BytesIO()
    file.save(out)
    reading = read_bytes("a.docx", out.getvalue())
    assert [(line.text, line.heading) for line in reading.lines] == [
        ("关于零星地块的通知", 1), ("一、总体要求", 1), ("单宗用地不超过7亩。", 0), ("1.逐宗建档", 0), ("7亩", 0),
    ]  # fmt: skip
    assert reading.stated["title"] == "关于零星地块的通知"
    assert reading.stated["dc:title"] == "通知"
    assert all(line.whole for line in reading.lines)


def test_strict_documents() -> None:
    """A document saved in the strict variant of the format, with its other namespaces, reads the same."""
    namespace = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    document = f"<w:document {namespace}><w:body>{p('严格')}</w:body></w:document>"
    reading = read_bytes("a.docx", docx("", members={"word/document.xml": document}))
    assert texts(reading) == ["严格"]


def test_hostile_xml_is_refused() -> None:
    """Entities, endless nesting and damaged XML in a DOCX are named errors."""
    entity = '<!DOCTYPE d [<!ENTITY a "x">]><d>&a;</d>'
    for bad, error in (
        (entity, FileUnreadable),
        ("<w:document>", FileUnreadable),
        ("<a>" * 5000 + "</a>" * 5000, LimitExceeded),
    ):
        with pytest.raises(error):
            read_bytes("a.docx", docx("", members={"word/document.xml": bad}))


def test_cells_are_limited() -> None:
    """A table beyond the limit of cells is refused while it is read."""
    cell = f"<w:tc>{p('甲')}</w:tc>"
    row = f"<w:tr>{cell * 3}</w:tr>"
    with pytest.raises(LimitExceeded):
        read_bytes("a.docx", docx(f"<w:tbl>{row * 9}</w:tbl>"), Limits(cells=20))
