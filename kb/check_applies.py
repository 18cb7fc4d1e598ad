"""Whether a rule's words for whom and when it binds are true of a project: yes, no, or not told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from ingest.dates import find_dates
from ingest.regions import find_regions
from kb.check_compare import Standing, compare
from kb.fact import Project, Truth, both, either
from kb.facts_state import IN_PARK, INSIDE, KIND, STANDING, TABLE, THING, bears, named, negated, pattern
from kb.finding import Need
from kb.industry import belongs, classes, find_industries, strip_industries
from kb.rule import Condition, Rule

_NEUTRAL = re.compile(
    r"工业项目|项目|企业|公司|单位|用地|土地|建设|申请|入园|入驻|进入|落户|准入|引进|投资|新增|各类|所有|一切|凡|全部|本市|全市|本县|全县|本区|全区|"
    r"本园区|园区|我市|全省|本省|拟|列入|纳入|清单|的|地|和|及|与|、|等|其|该|应|对|类|且|或|在|内|中|为|属于|符合|条件|经营|生产|出让|供应|供地|取得|以|后|工业|制造业|产业|行业|"
    r"市|区|县|省|辖区|范围|者|均|业主|申报|申请人|主体|方|型|性质|宗地|地块|一般|普通|其他|使用权|人|受让|国有|新供|标准地|单个|每个|单|个|每"
)
_OTHER = re.compile(r"^(?:其他|其它|其余|以上(?:之外|以外)|前款以外|一般)")
_NEW_WORDS = re.compile(
    r"拟建|拟在|选址|落户|入园|进园|入驻|进驻|新征|新供|招商|引进|摘牌|竞得|拿地|受让|购地|进园区|进开发区|征地|供地"
)
_APPROVED = re.compile(r"(?:已|业|经)[^，。；]{0,14}(?:批准|同意|批复|认定)")
_INDUSTRIAL = re.compile(r"工业|制造业|制造项目|生产项目|制造企业|生产企业|生产性项目")
_PIECE: Final = 4
"""Characters in a row that a description shares with what a rule permits, to be taken as asking for it."""
_AFTER: Final = re.compile(r"起|以后|之后|后")


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether something is so, why (Chinese), and what would tell."""

    truth: Truth
    reason: str = ""
    needs: tuple[Need, ...] = ()
    conditional: bool = False

    def turned(self) -> Applies:
        """The opposite."""
        return Applies(None if self.truth is None else not self.truth, self.reason, self.needs)


YES: Final = Applies(True)


def joined(parts: Iterable[Applies]) -> Applies:
    """All of them: the reasons of the ones that are not so, else of those that are open."""
    found = list(parts)
    truth = both(*(part.truth for part in found))
    telling = [part for part in found if part.truth is truth and part.reason] if truth is not True else []
    return Applies(
        truth,
        "；".join(dict.fromkeys(part.reason for part in telling)),
        tuple(dict.fromkeys(need for part in telling for need in part.needs)),
        any(part.conditional for part in found),
    )


def applies(rule: Rule, project: Project, standing: Standing, siblings: Iterable[str] = ()) -> Applies:
    """Whether a rule binds a project, its place and its document's force apart.

    Args:
        rule: the rule.
        project: what is known.
        standing: the day and what else the comparison needs.
        siblings: the industries that other rules of the same table or list name.
    """
    parts = [_asked_for(rule.permits, project)] if rule.permits else []
    told = rule.prohibition and rule.subject and (rule.metric in rule.subject or rule.subject in rule.metric)
    if rule.subject and not told:
        parts.append(holds(rule.subject, project, standing, subject=True))
    conditions = [c for c in rule.conditions if not (rule.prohibition and rule.metric in c.text)]
    parts += [condition_holds(each, project, standing, siblings) for each in conditions]
    return joined(parts)


def narrower(rule: Rule, project: Project, binds: Applies) -> Applies:
    """What binds an exception: all its words, those too that no table knows. Nobody gets one by a half-read word."""
    if binds.truth is not True:
        return binds
    said = [
        rule.subject,
        *(c.text for c in rule.conditions if c.kind in ("subject", "project_kind", "other")),
    ]
    rest = [found for text in said if text and (found := _rest_holds(text, project)) is not YES]
    return joined([binds, *rest]) if rest else binds


