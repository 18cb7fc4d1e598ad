"""What a paragraph is on a newspaper page: byline, lead, photo credit, advertisement, headline …

Told from the wording alone; what belongs to what is for `ingest.articles` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ingest.markers import match_marker
from ingest.paragraph import DATE, Paragraph

Part = Literal[
    "body",
    "headline",
    "byline",
    "lead",
    "credit",
    "caption",
    "advert",
    "notice",
    "weather",
    "closing",
    "inset",
]

_NAME = r"[\u4e00-\u9fff][\u4e00-\u9fff·]{1,5}"
_TRADE = r"(?:记者|通讯员|特约撰稿人?|撰稿|评论员|实习生|见习生|作者|编译|文[/／](?:图|摄)?|图[/／]文|文并摄)"
_MARK = r"[□■●◆▲○◎☆★◇△▽▼]"
_NAMES = rf"{_NAME}(?:[\s、，,/／]+{_NAME})*"
_PRESS = r"(?:[\u4e00-\u9fff]{0,10}(?:记者|通讯员)[\s：:]*)?"
_BYLINE = re.compile(
    rf"(?:{_MARK}\s*[（(]?|[（(])?[\u4e00-\u9fff]{{0,10}}?{_TRADE}(?:[：:\s]+|(?<=[/／])){_NAMES}"
    rf"(?:[\s/／]+{_TRADE}(?:[：:\s]*{_NAMES})?){{0,2}}(?:[\s/／]*(?:文|图|摄影报道|报道)){{0,3}}[）)]?"
    rf"|{_MARK}\s*{_NAMES}|(?:本报|本社|本台|本刊|融媒)(?:首席|见习|实习)?记者[\u4e00-\u9fff]{{2,3}}(?:[\s、]+{_NAME})*"
)
_LEAD = re.compile(
    r"(?:本报|本台|本刊|[\u4e00-\u9fff]{0,4}(?:日报|晚报|时报|商报|电视台|在线))讯(?![息号问])"
    r"|(?:新华社|中新社|中新网|人民网|央视网|本报|[\u4e00-\u9fff]{2,4}社)[\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日[电讯]"
)
_CREDIT = re.compile(
    rf"(?:{_MARK}\s*|[（(])?{_PRESS}{_NAMES}\s*(?:摄影报道|摄影|摄|供图|制图|绘图|提供)(?:/文)?[）)]?"
    r"|(?:摄影|图|供图|制图)[/／：:]\s*\S{2,12}"
)
_CAPTION = re.compile(rf"[。”！）)]\s*[（(]?{_PRESS}{_NAME}\s?(?:摄影报道|摄影|摄|供图)[）)]?$")
_CREDITED = re.compile(
    r"(?:摄影报道|摄影|摄|供图|制图|绘图|提供)(?:/文)?[）)]?$|^(?:摄影|图|供图|制图)[/／：:]"
)
_SIGNED = re.compile(rf"{_TRADE}|^{_MARK}")
_INSET = re.compile(
    r"(?:记者手记|采访手记|编者按|编后语?|短评|快评|相关链接|新闻链接|链接|延伸阅读|背景|新闻背景|名词解释|小贴士)[：:]?"
)
_ADVERT = re.compile(
    r"广告|咨询电话|订购热线|服务热线|热线[：:]?\s*\d|电话[：:]?\s*\d{3,}|招租|招商热线|盛大开[业盘]|售楼|优惠|促销|折起|扫码"
    r"|欢迎(?:选购|惠顾|光临)|地址[：:]"
)
_SHOUT = re.compile(r"[A-Z][A-Z0-9&.,'’\- ]{5,}")
_SPREAD = re.compile(r"(?:[\u4e00-\u9fff]\s+){3,}[\u4e00-\u9fff]")
_NOTICE = re.compile(
    r"[\u4e00-\u9fff“”《》0-9A-Za-z（）()]{0,24}(?:公示|公告|启事|声明|通告|讣告|更正|招聘|遗失|招标|拍卖|征集令?|停电通知|停水通知)"
)
_WEATHER = re.compile(r"天气预报$|\d\s?℃|偏[东南西北]风\s?\d")
_CLOSING = re.compile(
    r"[\u4e00-\u9fff《》“”（）()]{2,30}(?:政府|办公[室厅]|局|委员会|委|厅|部|院|公司|报社|日报|社|协会|中心)"
)
_FINISHED = re.compile(r"[。；;：:，、,…⋯][”’\"'）)]?$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
LARGE = 1.12
"""Times the size of the running text that a headline has at least, where sizes are known."""

_LONGEST = 52.0
_ADDRESSED = re.compile(r"[：:]$")


def parts(paragraphs: Sequence[Paragraph]) -> list[Part]:
    """What each paragraph is, should the text be a newspaper's."""
    found: list[Part] = [_part(paragraph) for paragraph in paragraphs]
    sizes = [p.first.size for p, kind in zip(paragraphs, found, strict=True) if kind == "headline"]
    if any(size >= LARGE for size in sizes):
        # Where headlines are set larger, a line of the text's own size is none.
        found = [
            "body" if kind == "headline" and paragraph.first.size < LARGE and at else kind
            for at, (paragraph, kind) in enumerate(zip(paragraphs, found, strict=True))
        ]
    for at, paragraph in enumerate(paragraphs):
        if DATE.fullmatch(paragraph.text):
            found[at] = "closing"
            if at and found[at - 1] in ("headline", "body") and _CLOSING.fullmatch(paragraphs[at - 1].text):
                found[at - 1] = "closing"
    return found


