"""Places where the print is suspected to be wrong; the text itself is left as it stands."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ingest.document import Fault
from ingest.numerals import parse_numeral
from ingest.span import Span

_HAN = "\u4e00-\u9fff"
_SPACED = re.compile(r"\d \d")
_ZERO = re.compile(r"(?<!\d)0\d")

_MEASURED = r"(?:[%％‰]|个百分点|[万亿]|元|亩|公顷|平方|立方|公里|千米|米|吨|倍|千瓦|度|折)"
_COUNTED = r"(?:个(?!百分点)|[年月日号条章节款项页名人家次位户批期周岁天点时分秒楼层栋幢])"
_APART = re.compile(
    rf"(?<![\d.,:：/第—–~～-])(?P<whole>\d{{1,3}}) (?P<part>\d{{1,2}})(?![\d.,:：/—–~～-])"
    rf"(?P<sign>[%％‰]?)(?P<unit>{_MEASURED})?(?P<count>{_COUNTED})?"
)
_NUMBER_BESIDE = re.compile(r"\d\s+$")
_NUMBER_AFTER = re.compile(r"\s+\d")
_LEADING = re.compile(
    rf"(?<![\d.,:：/A-Za-z第—–~～-])0(?P<part>[1-9]\d?)(?P<sign>[%％‰]?)(?P<unit>{_MEASURED})?(?!\d)"
)
_GLYPH_POINT = re.compile(
    r"(?<![\d.])(?P<whole>\d{1,6})[?□\ufffd\ue000-\uf8ff](?P<part>\d{1,3})(?P<sign>[%％‰]?)(?!\d)"
)
_SENTENCE = re.compile(r"[。；，：、]")

_LOST = re.compile(r"[?□口\ufffd\ue000-\uf8ff]")
_ASKS = re.compile(r"[吗呢么何谁哪怎几]|多少|是否|能否|可否|有没有|岂|[吧嘛啊了]$|([\u4e00-\u9fff])[不没]\1")
_NEAR = 60
_CLAUSE = re.compile(r"[。！？?；\n]")

_NUMERAL = r"[0-9〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?:(?P<year>{_NUMERAL}{{4}})年)?(?<!{_NUMERAL})(?P<month>{_NUMERAL}{{1,3}})月(?:(?P<day>{_NUMERAL}{{1,3}})日)?"
)


def find_faults(text: str, *, cell: bool = False) -> tuple[Fault, ...]:
    """The suspected misprints of one clean paragraph, in the order of the text, spans from its start.

    Args:
        text: the paragraph.
        cell: whether it is a table cell, where numbers may stand side by side.
    """
    spaced = (" " in text and _SPACED.search(text)) or ("0" in text and _ZERO.search(text))
    points = [*_lost_points(text)] if spaced and not cell else []
    lost: list[Fault] = []
    if _LOST.search(text):
        points = [*_glyph_points(text), *points]
        lost = [f for f in _lost_characters(text) if not any(p.span.contains(f.span) for p in points)]
    if not points and not lost and "月" not in text:
        return ()
    return tuple(sorted([*points, *lost, *_impossible_dates(text)], key=lambda fault: fault.span))


def _lost_points(text: str) -> Iterator[Fault]:
    """Decimal points that were not printed: two numbers a space apart (0 5%), or a leading zero (05%).

    Three numbers in a row are the cells of a table, a telephone number or a date.
    """
    for match in _APART.finditer(text):
        whole, part = match["whole"], match["part"]
        if match["count"] or _NUMBER_BESIDE.search(text[max(match.start() - 8, 0) : match.start()]):
            continue
        if _NUMBER_AFTER.match(text, match.end()) or (len(whole) > 1 and whole.startswith("0")):
            continue
        measured = bool(match["sign"] or match["unit"])
        if not measured and not ((whole == "0" or part == "0") and _SENTENCE.search(text)):
            continue
        if measured and whole != "0":
            yield _point(
                match, None, "两个数字之间只有空格，可能是小数点未印出，也可能是多了空格，请对照原件"
            )
        else:
            yield _point(match, f"{whole}.{part}{match['sign']}", "两个数字之间只有空格，疑小数点未印出")
    for match in _LEADING.finditer(text):
        if match["sign"] or match["unit"]:
            yield _point(
                match, f"0.{match['part']}{match['sign']}", "数字以0开头而没有小数点，疑小数点未印出"
            )


def _glyph_points(text: str) -> Iterator[Fault]:
    """Decimal points for which the font's own sign was lost."""
    for match in _GLYPH_POINT.finditer(text):
        proposed = f"{match['whole']}.{match['part']}{match['sign']}"
        yield _point(match, proposed, "两个数字之间的符号无法识别，疑为小数点")


