"""Sheet: the rules of one document, with all that does not depend on a project worked out once."""

from __future__ import annotations

import itertools
import operator
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kb.check_applies import qualifiers
from kb.facts_state import TABLE
from kb.facts_terms import plain_name
from kb.result import Citation, Validity
from kb.rule import Rule
from kb.units import convert

SURE: Final = 0.5
"""Confidence from which an unreviewed rule is applied without a person."""
_KEPT: Final = 4
"""Libraries whose sheets are kept in memory."""
_FEW: Final = 6
"""Qualifiers of a rule up to which its bases are looked up by every subset of them."""
_LOOSER: Final = {">=": operator.lt, ">": operator.lt, "<=": operator.gt, "<": operator.gt}
_OTHER_KINDS = re.compile(
    "|".join(
        map(re.escape, (word for kind, said in TABLE["kinds"].items() if kind != "新建" for word in said))
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The rules of one document.

    Attributes:
        document_id: of the document.
        rules: those that a project is held against, in the document's order.
        aims: those that a government sets itself.
        senses: by a rule's id, what is the same for all rules that say the same of whom.
        lifted: by a rule's id, the rules that may take its place.
        changes: rules that change a bound by a factor, each with the rule whose bound it is.
        siblings: by metric, the industries that its rules name.
        other_kinds: metrics with rules for what is not new: 改建, 扩建.
        cited: the citations of its rules that were asked for, by rule and validity of the document.
    """

    document_id: str
    rules: tuple[Rule, ...]
    aims: tuple[Rule, ...]
    senses: dict[str, int]
    lifted: dict[str, tuple[Rule, ...]]
    changes: tuple[tuple[Rule, Rule], ...]
    siblings: dict[str, tuple[str, ...]]
    other_kinds: frozenset[str]
    cited: dict[tuple[str, Validity], Citation] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """The sheets of many documents, in their order, and what all their rules call their metrics."""

    sheets: tuple[Sheet, ...]
    names: frozenset[str]


_lock = threading.Lock()
_kept: dict[int, tuple[Sequence[Rule], Sheets]] = {}


def sheets(rules: Sequence[Rule]) -> Sheets:
    """The sheets of rules; of the same tuple of rules they are worked out once.

    Args:
        rules: of any documents; those that a person rejected are left out.
    """
    if not isinstance(rules, tuple):
        return _sheets(rules)
    with _lock:
        # the rules are kept beside, so that no other tuple can come to have their identity
        held = _kept.pop(id(rules), None)
        if held is not None:
            _kept[id(rules)] = held
            return held[1]
    made = _sheets(rules)
    with _lock:
        _kept[id(rules)] = rules, made
        while len(_kept) > _KEPT:
            del _kept[next(iter(_kept))]
    return made


def _sheets(rules: Iterable[Rule]) -> Sheets:
    by_document: dict[str, list[Rule]] = {}
    names: set[str] = set()
    for rule in rules:
        if rule.state == "驳回":
            continue
        by_document.setdefault(rule.document_id, []).append(rule)
        if not rule.prohibition:
            names |= {rule.metric, rule.words, plain_name(rule.metric)}
    numbers: dict[object, int] = {}
    made = tuple(_sheet(name, found, numbers) for name, found in by_document.items())
    return Sheets(made, frozenset(names - {""}))


def _sheet(document_id: str, found: Sequence[Rule], numbers: dict[object, int]) -> Sheet:
    rules = tuple(rule for rule in found if _for_projects(rule))
    own = {rule.id for rule in rules}
    aims = tuple(rule for rule in found if rule.id not in own and not rule.prohibition)
    siblings: dict[str, list[str]] = {}
    for rule in rules:
        named = [condition.text for condition in rule.conditions if condition.kind == "industry"]
        if named:
            siblings.setdefault(rule.metric, []).extend(named)
    alike = {metric: tuple(texts) for metric, texts in siblings.items()}
    senses = {
        rule.id: numbers.setdefault(_sense(rule, alike.get(rule.metric, ())), len(numbers)) for rule in found
    }
    lifted: dict[str, list[Rule]] = {}
    changes = []
    for rule, base in _pairs(rules):
        if rule.factor is not None:
            changes.append((rule, base))
        lifted.setdefault(base.id, []).append(rule)
    return Sheet(
        document_id,
        rules,
        aims,
        senses,
        {name: tuple(each) for name, each in lifted.items()},
        tuple(changes),
        alike,
        frozenset(rule.metric for rule in rules if _of_other_kind(rule)),
    )


def _for_projects(rule: Rule) -> bool:
    """Whether a project is held against a rule: no region's own aim, unless its words speak of projects."""
    return (rule.scope == "project" and rule.strength != "目标") or doubtful(rule)


def doubtful(rule: Rule) -> bool:
    """Whether a rule was read as what a region aims at though its words are on projects that want to come in."""
    aim = rule.scope == "region" or rule.strength == "目标"
    return aim and rule.state == "自动" and not rule.prohibition and bool(_COMING.search(rule.subject))


_COMING = re.compile(
    r"(?:申请|拟|落户|入驻|入园|进入|准入|新建|新增|新上|新供|引进).{0,14}(?:项目|企业|用地|宗地)$"
)


def _sense(rule: Rule, siblings: tuple[str, ...]) -> object:
    """All of a rule that bears on how a project is weighed against it."""
    others = siblings if any(condition.kind == "industry" for condition in rule.conditions) else ()
    conditions = tuple(
        (c.kind, c.text, c.metric, c.op, c.value, c.high, c.unit, c.negated) for c in rule.conditions
    )
    return (
        rule.metric, rule.words, rule.op, rule.value, rule.high, rule.unit, rule.subject, rule.permits,
        rule.prohibition, rule.factor, conditions,
        rule.confidence < SURE and rule.state == "自动", doubtful(rule), others,
    )  # fmt: skip


def _of_other_kind(rule: Rule) -> bool:
    words = f"{rule.subject}{''.join(condition.text for condition in rule.conditions)}"
    return bool(_OTHER_KINDS.search(words))


def _pairs(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each rule with every rule that it may take the place of: those it names, and stricter general ones.

    What is laid down for the special case goes before what holds in general; where it is stricter both
    hold, and the stricter one decides.
    """
    by_id = {rule.id: rule for rule in rules if rule.factor is None}
    groups: dict[str, dict[frozenset[str], list[Rule]]] = {}
    for rule in by_id.values():
        if not rule.prohibition:
            groups.setdefault(rule.metric, {}).setdefault(qualifiers(rule), []).append(rule)
    for rule in rules:
        if rule.overrides:
            named = (by_id[name] for name in rule.overrides if name in by_id)
            yield from ((rule, base) for base in named if not _other_side(rule, base))
            continue
        group = groups.get(rule.metric, {})
        if rule.factor is not None:
            yield from ((rule, base) for bases in group.values() for base in bases)
            continue
        special = qualifiers(rule)
        if special and rule.op in _LOOSER:
            for wider in _within(special, group):
                yield from ((rule, base) for base in group[wider] if _looser(rule, base))


def _within(special: frozenset[str], group: dict[frozenset[str], list[Rule]]) -> Iterator[frozenset[str]]:
    """The qualifiers in the group that are some but not all of these."""
    if len(special) > _FEW:
        yield from (wider for wider in group if wider < special)
        return
    for size in range(len(special)):
        for chosen in itertools.combinations(sorted(special), size):
            if (wider := frozenset(chosen)) in group:
                yield wider


def _other_side(rule: Rule, base: Rule) -> bool:
    """Whether one rule sets a least and the other a most: both hold, whatever one is said to take the place of."""
    ops = {rule.op, base.op}
    return rule.factor is None and bool(ops & {">=", ">"}) and bool(ops & {"<=", "<"})


def _looser(rule: Rule, base: Rule) -> bool:
    if rule.op is None or rule.op != base.op or rule.value is None or base.value is None:
        return False
    bound = convert(rule.value, rule.unit, base.unit)
    return bound is not None and _LOOSER[rule.op](bound, base.value)
