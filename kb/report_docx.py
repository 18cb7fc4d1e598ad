"""A Report as DOCX, in the fonts and the page that Chinese offices use."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from lxml import etree

from kb.report_page import Block, Grid, Heading, Items, Paragraph, Quote, Report

_FONTS: Final = {"Normal": "宋体", "Title": "黑体", "Heading 1": "黑体", "Heading 2": "黑体"}
_FILLS: Final = {"red": "F8CBAD", "yellow": "FFE699", "green": "C6E0B4", "grey": "D9D9D9"}
_PAGE: Final = (Mm(297), Mm(210))
_MARGIN: Final = Mm(20)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def docx(report: Report) -> bytes:
    """The report as the bytes of a DOCX, on A4 across."""
    made = new_document()
    _set_page(made)
    made.core_properties.author = "有据"
    made.core_properties.title = clean(report.title)[:250]
    made.core_properties.comments = ""
    made.add_heading(clean(report.title), level=0)
    for block in report.blocks:
        _add(made, block)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def clean(text: str) -> str:
    """Text that XML can hold."""
    return _CONTROL.sub("\ufffd", text)


def _set_page(made: Document) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    for name, font in _FONTS.items():
        style = made.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name = font
        # Word takes the font of Chinese characters from this attribute alone.
        properties = style.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
        for language in properties.findall(qn("w:lang")):
            properties.remove(language)
        etree.SubElement(properties, qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"})
    normal = made.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(10.5)


def _add(made: Document, block: Block) -> None:
    match block:
        case Heading(text):
            made.add_heading(clean(text), level=1)
        case Paragraph(text, strong):
            made.add_paragraph().add_run(clean(text)).bold = strong
        case Items(items, numbered):
            for n, item in enumerate(items, start=1):
                made.add_paragraph(f"{n}. {clean(item)}" if numbered else f"· {clean(item)}")
        case Quote(source, words, notes):
            made.add_paragraph().add_run(clean(source)).bold = True
            for line in (words, *notes):
                made.add_paragraph(clean(line)).paragraph_format.left_indent = Mm(8)
        case Grid():
            _add_grid(made, block)


def _add_grid(made: Document, grid: Grid) -> None:
    table = made.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.autofit = False
    widths = [int((_PAGE[0] - 2 * _MARGIN) * share) for share in grid.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, head in zip(table.rows[0].cells, grid.heads, strict=True):
        _fill(cell, head, "DDEBF7", bold=True)
    _repeat_head(table)
    for at, row in enumerate(grid.rows):
        light = _FILLS[grid.lights[at]] if grid.lights else ""
        for column, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _fill(cell, text, light if column == 0 else "")
            cell.width = widths[column]
    made.add_paragraph()


def _fill(cell: _Cell, text: str, colour: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(clean(text))
    run.bold = bold
    run.font.size = Pt(9)
    if colour:
        shade = {qn("w:val"): "clear", qn("w:fill"): colour}
        etree.SubElement(cell._tc.get_or_add_tcPr(), qn("w:shd"), shade)


def _repeat_head(table: Table) -> None:
    """Let the heads stand on every page that the table goes on to."""
    etree.SubElement(table.rows[0]._tr.get_or_add_trPr(), qn("w:tblHeader"), {qn("w:val"): "true"})