def _rest_holds(text: str, project: Project) -> Applies:
    rest = _leftover(text)
    if len(rest) < 2 or _replied(text, project):
        return YES
    if (cause := _CAUSE.match(text)) is not None and _caused(cause["what"], project):
        return YES
    size = min(len(rest), _PIECE)
    if any(rest[i : i + size] in project.text for i in range(len(rest) - size + 1)):
        return YES
    return Applies(None, f"“{text}”，描述没有说明", (Need(text, f"项目是否属于“{text}”的情形？"),))


@lru_cache(maxsize=4096)
def _leftover(text: str) -> str:
    """What is left of a rule's words without all that some table knows."""
    for family in ("kinds", "things", "standing"):
        text = pattern(family)[0].sub("", text)
    return _rest(strip_industries(text))


def _asked_for(permits: str, project: Project) -> Applies:
    """Whether a project asks for what is opened to whoever keeps a rule."""
    if (reply := _replied(permits, project)) is not None:
        return Applies(reply, f"已回答“{permits}”：{'是' if reply else '否'}")
    words = _NEUTRAL.sub("", permits)
    pieces = {words[i : i + _PIECE] for i in range(max(len(words) - _PIECE + 1, 0))}
    if any(piece in project.text for piece in pieces) or permits in project.text:
        return YES
    return Applies(False, f"这是要“{permits}”时才看的条件，描述没有提出")


def condition_holds(
    condition: Condition, project: Project, standing: Standing, siblings: Iterable[str] = ()
) -> Applies:
    """Whether one condition is so."""
    if (reply := _replied(condition.text, project)) is not None:
        found = Applies(reply, f"已回答“{condition.text}”：{'是' if reply else '否'}")
        return found.turned() if condition.negated else found
    match condition.kind:
        case "industry":
            others = tuple(siblings) if _OTHER.match(condition.text) else ()
            key = ("industry", condition.text, others)
            if key not in project.memo:
                project.memo[key] = _industry(condition.text, project, others)
            found = project.memo[key]
        case "size" if condition.op is not None and condition.value is not None:
            found = _size(condition, project)
        case "approval":
            found = _approval(condition, project)
        case "time":
            found = _time(condition.text, standing.day)
        case _:
            found = holds(condition.text, project, standing)
    return found.turned() if condition.negated else found


def _replied(text: str, project: Project) -> bool | None:
    for key, said in project.replies:
        if key == text or (len(key) > 1 and (key in text or text in key)):
            return said
    return None


def _industry(text: str, project: Project, siblings: Iterable[str]) -> Applies:
    industries = tuple(i for word in project.words("行业") for i in find_industries(word))
    need = Need("行业", "项目属于哪个行业（国民经济行业分类的大类，如“食品制造业”）？")
    if _OTHER.match(text):
        named_ones = [belongs(industries, other) for other in siblings if not _OTHER.match(other)]
        truth = None if not industries else (None if either(*named_ones) is None else not either(*named_ones))
        return Applies(truth, f"“{text}”{_says(truth, project)}", () if truth is not None else (need,))
    truth = belongs(industries, text)
    if truth is None and text in project.text:
        truth = True
    if truth is None and industries:
        need = Need(text, f"项目是否属于“{text}”？")
    return Applies(truth, f"“{text}”{_says(truth, project)}", () if truth is not None else (need,))


def _says(truth: Truth, project: Project) -> str:
    words = "、".join(dict.fromkeys(project.words("行业")))
    if not words:
        return "要看项目的行业，描述没有说明"
    told = {True: "包括", False: "不包括", None: "是否包括还不能确定"}[truth]
    return f"{told}本项目的行业“{words}”"


def _size(condition: Condition, project: Project) -> Applies:
    assert condition.op is not None
    assert condition.value is not None
    result = compare(project, condition.metric, condition.op, condition.value, condition.high, condition.unit)
    reason = f"“{condition.text}”：{result.reason}"
    needs = tuple(need for way in result.needs[:1] for need in way)
    return Applies(result.truth, reason, needs)


def _approval(condition: Condition, project: Project) -> Applies:
    if _APPROVED.search(project.text):
        return YES
    return Applies(True, f"需“{condition.text}”", (), conditional=True)


