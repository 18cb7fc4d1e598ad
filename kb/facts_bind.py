"""From the numbers of a description to facts: which metric each belongs to, and whether it is the project's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from ingest.span import Span
from kb.fact import Amount, Fact, Stage
from kb.facts_label import labelled
from kb.facts_terms import TABLE, Mention, Term, alternation, known, mentions, terms
from kb.quantity import Quantity, find_quantities
from kb.units import convert

_WORDS = TABLE["words"]
_STOP = re.compile(r"[。；;！!？?\n\r\t|]")
_COMMA = re.compile(r"[，,。；;！!？?\n\r\t|]")
_GLUE = re.compile(
    r"[\s为是约达有共计：:＝=（(）)至到了仅只不低高少多超过于以上下左右即将可近拟的人民币大概]*"
)
_AFTER = re.compile(
    r"[\s左右以上余多的之]*(?:工业|建设|生产|项目|国有|存量|新增|净|标准|固定资产|厂房)?[的]?"
)
_LISTED = re.compile(r"\s*(?:[、和与及]|以及|,|，)\s*(?:约)?")
_SAME = re.compile(r"\s*[（(]?\s*(?:即|折合|约合|合|约|折)?\s*")
OTHERS = re.compile(alternation(_WORDS["others"]))
_DEMANDS = re.compile(f"(?<![艺产殊合足到])(?:{alternation(_WORDS['demands'])})")
_PLEDGES = re.compile(alternation(_WORDS["pledges"]))
_DENIED = re.compile(f"(?:{alternation(_WORDS['denials'])})(?:(?!而是|实际|应为)[^，。；]){{0,6}}$")
_CHANGED = re.compile(f"(?:{alternation(_WORDS['changes'])})")
_STAGE = re.compile(
    f"(?P<present>{alternation(_WORDS['present'])})|(?P<planned>{alternation(_WORDS['planned'])})"
)
_STAGED = re.compile(
    rf"[，,、\s]*(?:{alternation(_WORDS['present'])}|{alternation(_WORDS['planned'])})后?期?[为是约达到\s]*"
)
_LAND_UNITS = frozenset({"亩", "公顷"})
_LAND = re.compile(r"(?:的)?(?:土地|地(?![块下上])|工业地|熟地|净地)")
_INSTEAD = re.compile(r"[，,]?(?:而是|实际(?:为|是)|实为|应为|应当为|应该是)\s*")
_UNTIL = re.compile(
    r"(?:之?内|以内|后|左右|时间)*(?:才能|才可|方可|方能|才|可|即可|能|完成|实现|全面|正式|建成|予以|项目)*"
)
_SINCE = re.compile(r"(?:之日)?(?:起|后|以后|之后)")
_ASIDE = re.compile(alternation(_WORDS["aside"]) + r"|(?:增加|减少|提高|降低|下降|上升)(?![到至为])")
_WISHES = re.compile(alternation(_WORDS["wishes"]))
_SUPPOSED = re.compile(f"(?:{alternation(_WORDS['suppositions'])})(?!干)")
_FAILED = re.compile(f"(?:{alternation(_WORDS['failures'])})[^，。；]{{0,3}}$")
_SUMMED = re.compile(alternation(_WORDS["summed"]))
_TOTAL = re.compile(f"(?:{alternation(_WORDS['totals'])})[^，。；、]{{0,8}}$")
_NUMBERED = r"(?:[A-Za-z]|[甲乙丙丁戊]|[一二三四五六七八九十]{1,2}|\d{1,2}|[东西南北中])"
_PART = re.compile(
    rf"(?P<part>{_NUMBERED}\s?[号#＃]?(?:地块|宗地|厂区|园区|标段)|(?:地块|宗地){_NUMBERED}(?![\d.亩公平])"
    rf"|[一二三四五六七八九十]期|第[一二三四五六七八九十]期|[A-Za-z\d]{{1,2}}[号#＃](?:楼|厂房|车间|楼栋|仓库)"
    rf"|[一二三四五六]号(?:楼|厂房|车间|仓库))(?!限)"
)
_NEGATIVE = re.compile(r"(?:[-－]|负|[：:\s为是]—)\s?$")


@dataclass(frozen=True, slots=True)
class Bound:
    """What came of reading the numbers: facts and Chinese sentences on what was left aside."""

    facts: tuple[Fact, ...]
    problems: tuple[str, ...]


def bind(text: str, names: frozenset[str] = frozenset()) -> Bound:
    """The numeric facts that a text states, in order, each with its quote.

    Args:
        text: the description.
        names: further metrics to look for, as rules call them.
    """
    named = list(mentions(text, names))
    forms = list(labelled(text, named))
    taken = [span for _, span, _ in forms]
    numbers = [q for q in find_quantities(text) if not any(q.core.overlaps(span) for span in taken)]
    facts: list[Fact] = []
    problems: list[str] = []
    previous: tuple[Quantity, Fact | None] | None = None
    last: Term | None = None
    for quantity in sorted([*numbers, *(q for q, _, _ in forms)], key=lambda q: q.core):
        label = next((t for q, _, t in forms if q is quantity), None)
        before = previous[0].core.end if previous else 0
        term = label or _term(text, quantity, named, before, previous)
        if term is None and last is not None and _INSTEAD.fullmatch(text[before : quantity.core.start]):
            term = last if last.takes(quantity.dimension) else None
        last = term if isinstance(term, Term) else None
        fact = None
        if isinstance(term, str):
            problems.append(term)
        elif term is not None:
            fact = _fact(text, quantity, term, problems)
            if fact is not None and previous and previous[1] and _changed(text, previous, quantity, fact):
                facts[-1] = replace(facts[-1], stage="现状")
                fact = replace(fact, stage="规划")
            elif fact is not None and previous and previous[1] and _plot(text, previous, quantity, fact):
                first = facts[-1] = replace(facts[-1], part=facts[-1].part or "第1宗")
                fact = replace(fact, part=f"第{int(first.part[1:-1]) + 1}宗")
            if fact is not None:
                facts.append(fact)
        previous = quantity, facts[-1] if fact is not None else None
    return Bound(tuple(_without_suppositions(text, facts, problems)), tuple(problems))


def _without_suppositions(text: str, facts: list[Fact], problems: list[str]) -> list[Fact]:
    """What is only supposed counts where nothing is stated of the same thing: 如果用地40亩，能进园区吗."""
    supposed = [fact for fact in facts if fact.span is not None and _supposed(text, fact.span.start)]
    stated = {fact.metric for fact in facts if fact not in supposed}
    for fact in supposed:
        if fact.metric in stated:
            problems.append(f"“{fact.quote}”是假设的{fact.metric}，没有当作事实采用")
    return [fact for fact in facts if fact not in supposed or fact.metric not in stated]


def _supposed(text: str, at: int) -> bool:
    sentence = max((m.end() for m in _STOP.finditer(text, 0, at)), default=0)
    clause = max((m.end() for m in _COMMA.finditer(text, sentence, at)), default=sentence)
    return bool(_SUPPOSED.search(text, clause, at))


def _term(
    text: str,
    quantity: Quantity,
    named: list[Mention],
    before: int,
    previous: tuple[Quantity, Fact | None] | None,
) -> Term | str | None:
    """The term that a quantity is of; a sentence where the words name one that it cannot be of."""
    start, end = quantity.core.start, quantity.core.end
    sentence = max((m.end() for m in _STOP.finditer(text, 0, start)), default=0)
    clause = max((m.end() for m in _COMMA.finditer(text, sentence, start)), default=sentence)
    near = [m for m in named if m.span.start >= clause and before < m.span.end <= start]
    if quantity.dimension == "time":
        ahead = next((m for m in named if m.span.start >= end and m.term.takes("time")), None)
        if ahead is not None and _UNTIL.fullmatch(text[end : ahead.span.start]):
            return ahead.term
        near = [m for m in near if not _SINCE.match(text, m.span.end)]
    else:
        near = [m for m in near if m.term.dimensions != {"time"}]
    near = [m for m in near if not _ASIDE.search(text, m.span.end, start)]
    if quantity.dimension == "percent":
        near = [m for m in near if not _shared(text, clause, m.span, start)]
    for mention in reversed(near):
        if (fitting := _fitting(mention.term, quantity.dimension)) is not None:
            return fitting
    between = text[before:start]
    if previous is not None and (fact := previous[1]) is not None and not near:
        alike = previous[0].dimension == quantity.dimension
        joined = _LISTED.fullmatch(between) or _SAME.fullmatch(between)
        turned = not _STOP.search(between) and (_CHANGED.search(between) or _STAGED.fullmatch(between))
        if alike and (joined or turned):
            return known(fact.metric)
    stop = _COMMA.search(text, end)
    rest = text[end : stop.start() if stop else len(text)]
    glue = _AFTER.match(rest)
    offset = end + (glue.end() if glue else 0)
    for mention in named:
        if end <= mention.span.start <= offset and (t := _fitting(mention.term, quantity.dimension)):
            return t
    if quantity.unit in _LAND_UNITS and _LAND.match(rest):
        return terms()["用地面积"]
    if near and _GLUE.fullmatch(text[near[-1].span.end : start]) and quantity.dimension:
        return _misfit(near[-1], text[near[-1].span.start : end], quantity)
    wider = [m for m in named if m.span.start >= max(sentence, before) and m.span.end <= start]
    wider = [m for m in wider if not _ASIDE.search(text, m.span.end, start)]
    if quantity.dimension == "percent":
        wider = [m for m in wider if not _shared(text, clause, m.span, start)]
    if wider and not near and (fitting := _fitting(wider[-1].term, quantity.dimension)) is not None:
        return fitting
    return None


def _shared(text: str, clause: int, span: Span, start: int) -> bool:
    """Whether a name is only that of the whole that a percentage is a share of: 产业用房占总建筑面积的80%."""
    return bool(
        re.search(r"占[^，,]{0,4}$", text[clause : span.start]) and _SHARE.fullmatch(text[span.end : start])
    )


_SHARE: Final = re.compile(r"的?(?:比例|比重|比率|份额)?[\s为是约达到：:不低高于超过少]*")


def _fitting(term: Term, dimension: str) -> Term | None:
    """The term itself, or the metric that is worked out from it, whose values have this dimension: 税收20万元/亩."""
    if term.takes(dimension):
        return term
    from kb.facts_derive import derived_from

    return next((t for t in derived_from(term.name) if t.takes(dimension) and dimension), None)


_CALLED = {
    "area": "面积", "money": "金额", "percent": "百分数", "": "比值", "coal": "吨标准煤", "mass": "重量", "time": "期限",
    "count": "数量", "money/area": "每亩金额",
}  # fmt: skip


def _misfit(mention: Mention, words: str, quantity: Quantity) -> str | None:
    term = mention.term
    if (
        quantity.dimension not in _CALLED
        or quantity.dimension == "time"
        or not term.dimensions & _CALLED.keys()
    ):
        return None
    wanted = "或".join(sorted({_CALLED[d] for d in term.dimensions if d in _CALLED}))
    return (
        f"“{words}”：{term.name}应是{wanted}，“{quantity.unit}”与它对不上，这个数没有采用；请核对单位后补充"
    )


def _fact(text: str, quantity: Quantity, term: Term, problems: list[str]) -> Fact | None:
    core = quantity.core
    sentence = max((m.end() for m in _STOP.finditer(text, 0, core.start)), default=0)
    clause = max((m.end() for m in _COMMA.finditer(text, sentence, core.start)), default=sentence)
    said, ahead = text[sentence : core.start], text[clause : core.start]
    stop = _COMMA.search(text, core.end)
    whole = text[clause : stop.start() if stop else len(text)].strip()
    if OTHERS.search(ahead) or (OTHERS.search(said) and not _PLEDGES.search(said)):
        problems.append(f"“{whole}”说的不是本项目，没有采用")
        return None
    demanded = _DEMANDS.search(ahead) or re.match(
        r"的?(?:最低|基本)?(?:要求|标准|门槛)", text[core.end : core.end + 8]
    )
    if demanded and not _PLEDGES.search(ahead):
        problems.append(f"“{whole}”是在复述要求，没有当作项目的事实采用")
        return None
    if _DENIED.search(text[max(0, core.start - 14) : core.start]):
        return None
    if _WISHES.search(ahead):
        problems.append(f"“{whole}”是愿望，没有当作事实采用")
        return None
    if _SUMMED.search(ahead) and term.name.startswith(("年", "研发")):
        problems.append(f"“{whole}”是多年累计，没有当作一年的数采用；请补充一年的数")
        return None
    negative = bool(_NEGATIVE.search(text[max(0, core.start - 2) : core.start]))
    value = -quantity.value if negative else quantity.value
    unit = quantity.unit
    if (
        "money/area" in term.dimensions and quantity.dimension == "money"
    ):  # 亩均税收30万元: the name holds the 亩
        unit = f"{unit}/亩"
    if (problem := _impossible(term, value, quantity, unit)) is not None:
        problems.append(f"“{whole}”：{problem}，没有采用；请核对")
        return None
    quote = core.of(text)
    if quantity.compared or quantity.approximate or term.name in quantity.span.of(text):
        quote = quantity.span.of(text).strip(" ：:为是")
    failed = _FAILED.search(text[clause : core.start])
    if failed:
        quote = text[clause + failed.start() : core.end]
    return Fact(
        metric=term.name,
        value=value,
        unit=unit,
        quote=quote,
        span=Span(core.start, core.end),
        amount=Amount(float("-inf"), value, strict=True) if failed else _amount(quantity, value),
        part=_part(text, sentence, core.start, term),
        stage=_stage(said),
    )


def _amount(quantity: Quantity, value: float) -> Amount:
    """The values that the words allow: 约 is taken within a twentieth, 多 and 余 up to a tenth more, 近 below."""
    if quantity.high is not None:
        return Amount(value, max(quantity.high, value))
    match quantity.op:
        case ">=" | ">":
            return Amount(value, float("inf"), strict=quantity.op == ">")
        case "<=" | "<":
            return Amount(float("-inf"), value, strict=quantity.op == "<")
        case _ if quantity.approximate:
            return Amount(value * 0.95, value * 1.05)
        case _:
            return Amount(value, value)


def _impossible(term: Term, value: float, quantity: Quantity, unit: str) -> str | None:
    """Why a value cannot be, or None."""
    if value < 0:
        return f"{term.name}不会是负数"
    if value == 0 and term.base and "area" in term.dimensions and term.name == "用地面积":
        return "用地面积不会是 0"
    if term.bounds is None:
        return None
    top = value if quantity.high is None else max(value, quantity.high)
    shown = convert(top, unit, term.unit)
    if shown is None or term.bounds[0] <= shown <= term.bounds[1]:
        return None
    if term.unit == "%" and quantity.dimension != "percent":
        return f"{term.name}写作 {_plain(top)}，没有百分号，看不出是 {_plain(top)}% 还是 {_plain(top * 100)}%"
    if term.unit == "%":
        return f"{term.name}是占总量的份额，不可能是 {_plain(shown)}%"
    low, high = (_plain(bound) for bound in term.bounds)
    return f"{term.name}不可能是 {_plain(shown)}{term.unit}（合理的范围是 {low} 到 {high}{term.unit}）"


def _plain(value: float) -> str:
    return f"{value:.10g}"


def _part(text: str, sentence: int, at: int, term: Term) -> str:
    """The plot, phase or building that a number is said of; "其中" of what is but a share of a number before it."""
    said = text[sentence:at]
    found = list(_PART.finditer(said))
    within = said.rfind("其中")
    if found and not _TOTAL.search(said[found[-1].end() :]):
        return found[-1]["part"].replace(" ", "")
    if within >= 0 and any(m.term.name == term.name for m in mentions(said[:within])):
        return "其中"
    return ""


def _stage(said: str) -> Stage:
    """The last word on the stage before a number."""
    last: Stage = ""
    for match in _STAGE.finditer(said):
        last = "现状" if match["present"] else "规划"
    return last


def _plot(text: str, previous: tuple[Quantity, Fact | None], quantity: Quantity, fact: Fact) -> bool:
    """Whether a number tells the next plot of those that are listed: 两宗地分别为20亩和15亩."""
    old = previous[1]
    if old is None or old.metric != fact.metric or fact.part or not re.fullmatch(r"(?:第\d+宗)?", old.part):
        return False
    sentence = max((m.end() for m in _STOP.finditer(text, 0, quantity.core.start)), default=0)
    stop = _STOP.search(text, quantity.core.end)
    whole = text[sentence : stop.start() if stop else len(text)]
    listed = _LISTED.fullmatch(text[previous[0].core.end : quantity.core.start])
    return bool(listed and re.search(r"分别|[两二三四五六\d]\s?(?:宗|块|处|幅|个地块)|各宗", whole))


def _changed(text: str, previous: tuple[Quantity, Fact | None], quantity: Quantity, fact: Fact) -> bool:
    """Whether a number takes the place of the one before it: 由40亩调整为45亩."""
    old = previous[1]
    between = text[previous[0].core.end : quantity.core.start]
    return (
        old is not None
        and old.metric == fact.metric
        and not _supposed(text, quantity.core.start)
        and not _STOP.search(between)
        and bool(_CHANGED.search(between))
    )
