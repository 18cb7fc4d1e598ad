"""The text of one Word paragraph as it displays once all tracked changes are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.wordformula import M, formula_text, lowered, raised
from ingest.read.wordstyle import Styles, W, attribute, switched_on
from ingest.read.wordsymbol import symbol, symbols

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"

DROPPED = frozenset({W + "del", W + "moveFrom"})
_SKIPPED = DROPPED | {
    W + name
    for name in (
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "delText",
        "delInstrText",
        "rt",
        "rubyPr",
    )
}
_PLAIN = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_LOST = "\ufffd"
_CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
)
_SCRIPTS = ("superscript", "subscript")
_NUMBER = re.compile("[0-9]+|[+-][0-9]+")
_INSTRUCTION = 200
_CONTENTS = re.compile(r"\s*TOC\b")


@dataclass
class _Field:
    """A complex field that is open: its instructions, whether they go on, whether its result is made."""

    instructions: str = ""
    in_instructions: bool = True
    made: bool = False


@dataclass
class Story:
    """What is carried on from paragraph to paragraph, and what was met on the way.

    Attributes:
        notes: kind ("注", "尾注"), id and mark of foot- and endnotes, in the order of their marks.
        hidden: runs of hidden text that were left out.
        pictures: pictures met.
        symbols: symbols without a Unicode counterpart.
        formulas: formulas written out in one line.
        charts: charts and diagrams met.
        objects: embedded objects met: sheets, formulas of older editors.
        contents: tables of contents that a field makes.
    """

    notes: list[tuple[str, str, str]] = field(default_factory=list)
    hidden: int = 0
    pictures: int = 0
    symbols: int = 0
    formulas: int = 0
    charts: int = 0
    objects: int = 0
    contents: int = 0
    _counts: dict[str, int] = field(default_factory=dict)
    _fields: list[_Field] = field(default_factory=list)
    _instructing: int = 0
    _making: int = 0

    def add_note(self, kind: str, key: str) -> str:
        """Take in the mark of a note: [注1], [尾注2]; both kinds count for themselves."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        mark = f"[{kind}{self._counts[kind]}]"
        self.notes.append((kind, key, mark))
        return mark

    def field_mark(self, kind: str | None) -> None:
        """Follow a complex field: begin (instructions follow), separate (its result follows), end."""
        # Counted, not searched: a hostile file opens fields by the hundred thousand.
        if kind == "begin":
            self._fields.append(_Field())
            self._instructing += 1
        elif kind == "separate" and self._fields:
            last = self._fields[-1]
            made = bool(_CONTENTS.match(last.instructions))
            self._instructing -= last.in_instructions
            self._making += made - last.made
            last.in_instructions, last.made = False, made
            self.contents += made
        elif kind == "end" and self._fields:
            last = self._fields.pop()
            self._instructing -= last.in_instructions
            self._making -= last.made

    def instruct(self, text: str) -> None:
        """Take in a piece of the innermost field's instructions."""
        if self._fields and len(self._fields[-1].instructions) < _INSTRUCTION:
            self._fields[-1].instructions += text

    @property
    def in_instructions(self) -> bool:
        """Whether text now met is a field's instructions, or a table of contents, and not its result."""
        return self._instructing + self._making > 0

    @property
    def in_contents(self) -> bool:
        """Whether text now met belongs to a table of contents."""
        return self._making > 0


def unwrapped(parent: etree._Element) -> Iterator[etree._Element]:
    """The children that display: wrappers opened, deletions left out, one of several alternatives."""
    for child in parent:
        if child.tag in DROPPED or not isinstance(child.tag, str):
            continue
        if child.tag == MC + "AlternateContent":
            chosen = _alternative(child)
            if chosen is not None:
                yield from unwrapped(chosen)
        elif child.tag == W + "sdt":
            # A content control that nobody has filled shows a prompt, which is no text.
            if switched_on(child.find(W + "sdtPr"), "showingPlcHdr"):
                continue
            for content in child.iterchildren(W + "sdtContent"):
                yield from unwrapped(content)
        elif child.tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
            yield from unwrapped(child)
        else:
            yield child


