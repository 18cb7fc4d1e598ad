"""An OFD's parts: found by their locations, parsed with suspicion, their numbers checked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from ingest.errors import FileEncrypted, FileUnreadable
from ingest.limits import Limits
from ingest.read.archive import Archive
from ingest.read.xmlsafe import parse_xml

MM = 72 / 25.4
"""Points to the millimetre, the unit of every OFD coordinate (GB/T 33190-2016, 6.1)."""
_ENCRYPTED = "encryptions.xml"
"""The part that tells how to decrypt the others (GM/T 0099-2020, annex C): always at the root."""
_REACH = 1e7
"""No coordinate in millimetres is larger."""


class Package:
    """The parts of one OFD file.

    Args:
        name: file name for messages.
        data: the file.
        limits: upper bounds.

    Raises:
        FileUnreadable, LimitExceeded: as `Archive` raises them.
        FileEncrypted: a password is needed.
    """

    def __init__(self, name: str, data: bytes, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._archive = Archive(name, data, limits)
        self._kept: dict[str, etree._Element] = {}
        # Writers on Windows use backslashes, and locations whose case is not the member's.
        self._members = {_key(member): member for member in self._archive.names}
        if _ENCRYPTED in self._members:
            raise FileEncrypted(f"OFD“{name}”需要密码或证书", "请在OFD阅读器中解密、另存一份后重试")

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._members

    def locate(self, base: str, location: str) -> str:
        """The part that a location in another part names.

        Args:
            base: the part in which the location stands.
            location: absolute, or relative to the folder of `base`; some writers mean the root.

        Raises:
            FileUnreadable: there is no such part, or the location climbs out of the package.
        """
        location = location.strip().replace("\\", "/")
        near = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), location)).lstrip("/")
        depth = 0 if location.startswith("/") else base.count("/")
        for step in location.split("/"):
            depth += -1 if step == ".." else step not in ("", ".")
            if depth < 0:
                raise FileUnreadable(
                    f"OFD“{self.name}”里有越出文件包的路径", "这可能是恶意文件，请向提供者核实，勿再打开"
                )
        for part in (near, posixpath.normpath(location.lstrip("/"))):
            if part in self:
                return part
        raise self.damaged(f"缺少部件“{location[:80]}”")

    def read(self, part: str) -> bytes:
        """A part's bytes.

        Raises:
            FileUnreadable: no such part, or it is damaged.
            LimitExceeded: it is too large.
        """
        member = self._members.get(_key(part))
        if member is None:
            raise self.damaged(f"缺少部件“{part[:80]}”")
        return self._archive.read(member)

    def xml(self, part: str) -> etree._Element:
        """The root element of a part.

        Raises:
            FileUnreadable, LimitExceeded: as `parse_xml` raises them.
        """
        return parse_xml(self.name, self.read(part), self.limits)

    def kept_xml(self, part: str) -> etree._Element:
        """As `xml`, for parts that many pages share: unpacked and parsed once."""
        if part not in self._kept:
            self._kept[part] = self.xml(part)
        return self._kept[part]

    def damaged(self, what: str) -> FileUnreadable:
        """The error for a package that does not keep to the standard."""
        return FileUnreadable(
            f"OFD“{self.name}”已损坏（{what}）", "请用OFD阅读器打开并重新保存，或向提供者重新索取"
        )


def local(element: etree._Element) -> str:
    """An element's name without its namespace, which differs between editions of the standard."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children with one of these names."""
    for child in element if element is not None else ():
        if local(child) in names:
            yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant at a path of names, or None."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: etree._Element | None) -> str:
    """An element's own text without white space around it."""
    return (element.text or "").strip() if element is not None else ""


def numbers(text: str | None) -> tuple[float, ...]:
    """An array of numbers.

    Raises:
        ValueError: something in it is no number, or none that lies on any paper.
    """
    if not text:
        return ()
    values = tuple(map(float, text.replace(",", " ").split()))
    # One that is not a number makes the sum none, whatever the comparisons say.
    if values and not (min(values) >= -_REACH and max(values) <= _REACH and sum(values) == sum(values)):
        raise ValueError(f"not coordinates: {text[:40]}")
    return values


def box_of(text: str | None) -> tuple[float, float, float, float]:
    """A box: x, y, width, height in millimetres.

    Raises:
        ValueError: not four numbers.
    """
    x, y, width, height = numbers(text)
    return x, y, width, height


def _key(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()
