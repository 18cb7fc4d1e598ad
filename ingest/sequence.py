"""Numbering sequences decide between readings: which numbered paragraphs are headings, and under what.

A candidate that continues an open sequence or starts a new one at 1 is a heading; one that does
neither is text, unless the numbers behind it show that it was misprinted. What each reading costs is
data; the cheapest wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.markers import Marker
from ingest.numerals import chinese_numeral

RANKS: dict[str, int] = {"part": 0, "subpart": 1, "chapter": 2, "section": 3, "article": 4}
"""Styles whose order is fixed. All others nest as the document nests them."""
USUAL = ("division", "num", "cn", "cn.", "cnp", "num.", "num、", "decimal", "nump", "num)", "circ", "alpha")
"""The order in which the others usually nest; it only helps where a document leaves it open."""
_DECIMAL_HEADS = ("decimal", "num", "num.", "num、")
_OUTLINED = (*_DECIMAL_HEADS, "part", "chapter", "section", "division", "cn")
"""Styles of a heading N below which a decimal N.1 can stand."""

COSTS: dict[str, float] = {
    "next": 0.0,  # the number after the last one of an open sequence
    "first": 0.0,  # 1, of a style that is not open
    "resumed": 0.5,  # the next number of a sequence that a heading further up had closed
    "restart": 1.5,  # 1 again, of a style that is open: a second list
    "misread": 0.5,  # likewise, of a numeral that is none as printed
    "repair": 1.0,  # another number than printed, which the ones before and behind demand
    "gap": 1.0,  # for each number skipped, up to "gaps" where the sequence goes on behind it
    "gaps": 3.0,
    "no sequel": 1.0,  # after a gap: nothing goes on behind it
    "repeat": 2.0,  # the same number twice
    "start": 2.0,  # a style that begins at another number than 1
    "unlike": 0.75,  # a short line among sentences, or a sentence among short lines
    "text": 3.5,  # a sure marker that is text all the same
    "unsure text": 0.75,
}


DEEPEST = 10
"""Levels of numbering below which no list begins within a list of its own style."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that begins with a number.

    Attributes:
        index: of the paragraph.
        marker: what it begins with.
        short: whether it is a short line without a full stop, as a heading is.
        lead: index of the unnumbered paragraph right before it, or None.
    """

    index: int
    marker: Marker
    short: bool
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A candidate that was believed.

    Attributes:
        number, insert: what the sequence makes of it.
        parent: index of the paragraph that heads the level above, or None.
        above: where that is an unnumbered paragraph that leads the list in: index of the paragraph
            that heads the level above that, or None.
        reason: a Chinese sentence where the numbering is not as it should be, else "".
        proposed: the number that the sequence demands where it is unambiguous and not the one printed.
    """

    candidate: Candidate
    number: int
    insert: int
    parent: int | None
    reason: str = ""
    proposed: int | None = None
    above: int | None = None


@dataclass(slots=True)
class _Level:
    """An open heading; `style` is "" for an unnumbered paragraph that leads a list in."""

    style: str
    number: int
    insert: int
    index: int
    short: bool
    path: tuple[int, ...] = ()


@dataclass(slots=True)
class _Reading:
    cost: float
    depth: int  # how many levels stay open
    number: int
    insert: int = 0
    reason: str = ""
    proposed: int | None = None
    lead: bool = False  # whether the paragraph right before it becomes a level of its own


@dataclass(slots=True)
class _State:
    stack: list[_Level] = field(default_factory=list)
    last: dict[str, tuple[int, int, str]] = field(default_factory=dict)  # number, insert, parent's style


def headings(candidates: Sequence[Candidate]) -> tuple[dict[int, Heading], list[Candidate]]:
    """The headings among the candidates of one numbering region, by paragraph index.

    Also gives the candidates that look like headings of a style in use and fit nowhere in its sequence.
    """
    state = _State()
    found: dict[int, Heading] = {}
    strangers: list[Candidate] = []
    after = _decimals_ahead(candidates)
    for candidate, ahead, following in zip(candidates, _numbers_ahead(candidates), after, strict=True):
        reading = _best(state, candidate, ahead, following)
        if reading is not None:
            found[candidate.index] = _take(state, candidate, reading)
        elif candidate.marker.sure and candidate.marker.style in state.last:
            strangers.append(candidate)
    return found, strangers


