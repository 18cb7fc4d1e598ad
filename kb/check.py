"""Check: a project held against the rules of a library, with a verdict that every clause can be looked up for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol, runtime_checkable

from ingest.document import Document, Region
from kb.check_applies import YES, Applies, narrower
from kb.check_ask import questions
from kb.check_compare import Standing, bound_text
from kb.check_join import Outcome, join
from kb.check_rule import Weighed, approval_pending, weigh
from kb.cite import cite
from kb.entry import Entry
from kb.fact import Project
from kb.facts_state import INSIDE, KIND, TABLE, THING
from kb.finding import Check, Finding, FindingStatus, Need, VerdictName
from kb.project import read_project
from kb.result import Citation
from kb.rule import Rule

_PAST: Final = ("已期满", "已废止", "未生效")
_ORDER: Final[dict[FindingStatus, int]] = {
    "fail": 0,
    "unknown": 1,
    "manual": 2,
    "pass": 3,
    "not_applicable": 4,
}
_STRENGTH: Final = {"强制": 0, "原则": 1, "鼓励": 2, "目标": 3}
_MANY: Final = 60
"""Findings that do not apply and are still shown; of more, only those on what the project speaks of."""


@runtime_checkable
class RuleShelf(Protocol):
    """The part of a library that checks use."""

    def entries(self) -> list[Entry]:
        """The documents to answer from."""
        ...

    def rules(self, document: str | None = None) -> Sequence[Rule]:
        """The rules of a document, or of all."""
        ...

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        ...


@dataclass(frozen=True, slots=True)
class _Considered:
    """The rules that may bind the project, where each document holds, and what is to be said of others."""

    rules: tuple[Rule, ...]
    entries: dict[str, Entry]
    placed: dict[str, Applies]
    notes: tuple[str, ...]


def check(
    shelf: RuleShelf,
    description: str,
    *,
    as_of: date | None = None,
    region: Region | None = None,
    answers: Mapping[str, str] | None = None,
    document: str | None = None,
) -> Check:
    """Check a project against every rule in force where it lies.

    Args:
        shelf: the library.
        description: of the project, in Chinese; see `kb.project_source` for files, forms and rows.
        as_of: the day that validity is judged on; today where none is given.
        region: where the project lies, unless the description says so itself.
        answers: to questions of an earlier check of it, by what each was about; see `Check.questions`.
        document: id of the only document to check against, or None for all.

    Raises:
        QuestionRefused: the description is empty or too long.
    """
    begun = time.perf_counter()
    day = as_of or date.today()
    every = [rule for rule in shelf.rules(document) if rule.state != "驳回"]
    homes = {entry.metadata.region for entry in shelf.entries()}
    project = read_project(
        description,
        answers=answers,
        region=region,
        names=_names(every),
        places=[home for home in homes if home is not None],
    )
    considered = _consider(shelf, every, project, day)
    notes = [*project.problems, *considered.notes]
    if not project.about:
        notes.insert(0, "这段文字看不出是一个项目的情况，没有可以核对的事实")
        return _checked(day, "不适用", project, (), (), notes, begun)
    outcomes = _outcomes(considered, project, day)
    findings = _findings(shelf, considered, _shown(outcomes, project, notes), day)
    verdict = _verdict(findings)
    notes += _levels(findings)
    notes += _assumed(findings, project)
    notes += _sources(findings)
    asked = questions(findings) if verdict != "不适用" else ()
    if asked and project.region is None and _places(considered):
        asked = (*(need for need in asked if need.key != _PLACE.key), _PLACE)
    return _checked(day, verdict, project, findings, asked, notes, begun)


_PLACE: Final = Need("所在地", "项目位于哪个市、县（市、区）？")


def _checked(
    day: date,
    verdict: VerdictName,
    project: Project,
    findings: tuple[Finding, ...],
    asked: tuple[Need, ...],
    notes: Sequence[str],
    begun: float,
) -> Check:
    return Check(
        as_of=day,
        verdict=verdict,
        region=project.region,
        facts=project.facts,
        findings=findings,
        questions=asked,
        notes=tuple(dict.fromkeys(notes)),
        elapsed_ms=(time.perf_counter() - begun) * 1000,
    )


def _names(rules: Iterable[Rule]) -> frozenset[str]:
    """What the rules call their metrics, for those that no table lists."""
    return frozenset(
        name for rule in rules if not rule.prohibition for name in (rule.metric, rule.words) if name
    )


def _consider(shelf: RuleShelf, rules: Sequence[Rule], project: Project, day: date) -> _Considered:
    """The rules of documents in force on the day, in whose region the project lies or may lie."""
    entries = {entry.id: entry for entry in shelf.entries()}
    having = {rule.document_id for rule in rules if rule.scope == "project" and rule.strength != "目标"}
    notes: list[str] = []
    past = [e for e in entries.values() if e.id in having and e.validity(day) in _PAST]
    if past:
        titles = "、".join(f"《{e.metadata.title}》（{e.validity(day)}）" for e in past[:3])
        notes.append(
            f"{titles}{'等' if len(past) > 3 else ''}在 {day.isoformat()} 不在有效期内，没有用来核对"
        )
    force = {e.id: e for e in entries.values() if e.id in having and e.validity(day) not in _PAST}
    placed = _placed(force, project)
    elsewhere = [force[name] for name, applies in placed.items() if applies.truth is False]
    if elsewhere:
        titles = "、".join(f"《{entry.metadata.title}》" for entry in elsewhere[:3])
        more = f"等 {len(elsewhere)} 份" if len(elsewhere) > 3 else ""
        where = project.region.name if project.region else "本项目"
        notes.append(f"{titles}{more}不适用于{where}，没有用来核对")
    if project.region is None and _diverse(force.values()):
        notes.append("描述没有说明项目所在地，各地文件是否适用还不能确定；请补充所在的市、县")
    elif project.region is None and force:
        notes.append("描述没有说明项目所在地，先按知识库中的文件都适用来核对；请确认所在地")
    chosen = tuple(r for r in rules if r.document_id in force and placed[r.document_id].truth is not False)
    return _Considered(chosen, force, placed, tuple(notes))


def _placed(force: Mapping[str, Entry], project: Project) -> dict[str, Applies]:
    """Whether each document holds where the project lies; not told where the project's place is too wide."""
    found = {}
    diverse = project.region is None and _diverse(force.values())
    for name, entry in force.items():
        home = entry.metadata.region
        if (other := _other_things(entry.metadata.title, project)) is not None:
            found[name] = other
        elif home is None or home.code == "000000":
            found[name] = YES
        elif project.region is None:
            reason = f"《{entry.metadata.title}》适用于{home.name}，描述没有说明项目所在地"
            found[name] = Applies(None, reason, (_PLACE,)) if diverse else YES
        elif home.governs(project.region):
            found[name] = YES
        elif project.region.governs(home):
            reason = f"《{entry.metadata.title}》只适用于{home.name}，描述只说在{project.region.name}"
            found[name] = Applies(None, reason, (_PLACE,))
        else:
            found[name] = Applies(False, f"《{entry.metadata.title}》适用于{home.name}")
    return found


