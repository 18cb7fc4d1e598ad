"""MHT: a page saved with its parts as one mail message; its HTML is read, nothing is fetched."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import Message

from ingest.errors import FileEmpty, FileUnreadable
from ingest.limits import Limits
from ingest.read.content import Content
from ingest.read.html import read_html

_FRAME = re.compile(rb"<i?frame\b[^>]{0,2000}?\bsrc\s*=\s*[\"']?([^\"'\s>]{1,1000})", re.I)
_MOST_FRAMES = 20


def read_mht(name: str, data: bytes, limits: Limits) -> Content:
    """Read a web archive: its first page, then the pages that stand in its frames.

    Raises:
        FileUnreadable: no page in it.
        FileEmpty, EncodingUnknown, LimitExceeded: as for a page.
    """
    try:
        pages = list(_pages(email.message_from_bytes(data)))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise _broken(name) from error
    if not pages:
        raise _broken(name)
    framed = {source.decode("latin-1") for source in _FRAME.findall(pages[0][1])}
    chosen = [pages[0], *[page for page in pages[1:] if page[0] & framed][:_MOST_FRAMES]]
    contents = []
    for _, markup, charset in chosen:
        try:
            contents.append(read_html(name, markup, limits, charset))
        except FileEmpty:
            if len(chosen) == 1:
                raise
    if not contents:
        raise FileEmpty(f"网页归档“{name}”里没有文字", "请在浏览器中打开，打印为PDF后重试")
    first = contents[0]
    if len(contents) == 1:
        return first
    return replace(
        first,
        lines=tuple(line for content in contents for line in content.lines),
        warnings=(
            *(note for content in contents for note in content.warnings),
            f"网页由{len(contents)}个框架组成，已依次读入。",
        ),
    )


def _pages(message: Message) -> Iterator[tuple[frozenset[str], bytes, str | None]]:
    """For each HTML part the names that frames know it by, its bytes, and its charset."""
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and body.strip():
            key = str(part.get("Content-ID") or "").strip("<> ")
            place = str(part.get("Content-Location") or "").strip()
            yield (
                frozenset(filter(None, (f"cid:{key}" if key else "", place))),
                body,
                part.get_content_charset(),
            )


def _broken(name: str) -> FileUnreadable:
    return FileUnreadable(
        f"网页归档“{name}”里没有可读的网页", "请在浏览器中打开，另存为“网页，仅HTML”或打印为PDF后重试"
    )
