"""Gold sets: read whole, and a wrong line is named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from evals.cases import GOLD, Case, Expectation, ExpectedCitation, ExpectedValue, find_suites, load_suite
from evals.errors import GoldMalformed, SuiteMissing

GOOD = '{"id": "a", "question": "几亩？", "expect": {"status": "answered"}}'


def _suite(folder: Path, *lines: str) -> Path:
    path = folder / "mine.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_case_is_read_whole(tmp_path: Path) -> None:
    """Every field of the contract reaches the case."""
    entry = {
        "id": "a",
        "question": "那云溪呢？",
        "history": ["上限几亩？"],
        "as_of": "2025-06-30",
        "expect": {
            "status": "partial",
            "values": [{"op": "in", "value": 3, "high": 5, "unit": "亩"}],
            "not_values": [{"value": 0.5}],
            "text": ["亩"],
            "any_text": ["三", "五"],
            "not_text": ["七"],
            "cites": [{"doc": "规定", "quote": "亩"}],
            "all_cites": True,
        },
    }
    expect = Expectation(
        status="partial",
        values=(ExpectedValue(3, "亩", "in", 5),),
        not_values=(ExpectedValue(0.5),),
        text=("亩",),
        any_text=("三", "五"),
        not_text=("七",),
        cites=(ExpectedCitation("规定", "亩"),),
        all_cites=True,
    )
    case = Case("a", expect, "那云溪呢？", history=("上限几亩？",), as_of=date(2025, 6, 30))
    suite = load_suite(_suite(tmp_path, json.dumps(entry)))
    assert suite.name == "mine"
    assert suite.cases == (case,)


def test_a_check_is_read(tmp_path: Path) -> None:
    """A description comes with a verdict or several allowed ones."""
    line = (
        '{"id": "c", "description": "用地9亩", "expect": '
        '{"verdict_in": ["待补充", "不适用"], "findings": [{"metric": "容积率", "status": "unknown"}]}}'
    )
    case = load_suite(_suite(tmp_path, "", line)).cases[0]
    assert case.description == "用地9亩"
    assert case.expect.verdict_in == ("待补充", "不适用")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("{", "JSON"),
        ("[]", "对象"),
        ('{"question": "几亩？", "expect": {"status": "answered"}}', "id"),
        ('{"id": "b", "expect": {"status": "answered"}}', "question"),
        ('{"id": "b", "question": "?", "description": "x", "expect": {}}', "description"),
        ('{"id": "b", "question": "?"}', "expect"),
        ('{"id": "b", "question": "?", "expect": {}}', "status"),
        ('{"id": "b", "question": "?", "expect": {"status": "yes"}}', "yes"),
        ('{"id": "b", "question": "?", "expect": {"status": "answered", "value": []}}', "value"),
        (
            '{"id": "b", "question": "?", "expect": {"status": "answered", "values": [{"value": "3"}]}}',
            "value",
        ),
        (
            '{"id": "b", "question": "?", "expect": {"status": "answered", '
            '"values": [{"value": 3, "op": "≥"}]}}',
            "op",
        ),
        ('{"id": "b", "question": "?", "expect": {"status": "answered", "text": "亩"}}', "text"),
        ('{"id": "b", "question": "?", "expect": {"status": "answered", "not_text": [" "]}}', "not_text"),
        ('{"id": "b", "question": "?", "expect": {"status": "answered", "cites": [{}]}}', "cites"),
        ('{"id": "b", "question": "?", "expect": {"status": "answered", "all_cites": 1}}', "all_cites"),
        ('{"id": "b", "question": "?", "as_of": "昨天", "expect": {"status": "answered"}}', "as_of"),
        ('{"id": "b", "question": "?", "histroy": [], "expect": {"status": "answered"}}', "histroy"),
        ('{"id": "b", "description": "?", "expect": {"verdict": "好"}}', "好"),
        (
            '{"id": "b", "description": "?", "expect": {"verdict": "符合", "min_questions": -1}}',
            "min_questions",
        ),
        (GOOD, "前面"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, word: str) -> None:
    """The error says which file, which line, and what is wrong there."""
    path = _suite(tmp_path, GOOD, "", line)
    with pytest.raises(GoldMalformed, match="第 3 行") as caught:
        load_suite(path)
    assert word in caught.value.message
    assert str(path) in caught.value.message


def test_an_empty_or_unreadable_set_is_no_pass(tmp_path: Path) -> None:
    """A gold set without cases, or with bytes that are no text, is an error."""
    with pytest.raises(GoldMalformed, match="没有一条"):
        load_suite(_suite(tmp_path, ""))
    path = tmp_path / "bytes.jsonl"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(GoldMalformed, match="读不出来"):
        load_suite(path)


def test_suites_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    """None named means all; a name lives in the folder; a path lives where it says."""
    path = _suite(tmp_path, GOOD)
    assert find_suites([], tmp_path) == [path]
    assert find_suites(["mine"], tmp_path) == [path]
    assert find_suites([str(path)], tmp_path / "elsewhere") == [path]
    with pytest.raises(SuiteMissing, match="mine"):
        find_suites(["yours"], tmp_path)
    with pytest.raises(SuiteMissing):
        find_suites([], tmp_path / "elsewhere")


def test_the_gold_sets_shipped_can_be_read() -> None:
    """Every gold line in the project keeps to the contract, and no id stands twice."""
    ids = [case.id for path in sorted(GOLD.glob("*.jsonl")) for case in load_suite(path).cases]
    assert len(ids) == len(set(ids))
