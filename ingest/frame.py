"""Frame: what stands around the clauses. Head, recipients, contents, signature, 抄送, and the zones.

A zone is a numbering region: the 通知, the 办法 that it passes on, each annex.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.block import Block
from ingest.dates import DATE_LINE
from ingest.markers import match_marker
from ingest.numerals import parse_numeral
from ingest.roles import (
    ANNEX,
    BRACKETED,
    CONTENTS,
    COPIES,
    ENCLOSED,
    HEAD,
    MONTH_LINE,
    NOTE,
    NUMBER_LINE,
    ORG_LINE,
    PASSES_ON,
    PERSON_LINE,
    PUNCTUATED,
    SIGNED,
    SIGNED_LINE,
    TITLE,
    TO,
    by_itself,
    head_role,
    title_piece,
)
from ingest.titles import TITLE_LIMIT, is_title, squeezed

_PAGED = re.compile(r"[\s.．·…⋯—-]+[0-9０-９（）()]*$|\s+")
_ENTRIES = ("part", "subpart", "chapter", "section")
_CONTENTS_LIMIT = 400
_TITLE_LINES = 4
_HEAD_LIMIT = 40
_LIST_LIMIT = 30
_FAR = 1000
_COPY_LINES = 4
_ANNEX_TITLE = 40
_MOST_ZONES = 500


@dataclass(frozen=True, slots=True)
class Zone:
    """A numbering region.

    Attributes:
        kind: "" for the first, "body" for one with a title of its own, "annex".
        number: of the annex, or counting bodies (the first zone is body 1).
        start, end: its blocks, half open.
        title: indices of the blocks that make its title, the 附件 line not among them.
        marker: index of the 附件 line, or None.
    """

    kind: str
    number: int
    start: int
    end: int
    title: tuple[int, ...] = ()
    marker: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Roles of the blocks ("" for text that belongs to clauses, else what furniture it is) and zones."""

    roles: tuple[str, ...]
    zones: tuple[Zone, ...]


def frame(blocks: Sequence[Block], news: bool = False) -> Frame:
    """Tell the frame of a document from its text.

    Args:
        blocks: the running text in order.
        news: whether the layout took it for an article; then there is no official's frame to look for.
    """
    roles = [by_itself(block) for block in blocks]
    _copies(blocks, roles)
    if news:
        _news_head(blocks, roles)
        return Frame(tuple(roles), (Zone("", 1, 0, len(blocks)),))
    title, at = _head(blocks, roles, 0)
    zones = [Zone("", 1, 0, len(blocks), title)]
    _sign(blocks, roles, at)
    signed = passed_on = False
    while at < len(blocks):
        block, text = blocks[at], blocks[at].text.strip()
        opened: Zone | None = None
        if block.cell is None and not roles[at] and len(zones) < _MOST_ZONES:
            if text.startswith("附"):
                opened = _annex(blocks, roles, at, zones)
            elif signed or passed_on:
                opened = _body(blocks, roles, at, zones)
        if opened:
            zones[-1] = _ended(zones[-1], at)
            zones.append(opened)
            signed = passed_on = False
            at = opened.title[-1] + 1 if opened.title else at + 1
            _, at = _head(blocks, roles, at, titled=True)
            continue
        if roles[at] == SIGNED:
            signed = True
        elif not roles[at] and passed_on and match_marker(text):
            passed_on = False
        elif (
            not roles[at] and len(text) < 400 and ("印发" in text or "布" in text) and PASSES_ON.search(text)
        ):
            passed_on = True
        at += 1
    return Frame(tuple(roles), tuple(zones))


def _ended(zone: Zone, end: int) -> Zone:
    return Zone(zone.kind, zone.number, zone.start, end, zone.title, zone.marker)


def _copies(blocks: Sequence[Block], roles: list[str]) -> None:
    """Mark the further lines of a 抄送 line that does not end where its sentence does."""
    for at in [k for k, role in enumerate(roles) if role == COPIES]:
        k = at
        while not blocks[k].text.rstrip().endswith("。") and k - at < _COPY_LINES:
            k += 1
            if (
                k >= len(blocks)
                or roles[k]
                or blocks[k].cell is not None
                or len(blocks[k].text) > TITLE_LIMIT
            ):
                break
            if not blocks[k].text.rstrip().endswith(("。", "，", "、")):
                break
            roles[k] = COPIES


def _news_head(blocks: Sequence[Block], roles: list[str]) -> None:
    """A feature without stated headlines: its first short line, and a second one that begins with a dash."""
    if TITLE in roles:
        return
    for at, block in enumerate(blocks[:2]):
        text = block.text.strip()
        if roles[at] or len(text) > 60 or PUNCTUATED.search(text) or (at and text[:1] not in "—－-"):
            break
        roles[at] = TITLE


