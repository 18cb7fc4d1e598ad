"""DOCX: numbering as displayed, tracked changes, notes, boxes, tables, hidden text."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from ingest.document import Cell, Reading
from ingest.errors import FileUnreadable, LimitExceeded
from ingest.limits import Limits
from ingest.read import read_bytes
from tests.ingest.read.make import W_NS, docx, level, listed, numbered, p

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


def test_every_chinese_number_format_in_levels_of_one_list() -> None:
    """Nine levels in the formats that Chinese documents use, each counting under the ones above."""
    formats = [
        ("第%1章", "chineseCountingThousand"), ("第%2条", "japaneseCounting"), ("（%3）", "chineseCounting"),
        ("%4", "decimalEnclosedCircle"), ("%5、", "ideographTraditional"), ("%6）", "lowerLetter"),
        ("%7.", "upperRoman"), ("%1.%8", "ideographDigital"), ("%9．", "decimalFullWidth"),
    ]  # fmt: skip
    levels = numbered(*(level(at, text, kind) for at, (text, kind) in enumerate(formats)))
    body = "".join(listed("文", at) for at in range(9)) + listed("文", 1) + listed("文", 3) + listed("文", 3)
    assert texts(read(body, numbering=levels)) == [
        "第一章 文", "第一条 文", "（一）文", "① 文", "甲、文", "a）文", "I.文", "一.一 文", "１．文",
        "第二条 文", "① 文", "② 文",
    ]  # fmt: skip


def test_a_table_of_contents_made_by_a_field_is_left_out() -> None:
    """The result of a TOC field, over several paragraphs and in whatever style, is no second set of headings."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" </w:instrText></w:r>'
    page = mark.format("begin") + "<w:r><w:instrText>PAGEREF a</w:instrText></w:r>" + mark.format("separate")
    entry = (
        "<w:r><w:t>第一章 总则</w:t><w:tab/></w:r>" + page + "<w:r><w:t>3</w:t></w:r>" + mark.format("end")
    )
    body = (
        f"<w:p>{mark.format('begin')}{code}{mark.format('separate')}{entry}</w:p><w:p>{entry}</w:p>"
        f"<w:p>{mark.format('end')}</w:p>" + p("第一章 总则")
    )
    reading = read(body)
    assert [text for text in texts(reading) if text] == ["第一章 总则"]
    assert any("目录" in warning for warning in reading.warnings)


def test_links_and_references_keep_their_words() -> None:
    """A hyperlink, as an element or as a field, shows its words."""
    body = (
        "<w:p><w:hyperlink><w:r><w:t>甲市办法</w:t></w:r></w:hyperlink><w:fldSimple w:instr='REF a'><w:r><w:t>第七条"
        "</w:t></w:r></w:fldSimple></w:p>"
    )
    assert texts(read(body)) == ["甲市办法第七条"]


def test_symbol_fonts_show_their_signs() -> None:
    """≥ of the Symbol font and ② of Wingdings are read, as w:sym or as private characters in the text."""
    body = (
        '<w:p><w:r><w:t>容积率</w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t>1.2，</w:t></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3</w:t></w:r><w:r><w:t>3亩</w:t></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F082"/><w:sym w:font="仿宋" w:char="25A1"/></w:r></w:p>'
    )
    reading = read(body)
    assert texts(reading) == ["容积率≥1.2，≤3亩②□"]
    assert reading.warnings == ()


def test_unknown_symbols_are_said() -> None:
    """A character that only an unknown font could show is marked as lost, not guessed."""
    reading = read('<w:p><w:r><w:t>甲</w:t><w:sym w:font="Nobody" w:char="F0B3"/></w:r></w:p>')
    assert texts(reading) == ["甲\ufffd"]
    assert any("1个符号字体" in warning for warning in reading.warnings)


