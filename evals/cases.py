"""Case: a question or a project description with what is expected of the answer. Gold sets are read here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, get_args

from evals.errors import GoldMalformed, SuiteMissing
from kb.result import Operator, Status

GOLD = Path(__file__).with_name("gold")
STATUSES = get_args(Status)
OPERATORS = get_args(Operator)
VERDICTS = ("符合", "不符合", "待补充", "有条件符合", "不适用")
FINDING_STATUSES = ("pass", "fail", "unknown", "manual", "not_applicable")


class _Wrong(ValueError):
    """What is wrong with a field, in Chinese; `load_suite` adds the file and the line."""


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """A quantity in any unit of the right dimension; `op` and `high` bind where they are given."""

    value: float
    unit: str = ""
    op: Operator | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ExpectedCitation:
    """Parts of one citation's title and quote; "" fits any."""

    doc: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """A finding whose metric's name has `metric` in it."""

    metric: str
    status: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the contract lets a gold case ask for. What is empty or None asks for nothing.

    Attributes:
        status: of an answer.
        values, not_values: quantities that the answer has to give, or may not give.
        text, any_text, not_text: stretches of the answer: all, at least one, none of them.
        cites, all_cites: citations wanted, and whether all of them or one will do.
        verdict_in: the verdicts allowed of a check.
        findings, min_questions: of a check.
    """

    status: Status | None = None
    values: tuple[ExpectedValue, ...] = ()
    not_values: tuple[ExpectedValue, ...] = ()
    text: tuple[str, ...] = ()
    any_text: tuple[str, ...] = ()
    not_text: tuple[str, ...] = ()
    cites: tuple[ExpectedCitation, ...] = ()
    all_cites: bool = False
    verdict_in: tuple[str, ...] = ()
    findings: tuple[ExpectedFinding, ...] = ()
    min_questions: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One gold case: a question to ask (`question`) or a project to check (`description`).

    Attributes:
        history: earlier questions of the same conversation, oldest first.
        as_of: the day to answer for, None for today.
    """

    id: str
    expect: Expectation
    question: str = ""
    description: str = ""
    history: tuple[str, ...] = ()
    as_of: date | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """A gold set, named after its file."""

    name: str
    cases: tuple[Case, ...]


def find_suites(names: Iterable[str], folder: Path = GOLD) -> list[Path]:
    """The files of the suites asked for: a path, or a name in `folder`; all of `folder` for none.

    Raises:
        SuiteMissing: nothing has that name.
    """
    wanted = list(names)
    there = sorted(folder.glob("*.jsonl"))
    if not wanted:
        if not there:
            raise SuiteMissing(f"文件夹 {folder} 里没有评测集（*.jsonl）", "请给出评测集文件的路径")
        return there
    found = []
    for name in wanted:
        path = Path(name)
        if not path.is_file():
            path = folder / f"{Path(name).name.removesuffix('.jsonl')}.jsonl"
        if not path.is_file():
            known = "、".join(file.stem for file in there) or "（无）"
            raise SuiteMissing(f"找不到评测集“{name}”", f"请给出文件路径，或下列名称之一：{known}")
        found.append(path)
    return found


