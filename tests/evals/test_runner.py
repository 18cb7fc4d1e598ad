"""The runner: what it asks, what it prints, when it ends with a failure, and how floors move."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as door
from evals.cases import Case, Expectation, Suite
from evals.errors import FloorLowered, FloorsMalformed
from evals.floors import missed, moved, read_floors, write_floors
from evals.runner import main_eval, run_case, run_suite
from kb.errors import QuestionRefused
from tests.evals.factories import FakeLibrary, answer, citation

LINES = [
    {"id": "limit", "question": "单块上限几亩？", "expect": {"status": "answered", "text": ["5亩"]}},
    {
        "id": "then",
        "question": "那税收呢？",
        "history": ["单块上限几亩？"],
        "as_of": "2025-01-31",
        "expect": {"status": "not_covered"},
    },
]


def _replies(question: str) -> Mapping[str, Any]:
    if "税收" in question:
        return answer("没有找到依据。", status="not_covered")
    return answer("上限5亩[1]。", citation("上限为5亩"))


def _wrong(question: str) -> Mapping[str, Any]:
    return answer("没有找到依据。", status="not_covered")


class _House:
    """A folder with a gold set and floors, and `youju eval` upon it."""

    def __init__(self, folder: Path, floors: str = "[suites]\n") -> None:
        self.folder = folder
        self.floors = folder / "floors.toml"
        self.floors.write_text(floors, "utf-8")
        (folder / "mine.jsonl").write_text("\n".join(map(json.dumps, LINES)), "utf-8")

    def eval(self, library: FakeLibrary, *suites: str, **options: Any) -> int:
        return main_eval(
            None,
            suites,
            folder=self.folder,
            floors_file=self.floors,
            open_library=lambda _: library,
            **options,
        )


def test_each_case_is_asked_as_written() -> None:
    """Question, history and day reach the library, and no case sees another's history."""
    library = FakeLibrary(_replies)
    cases = (
        Case("a", Expectation(status="answered"), "上限？"),
        Case("b", Expectation(), "那税收？", history=("上限？",)),
    )
    outcome = run_suite(library, Suite("s", cases))
    assert library.asked == [("上限？", (), None), ("那税收？", ("上限？",), None)]
    assert (outcome.n, outcome.passed) == (2, 2)


def test_an_error_fails_its_case_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """A refusal or a crash is a failed case with its message, and the others still run."""

    def refuse(question: str) -> Mapping[str, Any]:
        raise QuestionRefused("问题太长", "请缩短")

    def crash(question: str) -> Mapping[str, Any]:
        raise ZeroDivisionError("by naught")

    case = Case("a", Expectation(), "问？")
    assert "问题太长" in run_case(FakeLibrary(refuse), case).failures[0]
    assert "ZeroDivisionError" in run_case(FakeLibrary(crash), case).failures[0]
    assert "by naught" in capsys.readouterr().err


def test_a_description_needs_a_library_that_checks() -> None:
    """A check-type case fails plainly where the library cannot check."""
    outcome = run_case(
        FakeLibrary(_replies), Case("c", Expectation(verdict_in=("符合",)), description="用地")
    )
    assert "预审" in outcome.failures[0]


