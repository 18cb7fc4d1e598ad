"""Node: a clause in the making, and what is done to the whole tree once it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.markers import Marker
from ingest.span import Span

OWN_LIMIT = 1000
"""Characters that the unnumbered paragraphs behind a number may have together to count as its own
text; longer prose is cut at its paragraphs."""
LISTS = ("cn", "cnp", "num", "nump", "circ", "alpha", "item", "paragraph")
"""Kinds that number lists, and nest as the document nests them."""


@dataclass(slots=True, eq=False)
class Node:
    """A clause in the making."""

    kind: str
    number: int
    start: int
    end: int
    parent: Node | None
    insert: int = 0
    marker: Span | None = None
    heading: Span | None = None
    tail: list[Span] = field(default_factory=list)  # unnumbered paragraphs right behind it
    context: tuple[str, ...] = ()
    label: str = ""
    row: tuple[str, ...] = ()  # names of a table cell's row and column
    column: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)
    paragraphs: int = 1  # of an article, the first one, its own text, included

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.children.append(self)

    def up(self, kind: str) -> Node | None:
        """The nearest node of a kind, from this one upwards."""
        node: Node | None = self
        while node is not None and node.kind != kind:
            node = node.parent
        return node


def kind_below(marker: Marker, parent: Node | None) -> str:
    """The kind of clause that a marker makes below a parent: under an article, lists are 项 and 目."""
    if marker.kind not in LISTS:
        return marker.kind
    lists = 0
    node = parent
    while node is not None and node.kind != "article":
        lists += node.kind in ("item", "subitem")
        node = node.parent
    if node is None:
        return "num" if marker.kind in ("item", "paragraph") else marker.kind
    return ("item", "subitem")[lists] if lists < 2 else marker.kind


def walk(nodes: Sequence[Node]) -> list[Node]:
    """The nodes and all below them, in order, parents first."""
    found: list[Node] = []
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(node.children))
    return found


def settle(node: Node) -> None:
    """Give a node the paragraphs behind its number as own text, or as children where they are long."""
    if not node.tail:
        return
    if sum(map(len, node.tail)) <= OWN_LIMIT:
        node.end = node.tail[-1].end
    else:
        cut = 0
        if node.heading is not None and node.end - node.heading.end <= 1 and len(node.tail[0]) <= OWN_LIMIT:
            node.end, cut = node.tail[0].end, 1
        paragraphs = [Node("p", 0, span.start, span.end, None) for span in node.tail[cut:]]
        for paragraph in paragraphs:
            paragraph.parent = node
        node.children[:0] = paragraphs
    node.tail = []


def count(order: Sequence[Node]) -> None:
    """Number headings and unnumbered paragraphs through the document."""
    counts = {"p": 0, "heading": 0}
    for node in order:
        if node.kind in counts:
            counts[node.kind] += 1
            node.number, node.insert = counts[node.kind], 0


def part(nodes: Sequence[Node]) -> None:
    """Tell siblings with the same number apart."""
    taken: set[tuple[str, int, int]] = set()
    free: dict[tuple[str, int], int] = {}
    for node in nodes:
        key = (node.kind, node.number)
        if (*key, node.insert) in taken:
            insert = free.get(key, 1)
            while (*key, insert) in taken:
                insert += 1
            node.insert, free[key] = insert, insert + 1
        taken.add((*key, node.insert))
        part(node.children)