def paragraph_text(
    paragraph: etree._Element, styles: Styles, story: Story
) -> tuple[str, list[etree._Element], list[str]]:
    """A paragraph's text, with "\\n" for line breaks in it.

    Returns:
        the text; the text boxes anchored in it (w:txbxContent), each once; the words of WordArt.
    """
    parts: list[str] = []
    boxes: list[etree._Element] = []
    art: list[str] = []
    style_hides = styles.hides(styles.of_paragraph(paragraph.find(W + "pPr")))
    stack = [(child, False) for child in reversed(list(unwrapped(paragraph)))]
    while stack:
        element, hidden = stack.pop()
        tag = element.tag
        if tag in _SKIPPED:
            continue
        if tag == W + "t":
            if hidden:
                story.hidden += 1
            elif not story.in_instructions:
                parts.append(_set(element, story))
        elif tag == W + "instrText":
            story.instruct(element.text or "")
        elif tag in _PLAIN:
            parts.append("" if hidden or story.in_instructions else _PLAIN[tag])
        elif tag == W + "sym":
            parts.append("" if hidden else _symbol(element, story))
        elif tag == W + "fldChar":
            story.field_mark(element.get(W + "fldCharType"))
        elif tag in (W + "footnoteReference", W + "endnoteReference") and not hidden:
            parts.append(_note_mark(element, story))
        elif tag == W + "txbxContent":
            boxes.append(element)
        elif tag == _WORD_ART:
            art.append(element.get("string") or "")
        elif tag == M + "oMath":
            story.formulas += 1
            parts.append("" if hidden else formula_text(element))
        else:
            story.pictures += tag in _PICTURES
            story.charts += tag in _CHARTS
            if tag == W + "object":
                story.objects += 1
                continue
            if tag == W + "r":
                hidden = hidden or _hidden_run(element, styles, style_hides=style_hides)
            stack.extend((child, hidden) for child in reversed(list(unwrapped(element))))
    return "".join(parts), boxes, art


def mark_removed(properties: etree._Element | None) -> bool:
    """Whether the paragraph's end was deleted, so that it runs on into the next one."""
    run = None if properties is None else properties.find(W + "rPr")
    return run is not None and any(run.find(tag) is not None for tag in DROPPED)


def _alternative(choices: etree._Element) -> etree._Element | None:
    for choice in choices.iterchildren(MC + "Choice"):
        return choice
    return choices.find(MC + "Fallback")


def _hidden_run(run: etree._Element, styles: Styles, *, style_hides: bool) -> bool:
    properties = run.find(W + "rPr")
    direct = switched_on(properties, "vanish")
    if direct is not None:
        return direct
    return style_hides or styles.hides(attribute(properties, "rStyle"))


def _symbol(element: etree._Element, story: Story) -> str:
    code = element.get(W + "char") or ""
    known = re.fullmatch("[0-9A-Fa-f]{2,4}", code)
    shown = symbol(element.get(W + "font") or "", int(code, 16)) if known else _LOST
    story.symbols += shown == _LOST
    return shown


def _set(element: etree._Element, story: Story) -> str:
    """The text of a w:t as its run shows it: in symbol fonts, raised or lowered."""
    text = (element.text or "").replace("\n", " ").replace("\r", "")
    run = element.getparent()
    properties = None if run is None else run.find(W + "rPr")
    if properties is None:
        return text
    text = symbols(attribute(properties, "rFonts", "ascii") or "", text)
    story.symbols += text.count(_LOST)
    position = attribute(properties, "vertAlign")
    if position in _SCRIPTS and _NUMBER.fullmatch(text):
        return raised(text) if position == "superscript" else lowered(text)
    return text


def _note_mark(element: etree._Element, story: Story) -> str:
    kind = "注" if element.tag == W + "footnoteReference" else "尾注"
    mark = story.add_note(kind, element.get(W + "id") or "")
    # With a mark of the author's own, that mark stands in the text already.
    return mark if (element.get(W + "customMarkFollows") or "0") in ("0", "false") else ""
