"""One page of an OFD, flattened: every object on it, in drawing order, with its way to the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from ingest.errors import LimitExceeded
from ingest.read.ofdbook import Book, Issue, Resources, read_resources
from ingest.read.ofdpackage import MM, Package, box_of, child, children, local, numbers, text_of

_LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}
_DEPTH = 30
"""Blocks within blocks; real files stay below five."""
_A4 = (0.0, 0.0, 210.0, 297.0)
_PAPER = (1.0, 20_000.0)
"""Shortest and longest side of a page in millimetres."""


class Matrix(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f (GB/T 33190-2016, 8.5)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: Matrix) -> Matrix:
        """The matrix that does `first`, then this one."""
        e, f = self(first.e, first.f)
        return Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            e,
            f,
        )


@dataclass(frozen=True, slots=True)
class Item:
    """An object of a page.

    Attributes:
        kind: "TextObject", "ImageObject" or "PathObject".
        element: as it stands in the part.
        matrix: from the object's own space to points on the page.
        boundary: x, y, width, height of the object in the space that it stands in.
        outer: from that space to points on the page.
    """

    kind: str
    element: etree._Element
    matrix: Matrix
    boundary: tuple[float, float, float, float]
    outer: Matrix


@dataclass
class Sheet:
    """A page.

    Attributes:
        number: from 1, through all documents of the file.
        width, height: in points.
        items: what is drawn, in order.
        resources: for the items.
        watermarks: texts of watermarks, which are no part of the document.
        hidden: how many objects are marked as not visible.
        unplaced: objects without a usable place.
    """

    number: int
    width: float
    height: float
    items: list[Item]
    resources: Resources
    watermarks: int = 0
    hidden: int = 0
    unplaced: int = 0


def sheet_at(book: Book, number: int) -> Sheet:
    """Read one page of a book.

    Args:
        book: the file.
        number: from 1.

    Raises:
        FileUnreadable: the page, or a template that it needs, is missing or damaged.
        LimitExceeded: more objects than `limits.objects`.
        ValueError: there is no such page.
    """
    at = number - 1
    for issue in book.issues:
        if 0 <= at < len(issue.pages):
            return _Walk(book.package, issue).sheet(number, *issue.pages[at])
        at -= len(issue.pages)
    raise ValueError(f"page {number} of {book.count}")


class _Walk:
    """Collects one page's objects."""

    def __init__(self, package: Package, issue: Issue) -> None:
        self._package = package
        self._issue = issue
        self._resources = issue.resources
        self._seen = 0

    def sheet(self, number: int, part: str | None, identifier: str) -> Sheet:
        if part is None:
            raise self._package.damaged(f"缺少第{number}页")
        page = self._package.xml(part)
        x, y, width, height = self._area(page, number)
        own = Matrix(MM, 0, 0, MM, -x * MM, -y * MM)
        sheet = Sheet(number, width * MM, height * MM, [], self._resources)
        self._page(page, part, own, sheet, ())
        for annotated in self._issue.annotations.get(identifier, ()):
            self._annotations(annotated, own, sheet)
        sheet.resources = self._resources
        return sheet

    def _area(self, page: etree._Element, number: int) -> tuple[float, float, float, float]:
        for area in (child(page, "Area"), self._issue.area):
            stated = text_of(child(area, "PhysicalBox"))
            if not stated:
                continue
            try:
                box = box_of(stated)
            except ValueError:
                box = (0.0, 0.0, 0.0, 0.0)
            if not all(_PAPER[0] <= side <= _PAPER[1] for side in box[2:]):
                raise self._package.damaged(f"第{number}页的尺寸“{stated[:40]}”不可能")
            return box
        return _A4

    def _page(
        self, page: etree._Element, part: str, own: Matrix, sheet: Sheet, above: tuple[str, ...]
    ) -> None:
        """A page or template, with the templates it stands on below and above it."""
        self._add_resources(page, part)
        under: list[str] = []
        over: list[str] = []
        for use in children(page, "Template"):
            (over if use.get("ZOrder") == "Foreground" else under).append(use.get("TemplateID", ""))
        for template in under:
            self._template(template, own, sheet, above)
        layers = sorted(
            children(child(page, "Content"), "Layer"), key=lambda layer: _LAYERS.get(layer.get("Type", ""), 1)
        )
        for layer in layers:
            self._block(layer, own, sheet, 0, ())
        for template in over:
            self._template(template, own, sheet, above)

    def _template(self, identifier: str, own: Matrix, sheet: Sheet, above: tuple[str, ...]) -> None:
        part = self._issue.templates.get(identifier)
        if part is None:
            raise self._package.damaged(f"第{sheet.number}页缺少模板页")
        if part in above or len(above) >= _DEPTH:
            raise self._package.damaged(f"第{sheet.number}页的模板页循环引用")
        self._count(sheet)
        self._page(self._package.kept_xml(part), part, own, sheet, (*above, part))

    def _add_resources(self, page: etree._Element, part: str) -> None:
        for listing in children(page, "PageRes"):
            # A page's own resources must not leak into the next page.
            own = dict(self._resources)
            read_resources(self._package, self._package.locate(part, text_of(listing)), own)
            self._resources = own

    def _annotations(self, part: str, own: Matrix, sheet: Sheet) -> None:
        for note in children(self._package.xml(part), "Annot"):
            if note.get("Visible") == "false":
                continue
            for look in children(note, "Appearance"):
                if note.get("Type") == "Watermark":
                    sheet.watermarks += 1
                    continue
                try:
                    x, y, _, _ = box_of(look.get("Boundary"))
                except ValueError:
                    sheet.unplaced += 1
                    continue
                self._block(look, own.after(Matrix(1, 0, 0, 1, x, y)), sheet, 0, ())

    def _block(
        self, block: etree._Element, outer: Matrix, sheet: Sheet, depth: int, units: tuple[str, ...]
    ) -> None:
        if depth > _DEPTH:
            raise LimitExceeded(
                f"OFD“{self._package.name}”第{sheet.number}页的图形嵌套过深",
                "请用OFD阅读器重新保存或打印为PDF后重试",
            )
        for element in block:
            kind = local(element)
            if kind == "PageBlock":
                self._block(element, outer, sheet, depth + 1, units)
            elif kind in ("TextObject", "ImageObject", "PathObject", "CompositeObject"):
                self._object(kind, element, outer, sheet, depth, units)

    def _object(
        self,
        kind: str,
        element: etree._Element,
        outer: Matrix,
        sheet: Sheet,
        depth: int,
        units: tuple[str, ...],
    ) -> None:
        self._count(sheet)
        if element.get("Visible") == "false":
            sheet.hidden += 1
            return
        try:
            boundary = box_of(element.get("Boundary"))
            stated = numbers(element.get("CTM"))
            inner = Matrix(*stated) if stated else Matrix(1, 0, 0, 1, 0, 0)
        except (ValueError, TypeError):
            sheet.unplaced += 1
            return
        matrix = outer.after(Matrix(1, 0, 0, 1, boundary[0], boundary[1])).after(inner)
        if kind != "CompositeObject":
            sheet.items.append(Item(kind, element, matrix, boundary, outer))
            return
        unit = element.get("ResourceID", "")
        resource = self._resources.get(unit)
        if unit in units:
            raise self._package.damaged(f"第{sheet.number}页的复合图形循环引用")
        if resource is not None:
            self._block_of(resource.element, matrix, sheet, depth + 1, (*units, unit))

    def _count(self, sheet: Sheet) -> None:
        # Templates and composites that each use others twice grow without end in a tiny file.
        self._seen += 1
        limit = self._package.limits.objects
        if self._seen > limit:
            raise LimitExceeded(
                f"OFD“{self._package.name}”第{sheet.number}页的图形超过{limit}个的上限",
                "请用OFD阅读器打印为PDF后重试",
            )

    def _block_of(
        self, unit: etree._Element, matrix: Matrix, sheet: Sheet, depth: int, units: tuple[str, ...]
    ) -> None:
        for content in children(unit, "Content"):
            self._block(content, matrix, sheet, depth, units)


def pictures(sheet: Sheet) -> Iterator[tuple[Item, float]]:
    """The page's images, each with the share of the page that it covers."""
    area = max(sheet.width * sheet.height, 1.0)
    for item in sheet.items:
        if item.kind == "ImageObject":
            width, height = item.boundary[2], item.boundary[3]
            outer = item.outer
            yield item, abs(width * height * (outer.a * outer.d - outer.b * outer.c)) / area
