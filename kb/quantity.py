"""Quantity: number, comparator and unit found in running text, each with its span."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.span import Span
from kb.comparator import AFTER, STRICT, comparator_before, joined
from kb.lookalike import among, find_lookalikes
from kb.numeral import ARABIC, CHINESE, MULTIPLIER, NUMBER, arabic, multiplier, number
from kb.result import Operator

_TABLES = tomllib.loads(Path(__file__).with_name("quantities.toml").read_text("utf-8"))
_SPELLINGS: Final[dict[str, tuple[str, str]]] = {
    spelling: (unit, dimension)
    for dimension, units in _TABLES["units"].items()
    for unit, spellings in units.items()
    for spelling in spellings
} | {word: (word, "count") for word in _TABLES["counting"]["words"]}
"""Unit as written -> (canonical unit, dimension)."""


def _spelled(unit: str) -> str:
    """The expression for one spelling of a unit, which is not to be the beginning of a longer word."""
    if unit[-1].isascii() and unit[-1].isalnum():
        return re.escape(unit) + r"(?![A-Za-z0-9²³])"
    words = _TABLES["not_before"].get(unit)
    return re.escape(unit) + (f"(?![{words}])" if words else "")


UNIT: Final = "|".join(map(_spelled, sorted(_SPELLINGS, key=len, reverse=True)))
"""A regular expression for any unit, longest spelling first."""
_DASH = (
    r"\s*(?:至|到|[-－—–~～]{1,2}"
    rf"|[和与](?=\s?{NUMBER}\s?{MULTIPLIER}?(?:{UNIT})?之间))\s*"
)
_INCLUDED = r"(?:[（(]含(?:本数)?[）)])?"
_QUANTITY = re.compile(
    rf"(?P<about>约为|大约|约|(?<!最)近|大概|接近)?\s*"
    rf"(?:百分之(?P<percent>{NUMBER})(?:{_DASH}百分之(?P<percent2>{NUMBER}))?"
    rf"|(?P<whole>{CHINESE}|[万亿])分之(?P<part>{NUMBER})"
    rf"|(?<![\d/])(?P<over>[1-9]\d?)/(?P<under>[1-9]\d?)(?![\d/]|\s?[年月])"
    rf"|(?P<tenths>[一二两三四五六七八九1-9])成(?P<half>[半一二三四五六七八九])?(?![立为员长本果交])"
    rf"|半(?P<halfof>年|个月|数)"
    rf"|(?P<low>{NUMBER})(?P<many0>[余多](?=[百千万亿]))?\s?(?P<lowmul>{MULTIPLIER})?"
    rf"(?:(?P<lowunit>{UNIT})?{_INCLUDED}{_DASH}(?P<high>{NUMBER})\s?(?P<highmul>{MULTIPLIER})?)?"
    rf"(?P<many>余|多)?{_INCLUDED}(?:\s?(?P<unit>{UNIT}))?"
    rf"(?:\s?(?:/|／|每)\s?(?P<permul>万)?(?P<per>{UNIT}))?"
    rf"(?P<pertime>(?:[·・*×/／]|每)(?:年|月|日|天))?(?P<half2>半)?)"
)
_INCLUDING = re.compile(r"[（(]不?含(?:本数)?$")
_JOIN = re.compile(
    r"[ ，,、]?(?:且|并且|并|但|至|到)?(?:最高|最多|最长)?"
    r"(?:(?:不|不得|不能|不应|不宜)(?:超过|高于|大于|多于)|[≤≦])?"
)
_PER_BEFORE = re.compile(
    r"每(?P<per>亩|公顷|平方米|平米)(?P<time>每[年月日天])?[^，。；、：（）()\n0-9]{0,14}?$"
)
_ROUND: Final = frozenset({"万", "亿", "万亿"})
_NUMBERING: Final = frozenset(_TABLES["numbering"]["words"])
_ANNOUNCED: Final = frozenset(_TABLES["numbering"]["behind"])
_VALUED: Final = frozenset("率数比值度重")
_SET_TO = re.compile(r"[率数比值度重][为是]$|(?:放宽|下浮|上浮|下调|上调|降低?|降|提高|调整)[至到]$")
_POINT_ZERO = re.compile(r"\d[.．]0")
_TURNED: Final = re.compile(r"\s?(?P<sign>[≤≦≥≧<>＜＞])\s?(?=[一-鿿A-Za-z])")
"""A sign between a number and what it bounds: 0.7≤容积率."""
_TURNED_OP: Final[dict[str, Operator]] = {
    "≤": ">=", "≦": ">=", "≥": "<=", "≧": "<=", "<": ">", "＜": ">", ">": "<", "＞": "<",
}  # fmt: skip
_DATE_TAIL = re.compile(r"[年月]\s?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text.

    Attributes:
        span: from the comparator to the end of number, unit and what compares behind it.
        core: number and unit alone.
        op: see `kb.result.Operator`; "in" for a range.
        value: in `unit`; the lower bound of a range.
        high: upper bound of a range, else None.
        unit: canonical: 亩, 元, %, 年, 万元/亩 …; "" for a bare number.
        dimension: "area", "money", "percent", "time", "count", "money/area" …; "" for a bare number.
        approximate: whether 约, 左右, 多 … stand by it.
        compared: whether a comparator was written.
    """

    span: Span
    core: Span
    op: Operator
    value: float
    unit: str
    dimension: str
    high: float | None = None
    approximate: bool = False
    compared: bool = False

    def holds(self, value: float) -> bool:
        """Whether `value`, in the same unit, satisfies the comparison."""
        match self.op:
            case ">=":
                return value >= self.value
            case "<=":
                return value <= self.value
            case ">":
                return value > self.value
            case "<":
                return value < self.value
            case "in":
                return self.value <= value <= (self.high if self.high is not None else self.value)
            case _:
                return value == self.value


