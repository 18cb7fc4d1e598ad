"""The command line, as scripts and people use it."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb import cli
from kb.catalog import FILE_NAME
from kb.errors import LibraryBusy
from kb.library import Library

pytestmark = pytest.mark.usefixtures("use_embedder")

TEXT = "某市工业用地管理办法\n\n第一条 零星用地单宗面积不超过3亩。\n\n第二条 容积率不低于1.3。\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the knowledge base, with nothing chosen by the machine's own variables."""
    for name in list(os.environ):
        if name.upper().startswith("YOUJU_"):
            monkeypatch.delenv(name)
    return tmp_path / "kb"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A small regulation."""
    file = tmp_path / "办法.txt"
    file.write_text(TEXT, "utf-8")
    return file


@pytest.fixture
def youju(place: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command on the knowledge base; gives status, stdout, stderr."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.main([*map(str, words), "--kb", str(place)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


Youju = Callable[..., tuple[int, str, str]]


def document(out: str) -> dict[str, Any]:
    """The one JSON document that stdout holds, and nothing else."""
    found: dict[str, Any] = json.loads(out)
    return found


def test_from_adding_to_removing(youju: Youju, text: Path) -> None:
    """add, list, show, ask, remove, rebuild each do their part and end with 0."""
    status, out, _ = youju("add", text)
    assert status == 0
    assert "读入 1 个文件" in out
    assert "某市工业用地管理办法" in youju("list")[1]
    assert "第二条" in youju("show", "工业用地")[1]
    assert "1.3" in youju("ask", "某市工业用地的容积率不低于多少？")[1]
    assert youju("rebuild")[0] == 0
    status, out, _ = youju("remove", "某市工业用地管理办法")
    assert status == 0
    assert "已移除" in out
    assert document(youju("list", "--json")[1])["documents"] == []


def test_json_is_all_that_stdout_holds(youju: Youju, text: Path) -> None:
    """With --json each command prints one JSON document, in front of or behind the command's name."""
    added = document(youju("--json", "add", text)[1])
    assert (added["read"], added["failed"]) == (1, 0)
    (entry,) = document(youju("list", "--json", "--as-of", "2024-05-01")[1])["documents"]
    assert entry["title"] == "某市工业用地管理办法"
    shown = document(youju("show", entry["id"], "--json")[1])
    assert any("1.3" in clause["text"] for clause in shown["clauses"])
    answer = document(youju("ask", "容积率不低于多少？", "--json", "--as-of", "2024-05-01")[1])
    assert (answer["as_of"], answer["question"]) == ("2024-05-01", "容积率不低于多少？")
    assert document(youju("rebuild", "--json")[1]) == {"documents": 1}
    assert document(youju("remove", entry["id"], "--json")[1])["removed"]["id"] == entry["id"]


def test_tree_touches_no_knowledge_base(youju: Youju, text: Path, place: Path) -> None:
    """`tree` shows what a file would become and makes nothing."""
    status, out, _ = youju("tree", text)
    assert status == 0
    assert "某市工业用地管理办法" in out
    assert "第二条" in out
    assert document(youju("tree", text, "--json")[1])["documents"][0]["format"] == "txt"
    assert not place.exists()


def test_a_failed_file_ends_with_one(youju: Youju, text: Path, tmp_path: Path) -> None:
    """Where a file fails, the others go in, the reason is printed, and the status is 1."""
    (tmp_path / "空.txt").write_bytes(b"")
    status, out, _ = youju("add", text, tmp_path / "空.txt", tmp_path / "没有.pdf")
    assert status == 1
    assert "读入 1 个文件，更新 0 个，跳过 0 个，失败 2 个" in out
    assert "没有.pdf" in out
    assert youju("tree", tmp_path / "没有.pdf")[0] == 1


