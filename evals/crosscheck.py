"""A second guard: every figure of an answer stands in what it cites, or is worked out in plain sight.

It repeats what `kb.guard` promises without sharing its code, and looks at finished answers only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from evals import figures
from evals.figures import Figure
from kb import units

_MARK = re.compile(r"\[(\d{1,3})\](?!\s*第?\d+\s*号)")
_SENTENCE = re.compile(r"[^。!?;\n]*[。!?;]?(?:\s*\[\d{1,3}\](?!\d))*")
_ENUMERATOR = re.compile(r"^\s*(?:[-*•]\s*)?(?:\d{1,2}[.、)](?!\d)|\(\d{1,2}\))")
_STEP = re.compile(r"\s*([-+×*x÷/−–]|=|≈)\s*(?:约)?[\u4e00-\u9fff]{0,12}?\s*")
_INNER_GAP = re.compile(r"(?<=\d)\s+(?=[\d.])")

_SUM = re.compile(
    r"(?:投|税|产值|收入|营收|资本)\D{0,8}?\d[\d.]*(?:千万|百万|万|亿)(?![\w]*[元亩平米人家户吨])"
)
"""A sum of money that an asker gives without its unit: 投资2.5亿."""

_QUOTATION = 8
"""Characters from which words in quotation marks are a quotation and not a name."""

_CELL = 24
"""Characters up to which a quote may be a table cell."""

TINY = Fraction(1, 10**9)
"""Relative difference up to which two figures are one."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A figure that nothing supports.

    Attributes:
        kind: "数字", "日期", "文号", "数值" (an entry of `values`), "引文" (words in quotation marks that
            nobody said) or "引用" (a mark without citation).
        text: the figure as the answer has it.
        sentence: where it stands.
    """

    kind: str
    text: str
    sentence: str


def violations(reply: Mapping[str, Any], said: Iterable[str] = ()) -> list[Violation]:
    """Everything in a reply (the contract's JSON) that its quotes do not bear out.

    Args:
        reply: an answer.
        said: what the asker said: the question and what was asked before.
    """
    citations = {int(citation["n"]): citation for citation in reply.get("citations", [])}
    told = [words for text in said for words in (text, _SUM.sub(r"\g<0>元", _plain(text)))]
    today = {day for _, _, day in figures.dates(str(reply.get("as_of", "")))}
    found: list[Violation] = []
    if reply.get("status") in ("answered", "partial") and not citations:
        found.append(Violation("引用", "（没有引用）", reply.get("answer", "")))
    for paragraph in _plain(reply.get("answer", "")).split("\n"):
        marks = _marks(paragraph)
        for sentence in filter(str.strip, _SENTENCE.findall(paragraph)):
            cited = _marks(sentence) or marks or list(citations)
            missing = [n for n in cited if n not in citations]
            found += [Violation("引用", f"[{n}]", sentence) for n in missing]
            sources = [citations[n] for n in cited if n in citations]
            found += _unsupported(sentence, _Support([*map(_bears, sources), *told], today))
        found += _misquoted(paragraph, _Support([*map(_bears, citations.values()), *told]))
    for value in reply.get("values", []):
        found += _value(value, citations)
    return found


class _Support:
    """The figures that a sentence may use.

    Args:
        texts: quotes with what is known of their documents, and what the asker said.
        today: the day that is answered for; it bears out itself, not its year.
    """

    def __init__(self, texts: Sequence[str], today: Iterable[figures.Day] = ()) -> None:
        self.text = "\n".join(map(_plain, texts))
        self.squeezed = "".join(self.text.split())
        # A misprint may put a space into a number (３ ０); read it both ways.
        joined = _INNER_GAP.sub("", self.text)
        self.figures = figures.quantities(self.text) + [
            figure for figure in figures.quantities(joined) if not re.match(r"0\d", figure.text)
        ]
        self.dates = {day for _, _, day in figures.dates(self.text)}
        self.today = frozenset(today)
        self.numbers = figures.number_key(self.text)

    def has(self, figure: Figure) -> bool:
        """Whether a quantity of the same size stands there, or the same words do."""
        if figure.words and "".join(figure.text.split()) in self.squeezed:
            return True
        if re.match(r"0\d", figure.text):
            return bool(re.search(rf"(?<!\d){re.escape(figure.text)}", self.squeezed))
        if any(_same(figure, other) for other in self.figures):
            return True
        above, _, below = figure.unit.partition("/")
        unit = units.resolve(below) if below else None
        if unit is None or not re.search(rf"每{re.escape(below)}|{re.escape(below)}均", self.squeezed):
            return False
        # 每亩不低于250万元 bears out 250万元/亩.
        numerator = units.resolve(above) or units.ONE
        size = figure.size * unit.factor
        return any(
            _near(size, other.size) and other.dimensions == numerator.dimensions for other in self.figures
        )

    def has_year(self, figure: Figure) -> bool:
        """Whether a number that reads like a year, alone or as the start of a span of years, stands there."""
        year = figure.size / 12 if figure.unit == "年" else figure.size
        if figure.unit not in ("", "年") or not 1900 <= year <= 2100 or year.denominator != 1:
            return False
        return bool(re.search(rf"(?<!\d){year.numerator}(?!\d)", self.squeezed))

    def has_day(self, day: figures.Day) -> bool:
        """Whether a date there says the same or more."""
        return day in self.today or any(
            all(wanted is None or wanted == given for wanted, given in zip(day, source, strict=True))
            for source in self.dates
        )


def _unsupported(sentence: str, support: _Support) -> list[Violation]:
    text = _ENUMERATOR.sub(_blank, _MARK.sub(_blank, sentence))
    found = []
    for start, end, number in figures.document_numbers(text):
        if number not in support.numbers:
            found.append(Violation("文号", text[start:end].strip(), sentence))
        text = _mask(text, start, end)
    for start, end, day in figures.dates(text):
        if not support.has_day(day):
            found.append(Violation("日期", text[start:end].strip(), sentence))
        text = _mask(text, start, end)
    given = figures.quantities(text)
    worked = _worked_out(text, given)
    for index, figure in enumerate(given):
        if support.has_year(figure):
            continue
        if index not in worked and not support.has(figure):
            found.append(Violation("数字", figure.text, sentence))
    return found


def _misquoted(paragraph: str, support: _Support) -> list[Violation]:
    """Words in quotation marks, with a figure in them, that stand in no quote and that the asker did not say."""
    found = []
    for quoted in _quoted(paragraph):
        for part in re.split(r"\.\.\.+|…+", quoted):
            words = "".join(_MARK.sub("", part).split())
            if len(words) >= _QUOTATION and re.search(r"\d", words) and words not in support.squeezed:
                found.append(Violation("引文", part.strip(), paragraph))
    return found


def _quoted(text: str) -> list[str]:
    """What stands between outermost “ and ”."""
    found, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character == "“":
            depth += 1
            start = index + 1 if depth == 1 else start
        elif character == "”" and depth:
            depth -= 1
            if not depth:
                found.append(text[start:index])
    return found


def _worked_out(text: str, given: Sequence[Figure]) -> set[int]:
    """Indices of figures that are the right result of a calculation shown: 1亿元 ÷ 40亩 = 250万元/亩."""
    results = set()
    for index in range(1, len(given)):
        if _step(text, given, index) not in ("=", "≈"):
            continue
        first = index - 1
        while first > 0 and (_step(text, given, first) or "=") not in ("=", "≈"):
            first -= 1
        if first == index - 1:
            continue
        operators = [_step(text, given, at) for at in range(first + 1, index)]
        outcome = _evaluate(given[first:index], operators)
        result = given[index]
        if outcome is None or outcome.dimensions != result.dimensions:
            continue
        if abs(outcome.factor - result.size) <= result.half:
            results.add(index)
    return results


def _step(text: str, given: Sequence[Figure], index: int) -> str:
    """The sign between a figure and the one before it, "" where there is none."""
    match = _STEP.fullmatch(text[given[index - 1].end : given[index].start])
    return match[1] if match else ""


def _evaluate(operands: Sequence[Figure], operators: Sequence[str]) -> units.Unit | None:
    """The value of a chain of + − × ÷, products first; None where it cannot be worked out."""
    terms: list[units.Unit] = [units.Unit(operands[0].size, operands[0].dimensions)]
    for operator, operand in zip(operators, operands[1:], strict=True):
        right = units.Unit(operand.size, operand.dimensions)
        if operator in "×*x":
            terms[-1] = terms[-1] * right
        elif operator in "÷/":
            if right.factor == 0:
                return None
            terms[-1] = terms[-1] / right
        elif operator == "+":
            terms.append(right)
        else:
            terms.append(units.Unit(-right.factor, right.dimensions))
    if len({term.dimensions for term in terms}) > 1:
        return None
    return units.Unit(sum((term.factor for term in terms), Fraction(0)), terms[0].dimensions)


def _value(value: Mapping[str, Any], citations: Mapping[int, Mapping[str, Any]]) -> list[Violation]:
    """An entry of `values` has to stand in its own quote, and that in the citation's."""
    shown = f"{value['op']}{value['value']:g}{value['unit']}"
    citation = citations.get(int(value["citation"]))
    quote = str(value["quote"])
    if citation is None:
        return [Violation("数值", shown, f"[{value['citation']}]")]
    if not quote or _squeeze(quote) not in _squeeze(citation["quote"]):
        return [Violation("数值", shown, quote)]
    unit = units.resolve(value["unit"]) or units.ONE
    # What precedes the value's own words in its sentence may hold its divisor: 每平方米500元.
    before = citation["quote"].partition(quote)[0][-8:]
    support = _Support([quote, f"{before}{quote}", *citation.get("faults", [])])
    for end in (value["value"], value.get("high")):
        if end is None:
            continue
        size = Fraction(repr(float(end))) * unit.factor
        figure = Figure(0, 0, shown, size, Fraction(0), unit.dimensions, value["unit"])
        # A value may state a percentage as a pure ratio.
        ratio = not value["unit"] and any(_near(size, o.size) and not o.dimensions for o in support.figures)
        ratio = ratio or any(_near(size, fraction) for fraction in _fractions(quote))
        if not (ratio or support.has(figure) or _from_heading(figure, unit, support, citation)):
            return [Violation("数值", shown, quote)]
    return []


def _fractions(text: str) -> list[Fraction]:
    """What 三分之二 and the like come to."""
    digits = {digit: value for value, digit in enumerate("一二三四五六七八九十", 1)}
    found = re.findall(r"([二三四五六七八九十])分之([一二三四五六七八九])", text)
    return [Fraction(digits[part], digits[whole]) for whole, part in found]


def _from_heading(figure: Figure, unit: units.Unit, support: _Support, citation: Mapping[str, Any]) -> bool:
    """Whether the number stands in the quote without a unit and the unit in the clause around it."""
    around = _squeeze(citation["quote"] + citation.get("context", "") + "".join(citation.get("headings", [])))
    size = figure.size / unit.factor
    return _squeeze(figure.unit) in around and any(
        _near(other.size, size) for other in support.figures if not other.unit
    )


def _bears(citation: Mapping[str, Any]) -> str:
    """What a citation bears out: its quote, and what the catalog knows of its document."""
    fields = ("quote", "title", "number", "issuer", "clause", "issued", "effective", "expires")
    told = [*citation.get("faults", []), *citation.get("headings", []), *_under_headings(citation)]
    return "\n".join([str(citation.get(field) or "") for field in fields] + told)


def _under_headings(citation: Mapping[str, Any]) -> list[str]:
    """A table cell's quote with the units that its headings give: ≥480 under 投资强度（万元/亩）."""
    heads = [
        unit for head in citation.get("headings", []) for unit in re.findall(r"[（(]([^（）()]+)[）)]", head)
    ]
    return [f"{citation['quote'].strip()}{unit}" for unit in heads if len(str(citation["quote"])) <= _CELL]


def _same(one: Figure, other: Figure) -> bool:
    # 19倍 is a ratio; the 19 of 19城, whose unit is unknown here, is none, though both are without dimension.
    if bool(one.unit) != bool(other.unit):
        return False
    return one.dimensions == other.dimensions and _near(one.size, other.size)


def _near(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= TINY * max(abs(one), abs(other))


def _marks(text: str) -> list[int]:
    return [int(mark) for mark in _MARK.findall(text)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _squeeze(text: str) -> str:
    return "".join(_plain(text).split())


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _mask(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
