"""Succession: which document of the library came after another of the same name, or changed it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kb.entry import Entry, How, Succession
from kb.naming import name_keys

_TELLING = 6
"""Fewest characters of a name that tell a document, so that 细则 is not found in every title."""
_RULES = ("政策文件", "法规")
# On `kb.naming.name_key`s, which hold no brackets: what a later or a trial version adds to its name.
_VERSION = re.compile(
    r"(?:\d{4}年?)?(?:第[一二三四五六七八九十]次)?(?:最新)?"
    r"(?:修订|修正|修改|修订稿|修正案|修订版|修订本|试行|暂行|试行稿|\d{4}年?版|\d{4}年?本)$"
)
_REVISED = re.compile(r"修[订正改](?:稿|案|版|本)?$")
_CHANGES = re.compile(
    r"^.*?关于修[订正改](?P<names>.+?)(?:部分条款|有关条款|部分内容|个别条款)?的(?:决定|通知|公告|令|通告)$"
)


def with_successors(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each told of the first later one of its name by the same issuer for the same place, or
    of the first that says in its title that it changes it.

    Only documents of rules with a date take part; on one day neither comes after the other.
    """
    keys = {
        entry.id: name_keys(entry.metadata)
        for entry in entries
        if entry.metadata.kind in _RULES and _day(entry) is not None
    }
    named: dict[str, list[Entry]] = defaultdict(list)
    changing: list[tuple[str, Entry]] = []
    for entry in entries:
        for key in keys.get(entry.id, ()):
            named[_base(key)].append(entry)
            if change := _CHANGES.match(key):
                changing.append((change["names"], entry))

    def first(entry: Entry) -> Succession | None:
        own = keys.get(entry.id, frozenset())
        bases = {_base(key) for key in own if not _CHANGES.match(key)}
        found: list[tuple[Entry, How]] = [
            (other, "修订" if any(map(_REVISED.search, keys[other.id])) else "同名")
            for base in bases
            for other in named[base]
        ]
        found += [
            (other, "修改")
            for names, other in changing
            if any(len(base) >= _TELLING and base in names for base in bases)
        ]
        later = [
            Succession(other.id, other.metadata.title, since, how)
            for other, how in found
            if (since := _later(entry, other))
        ]
        return min(later, key=lambda one: (one.since, one.document_id), default=None)

    return [replace(entry, succession=first(entry)) if entry.id in keys else entry for entry in entries]


def _later(entry: Entry, other: Entry) -> date | None:
    """From when another document of the same issuer and place counts, where that is later."""
    day, since = _day(entry), _day(other)
    mine, its = entry.metadata, other.metadata
    alike = mine.region == its.region and (mine.issuer == its.issuer or not (mine.issuer and its.issuer))
    return since if since and day and since > day and alike else None


def _day(entry: Entry) -> date | None:
    return entry.metadata.effective or entry.metadata.issued


def _base(key: str) -> str:
    """A name without the words that tell its versions apart."""
    short = _VERSION.sub("", key)
    return _VERSION.sub("", short) or key
