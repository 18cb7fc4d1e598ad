"""Suspected faults and page pictures on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import cli
from tests.ingest.read.make import Put, pdf

pytestmark = pytest.mark.usefixtures("use_embedder")

Youju = Callable[..., tuple[int, str, str]]
TEXT = "某市工业用地管理办法\n\n第一条 财政补贴比例为0 5%，由市财政承担。\n"


@pytest.fixture
def youju(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Youju:
    """Runs a command on a knowledge base; gives status, stdout, stderr."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.main([*map(str, words), "--kb", str(tmp_path / "kb")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_from_the_list_to_the_decision(youju: Youju, tmp_path: Path) -> None:
    """The number that `faults` prints is what `correct` takes; the decision shows in list, document and JSON."""
    file = tmp_path / "办法.txt"
    file.write_text(TEXT, "utf-8")
    youju("add", file)
    _, out, _ = youju("faults")
    assert "财政补贴比例为【0 5%】，由市财政承担" in out
    assert "共 1 处，1 处待定" in out
    number = next(line.split()[0] for line in out.splitlines() if "【" in line)
    status, out, _ = youju("correct", number, "--accept", "--by", "张三")
    assert status == 0
    assert "已由 张三 于" in out
    assert "校正为“0.5%”" in youju("show", "某市工业")[1]
    assert youju("faults", "--open")[1].strip() == "共 0 处，0 处待定"
    fault = json.loads(youju("faults", "某市工业", "--json")[1])["faults"][0]
    assert (fault["id"], fault["decision"], fault["value"], fault["by"]) == (number, "accept", "0.5%", "张三")
    youju("correct", number[:6], "--dismiss", "--by", "李四")
    assert "确认无误" in youju("faults")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["correct", "ab", "--by", "张三"], "须从中选一个"),
        (["correct", "ab", "--accept", "--dismiss", "--by", "张三"], "不能与"),
        (["correct", "ab", "--accept"], "缺少参数"),
        (["show", "ab", "--page", "1"], "要一起写"),
        (["show", "ab", "--page", "0", "--out", "a.png"], "不是页码"),
    ],
)
def test_wrong_usage_is_told_in_chinese(youju: Youju, words: list[str], told: str) -> None:
    """Status 2 and the reason."""
    status, _, err = youju(*words)
    assert status == 2
    assert told in err


def test_a_page_is_saved_as_a_picture(youju: Youju, tmp_path: Path) -> None:
    """With the words marked; what cannot be shown ends with 1 and leaves no file."""
    file = tmp_path / "办法.pdf"
    file.write_bytes(
        pdf([Put(150, 740, "某市工业用地管理办法", 20), Put(72, 600, "第一条 容积率不低于1.3。")])
    )
    youju("add", file)
    marked, plain = tmp_path / "标.png", tmp_path / "页.png"
    assert youju("show", "某市工业", "--page", "1", "--out", plain)[0] == 0
    assert youju("show", "某市工业", "--page", "1", "--quote", "容积率不低于1.3", "--out", marked)[0] == 0
    assert plain.read_bytes().startswith(b"\x89PNG")
    assert plain.read_bytes() != marked.read_bytes()
    status, _, err = youju("show", "某市工业", "--page", "2", "--out", tmp_path / "无.png")
    assert status == 1
    assert "没有第2页" in err
    assert not (tmp_path / "无.png").exists()


def test_many_files_that_were_there_are_counted(youju: Youju, tmp_path: Path) -> None:
    """A folder added again does not print a line for each; a failure among them is still named with its reason."""
    folder = tmp_path / "文件"
    folder.mkdir()
    for n in range(30):
        (folder / f"{n}.txt").write_text(TEXT.replace("某市", f"第{n}市"), "utf-8")
    youju("add", folder)
    (folder / "空.txt").write_text("", "utf-8")
    status, out, _ = youju("add", folder)
    assert status == 1
    assert "跳过    30 个文件" in out
    assert "空.txt" in out
    assert len(out.splitlines()) == 3
    assert out.splitlines()[-1] == "读入 0 个文件，更新 0 个，跳过 30 个，失败 1 个"