def load_suite(path: Path) -> Suite:
    """Read a gold set of JSON lines; blank lines are skipped.

    Raises:
        GoldMalformed: a line breaks the contract; the message names file and line.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldMalformed(f"评测集 {path} 读不出来：{error}", "请检查路径、权限，并存为 UTF-8") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = _case(json.loads(line))
        except json.JSONDecodeError as error:
            raise _at(path, number, f"不是一行完整的 JSON（{error.msg}）") from error
        except _Wrong as error:
            raise _at(path, number, str(error)) from error
        if case.id in cases:
            raise _at(path, number, f"id“{case.id}”前面已经用过")
        cases[case.id] = case
    if not cases:
        raise GoldMalformed(f"评测集 {path} 里没有一条用例", "请每行写一个 JSON 对象")
    return Suite(path.stem, tuple(cases.values()))


def _at(path: Path, line: int, what: str) -> GoldMalformed:
    return GoldMalformed(f"评测集 {path} 第 {line} 行：{what}", "请对照 CONTRIBUTING.md 的用例格式改正这一行")


def _case(entry: object) -> Case:
    row = _mapping(entry, "用例")
    _only(row, {field.name for field in fields(Case)})
    if isinstance(row.get("question"), str) == isinstance(row.get("description"), str):
        raise _Wrong("question 与 description 要有且只有一个，并且是文字")
    name = row.get("id")
    if not isinstance(name, str) or not name:
        raise _Wrong("缺少 id")
    expect = _expectation(_mapping(row.get("expect"), "expect"), asks="question" in row)
    return Case(
        id=name,
        expect=expect,
        question=row.get("question", ""),
        description=row.get("description", ""),
        history=_texts(row, "history"),
        as_of=_day(row.get("as_of")),
        region=row.get("region"),
    )


_ASK = {"status", "values", "not_values", "text", "any_text", "not_text", "cites", "all_cites"}
_CHECK = {"verdict", "verdict_in", "findings", "min_questions"}


def _expectation(row: Mapping[str, Any], *, asks: bool) -> Expectation:
    _only(row, _ASK if asks else _CHECK)
    if asks:
        return Expectation(
            status=_one_of(row.get("status"), STATUSES, "status"),
            values=tuple(map(_value, _list(row, "values"))),
            not_values=tuple(map(_value, _list(row, "not_values"))),
            text=_texts(row, "text"),
            any_text=_texts(row, "any_text"),
            not_text=_texts(row, "not_text"),
            cites=tuple(map(_citation, _list(row, "cites"))),
            all_cites=_flag(row, "all_cites"),
        )
    verdicts = _texts(row, "verdict_in") if "verdict_in" in row else (row.get("verdict"),)
    questions = row.get("min_questions", 0)
    if not isinstance(questions, int) or isinstance(questions, bool) or questions < 0:
        raise _Wrong("min_questions 要是不小于 0 的整数")
    return Expectation(
        verdict_in=tuple(_one_of(verdict, VERDICTS, "verdict") for verdict in verdicts),
        findings=tuple(map(_finding, _list(row, "findings"))),
        min_questions=questions,
    )


def _value(entry: object) -> ExpectedValue:
    row = _mapping(entry, "values 的一项")
    _only(row, {"op", "value", "high", "unit"})
    unit = row.get("unit", "")
    if not isinstance(unit, str):
        raise _Wrong("unit 要是文字")
    op = None if row.get("op") is None else _one_of(row["op"], OPERATORS, "op")
    high = None if row.get("high") is None else _number(row["high"], "high")
    return ExpectedValue(_number(row.get("value"), "value"), unit, op, high)


def _citation(entry: object) -> ExpectedCitation:
    row = _mapping(entry, "cites 的一项")
    _only(row, {"doc", "quote"})
    citation = ExpectedCitation(row.get("doc", ""), row.get("quote", ""))
    if not (isinstance(citation.doc, str) and isinstance(citation.quote, str)):
        raise _Wrong("cites 的 doc 与 quote 要是文字")
    if not (citation.doc or citation.quote):
        raise _Wrong("cites 的一项至少要有 doc 或 quote")
    return citation


def _finding(entry: object) -> ExpectedFinding:
    row = _mapping(entry, "findings 的一项")
    _only(row, {"metric", "status"})
    if not isinstance(row.get("metric"), str) or not row["metric"]:
        raise _Wrong("findings 的一项缺少 metric")
    return ExpectedFinding(row["metric"], _one_of(row.get("status"), FINDING_STATUSES, "findings 的 status"))


def _mapping(entry: object, what: str) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise _Wrong(f"{what}要是一个 JSON 对象")
    return entry


def _only(row: Mapping[str, Any], allowed: set[str]) -> None:
    """A misspelt field would make a case easier without anybody noticing, so it is refused."""
    unknown = sorted(set(row) - allowed)
    if unknown:
        raise _Wrong(f"不认识的字段 {'、'.join(unknown)}（可用：{'、'.join(sorted(allowed))}）")


def _list(row: Mapping[str, Any], name: str) -> list[object]:
    entries = row.get(name, [])
    if not isinstance(entries, list):
        raise _Wrong(f"{name} 要是一个列表")
    return entries


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = []
    for text in _list(row, name):
        if not isinstance(text, str) or not text.strip():
            raise _Wrong(f"{name} 的每一项要是不空的文字")
        texts.append(text)
    return tuple(texts)


def _flag(row: Mapping[str, Any], name: str) -> bool:
    flag = row.get(name, False)
    if not isinstance(flag, bool):
        raise _Wrong(f"{name} 要是 true 或 false")
    return flag


def _number(value: object, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _Wrong(f"{name} 要是数字")
    return float(value)


def _one_of(value: object, allowed: tuple[Any, ...], name: str) -> Any:  # noqa: ANN401 - a literal of the caller's
    if value not in allowed:
        raise _Wrong(f"{name} 是 {value!r}，只能是 {'、'.join(allowed)} 之一")
    return value


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _Wrong(f"as_of 是 {value!r}，要写成 2025-06-30 这样的日期") from error
