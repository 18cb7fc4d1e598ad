"""Word's automatic numbering: the text that Word shows before a paragraph and does not store in it.

Definitions and restarts as in ECMA-376 part 1, 17.9 (Numbering).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from ingest.read.listnumber import format_number
from ingest.read.wordstyle import NumberingRef, Styles, W, attribute, integer, switched_on

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_CLOSED = ("、", "）", ")", "．", ".", "。", "：", ":")
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 0
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num: the counters that it shares with its kin, its levels, and where it starts anew."""

    counters: str
    levels: tuple[_Level, ...]
    starts: dict[int, int]


class Numbering:
    """The running state of all lists of one document; ask it in the order of the paragraphs.

    Args:
        root: of numbering.xml, or None.
        styles: the document's styles.
    """

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._root = root
        self._abstract: dict[str, etree._Element] = {}
        self._nums: dict[str, etree._Element] = {}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        for child in root if root is not None else ():
            if child.tag == W + "abstractNum":
                self._abstract.setdefault(child.get(W + "abstractNumId") or "", child)
            elif child.tag == W + "num":
                self._nums.setdefault(child.get(W + "numId") or "", child)

    def next(self, ref: NumberingRef) -> str:
        """Count one paragraph and give the number that it shows with what parts it from the text.

        "" where the list is unknown or shows nothing.
        """
        found = self._list(ref.num_id)
        if found is None:
            return ""
        at = self._level_of(ref, found)
        counters = self._counters.setdefault(found.counters, [None] * _LEVELS)
        start = found.starts.get(at, found.levels[at].start)
        current = counters[at]
        fresh = current is None or (at in found.starts and (ref.num_id, at) not in self._started)
        counters[at] = start if fresh or current is None else current + 1
        self._started.add((ref.num_id, at))
        for deeper in range(at + 1, _LEVELS):
            restart = found.levels[deeper].restart
            if restart is None or at < restart:
                counters[deeper] = None
        return self._shown(found, at, counters)

    def _shown(self, found: _List, at: int, counters: list[int | None]) -> str:
        level = found.levels[at]
        if level.hidden:
            return ""
        if level.format == "bullet":
            # Symbol fonts keep their bullets in the private use area.
            private = not level.text or "\ue000" <= level.text[0] <= "\uf8ff" or level.text == "o"
            return _BULLET if private else level.text

        def count(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            value = counters[index]
            other = found.levels[index]
            number = found.starts.get(index, other.start) if value is None else value
            return format_number(number, "decimal" if level.legal and index != at else other.format)

        text = _PLACE.sub(count, level.text)
        apart = level.suffix == "nothing" or text.endswith(_CLOSED) or not text.strip() or text[-1].isspace()
        return text if apart else f"{text} "

    def _level_of(self, ref: NumberingRef, found: _List) -> int:
        for style in self._styles.ancestry(ref.style):
            for index, level in enumerate(found.levels):
                if level.style == style:
                    return index
        return min(max(ref.level or 0, 0), _LEVELS - 1)

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._build(num_id)
        return self._lists[num_id]

    def _build(self, num_id: str) -> _List | None:
        num = self._nums.get(num_id)
        key = attribute(num, "abstractNumId")
        abstract = self._abstract.get(key or "")
        if num is None or abstract is None or key is None:
            return None
        linked = attribute(abstract, "numStyleLink")
        if linked and abstract.find(W + "lvl") is None:
            target = self._nums.get(self._styles.list_numbering(linked) or "")
            key = attribute(target, "abstractNumId") or key
            abstract = self._abstract.get(key, abstract)
        levels = [_Level()] * _LEVELS
        for element in abstract.iterchildren(W + "lvl"):
            _put(levels, element)
        starts: dict[int, int] = {}
        for override in num.iterchildren(W + "lvlOverride"):
            index = integer(override.get(W + "ilvl"))
            if index is None or not 0 <= index < _LEVELS:
                continue
            for element in override.iterchildren(W + "lvl"):
                _put(levels, element)
            start = integer(attribute(override, "startOverride"))
            if start is not None:
                starts[index] = start
        return _List(key, tuple(levels), starts)


def _put(levels: list[_Level], element: etree._Element) -> None:
    index = integer(element.get(W + "ilvl"))
    if index is None or not 0 <= index < _LEVELS:
        return
    formats = [found.get(W + "val") for found in element.iter(W + "numFmt")]
    known = next((name for name in formats if name and name != "custom"), "decimal")
    level = _Level(
        start=integer(attribute(element, "start")) or 0,
        format=known,
        text=attribute(element, "lvlText") or "",
        suffix=attribute(element, "suff") or "tab",
        restart=integer(attribute(element, "lvlRestart")),
        legal=bool(switched_on(element, "isLgl")),
        style=attribute(element, "pStyle"),
    )
    levels[index] = replace(level, hidden=bool(switched_on(element.find(W + "rPr"), "vanish")))
