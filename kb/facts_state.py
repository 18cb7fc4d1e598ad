"""What a description says without numbers: kinds, standing, and whether what rules bar is so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from ingest.span import Span
from kb.fact import Fact, Truth
from kb.facts_terms import alternation

TABLE: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("project.toml").read_text("utf-8"))
KIND, THING, STANDING = "建设性质", "项目类型", "项目属性"
INSIDE: Final = "入驻小微企业园"
"""What a firm within a park is, as against the park itself."""
IN_PARK: Final = re.compile(
    r"(?:入驻|进入|落户|迁入|位于|租用|购买|进驻|入住)[^，。；]{0,10}?小微(?:企业)?(?:创业|产业)?园"
    r"|小微(?:企业)?(?:创业|产业)?园(?:内|入驻|入园|里)"
)
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_NO: Final = re.compile(
    r"(?:不属于|不是|不在|并非|非(?!常|洲)|未曾|未(?!来|央)|无(?![锡尘纺人机缝线菌])|没有|没|不涉及|不存在|从未|不会|尚未|不含|不包括|不算|不符合|不得|禁止|严禁)[^，,。；;]{0,14}$|[不未没非无]$|不(?!断|仅|但|锈|低|少|高|超|同|含|锈)[^，,。；;]{0,5}$"
)
_AND: Final = re.compile(r"[、和及与或]|以及")
_ITEM: Final = 8
"""Characters that an item of a denied list has at most."""
_SAID: Final = re.compile(r"是|有|为|属|达|做|建设|新建|生产|位于|符合|列入|鼓励|允许")
_TURNED: Final = re.compile(r"(?:但|而|均|都|也)?(?:属于|是|为|符合|列入)")
"""How an item begins that says something of its own: 没有污染、属于鼓励类."""
_NO_LIST: Final = re.compile(
    r"(?:不(?!断|仅|但|锈|低|少|高|超|同|光|止)|未(?!来|央)|没|无(?![锡尘纺人机缝线菌])|非(?!常|洲)|严禁|禁止)[^，,。；;、]{0,10}$"
)
_ASKED = re.compile(r"(?:是否|能否|有没有|有无|如果|若|如属|如为|假如)[^，,。；;]{0,10}$")
_OTHERS = re.compile(
    r"(?:周边|邻近|相邻|其他企业|隔壁|同类|全市|全省|我市|园区要求|政策|规定|文件)[^，,。；;]{0,16}$"
)
_OWN = r"(?:项目|用地|拟|本次|此次|这次|计划|准备|打算|将|想|新建|选址|落户|投资)"
AWAY: Final = re.compile(
    rf"^(?:(?!{_OWN})[^。；;])*?(?:总部|母公司|控股股东|注册地|分公司|办事处|客户|供应商)(?:(?!{_OWN})[^。；;])*$"
)
"""What stands before words that tell of a firm's other seats and partners, and of no project."""
_OLD = re.compile(r"(?:原|原有|原先|此前|曾)[^，,。；;]{0,6}$")


def negated(text: str, start: int) -> bool:
    """Whether the words at `start` are denied by what stands before them in their clause.

    A denial goes for all of a list: 不建住宅、专家楼和宾馆.
    """
    before = _before(text, start)
    _, mark, item = before.rpartition("、")
    if mark and _TURNED.match(item):
        before = item
    if _NO.search(before):
        return True
    first, *more = _AND.split(before)
    if not more or any(len(item) > _ITEM or _SAID.search(item) for item in more):
        return False
    return bool(_NO_LIST.search(first))


def denies(text: str, start: int) -> bool:
    """Whether the words at `start` are denied, or only what stands between commas before them in a list that is."""
    if negated(text, start):
        return True
    clause = clause_at(text, start)
    return bool(_NO_LIST.search(clause.of(text)[: start - clause.start]))


def _before(text: str, start: int) -> str:
    clause = max((text.rfind(mark, 0, start) for mark in "，,。；;！!？?\n"), default=-1)
    return text[clause + 1 : start]


def sentence_before(text: str, start: int) -> str:
    """The words of a sentence before a place in it."""
    return text[max((text.rfind(mark, 0, start) for mark in "。；;！!？?\n"), default=-1) + 1 : start]


def clause_at(text: str, start: int) -> Span:
    """The clause, between commas, that holds a place."""
    for match in _CLAUSE.finditer(text):
        if match.start() <= start < match.end():
            stripped = match[0].strip()
            begin = match.start() + match[0].index(stripped) if stripped else match.start()
            return Span(begin, begin + len(stripped))
    return Span(start, start)