def _time(text: str, day: date) -> Applies:
    found = [when for _, when in find_dates(text)] if "月" in text else []
    years = [int(year) for year in re.findall(r"(20\d\d)\s*年", text)]
    if found:
        begins, ends = found[0], found[-1]
    elif years:
        begins, ends = date(years[0], 1, 1), date(years[-1], 12, 31)
    else:
        return Applies(None, f"“{text}”要看时间", (Need(text, f"“{text}”是否已满足？"),))
    if re.search(r"前|以前|之前", text):
        truth = day <= ends
    elif len(years) > 1 or re.search(r"至|到|—|-|期间", text):
        truth = begins <= day <= ends
    elif _AFTER.search(text):
        truth = day >= begins
    else:
        truth = begins <= day <= ends
    return Applies(truth, f"“{text}”{'已到' if truth else '不在这个时间'}（按 {day.isoformat()} 核对）")


def holds(text: str, project: Project, standing: Standing, *, subject: bool = False) -> Applies:
    """Whether what words describe is so of the project: its kind, thing, standing, industry, place."""
    key = ("holds", text, subject, standing)
    if key not in project.memo:
        project.memo[key] = _holds(text, project, standing, subject=subject)
    found: Applies = project.memo[key]
    return found


def _holds(text: str, project: Project, standing: Standing, *, subject: bool) -> Applies:
    if (reply := _replied(text, project)) is not None:
        return Applies(reply, f"已回答“{text}”：{'是' if reply else '否'}")
    parts: list[Applies] = []
    features = _features(text)
    kinds = [name for family, name in features if family == "kinds"]
    things = [name for family, name in features if family == "things"]
    stands = [name for family, name in features if family == "standing"]
    topics = [name for family, name in features if family == "topic"]
    if kinds:
        parts.append(_kind(text, kinds, project, assume_new=standing.assume_new))
    if things:
        parts.append(_thing(text, things, project))
    if stands:
        parts.append(_stands(text, stands, project))
    parts += [_topic(text, topic, project, standing.day.year) for topic in topics]
    plain = pattern("standing")[0].sub("", text)
    codes, _ = classes(plain)
    if codes and (len(codes) <= _BROADEST or not things) and things in ([], ["工业"]):
        parts.append(_industry(plain, project, ()))
    regions = [region for _, region in find_regions(text)]
    if regions and project.region is not None:
        truth = any(region.governs(project.region) for region in regions)
        parts.append(Applies(truth, f"“{text}”{'包括' if truth else '不包括'}{project.region.name}"))
    if not parts and (rest := _rest(text)):
        parts.append(_unknown(text, rest, project, subject=subject))
    return joined(parts)


@lru_cache(maxsize=4096)
def _features(text: str) -> tuple[tuple[str, str], ...]:
    """The kinds, things, standings and topics that words of a rule name, the longest words winning."""
    if IN_PARK.search(text) or "入园企业" in text:
        return (("things", INSIDE),) if "小微" in text else ()
    found: list[tuple[str, str]] = []
    for family in ("kinds", "things", "standing"):
        for name, _ in named(family, text):
            if (family, name) not in found:
                found.append((family, name))
    if not _INDUSTRIAL.search(text):
        found = [each for each in found if each != ("things", "工业")]
    special = [name for family, name in found if family == "things" and name != "工业"]
    if special:
        found = [each for each in found if each != ("things", "工业")]
    if any(name.endswith(("重大项目", "重点项目")) and len(name) > 4 for _, name in found):
        found = [each for each in found if each[1] not in ("重大项目", "重点项目")]
    for topic, row in TABLE["statements"].items():
        if any(word in text for word in row["rule"]):
            found.append(("topic", topic))
    return tuple(found)


def qualifiers(rule: Rule) -> frozenset[str]:
    """What singles a rule's cases out among projects: special things, standing, kinds, industries, sizes."""
    return _qualified(((rule.subject, "subject"), *((c.text, str(c.kind)) for c in rule.conditions)))


@lru_cache(maxsize=4096)
def _qualified(said: tuple[tuple[str, str], ...]) -> frozenset[str]:
    found: set[str] = set()
    for text, kind in said:
        found |= {name for family, name in _features(text) if family != "topic" and name not in _GENERAL}
        codes, _ = classes(text)
        found |= set() if len(codes) > _BROADEST else codes
        if kind in ("size", "time", "place") and text:
            found.add(text)
    return frozenset(found)


_GENERAL = frozenset({"工业", "新建", "园区内"})
_BROADEST = 12
"""Classes from which words name no industry but industry as such."""


