"""Mutation: a project that meets everything, changed so that it must not any more, or so that nothing may change.

`python -m evals.mutations` tries every mutation of every gold project against the documents beside them and
prints, for each kind, how many were tried and how many came out as they must not.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from evals.cases import GOLD, Case, load_suite
from kb.fact import Fact
from kb.finding import Check, Finding
from kb.library import Library
from kb.metric import by_name
from kb.units import convert

CASES: Final = GOLD.with_name("check")
Kind = Literal["violated", "source violated", "unreached", "removed", "beside"]
_BESIDE: Final = (
    "公司食堂周三供应饺子。",
    "项目负责人姓王。",
    "附件共12页。",
    "隔壁地块的容积率是0.3。",
    "总部大楼有18层，位于上海。",
    "以上材料于昨日提交。",
)
"""Sentences that bear on nothing."""
_LESS, _MORE = (0.3, 0.7), (1.3, 3.0)
"""Factors that take a number below a least, or above a most."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed description.

    Attributes:
        kind: a number against its bound; a number that one is worked out from; a number that is said not to
            be reached; a number taken out; a sentence added that bears on nothing.
        text: the description as changed.
        what: the metric changed, or the sentence.
    """

    kind: Kind
    text: str
    what: str

    def kept(self, before: Check, after: Check) -> bool:
        """Whether the promise for its kind is kept: no 符合 without its ground, no change without a cause."""
        if self.kind == "beside":
            return after.verdict == before.verdict
        return after.verdict != "符合"


def mutations(text: str, found: Check) -> Iterator[Mutation]:
    """The mutations of a description: by numbers where it meets everything, by a sentence beside in any case.

    Args:
        text: the description.
        found: its check.
    """
    for sentence in _BESIDE:
        yield Mutation("beside", f"{text.rstrip('。')}。{sentence}", sentence)
    if found.verdict != "符合":
        return
    for finding in found.findings:
        if finding.status == "pass" and finding.rule.strength == "强制" and finding.rule.op in _WRONG:
            yield from _of(text, found, finding)


_WRONG: Final = {">=": _LESS, ">": _LESS, "<=": _MORE, "<": _MORE}


def _of(text: str, found: Check, finding: Finding) -> Iterator[Mutation]:
    metric, factors = finding.rule.metric, _WRONG[str(finding.rule.op)]
    stated = _stated(found, metric)
    formula = by_name()[metric].formula if metric in by_name() else None
    if len(stated) == 1:
        (fact,) = stated
        bound = _bound(finding, fact)
        if bound is not None:
            for factor in factors:
                yield Mutation("violated", _with(text, fact, bound * factor), metric)
        yield Mutation("removed", _without(text, fact), metric)
        if factors is _LESS:
            yield Mutation("unreached", _put(text, fact, f"达不到{_quoted(text, fact)}"), metric)
    elif not stated and formula is not None:
        for name, factor in zip(formula, (0.2, 8.0) if factors is _LESS else (8.0, 0.1), strict=True):
            sources = _stated(found, name)
            if len(sources) == 1:
                value = float(sources[0].value) * factor
                yield Mutation("source violated", _with(text, sources[0], value), name)
                yield Mutation("removed", _without(text, sources[0]), name)


def _stated(found: Check, metric: str) -> list[Fact]:
    return [fact for fact in found.facts if fact.metric == metric and fact.span and fact.amount]


def _bound(finding: Finding, fact: Fact) -> float | None:
    """The rule's bound in the fact's unit."""
    assert finding.rule.value is not None
    return convert(finding.rule.value, finding.rule.unit, fact.unit)


def _quoted(text: str, fact: Fact) -> str:
    assert fact.span is not None
    return fact.span.of(text)


def _put(text: str, fact: Fact, words: str) -> str:
    assert fact.span is not None
    return f"{text[: fact.span.start]}{words}{text[fact.span.end :]}"


def _with(text: str, fact: Fact, value: float) -> str:
    number = f"{value:.4f}".rstrip("0").rstrip(".")
    return _put(text, fact, f"{number}{fact.unit}")


def _without(text: str, fact: Fact) -> str:
    """The description without the words between commas that state a fact."""
    assert fact.span is not None
    begin = max((m.end() for m in re.finditer("[，。；：]", text[: fact.span.start])), default=0)
    end = re.search("[，。；]", text[fact.span.end :])
    return text[:begin] + (text[fact.span.end + end.end() :] if end else "")


def cases() -> list[Case]:
    """The gold projects."""
    return [case for path in sorted(CASES.glob("*.jsonl")) for case in load_suite(path).cases]


def main() -> None:
    """Print the counts of each kind as JSON, and each mutation whose promise was broken."""
    counts: dict[str, list[int]] = {}
    broken = []
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        library.add(CASES / "docs")
        for case in cases():
            before = library.check(case.description, as_of=case.as_of)
            for mutation in mutations(case.description, before):
                count = counts.setdefault(mutation.kind, [0, 0])
                count[0] += 1
                if not mutation.kept(before, library.check(mutation.text, as_of=case.as_of)):
                    count[1] += 1
                    broken.append({"case": case.id, "kind": mutation.kind, "what": mutation.what})
    print(json.dumps({"tried, broken": counts, "broken": broken}, ensure_ascii=False, indent=1))
    raise SystemExit(int(bool(broken)))


if __name__ == "__main__":
    main()
