"""The parts of a Word file that matter for its text, found through its relationships."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from ingest.errors import FileUnreadable
from ingest.limits import Limits
from ingest.read.archive import Archive
from ingest.read.xmlsafe import parse_xml

# Documents saved as "strict" use other namespaces for the same elements.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/picture",
        b"http://schemas.openxmlformats.org/drawingml/2006/picture",
    ),
)
_MAIN = "word/document.xml"


class WordPackage:
    """A DOCX, opened.

    Args:
        name: file name for messages.
        data: its bytes.
        limits: see `Archive` and `parse_xml`.

    Attributes:
        document: the root of the main part.

    Raises:
        FileUnreadable, FileEncrypted, LimitExceeded: also from `part`.
    """

    def __init__(self, name: str, data: bytes, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._archive = Archive(name, data, limits)
        self._main = self._related("", "officeDocument") or _MAIN
        if self._main not in self._archive:
            raise FileUnreadable(f"“{name}”里没有Word正文", "请用WPS或Word打开，另存为 DOCX 后重试")
        self.document = self._parse(self._main)

    def part(self, kind: str) -> etree._Element | None:
        """The root of a part: "styles", "numbering", "footnotes", "endnotes"; None where there is none."""
        target = self._related(self._main, kind)
        if target is None or target not in self._archive:
            target = posixpath.join(posixpath.dirname(self._main), f"{kind}.xml")
        return self._parse(target) if target in self._archive else None

    def properties(self) -> dict[str, str]:
        """What docProps/core.xml says, by name: dc:title, dc:creator, dcterms:created …"""
        target = self._related("", "metadata/core-properties") or "docProps/core.xml"
        if target not in self._archive:
            return {}
        stated: dict[str, str] = {}
        for element in self._parse(target):
            if element.text and element.text.strip():
                prefix = f"{element.prefix}:" if element.prefix else ""
                stated[prefix + etree.QName(element).localname] = element.text.strip()
        return stated

    def _parse(self, member: str) -> etree._Element:
        data = self._archive.read(member)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return parse_xml(self._name, data, self._limits)

    def parts(self, kind: str) -> list[etree._Element]:
        """The roots of all parts of a kind: "header", "footer"."""
        found = dict.fromkeys(self._all_related(self._main, kind))
        return [self._parse(target) for target in found if target in self._archive]

    def _related(self, source: str, kind: str) -> str | None:
        return next(self._all_related(source, kind), None)

    def _all_related(self, source: str, kind: str) -> Iterator[str]:
        folder, base = posixpath.split(source)
        member = posixpath.join(folder, "_rels", f"{base}.rels")
        if member not in self._archive:
            return
        for relation in self._parse(member):
            if (relation.get("Type") or "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                target = relation.get("Target") or ""
                yield posixpath.normpath(
                    target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                )
