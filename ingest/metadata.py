"""What a document says of itself: title, 文号, issuer, dates, region, kind, what it names and repeals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest import roles as F
from ingest.block import Block, Genre
from ingest.dates import DATE_LINE, find_dates, first_date
from ingest.document import Kind, Metadata, Region
from ingest.frame import Frame, Zone
from ingest.numbers import normal_number
from ingest.numerals import parse_numeral
from ingest.place import region_for
from ingest.terms import repeals, terms
from ingest.titles import LAW, TRIAL, squeezed, type_of

STATED: dict[str, tuple[str, ...]] = {
    "title": ("title", "标题", "articletitle", "og:title", "名称", "文件名称", "dc.title"),
    "number": ("number", "文号", "发文字号", "文件编号", "字号", "doc_number"),
    "issuer": ("issuer", "发文机关", "发布机构", "制定机关", "发文单位", "发布单位", "publisher"),
    "source": ("source", "来源", "contentsource", "信息来源", "报纸", "newspaper"),
    "issued": (
        "issued",
        "成文日期",
        "发文日期",
        "印发日期",
        "生成日期",
        "发布日期",
        "pubdate",
        "date",
        "公布日期",
        "日期",
    ),
    "effective": ("effective", "施行日期", "生效日期", "实施日期"),
    "expires": ("expires", "失效日期", "有效期至", "废止日期"),
    "region": ("region", "地区", "适用地区", "行政区划", "区域"),
    "kind": ("kind", "类型", "文种", "类别"),
    "restates": ("restates", "转述", "转述自"),
    "recipients": ("recipients", "主送", "主送机关"),
}
"""Names under which front matter and HTML state a field, in lower case."""

_KINDS: dict[str, Kind] = {
    "政策文件": "政策文件", "法规": "法规", "新闻报道": "新闻报道", "其他": "其他",
    "规章": "法规", "法律": "法规", "条例": "法规", "新闻": "新闻报道",
}  # fmt: skip
_CITED = re.compile(r"《((?:[^《》]|《[^《》]*》){2,80})》")
_FROM_TITLE = re.compile(r"^(.{2,60}?)(?:关于|印发|转发|公告|通告)")
_PERIOD = re.compile(
    r"[（(]\s*((?:19|20)\d{2})\s*年?\s*[-－—–~～至到]+\s*((?:19|20)\d{2})\s*年?\s*[）)]|((?:19|20)\d{2})年?\s*[-－—–~～至到]+\s*((?:19|20)\d{2})年"
)
_FIVE_YEARS = re.compile(r"[“\"]?([六七八九十]|十[一二三四五六七八九])五[”\"]?(?=.*(?:规划|计划|纲要|方案))")
_TAKES_EFFECT = re.compile(r"\s*(?:起|开始)?\s*(?:正式)?(?:施行|实施|执行|生效)")
_NEWSPAPER = re.compile(
    r"(?:[■□◆●]\s*)?([\u4e00-\u9fa5]{2,12}(?:报|报社|网|新闻社|周刊|日报|晚报))(?:首席|融媒|全媒体)?(?:记者|通讯员)"
)
_DATELINE = re.compile(r"本报.{0,12}讯")
_ORGS = re.compile(
    r"(?:人民政府|政府|办公厅|办公室|委员会|局|厅|部|院|总局|署|常务委员会|人民代表大会|银行|法院|检察院|党委|省委|市委|县委|区委)|(?:委|会|办|中心)$"
)


@dataclass(frozen=True, slots=True)
class _View:
    """The parts of a document that metadata are read from."""

    blocks: Sequence[Block]
    framed: Frame
    genre: Genre
    stated: Mapping[str, str]
    places: Mapping[str, Sequence[int]]  # indices of the blocks of each role

    def of(self, role: str, zone: Zone | None = None) -> list[str]:
        """Texts of the blocks with a role, within a zone or anywhere."""
        places = self.places.get(role, ())
        return [self.blocks[i].text.strip() for i in places if zone is None or zone.start <= i < zone.end]

    def says(self, field: str) -> str | None:
        """What the format states of a field."""
        for name in STATED[field]:
            if self.stated.get(name):
                return self.stated[name].strip() or None
        return None


def metadata(
    blocks: Sequence[Block], framed: Frame, genre: Genre, stated: Mapping[str, str], name: str = ""
) -> Metadata:
    """Read a document's metadata.

    Args:
        blocks: the running text.
        framed: its frame.
        genre: what the layout took it for.
        stated: what the format says, see `Reading.stated`.
        name: the file's name without folders, the last resort for a title.
    """
    places: dict[str, list[int]] = {}
    for index, role in enumerate(framed.roles):
        if role:
            places.setdefault(role, []).append(index)
    view = _View(
        blocks, framed, genre, {key.strip().lower(): str(value) for key, value in stated.items()}, places
    )
    title = _title(view, name)
    kind = _kind(view, title)
    texts = _closing_texts(view)
    found = terms(texts)
    issued = _issued(view, kind)
    issuer = _issuer(view, title, kind)
    period = _period(title)
    effective = _day(view.says("effective")) or found.effective_on(issued)
    expires = _day(view.says("expires")) or found.expires_after(effective or issued)
    if expires is None and period is not None and not found.permanent:
        expires = date(period[1], 12, 31)
    return Metadata(
        title=title,
        number=_number(view, title),
        issuer=issuer,
        recipients=_recipients(view),
        issued=issued,
        effective=effective,
        expires=expires,
        region=_region(view, title, issuer, kind),
        kind=kind,
        names=_names(blocks),
        repeals=repeals(texts),
        trial=bool(TRIAL.search(title)),
        restates=view.says("restates"),
        period=period,
    )


def _title(view: _View, name: str) -> str:
    printed = squeezed("".join(view.of(F.TITLE)))
    if view.genre in ("article", "caption") and printed:
        return " ".join(squeezed(text) for text in view.of(F.TITLE))
    if printed:
        return printed
    for zone in view.framed.zones:
        if zone.title and zone.kind == "body":
            return squeezed("".join(view.blocks[i].text for i in zone.title))
    stated = view.says("title")
    if stated:
        return squeezed(re.split(r"\s*[_|｜]\s*", stated)[0])
    for block, role in zip(view.blocks[:1], view.framed.roles, strict=False):
        if len(block.text) <= 60 and not role and block.text[-1:] not in "。：:；":
            return squeezed(block.text)
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name) or "无题"


def _kind(view: _View, title: str) -> Kind:
    stated = view.says("kind")
    if stated and stated in _KINDS:
        return _KINDS[stated]
    if view.genre in ("article", "caption"):
        return "新闻报道"
    if view.genre in ("advertisement", "notice"):
        return "其他"
    articles = any(re.match(r"\s*第[一1１]\s*条", block.text) for block in view.blocks)
    if articles and LAW.search(title) and not re.search(r"通知|意见|方案", title[-6:]):
        ordered = any("令" in text for text in (*view.of(F.NUMBER), *view.of(F.HEAD)))
        # 法释, 高检发释字: interpretations of the law by the courts.
        ordered = ordered or any("释" in text[:6] for text in view.of(F.NUMBER))
        official = view.of(F.NUMBER) and not ordered
        return "政策文件" if official else "法规"
    if type_of(title) or view.of(F.NUMBER) or view.of(F.TO) or view.of(F.SIGNED):
        return "政策文件"
    head = "".join(block.text for block in view.blocks[:6])
    if view.of(F.BYLINE) or _NEWSPAPER.search(head) or _DATELINE.search(head) or "记者" in head:
        return "新闻报道"
    return "其他"


def _number(view: _View, title: str) -> str | None:
    first = view.framed.zones[0]
    heads = [*view.of(F.HEAD, first), *view.of(F.NUMBER, first)]
    for text in view.of(F.NUMBER, first):
        number = normal_number(text)
        if number:
            return number
    joined = normal_number("".join(heads)) if heads else None
    if joined:
        return joined
    bare = next((text for text in view.of(F.NUMBER, first)), None)
    if bare and title:
        return normal_number(f"{type_of(title)}{bare}") if type_of(title) in ("公告", "令", "通告") else None
    stated = view.says("number")
    return (normal_number(stated) or stated) if stated else None


def _issuer(view: _View, title: str, kind: Kind) -> str | None:
    if kind == "新闻报道":
        stated = view.says("source") or view.says("issuer")
        if stated:
            return stated
        head = "\n".join(block.text for block in view.blocks[:8])
        match = _NEWSPAPER.search(head)
        return match[1] if match and match[1] not in ("本报", "媒体报") else None
    stated = view.says("issuer")
    if stated:
        return stated
    signed = [_strip_date(text) for text in view.of(F.SIGNED, view.framed.zones[0])]
    bodies = [squeezed(text) for text in signed if text and _ORGS.search(text)]
    if bodies:
        return "、".join(dict.fromkeys(bodies))
    match = _FROM_TITLE.match(title)
    if match and _ORGS.search(match[1]):
        return re.sub(r"\s+", "、", match[1].strip())
    for text in view.of(F.HEAD):
        body = re.sub(r"(?:文件|令)$", "", squeezed(text))
        if _ORGS.search(body) or body.endswith(("国务院", "主席")):
            return body
    return next(filter(None, map(_adopter, view.of(F.NOTE))), None)


_ADOPTER = re.compile(
    r"(?:日|日期|）|\s)\s*(?:经)?((?:[\u4e00-\u9fa5]{2,20}?)(?:人民代表大会常务委员会|人民代表大会|人大常委会|人民政府|国务院|最高人民法院|最高人民检察院|[\u4e00-\u9fa5]{2,12}(?:部|委员会|总局|署|局|厅)))"
)


def _adopter(text: str) -> str | None:
    match = _ADOPTER.search(text)
    return re.sub(r"第[一二三四五六七八九十]+届", "", match[1]) if match else None


def _strip_date(text: str) -> str:
    return re.sub(DATE_LINE.pattern, "", text).strip()


def _recipients(view: _View) -> str | None:
    to = view.of(F.TO)
    return to[0].rstrip("：:").strip() if to else view.says("recipients")


def _issued(view: _View, kind: Kind) -> date | None:
    first = view.framed.zones[0]
    if kind == "新闻报道":
        return _day(view.says("issued"))
    for text in (*view.of(F.SIGNED, first), *view.of(F.SIGNED)):
        day = first_date(text)
        if day:
            return day
    notes = [day for text in view.of(F.NOTE) for day in _made_on(text)]
    if notes:
        return max(notes)
    stated = _day(view.says("issued"))
    if stated:
        return stated
    for text in view.of(F.PRINTED):
        day = first_date(text)
        if day:
            return day
    return None


def _made_on(text: str) -> list[date]:
    """The dates in a note on which something was passed, published or amended, not those it takes effect."""
    return [day for span, day in find_dates(text) if not _TAKES_EFFECT.match(text, span.end)]


def _day(text: str | None) -> date | None:
    return first_date(text) if text else None


def _period(title: str) -> tuple[int, int] | None:
    match = _PERIOD.search(title)
    if not match:
        plan = _FIVE_YEARS.search(title)
        number = parse_numeral(plan[1]) if plan else None
        # The sixth plan began in 1981; from then on they follow one another without a gap.
        start = 1981 + 5 * (number - 6) if number is not None and number >= 6 else None
        return (start, start + 4) if start is not None else None
    first, last = int(match[1] or match[3]), int(match[2] or match[4])
    return (first, last) if first <= last <= first + 30 else None


def _closing_texts(view: _View) -> list[str]:
    """Paragraphs that may say when the document holds, the frame left out."""
    return [
        block.text
        for block, role in zip(view.blocks, view.framed.roles, strict=False)
        if role in ("", F.NOTE) and block.cell is None and len(block.text) < 1200
    ]


def _names(blocks: Iterable[Block]) -> tuple[str, ...]:
    found = (match[1] for block in blocks if "《" in block.text for match in _CITED.finditer(block.text))
    return tuple(dict.fromkeys(squeezed(name) for name in found))


def _region(view: _View, title: str, issuer: str | None, kind: Kind) -> Region | None:
    stated = view.says("region")
    head = [block.text for block in view.blocks[:8]]
    number = normal_number("".join(view.of(F.NUMBER)))
    return region_for(stated, issuer, title, number, head, news=kind == "新闻报道")
