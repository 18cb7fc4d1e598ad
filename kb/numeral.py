"""Numerals as policy texts write them: 70, ７０, 1,200, 七十, 十六亿, 百分之七十, 七成, 三分之二."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.numerals import DIGITS, parse_numeral

ARABIC = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
CHINESE = r"[〇零一二两三四五六七八九十百千廿卅][〇零一二两三四五六七八九十百千万亿点廿卅]*"
NUMBER = rf"(?:{ARABIC}|{CHINESE}|万亿|[万亿])"
"""A numeral of either script, 万 and 亿 alone among them."""
_DIGITS = "一二两三四五六七八九"
_MULTIPLIERS = {"百": 100.0, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12, "": 1.0}
MULTIPLIER = r"(?:万亿|百万|千万|[百千万亿](?![瓦克伏]))"
_ROUGH = re.compile(rf"[{_DIGITS}]{{2}}")
_DECIMAL = re.compile(r"(?P<plain>[^点]+点[〇零一二三四五六七八九]+)(?P<mul>万亿|[万亿])?")
_BY_DIGITS = re.compile(r"[〇零一二三四五六七八九]{3,}")


def multiplier(text: str) -> float:
    """The factor of 万, 亿 … behind an Arabic number; 1 for "".

    Raises:
        KeyError: the text is no multiplier.
    """
    return _MULTIPLIERS[text]


def arabic(text: str) -> float:
    """The value of an Arabic number in any width, thousands commas allowed.

    Raises:
        ValueError: the text is no number.
    """
    return float(unicodedata.normalize("NFKC", text).replace(",", ""))


@lru_cache(maxsize=4096)
def chinese(text: str) -> float:
    """The value of a Chinese numeral, positional (十六亿) or by digits (二〇二三).

    Raises:
        ValueError: the text is no numeral, or a rough one: 七八, 十五六, 三四百.
    """
    if not _BY_DIGITS.fullmatch(text.partition("点")[0]) and _ROUGH.search(text.partition("点")[0]):
        raise ValueError(f"{text!r} is a rough number")
    if "点" in text:
        decimal = _DECIMAL.fullmatch(text)
        if decimal is None:
            raise ValueError(f"{text!r} is no numeral")
        if decimal["mul"]:
            return float(f"{chinese(decimal['plain']) * multiplier(decimal['mul']):.12g}")
        whole, _, digits = text.partition("点")
        return chinese(whole) + float("0." + "".join(str(parse_numeral(digit)) for digit in digits))
    return float(_whole(text))


def _whole(text: str) -> int:
    """A whole number: 亿 and 万 part it, a bare digit at the end is of the next lower unit (两千三, 三万五)."""
    for mark, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100)):
        head, found, tail = text.rpartition(mark)
        if not found:
            continue
        if len(tail) == 1 and tail in _DIGITS:
            rest = (parse_numeral(tail) or 0) * size // 10
        elif tail.strip("零〇"):
            rest = _whole(tail.lstrip("零〇"))
        elif tail:
            raise ValueError(f"{text!r} is no numeral")
        else:
            rest = 0
        if size < 10**4 and head and head not in DIGITS:
            raise ValueError(f"{text!r} is no numeral")
        return (_whole(head) if head else 1) * size + rest
    value = parse_numeral(text)
    if value is None:
        raise ValueError(f"{text!r} is no numeral")
    return value


def number(text: str) -> float:
    """The value of a numeral of either script.

    Raises:
        ValueError: the text is no numeral.
    """
    return arabic(text) if re.fullmatch(ARABIC, text) else chinese(text)