def _kind(text: str, kinds: list[str], project: Project, *, assume_new: bool) -> Applies:
    said = project.words(KIND)
    need = (Need("建设性质", "项目是新建、改建、扩建还是技术改造？"),)
    if said:
        truth = any(kind in said for kind in kinds)
        return Applies(truth, f"“{text}”，本项目是{'、'.join(said)}")
    if "新建" in kinds and (assume_new or _NEW_WORDS.search(project.text)):
        return YES
    if _NEW_WORDS.search(project.text):
        return Applies(False, f"“{text}”，描述没有这样说")
    return Applies(None, f"“{text}”要看建设性质，描述没有说明", need)


def _thing(text: str, things: list[str], project: Project) -> Applies:
    said = set(project.words(THING))
    said |= {other for thing in list(said) for other in TABLE["also"].get(thing, [])}
    if not said or said == {INSIDE}:
        industrial = any(
            min(i.codes) >= "06" and max(i.codes) <= "46"
            for w in project.words("行业")
            for i in find_industries(w)
        )
        said |= {"工业"} if industrial else set()
    if set(things) & said:
        return YES
    if "工业" in things and (not said or said <= {INSIDE}):
        return YES  # nothing says otherwise, and projects that are no industry say what they are
    shown = "、".join(project.words(THING)) or "这类项目"
    return Applies(False, f"“{text}”，描述说的是{shown}" if said else f"“{text}”，描述没有说是{shown}")


def _stands(text: str, stands: list[str], project: Project) -> Applies:
    facts = [fact for fact in project.of(STANDING) if fact.stance is not None]
    yes = {str(fact.value) for fact in facts if fact.stance}
    yes |= {other for name in list(yes) for other in TABLE["implies"].get(name, [])}
    no = {str(fact.value)[1:] for fact in facts if not fact.stance}
    if set(stands) & yes:
        return YES
    if set(stands) <= no:
        return Applies(False, f"“{text}”，描述说不是")
    return Applies(None, f"“{text}”，描述没有说明", (Need(text, f"项目是否属于“{text}”？"),))


def _topic(text: str, topic: str, project: Project, year: int) -> Applies:
    truths = [bears(fact, text, year) for fact in project.of(topic)]
    truth = None if not truths or len(set(truths)) > 1 else truths[0]
    return Applies(truth, f"“{text}”", () if truth is not None else (topic_need(topic),))


def topic_need(topic: str) -> Need:
    """The question on a topic."""
    return Need(topic, TABLE["statements"][topic]["ask"])


def _rest(text: str) -> str:
    """What is left of a rule's words without those that single nothing out."""
    return _NEUTRAL.sub("", re.sub(r"[“”\"（）()，,\s]", "", text))


def _caused(words: str, project: Project) -> bool:
    """Whether the description gives one of a rule's causes as its own: 因消防间距需要."""
    named = [item for item in re.split(r"[、和及与或等的]", words) if len(item) > 1]
    return any(
        item in match["what"] and not negated(project.text, match.start("what"))
        for match in _CAUSE.finditer(project.text)
        for item in named
    )


_MODAL = re.compile(r"可以|能够|需要|允许|(?<!许)可(?!燃|再)|拟")
_CAUSE = re.compile(r"(?:因|由于|出于)(?P<what>[^，,。；;]{2,24}?)(?:特殊)?(?:需要|要求|原因|限制|规定)")


def _pieces(text: str, rest: str) -> list[str]:
    """The words of a rule, whole and item by item, by which a description may speak of the same."""
    items = [item for item in re.split(r"[、和及与等的]", text) if len(item) > 2]
    return [text, *([rest] if len(rest) > 1 else []), *items]


def _unknown(text: str, rest: str, project: Project, *, subject: bool) -> Applies:
    """Words that no table knows: so where the description has them too, else to be asked."""
    said = [at for piece in _pieces(text, rest) if (at := project.text.find(piece)) >= 0]
    predicate = _MODAL.split(text)[-1]
    if predicate != text and len(predicate) >= _PIECE:
        said = [match.start() for match in re.finditer(re.escape(predicate), project.text)] or said
    if said:
        denied = all(negated(project.text, at) for at in said)
        return Applies(False, f"“{text}”，描述说不是") if denied else YES
    if subject and len(rest) < 2:
        return YES
    if (cause := _CAUSE.match(text)) is not None and _caused(cause["what"], project):
        return YES
    return Applies(None, f"“{text}”，描述没有说明", (Need(text, f"项目是否属于“{text}”的情形？"),))
