"""Compares a restatement with its source: clause numbers, figures, names, and prose that is too alike.

Written apart from the reading pipeline on purpose: the two must not share a mistake.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

LONGEST_COMMON = 11
"""How many consecutive characters of prose a restatement may share with its source."""

_LOST_POINT = re.compile(r"(?<![\d.])(\d) +(\d)(?![\d.])")
_CN = "〇一二三四五六七八九十"
_MARKER = re.compile(rf"(?:([{_CN}]+)、|\(([{_CN}]+)\))")
_TITLE = re.compile(r"《[^《》]{1,60}》")
_NAME = re.compile(r"“[^“”。！？;；]{1,30}”")
_UNIT = (
    "平方公里|万平方米|平方米|公里|米|万亩|亩|公顷|亿元|万元|元|吨|%|年|个月|月|日|小时|分钟|分|天"
    "|个|块|套|倍|家|种|项|人|层|条|城|号"
)
_FIGURE = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)({_UNIT})?")
_DATE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_STRENGTH = re.compile("原则上|应当|可以|不得|必须|严禁|允许|鼓励|一般|基本|经批准")
_PUNCTUATION = re.compile(r"[^\w\ue000]|_")
_ASIDE = "\ue000"


def normalise(text: str) -> str:
    """Fullwidth to half, and a decimal point lost in print put back (0 5% is 0.5%); line ends stay."""
    return _LOST_POINT.sub(r"\1.\2", unicodedata.normalize("NFKC", text))


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The YAML head of a shipped document, and its body. Raises ValueError where there is no head."""
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if not match:
        raise ValueError("no front matter")
    stated = yaml.safe_load(match[1])
    return {key: str(value) for key, value in stated.items()}, match[2]


def clauses(text: str) -> dict[str, str]:
    """Clause number → text. A line that begins with the next number due begins a clause.

    The first is "" (all before the first number). （一） under 二、 is "二（一）".
    """
    found: dict[str, list[str]] = {"": []}
    top, sub, at = 0, 0, ""
    for line in normalise(text).split("\n"):
        stripped = re.sub(r"\s", "", line)
        match = _MARKER.match(stripped)
        if match and match[1] and _number(match[1]) == top + 1:
            top, sub, at = top + 1, 0, match[1]
        elif match and match[2] and _number(match[2]) == sub + 1:
            sub += 1
            at = f"{at.partition('(')[0]}({match[2]})"
        found.setdefault(at, []).append(line.strip())
    return {number: "".join(lines) for number, lines in found.items()}


def _number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (_CN.index(tens) if tens else 1 if ten else 0) * 10 + (_CN.index(ones) if ones else 0)


def figures(text: str) -> set[str]:
    """Every Arabic number with the unit behind it."""
    return {number + unit for number, unit in _FIGURE.findall(_squeeze(normalise(text)))}


def dates(text: str) -> set[str]:
    """Every year, year and month, or full date."""
    return {"-".join(part for part in parts if part) for parts in _DATE.findall(_squeeze(normalise(text)))}


def titles(text: str) -> set[str]:
    """Every title in 《》."""
    return set(_TITLE.findall(_squeeze(normalise(text))))


def strengths(text: str) -> set[str]:
    """The words that say how binding a clause is."""
    return set(_STRENGTH.findall(_squeeze(normalise(text))))


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def _prose(text: str, set_aside: Iterable[str]) -> str:
    """The text with names, titles and figures cut out, so that no run reaches across them."""
    plain = _squeeze(normalise(text))
    for name in sorted((_squeeze(normalise(name)) for name in set_aside), key=len, reverse=True):
        plain = plain.replace(name, _ASIDE)
    for pattern in (_TITLE, _NAME, _FIGURE):
        plain = pattern.sub(_ASIDE, plain)
    return plain


def copied(source: str, restated: str, set_aside: Iterable[str] = ()) -> list[str]:
    """The runs of prose longer than LONGEST_COMMON that both texts hold, longest first.

    Judged twice: as printed, and with punctuation taken out (a changed comma does not excuse a
    copied sentence). `set_aside` holds headlines, which are names.
    """
    names = list(set_aside)
    runs: set[str] = set()
    left, right = _prose(source, names), _prose(restated, names)
    for old, new in ((left, right), (_PUNCTUATION.sub("", left), _PUNCTUATION.sub("", right))):
        runs |= _common_runs(old, new)
    return sorted(runs, key=len, reverse=True)


def _common_runs(source: str, restated: str) -> set[str]:
    size = LONGEST_COMMON + 1
    known = {source[i : i + size] for i in range(len(source) - size + 1)}
    runs, at = set(), 0
    while at <= len(restated) - size:
        piece = restated[at : at + size]
        if piece in known and _ASIDE not in piece:
            end = at + size
            while end < len(restated) and restated[at : end + 1] in source and restated[end] != _ASIDE:
                end += 1
            runs.add(restated[at:end])
            at = end - size + 1
        at += 1
    return runs


@dataclass(frozen=True)
class Part:
    """A stretch of the source and of its restatement that must agree."""

    name: str
    source: str
    restated: str


def differences(part: Part) -> list[str]:
    """What one part's figures, dates and titles differ in, as lines to print; empty where they agree."""
    found = []
    for what, read in (("figures", figures), ("dates", dates), ("titles", titles)):
        old, new = read(part.source), read(part.restated)
        if old - new:
            found.append(f"{part.name}: {what} lost: {sorted(old - new)}")
        if new - old:
            found.append(f"{part.name}: {what} added: {sorted(new - old)}")
    return found


def by_clause(source: str, restated: str) -> tuple[list[Part], list[str]]:
    """Pair the numbered clauses of two texts; the second result names clauses that only one has."""
    old, new = clauses(source), clauses(restated)
    missing = [f"clause {number} is missing" for number in old if number not in new]
    missing += [f"clause {number} is not in the source" for number in new if number not in old]
    both = [number for number in old if number in new]
    return [Part(number or "before 一、", old[number], new[number]) for number in both], missing
