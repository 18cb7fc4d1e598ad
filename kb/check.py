"""Check: a project held against the rules of a library, with a verdict that every clause can be looked up for."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol, runtime_checkable

from ingest.document import Document, Region
from kb.check_applies import YES, Applies, narrower
from kb.check_ask import questions
from kb.check_compare import Standing
from kb.check_force import PLACE, Considered, consider
from kb.check_join import Outcome, join
from kb.check_notes import remarks
from kb.check_rule import Weighed, approval_pending, weigh
from kb.check_sheet import Sheet, sheets
from kb.cite import cite
from kb.entry import Entry
from kb.fact import Project
from kb.facts_state import KIND
from kb.finding import Check, Finding, FindingStatus, Need, VerdictName, numbered
from kb.project import read_project
from kb.result import Citation
from kb.rule import Rule

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
    known = sheets(shelf.rules(document))
    entries = {entry.id: entry for entry in shelf.entries()}
    homes = {entry.metadata.region for entry in entries.values()}
    project = read_project(
        description,
        answers=answers,
        region=region,
        names=known.names,
        places=[home for home in homes if home is not None],
    )
    considered = consider(entries, known.sheets, project, day)
    notes = [*project.problems, *considered.notes]
    if not project.about:
        notes.insert(0, "这段文字看不出是一个项目的情况，没有可以核对的事实")
        return _checked(day, "不适用", project, (), (), notes, begun)
    outcomes = _outcomes(considered, project, day)
    findings = _findings(shelf, considered, _shown(outcomes, project, notes), day)
    verdict = _verdict(findings)
    notes += remarks(findings, project)
    asked = questions(findings) if verdict != "不适用" else ()
    if asked and project.region is None and considered.unplaced:
        asked = (*(need for need in asked if need.key != PLACE.key), PLACE)
    return _checked(day, verdict, project, findings, asked, notes, begun)


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


def _outcomes(considered: Considered, project: Project, day: date) -> list[Outcome]:
    """Every rule that a project can be held against, weighed with what bears on it."""
    other_kinds = frozenset[str]().union(*(sheet.other_kinds for sheet in considered.sheets))
    new, told = Standing(day, assume_new=True), Standing(day, assume_new=False)
    silent = not project.words(KIND)

    def weighed(rule: Rule, sheet: Sheet, base: Rule | None = None) -> Weighed:
        standing = new if silent and rule.metric not in other_kinds else told
        placed = considered.placed[sheet.document_id]
        changed = sheet.senses[base.id] if base is not None else None
        where = sheet.document_id if placed is not YES else ""
        key = ("weigh", sheet.senses[rule.id], changed, standing is new, where)
        if key in project.memo:
            like: Weighed = project.memo[key]
            return Weighed(rule, like.binds, like.met, like.manual)
        siblings = sheet.siblings.get(rule.metric, ())
        project.memo[key] = found = weigh(rule, project, standing, siblings=siblings, placed=placed)
        return found

    outcomes = join(
        considered.sheets,
        weighed,
        pending=lambda rule: approval_pending(rule, project, told),
        narrow=lambda each: _narrowed(each, project),
    )
    aside = Applies(False, "这是对一个地区定的目标或要求，不用来衡量单个项目")
    for sheet in considered.sheets:
        for rule in sheet.aims:
            held = replace(weighed(rule, sheet), binds=aside)
            outcomes.append(Outcome(held, "not_applicable", f"这一条不适用：{aside.reason}"))
    return outcomes


def _narrowed(weighed: Weighed, project: Project) -> Weighed:
    binds = narrower(weighed.rule, project, weighed.binds)
    return weighed if binds is weighed.binds else replace(weighed, binds=binds)


def _shown(outcomes: Sequence[Outcome], project: Project, notes: list[str]) -> list[Outcome]:
    """All that bear on the project; of many that do not apply, those on what it speaks of."""
    aside = [outcome for outcome in outcomes if outcome.status == "not_applicable"]
    if len(aside) > _MANY:
        near = [o for o in aside if project.of(o.weighed.rule.metric)][:_MANY]
        notes.append(f"另有 {len(aside) - len(near)} 条规则不适用于本项目，没有列出")
        aside = near
    return [outcome for outcome in outcomes if outcome.status != "not_applicable"] + aside


def _findings(
    shelf: RuleShelf, considered: Considered, outcomes: Sequence[Outcome], day: date
) -> tuple[Finding, ...]:
    ordered = sorted(outcomes, key=lambda o: (_ORDER[o.status], _STRENGTH[o.weighed.rule.strength]))
    cited = _citations(shelf, considered, ordered, day)
    return tuple(
        Finding(
            rule=outcome.weighed.rule,
            status=outcome.status,
            actual=outcome.weighed.met.actual if outcome.status != "not_applicable" else None,
            reason=outcome.reason,
            citation=numbered(cited[outcome.weighed.rule.id], n),
            needs=outcome.needs,
            conditional=outcome.conditional,
            open=outcome.open,
        )
        for n, outcome in enumerate(ordered, start=1)
    )


def _citations(
    shelf: RuleShelf, considered: Considered, outcomes: Iterable[Outcome], day: date
) -> dict[str, Citation]:
    """The clauses of the rules, by the rules' ids; each document is opened once at most."""
    wanted: dict[str, dict[str, Rule]] = {}
    for outcome in outcomes:
        rule = outcome.weighed.rule
        wanted.setdefault(rule.document_id, {})[rule.id] = rule
    found: dict[str, Citation] = {}
    for sheet in considered.sheets:
        entry, rules = considered.entries[sheet.document_id], wanted.get(sheet.document_id, {})
        validity = entry.validity(day)
        lacking = [rule for rule in rules.values() if (rule.id, validity) not in sheet.cited]
        if lacking:
            document = shelf.document(sheet.document_id)
            for rule in lacking:
                clause = document.clause(rule.clause_id)
                sheet.cited[rule.id, validity] = cite(0, entry, document, clause, rule.span, day)
        found |= {name: sheet.cited[name, validity] for name in rules}
    return found


def _verdict(findings: Sequence[Finding]) -> VerdictName:
    """The contract's verdict; where nothing at all could be confirmed, what is open is to be told first."""
    live = [finding for finding in findings if finding.status != "not_applicable"]
    if not live:
        return "不适用"
    binding = [finding for finding in live if finding.rule.strength == "强制"]
    if any(finding.status == "fail" for finding in binding):
        return "不符合"
    doubted = [finding for finding in live if finding.open and finding.rule.strength in ("强制", "目标")]
    if doubted or any(finding.status == "unknown" for finding in binding):
        return "待补充"
    unsettled = [finding for finding in live if finding.status in ("unknown", "manual")]
    if unsettled and not any(finding.status in ("pass", "fail") for finding in live):
        return "待补充"
    principle = [finding for finding in live if finding.rule.strength == "原则"]
    if any(finding.status == "fail" for finding in principle) or any(f.conditional for f in live):
        return "有条件符合"
    return "符合"
