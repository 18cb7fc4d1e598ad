"""Clues: what the words around a number say of it: whether it counts, how strongly, relative to what."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from kb.metric import by_name
from kb.quantity import Quantity
from kb.result import Operator
from kb.rule import Strength
from kb.rules import naming
from kb.rules.draft import Draft
from kb.rules.holds import CONDITION_END, is_condition
from kb.rules.lead import Lead
from kb.rules.naming import Named
from kb.rules.statement import Part, Statement
from kb.rules.subject import is_noun, modal_before, trimmed
from kb.rules.vocabulary import AUTHORITY, BAR, BASE, BENEFIT, LONG_HEAD, LOOSE, NORM, PERMIT, RELAX, STRENGTH

_RELATIVE: Final = re.compile(rf"(?P<way>{RELAX})(?:幅度)?(?:了|约)?$")
_UP: Final = frozenset(["提高", "抬高", "上浮", "上调", "增加", "调高", "收紧"])
_MODIFIES: Final = re.compile(r"以[上下内]$")
_JOINS: Final = re.compile(
    r"^[　 ]*(?:[且并和与及或、，,；;（(]|$|不超过|不高于|但|同时|其中|的[，,]|[\d一二三])"
)
_BY_BASE: Final = re.compile(rf"(?:按照?|以|为|执行|参照|达到)[^，,]{{0,12}}{BASE}[^，,]{{0,6}}$")
_AUTHORITY_DOES: Final = re.compile(rf"{AUTHORITY.pattern}(?:应|须|要|在|会同|组织|负责|自|于|将|可|收到|对)")
_SPAN_OF_TIME: Final = re.compile(
    r"(?:近|最近|前|过去|连续|(?<!原则)上|此前|之前|以来|任意|申报前|每)[　 ]*$"
)
_PAST: Final = re.compile(
    r"^(?:之?内|来|以内|中)?(?:[，,]?(?:有|未|无|没有|发生|受|因|被|存在|曾|累计|平均|出现|年均|连续))"
)
_VALID: Final = re.compile(r"有效期|施行|试行期|公示期|保存|公示(?:时间)?|印发")
_HOLDS_BACK: Final = re.compile(
    r"^(?:之?内|以内)?[，,]?(?:不得|禁止|不予|不再|不能)(?!低于|少于|超过|高于|大于|小于)"
)
_SMALL_GAP: Final = 2


def counts(
    statement: Statement,
    part: Part,
    quantity: Quantity,
    left: str,
    right: str,
    lead: Lead,
    *,
    shared: bool,
    further: bool,
    decides: bool,
) -> bool:
    """Whether a quantity is a threshold at all.

    Args:
        statement, part: where it stands.
        quantity: the number.
        left, right: of the part, up to the quantities before and behind.
        lead: what governs the statement.
        shared: whether it is one of several that metrics named together are given.
        further: whether another quantity stands behind it in the part.
        decides: whether something is barred or opened where the part is so.
    """
    text = _ASKED_FOR.sub(lambda match: "　" * len(match[0]), statement.text)
    around = part.text[: quantity.span.end - part.start + 12]
    if BENEFIT.search(left) or BENEFIT.match(right.lstrip("的")) or _VALID.search(left):
        return False
    relative = re.match(rf"的(?P<np>[^，,]*?{LONG_HEAD}|部分)(?=[^　 ])", right)
    said = text[quantity.span.start : quantity.core.start]
    if (
        relative
        and quantity.compared
        and not re.match(r"不|至少|最", said)
        and not CONDITION_END.search(part.text.strip("　 "))
        and not re.match(r"对于?|凡|针对", part.text.strip("　 "))
    ):
        # 用地3亩以上的企业纳入评价 opens something, 30亩以下的项目进入标准厂房 sets no bound.
        rest = part.text[quantity.span.end - part.start :]
        return relative["np"] != "部分" and bool(PERMIT.search(rest) or BAR.search(rest))
    modifies = _MODIFIES.search(quantity.span.of(text)) or (
        quantity.op == "in" and quantity.dimension == "count"  # 二至四层层高不低于4.5米
    )
    if modifies and further and not _JOINS.match(right):
        return False  # 二层及以上层高不低于4.5米, 固定资产投资10亿元以上项目不少于2个
    if (
        quantity.dimension in ("money", "percent")
        and BENEFIT.search(text[: quantity.span.start])
        and not is_condition(part, [part])
    ):
        return False
    if (
        BENEFIT.search(around)
        and not quantity.span.of(text).startswith(("不低于", "不少于"))
        and quantity.dimension in ("money", "percent")
        and not is_condition(part, [part])
    ):
        return False
    if quantity.dimension == "time":
        if said.startswith("近") or (further and re.match(r"之?后", right)):
            return False
        if _SPAN_OF_TIME.search(left) or _PAST.match(right) or _HOLDS_BACK.match(right):
            return False
        if _AUTHORITY_DOES.search(text[: quantity.span.start]) and not re.search(
            r"企业|项目|受让|竞得|业主|单位", left
        ):
            return False
    if re.match(r"、[^，]*的[^，]*$", right):
        return False  # 面积在50亩以下、布局散乱的区块 tells which
    if quantity.dimension == "time" and not quantity.compared and not MEASURED_TIME.search(left.strip("　 ")):
        return bool(naming.event(right, quantity)) and quantity.compared
    target = lead.target or bool(STRENGTH["目标"].search(text))
    relaxed = bool(
        _RELATIVE.search(left.rstrip())
        or re.search(rf"{RELAX}[到至为]$", left.rstrip())
        or (quantity.unit in ("%", "倍") and _BY_BASE.search(left))
    )
    said = text[quantity.span.start : quantity.core.end]
    reached = said.startswith("达") and bool(re.search(r"(?:应当?|必须|须|要)$", text[: quantity.span.start]))
    if not quantity.compared and not (shared or reached or relaxed or target or lead.op or set_to(left)):
        known = naming.before(left, "", quantity) if left.strip() else ()
        limit = lead.effect == "require" and any(n.known and n.known.better for n in known)
        return limit or (bool(lead.metric) and not left.strip())
    strong = (
        reached
        or relaxed
        or decides
        or bool(NORM.search(text))
        or bool(lead.place)
        or target
        or lead.op is not None
    )
    if not strong and LOOSE.match(quantity.span.of(text)):
        return False
    return strong or quantity.compared


MEASURED_TIME: Final = re.compile(
    r"(?:年限|期限|时间|周期|期|时限|工期|成立|注册|经营|运营|持有|存续|自持|使用|满|投产|开工|竣工|达产|合作|租期|租赁|从业|连续|工作|时长|服务|居住|缴纳|社保)$"
)


_ASKED_FOR: Final = re.compile(
    r"(?:申请|申报|享受|获得)[^，,；;]{0,12}?(?:奖励|补助|补贴|资助|扶持)(?=的|企业|单位|项目)"
)
"""A reward in the name of who asks for it: 申请首台（套）奖励的企业."""


def norms(statement: Statement, part: Part) -> bool:
    """Whether a part of a news report tells what is required or aimed at, and not what happened."""
    if NORM.search(part.text) or re.search(rf"可以?{RELAX}", part.text):
        return True
    before = statement.text[: part.start]
    said = STRENGTH["目标"].search(before) or re.search(r"应|须|不得|必须", before)
    return bool(said) and not re.search(r"去年|上年|今年|同期|已|目前|累计|了", part.text)


def moved(left: str, right: str) -> str:
    """What is moved from this number to the next, "" for none: 容积率由|0.8|提高到1.5."""
    match = re.search(r"(?:由|从)(?:原来的|现有的?|目前的?)?(?:每亩)?$", left.rstrip())
    return left[: match.start()] if match and re.match(_MOVES, right) else ""


_MOVES: Final = rf"(?:{RELAX}|提升|下降|上升|增长|扩大|调整|变)[^，,\d]{{0,4}}[到至为]"


def respective(part: Part) -> list[Named]:
    """The metrics of 容积率和建筑系数分别不低于1.5和40%, one for each quantity; else empty."""
    if "分别" not in part.text or len(part.quantities) < 2:
        return []
    head = part.text[: part.text.index("分别")]
    words = [
        modal_before(trimmed(each))
        for each in re.split(r"、|和|与|及|以及", modal_before(head))
        if each.strip()
    ]
    if len(words) < len(part.quantities):
        return []
    words = words[-len(part.quantities) :]
    found = []
    for word, quantity in zip(words, part.quantities, strict=True):
        found += list(naming.before(word, "", quantity))[:1]
    return found if len(found) == len(part.quantities) else []


def alike(quantity: Quantity, earlier: Draft) -> bool:
    """Whether a quantity can be a bound of the same metric as an earlier rule."""
    if quantity.unit == earlier.unit or quantity.unit == "" or quantity.dimension == "percent":
        return True
    return quantity.unit.split("/")[0][-1:] == earlier.unit.split("/")[0][-1:]


def near(one: str, other: str) -> bool:
    """Whether two clauses stand in one article or list."""
    first, second = one.split("/"), other.split("/")
    return first[:-1] == second[:-1] or first == second[:-1] or first[:-1] == second


def is_relative(statement: Statement, left: str, quantity: Quantity) -> bool:
    """Whether a number is a share of another bound: 按上表标准的1.2倍, 在上表基础上提高10%."""
    head = statement.text[: quantity.span.start]
    by_base = _BY_BASE.search(head) or (_RELATIVE.search(left.rstrip()) and re.search(BASE, head))
    return quantity.unit in ("%", "倍") and bool(by_base)


def turned(text: str, quantity: Quantity) -> bool:
    """Whether the number stands before what it bounds: 0.7≤容积率."""
    return text[quantity.core.end : quantity.span.end].strip()[-1:] in tuple("≤≥≦≧<>＜＞")


def ranged(found: list[Draft]) -> list[Draft]:
    """The bounds of one piece, a least and a most that stand on both sides of one name made a range."""
    whole: list[Draft] = []
    for draft in found:
        last = whole[-1] if whole else None
        if last is not None and (last.metric, last.unit, last.op, draft.op) == (
            draft.metric, draft.unit, ">=", "<=",
        ):  # fmt: skip
            last.op, last.high = "in", draft.value
        else:
            whole.append(draft)
    return whole


FUNDS: Final = re.compile(r"专项资金占.*(?:财力|预算|财政)")


def of_whom(named: Named, left: str, behind: str) -> Named:
    """The name with its subject, where 的 and a noun stand behind the number.

    In 申报企业应为注册满2年的制造业企业 it is what stands before 应为, else the noun behind.
    """
    match = re.match(r"(?P<who>.{2,}?)(?:应当?|须|必须|需)?(?:是|为)(?=.{2})", trimmed(left))
    if match and is_noun(match["who"]):
        own = named.metric if named.known else named.metric.split("为", 1)[-1]
        return replace(named, metric=own, subject=match["who"])
    return replace(named, subject=behind)


def share_of_earlier(statement: Statement, quantity: Quantity, plain: str) -> Named | None:
    """The share that a number gives of what was just counted: …人员10名，其中高级职称人员占30%以上."""
    said = statement.text[quantity.span.start : quantity.core.start]
    part = trimmed(plain)
    if quantity.dimension != "percent" or not said.startswith("占") or said != "占" or not is_noun(part):
        return None
    return Named(f"{part}占比", part, "", sure=0.7)


def labelled(metric: str, plain: str, quantity: Quantity) -> Named:
    """The metric that a label before a colon gives: 固定资产投资：每亩不低于450万元."""
    known = by_name().get(metric)
    per = re.search(r"(?:每亩|亩均)$", plain)
    if per and known is not None and not known.unit.endswith("/亩"):
        named = naming.before(f"{per[0]}{metric}", "", quantity)
        if named and named[0].known:
            return named[0]
    return Named(metric, metric, "" if per else trimmed(plain), known, 0.9)


def carried(part: Part) -> str:
    """The metric that the part before leaves hanging: 产业选择也有限制，不得超过两个; "" where it is a clause."""
    if part.quantities or is_noun(part.text) or CONDITION_END.search(part.text.strip("　 ")):
        return ""
    words = re.sub(
        r"(?:也|都|均)?(?:有|受|作|设|加以)(?:所|了|出)?(?:限制|规定|要求|控制|明确)$",
        "",
        part.text.strip("　 "),
    )
    measured = naming.any_known(words) or re.search(
        r"(?:占比|比例|比重|率|度|面积|数量|强度|系数|总额)$", words
    )
    return words if measured and len(words) <= _HANGING and not BENEFIT.search(words) else ""


_HANGING: Final = 30


def relaxes(left: str) -> bool:
    """Whether the words before a number move another bound: 可提高到."""
    return bool(re.search(rf"{RELAX}[到至为]?$", left.rstrip()))


def set_to(left: str) -> bool:
    """Whether the words before a number fix it without comparing: 控制在, 按."""
    return bool(re.search(r"(?:控制|保持|稳定|限定|限制)在$|按(?:照)?$|介于$", left.strip()))


def meant(
    left: str, lead: Lead, named: Named, earlier: Draft | None, quantity: Quantity, *, aims: bool
) -> Operator:
    """The operator of a number without a comparator; what a government aims at (`aims`) is that number."""
    if re.search(r"(?:应当?|必须|须|要)$", left.rstrip()) and quantity.op == "=":
        return ">="
    relaxed = re.search(rf"{RELAX}[到至为]?$", left.rstrip()) and not aims
    if relaxed and earlier is None and named.known and named.known.better:
        return ">=" if named.known.better == "high" else "<="
    if earlier is not None and earlier.op in (">=", "<=", ">", "<"):
        return earlier.op
    if lead.op:
        return lead.op
    if lead.effect == "require" and not lead.target and named.known and named.known.better:
        return ">=" if named.known.better == "high" else "<="
    return quantity.op


def factor(
    statement: Statement, part: Part, quantity: Quantity, left: str, earlier: Draft | None
) -> tuple[float | None, str]:
    """How many times another rule's value is meant, and the words that say whose: 在上表基础上提高10%."""
    text = statement.text
    head = text[: quantity.core.end]
    base = re.search(rf"(?:在|按|按照|以|较|比)?(?P<base>[^，,；;]{{0,12}}?{BASE})[^，,；;]{{0,12}}", head)
    percent = quantity.value / 100 if quantity.dimension == "percent" else None
    words = modal_before(left.strip("　 "))
    relative = _RELATIVE.search(words) or re.search(
        rf"(?P<way>{RELAX})(?:幅度)?$", modal_before(part.text[: quantity.span.start - part.start])
    )
    said = base["base"] if base else ""
    if percent is not None and relative and (base or earlier):
        return round(1 + percent if relative["way"] in _UP else 1 - percent, 6), said
    if (
        percent is not None
        and base
        and not re.search(r"价|国家|所在地|约定|合同", naming.base_of(text, quantity))
        and re.search(
            r"标准|要求|规定|指标|上表|表列|上述|前款|控制值|基准",
            naming.base_of(text, quantity) or left[-8:],
        )
    ):
        return round(percent, 6), said
    if quantity.unit == "倍" and base:
        return quantity.value, said
    if (
        percent is not None
        and earlier is not None
        and earlier.unit != "%"
        and not naming.base_of(text, quantity)
    ):
        return round(percent, 6), said
    return None, said


def early(before: str, own: str, lead: Lead) -> Strength | None:
    """The strength that earlier words of the statement give, else the lead's; 应 beside the number is 强制."""
    if re.search(r"应当?|必须|须|不得|不能|严禁", own):
        return "强制"
    for strength in ("鼓励", "原则", "目标"):
        # 原则上 governs all that follows, 一般 and 宜 the number beside them.
        words = re.compile(r"原则上") if strength == "原则" else STRENGTH[strength]
        match = words.search(before)
        if match and (
            strength != "鼓励"
            or match.start() <= _SMALL_GAP
            or not STRENGTH["强制"].search(before[match.end() :])
        ):
            return strength
    return lead.strength


def strength(text: str, lead: Lead) -> Strength:
    """The strength of a statement: the words\' own, else its lead-in\'s; 强制 where nothing says less."""
    for strength in ("鼓励", "原则", "目标"):
        if STRENGTH[strength].search(text):
            return strength
    if lead.strength:
        return lead.strength
    return "目标" if lead.target else "强制"
