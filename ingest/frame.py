"""Frame: what stands around the clauses. Head, recipients, contents, signature, 抄送, and the zones.

A zone is a numbering region: the 通知, the 办法 that it passes on, each annex.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.block import Block
from ingest.dates import DATE_LINE
from ingest.markers import match_marker
from ingest.numerals import parse_numeral
from ingest.titles import TITLE_LIMIT, is_title, squeezed

TITLE, NUMBER, NOTE, HEAD, TO, CONTENTS = "标题", "文号", "题注", "文头", "主送", "目录"
SIGNED, OPEN, COPIES, PRINTED, ENCLOSED, BYLINE, RECORD = (
    "落款",
    "公开方式",
    "抄送",
    "印发",
    "附件清单",
    "署名",
    "著录项",
)

_G = r"[〔［\[【（(﹝]"
_H = r"[〕］\]】）)﹞]"
NUMBER_LINE = re.compile(
    rf"(?:[\u4e00-\u9fa5]{{1,16}}\s*(?:\([\u4e00-\u9fa5]{{1,6}}\))?\s*{_G}?\s*(?:19|20)?[0-9０-９]{{2,4}}\s*{_H}?\s*(?:第\s*)?[0-9０-９]{{1,5}}\s*号"
    r"|(?:[\u4e00-\u9fa5、\s]{0,40}(?:令|公告|通告)\s*)?[（(]?\s*(?:[0-9]{4}年)?\s*第\s*[0-9０-９〇零一二三四五六七八九十百]{1,6}\s*号\s*[）)]?)"
)
_LETTERHEAD = re.compile(
    r"[\u4e00-\u9fa5（）()、\s]{3,50}(?:文件|令)|签发人\s*[:：].*|[机秘绝]密.{0,8}|特急|急件"
)
_ORG = (
    r"(?:政府|办公厅|办公室|委员会|委|局|厅|部|院|会|署|银行|公司|中心|集团|总局|社|处|馆|办|所|团|组|政协|联|大学|学院)"
    r"(?:\s*[（(].{1,12}[）)])?"
)
_ORG_LINE = re.compile(rf"[\u4e00-\u9fa5（）()、“”·\s]{{2,50}}{_ORG}")
_PERSON_LINE = re.compile(
    r"(?:[\u4e00-\u9fa5]{0,16}(?:主席|总理|部长|市长|省长|区长|县长|州长|局长|主任|署长|行长|厅长|院长|检察长|委员长)"
    r"\s*[：:]?\s*[\u4e00-\u9fa5·]{1,4}\s?[\u4e00-\u9fa5]{1,2})"
)
_SIGNED_LINE = re.compile(rf"{_ORG_LINE.pattern}\s*{DATE_LINE.pattern}")
_TO = re.compile(
    r"(?:各|有关|省|市|县|区|州|国务院|中央|局|机关|委|厅|办|本|全|属|直|单位|部门|公司|企业|你)[^。；！？]{0,400}[:：]"
)
_TO_WORDS = re.compile(r"政府|部门|单位|机构|委员会|局|厅|部|公司|企业|处|办|院|校|委|会|银行|海关|中心|你")
_NOTE = re.compile(
    r"[（(]?\s*(?:(?:19|20)\d{2}\s*年|[一二〇零○]九?[〇零○一二三四五六七八九]{2,3}年|根据|自).{4,400}"
    r"(?:通过|公布|发布|批准|施行|实施|修订|修正|修改|废止|颁布|印发|制定|同意|备案|生效|令第\S+号)[^。]{0,60}[）)]?"
)
_OPENNESS = re.compile(
    r"[（(]?\s*(?:此件|本件)?.{0,4}(?:公开发布|公开|依申请公开|不予公开|删减后公开)\s*[）)]?|[（(]此件.{2,20}[）)]"
)
_COPIES = re.compile(r"(?:抄送|抄报|主送|分送|报送|发送|送)\s*[:：].+")
_PRINTED = re.compile(rf".{{0,60}}{DATE_LINE.pattern}\s*(?:印发|印|封发)(?:\s*.{{0,12}}份)?")
_SUBJECT = re.compile(r"主\s*题\s*词\s*[:：].*|[（(]?共印\s*\d+\s*份[）)]?")
_RECORD = re.compile(
    r"(?:索\s*引\s*号|发布(?:机构|日期|时间|单位)|成文日期|生成日期|公开日期|信息来源|来\s*源|文章来源|作者|浏览(?:次数|量)?|"
    r"点击(?:数|量)|字\s*体|字\s*号|主题分类|公文种类|有效性|时效性|文\s*号|发文字号|发文机关|标\s*题|阅读|责任编辑|编辑)\s*[:：].{0,80}"
)
_CONTENTS = re.compile(r"目\s*[录次]")
ANNEX = re.compile(
    r"附\s*[件录](?P<n>\s*[0-9０-９一二三四五六七八九十]{1,3})?\s*(?P<c>[：:．.、]?)\s*(?P<title>.*)"
)
_PASSES_ON = re.compile(
    r"印发给|予以印发|现印发|现予印发|现将.{2,80}(?:印发|转发|下发|公布|发布)|予以(?:公布|发布)|现予(?:公布|发布)|现公布|现发布"
)
_BRACKETED = re.compile(r"[（(][^（）()]{1,40}[）)]")
_PUNCTUATED = re.compile(r"[。；;！!？?]$|[:：]$")
_PAGED = re.compile(r"[\s.．·…⋯—-]+[0-9０-９（）()]*$|\s+")
_ENTRIES = ("part", "subpart", "chapter", "section")
_CONTENTS_LIMIT = 400
_TITLE_LINES = 4
_HEAD_LIMIT = 40
_LIST_LIMIT = 30


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
    roles = [_by_itself(block) for block in blocks]
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
        if block.cell is None and not roles[at]:
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
            not roles[at] and len(text) < 400 and ("印发" in text or "布" in text) and _PASSES_ON.search(text)
        ):
            passed_on = True
        at += 1
    return Frame(tuple(roles), tuple(zones))


def _ended(zone: Zone, end: int) -> Zone:
    return Zone(zone.kind, zone.number, zone.start, end, zone.title, zone.marker)


def _by_itself(block: Block) -> str:
    """What a block's own text or role says, wherever it stands."""
    if block.role == "headline":
        return TITLE
    if block.role == "byline":
        return BYLINE
    text = block.text.strip()
    if block.cell is not None or len(text) > 400:
        return ""
    if text[:1] in "抄主分报发送共印（(" or "印" in text[-12:]:
        if _COPIES.fullmatch(text):
            return COPIES
        if len(text) < 100 and _PRINTED.fullmatch(text):
            return PRINTED
        if _SUBJECT.fullmatch(text):
            return RECORD
    if len(text) < 24 and "公开" in text and _OPENNESS.fullmatch(text):
        return OPEN
    return ""


