"""Chinese numerals of whole numbers, both ways. Small on purpose: it runs on every paragraph."""

from __future__ import annotations

from functools import lru_cache

DIGITS: dict[str, int] = {
    **dict(zip("〇零○Ｏ一二三四五六七八九", (0, 0, 0, 0, *range(1, 10)), strict=True)),
    **dict(zip("两壹贰叁肆伍陆柒捌玖", (2, *range(1, 10)), strict=True)),
    **dict(zip("0123456789", range(10), strict=True)),
    **dict(zip("０１２３４５６７８９", range(10), strict=True)),
}
UNITS: dict[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS: dict[str, int] = {"廿": 20, "卅": 30}
CHINESE = "〇零○一二三四五六七八九十百千两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
"""The characters of a Chinese numeral, for use inside a regular expression's brackets."""
ARABIC = "0-9０-９"
"""Half and full width digits, for use inside a regular expression's brackets."""

_SMALL = "零一二三四五六七八九"


def parse_numeral(text: str) -> int | None:
    """The whole number that a numeral stands for: "一百零三", "二〇二三", "廿一", "１２", "3".

    White space inside is passed over. 万 and beyond are not read here.

    Returns:
        the number, or None where the text is no numeral ("三二十", "百").
    """
    digits = [char for char in text if not char.isspace()]
    if not digits:
        return None
    if all(char in DIGITS for char in digits):
        value = 0
        for char in digits:
            value = value * 10 + DIGITS[char]
        return value
    return _with_units(digits)


def _with_units(chars: list[str]) -> int | None:
    total, pending, smallest = 0, None, 10_000
    for char in chars:
        if char in TENS:
            if pending or smallest <= 10:
                return None
            total, pending, smallest = total + TENS[char], None, 10
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= smallest or (pending == 0 and unit != 10) or (pending is None and unit != 10):
                return None
            total, pending, smallest = total + (pending or 1) * unit, None, unit
        elif char in DIGITS:
            if pending:
                return None
            pending = DIGITS[char]
        else:
            return None
    return total + (pending or 0)


@lru_cache(maxsize=1024)
def chinese_numeral(number: int) -> str:
    """A whole number from 0 to 9999 as officials write it: 12 十二, 101 一百零一, 110 一百一十.

    Raises:
        ValueError: the number lies outside that range.
    """
    if not 0 <= number <= 9999:
        raise ValueError(f"chinese_numeral writes 0 to 9999, got {number}")
    if number == 0:
        return "零"
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap else "") + _SMALL[digit] + name
            gap = False
        else:
            gap = bool(out)
    return out.removeprefix("一") if out.startswith("一十") else out
