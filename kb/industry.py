"""Industry: classes of GB/T 4754—2017 (大类) by the names that people use, and whether a rule's industry is a project's."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingest.span import Span
from kb.fact import Truth, either

_SUFFIX = re.compile(r"(?:制造业|加工业|行业|产业|制造|加工|生产|类|业|项目|企业|等)+$")
_BROAD = {
    "制造业": range(13, 44),
    "工业": range(6, 47),
    "采矿业": range(6, 13),
    "农业": range(1, 6),
    "服务业": range(51, 91),
    "装备制造业": range(33, 41),
    "装备制造": range(33, 41),
    "高端装备": range(34, 41),
    "电子信息": range(39, 40),
}
_NEGATED = re.compile(
    r"(?:不属于|不是|非|不涉及|不含|除|禁止|并非|不从事|没有|无(?![锡尘纺人机缝线菌水碳铅损])|不做|不搞|不建|不新建|不建设|不设|不引入|不引进|不包括|不生产)"
    r"(?:[^，。；、]{0,4}|(?:[^，。；、]{1,8}[、和及与或])+[^，。；、属为是]{0,2})$"
)
_LISTED = re.compile(r"[^，。；、和及与或]{0,4}(?:、|和|及|与|或|以及)?[^，。；、属为是做]{0,2}")
"""What stands between a denied industry and the next one of the same list: 不含印染、皮革."""
_NOT_OWN = re.compile(
    r"(?:周边|邻近|相邻|下游|上游|客户|供应|园区主导产业|主要面向|应用于|服务于|用于)[^，。；]{0,12}$"
)


@dataclass(frozen=True, slots=True)
class Industry:
    """A mention of an industry.

    Attributes:
        codes: of the classes that it may mean, two digits each: 机械 is 34 or 35.
        name: of the first of them.
        word: as written.
        part: whether the word means but a part of the class: 生物医药 within 医药制造业.
        span: where it stands.
    """

    codes: frozenset[str]
    name: str
    word: str
    part: bool
    span: Span


@cache
def _table() -> dict[str, tuple[frozenset[str], str, bool]]:
    """Word -> codes, name of the first class, whether it means but a part of it."""
    path = Path(__file__).with_name("industries.csv")
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    found: dict[str, tuple[frozenset[str], str, bool]] = {}

    def enter(word: str, row: dict[str, str], *, part: bool) -> None:
        codes, name, parted = found.get(word, (frozenset(), row["name"], part))
        found[word] = codes | {row["code"]}, name, part and parted

    for row in rows:
        for word in filter(None, {row["name"], row["name"].removesuffix("业"), *row["words"].split(";")}):
            enter(word, row, part=False)
        for word in filter(None, row["parts"].split(";")):
            enter(word, row, part=True)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _table()), key=lambda word: (-len(word), word))))


def find_industries(text: str) -> Iterator[Industry]:
    """The industries that a text says are its project's own, longest name first, in order."""
    denied = -1
    for match in _pattern().finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        listed = denied >= 0 and _LISTED.fullmatch(text[denied : match.start()])
        if _NEGATED.search(before) or listed:
            denied = match.end()
            continue
        if _NOT_OWN.search(before):
            continue
        codes, name, part = _table()[match[0]]
        yield Industry(codes, name, match[0], part, Span(match.start(), match.end()))


@lru_cache(maxsize=4096)
def classes(text: str) -> tuple[frozenset[str], bool]:
    """The codes that a rule's words for industries name, and whether they name but parts of classes."""
    plain = text.strip()
    for broad in (plain, _SUFFIX.sub("", plain)):
        if broad in _BROAD:
            return frozenset(f"{code:02d}" for code in _BROAD[broad]), False
    found = [_table()[match[0]] for match in _pattern().finditer(text)]
    codes = frozenset(code for each, _, _ in found for code in each)
    return codes, bool(found) and all(part for _, _, part in found)


def strip_industries(text: str) -> str:
    """A text without the industries that it names."""
    return _pattern().sub("", text)


def belongs(industries: tuple[Industry, ...], text: str) -> Truth:
    """Whether a project of these industries is of the industry that a rule's words name.

    None where the project's industry is not known, or is of the same class and the rule means a part of it.
    """
    if not industries:
        return None
    return either(*(_one(industry, text) for industry in industries))


def _one(industry: Industry, text: str) -> Truth:
    stem = _SUFFIX.sub("", text.strip())
    if industry.word in text or (stem and stem in industry.word):
        return True
    codes, part = classes(text)
    if not codes:
        return None
    if not industry.codes & codes:
        return False
    return None if part or not industry.codes <= codes else True
