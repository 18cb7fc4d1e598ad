"""Numerals as policy texts write them: 70, ７０, 1,200, 七十, 十六亿, 百分之七十, 七成, 三分之二."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARABIC = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
CHINESE = r"[〇零一二两三四五六七八九十百千廿卅][〇零一二两三四五六七八九十百千万亿点廿卅]*"
_MULTIPLIERS = {"百": 100.0, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12, "": 1.0}
MULTIPLIER = r"(?:万亿|百万|千万|[百千万亿])"


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
        ValueError: the text is no numeral.
    """
    import cn2an  # type: ignore[import-untyped]  # only texts with Chinese numerals need it

    spelled = text.replace("廿", "二十").replace("卅", "三十").replace("〇", "零")
    if spelled[0] in "百千":
        spelled = "一" + spelled
    return float(cn2an.cn2an(spelled, "smart"))


def number(text: str) -> float:
    """The value of a numeral of either script.

    Raises:
        ValueError: the text is no numeral.
    """
    return arabic(text) if re.fullmatch(ARABIC, text) else chinese(text)