def test_progress_goes_to_stderr(youju: Youju, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A progress bar never mixes with what stdout says."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    status, out, err = youju("add", text, "--json")
    assert status == 0
    assert document(out)["read"] == 1
    assert "读入" in err


@pytest.mark.parametrize("command", [["list"], ["show", "x"], ["remove", "x"], ["rebuild"]])
def test_a_mistyped_place_is_told_and_not_made(youju: Youju, place: Path, command: list[str]) -> None:
    """To look into a folder without a knowledge base says so and leaves no new folder."""
    status, out, err = youju(*command)
    assert (status, out) == (1, "")
    assert "没有知识库" in err
    assert not place.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "缺少命令"),
        (["ask"], "缺少参数：问题"),
        (["add"], "缺少参数：路径"),
        (["nonsense"], "没有 'nonsense'"),
        (["list", "--nonsense"], "不认识的参数"),
        (["ask", "x", "--as-of", "昨天"], "“昨天”不是日期"),
        (["ask", "x", "--as-of"], "后面缺少一个值"),
        (["serve", "--port", "99999"], "不是端口"),
        (["weigh", "x"], "没有 'weigh'"),
    ],
)
def test_wrong_usage_ends_with_two(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is explained in one Chinese line on stderr, and nothing is done."""
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["eval", "-h"]])
def test_help_is_chinese(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Help ends with 0 and says everything in Chinese."""
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：youju")
    assert not [english for english in ("usage", "options", "positional", "show this") if english in out]


def test_the_place_may_stand_before_the_command(place: Path, text: Path, tmp_path: Path) -> None:
    """--kb is understood on either side of the command, the nearer one counting."""
    assert cli.main(["--kb", str(place), "add", str(text)]) == 0
    assert (place / FILE_NAME).is_file()
    assert cli.main(["--kb", str(place), "add", str(text), "--kb", str(tmp_path / "other")]) == 0
    assert (tmp_path / "other" / FILE_NAME).is_file()


def test_earlier_questions_come_from_a_file(youju: Youju, text: Path, tmp_path: Path) -> None:
    """--history takes a JSON list of questions; anything else is told."""
    youju("add", text)
    history = tmp_path / "h.json"
    history.write_text('["某市工业用地的容积率不低于多少？"]', "utf-8")
    assert youju("ask", "那单宗面积呢？", "--history", history)[0] == 0
    for wrong in ("{}", "[1]", "[", ""):
        history.write_text(wrong)
        status, out, err = youju("ask", "那单宗面积呢？", "--history", history)
        assert (status, out) == (1, "")
        assert "历史文件" in err
    assert youju("ask", "那单宗面积呢？", "--history", tmp_path / "none")[0] == 1


@pytest.mark.parametrize("question", ["", "   ", "\x00\x07", "亩" * 10_000])
def test_a_question_that_cannot_be_taken_is_told(youju: Youju, text: Path, question: str) -> None:
    """An empty, unreadable or endless question gives a message or an answer, never a traceback."""
    youju("add", text)
    status, _, err = youju("ask", question, "--json")
    assert status == 1
    assert err.startswith("错误：")
    assert len(err.splitlines()) == 1


def test_errors_are_one_line(youju: Youju, text: Path, place: Path) -> None:
    """A knowledge base of a later version is told in one line, without a traceback, and left alone."""
    youju("add", text)
    with sqlite3.connect(place / FILE_NAME) as db:
        db.execute("INSERT INTO migrations VALUES ('from_the_future', '2099-01-01')")
    db.close()
    for words in (["list"], ["add", text], ["ask", "容积率多少？"]):
        status, out, err = youju(*words)
        assert (status, out) == (1, "")
        assert "升级" in err
        assert len(err.splitlines()) == 1


def test_a_busy_library_is_told(youju: Youju, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process at work ends the command with 1 and what to do."""

    def busy(*_: object, **__: object) -> None:
        raise LibraryBusy("另一个程序正在修改知识库", "请等它完成后再试")

    monkeypatch.setattr(Library, "add", busy)
    status, _, err = youju("add", text)
    assert status == 1
    assert "再试" in err


def test_ctrl_c_is_told(youju: Youju, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted, the program says that what was read is kept."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "add", interrupted)
    status, _, err = youju("add", text)
    assert status == 1
    assert "继续" in err


def test_as_a_module(place: Path, text: Path) -> None:
    """`python -m kb` is `youju`; two processes that add at the same time both end well."""
    words = [sys.executable, "-m", "kb", "add", str(text), "--kb", str(place), "--json"]
    pair = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outs = [process.communicate()[0] for process in pair]
    assert [process.returncode for process in pair] == [0, 0]
    reports = [document(out) for out in outs]
    assert sorted((report["read"], report["skipped"]) for report in reports) == [(0, 1), (1, 0)]
    with Library.open(place) as library:
        assert len(library.documents()) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a closed pipe is a POSIX matter")
def test_a_closed_pipe_is_no_error_message(place: Path, text: Path) -> None:
    """`youju tree … | head -1` ends quietly."""
    text.write_text(TEXT + "\n".join(f"\n第{n}条 内容。" for n in range(3, 4000)), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "tree", str(text)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


def test_json_tells_of_failure_too(youju: Youju, place: Path, tmp_path: Path) -> None:
    """With --json stdout holds one document whatever goes wrong, and people still read it on stderr."""
    for words, ends in (
        (("list", "--json"), 1),
        (("--json", "tree", tmp_path / "没有.pdf"), 1),
        (("ask", "--json", "占比", "--as-of", "明天"), 2),
        (("--json", "没有这个命令"), 2),
    ):
        status, out, err = youju(*words)
        assert status == ends
        assert document(out)["error"] in err
    assert youju("list")[1] == ""


def test_an_empty_path_is_no_path(youju: Youju, place: Path) -> None:
    """An unset variable in a script must not put the folder that one stands in into a library."""
    assert youju("add", "")[0] == 2
    assert cli.main(["--kb", "", "list"]) == 2
    assert not place.exists()


def test_an_empty_folder_is_told(youju: Youju, tmp_path: Path) -> None:
    """Adding a folder without a file says so instead of reporting success."""
    (tmp_path / "空").mkdir()
    status, out, _ = youju("add", tmp_path / "空")
    assert status == 1
    assert "没有文件" in out


def test_system_errors_are_told_in_chinese(youju: Youju, text: Path) -> None:
    """What the operating system says is put in the user's language."""
    status, _, err = youju("ask", "占比不低于多少？", "--history", text / "没有.json")
    assert status == 1
    assert "不是文件夹" in err
    assert "directory" not in err


def test_check_tells_verdict_and_clause(
    youju: Youju, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`youju check -` reads standard input; --answer adds a fact; JSON and text tell the same verdict."""
    rules = tmp_path / "办法.md"
    rules.write_text("# 某园区工业项目准入办法\n\n第一条 工业项目容积率不得低于1.2。\n", "utf-8")
    assert youju("add", rules)[0] == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("工业项目用地40亩"))
    found = document(youju("check", "-", "--json")[1])
    assert (found["verdict"], found["open"][0]["key"]) == ("待补充", "总建筑面积")
    monkeypatch.setattr("sys.stdin", io.StringIO("工业项目用地40亩"))
    said = youju("check", "-", "--answer", "容积率=1.1")[1]
    assert "结论：不符合" in said
    assert "“1.1”，低于 1.2" in said
    assert "不是行政决定" in said


@pytest.mark.parametrize("answer", ["容积率", "=1.2", "容积率="])
def test_an_answer_is_a_fact_and_its_value(youju: Youju, answer: str) -> None:
    """What is no fact with a value is wrong usage."""
    assert youju("check", "-", "--answer", answer)[0] == 2