def _head(
    blocks: Sequence[Block], roles: list[str], at: int, titled: bool = False
) -> tuple[tuple[int, ...], int]:
    """Mark what stands before the body from block `at` on.

    Returns:
        the blocks of the title, and where the body begins.
    """
    title: list[int] = []
    done = titled
    start = at
    while at < min(len(blocks), start + _HEAD_LIMIT):
        block, text = blocks[at], blocks[at].text.strip()
        role = roles[at] or (head_role(text, done) if block.cell is None else "")
        if not role and not title and _numbered_head(blocks, at):
            role = HEAD
        if not role and block.cell is None and (end := _contents_end(blocks, at, at)) is not None:
            roles[at:end] = [CONTENTS] * (end - at)
            at = end
            continue
        if role == CONTENTS:
            at = _contents(blocks, roles, at)
            continue
        if (not role and not done and block.cell is None and _titles(block, title)) or (
            not role and done and title and title[-1] == at - 1 and BRACKETED.fullmatch(text)
        ):
            role = TITLE
        if not role and done and block.cell is None:
            if _printed_again(blocks, title, text) or _cover(blocks, at):
                role = HEAD
            elif _broken_note(blocks, roles, at):
                roles[at] = roles[at + 1] = NOTE
                at += 2
                continue
        if not role:
            break
        roles[at] = role
        if role == TITLE:
            title.append(at)
            done = done or _complete(blocks, title, at)
        at += 1
        if role == TO:
            break
    return tuple(title), at


def _titles(block: Block, title: list[int]) -> bool:
    """Whether a block can be of the title. What the format calls a lower heading only where it reads like one."""
    if not title_piece(block.text.strip()):
        return False
    return block.heading < 2 or (not title and is_title(squeezed(block.text)))


def _printed_again(blocks: Sequence[Block], title: list[int], text: str) -> bool:
    """Whether a line repeats the title or a good part of it."""
    return len(text) >= 6 and squeezed(text) in squeezed("".join(blocks[i].text for i in title))


def _cover(blocks: Sequence[Block], at: int) -> bool:
    """Whether block `at` names the issuer on a cover: a body's name with a month or a day below it."""
    if at + 1 >= len(blocks) or not ORG_LINE.fullmatch(blocks[at].text.strip()):
        return False
    below = blocks[at + 1].text.strip()
    return len(below) <= 40 and bool(MONTH_LINE.fullmatch(below) or DATE_LINE.fullmatch(below))


def _broken_note(blocks: Sequence[Block], roles: Sequence[str], at: int) -> bool:
    """Whether block `at` begins with a date and makes a note on passing or amending with the next one."""
    if at + 1 >= len(blocks) or roles[at + 1] or not blocks[at].text[:2].isdigit():
        return False
    both = blocks[at].text + blocks[at + 1].text
    return len(both) <= 400 and match_marker(blocks[at + 1].text) is None and head_role(both, True) == NOTE


def _numbered_head(blocks: Sequence[Block], at: int) -> bool:
    """Whether block `at` is "某市人民政府公告" with "第3号" below it: the name of a series, no title."""
    text = blocks[at].text.strip()
    following = blocks[at + 1].text.strip() if at + 1 < len(blocks) else ""
    return (
        len(text) <= 40
        and text.endswith(("公告", "通告", "令", "纪要"))
        and "关于" not in text
        and NUMBER_LINE.fullmatch(following) is not None
    )


def _complete(blocks: Sequence[Block], title: list[int], at: int) -> bool:
    """Whether the title ends here: its type word is there, or what follows cannot belong to it."""
    together = "".join(blocks[i].text for i in title)
    if is_title(squeezed(together)):
        return True
    for block in blocks[at + 1 : at + _TITLE_LINES]:
        if block.cell is not None or not title_piece(block.text.strip()):
            break
        together += block.text
        if is_title(squeezed(together)):
            return False
    return True


def _contents(blocks: Sequence[Block], roles: list[str], at: int) -> int:
    """Mark the table of contents that the line 目录 at block `at` opens; gives the block behind it."""
    end = _contents_end(blocks, at, at + 1) or at + 1
    roles[at:end] = [CONTENTS] * (end - at)
    return end


def _contents_end(blocks: Sequence[Block], start: int, first: int) -> int | None:
    """Where a table of contents ends whose first entry is block `first`: where that entry comes again.

    None where it is none: its entries are short lines, and the first is numbered like a chapter.
    """
    if first >= len(blocks):
        return None
    marker = match_marker(blocks[first].text)
    if start == first and (marker is None or marker.style not in _ENTRIES):
        return None
    entry = _PAGED.sub("", blocks[first].text)
    for at in range(first + 1, min(len(blocks), first + _CONTENTS_LIMIT)):
        text = blocks[at].text
        if len(text) > 80 or (start == first and match_marker(text) is None and len(text) > 12):
            return None
        if entry and _PAGED.sub("", text) == entry:
            return at
    return None


