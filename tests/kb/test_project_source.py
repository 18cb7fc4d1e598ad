"""Descriptions out of files, forms and rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from ingest.errors import IngestError
from kb.project import read_project
from kb.project_source import described, from_form, from_row


def _table(path: Path, rows: list[list[str]]) -> None:
    file = Document()
    file.add_paragraph("某公司拟新建电机生产项目。")
    table = file.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            table.cell(i, j).text = words
    file.save(str(path))


@pytest.mark.parametrize(
    "rows",
    [
        [["用地面积（亩）", "40", "固定资产投资（万元）", "16000"], ["建设性质", "新建", "容积率", "1.3"]],
        [
            ["指标", "单位", "数值"],
            ["用地面积", "亩", "40"],
            ["固定资产投资", "万元", "16000"],
            ["容积率", "", "1.3"],
        ],
        [["地块名称", "用地面积（亩）", "固定资产投资（万元）", "容积率"], ["城东", "40", "16000", "1.3"]],
    ],
    ids=["pairs", "list with units", "heads above"],
)
def test_tables_of_a_file_give_their_figures(tmp_path: Path, rows: list[list[str]]) -> None:
    """A form is read whether its labels stand beside the values, with a unit's column, or above."""
    path = tmp_path / "申报表.docx"
    _table(path, rows)
    project = read_project(described(path))
    (density,) = project.of("投资强度")
    assert density.value == 400
    assert [fact.value for fact in project.of("容积率")] == [1.3]


def test_a_form_is_read_by_its_labels() -> None:
    """Units in labels count; empty fields are left out; yes and no are answers."""
    text = from_form({"用地面积（亩）": 40, "容积率": 1.5, "备注": None, "是否属于淘汰类": False})
    assert text == "用地面积（亩）：40\n容积率：1.5\n是否属于淘汰类：否"
    project = read_project(text)
    assert [fact.value for fact in project.of("用地面积")] == [40]
    assert [fact.stance for fact in project.of("淘汰类")] == [False]


def test_an_empty_row_is_no_text() -> None:
    """Nothing is made up for a row without values."""
    assert from_row(["用地面积（亩）", "容积率"], [None, ""]) == ""


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is an error with advice, no empty description."""
    with pytest.raises(IngestError):
        described(tmp_path / "没有.docx")
