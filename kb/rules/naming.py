"""Which metric the words before (or behind) a number name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kb.metric import Metric, by_name, metrics
from kb.quantity import Quantity
from kb.rules.subject import is_noun, modal_before, split_subject, trimmed
from kb.rules.vocabulary import HEAD, REGION
from kb.units import same_dimension

_SHARE: Final = re.compile(
    r"(?P<part>.+?)占(?P<whole>(?!地|比)[^占]*?)(?:的)?(?:总?(?:比例|比重|比率|百分比|比))?$"
)
_OF: Final = re.compile(
    r"^(?:不|未|没有|严禁|禁止|应|得|能|宜|可|允许|当|低于|少于|小于|超过|高于|大于|多于|突破|超出|达到|至少|最低|最高|最多|最少|最小|最大|最短|最长|控制在|在|为|到|占|≥|≤|>|<|于|或|等)+"
)
_JOINED: Final = re.compile(
    r"^(?P<head>.*?)(?P<a>数量|面积|产值|税收|投资|户数|个数|用地面积|建筑面积|用地|人数)(?:和|与|及|、|以及)"
    r"(?P<b>数量|面积|产值|税收|投资|户数|个数|用地面积|建筑面积|用地|人数)(?P<tail>占比|比例|比重|占.+)$"
)
_INSIDE: Final = re.compile(r"(?P<part>.+?)在(?P<whole>.+?)中(?:的?占比|所占比例|的?比例|的?比重)?")
_BOTH: Final = re.compile(
    r"^(?P<head>.{2,}?)(?P<a>(?:数量|面积|产值|税收|投资|户数|人数)(?:占比|比例|比重))(?:和|与|及|、|以及)"
    r"(?P<b>(?:数量|面积|产值|税收|投资|户数|人数)(?:占比|比例|比重))$"
)
_AND: Final = re.compile(r"、|以及|和|与|及")
_TAIL: Final = re.compile(
    r"(?:的)?(?:水平|门槛|指标值?|标准|数值|总量|总额|额度|规模|比例|控制值?|要求|值|下限|上限|最低|最高)$"
)
_MEASURED: Final = re.compile(
    r"(?:率|度|比例|比重|占比|强度|面积|数量|系数|金额|总额|年限|期限|时间|高度|宽度|长度|距离|间距|荷载|增速|增幅|收入|产值|税收|投资|资本|资产|利润|能耗|水耗|排放量|人数|层高|层数|得分|分值|指数|价格|费用|支出|占|密度|深度|容量|产能|寿命|规模|等级|当量|浓度|数|量|值|额|率)$"
)
_CLASSIFIED: Final = re.compile(r"^(?:以上|以下|以内)?(?:\s|的)?(?P<np>[^，,。；;：:、（(）)的]{1,16})")


_TAKEN: Final = re.compile(
    r"从(?P<from>[^，,。]+?)中?(?P<verb1>提取|安排|拿出|预留|计提|划出|留出|列支)$"
    r"|(?P<verb2>提取|拿出|预留|计提|划出|留出)(?P<of>[^，,。]+?)的?$"
)


_OF_A_PART: Final = re.compile(
    r"(?:(?P<whose>.{2,})的)?(?P<part>(?!(?:总|计容)?(?:建筑|占地|用地)面积)[^的]{2,}?)的?(?P<what>(?:总|计容)?(?:建筑|占地|用地)?面积|数量|产值|投资|规模|人数)"
)
"""A part that is measured as a share of its whole: 项目的配套用房建筑面积 (不得超过总建筑面积的15%)."""
_AIMS: Final = re.compile(r"(?P<who>[^，]{2,12}?)(?:力争|争取|计划|努力|确保)(?P<what>.{2,})")
_RATED: Final = re.compile(r"(?:比例|比重|占比|比率|率)$")
_RATIO: Final = re.compile(
    r"(?P<part>.+?)(?:与|和|同)(?P<whole>[^与和同]+?)(?:之比|的?(?:比例|比值|比重|比率))$"
)
_WHILE: Final = re.compile(
    r"(?:在)?(?:项目)?(?:投运|投产|投入使用|运营|建成|达产|竣工|签约|供地|开园)?后?(?:的)?第[一二三四五六\d]+?年(?:年?底|末|内|起)?"
    r"|自[^，]{1,12}?(?:之日起|起)"
    r"|(?:投产|运营|注册|成立)?满[一二两三四五六\d]{1,2}年之?后(?=[^，]{2})"
    r"|(?:再?用|通过)[一二三四五\d]{1,2}年(?:左右)?的?(?:时间|努力|攻坚)"
    r"|(?:连续|近|最近|前)?(?<!\d)[一二三两四五\d]{1,2}个?(?:年|月|季度)(?:内|以上)?(?:平均|均)?(?=[^限龄度]*$)"
)
"""Words of time before a comparator that are no part of the metric: 在投运后第二年底, 连续两年."""


@dataclass(frozen=True, slots=True)
class Named:
    """A metric as a statement names it.

    Attributes:
        metric: canonical name, or the statement's own words.
        words: as printed.
        subject: what stood before the name and is no part of it, or "".
        known: the metric of the table, or None.
        sure: 0-1.
    """

    metric: str
    words: str
    subject: str = ""
    known: Metric | None = None
    sure: float = 1.0


def base_of(text: str, quantity: Quantity) -> str:
    """What a percentage is a share of, standing between comparator and number: 不超过总用地的7% -> 总用地."""
    words = text[quantity.span.start : quantity.core.start]
    return trimmed(_OF.sub("", words)).removeprefix("占") if quantity.compared else ""


def before(words: str, base: str, quantity: Quantity) -> tuple[Named, ...]:
    """The metrics that words standing before a comparator name; several where they are joined by 和.

    Args:
        words: of the same part of the sentence, from the quantity before on.
        base: see `base_of`.
        quantity: the number; a metric's dimension has to fit it.
    """
    shared_out = _TAKEN.search(words) if quantity.dimension in ("percent", "ratio") else None
    if shared_out:
        of = trimmed(shared_out["from"] or shared_out["of"])
        name = f"{shared_out['verb1'] or shared_out['verb2']}{of}比例"
        return (Named(name, shared_out[0].strip("，, 　"), sure=0.8),)
    if base and quantity.dimension == "percent" and re.search(r"累计(?:用地)?(?:面积)?$", words):
        return (Named("累计占比", "累计", known=by_name()["累计占比"]),)
    words = _WHILE.sub("", re.sub(r"^.*?(?:还|并|也|明确)要求(?=[^，]{2})", "", words))
    plain = modal_before(trimmed(modal_before(words)))
    if not plain:
        return ()
    if (aims := _AIMS.fullmatch(plain)) and is_noun(aims["who"]):
        return tuple(
            replace(named, subject=named.subject or aims["who"])
            for named in before(aims["what"], base, quantity)
        )
    if base and quantity.dimension in ("percent", "ratio"):
        shared = _share(plain, base)
        if shared:
            return (shared,)
    inside = _INSIDE.fullmatch(plain) if quantity.dimension in ("percent", "ratio") else None
    if inside and inside["part"].startswith("累计"):
        return (Named("累计占比", plain, known=by_name()["累计占比"]),)
    both = _BOTH.match(plain)
    if both:
        subject, head = _split(both["head"].rstrip("的"))
        head = head or subject
        return tuple(Named(f"{head}{both[each]}", plain, "") for each in ("a", "b"))
    joined = _JOINED.match(plain)
    if joined:
        subject, head = _split(joined["head"])
        if not subject and head:
            subject, head = "", head
        return tuple(
            Named(f"{head}{joined[each]}{joined['tail']}", joined[0], subject) for each in ("a", "b")
        )
    parts = [modal_before(trimmed(part)) for part in _AND.split(plain)]
    ends = [_known(part, quantity) for part in parts if part]
    if len(ends) > 1 and all(ends):
        return tuple(named for named in ends if named)
    match = _SHARE.fullmatch(plain) or _RATIO.fullmatch(plain)
    if match and match["whole"] and quantity.dimension in ("percent", "ratio"):
        shared = _share(match["part"], match["whole"])
        if shared:
            return (shared,)
    known = _known(plain, quantity)
    if known:
        return (known,)
    shorter = _TAIL.sub("", plain)
    if shorter != plain and (known := _known(shorter, quantity)):
        return (known,)
    if quantity.unit == "层":
        return (Named("层数", plain, plain, by_name()["层数"], 0.8),)
    parted = metrics_in(plain, quantity)
    if parted:
        return (parted,)
    owned = _OF_A_PART.fullmatch(plain) if base and quantity.dimension in ("percent", "ratio") else None
    if owned:
        part = f"{owned['part']}{owned['what']}"
        share = _share(part, base)
        return (share or Named(f"{part}占{base}比例", plain, owned["whose"] or "", sure=0.75),)
    region = REGION.match(plain)
    subject, rest = (region[0], plain[region.end() :]) if region else _split(plain)
    rest = re.sub(r"^每年|应当?|必须|须", "", rest or plain)
    shared_name = base and quantity.dimension in ("percent", "ratio") and not _RATED.search(rest)
    name = f"{rest}占{base}比例" if shared_name else rest
    return (Named(name, rest, subject, sure=0.75 if _MEASURED.search(rest) else 0.5),)


def any_known(words: str) -> Named | None:
    """The metric of the table whose name ends the words, whatever its dimension: 税收强度 按上表的1.2倍."""
    plain = modal_before(trimmed(words))
    for size in range(min(len(plain), _LONGEST), _SHORT, -1):
        metric = by_name().get(plain[-size:])
        if metric is not None:
            return Named(metric.name, plain[-size:], trimmed(plain[:-size]), metric)
    return None


def behind(text: str, quantity: Quantity) -> Named | None:
    """The metric that the words behind a number name: 2项以上发明专利, 15家企业."""
    of = re.match(r"的(?P<np>[^，,。的]{2,20})", text)
    if of and (named := before(of["np"], "", quantity)) and named[0].known:
        return named[0]
    match = _CLASSIFIED.match(text)
    if match is None or quantity.dimension not in ("count", "times"):
        return None
    words = re.split(r"且|并|或|和(?=[^，]{0,6}\d)", match["np"])[0]
    if re.search(r"\d|[一二三四五六七八九十][吨台套]", words) and "的" in text:
        words = text.rsplit("的", 1)[1]
    words = modal_before(words)
    if not words or re.match(r"应|须|不|可|给予|由|进行|完成|向|将|予", words):
        return None
    known = by_name().get(words)
    if known and _fits(known, quantity):
        return Named(known.name, words, known=known)
    return Named(words, words, sure=0.6)


def event(text: str, quantity: Quantity) -> Named | None:
    """The time limit that the words behind a number name: 12个月内开工建设 -> 开工期限."""
    if quantity.dimension != "time":
        return None
    match = re.match(
        r"(?:之?内|以内|前|的)?[，,]?(?:应当?|须|必须|要|全部|正式|全面|完成|实现|实质性|依法|按期|按时|前){0,3}",
        text,
    )
    rest = text[match.end() :] if match else text
    names = sorted(_times(), key=len, reverse=True)
    for name in names:
        if rest.startswith(name):
            return Named(_times()[name].name, name, known=_times()[name])
    return None


def act(text: str) -> Named | None:
    """What is to be done within a time: 10个工作日内签订出让合同 -> 签订出让合同."""
    match = re.match(r"(?:之?内|以内|前)?[，,]?(?:应当?|须|必须)?(?P<what>[一-鿿（）()“”]{2,14})", text)
    if match is None or re.match(
        r"暂|不|未|没|仍|可|禁止|作出|答复|办结|审核|审查|受理|批复|公示|组织|予以|给予|提出意见|反馈|报",
        match["what"],
    ):
        return None
    return Named(match["what"], match["what"], sure=0.6)


def metrics_in(words: str, quantity: Quantity) -> Named | None:
    """The metric of the table that words name with a word set in: 主导产业企业占比."""
    for metric in metrics():
        if metric.plain or not _fits(metric, quantity) or not metric.stands_in(words):
            continue
        fitting = [n for n in metric.names if n[:-2] in words and words.endswith(n[-2:])]
        at = words.find(fitting[0][:-2]) if fitting else -1
        if at >= 0:
            return Named(metric.name, words[at:], trimmed(words[:at]), metric, 0.85)
    return None


@lru_cache(maxsize=1)
def _times() -> dict[str, Metric]:
    return {name: metric for name, metric in by_name().items() if metric.dimensions == {"time"}}


def _fits(metric: Metric, quantity: Quantity) -> bool:
    dimension = quantity.dimension
    if dimension in metric.dimensions or (dimension == "ratio" and "percent" in metric.dimensions):
        return True
    return dimension == "" and not quantity.unit  # a bare number takes the metric's unit


def _known(words: str, quantity: Quantity) -> Named | None:
    """The metric of the table whose name ends the words, the longest; what stands before is the subject."""
    for size in range(min(len(words), _LONGEST), 1, -1):
        metric = by_name().get(words[-size:])
        if metric is None:
            continue
        rest = words[:-size]
        per = _per(metric, quantity, rest)
        if per is not None:
            return Named(per.name, words[-size:], trimmed(rest), per)
        if _parts_a_word(rest):
            return None
        if size <= _SHORT and rest and not (is_noun(rest) or rest.endswith("的")):
            continue
        if _fits(metric, quantity) or _part_of_unit(metric, quantity):
            return Named(metric.name, words[-size:], trimmed(rest), metric)
    return None


_LONGEST: Final = 24
_SHORT: Final = 2
"""Names of so few characters are mostly the end of a longer word."""


def _part_of_unit(metric: Metric, quantity: Quantity) -> bool:
    """Whether the quantity's unit is the upper half of the metric's: 万元增加值能耗 0.4吨标准煤."""
    above, slash, _ = metric.unit.partition("/")
    return bool(slash and quantity.unit) and same_dimension(quantity.unit, above)


def _parts_a_word(rest: str) -> bool:
    """Whether the words before a name belong to it and change its meaning: 地下|建筑面积, 新增|税收."""
    return bool(
        re.search(
            r"(?:地下|新增|单体|户均|人均|单层|最小|年均|地上|首期|每层|单栋|单幢|最大|计容外|土地使用权)$",
            rest,
        )
    )


def _per(metric: Metric, quantity: Quantity, rest: str) -> Metric | None:
    """The ratio that a plain metric in a unit by area is: 固定资产投资 300万元/亩 -> 投资强度."""
    if not quantity.unit.endswith(("/亩", "/公顷")) and not rest.endswith(("亩均", "每亩")):
        return None
    if metric.dimensions & {quantity.dimension}:
        return None
    for ratio in metrics():
        if ratio.formula == (metric.name, "用地面积"):
            return ratio
    return None


def _share(part: str, whole: str) -> Named | None:
    """The ratio metric of which `part` ends in the numerator and `whole` in the denominator."""
    subject, numerator = part, ""
    found: Metric | None = None
    for ratio in metrics():
        if ratio.formula is None or "percent" not in ratio.dimensions:
            continue
        above, below = (by_name().get(name) for name in ratio.formula)
        for name in above.names if above else ():
            if part.endswith(name) and below and _ends(whole, below.names) and len(name) > len(numerator):
                found, numerator, subject = ratio, name, part[: -len(name)]
    if found is None:
        return None
    return Named(found.name, numerator, trimmed(subject), found)


def _ends(words: str, names: tuple[str, ...]) -> bool:
    plain = re.sub(r"(?:总面积|总量|总额|之比|的)$", lambda m: "面积" if m[0] == "总面积" else "", words)
    return any(each.endswith(name) for name in names for each in (words, plain))


def _split(words: str) -> tuple[str, str]:
    return split_subject(words) if re.search(HEAD, words) else ("", words)


def whole(named: Named) -> Named:
    """A name whose first words were taken for the subject, with them: 规上企业|数字化覆盖率."""
    if named.known is not None or not named.subject or REGION.match(named.subject):
        return named
    words = f"{named.subject}{named.metric}"
    return Named(words, words, "", None, named.sure)
