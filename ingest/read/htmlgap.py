"""What a reader of the page would have seen and its file does not hold: frames, pictures, scripted text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from ingest.document import Line
from ingest.read.govpage import CONTENT

_PAGEFUL = 2000
"""A page with more characters than this was not left to scripts."""
_SMALL = 64
"""Pixels below which a picture or frame shows no text."""
_ICON = re.compile(
    r"icon|filetype|\.gif\b|/(?:doc|docx|pdf|xls|xlsx|wps|zip|rar)\.(?:png|jpg)|emoji|qrcode|ewm", re.I
)
_ADDRESS = 300
"""Characters of an address that are looked at: one that holds the picture itself has millions."""
_BY_ID = frozenset(key.lower() for key in CONTENT if key.startswith("#"))


def frames_of(root: etree._Element) -> int:
    """How many frames of a page show pages of their own."""
    return sum(_leads_on(frame) for frame in root.iter("frame", "iframe"))


def missing(root: etree._Element, parts: Sequence[etree._Element], lines: Sequence[Line]) -> list[str]:
    """Chinese sentences on what is not in the file.

    Args:
        root: of the page.
        parts: the elements that hold its text.
        lines: what was read in them.
    """
    found = []
    if frames := frames_of(root):
        found.append(f"网页中有{frames}个框架，其中的网页不在文件里，没有读入。")
    if pictures := sum(_tells(image) for part in parts for image in part.iter("img")):
        found.append(f"网页正文中有{pictures}张图片，图中的文字没有读入。")
    if _left_to_scripts(root, lines):
        found.append("网页的正文区是空的，正文可能由脚本生成，请在浏览器中打开，另存为完整网页后重试。")
    return found


def _leads_on(frame: etree._Element) -> bool:
    """Whether a frame shows a page of its own, and is not there for scripts or counters."""
    source = (frame.get("src") or "").strip().lower()
    unseen = "hidden" in frame.attrib or "none" in (frame.get("style") or "").lower()
    return bool(source) and not source.startswith(("about:", "javascript:")) and not unseen and _large(frame)


def _tells(image: etree._Element) -> bool:
    """Whether a picture may hold text: not an icon, a line or a dot."""
    source = image.get("src") or image.get("data-src") or ""
    return bool(source) and _large(image) and not _ICON.search(source[:_ADDRESS])


def _left_to_scripts(root: etree._Element, lines: Sequence[Line]) -> bool:
    """Whether an element by a name that holds the text has none, and the rest of the page little."""
    if sum(len(line.text) for line in lines) > _PAGEFUL:
        return False
    return any(
        f"#{element.get('id') or ''}".lower() in _BY_ID and not "".join(element.itertext()).strip()
        for element in root.iter("div", "section", "article")
    )


def _large(element: etree._Element) -> bool:
    """Whether the smaller side, as far as it is given in pixels, has room for text."""
    sides = ((element.get(key) or "").removesuffix("px") for key in ("width", "height"))
    pixels = (int(side) for side in sides if side.isascii() and side.isdigit() and len(side) < 6)
    return min(pixels, default=_SMALL) >= _SMALL
