"""A number and its number format → the text that a spreadsheet shows for it.

The format language is that of ECMA-376, part 1, 18.8.30 (numFmts).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILTIN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0',
    6: '"¥"#,##0',
    7: '"¥"#,##0.00',
    8: '"¥"#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: '"¥"#,##0',
    43: "#,##0.00",
    44: '"¥"#,##0.00',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "0.00E+00",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats that a file names by number only, as a Chinese edition shows them."""

_GENERAL_DIGITS = 10
"""Significant digits that a cell without a format shows, the column being wide enough."""
_MOST_DECIMALS = 30
_LONGEST_FORMAT = 255
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<exponent>[eE][+-]0+)|(?P<ampm>[aA][mM]/[pP][mM]|上午/下午)|(?P<general>[Gg]eneral|常规|G/通用格式)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4})|(?P<char>.)",
    re.S,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_CURRENCY = re.compile(r"\$([^-]*)")
_ELAPSED = re.compile(r"[hH]+|[mM]+|[sS]+")
_WEEKDAYS = "一二三四五六日"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_Token = tuple[str, str]


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The text that a cell shows.

    Args:
        value: the stored number; a date is the count of days since the file's epoch.
        code: the number format, "General" or "" where there is none.
        from_1904: whether days are counted from 1904 and not from 1900.

    Returns:
        The number rounded and marked as the format says. A format that says to show nothing, or one
        beyond what is understood here (fractions), gives the number plain, so that none is lost.
    """
    section = _section(value, code[:_LONGEST_FORMAT])
    if section is None:
        return general(value)
    tokens, signed = section
    kinds = {kind for kind, _ in tokens}
    if "date" in kinds or "elapsed" in kinds:
        return _date(value, tokens, from_1904) or general(value)
    if "general" in kinds:
        plain = general(value if signed else abs(value))
        return "".join(plain if kind == "general" else text for kind, text in tokens if kind != "exponent")
    return _number(value, tokens, signed) or general(value)


def general(value: float) -> str:
    """A number without a format: up to ten significant digits, whole numbers in full."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.{_GENERAL_DIGITS}g}"
    return format(Decimal(text), "f") if 1e-9 < abs(value) < 1e15 else text