def _news_head(blocks: Sequence[Block], roles: list[str]) -> None:
    """A feature without stated headlines: its first short line, and a second one that begins with a dash."""
    if TITLE in roles:
        return
    for at, block in enumerate(blocks[:2]):
        text = block.text.strip()
        if roles[at] or len(text) > 60 or _PUNCTUATED.search(text) or (at and text[:1] not in "—－-"):
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
        role = roles[at] or (_head_role(text, done) if block.cell is None else "")
        if not role and not title and _numbered_head(blocks, at):
            role = HEAD
        if not role and block.cell is None and (end := _contents_end(blocks, at, at)) is not None:
            roles[at:end] = [CONTENTS] * (end - at)
            at = end
            continue
        if role == CONTENTS:
            at = _contents(blocks, roles, at)
            continue
        if (not role and not done and block.cell is None and _title_piece(text)) or (
            not role and done and title and title[-1] == at - 1 and _BRACKETED.fullmatch(text)
        ):
            role = TITLE
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


def _head_role(text: str, titled: bool) -> str:
    if len(text) <= 60 and NUMBER_LINE.fullmatch(text):
        return NUMBER
    if len(text) <= 60 and _LETTERHEAD.fullmatch(text) and not text.endswith("的令"):
        return HEAD
    if _CONTENTS.fullmatch(text):
        return CONTENTS
    if len(text) <= 100 and _RECORD.fullmatch(text):
        return RECORD
    if len(text) <= 40 and DATE_LINE.fullmatch(text):
        return NOTE
    if titled and _NOTE.fullmatch(text):
        return NOTE
    if text[-1:] in ":：" and _TO.fullmatch(text) and _TO_WORDS.search(text) and not match_marker(text):
        return TO
    return ""


