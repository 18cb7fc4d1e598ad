"""Clues: what the words around a number say of it: whether it counts, how strongly, relative to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.span import Span
from kb.quantity import Quantity
from kb.result import Operator
from kb.rule import Condition, Strength
from kb.rules import naming
from kb.rules.draft import Draft
from kb.rules.lead import Lead
from kb.rules.naming import Named
from kb.rules.statement import Part, Statement
from kb.rules.subject import is_noun, modal_before, trimmed
from kb.rules.value import told
from kb.rules.vocabulary import AUTHORITY, BAR, BASE, BENEFIT, LONG_HEAD, LOOSE, NORM, PERMIT, RELAX, STRENGTH

_CONDITION_END: Final = re.compile(
    r"(?:的|(?<![瓦小工课学])时|前提下|情况下|情形下|者|以后|之后|范围内|区域内|[区城园台县镇]内|期间)[　 ]*$"
    r"|(?:批准|同意|审定|论证|认定|审批)(?:后)?[　 ]*$"
)
_CONDITION_START: Final = re.compile(r"^(?:如果?|若|凡|属于|因|在(?!建)|经(?!济|营|开))")
_RELATIVE: Final = re.compile(rf"(?P<way>{RELAX})(?:幅度)?(?:了|约)?$")
_UP: Final = frozenset(["提高", "上浮", "上调", "增加", "调高", "收紧"])
_MODIFIES: Final = re.compile(r"以[上下内]$")
_JOINS: Final = re.compile(
    r"^[　 ]*(?:[且并和与及或、，,；;（(]|$|不超过|不高于|但|同时|其中|的[，,]|[\d一二三])"
)
_BY_BASE: Final = re.compile(rf"(?:按照?|以|为|执行|参照|达到)[^，,]{{0,12}}{BASE}[^，,]{{0,6}}$")
_AUTHORITY_DOES: Final = re.compile(rf"{AUTHORITY.pattern}(?:应|须|要|在|会同|组织|负责|自|于|将|可|收到|对)")
_SPAN_OF_TIME: Final = re.compile(r"(?:近|最近|前|过去|连续|上|此前|之前|以来|任意|申报前|每)[　 ]*$")
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
    text = statement.text
    around = part.text[: quantity.span.end - part.start + 12]
    if BENEFIT.search(left) or BENEFIT.match(right.lstrip("的")) or _VALID.search(left):
        return False
    relative = re.match(rf"的(?P<np>[^，,]*?{LONG_HEAD}|部分)(?=[^　 ])", right)
    said = text[quantity.span.start : quantity.core.start]
    if (
        relative
        and quantity.compared
        and not re.match(r"不|至少|最", said)
        and not _CONDITION_END.search(part.text.strip("　 "))
        and not re.match(r"对于?|凡|针对", part.text.strip("　 "))
    ):
        # 用地3亩以上的企业纳入评价 opens something, 30亩以下的项目进入标准厂房 sets no bound.
        rest = part.text[quantity.span.end - part.start :]
        return relative["np"] != "部分" and bool(PERMIT.search(rest) or BAR.search(rest))
    if _MODIFIES.search(quantity.span.of(text)) and further and not _JOINS.match(right):
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


def is_condition(part: Part, later: Sequence[Part]) -> bool:
    """Whether a part only says when the rest holds: 用地面积30亩以下的，"""
    plain = part.text.strip("　 ")
    if _CONDITION_END.search(plain):
        return not plain.endswith("目的")
    if _CONDITION_START.match(plain) and later and not any(q.compared for q in part.quantities):
        return True
    # 用地面积30亩以上的工业项目，
    sized = any(q.compared for q in part.quantities) and is_noun(plain) and bool(later)
    sized = sized and not STRENGTH["鼓励"].match(plain)
    return sized and bool(re.match(r"^(?:对于?|凡|针对)|.*(?:以[上下内]|超过|低于|达到)[^以]*$", plain))


def sizes(statement: Statement, part: Part) -> list[Condition]:
    """The comparisons that a condition makes: 用地面积30亩以下的."""
    found, end = [], 0
    for quantity in part.quantities:
        left = part.text[end : max(quantity.span.start - part.start, end)]
        right = part.text[quantity.span.end - part.start :]
        end = quantity.span.end - part.start
        names = (
            naming.before(left, naming.base_of(statement.text, quantity), quantity) if left.strip() else ()
        )
        named = names[0] if names else naming.behind(right, quantity)
        value, high, unit = told(quantity, named.known if named else None, None)
        words = trimmed(part.text)
        at = statement.span.start + part.start + max(part.text.find(words), 0)
        found.append(
            Condition(
                "size", words, Span(at, at + len(words)), metric=named.metric if named else "",
                op=quantity.op, value=value, high=high, unit=unit,
            )
        )  # fmt: skip
    return found


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


def carried(part: Part) -> str:
    """The metric that the part before leaves hanging: 产业选择也有限制，不得超过两个; "" where it is a clause."""
    if part.quantities or is_noun(part.text) or _CONDITION_END.search(part.text.strip("　 ")):
        return ""
    words = re.sub(
        r"(?:也|都|均)?(?:有|受|作|设|加以)(?:所|了|出)?(?:限制|规定|要求|控制|明确)$",
        "",
        part.text.strip("　 "),
    )
    measured = naming.any_known(words) or re.search(r"(?:占比|比例|比重|率|度|面积|数量|强度|系数|总额)$", words)
    return words if measured and len(words) <= _HANGING and not BENEFIT.search(words) else ""


_HANGING: Final = 30


def relaxes(left: str) -> bool:
    """Whether the words before a number move another bound: 可提高到."""
    return bool(re.search(rf"{RELAX}[到至为]?$", left.rstrip()))


def set_to(left: str) -> bool:
    """Whether the words before a number fix it without comparing: 控制在, 按."""
    return bool(re.search(r"(?:控制|保持|稳定)在$|按(?:照)?$|介于$", left.strip()))


def meant(left: str, lead: Lead, named: Named, earlier: Draft | None, quantity: Quantity) -> Operator:
    """The operator of a number without a comparator."""
    if re.search(r"(?:应当?|必须|须|要)$", left.rstrip()) and quantity.op == "=":
        return ">="
    relaxed = re.search(rf"{RELAX}[到至为]?$", left.rstrip())
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
        and re.search(
            r"标准|要求|规定|指标|上表|上述|前款|控制值|基准", naming.base_of(text, quantity) or left[-8:]
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
