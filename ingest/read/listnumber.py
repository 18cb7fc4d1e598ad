"""Number formats of Word lists (ECMA-376 part 1, 17.18.59 ST_NumberFormat): 3 → 三, ③, iii, 丙 …"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def format_number(number: int, format_: str) -> str:
    """A list number as Word displays it.

    Args:
        number: the count; Word's own range is 0 to 32767.
        format_: a value of ST_NumberFormat. One that is not known here is shown in Arabic digits,
            "none" and "bullet" give "".
    """
    if format_ in ("none", "bullet"):
        return ""
    return _FORMATS.get(format_, str)(number)


def _counting(
    number: int, digits: str = _DIGITS, units: str = "十百千", zero: str = "零", *, ten: bool = False
) -> str:
    """一百零一. With `ten`, 10 to 19 keep their leading one (壹拾)."""
    if not 0 < number < 10_000:
        return str(number) if number else zero
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        text += (zero if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return text[1:] if not ten and 10 <= number < 20 else text


def _japanese(number: int) -> str:
    """百一: no zero, and no one before 十, 百 and 千."""
    text = _counting(number, zero="") if number else "〇"
    return text.replace("一十", "十").replace("一百", "百").replace("一千", "千")


def _chinese(number: int) -> str:
    """一 to 九十九 by place value, digits from 100 on (一〇〇)."""
    return _counting(number) if number < 100 else _positional(number)


def _positional(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _legal(number: int) -> str:
    return _counting(number, _LEGAL, "拾佰仟", ten=True)


def _legal_traditional(number: int) -> str:
    return _counting(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟", ten=True)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * min(count, 40)
    return text


def _letters(number: int) -> str:
    """a … z, aa … zz, aaa …: Word repeats the letter."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 40)


def _series(first: str, count: int) -> Callable[[int], str]:
    """Characters that follow each other in Unicode; Arabic digits beyond the last."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= count else str(number)


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)] if number else str(number)


def _circled(number: int) -> str:
    for low, high, first in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if low <= number <= high:
            return chr(ord(first) + number - low)
    return str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _series("⒈", 20),
    "decimalEnclosedParen": _series("⑴", 20),
    "ideographEnclosedCircle": _series("㊀", 10),
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _japanese,
    "koreanCounting": _counting,
    "ideographDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "taiwaneseDigital": _positional,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "japaneseLegal": _legal_traditional,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
}
