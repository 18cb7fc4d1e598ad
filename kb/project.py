"""From a description to the Project: its facts, place, industry and kind, and what does not fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ingest.document import Region
from ingest.regions import NATION, find_regions, region_of
from ingest.span import Span
from kb.errors import QuestionRefused
from kb.fact import Fact, Project
from kb.facts_bind import OTHERS, bind
from kb.facts_derive import settle
from kb.facts_state import AWAY, KIND, TABLE, THING, clause_at, negated, sentence_before, statements
from kb.facts_terms import term_of
from kb.industry import find_industries

PLACE, INDUSTRY = "所在地", "行业"
_LONGEST = 200_000
_YES = re.compile(r"\s*(?:是|属于|有|对|已|在|符合|yes|y|true|√|✓)", re.IGNORECASE)
_NO = re.compile(r"\s*(?:否|不|没|无|未|非|no|n|false|×)", re.IGNORECASE)
_ABOUT = re.compile("|".join(map(re.escape, TABLE["words"]["project"])))
_ELSEWHERE = re.compile(
    r"(?:来自|总部(?:位于|在|设在)?|注册(?:于|地为?)|母公司(?:位于|在)?|销往|出口|距离?|毗邻|邻近|靠近|除|对标|参照|借鉴|学习|原(?:址|在|厂)[^，。；]{0,4}|由|从)[^，。；]{0,4}$"
)
_COMPANY = re.compile(r"[\u4e00-\u9fa5]{0,14}(?:有限公司|股份公司|集团|公司|大学|银行|研究院)")
_HERE = re.compile(r"(?:位于|选址|落户|地处|坐落|拟在|项目地点|建设地点|所在地|地址|拟建于|在)[：:\s于在]*$")


def read_project(
    text: str,
    *,
    answers: Mapping[str, str] | None = None,
    region: Region | None = None,
    names: frozenset[str] = frozenset(),
    places: Iterable[Region] = (),
) -> Project:
    """The project that a description tells of.

    Args:
        text: the description, a form's lines among them (用地面积（亩）：40).
        answers: further facts by what they are about: a metric, or the words of a condition; they go before
            what the text says of the same thing.
        region: where the project lies, unless the text says so itself.
        names: further metrics to look for, as rules call them.
        places: where documents hold; a place that no table of regions knows is known by them.

    Raises:
        QuestionRefused: the description is empty or too long.
    """
    if not text.strip() and not answers:
        raise QuestionRefused("项目描述是空的", "请写明用地面积、投资、容积率等情况，或指定一个文件")
    if len(text) > _LONGEST:
        raise QuestionRefused(f"项目描述有 {len(text)} 字，超过 {_LONGEST} 字", "请只给出描述项目的部分")
    answered = {key.strip(): value.strip() for key, value in (answers or {}).items() if value.strip()}
    added, replies = _answers(answered)
    bound = bind(text, names)
    given = bind(added, names) if added else None
    stated = list(bound.facts)
    if given is not None:
        told = {fact.metric for fact in given.facts}
        stated = [fact for fact in stated if fact.metric not in told]
        stated += [replace(fact, stage="", part="", span=None) for fact in given.facts]
    facts, problems = settle(stated)
    whole = f"{text}\n{added}" if added else text
    others = list(statements(whole))
    others += _industries(whole)
    place = _place(whole) or _named_place(whole, places)
    if place is not None:
        others.append(place[0])
    problems = (*bound.problems, *(given.problems if given else ()), *problems, *_contradictions(others))
    return Project(
        text=text,
        facts=(*facts, *others),
        problems=tuple(dict.fromkeys(problems)),
        region=place[1] if place else region,
        about=_is_project(whole, facts, others),
        replies=tuple(replies),
    )


def _answers(answers: Mapping[str, str]) -> tuple[str, list[tuple[str, bool]]]:
    """Answers as lines of a form, and those that say yes or no to the words asked about."""
    lines, replies = [], []
    for key, value in answers.items():
        if term_of(key) is not None:
            lines.append(f"{key}：{value}")
            continue
        if _NO.match(value):
            replies.append((key, False))
        elif _YES.match(value):
            replies.append((key, True))
        else:
            lines.append(f"{key}：{value}")
    return "\n".join(lines), replies


def _industries(text: str) -> list[Fact]:
    found: dict[str, Fact] = {}
    for industry in find_industries(text):
        quote = clause_at(text, industry.span.start)
        fact = Fact(INDUSTRY, industry.word, "", industry.word, span=industry.span)
        if quote.of(text) and industry.word not in found:
            found[industry.word] = fact
    return list(found.values())


def _place(text: str) -> tuple[Fact, Region] | None:
    """Where the project lies: the place that is said to be its own, else the innermost one named."""
    spans = [Span(m.start(), m.end()) for m in _COMPANY.finditer(text)]
    best: tuple[int, int, Span, Region] | None = None
    for span, region in find_regions(text):
        if region == NATION or _ELSEWHERE.search(text[max(0, span.start - 12) : span.start]):
            continue
        if negated(text, span.start) or AWAY.search(sentence_before(text, span.start)):
            continue
        here = bool(_HERE.search(text[max(0, span.start - 8) : span.start]))
        within = any(company.overlaps(span) and company.end > span.end for company in spans)
        rank = 2 if here else 0 if within else 1
        if best is None or (rank, len(region.names)) > best[:2]:
            best = rank, len(region.names), span, region
    if best is None:
        return None
    span, region = best[2], best[3]
    return Fact(PLACE, "".join(region.names), "", span.of(text), span=span), region


def _named_place(text: str, places: Iterable[Region]) -> tuple[Fact, Region] | None:
    """The innermost of the places that documents hold in, where the description names it in full."""
    for region in sorted(set(places), key=lambda region: (-len(region.names), region.names)):
        at = text.find(region.name)
        if at >= 0 and len(region.name) > 2 and not _ELSEWHERE.search(text[max(0, at - 12) : at]):
            span = Span(at, at + len(region.name))
            return Fact(PLACE, "".join(region.names), "", region.name, span=span), region
    return None


def _contradictions(facts: list[Fact]) -> list[str]:
    """Topics on which the description says both."""
    problems = []
    for metric in dict.fromkeys(fact.metric for fact in facts if fact.stance is not None):
        if metric in (KIND, THING):
            continue
        both = [fact for fact in facts if fact.metric == metric]
        if metric not in TABLE["statements"] or len({fact.stance for fact in both}) < 2:
            continue
        said = "、".join(f"“{fact.quote}”" for fact in both)
        problems.append(f"{metric}有互相矛盾的说法：{said}；请确认以哪一个为准")
    return problems


def _is_project(text: str, facts: tuple[Fact, ...], others: list[Fact]) -> bool:
    """Whether a text is about a project: it gives figures of one, or speaks in the words of one."""
    own = (clause for clause in re.split(r"[，,。；;\n]", text) if not OTHERS.search(clause))
    words = {match[0] for clause in own for match in _ABOUT.finditer(clause)}
    measured = {fact.metric for fact in facts if not fact.derived_from}
    if measured - {
        "就业人数",
        "注册资本",
        "开工期限",
        "竣工期限",
        "投产期限",
        "建设周期",
        "营业收入",
        "利税",
    }:
        return True
    if words & {"项目", "企业", "公司"} and any(fact.metric in TABLE["statements"] for fact in others):
        return True
    return len(words) >= 3 or bool(words & {"入园", "入驻", "容积率", "技改", "落户"})


def resolve_region(name: str | None) -> Region | None:
    """The region that a name given beside the description means.

    Raises:
        QuestionRefused: no such region.
    """
    if name is None or not name.strip():
        return None
    region = region_of(name)
    if region is None:
        found = find_regions(name)
        region = found[-1][1] if found else None
    if region is None:
        raise QuestionRefused(
            f"不认识地区“{name.strip()[:40]}”", "请写省、市或县的名称，例如“浙江省”或“衢州市”"
        )
    return region