def test_raised_numbers_do_not_join_the_number_before() -> None:
    """10 with a raised 4 is 10⁴ and not 104; a raised word stays as it is."""
    up = '<w:r><w:rPr><w:vertAlign w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    body = (
        "<w:p><w:r><w:t>10</w:t></w:r>" + up.format("superscript", "4") + "<w:r><w:t>m</w:t></w:r>"
        + up.format("superscript", "2") + "<w:r><w:t>，CO</w:t></w:r>" + up.format("subscript", "2")
        + up.format("superscript", "注") + "</w:p>"
    )  # fmt: skip
    assert texts(read(body)) == ["10⁴m²，CO₂注"]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:d><m:e>{a+b}</m:e></m:d>{×c}", "(a+b)×c"),
        ("<m:sSup><m:e>{x}</m:e><m:sup>{2}</m:sup></m:sSup>", "x²"),
        ("<m:sSubSup><m:e>{x}</m:e><m:sub>{i}</m:sub><m:sup>{n-1}</m:sup></m:sSubSup>", "x_iⁿ⁻¹"),
        ("<m:rad><m:degHide/><m:e>{a+b}</m:e></m:rad>", "√(a+b)"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{i=1}</m:sub><m:sup>{n}</m:sup><m:e>{a}</m:e></m:nary>',
            "∑_(i=1)ⁿa",
        ),
        ("<m:f><m:num><m:d><m:e>{a+b}</m:e></m:d></m:num><m:den>{2}</m:den></m:f>", "(a+b)/2"),
        ('<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{a}</m:e></m:d>', "[a]"),
    ],
)
def test_formulas_keep_their_structure(formula: str, text: str) -> None:
    """Brackets, powers, roots and sums survive being written in one line."""
    runs = formula.replace("{", "<m:r><m:t>").replace("}", "</m:t></m:r>")
    assert texts(read(f"<w:p><m:oMath>{runs}</m:oMath></w:p>")) == [text]


def test_what_is_not_read_is_said() -> None:
    """Pictures, charts, embedded objects, comments and foreign files are counted in warnings."""
    drawing = (
        '<w:drawing><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/></w:drawing>'
        '<w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing>'
    )
    body = f"<w:p><w:r><w:t>甲</w:t>{drawing}<w:object><v:shape/></w:object></w:r></w:p><w:altChunk/>"
    comments = f"<w:comments {W_NS}><w:comment w:id='1'>{p('批注')}</w:comment></w:comments>"
    reading = read(body, members={"word/comments.xml": comments})
    assert texts(reading) == ["甲"]
    said = " ".join(reading.warnings)
    for words in ("1张图片", "1个图表", "1个对象", "1条批注", "1个其他文件"):
        assert words in said


def test_page_margins_are_stated() -> None:
    """A header with words is stated and said to be left out; one of page numbers is nothing."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Type="{kind}/{part}" Target="{part}{number}.xml"/>'
        for part, number in (("header", 1), ("header", 2), ("footer", 1))
    )
    members = {
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "word/header1.xml": f"<w:hdr {W_NS}>{p('甲市人民政府文件')}</w:hdr>",
        "word/header2.xml": f"<w:hdr {W_NS}>{p('甲市人民政府文件')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {W_NS}>{p('— 3 —')}</w:ftr>",
    }
    reading = read(p("正文"), members=members)
    assert texts(reading) == ["正文"]
    assert reading.stated["页眉"] == "甲市人民政府文件"
    assert "页脚" not in reading.stated
    assert any("甲市人民政府文件" in warning for warning in reading.warnings)


def test_a_deleted_paragraph_mark_before_a_table() -> None:
    """The text before it stays before the table."""
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>表前</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    )
    assert [(line.text, line.cell is None) for line in read(body).lines] == [
        ("表前", True), ("甲", False), ("乙", False),
    ]  # fmt: skip


def test_a_box_drawn_as_a_table_of_one_column_is_text() -> None:
    """The rows of a single column are paragraphs, numbered headings in them are headings."""
    body = f"<w:tbl><w:tr><w:tc>{p('专栏1 重点任务')}</w:tc></w:tr><w:tr><w:tc>{p('一、清查')}</w:tc></w:tr></w:tbl>"
    assert [(line.text, line.cell) for line in read(body).lines] == [
        ("专栏1 重点任务", None),
        ("一、清查", None),
    ]


def test_moved_paragraphs_stand_where_they_went() -> None:
    """A paragraph moved with its mark is read once, in its new place, and takes no number in the old."""
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:moveFrom/></w:rPr></w:pPr>'
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>"
    )
    come = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:moveTo/></w:rPr></w:pPr>'
        "<w:moveTo><w:r><w:t>移走</w:t></w:r></w:moveTo></w:p>"
    )
    body = gone + listed("甲") + come + listed("乙")
    assert texts(read(body, numbering=ARTICLES)) == ["第一条 甲", "第二条 移走", "第三条 乙"]


def test_nesting_between_the_librarys_limit_and_ours() -> None:
    """What nests more than 256 levels, where the XML library stops by itself, and less than our limit is read."""
    deep = "<w:smartTag>" * 300 + "<w:r><w:t>深</w:t></w:r>" + "</w:smartTag>" * 300
    assert texts(read(f"<w:p>{deep}</w:p>")) == ["深"]