def test_json_is_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """stdout holds one JSON document with n, passed, accuracy, interval and each failed case."""
    house = _House(tmp_path)
    library = FakeLibrary(_wrong)
    assert house.eval(library, as_json_text=True, out=tmp_path / "out.json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "out.json").read_text("utf-8"))
    (suite,) = printed["suites"]
    assert (suite["suite"], suite["n"], suite["passed"], suite["accuracy"]) == ("mine", 2, 1, 0.5)
    low, high = suite["interval"]
    assert 0 < low < 0.5 < high < 1
    (failed,) = suite["failed"]
    assert failed["id"] == "limit"
    assert failed["expected"] == {"status": "answered", "text": ["5亩"]}
    assert failed["got"]["status"] == "not_covered"
    assert library.closed


def test_the_table_shows_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table gives counts and the failed case with its reason."""
    _House(tmp_path).eval(FakeLibrary(_wrong))
    table = capsys.readouterr().out
    assert "50.0%" in table
    assert "✗ mine/limit" in table
    assert "应为 answered" in table


def test_below_the_floor_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A suite below its floor ends with status 1, at its floor with 0."""
    house = _House(tmp_path, "[suites]\nmine = 0.51\nother = 1.0\n")
    assert house.eval(FakeLibrary(_wrong)) == 1
    assert "低于下限：mine" in capsys.readouterr().err
    house.floors.write_text("[suites]\nmine = 0.5\n", "utf-8")
    assert house.eval(FakeLibrary(_wrong)) == 0


def test_an_unsupported_figure_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure without support ends with status 1 even where every case passes."""

    def altered(question: str) -> Mapping[str, Any]:
        return _replies(question) if "税收" in question else answer("上限5亩[1]。", citation("上限为6亩"))

    assert _House(tmp_path).eval(FakeLibrary(altered)) == 1
    captured = capsys.readouterr()
    assert "“5亩”无据" in captured.out
    assert "1 处" in captured.err


def test_floors_rise_on_request_only(tmp_path: Path) -> None:
    """A better run moves the floor when asked, and not otherwise."""
    house = _House(tmp_path, "[suites]\nmine = 0.5\nother = 0.9\n")
    assert house.eval(FakeLibrary(_replies)) == 0
    assert read_floors(house.floors) == {"mine": 0.5, "other": 0.9}
    assert house.eval(FakeLibrary(_replies), raise_floors=True) == 0
    assert read_floors(house.floors) == {"mine": 1.0, "other": 0.9}


def test_floors_fall_only_by_their_flag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A worse run cannot lower a floor by asking to raise it; the flag can."""
    house = _House(tmp_path, "[suites]\nmine = 1.0\n")
    assert house.eval(FakeLibrary(_wrong), raise_floors=True) == 1
    assert "--lower-floors" in capsys.readouterr().err
    assert read_floors(house.floors) == {"mine": 1.0}
    assert house.eval(FakeLibrary(_wrong), lower_floors=True) == 0
    assert read_floors(house.floors) == {"mine": 0.5}


def test_wrong_usage_and_wrong_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown suite is wrong usage (2); a malformed one could not be read (1)."""
    house = _House(tmp_path)
    assert house.eval(FakeLibrary(_replies), "nowhere") == 2
    (tmp_path / "bad.jsonl").write_text("{}", "utf-8")
    assert house.eval(FakeLibrary(_replies), "bad") == 1
    assert "第 1 行" in capsys.readouterr().err
    assert house.eval(FakeLibrary(_replies), "mine", out=tmp_path / "no" / "folder.json") == 1
    assert "写不进" in capsys.readouterr().err


def test_moved_keeps_what_did_not_run() -> None:
    """Floors are rounded down, so that the same run passes them; other suites stay."""
    after = moved({"a": 0.5}, {"b": 2 / 3}, raise_them=True, lower_them=False)
    assert after == {"a": 0.5, "b": 0.666}
    assert not missed(after, {"b": 2 / 3})
    with pytest.raises(FloorLowered):
        moved({"a": 0.5}, {"a": 0.4}, raise_them=True, lower_them=False)


@pytest.mark.parametrize(
    "content", ["[suites", "[suites]\na = 2\n", '[suites]\na = "1"\n', "[suites]\na = true\n"]
)
def test_wrong_floors_are_an_error(tmp_path: Path, content: str) -> None:
    """A floor that cannot be understood is not taken for none."""
    path = tmp_path / "floors.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(FloorsMalformed, match=r"floors\.toml"):
        read_floors(path)


def test_floors_round_trip(tmp_path: Path) -> None:
    """What is written is what is read, whatever the suite is called."""
    path = tmp_path / "floors.toml"
    write_floors({"近似未覆盖": 0.987, "a.b": 1.0}, path)
    assert read_floors(path) == {"近似未覆盖": 0.987, "a.b": 1.0}
    assert not path.with_suffix(".draft").exists()


def test_the_module_is_a_door(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m evals` knows its arguments and names a suite that does not exist."""
    assert door.main(["no-such-suite"]) == 2
    assert "no-such-suite" in capsys.readouterr().err
