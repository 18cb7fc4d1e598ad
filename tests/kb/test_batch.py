"""A table of projects, checked row by row, and the workbook of verdicts."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import batch as batch_module
from kb import cli
from kb.batch import Basis, Batch, Snapshot, check_table
from kb.batch_sheet import Workbook
from kb.batch_table import Row, Table
from kb.batch_verdict import RowVerdict
from kb.check import check
from tests.factories import region
from tests.kb.checkshelf import DAY, CheckShelf, bar, least
from tests.kb.tables import HEADS, workbook

HOME = region("浙江省", "衢州市", "龙游县", code="330825")


@pytest.fixture
def shelf() -> CheckShelf:
    """Three demands, one of them a bar."""
    held = CheckShelf()
    held.add(
        least("容积率", 1.2),
        least("投资强度", 200, "万元/亩"),
        bar("属于淘汰类", quote="禁止属于淘汰类的项目进入。"),
        region=HOME,
        number="龙政发〔2025〕3号",
        issued=date(2025, 1, 2),
    )
    return held


ROWS = (
    (*HEADS, "是否属于淘汰类"),
    ("甲项目", "龙游县", 40, 9000, 1.5, "否"),
    ("乙项目", "龙游县", 40, 4000, 1.0, "否"),
    ("丙项目", "龙游县", 40, 9000, None, "否"),
)


def _batch(shelf: CheckShelf, path: Path, *rows: tuple[object, ...], **more: Any) -> Batch:
    table = workbook(path / "表.xlsx", *(rows or ROWS))
    return check_table(shelf, table, path / "果.xlsx", **{"as_of": DAY, **more})


def _sheet(path: Path, name: str) -> list[dict[str, object]]:
    """A sheet of the written workbook as rows by heading."""
    heads, *rows = openpyxl.load_workbook(path / "果.xlsx")[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_every_row_has_its_verdict_and_colour(shelf: CheckShelf, tmp_path: Path) -> None:
    """Red, yellow and green follow the verdict of the check of that row."""
    found = _batch(shelf, tmp_path)
    assert [(v.row.name, v.verdict, v.light) for v in found.verdicts] == [
        ("甲项目", "符合", "green"), ("乙项目", "不符合", "red"), ("丙项目", "待补充", "yellow"),
    ]  # fmt: skip
    assert [(row["行号"], row["项目"], row["结论"], row["灯号"]) for row in _sheet(tmp_path, "结论")] == [
        (2, "甲项目", "符合", "绿"), (3, "乙项目", "不符合", "红"), (4, "丙项目", "待补充", "黄"),
    ]  # fmt: skip


def test_a_row_is_judged_as_its_description_is(shelf: CheckShelf, tmp_path: Path) -> None:
    """The batch and the check of one project give the same findings."""
    for verdict in _batch(shelf, tmp_path).verdicts:
        alone = check(shelf, verdict.row.text, as_of=DAY)
        assert verdict.verdict == alone.verdict
        assert sum(dict(verdict.counts).values()) == len(alone.findings)


def test_the_findings_stand_beside_their_clauses(shelf: CheckShelf, tmp_path: Path) -> None:
    """Each finding has both sides of the comparison, its clause word for word, document, number and validity."""
    _batch(shelf, tmp_path)
    rows = [r for r in _sheet(tmp_path, "明细") if r["项目"] == "乙项目" and r["结果"] == "不满足"]
    by_metric = {row["指标"]: row for row in rows}
    assert set(by_metric) == {"容积率", "投资强度"}
    intensity = by_metric["投资强度"]
    assert (intensity["要求"], intensity["实际"]) == ("不低于 200万元/亩", "100万元/亩")
    assert "÷" in str(intensity["理由"])
    assert (intensity["文件"], intensity["文号"]) == ("某市工业项目准入办法", "龙政发〔2025〕3号")
    assert intensity["时效"] == "未标明"
    assert intensity["日期"] == "2025-01-02 印发"
    assert intensity["原文"] == "投资强度>=200万元/亩"


def test_a_row_is_as_high_as_its_text(shelf: CheckShelf, tmp_path: Path) -> None:
    """A long reason is not cut off where a program does not fit heights by itself."""
    _batch(shelf, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "果.xlsx")["结论"]
    assert "\n" in str(sheet["F3"].value)
    assert (sheet.row_dimensions[3].height or 0) >= 30


def test_what_is_missing_is_asked_row_by_row(shelf: CheckShelf, tmp_path: Path) -> None:
    """Only the project that lacks a fact is asked for it."""
    _batch(shelf, tmp_path)
    asked = _sheet(tmp_path, "待补充")
    assert {row["项目"] for row in asked} == {"丙项目"}
    assert any(
        "容积率" in str(row["还需要补充的情况"]) or "总建筑面积" in str(row["还需要补充的情况"])
        for row in asked
    )


def test_what_it_rests_on_is_told(shelf: CheckShelf, tmp_path: Path) -> None:
    """Day, documents, columns, rows left out, and that this is a pre-check and no decision."""
    _batch(shelf, tmp_path, *ROWS, (), ("合计", None, 120))
    told = "\n".join(f"{row['项目']}：{row['内容']}" for row in _sheet(tmp_path, "说明"))
    assert "本报告为预审结果，不是审批决定" in told
    assert DAY.isoformat() in told
    assert "《某市工业项目准入办法》（龙政发〔2025〕3号）" in told
    assert "“用地面积（亩）” → 用地面积（亩）" in told
    assert "第6行：合计行" in told
    assert "跳过 1 行" in told


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (-40, "不会是负数"),
        ("40万元", "对不上"),
        ("好几十", "没有读出能用的数"),
        ("=40*1", "公式没有保存计算结果"),
        ("#REF!", "错误值"),
    ],
)
def test_a_cell_that_cannot_be_is_said_and_the_rest_done(
    shelf: CheckShelf, tmp_path: Path, cell: object, said: str
) -> None:
    """What is impossible, of the wrong unit or unreadable is no fact: it is told in its row, others go on."""
    found = _batch(shelf, tmp_path, ROWS[0], ("坏", "龙游县", cell, 9000, 1.5, "否"), ROWS[1])
    bad, good = found.verdicts
    assert any(said in note for note in bad.notes)
    assert bad.verdict == "待补充"
    assert good.verdict == "符合"


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1", "#REF"])
def test_no_cell_becomes_a_formula(shelf: CheckShelf, tmp_path: Path, name: str) -> None:
    """A name that a spreadsheet program would run is written as the text that it is."""
    path = tmp_path / "表.csv"
    path.write_text("项目名称,所在地,容积率\n" + f'"{name}",龙游县,1.0\n', "utf-8")
    check_table(shelf, path, tmp_path / "果.xlsx", as_of=DAY)
    with zipfile.ZipFile(tmp_path / "果.xlsx") as package:
        for member in package.namelist():
            assert b"<f>" not in package.read(member)
    book = openpyxl.load_workbook(tmp_path / "果.xlsx")
    cells = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name.strip()
    ]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_name_and_note_comes_back_as_text(name: str) -> None:
    """Whatever stands in the table, the workbook can be opened again and holds no formula."""
    stream = io.BytesIO()
    with Workbook() as book:
        book.add(RowVerdict.failed(Row("", 2, name, "x", problems=(name,)), name))
        book.save(stream, Batch(Table("表.xlsx", (), ()), Basis(Snapshot((), (), {}), DAY), ()))
    _, row = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))["结论"].iter_rows()
    assert all(cell.data_type in ("s", "n") for cell in row)


def test_one_row_that_fails_does_not_stop_the_others(
    shelf: CheckShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that the program cannot handle is reported by its number, and the rest is done."""

    def broken(held: object, text: str, **more: Any) -> object:
        if "乙项目" in text:
            raise LookupError("a bug")
        return check(shelf, text, **more)

    monkeypatch.setattr(batch_module, "check", broken)
    found = _batch(shelf, tmp_path)
    assert [v.verdict for v in found.verdicts] == ["符合", "未核对", "待补充"]
    (failed,) = found.failed
    assert "程序没能处理这一行" in failed.failure
    assert any("第3行 乙项目" in str(row["内容"]) for row in _sheet(tmp_path, "说明"))


