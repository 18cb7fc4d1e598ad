"""Figures of a running text, for the cross-check: quantities, dates and document numbers.

Written apart from `kb.quantity` and `kb.guard` on purpose: a fault there must not hide itself here.
Texts come in after NFKC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from kb import units

_SCALES = {
    "十": 10, "百": 100, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}

# What is said with 一 in running text (一个, 一次, 一级) counts nothing.
_IDIOM = re.compile(
    r"一(?:[家户项处宗件座栋幢台套条种类批次例辆只所篇份人名位层分级日天周]|个(?!月|工作日|季度|百分点))"
)

_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*年\s*(?:(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*日)?)?"
    r"|(?<!\d)(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{1,2})[-./](?P<id>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<om>\d{1,2})\s*月\s*(?P<od>\d{1,2})\s*日"
)
_NUMBER = re.compile(r"[一-鿿]{0,3}\s*[〔\[(【]\s*\d{4}\s*[〕\])】]\s*第?\s*\d+\s*号")
_RANGE = re.compile(r"\s*(?:-|~|—+|–|至|到)\s*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in a text: where it stands, its exact value in base units, and what it measures.

    Attributes:
        start, end: offsets in the text it was read from.
        text: as it stands.
        size: in base units, or in its own where the unit is unknown.
        half: half of the last place printed, in base units: what rounding may have taken.
        dimensions: as `units.Unit.dimensions`.
        unit: as written, "" where none follows.
        words: whether it is written in Chinese numerals.
    """

    start: int
    end: int
    text: str
    size: Fraction
    half: Fraction
    dimensions: tuple[tuple[str, int], ...]
    unit: str
    words: bool = False


Day = tuple[int | None, int | None, int | None]
"""Year, month, day; None where the text does not say."""


def dates(text: str) -> list[tuple[int, int, Day]]:
    """Dates in a text with their offsets."""
    found = []
    for match in _DATE.finditer(text):
        year, month, day = match["y"] or match["iy"], match["m"] or match["im"], match["d"] or match["id"]
        month, day = month or match["om"], day or match["od"]
        found.append((match.start(), match.end(), (_int(year), _int(month), _int(day))))
    return found


def document_numbers(text: str) -> list[tuple[int, int, str]]:
    """文号 in a text with their offsets: year and number, and up to three characters before them."""
    return [(match.start(), match.end(), number_key(match[0])) for match in _NUMBER.finditer(text)]


def number_key(text: str) -> str:
    """A 文号 with one kind of bracket and no space, for comparison."""
    return re.sub(r"[〔\[(【]", "[", re.sub(r"[〕\])】]", "]", "".join(text.split())))


def quantities(text: str) -> list[Figure]:
    """Quantities in a text, in order; the first number of a range takes the unit of the second."""
    digits = [_digital(match) for match in _digits_pattern().finditer(text)]
    found = sorted(digits + _in_words(text), key=lambda figure: figure.start)
    for index, figure in enumerate(found[:-1]):
        after = found[index + 1]
        if not figure.unit and after.unit and _RANGE.fullmatch(text[figure.end : after.start]):
            unit = units.resolve(after.unit.replace("多", "").replace("余", ""))
            if unit is not None:
                size, half = figure.size * unit.factor, figure.half * unit.factor
                found[index] = Figure(
                    figure.start,
                    figure.end,
                    figure.text,
                    size,
                    half,
                    unit.dimensions,
                    after.unit,
                    figure.words,
                )
    return found


@cache
def _unit_pattern() -> str:
    """One unit or a quotient of units, after an optional scale: 万元/亩, 亿多亩."""
    names = "|".join(re.escape(name) for name in units.names())
    scales = "|".join(sorted(_SCALES, key=len, reverse=True))
    return rf"(?P<scale>(?:{scales})?)\s*(?:多|余)?\s*(?P<unit>(?:(?:{names})(?:[/·](?:{names}))*)?)"


@cache
def _digits_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\dA-Za-z.])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*{_unit_pattern()}")


@cache
def _words_pattern() -> re.Pattern[str]:
    numeral = r"(?P<number>[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?)"
    return re.compile(
        rf"(?P<percent>百分之|千分之)?(?<![第零〇一二两三四五六七八九十百千]){numeral}\s*{_unit_pattern()}"
    )


def _digital(match: re.Match[str]) -> Figure:
    digits = match["number"].replace(",", "")
    half = Fraction(1, 2 * 10 ** len(digits.partition(".")[2]))
    return _figure(match, Fraction(digits), half, words=False)


def _in_words(text: str) -> list[Figure]:
    """Chinese numerals that a unit follows, or 百分之 precedes; bare ones are words or clause numbers."""
    found = []
    for match in _words_pattern().finditer(text):
        if _IDIOM.match(text, match.start("number")) and not match["percent"]:
            continue
        if not (match["percent"] or match["unit"]):
            continue
        value = numeral(match["number"])
        if value is None:
            continue
        found.append(_figure(match, value, Fraction(0), words=True))
    return found


def _figure(match: re.Match[str], value: Fraction, half: Fraction, *, words: bool) -> Figure:
    scale = _SCALES.get(match["scale"], 1)
    unit = units.resolve(match["unit"]) or units.ONE
    factor = unit.factor * scale
    whole = match[0].rstrip()
    part = match.groupdict().get("percent")
    if part:
        value /= 100 if part == "百分之" else 1000
    written = "%" if part else match["scale"] + match["unit"]
    return Figure(
        match.start(), match.start() + len(whole), whole, value * factor, half * factor,
        unit.dimensions, written, words,
    )  # fmt: skip


def numeral(text: str) -> Fraction | None:
    """The value of a Chinese numeral below 万 (三十五, 一百零八, 二点五, 二〇二五), None if it is none."""
    whole, _, decimals = text.partition("点")
    if all(character in _DIGITS for character in whole) and len(whole) > 1:
        total = int("".join(str(_DIGITS[character]) for character in whole))
    else:
        total, digit = 0, None
        for character in whole:
            if character in _PLACES:
                total += (1 if digit is None else digit) * _PLACES[character]
                digit = None
            elif digit is None or digit == 0:
                digit = _DIGITS[character]
            else:
                return None
        total += digit or 0
    tail = "".join(str(_DIGITS[character]) for character in decimals)
    return Fraction(f"{total}.{tail or 0}")


def _int(text: str | None) -> int | None:
    return int(text) if text else None
