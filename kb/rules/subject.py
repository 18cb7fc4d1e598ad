"""Whom a statement binds, in its own words: 新建小微企业园, 进入开发区的工业项目."""

from __future__ import annotations

import re
from typing import Final

from kb.rules.vocabulary import GENERIC, HEAD, LEADING, LONG_HEAD, SPLIT_HEAD

_MODAL: Final = (
    r"(?:一律|应当|应|须|必须|需要?|要|不得|可以|可(?!研)|原则上|一般(?!工业|项目|纳税|性|固)|均|都|也|宜|总体|分别|力争|争取|"
    r"平均|合计|累计|同时|还应?|方可|严格|能够|能|不|未|至少|最低|最高|最多|最少|最大|最小|最长|最短|统一|全部|达到|达|满足|符合|具备|(?<![具拥设享])有|为|是|在)"
)
_STOP: Final = re.compile(_MODAL)
_START: Final = re.compile(
    rf"^(?P<np>[^，,。；;：:]*?{LONG_HEAD}(?:{LONG_HEAD})*)(?=[^的园区数总用占面比率])"
)


_BY: Final = re.compile(r"经(?!济|营|开|认定的)|报(?!废)|因|由(?!于)|向|与")


def noun_at_start(words: str) -> str:
    """The noun that words begin with: 企业实施技术改造 -> 企业; "" where they begin otherwise."""
    plain = trimmed(words)
    match = None if _UNIT_OF.match(plain) or _BY.match(plain) else _START.match(plain)
    found = match["np"] if match else ""
    return found if found and is_noun(found) else ""


_MODALS: Final = re.compile(
    r"应当|应(?!用|急)|允许|须|必须|需(?!求)|不得|不予|不能|不应|可以|可(?!研|再生|持续)|原则上|一般(?!工业|项目|纳税|性|固)|均(?!衡|等)|禁止|严禁|方可|"
    r"要(?!素|求|点|件)|达到|执行(?!案)|享受|申请(?!人|单位|企业)|同时|凡|有下列|符合|满足|具备|存在"
)
_VERBS: Final = re.compile(
    r"加强|推进|推动|完善|建立|健全|加快|实施|开展|支持|鼓励|引导|提高|促进|优化|强化|落实|确保|实行|"
    r"基本|消除|完成|逐步|形成|争取|整体|不得|禁止|严禁|不予|应当?(?!急)|必须|盘活|保障|严把|大力|招引|坚持|抓好|突出|做好|着力|深入|注重|适度|全面|积极|大力|有序|充分|探索|通过|以(?![上下内])|结合|围绕|立足|依托|聚焦|进入(?![^，]*的)|可以|可优先|优先|给予|予以|享受|其(?![他余])|不断|持续|努力|发挥|组织|制定|明确|坚持|构建|打造|培育|统筹|规范(?!用地)|严格|拓展|提升(?!类)|根据|按照|依据|为(?:规范|进一步|了)"
)
_HEADING: Final = re.compile(
    rf"(?P<np>[^，,。；;：:、的]*?{HEAD})(?:的)?(?:准入|建设|用地|控制|入驻|入园|管理|认定|申报|申请|供地|规划|评价|竣工|转让|基本|主要|投资|开发|选址|设计|经济|技术|分割)*"
    r"(?:条件|标准|要求|指标|门槛|规定|办法|程序|细则|范围|对象)?$"
)


def trimmed(words: str) -> str:
    """Words without what only leads in (对, 凡, 其中) and without 的 and commas at the end."""
    plain = LEADING.sub("", words.strip("　 ")).removeprefix("或者").removeprefix("或")
    return plain.rstrip("的，,、：:； 　其").removesuffix("或者")


def is_noun(words: str) -> bool:
    """Whether words are a name of what can be bound: they end in a head noun and tell of no action."""
    plain = trimmed(words)
    if not plain or len(plain) > _LONGEST or plain.endswith("或者") or _FINITE.search(plain):
        return False
    return bool(_ENDS.search(plain)) and (not _VERBS.match(plain) or bool(_RELATIVE.match(plain)))


