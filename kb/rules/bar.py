"""Bars without a number: what may not be brought in, and what a firm must not have done."""

from __future__ import annotations

import re
from typing import Final

from kb.rules import condition
from kb.rules.lead import Lead
from kb.rules.statement import Part, Statement
from kb.rules.subject import is_generic, is_noun, trimmed
from kb.rules.vocabulary import ABSENT, BAR, ENTRY, HEAD

_FORBIDS: Final = re.compile(
    rf"(?P<no>不得|禁止|严禁|不予|不再|不准|不允许|一律不得?|不能|不可|原则上不再?|杜绝|停止|不支持|不鼓励|限制)"
    rf"(?:在[^，,]{{1,12}}?(?:内|中|范围内?|上)|以[^，,]{{1,10}}?(?:名义|方式|形式|为名))?"
    rf"(?P<act>(?:(?:以任何形式|擅自|违规|新|再|继续|审批|核准|予以|重复|直接)*{ENTRY}(?:[、和或及]{ENTRY})*)+)(?P<what>[^，,。；;]*)"
)
_KEEPS_OUT: Final = re.compile(
    rf"^[　 ]*(?:严禁|禁止|不得允许|谢绝)(?P<what>[^，,。；;]+?){ENTRY}(?:园区|本区|区内)?[　 ]*$"
)
_CLASSES: Final = re.compile(
    r"类|目录|名单|产能|污染|能耗|排放|工艺|设备|行业|产业|危险|落后|禁止|高[耗污排]|两高"
)
_BELONGS: Final = re.compile(r"^(?:属于|列入|被?列为|纳入|存在|有|被|已被|凡)?")
_OWN_ACT: Final = re.compile(
    r"转让|分割|出租|抵押|改变|转租|买卖|擅自|收取|增设|设置|拖延|挪用|侵占|截留|强制"
)
_WEAK: Final = re.compile(r"申请人|资料|材料|弄虚作假")


def in_list(statement: Statement, lead: Lead) -> str | None:
    """What an item below 有下列情形之一的，不得入园 bars: 属于…淘汰类的 -> 属于…淘汰类."""
    if lead.effect != "bar" or not lead.place:
        return None
    words = re.sub(r"^(?:凡|以及)", "", statement.text).rstrip("的；;。，, ")
    return words if len(words) >= _SHORTEST else None


_SHORTEST: Final = 3


def must_not(statement: Statement, lead: Lead) -> str | None:
    """What a requirement says must not be so: 近三年未发生较大以上事故 -> 近三年发生较大以上事故."""
    text = statement.text
    match = ABSENT.search(text)
    if match is None or lead.effect not in ("require", "permit"):
        return None
    before, word, after = text[: match.start()], match[0], text[match.end() :]
    after = after.rstrip("的；;。，, ")
    if not after or len(after) < _SHORTEST or _COMPARES.match(after):
        return None
    kept = {"未发生": "发生", "没有发生": "发生", "无发生": "发生", "不属于": "属于", "未列入": "列入", "未被列入": "被列入",
            "未纳入": "纳入", "未被纳入": "被纳入", "未受到": "受到", "未受过": "受过", "不存在": "存在", "未因": "因",
            "未出现": "出现", "不涉及": "涉及", "未违反": "违反"}  # fmt: skip
    verb = kept.get(word.removesuffix("过"), kept.get(word, "有"))
    return re.sub(r"^(?:应当?|须|必须|要)", "", trimmed(before)) + verb + after


def absence(text: str) -> str | None:
    """What a part says there is none of: 近两年无重大违法记录 -> 近两年有重大违法记录."""
    match = _NONE.match(text.strip("　 "))
    return f"{match['when'] or ''}{_POSITIVE.get(match['no'], '有')}{match['what']}" if match else None


