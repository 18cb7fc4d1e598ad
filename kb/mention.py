"""Mention: a number, date, ordinal or code in a text, comparable with those of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.span import Span
from kb.moment import find_moments
from kb.numeral import CHINESE
from kb.quantity import find_quantities

_ORDER = re.compile(rf"第\s?(?:\d+|{CHINESE})\s?(?P<of>[^，。；、\s])")
_DIGITS = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
_CODE = re.compile(r"[〔\[(（【［](?:19|20)\d{2}[〕\])）】］](?:第)?\d{1,5}号|第\d+号")
_BEFORE: Final = 12
_BEHIND: Final = 8
"""Characters before and behind a number that are its neighbourhood."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A number, date, ordinal or code of a text.

    Attributes:
        sort: "date", "code", "number" where nothing is measured, "第" with what is counted, else the unit.
        value: what makes two of a sort the same.
        span: in the text.
    """

    sort: str
    value: tuple[float | str, ...]
    span: Span

    def alike(self, other: Mention) -> bool:
        """Whether another says the same: the same number; for a date one that holds all its parts."""
        if self.sort == other.sort == "date":
            return set(self.value) <= set(other.value)
        return self.value == other.value and (self.sort == other.sort or "number" in (self.sort, other.sort))


def mentions(text: str) -> Iterator[Mention]:
    """Every number, date, ordinal and code of a text, each character in one of them only."""
    taken: list[Span] = []
    for mention in _all(text):
        if not any(mention.span.overlaps(span) for span in taken):
            taken.append(mention.span)
            yield mention


def _all(text: str) -> Iterator[Mention]:
    for code in _CODE.finditer(text):
        yield Mention("code", tuple(re.findall(r"\d+", code[0])), Span(code.start(), code.end()))
    for moment in find_moments(text):
        words = moment.of(text)
        if values := tuple(_DIGITS.findall(words)) or ((words,) if "之日" in words else ()):
            yield Mention("date", values, moment)
    for quantity in find_quantities(text):
        high = () if quantity.high is None else (quantity.high,)
        yield Mention(quantity.unit or "number", (quantity.value, *high), quantity.core)
    for order in _ORDER.finditer(text):
        yield Mention(f"第{order['of']}", (re.sub(r"\s", "", order[0]),), Span(order.start(), order.end()))
    for digits in _DIGITS.finditer(text):
        yield Mention("number", (float(digits[0]),), Span(digits.start(), digits.end()))


def likeness(one: Mention, text: str, other: Mention, place: str) -> int:
    """How many pairs of characters the neighbourhoods of two mentions in their texts share."""
    return len(_pairs(text, one.span) & _pairs(place, other.span))


def _pairs(text: str, span: Span) -> set[str]:
    near = text[max(0, span.start - _BEFORE) : span.start] + " " + text[span.end : span.end + _BEHIND]
    return {pair for at in range(len(near) - 1) if not re.search(r"\W", pair := near[at : at + 2])}