def dimension_of(unit: str) -> str:
    """The dimension of a unit as written: 亩 -> area.

    Raises:
        KeyError: no such unit.
    """
    return _SPELLINGS[unit][1]


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of a text, in order. Calendar dates, ordinals and clause numbers are not quantities."""
    found: list[Quantity] = []
    for quantity in _iter(text):
        if found and _repeats(text, found[-1], quantity):
            continue
        if found and (merged := _between(text, found[-1], quantity) or _apiece(text, found[-1], quantity)):
            found[-1] = merged
        else:
            found.append(quantity)
    return found


def _repeats(text: str, said: Quantity, quantity: Quantity) -> bool:
    """Whether a quantity only tells that the one before it is included: 5亩以上（含5亩）."""
    same = (said.value, said.unit) == (quantity.value, quantity.unit)
    return same and bool(_INCLUDING.search(text[said.core.end : quantity.core.start]))


def _between(text: str, low: Quantity, high: Quantity) -> Quantity | None:
    """One range out of a lower bound and the upper bound right behind it: 500元以上1000元以下."""
    # 每平方米500元以上1000元以下: the divisor is said once.
    alike = low.unit == high.unit or low.unit.startswith(f"{high.unit}/")
    if (low.op, high.op) != (">=", "<=") or not alike or low.high is not None:
        return None
    if not _JOIN.fullmatch(text[low.span.end : high.core.start]) or low.value > high.value:
        return None
    span = Span(low.span.start, high.span.end)
    core = Span(low.core.start, high.core.end)
    return replace(low, span=span, core=core, op="in", high=high.value)


def _apiece(text: str, each: Quantity, quantity: Quantity) -> Quantity | None:
    """One quantity out of the unit that it is counted by and the number behind it: 不少于每百平方米1个."""
    amount = text[each.core.start : each.core.end]
    if each.dimension not in _DIVIDES or not _ROUND_UNIT.fullmatch(amount) or "/" in quantity.unit:
        return None
    if each.op not in ("=", quantity.op) and quantity.compared:
        return None
    before = re.search(r"每\s?$", text[: each.core.start])
    between = text[each.core.end : quantity.core.start]
    if not before or not quantity.unit or quantity.dimension in ("time", "percent", each.dimension):
        return None
    if not _COUNTED_OUT.fullmatch(between) or each.high is not None:
        return None
    compares = each if each.compared else quantity
    start = min(each.span.start, before.start())
    return replace(
        quantity, span=Span(start, quantity.span.end), core=Span(before.start(), quantity.core.end),
        op=compares.op if quantity.high is None else "in", compared=each.compared or quantity.compared,
        unit=f"{quantity.unit}/{amount}", dimension=f"{quantity.dimension}/{each.dimension}",
    )  # fmt: skip


_DIVIDES: Final = frozenset({"area", "count", "length", "mass", "volume"})
_ROUND_UNIT: Final = re.compile(r"[十百千万]{0,2}(?:亩|公顷|平方米|平方公里|米|公里|吨|立方米|人|户|套)")
_COUNTED_OUT: Final = re.compile(
    r"\s?(?:(?:应|须|配建|配置|设置|配|设|有)?(?:不少于|不低于|不超过|不得少于|不得低于|不得超过|至少))?\s?"
)


def _iter(text: str) -> Iterator[Quantity]:
    lookalikes = find_lookalikes(text)
    for match in _QUANTITY.finditer(text):
        skipped = len(match["about"] or "")
        skipped += len(match[0][skipped:]) - len(match[0][skipped:].lstrip())
        core = Span(match.start() + skipped, match.end())
        if (core.start and text[core.start - 1] in "第.．") or among(core, lookalikes):
            continue
        before = text[max(0, core.start - 30) : match.start()]
        tail = AFTER.match(text, match.end())
        assert tail is not None
        prefix = comparator_before(before)
        suffix = tail["op"]
        try:
            measured = _measure(
                match,
                text,
                before,
                compared=bool(
                    prefix or suffix in {"以上", "以下", "以内"} or _TURNED.match(text, match.end())
                ),
            )
        except ValueError:
            continue
        if measured is None:
            continue
        value, high, unit, dimension = measured
        if suffix == "内" and dimension != "time":
            suffix = None
        op, compared = joined(prefix[0] if prefix else None, suffix, ranged=high is not None)
        if prefix is None and text[match.start() - 1 : match.start()] == "过" and match["halfof"] == "数":
            op, compared, prefix = ">", True, (">", 1)
        if tail["exclude"] or tail["exclude2"]:
            op = STRICT.get(op, op)
        turned = _TURNED.match(text, match.end()) if prefix is None and not suffix and high is None else None
        if turned:
            op, compared = _TURNED_OP[turned["sign"]], True
        about = match["about"] if match["about"] != "近" or dimension != "time" else None
        start = match.start() - (prefix[1] if prefix else 0)
        end = tail.end() if suffix or tail["about"] else turned.end() if turned else match.end()
        yield Quantity(
            Span(start, end),
            core,
            op, value, unit, dimension, high,
            approximate=bool(about or match["many"] or match["many0"] or tail["about"]), compared=compared,
        )  # fmt: skip


def _measure(
    match: re.Match[str], text: str, before: str, *, compared: bool
) -> tuple[float, float | None, str, str] | None:
    """Value, upper bound, unit, dimension; None where the characters are no quantity."""
    if match["percent"]:
        high = number(match["percent2"]) if match["percent2"] else None
        return number(match["percent"]), high, "%", "percent"
    if match["whole"]:
        return number(match["part"]) / number(match["whole"]), None, "", "ratio"
    if match["over"]:
        parts = int(match["over"]), int(match["under"])
        return (parts[0] / parts[1], None, "", "ratio") if parts[0] < parts[1] else None
    if match["tenths"]:
        ones = 5 if match["half"] == "半" else number(match["half"]) if match["half"] else 0
        return number(match["tenths"]) * 10 + ones, None, "%", "percent"
    if match["halfof"]:
        return (
            (50.0, None, "%", "percent")
            if match["halfof"] == "数"
            else (0.5, None, match["halfof"][-1], "time")
        )
    low, unit, per = match["low"], match["unit"], match["per"]
    written = bool(re.fullmatch(ARABIC, low))
    if not unit:
        return _bare(match, text, before, compared=compared, written=written)
    name, dimension = _SPELLINGS[unit]
    if _is_date(match, before, name):
        return None
    if name == "年" and re.fullmatch(r"(?:19|20)\d\d", low):
        return None
    if low in _ROUND and not compared:
        return None
    if name in _NUMBERING and not (written or compared) and before[-1:] not in _ANNOUNCED:
        return None
    if (
        not written
        and dimension == "count"
        and (low in "零〇" or (low == "一" and not match["high"] and _only_one(before, compared=compared)))
    ):
        return None
    lowmul, highmul = match["lowmul"] or "", match["highmul"] or ""
    if match["high"] and not lowmul:
        lowmul = highmul
    value, high = number(low), number(match["high"]) if match["high"] else None
    if match["half2"] and high is None:
        value += 0.5
    time = match["pertime"]
    if not per and dimension in ("money", "mass", "volume") and (leading := _PER_BEFORE.search(before)):
        per, time = leading["per"], time or leading["time"]
    if per:
        name2, dimension2 = _SPELLINGS[per]
        shown = f"{lowmul}{name}/{match['permul'] or ''}{name2}"
        if time:
            shown += f"·{_SPELLINGS[time[-1]][0]}"
        return value, high, shown, f"{dimension}/{dimension2}"
    scaled = value * multiplier(lowmul)
    return (
        _exact(scaled),
        _exact(high * multiplier(highmul)) if high is not None else None,
        name,
        dimension,
    )


def _bare(
    match: re.Match[str], text: str, before: str, *, compared: bool, written: bool
) -> tuple[float, float | None, str, str] | None:
    """A number without a unit counts where it is compared, or is a decimal (容积率1.3)."""
    following = text[match.end() : match.end() + 1]
    if following and (
        following in "年月日号时条章节款项版届Gg/.．、）)" or (following.isascii() and following.isalnum())
    ):
        return None
    if not written and compared and not match["high"] and re.search(r"[万亿]$", match["low"]):
        return number(match["low"]), None, "", ""
    if not written and compared and not match["high"] and "点" in match["low"]:
        return number(match["low"]), None, "", ""
    if not written or (match["half2"] and not match["high"]):
        return None
    decimal = "." in match["low"] or "．" in match["low"]
    previous = text[match.start() - 1 : match.start()]
    if previous.isascii() and previous.isalnum():
        return None
    if not (compared or decimal):
        return None
    if not compared and not match["high"] and (not before.strip() or _is_version(match[0], before)):
        return None
    if match["lowmul"]:
        return _exact(arabic(match["low"]) * multiplier(match["lowmul"])), None, "", ""
    return arabic(match["low"]), arabic(match["high"]) if match["high"] else None, "", ""


def _is_date(match: re.Match[str], before: str, unit: str) -> bool:
    """Whether the number belongs to a calendar date: 3月, 12日 behind 月, 2022—2024年."""
    written = match["unit"]
    if unit == "月" and written == "月":
        return True
    if unit == "日" and written == "日" and _DATE_TAIL.search(before):
        return True
    if unit == "年" and match["high"] and re.fullmatch(r"(?:19|20)\d\d", match["high"]):
        return True
    return bool(unit == "年" and re.fullmatch(r"[〇零一二三四五六七八九]{4}", match["low"]))


def _only_one(before: str, *, compared: bool) -> bool:
    """Whether 一 is but an article before its counting word: 是一个, 有一家."""
    return not compared or before[-1:] in {"是", "为", "按"}


def _is_version(number: str, before: str) -> bool:
    """Whether a number names a version or a section rather than a value: 标准地2.0, 政务服务3.0."""
    plain = before.rstrip()
    return (
        bool(_POINT_ZERO.fullmatch(number.strip())) and plain[-1] not in _VALUED and not _SET_TO.search(plain)
    )


def _exact(value: float) -> float:
    """Undo the noise of binary multiplication: 6.57 × 1e8 is 657000000."""
    return float(f"{value:.12g}")