_NONE: Final = re.compile(
    r"(?:且|并且|以及)?(?P<when>(?:近|最近|前)[一二三两四五\d]+年(?:内|来)?)?(?:应)?"
    r"(?P<no>无(?![法需论偿人须])|没有|未发生|未受到|未出现|不存在|未被列入|未列入)(?P<what>[^，,。；;]{3,})"
)
_POSITIVE: Final = {
    "未发生": "发生",
    "未受到": "受到",
    "未出现": "出现",
    "不存在": "存在",
    "未被列入": "被列入",
    "未列入": "列入",
}
_COMPARES: Final = re.compile(r"超过|达到|达|满|低于|高于|足|能")


def forbidden(statement: Statement, parts: list[Part]) -> list[tuple[str, str, str]]:
    """What a sentence forbids to bring in: (what, subject, words); empty where it forbids an act instead."""
    found = []
    for index, part in enumerate(parts):
        kept_out = _KEEPS_OUT.match(part.text)
        if kept_out and not part.quantities:
            found.append((trimmed(kept_out["what"]), "", part.text.strip()))
            continue
        use = _USE.match(part.text)
        if use and not part.quantities and not _OWN_ACT.search(use["what"]):
            found.append(
                (f"{trimmed(use['thing'])}{use['act']}{trimmed(use['what'])}", "", part.text.strip())
            )
            continue
        match = _FORBIDS.search(part.text)
        if match is None or any(q.compared for q in part.quantities):
            continue
        if _OWN_ACT.search(match["act"]) or _OWN_ACT.match(match["what"]):
            continue
        what = trimmed(match["what"])
        before = re.sub(r"一律|均$|都$", "", trimmed(part.text[: match.start()]))
        if what and _MAKES.search(match["act"]) and not _NO_THING.match(what):
            found.append((what, _maker(before, found), part.text.strip()))
        elif (
            before
            and re.search(r"进入|入驻|入园|进驻|迁入|落户|进园|竞买|申报|申请|参与$", match["act"])
            and is_noun(before)
        ):
            found.append((before, "", part.text.strip()))
        elif what and (is_noun(what) or _CLASSES.search(what)):
            found.append((what, "", part.text.strip()))
        elif is_noun(before) and not is_generic(before):
            found.append((before, "", part.text.strip()))
        elif earlier := _circumstance(parts[:index]):
            found.append((earlier, "", f"{earlier}，{part.text.strip()}"))
        elif before and (is_noun(before) or _CLASSES.search(before)):
            found.append((before, "", part.text.strip()))
    return found


_USE: Final = re.compile(
    r"[　 ]*(?P<thing>[^，,。；;]{2,}?)(?:一律)?(?:不得|严禁|禁止)(?P<act>用于|用作|改作|改建为)(?P<what>[^，,。；;]{2,})"
)
"""What a thing may not be used for: 新增建筑面积不得用于商品住宅."""
_MAKES: Final = re.compile(r"(?:新建|建设|扩建|改建|引进|引入|新增|布局|上马|新上|招引|新供)$")
_NO_THING: Final = re.compile(r"的|以|在|于|与|超过|低于|和|用地$|等$")


def _maker(before: str, found: list[tuple[str, str, str]]) -> str:
    """Who must not bring it in: 再开发项目不得新建商品住宅; of 不得引入… behind a comma, the one before."""
    if before:
        return before if is_noun(before) else ""
    return found[-1][1] if found else ""


def _circumstance(parts: list[Part]) -> str:
    """The words of the parts before 不得入园 that say who: 被列入失信名单的企业."""
    for part in reversed(parts):
        words = trimmed(part.text)
        if any(q.compared for q in part.quantities) or _FORBIDS.search(part.text):
            return ""
        if part.text.rstrip("　 ").endswith("的") or re.search(rf"{HEAD}$", words):
            return words
    return ""


def barred_kind(words: str) -> str:
    """What kind of condition a bar's words are about, see `Condition.kind`."""
    return condition.kind_of(words)


def is_bar(text: str) -> bool:
    """Whether words bar at all."""
    return bool(BAR.search(text))