_LONGEST: Final = 40
_FINITE: Final = re.compile(r"应为|应当|必须|不得|允许|均为|禁止|严禁|一律")
_RELATIVE: Final = re.compile(
    r"(?:招引|引进|盘活|申请|实施|推进|开展|通过|落实|培育|利用|列入|纳入|享受|进入)[^，]{2,20}的"
)
_ENDS: Final = re.compile(rf"{HEAD}(?:[（(][^）)]{{1,20}}[）)])?$")


def is_generic(subject: str) -> bool:
    """Whether a subject says no more than that there is one: 项目, 企业."""
    return subject in GENERIC


def subject_in(text: str, *, heading: bool = False) -> str:
    """The subject that a lead-in or a heading names, or "".

    Args:
        text: 进入开发区的工业项目应当同时符合下列条件.
        heading: whether the text is a heading: 新建工业项目准入条件.
    """
    if heading:
        plain = trimmed(text)
        if _VERBS.match(plain):
            return ""
        match = _HEADING.fullmatch(plain)
        found = trimmed(match["np"]) if match else ""
        return "" if is_generic(found) or found[-2:-1] in _PARTED else found
    best = ""
    for part in re.split(r"[，,；;：:]", text):
        plain = _ANY_OF.sub("", trimmed(part))
        modal = _MODALS.search(plain, 2)
        words = trimmed(plain[: modal.start()] if modal else plain)
        if "的" not in words:
            words = re.sub(
                r"^(?:申请|申报)(?:认定|设立|建设|评定)?(?=.{4})(?!人|单位|企业|主体|项目)", "", words
            )
        found = _noun_at_end(words)
        if not found or _VERBS.match(found) or re.search(r"下列|以下|如下|见表|下表", found):
            continue
        if not best or (is_generic(best) and not is_generic(found)):
            best = found
    return best


_ANY_OF: Final = re.compile(
    r"^(?:凡)?(?:有|存在|具有|符合|属于|具备|出现)?(?:下列|以下|下述)[^，,]{0,10}?(?:之一|条件|情形|情况|行为|任[一意][^，,]{0,4})的(?=.)"
)
"""What stands before the noun in 有下列情形之一的企业."""


def _noun_at_end(words: str) -> str:
    """The words up to their last head noun, where little else follows it."""
    ends = [
        m.end()
        for m in re.finditer(HEAD, words)
        if words[m.start() - 1 : m.start()] not in _PARTED and words[m.end() : m.end() + 1] not in _WORD
    ]
    if not ends or len(words) - ends[-1] > _REST or len(words) > _LONGEST:
        return ""
    return trimmed(words[: ends[-1]])


_UNIT_OF: Final = re.compile(r"单位(?:产值|增加|工业|面积|GDP|用地|产品|建筑)")
_WORD: Final = frozenset("面系密容规数占标层高")
_PARTED: Final = frozenset({"入", "进", "出"})
_REST: Final = 8


def split_subject(words: str) -> tuple[str, str]:
    """Words before a comparator as subject and the rest: 入园企业研发投入增速 -> 入园企业, 研发投入增速."""
    ends = [m.end() for m in re.finditer(SPLIT_HEAD, words)]
    for end in reversed(ends):
        head, rest = words[:end], words[end:]
        if re.match(SPLIT_HEAD, rest) or head[-2:-1] in _PARTED or _UNIT_OF.match(words):
            continue
        if (
            not rest
            or _BARE.fullmatch(rest)
            or re.match(r"[数个家总]", rest)
            or rest[0] in "主数占标基性用名所园"
        ):
            continue
        if is_noun(head):
            return trimmed(head), rest.lstrip("的其内，, ")
    return "", words


_BARE: Final = re.compile(
    r"(?:的)?(?:总?(?:规模|数量|用地面积|建筑面积|计容建筑面积|面积|产值|户数|个数|家数|总数|税收)?(?:的)?(?:占比|比例|比重|占.*)|数量|个数|总数|家数|面积)"
)


def modal_before(words: str) -> str:
    """Words without the modals and adverbs at their end: 容积率原则上应 -> 容积率."""
    previous = None
    while previous != words:
        previous = words
        words = re.sub(
            rf"(?:{_MODAL}|按照?|控制|保持|限定|再|进一步|以|执行|要求|(?<!计划)规划|确定|得|[，,：:\s　])$",
            "",
            words,
        )
    return words
