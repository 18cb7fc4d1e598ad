"""Where a numbered paragraph's heading ends and its text begins: "（一）突出规划引领。深化…"."""

from __future__ import annotations

import re

from ingest.span import Span

RUN_IN_LIMIT = 36
"""Characters of a heading that text follows on the same line."""
SENTENCE_LIMIT = 12
"""Characters of a heading that closes with a full stop and has no text behind it."""
LINE_LIMIT = 60
"""Characters of a heading that is a line of its own."""

_FINITE = re.compile(
    r"应当|不得|可以|必须|是指|不低于|不少于|不超过|不高于|低于|以上|以下|由.{1,12}负责|[0-9０-９]+\s*[%％亩元]"
)
_BRACKETED = re.compile(r"\s*(?:【(?P<a>[^】]{1,30})】|[（(](?P<b>[^（）()]{1,24})[）)])\s*")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_NO_HEADING = re.compile(r"修订|修正|删除|废止|略|此条|本条|注")
_STOP = re.compile(r"[。；;！？!?]")
_COLON_END = re.compile(r"[:：,，、;；]\s*$")


def heading_of(text: str, start: int, kind: str) -> Span | None:
    """The heading in a numbered paragraph, without number and full stop, or None where it has none.

    Args:
        text: the paragraph.
        start: where the text behind the number begins.
        kind: of the clause. Parts, chapters and sections are all heading; an article has one only in
            brackets; the others have a short line, or a short first sentence without a verb of duty.
    """
    end = len(text.rstrip())
    if start >= end:
        return None
    if kind in ("part", "subpart", "chapter", "section", "division", "annex", "heading"):
        return Span(start, end) if end - start <= LINE_LIMIT else _sentence(text, start, end)
    if kind == "article":
        match = _BRACKETED.match(text, start)
        if match:
            group = "a" if match["a"] else "b"
            if group == "a" or not _NO_HEADING.search(match["b"]):
                return Span(*match.span(group))
        return None
    if kind in ("item", "subitem", "paragraph"):
        return None
    return _sentence(text, start, end, kind in ("cn", "cnp"))


def _sentence(text: str, start: int, end: int, closed: bool = False) -> Span | None:
    stop = _STOP.search(text, start, end)
    if stop is None:
        short = end - start <= LINE_LIMIT and not _COLON_END.search(text[:end])
        return Span(start, end) if short and not _FINITE.search(text, start, end) else None
    limit = RUN_IN_LIMIT
    if stop.end() == end:
        limit = SENTENCE_LIMIT if closed else 0
    if stop[0] != "。" or not 2 <= len(_ASIDE.sub("", text[start : stop.start()])) <= limit:
        return None
    head = text[start : stop.start()]
    if head.count("，") + head.count(",") > 1 or "：" in head or ":" in head or _FINITE.search(head):
        return None
    if stop.end() == end and head.endswith(("的", "外")):
        return None
    return Span(start, stop.start())
