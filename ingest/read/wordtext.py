"""The text of one Word paragraph as it displays once all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.wordstyle import Styles, W, attribute, switched_on

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
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
        "instrText",
        "delText",
        "delInstrText",
        "rt",
        "rubyPr",
        "object",
    )
}
_PLAIN = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
# Check boxes and ticks of the Wingdings fonts; nothing else of them carries meaning in a policy text.
_SYMBOLS = {
    "F0A8": "□",
    "F06F": "□",
    "F0FE": "☑",
    "F052": "☑",
    "F0FC": "✓",
    "F050": "✓",
    "F0FD": "☒",
    "F0B7": "•",
}
_LOST = "\ufffd"


@dataclass
class Story:
    """What is carried on from paragraph to paragraph, and what was met on the way.

    Attributes:
        notes: kind ("注", "尾注"), id and mark of foot- and endnotes, in the order of their marks.
        hidden: runs of hidden text that were left out.
        pictures: pictures met.
        symbols: symbols without a Unicode counterpart.
        formulas: formulas written out in one line.
    """

    notes: list[tuple[str, str, str]] = field(default_factory=list)
    hidden: int = 0
    pictures: int = 0
    symbols: int = 0
    formulas: int = 0
    _counts: dict[str, int] = field(default_factory=dict)
    _fields: list[bool] = field(default_factory=list)

    def add_note(self, kind: str, key: str) -> str:
        """Take in the mark of a note: [注1], [尾注2]; both kinds count for themselves."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        mark = f"[{kind}{self._counts[kind]}]"
        self.notes.append((kind, key, mark))
        return mark

    def field_mark(self, kind: str | None) -> None:
        """Follow a complex field: begin (instructions follow), separate (its result follows), end."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    @property
    def in_instructions(self) -> bool:
        """Whether text now met is a field's instructions and not its result."""
        return any(self._fields)


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
                parts.append((element.text or "").replace("\n", " ").replace("\r", ""))
        elif tag in _PLAIN:
            parts.append("" if hidden else _PLAIN[tag])
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
            parts.append("" if hidden else _formula(element))
        else:
            story.pictures += tag in _PICTURES
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
    code = (element.get(W + "char") or "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    story.symbols += 1
    return _LOST


def _note_mark(element: etree._Element, story: Story) -> str:
    kind = "注" if element.tag == W + "footnoteReference" else "尾注"
    mark = story.add_note(kind, element.get(W + "id") or "")
    # With a mark of the author's own, that mark stands in the text already.
    return mark if (element.get(W + "customMarkFollows") or "0") in ("0", "false") else ""


def _formula(math: etree._Element) -> str:
    """A formula in one line: fractions with a slash, the rest in the order of writing."""
    if math.tag == M + "t":
        return math.text or ""
    if math.tag == M + "f":
        return "/".join(_operand(math.find(M + part)) for part in ("num", "den"))
    return "".join(_formula(child) for child in math if child.tag not in _SKIPPED)


def _operand(part: etree._Element | None) -> str:
    text = "" if part is None else _formula(part)
    compound = any(sign in text for sign in "+-−×÷*/＋－")
    return f"({text})" if compound else text