def _sign(blocks: Sequence[Block], roles: list[str], start: int) -> None:
    """Mark signatures: a date on its own with the issuers above it, or both on one line."""
    for at in range(start, len(blocks)):
        text = blocks[at].text.strip()
        if roles[at] or blocks[at].cell is not None or len(text) > 120:
            continue
        if not text.endswith(("日", "日）", "日)")):
            continue
        if DATE_LINE.fullmatch(text):
            above = _issuers(blocks, roles, at)
            behind = (
                at + 1 == len(blocks) or bool(roles[at + 1]) or blocks[at + 1].text.strip()[:1] in "附（("
            )
            if above or behind or (at + 1 < len(blocks) and is_title(blocks[at + 1].text)):
                for k in (*above, at):
                    roles[k] = SIGNED
        elif SIGNED_LINE.fullmatch(text):
            roles[at] = SIGNED


def _issuers(blocks: Sequence[Block], roles: list[str], at: int) -> list[int]:
    above: list[int] = []
    for k in range(at - 1, max(at - 12, -1), -1):
        text = blocks[k].text.strip()
        if roles[k] or blocks[k].cell is not None or len(text) > 60:
            break
        if not (ORG_LINE.fullmatch(text) or PERSON_LINE.fullmatch(text)) or match_marker(text):
            break
        above.insert(0, k)
    return above


def _annex(blocks: Sequence[Block], roles: list[str], at: int, zones: list[Zone]) -> Zone | None:
    """The annex that begins at a 附件 line, or None where the line only lists annexes (then it is marked)."""
    match = ANNEX.fullmatch(blocks[at].text.strip())
    if match is None or len(blocks[at].text) > TITLE_LIMIT or PUNCTUATED.search(match["title"]):
        return None
    listed = _list_end(blocks, roles, at)
    inline = bool(match["title"])
    if (
        listed is None
        and inline
        and any(b.text == blocks[at].text for b in islice(blocks, at + 1, at + 1 + _FAR))
    ):
        listed = at + 1  # named here, printed further down
    if listed is not None or (inline and not match["n"] and match_marker(match["title"])):
        end = listed if listed is not None else at + 1
        for k in range(at, end):
            roles[k] = ENCLOSED
        return None
    if inline and not match["c"] and not match["n"]:
        return None
    taken = [zone.number for zone in zones if zone.kind == "annex"]
    number = parse_numeral(match["n"]) if match["n"] else None
    if number is None or number in taken:
        number = max(taken, default=0) + 1
    title = () if inline else _zone_title(blocks, roles, at + 1) or _next_line(blocks, roles, at + 1)
    return Zone("annex", number, at, len(blocks), title, at)


def _next_line(blocks: Sequence[Block], roles: Sequence[str], at: int) -> tuple[int, ...]:
    """Block `at` where it can be the title of an annex though it does not end as titles do."""
    if at >= len(blocks) or roles[at] or blocks[at].cell is not None:
        return ()
    text = blocks[at].text.strip()
    return (at,) if len(text) <= _ANNEX_TITLE and title_piece(text) else ()


def _list_end(blocks: Sequence[Block], roles: list[str], at: int) -> int | None:
    """Where a list of annexes ends that begins at `at`: short lines up to a signature; None if it is none."""
    for k in range(at + 1, min(len(blocks), at + _LIST_LIMIT)):
        if roles[k] == SIGNED:
            return k
        if roles[k] or blocks[k].cell is not None or len(blocks[k].text) > 80:
            return None
        text = blocks[k].text.strip()
        if PUNCTUATED.search(text) and not match_marker(text):
            return None
    return None


def _body(blocks: Sequence[Block], roles: list[str], at: int, zones: list[Zone]) -> Zone | None:
    title = _zone_title(blocks, roles, at)
    if not title:
        return None
    number = 1 + sum(zone.kind != "annex" for zone in zones)
    return Zone("body", number, at, len(blocks), title)


def _zone_title(blocks: Sequence[Block], roles: list[str], at: int) -> tuple[int, ...]:
    """The blocks from `at` on that together make a title, at most four, or none."""
    taken: list[int] = []
    for k in range(at, min(at + 4, len(blocks))):
        text = blocks[k].text.strip()
        if roles[k] or blocks[k].cell is not None or not title_piece(text):
            break
        taken.append(k)
        if is_title(squeezed("".join(blocks[i].text for i in taken))):
            if k + 1 < len(blocks) and not roles[k + 1] and BRACKETED.fullmatch(blocks[k + 1].text.strip()):
                taken.append(k + 1)
            return tuple(taken)
    return ()