def _numbered_head(blocks: Sequence[Block], at: int) -> bool:
    """Whether block `at` is "某市人民政府公告" with "第3号" below it: the name of a series, no title."""
    text = blocks[at].text.strip()
    following = blocks[at + 1].text.strip() if at + 1 < len(blocks) else ""
    return (
        len(text) <= 40
        and text.endswith(("公告", "通告", "令"))
        and "关于" not in text
        and NUMBER_LINE.fullmatch(following) is not None
    )


def _title_piece(text: str) -> bool:
    return len(text) <= TITLE_LIMIT and not _PUNCTUATED.search(text) and match_marker(text) is None


def _complete(blocks: Sequence[Block], title: list[int], at: int) -> bool:
    """Whether the title ends here: its type word is there, or what follows cannot belong to it."""
    together = "".join(blocks[i].text for i in title)
    if is_title(squeezed(together)):
        return True
    for block in blocks[at + 1 : at + _TITLE_LINES]:
        if block.cell is not None or not _title_piece(block.text.strip()):
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
        elif _SIGNED_LINE.fullmatch(text):
            roles[at] = SIGNED


def _issuers(blocks: Sequence[Block], roles: list[str], at: int) -> list[int]:
    above: list[int] = []
    for k in range(at - 1, max(at - 12, -1), -1):
        text = blocks[k].text.strip()
        if roles[k] or blocks[k].cell is not None or len(text) > 60:
            break
        if not (_ORG_LINE.fullmatch(text) or _PERSON_LINE.fullmatch(text)) or match_marker(text):
            break
        above.insert(0, k)
    return above


def _annex(blocks: Sequence[Block], roles: list[str], at: int, zones: list[Zone]) -> Zone | None:
    """The annex that begins at a 附件 line, or None where the line only lists annexes (then it is marked)."""
    match = ANNEX.fullmatch(blocks[at].text.strip())
    if match is None or len(blocks[at].text) > TITLE_LIMIT or _PUNCTUATED.search(match["title"]):
        return None
    listed = _list_end(blocks, roles, at)
    inline = bool(match["title"])
    if listed is None and inline and any(b.text.strip() == blocks[at].text.strip() for b in blocks[at + 1 :]):
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
    title = () if inline else _zone_title(blocks, roles, at + 1)
    return Zone("annex", number, at, len(blocks), title, at)


def _list_end(blocks: Sequence[Block], roles: list[str], at: int) -> int | None:
    """Where a list of annexes ends that begins at `at`: short lines up to a signature; None if it is none."""
    for k in range(at + 1, min(len(blocks), at + _LIST_LIMIT)):
        if roles[k] == SIGNED:
            return k
        if roles[k] or blocks[k].cell is not None or len(blocks[k].text) > 80:
            return None
        text = blocks[k].text.strip()
        if _PUNCTUATED.search(text) and not match_marker(text):
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
        if roles[k] or blocks[k].cell is not None or not _title_piece(text):
            break
        taken.append(k)
        if is_title(squeezed("".join(blocks[i].text for i in taken))):
            if k + 1 < len(blocks) and not roles[k + 1] and _BRACKETED.fullmatch(blocks[k + 1].text.strip()):
                taken.append(k + 1)
            return tuple(taken)
    return ()