def _numbers_ahead(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """For each candidate, the next two numbers of its style."""
    seen: dict[str, tuple[int, ...]] = {}
    ahead: list[tuple[int, ...]] = []
    for candidate in reversed(candidates):
        marker = candidate.marker
        ahead.append(seen.get(marker.style, ()))
        seen[marker.style] = (marker.number, *ahead[-1][:1])
    ahead.reverse()
    return ahead


def _decimals_ahead(candidates: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """For each candidate the next decimal number in whole, () where none follows."""
    following: tuple[int, ...] = ()
    ahead: list[tuple[int, ...]] = []
    for candidate in reversed(candidates):
        ahead.append(following)
        if candidate.marker.style == "decimal":
            following = (*candidate.marker.above, candidate.marker.number)
    ahead.reverse()
    return ahead


def _take(state: _State, candidate: Candidate, reading: _Reading) -> Heading:
    marker, stack = candidate.marker, state.stack
    del stack[reading.depth :]
    if reading.lead and candidate.lead is not None:
        stack.append(_Level("", 0, 0, candidate.lead, False))
    parent = stack[-1] if stack else None
    path = (*marker.above, reading.number)
    stack.append(_Level(marker.style, reading.number, reading.insert, candidate.index, candidate.short, path))
    state.last[marker.style] = (reading.number, reading.insert, parent.style if parent else "")
    if marker.misread and not reading.reason:
        reading = replace(reading, reason="序号字形有误，按前后次序推定", proposed=reading.number)
    return Heading(
        candidate,
        reading.number,
        reading.insert,
        parent.index if parent else None,
        reading.reason,
        reading.proposed,
        stack[-3].index if parent and not parent.style and len(stack) > 2 else None,
    )


def _best(
    state: _State, candidate: Candidate, ahead: tuple[int, ...], following: tuple[int, ...]
) -> _Reading | None:
    """The cheapest reading of a candidate, or None where that is "text"."""
    marker = candidate.marker
    if marker.style in RANKS:
        readings = _structural(state, candidate, ahead)
    elif marker.style == "decimal":
        readings = _decimal(state, candidate, following)
    else:
        readings = _free(state, candidate, ahead)
    if not marker.sure and marker.number == 1 and ahead[:1] != (2,) and marker.style != "decimal":
        return None
    if not readings:
        return None
    best = min(readings, key=lambda reading: reading.cost)
    return best if best.cost < COSTS["text" if marker.sure else "unsure text"] else None


def _structural(state: _State, candidate: Candidate, ahead: tuple[int, ...]) -> list[_Reading]:
    marker, stack = candidate.marker, state.stack
    rank = RANKS[marker.style]
    depth = 0
    for level in stack:
        if level.style in RANKS and RANKS[level.style] >= rank:
            break
        if level.style not in RANKS and not level.short:
            break
        depth += 1
    last = state.last.get(marker.style)
    if last is None:
        cost = COSTS["first"] if marker.number == 1 else COSTS["start"]
        if marker.style == "article" and marker.number != 1 and candidate.short:
            cost += COSTS["start"]
        return [_Reading(cost, depth, marker.number, marker.insert)]
    siblings = depth < len(stack) and stack[depth].style == marker.style
    if marker.number == 1 and not marker.insert and not siblings and marker.style != "article":
        return [_Reading(COSTS["first"], depth, 1)]
    reading = _after(last[0], last[1], candidate, ahead, depth)
    if reading and reading.cost and marker.style == "article" and candidate.short:
        reading = replace(reading, cost=reading.cost + COSTS["start"])
    return [reading] if reading else []


def _free(state: _State, candidate: Candidate, ahead: tuple[int, ...]) -> list[_Reading]:
    marker, stack = candidate.marker, state.stack
    in_article = any(level.style == "article" for level in stack)
    readings: list[_Reading] = []
    opened = False
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        if level.style != marker.style:
            continue
        opened = True
        reading = _after(level.number, level.insert, candidate, ahead, depth)
        if reading:
            unlike = COSTS["unlike"] if level.short != candidate.short else 0.0
            readings.append(replace(reading, cost=reading.cost + unlike))
    if marker.number == 1:
        if not opened:
            readings.append(_Reading(COSTS["first"], _room(state, candidate, in_article), 1, lead=in_article))
        else:
            depth = next(k for k in range(len(stack) - 1, -1, -1) if stack[k].style == marker.style)
            depth -= depth > 0 and stack[depth - 1].style == ""
            inside = candidate.lead is None and depth < len(stack) - 1 < DEEPEST
            readings.append(_Reading(COSTS["restart"], len(stack) if inside else depth, 1, lead=not inside))
    elif not opened:
        last = state.last.get(marker.style)
        if last and marker.number == last[0] + 1:
            up = [k for k, level in enumerate(stack) if level.style == last[2]]
            readings.append(_Reading(COSTS["resumed"], up[-1] + 1 if up else len(stack), marker.number))
        elif ahead[:1] == (marker.number + 1,):
            readings.append(_Reading(COSTS["start"], len(stack), marker.number, lead=in_article))
    return readings


def _room(state: _State, candidate: Candidate, in_article: bool) -> int:
    """How many levels stay open above a list that starts at 1.

    Usually all. A short line in a style that usually stands above every open one is no part of their
    last entry.
    """
    stack, style = state.stack, candidate.marker.style
    free = [k for k, level in enumerate(stack) if level.style not in RANKS]
    if in_article or not candidate.short or not free or style not in USUAL:
        return len(stack)
    order = USUAL.index(style)
    if all(stack[k].style in USUAL and USUAL.index(stack[k].style) > order for k in free):
        return free[0]
    return len(stack)


def _after(
    number: int, insert: int, candidate: Candidate, ahead: tuple[int, ...], depth: int
) -> _Reading | None:
    """Read a candidate as the successor of a number, or None where it cannot be one."""
    marker = candidate.marker
    demanded = number + 1
    sequel = ahead[0] if ahead else None
    if marker.insert:
        follows = marker.number == number and marker.insert == insert + 1
        cost = COSTS["next"] if follows else COSTS["gap"]
        return _Reading(cost, depth, marker.number, marker.insert) if marker.number >= number else None
    if marker.number == demanded:
        return _Reading(COSTS["next"], depth, demanded)
    if sequel == demanded + 1 and marker.number != 1:
        reason = f"序号与前后不连续，按前后次序应为{_printed(marker, demanded)}"
        cost = COSTS["repair" if marker.sure else "misread"]
        return _Reading(cost, depth, demanded, 0, reason, demanded)
    if marker.number > demanded and sequel != demanded:
        skipped = marker.number - demanded
        cost = skipped * COSTS["gap"]
        cost = min(cost, COSTS["gaps"]) if sequel == marker.number + 1 else cost + COSTS["no sequel"]
        missing = _printed(marker, demanded)
        if skipped > 1:
            missing += f"至{_printed(marker, marker.number - 1)}"
        return _Reading(cost, depth, marker.number, 0, f"此前缺少{missing}，可能漏印或漏识别")
    if marker.number == number and not marker.insert:
        return _Reading(COSTS["repeat"], depth, number, insert + 1, "序号与前一条重复，无法判定应为何号")
    return None


_PRINTED = {
    "part": "第{}编", "subpart": "第{}分编", "chapter": "第{}章", "section": "第{}节", "article": "第{}条",
    "division": "第{}部分", "cn": "{}、", "cn.": "{}、", "cnp": "（{}）",
}  # fmt: skip


def _printed(marker: Marker, number: int) -> str:
    """A number as the style prints it."""
    form = _PRINTED.get(marker.style)
    return form.format(chinese_numeral(number)) if form and number <= 9999 else f"{number}"


def _decimal(state: _State, candidate: Candidate, following: tuple[int, ...]) -> list[_Reading]:
    """Read 5.1 by the numbers above its last: they are those of an open heading, or of a run beside it.

    Args:
        following: the next decimal number in whole, () where there is none.
    """
    marker, stack = candidate.marker, state.stack
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        if level.style == "decimal" and level.path[:-1] == marker.above:
            reading = _after(level.number, 0, candidate, following[-1:], depth)
            return [reading] if reading else []
    own = (*marker.above, marker.number)
    goes_on = following in (
        (*marker.above, marker.number + 1),
        (*own, 1),
        (*marker.above[:-1], marker.above[-1] + 1, 1),
    )
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].path == marker.above and stack[depth].style in _OUTLINED:
            sure = stack[depth].style in _DECIMAL_HEADS or goes_on
            cost = COSTS["first" if sure else "start"] if marker.number == 1 else COSTS["start"]
            return [_Reading(cost, depth + 1, marker.number)]
    if marker.number != 1:
        return []
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        # 6.1 behind 5.9 where the heads 5 and 6 bear no number.
        if level.style == "decimal" and len(level.path) == len(own) and level.path[:-1] < marker.above:
            return [_Reading(COSTS["first" if goes_on else "start"], depth, 1)]
    return [_Reading(COSTS["first"], len(stack), 1)] if goes_on else []
