"""Roles: what a line of an official document is besides a clause, told from the line itself."""

from __future__ import annotations

import re

from ingest.block import Block
from ingest.dates import DATE_LINE
from ingest.markers import match_marker
from ingest.titles import TITLE_LIMIT

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
ORG_LINE = re.compile(rf"[\u4e00-\u9fa5（）()、“”《》·\s]{{2,50}}{_ORG}")
PERSON_LINE = re.compile(
    r"(?:[\u4e00-\u9fa5]{0,16}(?:主席|总理|部长|市长|省长|区长|县长|州长|局长|主任|署长|行长|厅长|院长|检察长|委员长)"
    r"\s*[：:]?\s*[\u4e00-\u9fa5·]{1,4}\s?[\u4e00-\u9fa5]{1,2})"
)
SIGNED_LINE = re.compile(rf"{ORG_LINE.pattern}\s*{DATE_LINE.pattern}")
_TO = re.compile(
    r"(?:各|有关|省|市|县|区|州|国务院|中央|局|机关|委|厅|办|本|全|属|直|单位|部门|公司|企业|你)[^。！？]{0,400}[:：]"
    r"|[\u4e00-\u9fa5（）()]{2,20}(?:人民政府|委员会|管委会|办公室|办事处|自治州|自治县|公司|局|厅|部)(?:[，、；][^。！？]{0,400})?[:：]"
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
RECORD_LINE = re.compile(
    r"(?:索\s*引\s*号|发布(?:机构|日期|时间|单位)|成文日期|生成日期|公开日期|信息来源|来\s*源|文章来源|作者|浏览(?:次数|量)?|"
    r"点击(?:数|量)|字\s*体|字\s*号|主题分类|公文种类|有效性|时效性|文\s*号|发文字号|发文机关|标\s*题|阅读|责任编辑|编辑)\s*[:：].{0,80}"
)
MONTH_LINE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
)
_CONTENTS = re.compile(r"目\s*[录次]")
ANNEX = re.compile(
    r"附\s*(?:[件录]|(?=[：:]))(?P<n>\s*[0-9０-９一二三四五六七八九十]{1,3})?\s*(?P<c>[：:．.、]?)\s*(?P<title>.*)"
)
PASSES_ON = re.compile(
    r"印发给|予以印发|现印发|现予印发|现将.{2,80}(?:印发|转发|下发|公布|发布)|予以(?:公布|发布)|现予(?:公布|发布)|现公布|现发布"
)
BRACKETED = re.compile(r"[（(][^（）()]{1,40}[）)]")
PUNCTUATED = re.compile(r"[。；;！!？?]$|[:：]$")


def by_itself(block: Block) -> str:
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
        if len(text) < 100 and "印" in text and _PRINTED.fullmatch(text):
            return PRINTED
        if _SUBJECT.fullmatch(text):
            return RECORD
    if len(text) < 24 and "公开" in text and _OPENNESS.fullmatch(text):
        return OPEN
    return ""


def head_role(text: str, titled: bool) -> str:
    """What a line is that stands before the body; `titled` says whether the title is already whole."""
    if len(text) <= 60 and NUMBER_LINE.fullmatch(text):
        return NUMBER
    if len(text) <= 60 and _LETTERHEAD.fullmatch(text) and not text.endswith("的令"):
        return HEAD
    if _CONTENTS.fullmatch(text):
        return CONTENTS
    if len(text) <= 100 and RECORD_LINE.fullmatch(text):
        return RECORD
    if len(text) <= 40 and (DATE_LINE.fullmatch(text) or MONTH_LINE.fullmatch(text)):
        return NOTE
    if titled and _NOTE.fullmatch(text):
        return NOTE
    if text[-1:] in ":：" and _TO.fullmatch(text) and _TO_WORDS.search(text) and not match_marker(text):
        return TO
    return ""


def title_piece(text: str) -> bool:
    """Whether a line can be a title or one of its lines."""
    return len(text) <= TITLE_LIMIT and not PUNCTUATED.search(text) and match_marker(text) is None
