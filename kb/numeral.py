"""Numerals as policy texts write them: 70, ７０, 1,200, 七十, 十六亿, 百分之七十, 七成, 三分之二."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARABIC = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
CHINESE = r"[〇零一二两三四五六七八九十百千廿卅][〇零一二两三四五六七八九十百千万亿点廿卅]*"
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
    import cn2an  # type: ignore[import-untyped]  # only texts with Chinese numerals need it

    spelled = text.replace("廿", "二十").replace("卅", "三十").replace("〇", "零")
    if spelled[0] in "百千万亿":
        spelled = "一" + spelled
    try:
        return float(cn2an.cn2an(spelled, "smart"))
    except KeyError as error:  # its way of telling that a unit follows nothing: 亿〇
        raise ValueError(f"{text!r} is no numeral") from error


def number(text: str) -> float:
    """The value of a numeral of either script.

    Raises:
        ValueError: the text is no numeral.
    """
    return arabic(text) if re.fullmatch(ARABIC, text) else chinese(text)
