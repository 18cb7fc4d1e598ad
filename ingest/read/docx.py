"""DOCX as Word displays it with all tracked changes accepted: numbered, without hidden text.

Read with lxml from the package's parts: python-docx opens the ZIP without limits and shows neither
automatic numbers nor tracked changes nor text boxes, which is most of what has to be done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.document import Cell, Line
from ingest.errors import FileEmpty
from ingest.limits import Limits
from ingest.read.content import Content, Tally
from ingest.read.wordnumber import Numbering
from ingest.read.wordpackage import WordPackage
from ingest.read.wordstyle import Styles, W, attribute, integer, switched_on
from ingest.read.wordtext import DROPPED, Story, mark_removed, paragraph_text, unwrapped

_CONTENTS = ("toc ", "wpsoffice手动目录")
"""How the names of styles of tables of contents begin, in Word and in WPS."""
_SPAN = 1000
_MARGIN = 200
_PAGE_NUMBER = re.compile(r"[\s\d第共页/／—–―\-·.]*")


def read_docx(name: str, data: bytes, limits: Limits) -> Content:
    """Read a DOCX; its paragraphs are whole lines, its notes stand at the end behind their marks.

    Raises:
        FileUnreadable, FileEncrypted, LimitExceeded: see `ingest.errors`.
        FileEmpty: no text.
    """
    package = WordPackage(name, data, limits)
    styles = Styles(package.part("styles"))
    walk = _Walk(styles, Numbering(package.part("numbering"), styles), Tally(name, limits))
    body = package.document.find(W + "body")
    if body is not None:
        walk.blocks(body)
    for kind, part in (("注", "footnotes"), ("尾注", "endnotes")):
        if any(note[0] == kind for note in walk.story.notes):
            walk.notes(kind, package.part(part))
    if not any(line.text.strip() for line in walk.lines):
        raise FileEmpty(f"“{name}”里没有文字", "若内容是图片，请换用带文字的版本")
    margins = _margins(package, styles, name, limits)
    stated = {**package.properties(), **margins}
    if walk.title:
        stated["title"] = walk.title
    warnings = list(walk.warnings())
    warnings += [f"每页的{kind}“{text}”没有读入正文。" for kind, text in margins.items()]
    comments = package.part("comments")
    remarks = 0 if comments is None else sum(1 for _ in comments.iterchildren(W + "comment"))
    if remarks:
        warnings.append(f"文中有{remarks}条批注，没有读入。")
    return Content(tuple(walk.lines), stated=stated, warnings=tuple(warnings))


def _margins(package: WordPackage, styles: Styles, name: str, limits: Limits) -> dict[str, str]:
    """页眉 and 页脚 where they hold more than page numbers, each text once, cut where it is long."""
    found = {}
    for key, kind in (("页眉", "header"), ("页脚", "footer")):
        texts: dict[str, None] = {}
        for root in package.parts(kind):
            walk = _Walk(styles, Numbering(None, styles), Tally(name, limits))
            walk.blocks(root)
            texts.update(dict.fromkeys(" ".join(line.text.split()) for line in walk.lines))
        words = " / ".join(text for text in texts if not _PAGE_NUMBER.fullmatch(text))
        if words:
            found[key] = words if len(words) <= _MARGIN else f"{words[:_MARGIN]}…"
    return found


@dataclass(frozen=True, slots=True)
class _Slot:
    """A w:tc in its row: column, how many columns, and whether it continues the cell above."""

    element: etree._Element
    column: int
    width: int
    continues: bool


class _Walk:
    """Goes through the blocks of a document in order."""

    def __init__(self, styles: Styles, numbering: Numbering, tally: Tally) -> None:
        self.lines: list[Line] = []
        self.story = Story()
        self.title = ""
        self._styles = styles
        self._numbering = numbering
        self._tally = tally
        self._cell: Cell | None = None
        self._tables = 0
        self._contents = 0
        self._embedded = 0
        self._run_on = ""

    def blocks(self, parent: etree._Element) -> None:
        """Paragraphs and tables below an element."""
        for child in unwrapped(parent):
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            elif child.tag == W + "altChunk":
                self._embedded += 1
        self._settle()

    def notes(self, kind: str, root: etree._Element | None) -> None:
        """The notes of a kind, in the order of their marks."""
        by_id = {note.get(W + "id") or "": note for note in root} if root is not None else {}
        for other, key, mark in list(self.story.notes):
            if other != kind or key not in by_id:
                continue
            first = len(self.lines)
            self.blocks(by_id[key])
            if len(self.lines) > first:
                line = self.lines[first]
                self.lines[first] = Line(f"{mark} {line.text.lstrip()}", whole=line.whole)

    def warnings(self) -> Iterator[str]:
        """Chinese sentences on what was left out."""
        if self.story.hidden:
            yield f"文中有{self.story.hidden}处隐藏文字，没有读入。"
        if self._contents or self.story.contents:
            yield "文中的自动目录没有读入，标题以正文为准。"
        if self._embedded:
            yield f"文中嵌入了{self._embedded}个其他文件，没有读入，请单独添加。"
        if self.story.pictures:
            yield f"文中有{self.story.pictures}张图片，图中的文字没有读入。"
        if self.story.charts:
            yield f"文中有{self.story.charts}个图表，其中的文字和数据没有读入。"
        if self.story.objects:
            yield f"文中嵌入了{self.story.objects}个对象（如表格、旧式公式），没有读入，请与原件核对。"
        if self.story.symbols:
            yield f"文中有{self.story.symbols}个符号字体的字符无法识别，读作“\ufffd”。"
        if self.story.formulas:
            yield f"文中有{self.story.formulas}个公式，已改写成一行，请与原件核对。"

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find(W + "pPr")
        style = self._styles.of_paragraph(properties)
        hidden_before, in_contents = self.story.hidden, self.story.in_contents
        text, boxes, art = paragraph_text(paragraph, self._styles, self.story)
        if self._styles.name(style).lower().startswith(_CONTENTS):
            self._contents += 1
            return
        if in_contents and not text.strip() and not boxes:
            return
        hidden = not text.strip() and self.story.hidden > hidden_before
        if mark_removed(properties):
            self._run_on += text
        elif not hidden:
            text, self._run_on = self._run_on + text, ""
            ref = self._styles.numbering(properties)
            text = (self._numbering.next(ref) if ref else "") + text
            heading = self._styles.heading(properties) if self._cell is None else 0
            self._emit(text, heading)
            if not self.title and self._styles.name(style).lower() == "title":
                self.title = text.replace("\n", "").strip()
        for words in art:
            self._emit(words, 0)
        pending, self._run_on = self._run_on, ""
        for box in boxes:
            self.blocks(box)
        self._run_on = pending

    def _settle(self) -> None:
        if self._run_on:
            self._emit(self._run_on, 0)
            self._run_on = ""

    def _emit(self, text: str, heading: int) -> None:
        pieces = [piece.rstrip() for piece in text.strip("\n").split("\n")]
        if heading:
            pieces = ["".join(pieces)]
        broken = len(pieces) > 1
        for piece in pieces:
            if piece.strip() or broken:
                self._tally.add_text(len(piece))
                self.lines.append(Line(piece, whole=not broken, heading=heading, cell=self._cell))
        if broken and self._cell is None:
            # The last piece may not run on into the next paragraph.
            self.lines.append(Line("", whole=True))

    def _table(self, table: etree._Element) -> None:
        # A paragraph whose end was deleted cannot run on into a table.
        self._settle()
        rows = [(row, list(_slots(row))) for row in _rows(table)]
        continued = [{slot.column for slot in slots if slot.continues} for _, slots in rows]
        if all(len(slots) <= 1 for _, slots in rows):
            # A single column is a frame around text: nothing in it stands at the head of anything.
            for _, slots in rows:
                for slot in slots:
                    self.blocks(slot.element)
            return
        self._tables += 1
        number, outer = self._tables, self._cell
        for at, (row, slots) in enumerate(rows):
            header = bool(switched_on(row.find(W + "trPr"), "tblHeader"))
            for slot in slots:
                if slot.continues and at:
                    continue
                height = 1
                while at + height < len(rows) and slot.column in continued[at + height]:
                    height += 1
                self._tally.add_cell(height * slot.width)
                self._cell = Cell(number, at, slot.column, height, slot.width, header)
                self.blocks(slot.element)
        self._cell = outer


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in unwrapped(table):
        deleted = row.find(W + "trPr")
        if row.tag == W + "tr" and not (
            deleted is not None and any(deleted.find(tag) is not None for tag in DROPPED)
        ):
            yield row


def _slots(row: etree._Element) -> Iterator[_Slot]:
    column = _count(attribute(row, "trPr/gridBefore"), 0)
    for cell in unwrapped(row):
        if cell.tag != W + "tc":
            continue
        properties = cell.find(W + "tcPr")
        if properties is not None and properties.find(W + "cellDel") is not None:
            continue
        width = _count(attribute(properties, "gridSpan"), 1)
        merge = None if properties is None else properties.find(W + "vMerge")
        continues = merge is not None and (merge.get(W + "val") or "continue") == "continue"
        yield _Slot(cell, column, width, continues)
        column += width


def _count(value: str | None, least: int) -> int:
    return min(max(integer(value) or least, least), _SPAN)