@cache
def pattern(family: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The words of a family of project.toml, and the names that each word means."""
    means: dict[str, tuple[str, ...]] = {}
    for name, words in TABLE[family].items():
        for word in (name, *words):
            means[word] = (*means.get(word, ()), *(() if name in means.get(word, ()) else (name,)))
    return re.compile(alternation(means)), means


def named(family: str, text: str) -> Iterator[tuple[str, Span]]:
    """The names of a family that a text's words mean, with their places."""
    words, means = pattern(family)
    for match in words.finditer(text):
        for name in means[match[0]]:
            yield name, Span(match.start(), match.end())


_FIELD = re.compile(
    r"(?:是否|有无)(?P<what>[^：:？?，,。\n]{2,30})[：:？?\s]+(?P<said>是|有|已|否|无|不|没|未)[^，,。；;\n]{0,6}"
)


def _fields(text: str) -> Iterator[Fact]:
    """Fields of forms that are answered with yes or no: 是否属于淘汰类：否."""
    for match in _FIELD.finditer(text):
        stance = match["said"] in "是有已"
        span = Span(match.start(), match.end())
        for topic, row in TABLE["statements"].items():
            if any(word in match["what"] for word in (topic, *row["rule"], *row["yes"])):
                yield Fact(topic, "是" if stance else "否", "", match[0], span=span, stance=stance)
        for name, _ in named("standing", match["what"]):
            value = name if stance else f"非{name}"
            yield Fact(STANDING, value, "", match[0], span=span, stance=stance)


def statements(text: str) -> Iterator[Fact]:
    """Kinds, things, standing and topics that a text states, in that order, each name and stance once."""
    yield from _fields(text)
    text = _FIELD.sub(lambda match: " " * len(match[0]), text)
    for metric, family in ((KIND, "kinds"), (THING, "things"), (STANDING, "standing")):
        yield from _family(metric, family, text)
    if (match := IN_PARK.search(text)) is not None:
        yield _fact(THING, INSIDE, text, Span(match.start(), match.end()), stance=True)
    for topic, row in TABLE["statements"].items():
        yield from _topic(topic, row, text)


def _family(metric: str, family: str, text: str) -> Iterator[Fact]:
    seen: set[tuple[str, bool]] = set()
    inside = [Span(m.start(), m.end()) for m in IN_PARK.finditer(text)]
    for name, span in named(family, text):
        before = _before(text, span.start)
        if _ASKED.search(before) or (family != "standing" and _OTHERS.search(before)):
            continue
        if family == "things" and AWAY.search(sentence_before(text, span.end)):
            continue
        if name == "小微企业园" and any(span.overlaps(place) for place in inside):
            continue
        stance = not negated(text, span.start)
        if (name, stance) not in seen and (stance or family == "standing"):
            seen.add((name, stance))
            yield _fact(metric, name, text, span, stance=stance)


def _fact(metric: str, name: str, text: str, span: Span, *, stance: bool) -> Fact:
    quote = clause_at(text, span.start)
    value = name if stance else f"非{name}"
    return Fact(metric, value, "", quote.of(text), span=quote, stance=stance)


def _topic(topic: str, row: dict[str, Any], text: str) -> Iterator[Fact]:
    """What a text says on a topic; both stances where it says both."""
    said: dict[bool, Span] = {}
    denied = [Span(m.start(), m.end()) for m in re.finditer(alternation(row["no"]), text)]
    for span in denied:
        if not _ASKED.search(_before(text, span.start)) and not _double(text, span):
            said.setdefault(False, span)
    for match in re.finditer(alternation(row["yes"]), text):
        span = Span(match.start(), match.end())
        before = _before(text, span.start)
        if any(span.overlaps(other) for other in denied) or _ASKED.search(before) or _OTHERS.search(before):
            continue
        said.setdefault(not negated(text, span.start), span)
    for stance, span in said.items():
        quote = clause_at(text, span.start)
        yield Fact(topic, "是" if stance else "否", "", quote.of(text), span=quote, stance=stance)


def _double(text: str, span: Span) -> bool:
    """Whether a denial is itself denied: 不属于鼓励类 says nothing on 淘汰类."""
    word = span.of(text)
    return not re.match(r"[不无未没非零从]", word) and negated(text, span.start)


_LEVELS: Final = {"一般": 1, "较大": 2, "重大": 3, "特别重大": 4}
_LEVEL = re.compile(r"特别重大|重大|较大|一般")
_YEARS = re.compile(r"(?:近|最近|前|过去|连续)?\s*([一二三四五六七八九十\d]+)\s*年(?:内|来|以来|中)?")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")}


def bears(fact: Fact, words: str, year: int) -> Truth:
    """Whether what a statement says makes the words of a rule true: level of accident and time compared.

    Args:
        fact: of a topic, with a stance.
        words: of the rule: 三年内发生较大以上安全事故.
        year: that the rule is applied in.
    """
    if fact.stance is None:
        return None
    level, said = _LEVEL.search(words), _LEVEL.search(fact.quote)
    years, told = _years(words), _years(fact.quote)
    if fact.stance:
        happened = [int(found) for found in _YEAR.findall(fact.quote)]
        if years is not None and happened:
            if max(happened) < year - years - 1:
                return False
            if max(happened) <= year - years:
                return None
        if level is None:
            return True
        if said is None:
            return None
        return _LEVELS[said[0]] >= _LEVELS[level[0]]
    if said is not None and (level is None or _LEVELS[said[0]] > _LEVELS[level[0]]):
        return None
    if years is not None and told is not None and told < years:
        return None
    return False


def _years(text: str) -> int | None:
    match = _YEARS.search(text)
    if match is None:
        return None
    digits = match[1]
    value = int(digits) if digits.isascii() else _DIGITS.get(digits)
    return value if value is not None and value < 100 else None
