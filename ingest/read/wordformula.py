"""Word's formulas (Office MathML, ECMA-376 part 1, 22.1) in one line of text."""

from __future__ import annotations

import re

from lxml import etree

from ingest.read.wordstyle import W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_DROPPED = frozenset({W + "del", W + "moveFrom", W + "rPr"})
_OPERATORS = re.compile("[+\u2212×÷*/＋－=<>≤≥,，-]")
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_RAISABLE = re.compile("[0-9+\u2212()n-]+")
_LOWERABLE = re.compile("[0-9+\u2212()-]+")


def formula_text(math: etree._Element) -> str:
    """A formula as one would write it without a formula editor: (a+b)/c, x², √(a+b), ∑_(i=1)^n x."""
    if math.tag == M + "t":
        return math.text or ""
    if not isinstance(math.tag, str) or math.tag in _DROPPED or math.tag.endswith("Pr"):
        return ""
    write = _SHAPES.get(math.tag.removeprefix(M))
    return write(math) if write else "".join(formula_text(child) for child in math)


def raised(text: str) -> str:
    """Digits and signs as superscript characters; anything else behind a ^."""
    if not text:
        return ""
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text) else f"^{_group(text)}"


def lowered(text: str) -> str:
    """Digits and signs as subscript characters; anything else behind a _."""
    if not text:
        return ""
    return text.translate(_LOWERED) if _LOWERABLE.fullmatch(text) else f"_{_group(text)}"


def _part(math: etree._Element, name: str) -> str:
    found = math.find(M + name)
    return "" if found is None else formula_text(found)


def _group(text: str) -> str:
    wrapped = text.startswith("(") and text.endswith(")") and text.count("(") == 1
    return f"({text})" if _OPERATORS.search(text) and not wrapped else text


def _value(math: etree._Element, path: str, otherwise: str) -> str:
    found = math.find("/".join(M + step for step in path.split("/")))
    return otherwise if found is None else found.get(M + "val") or ""


def _fraction(math: etree._Element) -> str:
    return f"{_group(_part(math, 'num'))}/{_group(_part(math, 'den'))}"


def _delimited(math: etree._Element) -> str:
    parts = [formula_text(part) for part in math.iterchildren(M + "e")]
    opening, closing = _value(math, "dPr/begChr", "("), _value(math, "dPr/endChr", ")")
    return opening + _value(math, "dPr/sepChr", "|").join(parts) + closing


def _root(math: etree._Element) -> str:
    return f"{_part(math, 'deg').translate(_RAISED)}√{_group(_part(math, 'e'))}"


def _sum(math: etree._Element) -> str:
    sign = _value(math, "naryPr/chr", "∫")
    return f"{sign}{lowered(_part(math, 'sub'))}{raised(_part(math, 'sup'))}{_group(_part(math, 'e'))}"


def _scripts(math: etree._Element) -> str:
    return _group(_part(math, "e")) + lowered(_part(math, "sub")) + raised(_part(math, "sup"))


def _limit(math: etree._Element) -> str:
    return f"{_part(math, 'e')}{lowered(_part(math, 'lim'))}"


def _matrix(math: etree._Element) -> str:
    rows = (", ".join(formula_text(cell) for cell in row) for row in math.iterchildren(M + "mr"))
    return "; ".join(rows)


def _lines(math: etree._Element) -> str:
    return "; ".join(formula_text(line) for line in math.iterchildren(M + "e"))


_SHAPES = {
    "f": _fraction,
    "d": _delimited,
    "rad": _root,
    "nary": _sum,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _matrix,
    "eqArr": _lines,
}