def test_rows_that_say_the_same_are_judged_once(
    shelf: CheckShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Repeated rows cost nothing, and each keeps its number."""
    asked: list[str] = []

    def counted(held: Any, text: str, **more: Any) -> object:
        asked.append(text)
        return check(held, text, **more)

    monkeypatch.setattr(batch_module, "check", counted)
    found = _batch(shelf, tmp_path, ROWS[0], ROWS[1], ROWS[2], ROWS[1], ROWS[1])
    assert len(asked) == 2
    assert [(v.row.number, v.verdict) for v in found.verdicts] == [
        (2, "符合"), (3, "不符合"), (4, "符合"), (5, "符合"),
    ]  # fmt: skip


def test_several_processes_give_the_same(
    shelf: CheckShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sharing the rows among processes changes neither verdicts nor their order."""
    rows = [ROWS[0], *((f"项目{n}", "龙游县", 40, 7000 + n, 1.1 + n / 50, "否") for n in range(12))]
    alone = _batch(shelf, tmp_path, *rows)
    monkeypatch.setattr(batch_module, "_WORTH", 2)
    monkeypatch.setattr(batch_module, "_CHUNK", 5)
    told: list[tuple[int, int]] = []
    shared = _batch(
        shelf, tmp_path, *rows, workers=2, progress=lambda done, total: told.append((done, total))
    )
    assert shared.verdicts == alone.verdicts
    assert told == [(n, 12) for n in range(1, 13)]


def test_a_table_that_cannot_be_read_leaves_the_older_result(shelf: CheckShelf, tmp_path: Path) -> None:
    """Nothing half-written takes the place of a workbook that is there."""
    _batch(shelf, tmp_path)
    before = (tmp_path / "果.xlsx").read_bytes()

    def stopped(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _batch(shelf, tmp_path, progress=stopped)
    assert (tmp_path / "果.xlsx").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["果.xlsx", "表.xlsx"]


def test_the_json_has_a_verdict_for_every_row(shelf: CheckShelf, tmp_path: Path) -> None:
    """A script finds rows, reasons, what was left out and what the columns were taken for."""
    whole = json.loads(json.dumps(_batch(shelf, tmp_path).to_dict()))
    assert (whole["total"], whole["failed"], whole["blank"]) == (3, 0, 0)
    assert whole["verdicts"] == {"符合": 1, "不符合": 1, "待补充": 1}
    red = whole["rows"][1]
    assert (red["row"], red["light"], red["metrics"]["容积率"], red["error"]) == (3, "red", "fail", None)
    assert any("低于 1.2" in reason for reason in red["reasons"])
    assert {column["head"]: column["role"] for column in whole["columns"]}["项目名称"] == "name"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use_embedder: object) -> Path:
    """A knowledge base with one regulation."""
    for name in list(os.environ):
        if name.upper().startswith("YOUJU_"):
            monkeypatch.delenv(name)
    text = tmp_path / "办法.txt"
    text.write_text("某市工业项目准入办法\n\n第一条 新建工业项目容积率不得低于1.3。\n", "utf-8")
    assert cli.main(["--kb", str(tmp_path / "kb"), "add", str(text)]) == 0
    return tmp_path / "kb"


def test_the_command_writes_the_workbook_and_one_json(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`youju check-batch` with a mapping: JSON alone on stdout, the workbook where it was asked for."""
    table = workbook(tmp_path / "表.xlsx", ("项目名称", "甲列"), ("新建甲工业项目", 1.1))
    out = tmp_path / "果.xlsx"
    capsys.readouterr()
    words = [
        "--kb",
        str(place),
        "check-batch",
        str(table),
        "--out",
        str(out),
        "--map",
        "甲列=容积率",
        "--json",
    ]
    assert cli.main(words) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["rows"][0]["verdict"] == "不符合"
    assert whole["out"] == str(out)
    assert [row["结论"] for row in _sheet(tmp_path, "结论")] == ["不符合"]


@pytest.mark.parametrize("out", ["果.csv", "表.xlsx"])
def test_a_result_that_cannot_be_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    """Not a workbook, or the table itself: refused before anything is read."""
    table = workbook(tmp_path / "表.xlsx", *ROWS)
    before = table.read_bytes()
    assert cli.main(["check-batch", str(table), "--out", str(tmp_path / out)]) == 2
    assert "用法有误" in capsys.readouterr().err
    assert table.read_bytes() == before