def _other_things(title: str, project: Project) -> Applies | None:
    """A document whose title says that it is for industry does not bind a project that is none."""
    said = set(project.words(THING)) - {INSIDE}
    if not said or not said <= set(TABLE["words"]["no_industry"]) or not _FOR_INDUSTRY.search(title):
        return None
    return Applies(False, f"《{title}》管的是工业项目，描述说的是{'、'.join(sorted(said))}")


_FOR_INDUSTRY = re.compile(r"工业|制造业|产业园|小微企业园|标准地|厂房")


def _diverse(entries: Iterable[Entry]) -> bool:
    """Whether the documents' regions do not all lie within one another."""
    homes = [entry.metadata.region for entry in entries if entry.metadata.region is not None]
    return any(not a.governs(b) and not b.governs(a) for a in homes for b in homes)


def _places(considered: _Considered) -> bool:
    return any(applies.truth is None for applies in considered.placed.values())


def _outcomes(considered: _Considered, project: Project, day: date) -> list[Outcome]:
    """Every rule that a project can be held against, weighed with what bears on it."""
    rules = [rule for rule in considered.rules if rule.scope == "project" and rule.strength != "目标"]
    other_kinds = {rule.metric for rule in rules if _of_other_kind(rule)}
    siblings: dict[tuple[str, str], list[str]] = {}
    for rule in rules:
        for condition in rule.conditions:
            if condition.kind == "industry":
                siblings.setdefault((rule.document_id, rule.metric), []).append(condition.text)
    told = bool(project.words(KIND))

    def weighed(rule: Rule) -> Weighed:
        standing = Standing(day, assume_new=not told and rule.metric not in other_kinds)
        return weigh(
            rule,
            project,
            standing,
            siblings=siblings.get((rule.document_id, rule.metric), ()),
            placed=considered.placed[rule.document_id],
        )

    outcomes = join(
        rules,
        weighed,
        pending=lambda rule: approval_pending(rule, project, Standing(day)),
        narrow=lambda each: _narrowed(each, project),
    )
    aims = [
        r for r in considered.rules if (r.scope == "region" or r.strength == "目标") and not r.prohibition
    ]
    for rule in aims:
        aside = Applies(False, "这是对一个地区定的目标或要求，不用来衡量单个项目")
        outcomes.append(
            Outcome(replace(weighed(rule), binds=aside), "not_applicable", f"这一条不适用：{aside.reason}")
        )
    return outcomes


def _narrowed(weighed: Weighed, project: Project) -> Weighed:
    binds = narrower(weighed.rule, project, weighed.binds)
    return weighed if binds is weighed.binds else replace(weighed, binds=binds)


