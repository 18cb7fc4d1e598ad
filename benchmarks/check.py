"""How long one check takes against many rules: `python -m benchmarks.check [--rules N] [--rounds N]`.

The rules are made up: documents of a hundred clauses each, with subjects, industries, exceptions and bars
among them. One document in ten is of the project's own city or province (`--near` sets the share), the
others of elsewhere: they are in the library, and are passed over; in the worst case all are of the project's
own place. The first check also sorts the rules and opens the documents, the later ones find that done. No
document is read and no library built, so that what is measured is the check itself, its reading of the
description and its citations included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from datetime import date

from ingest.clause import Clause, ClausePath, Step
from ingest.document import Document, Line, Metadata, Region
from ingest.span import OffsetMap, Run, Span
from kb.check import check
from kb.entry import Entry
from kb.rule import Condition, Rule

_DAY = date(2026, 5, 1)
_EACH = 100
_HOME = Region("330800", ("浙江省", "衢州市"))
_PROVINCE = Region("330000", ("浙江省",))
_ELSEWHERE = Region("370800", ("山东省", "济宁市"))
BAR_MS = 100.0
_METRICS = (
    ("容积率", ">=", 1.0, ""), ("投资强度", ">=", 200.0, "万元/亩"), ("亩均税收", ">=", 10.0, "万元/亩"),
    ("绿地率", "<=", 20.0, "%"), ("建筑系数", ">=", 35.0, "%"), ("单位能耗", "<=", 0.8, "吨标准煤/万元"),
    ("研发投入占比", ">=", 1.0, "%"), ("行政办公及生活服务设施用地占比", "<=", 7.0, "%"),
)  # fmt: skip
_SUBJECTS = ("新建工业项目", "新建小微企业园", "进入开发区的工业项目", "省重大产业项目", "")
_INDUSTRIES = ("食品制造业", "纺织业", "通用设备制造业", "医药制造业", "")
_TEXT = (
    "衢州市龙游县新建特种纸项目，用地40亩，固定资产投资1.4亿元，总建筑面积3.5万平方米，年税收900万元，"
    "建筑占地面积1.3万平方米，绿地率12%，行政办公及生活服务设施用地2亩，属于鼓励类，近三年无安全事故。"
)


class _Shelf:
    """Made-up documents and their rules."""

    def __init__(self, rules: int, near: float) -> None:
        self._documents: dict[str, Document] = {}
        self._rules: list[Rule] = []
        self._all: tuple[Rule, ...] | None = None
        documents = rules // _EACH
        for number in range(documents):
            here = number < documents * near
            self._add(number, (_HOME, _PROVINCE)[number % 2] if here else _ELSEWHERE)

    def _add(self, number: int, home: Region) -> None:
        name = f"{number:016x}"
        lines, clauses, at = [], [], 0
        for place in range(_EACH):
            metric, op, value, unit = _METRICS[place % len(_METRICS)]
            line = f"第{place}条 {metric}不低于{value + place % 5 / 10}{unit}。"
            span = Span(at, at + len(line))
            clause = Clause(ClausePath((Step("article", place + 1),)), f"第{place + 1}条", span, span)
            industry = _INDUSTRIES[place % len(_INDUSTRIES)]
            own = f"{name}#{clause.id}#0"
            barred = place % 25 == 24
            self._rules.append(
                Rule(
                    own,
                    name,
                    clause.id,
                    span,
                    line,
                    "属于淘汰类" if barred else metric,
                    metric,
                    None if barred else op,  # type: ignore[arg-type]
                    None if barred else value + place % 5 / 10,
                    unit,
                    "强制",
                    subject=_SUBJECTS[place % len(_SUBJECTS)],
                    conditions=(Condition("industry", industry),) if industry and place % 3 == 0 else (),
                    overrides=(self._rules[-8].id,) if place >= 8 and place % 7 == 0 else (),
                    prohibition=barred,
                )
            )
            lines.append(line)
            clauses.append(clause)
            at += len(line) + 1
        text = "\n".join(lines)
        meta = Metadata(f"办法{number}", region=home, effective=date(2025, 1, 1), kind="政策文件")
        self._documents[name] = Document(
            name, f"{name}.txt", "txt", name, meta, text, tuple(clauses), (), (), tuple(map(Line, lines)), (),
            OffsetMap([Run(0, 0, len(text))]),
        )  # fmt: skip

    def entries(self) -> list[Entry]:
        """The documents' entries."""
        return [
            Entry(d.id, d.name, d.sha256, d.format, d.metadata, len(d.text), len(d.clauses), 0)
            for d in self._documents.values()
        ]

    def rules(self, document: str | None = None) -> Sequence[Rule]:
        """All rules, the same tuple every time, as a library gives them."""
        if self._all is None:
            self._all = tuple(self._rules)
        return self._all if document is None else tuple(r for r in self._all if r.document_id == document)

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        return self._documents[document_id]


def _timed(rules: int, near: float, rounds: int) -> dict[str, float]:
    """The times of checks of one project, in ms; CPU time is what other work on the machine leaves alone."""
    shelf = _Shelf(rules, near)
    times, work = [], []
    for _ in range(rounds + 1):
        begun, busy = time.perf_counter(), time.process_time()
        found = check(shelf, _TEXT, as_of=_DAY)
        times.append((time.perf_counter() - begun) * 1000)
        work.append((time.process_time() - busy) * 1000)
    first, *warm = times
    return {
        "rules": len(shelf.rules()),
        "near": near,
        "findings": len(found.findings),
        "first_ms": round(first, 1),
        "median_ms": round(statistics.median(warm), 1),
        "median_cpu_ms": round(statistics.median(work[1:]), 1),
        "p95_ms": round(sorted(warm)[int(0.95 * len(warm))], 1),
    }


def main() -> None:
    """Print the times as JSON, a line each for a library of many places and for one all of which binds the
    project; exit status 1 where the median CPU time of the former is over the bar.
    """
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rules", type=int, default=10_000)
    options.add_argument("--near", type=float, default=0.1)
    options.add_argument("--rounds", type=int, default=20)
    given = options.parse_args()
    usual, worst = (_timed(given.rules, near, given.rounds) for near in (given.near, 1.0))
    for name, report in (("usual", usual), ("worst", worst)):
        print(json.dumps({"case": name, **report}, ensure_ascii=False))
    raise SystemExit(int(usual["median_cpu_ms"] > BAR_MS))


if __name__ == "__main__":
    main()