def _point(match: re.Match[str], proposed: str | None, reason: str) -> Fault:
    end = match.end("sign")
    return Fault(Span(match.start(), end), "小数点脱落", match.string[match.start() : end], proposed, reason)


def _lost_characters(text: str) -> Iterator[Fault]:
    """Signs that stand where a character of the font was missing."""
    for match in _LOST.finditer(text):
        at, sign = match.start(), match[0]
        proposed = _missing(text, at)
        if proposed is None and not _out_of_place(text, at):
            continue
        reason = (
            f"此处疑缺一字，按常用语应为“{proposed}”" if proposed else "此处的字没有印出或无法识别，疑缺一字"
        )
        yield Fault(Span(at, at + 1), "缺字", sign, proposed, reason)


def _missing(text: str, at: int) -> str | None:
    """The one character with which a known phrase stands at the place, or None."""
    found = set()
    for before, after, char in _by_neighbour().get(text[at - 1] if at else "", ()):
        if text.endswith(before, 0, at) and text.startswith(after, at + 1):
            found.add(char)
    for _, after, char in _by_neighbour().get("", ()):
        if text.startswith(after, at + 1):
            found.add(char)
    return found.pop() if len(found) == 1 else None


def _out_of_place(text: str, at: int) -> bool:
    """Whether a sign that has honest uses too cannot be one of them here."""
    sign = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if sign == "\ufffd":
        return True
    if "\ue000" <= sign <= "\uf8ff":
        # Bullets and ornaments are set in private characters of symbol fonts.
        return at > 0 and re.match(r"[^。；：\s\ue000-\uf8ff]", before) is not None and after != ""
    between = bool(re.match(f"[{_HAN}]", before)) and bool(after)
    near = text[max(at - _NEAR, 0) : at]
    if sign == "□":
        boxes = "□" in near or "□" in text[at + 1 : at + _NEAR]
        return between and not boxes and bool(re.match(f"[{_HAN}]", after))
    if sign == "?":
        clause = _CLAUSE.split(near)[-1]
        return between and not _ASKS.search(clause) and bool(re.match(f"[{_HAN}”’、，；：）》]", after))
    return False


@cache
def _phrases() -> tuple[str, ...]:
    data = tomllib.loads(files("policies").joinpath("misprints.toml").read_text(encoding="utf-8"))
    return tuple(data["phrases"])


@cache
def _by_neighbour() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """By the character before the gap ("" at a phrase's start): what must stand before and after, and
    the character that belongs between."""
    table: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for phrase in _phrases():
        for at, char in enumerate(phrase):
            table[phrase[at - 1] if at else ""].append((phrase[:at], phrase[at + 1 :], char))
    return {key: tuple(value) for key, value in table.items()}


def _impossible_dates(text: str) -> Iterator[Fault]:
    """Days that no calendar has: 2月30日, 2023年13月."""
    if "月" not in text:
        return
    for match in _DATE.finditer(text):
        if not match["year"] and not match["day"]:
            continue
        year, month, day = (_value(match[name]) for name in ("year", "month", "day"))
        if month is None or (match["day"] and day is None):
            continue
        # Without a year the 29th of February is a day.
        last = monthrange(year if year and year > 0 else 2000, month)[1] if 1 <= month <= 12 else 0
        if not 1 <= month <= 12 or (day is not None and not 1 <= day <= last):
            reason = f"历法中没有“{match[0]}”，疑日期有误"
            yield Fault(Span(*match.span()), "日期", match[0], None, reason)


def _value(numeral: str | None) -> int | None:
    if numeral is None:
        return None
    return int(numeral) if numeral.isascii() else parse_numeral(numeral)
