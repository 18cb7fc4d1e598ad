"""Blocks → the clause tree: zones, headings by sequence, paragraphs, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clause import Clause, ClausePath, Step
from ingest.compose import PAGE_ROLES, Composed
from ingest.document import Fault, Furniture
from ingest.frame import Frame, Zone
from ingest.markers import Marker, match_marker
from ingest.naming import labels_of, step_of
from ingest.node import Node, count, kind_below, part, settle, walk
from ingest.numerals import chinese_numeral
from ingest.outline import bare_marker, heads_of_outlines
from ingest.runin import heading_of
from ingest.sequence import Candidate, Heading, headings
from ingest.span import Span
from ingest.table import heads

STRANGERS = 3
"""Numbered paragraphs of a zone that fit in no sequence and are reported one by one."""
SHORT_LIMIT = 50
"""Characters of a line that may be a heading by its looks."""

_ENDS = re.compile(r"[。；;：:，,、]\s*$")
_CLOSING = re.compile(
    r"(?:本|此)(?:意见|办法|方案|规定|细则|通知|通告|公告|决定|规划|计划|措施|条例|政策|规则|指引|指南|文件|实施.{1,4}).{0,60}"
    r"(?:施行|实施|执行|有效|解释|废止|生效|起).{0,120}"
    r"|(?:此前|以往|原有关|原).{0,80}(?:为准|废止|执行).{0,20}|特此(?:通知|通告|公告|公布|批复|函复|报告).?|"
    r"(?:以上|上述)(?:意见|通知|规定).{0,60}(?:执行|落实|实施).?"
)
_UNNUMBERED = re.compile(r"(?:总则|附则|分则|序言|前言|引言|结语|导语)")
_CAPTION = re.compile(
    r"(?:附)?表\s*[0-9０-９一二三四五六七八九十]*[-－.．0-9]*\s*\S{0,60}|\S{2,60}(?:表|情况|指标|标准|清单|目录|名单)(?:[（(].*[）)])?"
)
_UNIT = re.compile(r"(?:计量)?单位\s*[:：].{1,40}")
_STRUCTURE = ("part", "subpart", "chapter", "section", "division")


@dataclass(frozen=True)
class Tree:
    """Clauses in document order, what belongs to none, and faults of numbering."""

    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...]
    faults: tuple[Fault, ...]


def build(composed: Composed, framed: Frame) -> Tree:
    """The clause tree of a document.

    Every character of the text, line ends aside, comes to lie in exactly one clause's `own` or one
    furniture.
    """
    furniture = [
        Furniture(span, role) for span, role in zip(composed.spans, framed.roles, strict=False) if role
    ]
    furniture += [
        Furniture(span, PAGE_ROLES.get(block.role, "页面"))
        for block, span in zip(composed.blocks[composed.body :], composed.spans[composed.body :], strict=True)
    ]
    builder = _Builder(composed, framed)
    for zone in framed.zones:
        builder.zone(zone)
    clauses = builder.clauses()
    return Tree(clauses, tuple(sorted(furniture, key=lambda f: f.span)), tuple(builder.faults))


class _Builder:
    def __init__(self, composed: Composed, framed: Frame) -> None:
        self.text = composed.text
        self.blocks = composed.blocks
        self.spans = composed.spans
        self.roles = framed.roles
        self.top: list[Node] = []
        self.faults: list[Fault] = []
        self.zones = framed.zones

    # Reading a zone

    def zone(self, zone: Zone) -> None:
        """Add the clauses of one numbering region."""
        root, at = self._zone_root(zone)
        believed = self._headings(at, zone.end)
        leads = {
            h.parent: h.above for h in believed.values() if h.parent is not None and h.parent not in believed
        }
        last_heading = max(believed, default=-1)
        nodes: dict[int, Node] = {}
        current: Node | None = None
        contiguous = True
        index = at
        while index < zone.end:
            block, span = self.blocks[index], self.spans[index]
            if self.roles[index]:
                contiguous = False
                index += 1
                continue
            if block.cell is not None:
                index = self._table(index, zone.end, current or root)
                contiguous = False
                continue
            if index in believed:
                current = self._numbered(believed[index], nodes, current, root)
                nodes[index] = current
            elif block.heading or (
                len(block.text) < 8 and _UNNUMBERED.fullmatch(re.sub(r"\s", "", block.text))
            ):
                current = self._unnumbered(block.heading or 1, span, current, root)
                nodes[index] = current
            else:
                if index in leads:
                    upper = leads[index]
                    current = self._lead(
                        index, nodes.get(upper) if upper is not None else None, current, root
                    )
                    nodes[index] = current
                else:
                    current = self._paragraph(index, current, root, contiguous, index > last_heading)
            contiguous = True
            index += 1

    def _zone_root(self, zone: Zone) -> tuple[Node | None, int]:
        if not zone.kind:
            return None, zone.start
        title = [i for i in zone.title if i < zone.end]
        first = self.spans[zone.start]
        last = self.spans[title[-1]] if title else first
        node = self._node(zone.kind, zone.number, Span(first.start, last.end), None)
        if title:
            node.heading = Span(self.spans[title[0]].start, last.end)
        if zone.marker is not None:
            marker = match_marker(self.blocks[zone.start].text)
            cut = marker.rest if marker else len(self.blocks[zone.start].text)
            node.marker = marker.span.shift(first.start) if marker else first
            if not title and cut < len(self.blocks[zone.start].text):
                node.heading = Span(first.start + cut, first.end)
        return node, (title[-1] if title else zone.start) + 1

    def _headings(self, start: int, end: int) -> dict[int, Heading]:
        candidates: list[Candidate] = []
        lead: int | None = None
        markers = self._markers(start, end)
        for index in range(start, end):
            if self.roles[index] or self.blocks[index].cell is not None:
                lead = None
                continue
            marker = markers.get(index)
            if marker is None:
                lead = index
                continue
            # An article is a sentence; without a full stop, however long, it is a caption or a table's row.
            text = self.blocks[index].text
            limit = SHORT_LIMIT if marker.style != "article" else len(text)
            short = len(text) <= limit and not _ENDS.search(text)
            candidates.append(Candidate(index, marker, short, lead))
            lead = None
        found, strangers = headings(candidates)
        # One or two that fit nowhere may be misprints; many are a list that is numbered otherwise.
        for stranger in strangers if len(strangers) <= STRANGERS else ():
            span = stranger.marker.span.shift(self.spans[stranger.index].start)
            self.faults.append(
                Fault(span, "编号", span.of(self.text), None, "序号与前后不衔接，已按正文处理")
            )
        return found

    def _markers(self, start: int, end: int) -> dict[int, Marker]:
        """What the paragraphs of a zone begin with; bare numbers only where they head an outline."""
        found: dict[int, Marker] = {}
        bare: set[int] = set()
        for index in range(start, end):
            if self.roles[index] or self.blocks[index].cell is not None:
                continue
            text = self.blocks[index].text
            marker = match_marker(text)
            if marker is None and (marker := bare_marker(text)):
                bare.add(index)
            if marker is not None:
                found[index] = marker
        for index in bare - heads_of_outlines(list(found.items())) if bare else ():
            del found[index]
        return found

    # Making nodes

    def _node(self, kind: str, number: int, span: Span, parent: Node | None, insert: int = 0) -> Node:
        node = Node(kind, number, span.start, span.end, parent, insert)
        if parent is None:
            self.top.append(node)
        return node

    def _numbered(
        self, found: Heading, nodes: dict[int, Node], current: Node | None, root: Node | None
    ) -> Node:
        marker, index = found.candidate.marker, found.candidate.index
        parent = nodes[found.parent] if found.parent is not None else None
        if parent is None:
            above = current.up("heading") if current else None
            parent = above or root
        kind = kind_below(marker, parent)
        node = self._node(kind, found.number, self.spans[index], parent, found.insert)
        at = self.spans[index].start
        if marker.style == "decimal" and kind == "num":
            node.label = ".".join(map(str, (*marker.above, found.number)))
        node.marker = marker.span.shift(at)
        heading = heading_of(self.blocks[index].text, marker.rest, kind)
        node.heading = heading.shift(at) if heading else None
        if found.reason:
            self._report(found, node.marker)
        return node

    def _report(self, found: Heading, span: Span) -> None:
        read = span.of(self.text)
        proposed = None
        if found.proposed is not None:
            numeral = re.sub(r"[^（）()第编章节条部分、.．]", "", read)
            digits = (
                str(found.proposed) if re.search(r"[0-9０-９]", read) else chinese_numeral(found.proposed)
            )
            opening = re.match(r"[（(第]?", numeral)
            cut = opening.end() if opening else 0
            proposed = numeral[:cut] + digits + numeral[cut:]
        self.faults.append(Fault(span, "编号", read, proposed, found.reason))

    def _unnumbered(self, level: int, span: Span, current: Node | None, root: Node | None) -> Node:
        above = current.up("heading") if current else None
        while above is not None and above.insert >= level:
            above = above.parent.up("heading") if above.parent else None
        node = self._node("heading", 0, span, above or root)
        node.insert = level  # kept only while the zone is read; numbers are given at the end
        node.heading = span
        return node

    def _lead(self, index: int, upper: Node | None, current: Node | None, root: Node | None) -> Node:
        """An unnumbered paragraph that leads a second list in: a clause beside the first list."""
        if current is not None and current.up("article"):
            return self._paragraph(index, current, root, contiguous=True, last=False)
        above = upper or (current.up("heading") if current else None) or root
        return self._node("p", 0, self.spans[index], above)

    def _paragraph(
        self, index: int, current: Node | None, root: Node | None, contiguous: bool, last: bool
    ) -> Node:
        span, text = self.spans[index], self.blocks[index].text
        closing = last and len(text) < 200 and _CLOSING.fullmatch(text.strip()) is not None
        article = current.up("article") if current else None
        if current is None or (closing and article is None):
            return self._node("p", 0, span, root)
        if article is not None:
            bare = article.heading or article.marker
            if (
                current is article
                and not article.tail
                and bare
                and article.end - bare.end <= 1
                and contiguous
            ):
                article.end = span.end
                return article
            article.paragraphs += 1
            return self._node("paragraph", article.paragraphs, span, article)
        if current.kind in ("p", "heading", *_STRUCTURE):
            return self._node("p", 0, span, current.parent if current.kind == "p" else current)
        if not contiguous or current.children:
            return self._node("p", 0, span, current)
        current.tail.append(span)
        return current

    def _table(self, index: int, end: int, above: Node | None) -> int:
        """Add the table that begins at block `index`; gives the block behind it."""
        first = self.blocks[index].cell
        assert first is not None
        stop = index
        while stop < end and not self.roles[stop]:
            cell = self.blocks[stop].cell
            if cell is None or cell.table != first.table:
                break
            stop += 1
        table = self._table_node(first.table, self.spans[index].start, above)
        row: Node | None = None
        for at, head in zip(range(index, stop), heads(self.blocks[index:stop]), strict=True):
            cell, span = self.blocks[at].cell, self.spans[at]
            assert cell is not None
            if row is None or row.number != cell.row + 1:
                row = self._node("row", cell.row + 1, Span(span.start, span.start), table)
                row.label = f"表{first.table}·第{cell.row + 1}行"
            node = self._node("col", cell.column + 1, span, row)
            node.row, node.column = head.row_name, head.column_name
            names = (*node.row, *node.column) if not head.head else (self.blocks[at].text.strip(),)
            node.label = "·".join((f"表{first.table}", *(n[:20] for n in names)))
            unit = (f"单位：{head.unit}",) if head.unit and not head.head else ()
            node.context = (*table.context, *unit, *head.row, *head.column)
        return stop

    def _table_node(self, number: int, start: int, above: Node | None) -> Node:
        """The table's own text is its caption and unit, where the paragraphs right before it are such."""
        if above is not None and above.kind == "p" and not above.children:
            above = above.parent
        taken: list[Span] = []
        while len(taken) < 2:
            before = self._paragraph_before(taken[0].start if taken else start, above)
            line = before.of(self.text).strip() if before else ""
            if before is None or not (
                _UNIT.fullmatch(line) or (len(line) <= 60 and _CAPTION.fullmatch(line))
            ):
                break
            taken.insert(0, before)
            if above is not None and above.tail:
                above.tail.pop()
            else:
                (self.top if above is None else above.children).pop()
        span = Span(taken[0].start, taken[-1].end) if taken else Span(start, start)
        node = self._node("table", number, span, above)
        node.label = f"表{number}"
        if taken:
            node.heading = span
            node.context = tuple(part.of(self.text).strip() for part in taken)
        return node

    def _paragraph_before(self, start: int, above: Node | None) -> Span | None:
        """The unnumbered paragraph that ends right before an offset, if it is the last thing under `above`."""
        if above is not None and above.tail:
            span = above.tail[-1]
        else:
            siblings = self.top if above is None else above.children
            if not siblings or siblings[-1].kind != "p" or siblings[-1].children or siblings[-1].tail:
                return None
            span = Span(siblings[-1].start, siblings[-1].end)
        return span if span.end + 1 == start else None

    # Handing over

    def clauses(self) -> tuple[Clause, ...]:
        """The finished clauses in document order."""
        for node in walk(self.top):
            settle(node)
        order = sorted(walk(self.top), key=lambda node: node.start)
        count(order)
        part(self.top)
        labels = labels_of(self.top, self.text)
        found: list[Clause] = []
        self._emit(self.top, (), labels, found)
        return tuple(found)

    def _emit(
        self, nodes: Sequence[Node], above: tuple[Step, ...], labels: dict[int, str], found: list[Clause]
    ) -> int:
        end = 0
        for node in nodes:
            steps = (*above, step_of(node.kind, node.number, node.insert))
            own = span = Span(node.start, node.end)
            place = len(found)
            found.append(None)  # type: ignore[arg-type]
            if node.children:
                last = self._emit(node.children, steps, labels, found)
                span = Span(node.start, last) if last > node.end else own
            found[place] = Clause(
                ClausePath(steps),
                labels[id(node)],
                span,
                own,
                node.marker,
                node.heading,
                node.context,
                node.row,
                node.column,
            )
            end = span.end if span.end > end else end
        return end