def _section(value: float, code: str) -> tuple[list[_Token], bool] | None:
    """The part of a format that a value falls under, and whether its sign is still to be shown."""
    sections: list[list[_Token]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "char", match[match.lastgroup or "char"]
        if kind == "char" and text == ";":
            sections.append([])
            conditions.append(None)
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(text):
                conditions[-1] = _condition(found)
            elif text.upper() == "$-F800":
                return _section(value, BUILTIN[31])
            elif money := _CURRENCY.match(text):
                sections[-1].append(("literal", money[1]))
            elif _ELAPSED.fullmatch(text):
                sections[-1].append(("elapsed", text.lower()))
        elif kind in ("quoted", "escaped"):
            sections[-1].append(("literal", text))
        elif kind not in ("blank", "fill"):
            sections[-1].append((kind, text))
    if any(conditions):
        for tokens, condition in zip(sections, conditions, strict=True):
            if condition is None or _meets(value, condition):
                return (tokens, True) if tokens else None
        return None
    numeric = sections[:3]
    if value < 0 and len(numeric) > 1:
        chosen, signed = numeric[1], False
    elif value == 0 and len(numeric) > 2:
        chosen, signed = numeric[2], True
    else:
        chosen, signed = numeric[0], True
    return (chosen, signed) if chosen else None


def _condition(found: re.Match[str]) -> tuple[str, float] | None:
    try:
        return found[1], float(found[2])
    except ValueError:
        return None


def _meets(value: float, condition: tuple[str, float]) -> bool:
    sign, other = condition
    return {
        "<": value < other,
        "<=": value <= other,
        ">": value > other,
        ">=": value >= other,
        "=": value == other,
        "<>": value != other,
    }[sign]


def _number(value: float, tokens: list[_Token], signed: bool) -> str:
    chars = "".join(text for kind, text in tokens if kind == "char")
    exponent = next((text for kind, text in tokens if kind == "exponent"), "")
    if not re.search("[0#?]", chars):
        # Only words: they stand for the number, such as "—" for zero. "@" is the number as it is typed.
        words = "".join(text for kind, text in tokens if kind in ("literal", "char"))
        return words.replace("@", general(value)).strip() if "@" in words or value == 0 else ""
    if "/" in chars:
        return ""
    try:
        amount = Decimal(repr(float(value))).scaleb(2 * chars.count("%"))
        digits = re.sub(r"[^0#?.,]", "", chars)
        whole, _, decimals = digits.partition(".")
        scale = len(whole) - len(whole.rstrip(",")) if not decimals else 0
        scale += len(decimals) - len(decimals.rstrip(","))
        amount = amount.scaleb(-3 * scale)
        text = _digits(amount, whole.rstrip(","), decimals.replace(",", ""), exponent)
    except (InvalidOperation, ValueError, OverflowError):
        return ""
    return _framed(tokens, ("-" if signed and amount < 0 and re.search("[1-9]", text) else "") + text)


def _digits(amount: Decimal, whole: str, decimals: str, exponent: str) -> str:
    places = min(len(decimals), _MOST_DECIMALS)
    least = decimals.count("0")
    power = 0
    if exponent and amount:
        power = amount.adjusted()
        amount = amount.scaleb(-power)
    rounded = abs(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    before, _, behind = f"{rounded:f}".partition(".")
    while len(behind) > least and behind.endswith("0"):
        behind = behind[:-1]
    before = before.lstrip("0").rjust(min(whole.count("0"), _MOST_DECIMALS), "0")
    if not before and not behind and "#" not in whole + decimals:
        return ""
    if "," in whole:
        before = f"{int(before or '0'):,}"
    tail = f"{exponent[0]}{'-' if power < 0 else '+'}{abs(power):02d}" if exponent else ""
    return (before or ("" if behind else "0")) + ("." + behind if behind else "") + tail


def _framed(tokens: list[_Token], number: str) -> str:
    """The number with the words that the format sets before and behind it."""
    found: list[str] = []
    placed = False
    for kind, text in tokens:
        if kind == "char" and text in "0#?.,":
            if not placed:
                found.append(number)
                placed = True
        elif kind in ("literal", "char"):
            found.append(text)
    return "".join(found).strip()


def _date(value: float, tokens: list[_Token], from_1904: bool) -> str:
    if not 0 <= value < 2_958_466:  # the day after 9999-12-31
        return ""
    seconds = round(value * 86400)
    # Day 60 of the 1900 system is a day that never was, 1900-02-29.
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    try:
        moment = epoch + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    noon = any(kind == "ampm" for kind, _ in tokens)
    found: list[str] = []
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            found.append(_part(moment, text.lower(), _is_minute(tokens, at), noon))
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            found.append(str(seconds // unit).rjust(len(text), "0"))
        elif kind == "ampm":
            names = ("上午", "下午") if "上" in text else ("AM", "PM")
            found.append(names[moment.hour >= 12])
        elif kind in ("literal", "char") and text not in ("@", "0", "#"):
            found.append(text)
    return "".join(found).strip()


def _is_minute(tokens: list[_Token], at: int) -> bool:
    """Whether an m is a minute: behind an hour or before a second."""
    clock = [(i, text[0].lower()) for i, (kind, text) in enumerate(tokens) if kind in ("date", "elapsed")]
    place = next(k for k, (i, _) in enumerate(clock) if i == at)
    before = clock[place - 1][1] if place else ""
    behind = clock[place + 1][1] if place + 1 < len(clock) else ""
    return before == "h" or behind == "s"


def _part(moment: datetime, text: str, minute: bool, noon: bool) -> str:
    letter, length = text[0], len(text)
    if letter == "y":
        return f"{moment.year % 100:02d}" if length <= 2 else str(moment.year)
    if letter == "m" and not minute:
        if length >= 3:
            return _MONTHS[moment.month - 1]
        return str(moment.month).rjust(length, "0")
    if letter in "ad" and length >= 3:
        return ("星期" if length == 4 else "周") + _WEEKDAYS[moment.weekday()]
    hour = (moment.hour % 12 or 12) if noon else moment.hour
    number = {"d": moment.day, "h": hour, "m": moment.minute, "s": moment.second}.get(letter, 0)
    return str(number).rjust(min(length, 2), "0")
