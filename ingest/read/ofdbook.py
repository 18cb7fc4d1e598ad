"""An OFD file as a book: the documents in it, their pages in order, what they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.errors import FileUnreadable, LimitExceeded
from ingest.read.ofdpackage import Package, child, children, local, text_of

_ROOT = "OFD.xml"
_STATED = 1000
"""Longest value that a file may state of itself."""
_SAYS = ("Title", "Author", "Subject", "Abstract", "CreationDate", "ModDate", "Creator")
_RESOURCES = {
    "Fonts": "Font",
    "MultiMedias": "MultiMedia",
    "DrawParams": "DrawParam",
    "CompositeGraphicUnits": "CompositeGraphicUnit",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """An entry of a resource part: the element, and the part and folder its locations start from."""

    element: etree._Element
    part: str
    folder: str


Resources = dict[str, Resource]
"""By identifier."""


@dataclass(frozen=True)
class Issue:
    """One document of the file.

    Attributes:
        area: its PageArea, which holds for pages that state none, or None.
        pages: part and identifier of each page.
        templates: part of each template by identifier.
        resources: shared by all pages.
        annotations: the parts with annotations by page identifier.
    """

    area: etree._Element | None
    pages: tuple[tuple[str | None, str], ...]
    templates: dict[str, str]
    resources: Resources
    annotations: dict[str, list[str]]


@dataclass(frozen=True)
class Book:
    """All documents of an OFD file; page numbers run on from one to the next.

    Attributes:
        stated: what the first document says of itself, by the names of the standard.
        notes: Chinese sentences on what is not read.
    """

    package: Package
    issues: tuple[Issue, ...]
    stated: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return sum(len(issue.pages) for issue in self.issues)


def open_book(package: Package) -> Book:
    """Read everything but the pages.

    Raises:
        FileUnreadable: a part that every reader needs is missing or damaged.
        LimitExceeded: more pages than `limits.pages`.
    """
    root = package.xml(package.locate("", _ROOT))
    bodies = list(children(root, "DocBody"))
    if not bodies:
        raise package.damaged("没有文档入口DocBody")
    issues: list[Issue] = []
    notes: list[str] = []
    count = 0
    for body in bodies:
        location = text_of(child(body, "DocRoot"))
        if not location:
            raise package.damaged("没有文档入口DocRoot")
        part = package.locate("", location)
        document = package.xml(part)
        pages = child(document, "Pages")
        count += len(pages) if pages is not None else 0
        if count > package.limits.pages:
            raise LimitExceeded(
                f"OFD“{package.name}”超过{package.limits.pages}页的上限", "请拆成几个文件后重试"
            )
        issues.append(_issue(package, part, document, list(children(pages, "Page")), notes))
        notes.extend(_asides(package, part, document, body))
    if len(issues) > 1:
        notes.insert(0, f"文件里有{len(issues)}份文档，已依次读入，页码连续计算。")
    return Book(package, tuple(issues), _stated(child(bodies[0], "DocInfo")), tuple(dict.fromkeys(notes)))


def read_resources(package: Package, part: str, found: Resources) -> None:
    """Add a resource part's entries to those found.

    Raises:
        FileUnreadable, LimitExceeded: the part is damaged or too large.
    """
    root = package.kept_xml(part)
    folder = root.get("BaseLoc", "")
    for group in children(root, *_RESOURCES):
        for entry in children(group, _RESOURCES[local(group)]):
            found[entry.get("ID", "")] = Resource(entry, part, folder)


def _issue(
    package: Package, part: str, document: etree._Element, listed: list[etree._Element], notes: list[str]
) -> Issue:
    common = child(document, "CommonData")
    resources: Resources = {}
    for listing in children(common, "PublicRes", "DocumentRes"):
        try:
            read_resources(package, package.locate(part, text_of(listing)), resources)
        except FileUnreadable:
            notes.append("公共资源有缺失，图片可能没有显示。")
    templates: dict[str, str] = {}
    for template in children(common, "TemplatePage"):
        try:
            templates[template.get("ID", "")] = package.locate(part, template.get("BaseLoc", ""))
        except FileUnreadable:
            notes.append("有模板页缺失，页眉、页脚可能没有读入。")
    pages = tuple((_page_part(package, part, page), page.get("ID", "")) for page in listed)
    return Issue(
        child(common, "PageArea"), pages, templates, resources, _annotations(package, part, document, notes)
    )


def _page_part(package: Package, part: str, page: etree._Element) -> str | None:
    try:
        return package.locate(part, page.get("BaseLoc", ""))
    except FileUnreadable:
        return None


def _annotations(
    package: Package, part: str, document: etree._Element, notes: list[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for listing in children(document, "Annotations"):
        try:
            index = package.locate(part, text_of(listing))
            for page in children(package.xml(index), "Page"):
                location = text_of(child(page, "FileLoc"))
                found.setdefault(page.get("PageID", ""), []).append(package.locate(index, location))
        except FileUnreadable:
            notes.append("有注释缺失，没有读入。")
    return found


def _asides(package: Package, part: str, document: etree._Element, body: etree._Element) -> list[str]:
    """What the document carries beside its pages."""
    notes = []
    attached = _entries(package, part, child(document, "Attachments"), "Attachment")
    if attached:
        names = "、".join(f"“{entry.get('Name', '')[:60]}”" for entry in attached[:5])
        more = "等" if len(attached) > 5 else ""
        notes.append(f"文件带有{len(attached)}个附件（{names}{more}），附件没有读入，请另行添加。")
    signed = _entries(package, _ROOT, child(body, "Signatures"), "Signature")
    if signed:
        notes.append(f"文件有{len(signed)}个电子签章，章上的字没有读入，签章的真伪没有核验。")
    if len(list(children(child(body, "Versions"), "Version"))) > 1:
        notes.append("文件存有几个版本，读的是主版本。")
    return notes


def _entries(package: Package, base: str, listing: etree._Element | None, name: str) -> list[etree._Element]:
    if listing is None:
        return []
    try:
        return list(children(package.xml(package.locate(base, text_of(listing))), name))
    except FileUnreadable:
        return []


def _stated(info: etree._Element | None) -> dict[str, str]:
    stated = {name: text_of(child(info, name)) for name in _SAYS}
    for entry in children(child(info, "CustomDatas"), "CustomData"):
        stated.setdefault(entry.get("Name", "").strip(), text_of(entry))
    keywords = [text_of(word) for word in children(child(info, "Keywords"), "Keyword")]
    stated["Keywords"] = "、".join(word for word in keywords if word)
    return {name: value for name, value in stated.items() if name and 0 < len(value) <= _STATED}
