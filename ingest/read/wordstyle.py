"""Word's styles: what a paragraph or run inherits (heading level, numbering, hiddenness)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_OFF = frozenset({"0", "false", "off", "none"})
_BODY_LEVEL = 9


def attribute(element: etree._Element | None, path: str, name: str = "val") -> str | None:
    """The attribute of the element at a path of child names ("pPr/numPr/numId"), or None."""
    for step in path.split("/") if path else ():
        if element is None:
            return None
        element = element.find(W + step)
    return None if element is None else element.get(W + name)


def integer(value: str | None) -> int | None:
    """A small whole number, or None for anything else."""
    return int(value) if value and re.fullmatch(r"-?[0-9]{1,6}", value) else None


def switched_on(parent: etree._Element | None, name: str) -> bool | None:
    """A toggle such as w:vanish: True, False, or None where it is not given."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else (child.get(W + "val") or "1").lower() not in _OFF


_ANCESTORS = 50
"""Styles that one may be based on, one upon the other; beyond it a file is made to waste time."""


@dataclass(frozen=True, slots=True)
class NumberingRef:
    """A paragraph's place in a list: w:numId, w:ilvl (None: as the style's level says), and the style."""

    num_id: str
    level: int | None
    style: str | None


class Styles:
    """The styles part, or none.

    Args:
        root: of styles.xml, or None.
    """

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id: dict[str, etree._Element] = {}
        self._default: str | None = None
        for style in root.iter(W + "style") if root is not None else ():
            key = style.get(W + "styleId") or ""
            self._by_id.setdefault(key, style)
            if style.get(W + "type") == "paragraph" and (style.get(W + "default") or "0") not in _OFF:
                self._default = self._default or key

    def of_paragraph(self, properties: etree._Element | None) -> str | None:
        """The id of a paragraph's style: its own or the default one."""
        return attribute(properties, "pStyle") or self._default

    def name(self, key: str | None) -> str:
        """The built-in or given name, "" where there is none."""
        return attribute(self._by_id.get(key or ""), "name") or ""

    def heading(self, properties: etree._Element | None) -> int:
        """Heading level from 1 by outline level or by the style's name, 0 for running text."""
        direct = integer(attribute(properties, "outlineLvl"))
        if direct is not None:
            return direct + 1 if 0 <= direct < _BODY_LEVEL else 0
        for style in self._chain(self.of_paragraph(properties)):
            level = integer(attribute(style, "pPr/outlineLvl"))
            if level is not None:
                return level + 1 if 0 <= level < _BODY_LEVEL else 0
            name = attribute(style, "name") or ""
            if match := _HEADING.fullmatch(name):
                return int(match[1])
            if name.lower() == "title":
                return 1
        return 0

    def numbering(self, properties: etree._Element | None) -> NumberingRef | None:
        """The list that a paragraph stands in, by itself or through its style, or None."""
        level = integer(attribute(properties, "numPr/ilvl"))
        num_id = attribute(properties, "numPr/numId")
        style_id = self.of_paragraph(properties)
        if num_id is not None:
            return NumberingRef(num_id, level if level is not None else 0, None)
        for style in self._chain(style_id):
            num_id = attribute(style, "pPr/numPr/numId")
            if num_id is not None:
                inherited = integer(attribute(style, "pPr/numPr/ilvl"))
                return NumberingRef(num_id, level if level is not None else inherited, style_id)
        return None

    def list_numbering(self, key: str) -> str | None:
        """The w:numId behind a numbering style."""
        return attribute(self._by_id.get(key), "pPr/numPr/numId")

    def ancestry(self, key: str | None) -> Iterator[str]:
        """A style's id, then those that it is based on."""
        for style in self._chain(key):
            yield style.get(W + "styleId") or ""

    def hides(self, key: str | None) -> bool:
        """Whether a style hides its text."""
        for style in self._chain(key):
            hidden = switched_on(style.find(W + "rPr"), "vanish")
            if hidden is not None:
                return hidden
        return False

    def _chain(self, key: str | None) -> Iterator[etree._Element]:
        seen: set[str] = set()
        while key and key not in seen and key in self._by_id and len(seen) < _ANCESTORS:
            seen.add(key)
            yield self._by_id[key]
            key = attribute(self._by_id[key], "basedOn")
