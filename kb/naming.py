"""What a document can be called by: keys that agree however a title or 文号 was typed."""

from __future__ import annotations

import re
import unicodedata

from ingest.document import Metadata

_INNER = re.compile(r"(?:印发|发布|公布|转发|批转)(?P<title>.+?)的(?:通知|公告|决定|令|通告)$")
_HEADLINE_END = re.compile(r"\s+|[—―]{2,}")
_HEADLINE = 8
"""Fewest characters of a headline's line that name the report by themselves."""


def name_key(name: str) -> str:
    """Letters, digits and Chinese characters only, width and case folded.

    浙政发〔2022〕32号 and 浙政发[2022]32号 have one key; so have a title with and without 《》.
    """
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def name_keys(metadata: Metadata) -> frozenset[str]:
    """The keys of a document: its title, its 文号, and in 关于印发《…》的通知 what is issued.

    A news report is also known by each line of its headline: what stands over and under the main line
    is named by some and left out by others.
    """
    title = name_key(metadata.title)
    keys = {title, name_key(metadata.number or "")}
    if inner := _INNER.search(title):
        keys.add(inner["title"])
    if metadata.kind == "新闻报道":
        lines = map(name_key, _HEADLINE_END.split(metadata.title))
        keys.update(line for line in lines if len(line) >= _HEADLINE)
    return frozenset(keys - {""})
