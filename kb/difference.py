"""Difference: what a statement says and a clause has otherwise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from ingest.span import Span
from kb.mention import likeness, mentions
from kb.quantity import Quantity, find_quantities
from kb.question import read

Difference = tuple[str, str]
"""Words of the statement, and those that the clause has in their place; "" where it has none."""
_Block = tuple[str, int, int, int, int]

_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("statement_words.toml").read_text("utf-8"))
_NOT = re.compile("|".join(_WORDS["not"]["values"]))
_ALL = re.compile("|".join(_WORDS["only"]["values"]))
_LEVEL: Final = frozenset(_WORDS["names"]["levels"])
_OFFICE = re.compile("|".join(_WORDS["names"]["offices"]))
_OPPOSITE: Final = tuple((row[0], row[1]) for row in _WORDS["opposite"]["pairs"])
_RANK = re.compile(
    rf"(?P<rank>{'|'.join(_WORDS['names']['ranks'])})(?=[\u4e00-\u9fff]{{0,10}}(?:部门|政府|机构|机关))"
)
_JOINT = re.compile(r"[\W和与及或]")
_NAME: Final = 10
"""Characters of a name that takes another's place, at most."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEAR: Final = 6
"""Characters before shared words in which a "not" still belongs to them."""
_MARKS: Final = "，、；。,;：:"


def difference(statement: str, told: str, around: str) -> Difference | None:
    """What a statement says and a sentence has otherwise; None where nothing is found.

    Args:
        statement: what is put forward.
        told: the sentence that tells of the same.
        around: its clause with headings and title.
    """
    return (
        other_number(statement, told)
        or _other_bound(statement, told)
        or _other_rank(statement, told)
        or _other_name(statement, told, around)
        or _negation(statement, told)
        or _opposite(statement, told)
        or _too_much(statement, told, around)
    )


def unsaid(statement: str, around: str) -> str:
    """A number or date of the statement that stands nowhere around; "" where all stand."""
    beside = list(mentions(around))
    lost = (m for m in mentions(statement) if not any(m.alike(other) for other in beside))
    return next((mention.span.of(statement) for mention in lost), "")


def other_number(statement: str, told: str) -> Difference | None:
    """A number or date of the statement in whose place the sentence has another."""
    here, own = list(mentions(told)), list(mentions(statement))
    for mention in own:
        if any(mention.alike(other) for other in here):
            continue
        rivals = [
            (likeness(mention, statement, other, told), other)
            for other in here
            if other.sort == mention.sort and not any(one.alike(other) for one in own)
        ]
        near, rival = max(rivals, key=lambda pair: pair[0], default=(0, None))
        if rival is not None and (near or mention.sort == "date"):
            return mention.span.of(statement), rival.span.of(told)
    return None


def _other_bound(statement: str, told: str) -> Difference | None:
    """A limit turned round, 不低于 for 不超过; a figure that the sentence has for another year."""
    here = find_quantities(told)
    for quantity in find_quantities(statement):
        same = [
            q for q in here if (q.value, q.high, q.unit) == (quantity.value, quantity.high, quantity.unit)
        ]
        turned = [q for q in same if q.compared and quantity.compared and q.op[0] != quantity.op[0]]
        if same and len(turned) == len(same):
            return quantity.span.of(statement), turned[0].span.of(told)
        if len(same) == 1 and (found := _other_year(statement, quantity, told, same[0], here)):
            return found
    return None


def _other_year(
    statement: str, quantity: Quantity, told: str, same: Quantity, here: Sequence[Quantity]
) -> Difference | None:
    """A figure that the sentence has for another year, while it has another figure for the year said."""
    said, written = _segment(statement, quantity.core), _segment(told, same.core)
    asked, years = set(_YEAR.findall(said)), set(_YEAR.findall(written))
    if not asked or not years or asked & years:
        return None
    for other in here:
        if other.unit == quantity.unit and asked & set(_YEAR.findall(_segment(told, other.core))):
            return said, written
    return None


def _segment(text: str, span: Span) -> str:
    """The part of a sentence between its commas that a place lies in."""
    start = max(text.rfind(mark, 0, span.start) for mark in _MARKS) + 1
    ends = [at for mark in _MARKS if (at := text.find(mark, span.end)) >= 0]
    return text[start : min(ends, default=len(text))]


@lru_cache(maxsize=8)
def _blocks(statement: str, told: str) -> tuple[_Block, ...]:
    return tuple(SequenceMatcher(None, statement, told, autojunk=False).get_opcodes())


def _other_rank(statement: str, told: str) -> Difference | None:
    """Offices of a rank in whose stead the sentence has those of another: 省级 for 国务院."""
    said, written = ([m["rank"] for m in _RANK.finditer(text)] for text in (statement, told))
    more, other = (
        [rank for rank in said if rank not in told],
        [rank for rank in written if rank not in statement],
    )
    return (more[0], other[0]) if more and other else None


def _other_name(statement: str, told: str, around: str) -> Difference | None:
    """An office or a level of government in whose stead the sentence has another."""
    for kind, a, b, c, d in _blocks(statement, told):
        said, written = statement[a:b], told[c:d]
        if kind != "replace" or _JOINT.search(said) or _JOINT.search(written) or len(written) > _NAME:
            continue
        office = _OFFICE.match(statement, b)
        tail = office[0] if office and _OFFICE.match(told, d) else ""
        if said in _LEVEL and written[-1:] in _LEVEL and statement[b : b + 1] in "级市县省区人":
            tail = statement[b : b + 1]
        elif not (tail or (_OFFICE.search(said) and _OFFICE.search(written))) or not _named(written):
            continue
        if said + tail not in told and said + tail not in around:
            return said + tail, written + tail
    return None


def _named(words: str) -> bool:
    """Whether words could name an office: more than 已经 or 由."""
    return len(words) >= 2 and bool(read(words).content)


def _negation(statement: str, told: str) -> Difference | None:
    """A "not" that stands on one side only."""
    blocks = [block for block in _blocks(statement, told) if block[0] == "equal" and block[2] - block[1] >= 2]
    denied = [m for m in _NOT.finditer(statement) if not _within(m.start(), blocks, 1) and m[0] not in told]
    forbidden = [
        m
        for m in _NOT.finditer(told)
        if not _within(m.start(), blocks, 3) and _governs(m.end(), blocks) and m[0] not in statement
    ]
    if bool(denied) == bool(forbidden):
        return None
    if denied:
        return _segment(statement, Span(denied[0].start(), denied[0].end())), ""
    return statement, _segment(told, Span(forbidden[0].start(), forbidden[0].end()))


def _within(at: int, blocks: Sequence[_Block], side: Literal[1, 3]) -> bool:
    return any((b[1] <= at < b[2]) if side == 1 else (b[3] <= at < b[4]) for b in blocks)


def _governs(end: int, blocks: Sequence[_Block]) -> bool:
    """Whether words that both share begin right behind a "not" of the sentence."""
    return any(block[4] > end and block[3] - end <= _NEAR for block in blocks)


def _opposite(statement: str, told: str) -> Difference | None:
    """A word whose opposite the sentence has in its place."""
    for pair in _OPPOSITE:
        for said, written in (pair, pair[::-1]):
            if said in statement and said not in told and written in told and written not in statement:
                return said, written
    return None


def _too_much(statement: str, told: str, around: str) -> Difference | None:
    """A word for all, or for nothing else, that the clause does not have."""
    match = next((m for m in _ALL.finditer(statement) if m[0] not in told and m[0] not in around), None)
    return (match[0], "") if match else None