def may_open(paragraph: Paragraph) -> bool:
    """Whether a paragraph can be a byline or a lead, with which articles begin; a cheap first look."""
    text = paragraph.text
    return _LEAD.match(text) is not None or (len(text) <= 48 and _SIGNED.search(text) is not None)


def _part(paragraph: Paragraph) -> Part:
    text = paragraph.text
    if _LEAD.match(text):
        return "lead"
    wide = sum(line.width for line in paragraph.lines)
    if wide > _LONGEST:
        credited = wide < 240 and _CREDITED.search(text) and _CAPTION.search(text[-40:])
        return "caption" if credited else "body"
    if _INSET.fullmatch(text):
        return "inset"
    if len(text) <= 40 and _CREDITED.search(text) and _CREDIT.fullmatch(text):
        return "credit"
    if len(text) <= 48 and _SIGNED.search(text) and (_BYLINE.fullmatch(text) or _signed(paragraph)):
        return "byline"
    if _WEATHER.search(text):
        return "weather"
    if _CREDITED.search(text) and _CAPTION.search(text[-40:]):
        return "caption"
    if _advert(paragraph):
        return "advert"
    if _FINISHED.search(text) or "。" in text or not _HAN.search(text):
        return "body"
    if _NOTICE.fullmatch(text):
        return "notice"
    return "headline"


def _signed(paragraph: Paragraph) -> bool:
    """Whether a line is a byline as printed: cleaning takes the spaces that keep its names apart."""
    return len(paragraph.lines) == 1 and _BYLINE.fullmatch(paragraph.first.source.text.strip()) is not None


def _advert(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if _FINISHED.search(text) or "。" in text:
        return False
    spread = len(paragraph.lines) == 1 and _SPREAD.fullmatch(paragraph.first.source.text.strip()) is not None
    return spread or _ADVERT.search(text) is not None or _SHOUT.fullmatch(text) is not None


def numbered_text(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the text is built of numbered clauses, as laws and policy documents are."""
    missing = {"article": 3, "chapter": 2, "cn": 2, "cnp": 3}
    for paragraph in paragraphs:
        marker = match_marker(paragraph.text)
        if marker is not None and marker.sure and marker.kind in missing:
            missing[marker.kind] -= 1
            if not missing[marker.kind]:
                return True
    return False
