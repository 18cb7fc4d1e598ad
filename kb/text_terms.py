"""Terms: what a text is indexed by and searched with.

Character uni- and bigrams of Chinese runs, Latin words, numbers, and numbers with their unit; the year
and serial of a 文号 with one kind of bracket. Case and width are folded (NFKC). The same function cuts
passages and questions, so no term needs an operator or an escape.
"""

from __future__ import annotations

import re
import unicodedata
from operator import add

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = (
    r"(?:%|‰|℃|[十百千万亿]*(?:"
    r"平方公里|平方千米|平方米|立方米|公顷|公里|千米|吨标准煤|千瓦时|万元|亿元|元|亩|吨|米|"
    r"工作日|个月|周年|年|月|日|天|小时|个|家|人|名|户|项|件|次|层|倍|分|条|宗|批|期|级|类"
    r")(?:/(?:平方米|公顷|亩|吨|万元|人|年|月|日|天|家|户|个))?"
    r"|[十百千万亿]+(?:/亩)?)"
)
_TOKEN = re.compile(
    # 〔2022〕32号 with any bracket: NFKC has already turned （） and ［］ into () and [].
    r"[\[({〔【《](?P<year>(?:19|20)\d\d)[\])}〕】》]\s*(?:第\s*)?(?P<serial>\d+)\s*号"
    rf"|(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?:\s*(?P<unit>{_UNIT}))?"
    r"|(?P<latin>[a-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff][a-z\d\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]*)"
    rf"|(?P<han>[{_HAN}]+)"
)
_MARKS = tuple(zip("，：；（）？！", ",:;()?!", strict=True))
_NUMERALS = re.compile("[一二三四五六七八九十百千]{2,}")


def compatible(text: str) -> str:
    """NFKC. Chinese text is out of it by a few marks of punctuation only: with these replaced first, all but
    one text in a thousand is spared the dear way, which gives the same."""
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def fold(text: str) -> str:
    """NFKC and case folded: what two spellings of the same words have in common."""
    return compatible(text).casefold()


def terms(text: str) -> list[str]:
    """The terms of a text in its order, repeats kept. No term holds white space."""
    found: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        kind = match.lastgroup
        if kind == "han":
            found += _grams(match[0])
        elif kind == "latin":
            found.append(match[0])
        elif kind == "serial":
            found.append(f"〔{match['year']}〕{int(match['serial'])}号")
        else:
            number = _number(match["number"])
            found.append(number)
            if unit := match["unit"]:
                found.append(number + unit)
                if not unit.startswith(("%", "‰")):
                    found += _grams(unit.replace("/", ""))
    return found


def _grams(run: str) -> list[str]:
    pairs = list(map(add, run, run[1:]))
    for several in _NUMERALS.finditer(run):
        # 二三级 and 十三级 are not 三级: the last numeral takes those before it along.
        if several.end() < len(run):
            pairs[several.end() - 1] = run[several.start() : several.end() + 1]
    return [*run, *pairs]


def _number(written: str) -> str:
    """1,000.50 → 1000.5; a leading zero of a whole number goes too, so that 05月 is 5月."""
    whole, _, fraction = written.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
