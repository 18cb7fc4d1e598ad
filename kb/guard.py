"""The guard: every number, date and 文号 of an answer stands in its quotes, or the answer does not leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from ingest.span import Span
from kb.quantity import Quantity, find_quantities
from kb.units import convert

_MARKS = re.compile(r"(?:\s*\[\d{1,3}\])+")
_DOCUMENT_NUMBER = re.compile(
    r"(?P<word>[\u4e00-\u9fff]{0,12})(?P<body>[〔\[(（【［](?:19|20)\d{2}[〕\])）】］](?:第)?\d{1,5}号)"
)
_LEAD = re.compile(r"^.*(?:根据|依据|按照|参照|文号[是为]?|[和与及《“：、])")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTED = re.compile(r"“(.*\d.*)”。?$")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:年\d{1,2}月(?:\d{1,2}日)?|[-./]\d{1,2}[-./]\d{1,2}|年)|\d{1,2}月\d{1,2}日|\d{1,2}月"
    r"|[〇零一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?)?"
    r"|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
)
_NUMERAL: Final = "〇零一二两三四五六七八九十百千万亿"
_ORDINAL = re.compile(rf"第[{_NUMERAL}]+[\u4e00-\u9fff]?|第\d+|[{_NUMERAL}]{{2,}}")
_SIDE = r"[^，。；：\n＞＜＝]{1,24}"
_WORKING = re.compile(
    rf"(?P<left>{_SIDE}?)(?:(?P<sign>[＞＜＝])(?P<right>{_SIDE})|(?P<range>不?在)(?P<limits>[^。；：\n]{{1,24}}?)之内)："
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
    """NFKC without white space but between two digits, so that width and line breaks never decide.

    The signs of a working stay wide.
    """
    wide = str.maketrans("＞＜＝：", "\ue000\ue001\ue002\ue003")
    plain = re.sub(
        r"(?<!\d)\s+|\s+(?!\d|\s)", "", unicodedata.normalize("NFKC", _HIDDEN.sub("", text).translate(wide))
    )
    return plain.translate(str.maketrans("\ue000\ue001\ue002\ue003", "＞＜＝："))


def _foreign(part: str, support: list[str]) -> list[str]:
    known = [q for text in support for q in find_quantities(text)]
    found: list[str] = []
    for working in _WORKING.finditer(part):
        works = _works(working, known)
        if works is False and not any(working[0] in text for text in support):
            found.append(working[0])
    if (said := _QUOTED.search(part)) and not _verbatim(said[1], support):
        found.append(said[1])
    part = _WORKING.sub(lambda match: " " if _works(match, known) else match[0], part)
    found += [n[0] for n in _DOCUMENT_NUMBER.finditer(part) if not _holds(n, support)]
    part = _DOCUMENT_NUMBER.sub(" ", part)
    found += [day for day in _DATE.findall(part) if not _stands(day, support)]
    part = _DATE.sub(" ", part)
    covered: list[Span] = []
    for quantity in find_quantities(part):
        covered.append(quantity.core)
        if not any(_same(quantity, other) for other in known):
            found.append(quantity.span.of(part))
    for match in (*_DIGITS.finditer(part), *_ORDINAL.finditer(part)):
        inside = any(core.start <= match.start() and match.end() <= core.end for core in covered)
        if not inside and not _stands(match[0], support, part[: match.start()][-1:], part[match.end() :][:1]):
            found.append(match[0])
    return found


def _verbatim(words: str, support: list[str]) -> bool:
    """Whether quoted words, or the last of several quotations, stand in the texts as they are."""
    last = words.rpartition("“")[2]
    return any(words in text or (last != words and last in text) for text in support)


def _stands(words: str, support: list[str], before: str = "", behind: str = "") -> bool:
    """Whether words stand in the texts, not as part of a longer number, beside either neighbour of theirs."""
    edge = rf"[\d{_NUMERAL}]"
    plain = rf"(?<!{edge})(?<!\d[.,]){re.escape(words)}(?!{edge})(?![.,]\d)"
    ways = [plain] if not (before and behind) else [re.escape(before) + plain, plain + re.escape(behind)]
    return any(re.search(way, text) for way in ways for text in support)


def _works(match: re.Match[str], known: Sequence[Quantity]) -> bool | None:
    """Whether a shown comparison (7亩＞3亩：) is of quantities that stand in the texts, and true.

    None where the words are no comparison of one quantity with another.
    """
    words = match["left"], match["right"] or match["limits"]
    ways = "为{}", ("为{}" if match["sign"] else "不低于{}以下")
    sides = [find_quantities(way.format(side)) for way, side in zip(ways, words, strict=True)]
    if any(len(side) != 1 for side in sides):
        return None
    left, right = sides[0][0], sides[1][0]
    for side, way, said in zip((left, right), ways, words, strict=True):
        stands = any(
            (side.value, side.high, side.unit) == (q.value, q.high, q.unit)
            or (side.value, side.high, side.unit) == (q.value, q.high, q.unit.partition("/")[0])
            for q in known
        )
        if not stands or side.core.of(way.format(said)) != said:
            return False
    actual = convert(left.value, left.unit, right.unit)
    if actual is None or left.high is not None:
        return False
    if match["range"]:
        return right.high is not None and right.holds(actual) == (match["range"] == "在")
    order = (actual > right.value) - (actual < right.value)
    return right.high is None and {"＞": 1, "＜": -1, "＝": 0}[match["sign"]] == order


def _holds(stated: re.Match[str], support: list[str]) -> bool:
    """Whether a 文号 stands in the texts, with the word of the office that gave it."""
    body, word = stated["body"].translate(_BRACKETS), _LEAD.sub("", stated["word"])
    for text in support:
        for match in _DOCUMENT_NUMBER.finditer(text):
            quoted = _LEAD.sub("", match["word"])
            if match["body"].translate(_BRACKETS) != body or bool(word) != bool(quoted):
                continue
            if word.endswith(quoted) or quoted.endswith(word):
                return True
    return False


def _same(stated: Quantity, quoted: Quantity) -> bool:
    """Same number, unit and, where the answer compares, the same comparison."""
    if (stated.value, stated.high, stated.unit) != (quoted.value, quoted.high, quoted.unit):
        return False
    return not stated.compared or stated.op == quoted.op
