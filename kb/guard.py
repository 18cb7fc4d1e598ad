"""The guard: every number, date and 文号 of an answer stands in its quotes, or the answer does not leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from kb.quantity import Quantity, find_quantities
from kb.units import convert

_MARKS = re.compile(r"(?:\s*\[\d+\])+")
_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[(（【［](?:19|20)\d{2}[〕\])）】］](?:第)?\d{1,5}号"
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = re.compile(r"(?:19|20)\d{2}(?:年\d{1,2}月(?:\d{1,2}日)?|-\d{1,2}-\d{1,2}|年)|\d{1,2}月\d{1,2}日")
_WORKING = re.compile(
    r"(?P<left>[^，。；：\n＞＜＝]{1,24})(?P<sign>[＞＜＝])(?P<right>[^，。；：\n＞＜＝]{1,24})(?=：)"
)
_BRACKETS: Final = str.maketrans("〔〕[]【】()", "〔〕〔〕〔〕〔〕")


def foreign(answer: str, quotes: Mapping[int, str], allowed: Sequence[str] = ()) -> list[str]:
    """What an answer states and its quotes do not hold.

    A stretch of the answer is judged by the citations that close it ("…3亩[1][2]" by quotes 1 and 2);
    what no citation closes is judged by all of them.

    Args:
        answer: the answer with its marks [1].
        quotes: the quotes as they are read (suspected misprints put right), by citation number.
        allowed: further texts whose numbers may be stated: facts that the user gave, a shown working.

    Returns:
        The offending quantities, dates, 文号 and digits, in the order of the answer; empty when it is clean.
    """
    found: list[str] = []
    at = 0
    for marks in [*_MARKS.finditer(answer), None]:
        part = answer[at : marks.start() if marks else len(answer)]
        numbers = [int(n) for n in re.findall(r"\d+", marks[0])] if marks else list(quotes)
        found += [f"[{n}]" for n in numbers if n not in quotes]
        support = [_plain(quotes[n]) for n in numbers if n in quotes] + [_plain(text) for text in allowed]
        found += _foreign(_plain(part), support)
        at = marks.end() if marks else len(answer)
    return found


def _plain(text: str) -> str:
    """NFKC without white space, so that width and line breaks never decide; signs of a working stay wide."""
    wide = str.maketrans("＞＜＝：", "\ue000\ue001\ue002\ue003")
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.translate(wide)))
    return plain.translate(str.maketrans("\ue000\ue001\ue002\ue003", "＞＜＝："))


def _foreign(part: str, support: list[str]) -> list[str]:
    part = _WORKING.sub(lambda match: " " if _works(match, support) else match[0], part)
    found = [n for n in _DOCUMENT_NUMBER.findall(part) if not _holds(n, support)]
    part = _DOCUMENT_NUMBER.sub(" ", part)
    found += [day for day in _DATE.findall(part) if not any(day in text for text in support)]
    part = _DATE.sub(" ", part)
    known = [q for text in support for q in find_quantities(text)]
    covered: list[tuple[int, int]] = []
    for quantity in find_quantities(part):
        covered.append((quantity.core.start, quantity.core.end))
        if not any(_same(quantity, other) for other in known):
            found.append(quantity.span.of(part))
    digits = {run for text in support for run in _DIGITS.findall(text)}
    for match in _DIGITS.finditer(part):
        inside = any(start <= match.start() and match.end() <= end for start, end in covered)
        if not inside and match[0] not in digits:
            found.append(match[0])
    return found


def _works(match: re.Match[str], support: list[str]) -> bool:
    """Whether a shown comparison (7亩＞3亩) is of quantities that stand in the texts, and true."""
    known = [q for text in support for q in find_quantities(text)]
    sides = [next(iter(find_quantities(f"为{match[side]}")), None) for side in ("left", "right")]
    left, right = sides
    if left is None or right is None:
        return False
    for side in (left, right):
        if not any((side.value, side.unit) == (q.value, q.unit) for q in known):
            return False
    actual = convert(left.value, left.unit, right.unit)
    if actual is None:
        return False
    order = (actual > right.value) - (actual < right.value)
    return {"＞": 1, "＜": -1, "＝": 0}[match["sign"]] == order


def _holds(document_number: str, support: list[str]) -> bool:
    wanted = document_number.translate(_BRACKETS)
    return any(wanted in text.translate(_BRACKETS) for text in support)


def _same(stated: Quantity, quoted: Quantity) -> bool:
    """Same number, unit and, where the answer compares, the same comparison."""
    if (stated.value, stated.high, stated.unit) != (quoted.value, quoted.high, quoted.unit):
        return False
    return not stated.compared or stated.op == quoted.op