_OTHER_KINDS = re.compile(
    "|".join(
        map(re.escape, (word for kind, said in TABLE["kinds"].items() if kind != "新建" for word in said))
    )
)


def _of_other_kind(rule: Rule) -> bool:
    words = f"{rule.subject}{''.join(condition.text for condition in rule.conditions)}"
    return bool(_OTHER_KINDS.search(words))


def _shown(outcomes: Sequence[Outcome], project: Project, notes: list[str]) -> list[Outcome]:
    """All that bear on the project; of many that do not apply, those on what it speaks of."""
    aside = [outcome for outcome in outcomes if outcome.status == "not_applicable"]
    if len(aside) > _MANY:
        near = [o for o in aside if project.of(o.weighed.rule.metric)][:_MANY]
        notes.append(f"另有 {len(aside) - len(near)} 条规则不适用于本项目，没有列出")
        aside = near
    return [outcome for outcome in outcomes if outcome.status != "not_applicable"] + aside


def _findings(
    shelf: RuleShelf, considered: _Considered, outcomes: Sequence[Outcome], day: date
) -> tuple[Finding, ...]:
    ordered = sorted(outcomes, key=lambda o: (_ORDER[o.status], _STRENGTH[o.weighed.rule.strength]))
    findings = []
    for n, outcome in enumerate(ordered, start=1):
        rule = outcome.weighed.rule
        findings.append(
            Finding(
                rule=rule,
                status=outcome.status,
                actual=outcome.weighed.met.actual if outcome.status != "not_applicable" else None,
                reason=outcome.reason,
                citation=_cited(shelf, considered.entries[rule.document_id], rule, n, day),
                needs=outcome.needs,
                conditional=outcome.conditional,
                open=outcome.open,
            )
        )
    return tuple(findings)


def _cited(shelf: RuleShelf, entry: Entry, rule: Rule, n: int, day: date) -> Citation:
    document = shelf.document(rule.document_id)
    return cite(n, entry, document, document.clause(rule.clause_id), rule.span, day)


def _verdict(findings: Sequence[Finding]) -> VerdictName:
    """The contract's verdict; where nothing at all could be confirmed, what is open is to be told first."""
    live = [finding for finding in findings if finding.status != "not_applicable"]
    if not live:
        return "不适用"
    binding = [finding for finding in live if finding.rule.strength == "强制"]
    if any(finding.status == "fail" for finding in binding):
        return "不符合"
    if any(finding.status == "unknown" or finding.open for finding in binding):
        return "待补充"
    unsettled = [finding for finding in live if finding.status in ("unknown", "manual")]
    if unsettled and not any(finding.status in ("pass", "fail") for finding in live):
        return "待补充"
    principle = [finding for finding in live if finding.rule.strength == "原则"]
    if any(finding.status == "fail" for finding in principle) or any(f.conditional for f in live):
        return "有条件符合"
    return "符合"


def _levels(findings: Sequence[Finding]) -> list[str]:
    """Stricter and looser bounds of several documents on one metric, side by side."""
    notes = []
    by_metric: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.status in ("pass", "fail", "unknown") and finding.rule.op in (">=", "<=", ">", "<"):
            side = "least" if finding.rule.op in (">=", ">") else "most"
            by_metric.setdefault((finding.rule.metric, side), []).append(finding)
    for (metric, side), found in by_metric.items():
        if len({finding.rule.document_id for finding in found}) < 2:
            continue
        values = {bound_text(f.rule.op, f.rule.value, None, f.rule.unit) for f in found}
        if len(values) < 2:
            continue
        said = "；".join(
            f"《{f.citation.title}》{'不低于' if side == 'least' else '不高于'} "
            f"{bound_text(f.rule.op, f.rule.value, None, f.rule.unit)}（{f.rule.strength}）"
            for f in found
        )
        notes.append(f"{metric}有宽严不同的几条规定：{said}；按最严的一条也要满足")
    return notes


def _assumed(findings: Sequence[Finding], project: Project) -> list[str]:
    notes = []
    left = sum(f.rule.strength == "原则" and f.status == "unknown" for f in findings)
    if left:
        notes.append(f"另有 {left} 条原则性要求因缺少事实还没有核对")
    said = any("新建" in f.rule.subject for f in findings if f.status in ("pass", "fail", "unknown"))
    if said and not project.words(KIND):
        notes.append("描述没有说明建设性质，先按新建项目核对")
    return notes


def _sources(findings: Sequence[Finding]) -> list[str]:
    told = {
        f.citation.title for f in findings if f.citation.kind == "新闻报道" and f.status != "not_applicable"
    }
    notes = [f"《{title}》是新闻报道，不是文件原文；其中的门槛请以正式文件为准" for title in sorted(told)]
    faulty = {f.citation.clause for f in findings if f.citation.faults and f.status != "not_applicable"}
    notes += [f"“{clause}”的原文疑有印刷或识别错误，请对照原件" for clause in sorted(faulty)]
    return notes
