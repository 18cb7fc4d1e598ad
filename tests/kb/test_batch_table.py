"""What a table of projects is read as, and what is said of what is left out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import FileEmpty, FormatUnknown
from kb.batch_column import BLANK, column, split_unit
from kb.batch_table import Table, read_table
from kb.errors import TableRefused
from tests.kb.tables import HEADS, workbook

_NAMES = ("用地面积", "固定资产投资", "年税收", "总建筑面积", "单位能耗")
_UNITS = ("亩", "万元", "㎡", "%", "万元/亩", "吨标准煤/万元", "公顷", "亿元")


@pytest.mark.parametrize(
    ("head", "term", "unit"),
    [
        ("用地面积（亩）", "用地面积", "亩"),
        ("投资额/万元", "投资", "万元"),
        ("总投资(亿元)", "总投资", "亿元"),
        ("固定资产投资 万元", "固定资产投资", "万元"),
        ("1. 容积率*", "容积率", ""),
        ("③建筑系数[%]", "建筑系数", "%"),
        ("预计年产值\n（单位：万元）", "年产值", "万元"),
        ("达产后年税收（万元）（必填）", "年税收", "万元"),
        ("总建面㎡", "总建筑面积", "㎡"),
        ("规划容积率", "容积率", ""),
        ("单位能耗（吨标准煤/万元）", "单位能耗", "吨标准煤/万元"),
        ("建设用地面积情况（公顷）", "用地面积", "公顷"),
    ],
)
def test_a_free_heading_is_a_metric_with_its_unit(head: str, term: str, unit: str) -> None:
    """People name columns as they like; the metric and the unit are told apart."""
    found = column(0, [head])
    assert (found.role, found.term.name if found.term else None, found.unit) == ("quantity", term, unit)
    assert not found.doubt


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("项目名称", "name"),
        ("建设单位", "firm"),
        ("县（市、区）", "place"),
        ("拟建地点", "place"),
        ("行业类别", "industry"),
        ("建设性质", "kind"),
        ("是否属于淘汰类", "field"),
        ("近三年安全事故", "field"),
        ("主要建设内容及规模", "text"),
        ("备注", "text"),
        ("序号", "aside"),
        ("联系人电话", "aside"),
        ("土地性质", "unknown"),
        ("投资方式", "unknown"),
        ("设备投资占比", "unknown"),
    ],
)
def test_a_heading_tells_what_its_column_holds(head: str, role: str) -> None:
    """A heading that only begins like a metric (土地性质, 设备投资占比) is not one."""
    assert column(0, [head]).role == role


@given(
    name=st.sampled_from(_NAMES),
    unit=st.sampled_from(_UNITS),
    form=st.sampled_from(("{}（{}）", "{}({})", "{}/{}", "{}【{}】", "{}：{}", " {} （单位：{}）*")),
)
def test_a_unit_is_found_however_it_is_written(name: str, unit: str, form: str) -> None:
    """Heading and unit come apart again in every way that forms join them."""
    assert split_unit(form.format(name, unit)) == (name, unit)


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("40", "用地面积（亩）：40"),
        ("12,000", "用地面积（亩）：12,000"),
        ("约40", "用地面积：约40亩"),
        ("35~40", "用地面积：35~40亩"),
        ("40亩", "用地面积：40亩"),
        ("3公顷", "用地面积：3公顷"),
        ("40（净）", "用地面积：40亩（净）"),
    ],
)
def test_a_cell_takes_the_unit_of_its_heading_unless_it_has_its_own(cell: str, line: str) -> None:
    """3公顷 under （亩） stays 3公顷."""
    assert column(0, ["用地面积（亩）"]).line(cell) == line


@pytest.mark.parametrize("cell", sorted(BLANK))
def test_what_people_write_for_nothing_is_never_a_number(cell: str) -> None:
    """A dash or 待定 is a missing fact, not a zero."""
    assert column(0, ["年税收（万元）"]).line(cell) == ""


@pytest.mark.parametrize(
    ("head", "cell", "line"),
    [
        ("是否属于淘汰类", "×", "是否属于淘汰类：否"),
        ("是否属于淘汰类（√/×）", "√", "是否属于淘汰类：是"),
        ("近三年安全事故", "2023年发生一起一般事故", "2023年发生一起一般事故"),
        ("产业目录（鼓励类/限制类）", "鼓励类", "鼓励类"),
        ("环评批复情况", "已取得", "已取得环评批复"),
    ],
)
def test_a_statement_is_told_as_a_sentence(head: str, cell: str, line: str) -> None:
    """A tick, or the words of a cell, say the same as a description would."""
    assert column(0, [head]).line(cell) == line


def _read(path: Path, *rows: tuple[object, ...], **more: object) -> Table:
    return read_table(workbook(path / "表.xlsx", *rows, **more))  # type: ignore[arg-type]


def test_title_caption_and_two_rows_of_headings(tmp_path: Path) -> None:
    """A title, a line of the form and grouped headings stand over the projects; none of them is one."""
    found = _read(
        tmp_path,
        ("某县拟入园项目汇总表",),
        ("填报单位：某局", None, None, None, "填报日期：2024年3月"),
        ("项目名称", "所在地", "用地情况", None, "投资（万元）"),
        (None, None, "面积（亩）", "容积率", "固定资产"),
        ("甲项目", "龙游县", 40, 1.2, 9000),
        merged=("A1:E1", "A3:A4", "B3:B4", "C3:D3"),
    )
    (row,) = found.rows
    assert row.text.splitlines() == [
        "项目名称：甲项目", "所在地：龙游县", "用地面积（亩）：40", "容积率：1.2", "固定资产（万元）：9000",
    ]  # fmt: skip
    assert (row.number, row.name, found.blank, found.skipped) == (5, "甲项目", 0, ())


def test_headings_grouped_without_merged_cells(tmp_path: Path) -> None:
    """In a CSV a group's name stands over its first column only."""
    path = tmp_path / "表.csv"
    path.write_bytes(
        "项目名称,投资情况,,年税收（万元）\n,固定资产（万元）,设备投资（万元）,\n甲,9000,4000,500\n乙,800,300,60\n".encode(
            "gb18030"
        )
    )
    found = read_table(path)
    assert [row.text.splitlines()[1:] for row in found.rows] == [
        ["固定资产（万元）：9000", "设备投资（万元）：4000", "年税收（万元）：500"],
        ["固定资产（万元）：800", "设备投资（万元）：300", "年税收（万元）：60"],
    ]


def test_a_row_of_units_and_a_unit_over_the_table(tmp_path: Path) -> None:
    """Units may stand in a row of their own, or once over the whole table."""
    own = _read(tmp_path, ("项目名称", "用地面积", "年税收"), (None, "亩", "万元"), ("甲", 40, 500))
    above = _read(tmp_path, ("单位：亩、万元",), ("项目名称", "用地面积", "年税收"), ("甲", 40, 500))
    for found in (own, above):
        assert found.rows[0].text.splitlines()[1:] == ["用地面积（亩）：40", "年税收（万元）：500"]


def test_present_and_planned_groups_are_told_apart(tmp_path: Path) -> None:
    """现状 over a column belongs to its numbers."""
    found = _read(
        tmp_path,
        ("项目名称", "现状", "改造后"),
        (None, "用地面积（亩）", "用地面积（亩）"),
        ("甲", 30, 45),
    )
    assert found.rows[0].text.splitlines()[1:] == ["现状用地面积（亩）：30", "改造后用地面积（亩）：45"]


def test_rows_that_hold_no_project_are_counted_and_named(tmp_path: Path) -> None:
    """Blank rows, sums, notes, sections and repeated headings are left out, and each is told."""
    found = _read(
        tmp_path,
        HEADS,
        ("一、续建项目",),
        ("甲", "龙游县", 40, 9000, 1.2),
        (),
        HEADS,
        ("乙", "龙游县", 20, 4000, 1.0),
        ("合  计", None, 60, 13000),
        ("注：本表由企业填报",),
        (None, None, None, "=C9*200"),
        (None, None, 0, 0.0),
        ("丙", "龙游县", 30, 6000, 1.1),
    )
    assert [row.name for row in found.rows] == ["甲", "乙", "丙"]
    assert found.blank == 1
    assert [(s.number, s.reason) for s in found.skipped] == [
        (2, "分节的标题"), (5, "重复的表头"), (7, "合计行"), (8, "表下的说明"),
        (9, "只有没有保存结果的公式"), (10, "只有 0，没有项目"),
    ]  # fmt: skip


def test_a_note_under_the_serial_numbers_is_a_note(tmp_path: Path) -> None:
    """A note is told as one wherever it stands."""
    found = _read(
        tmp_path, ("序号", *HEADS), (1, "甲", "龙游县", 40, 9000, 1.2), ("注：本表由企业填报",), (2,)
    )
    assert [s.reason for s in found.skipped] == ["表下的说明", "只有序号一类的内容，没有项目"]


def test_merged_words_hold_for_each_row_and_merged_numbers_for_none(tmp_path: Path) -> None:
    """A place set once over several rows is each row's; a merged number may be a sum and is not used."""
    found = _read(
        tmp_path,
        HEADS,
        ("甲", "龙游县", 40, 9000, 1.2),
        ("乙", None, None, 4000, 1.0),
        merged=("B2:B3", "C2:C3"),
    )
    for row in found.rows:
        assert "所在地：龙游县" in row.text
        assert "用地面积" not in row.text
        assert any("C2:C3" in problem and "合并单元格" in problem for problem in row.problems)


def test_formulas_without_values_and_error_cells_are_said(tmp_path: Path) -> None:
    """A cell that was never computed, or shows an error, is no number and no zero."""
    found = _read(tmp_path, HEADS, ("甲", "龙游县", 40, "=C2*200", 1.2), ("乙", "龙游县", 40, "#DIV/0!", 1.2))
    formula, error = found.rows
    assert "固定资产投资" not in formula.text + error.text
    assert any("D2" in problem and "公式" in problem for problem in formula.problems)
    assert any("D3" in problem and "#DIV/0!" in problem for problem in error.problems)


def test_a_number_is_taken_as_it_is_stored(tmp_path: Path) -> None:
    """0.996 that a format shows as 1.0 does not become 1.0."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目名称", "容积率", "绿地率", "用地面积（亩）"])
    sheet.append(["甲", 0.996, 0.1234, 40])
    sheet["B2"].number_format = "0.0"
    sheet["C2"].number_format = "0%"
    book.save(tmp_path / "表.xlsx")
    (row,) = read_table(tmp_path / "表.xlsx").rows
    assert row.text.splitlines()[1:] == ["容积率：0.996", "绿地率：12.34%", "用地面积（亩）：40"]


def test_columns_that_are_not_used_are_named(tmp_path: Path) -> None:
    """Not understood, beside the point, without a unit or with one that cannot be: each is told."""
    found = _read(
        tmp_path,
        ("序号", "项目名称", "颜色", "用地面积（万元）", "年税收", "容积率"),
        (1, "甲", "红", 40, 500, 1.2),
    )
    told = "\n".join(found.notes)
    assert "没有看懂" in told
    assert "颜色" in told
    assert "与核对无关" in told
    assert "“用地面积（万元）”的单位“万元”与用地面积对不上" in told
    assert "“年税收”没有写单位" in told
    assert "40" not in found.rows[0].text


def test_running_text_under_an_unknown_heading_is_a_description(tmp_path: Path) -> None:
    """A column of sentences is read, whatever it is called."""
    found = _read(
        tmp_path, ("项目名称", "其他", "容积率"), ("甲", "项目位于龙游县，用地四十亩，近三年无安全事故", 1.2)
    )
    assert "其他：项目位于龙游县" in found.rows[0].text


def test_a_mapping_goes_before_what_the_headings_say(tmp_path: Path) -> None:
    """A person can say what a column is, with its unit, or that it is to be left out."""
    path = workbook(tmp_path / "表.xlsx", ("项目名称", "甲列", "容积率"), ("甲", 40, 1.2))
    found = read_table(path, {"甲列": "用地面积[亩]", "容积率": "不参与核对"})
    assert found.rows[0].text.splitlines() == ["项目名称：甲", "用地面积（亩）：40"]


@pytest.mark.parametrize("mapping", [{"没有的列": "容积率"}, {"容积率": "没有的指标"}])
def test_a_mapping_that_makes_no_sense_is_refused(tmp_path: Path, mapping: dict[str, str]) -> None:
    """An unknown column or metric is named, and what there is to choose from."""
    path = workbook(tmp_path / "表.xlsx", HEADS, ("甲", "龙游县", 40, 9000, 1.2))
    with pytest.raises(TableRefused, match="没有的"):
        read_table(path, mapping)


def test_sheets_without_projects_are_named_and_others_read(tmp_path: Path) -> None:
    """A sheet of remarks does not stop the sheet of projects."""
    path = workbook(tmp_path / "表.xlsx", HEADS, ("甲", "龙游县", 40, 9000, 1.2))
    book = openpyxl.load_workbook(path)
    book.create_sheet("填写须知").append(["本工作簿仅供内部使用"])
    book.save(path)
    found = read_table(path)
    assert len(found.rows) == 1
    assert [(s.where, s.reason) for s in found.skipped] == [
        ("工作表“填写须知”", "没有认出表头，整张工作表没有读")
    ]


def test_what_is_no_table_of_projects_is_refused(tmp_path: Path) -> None:
    """No headings, no content, no spreadsheet: each is said, none is read as an empty table."""
    with pytest.raises(TableRefused, match="没有认出表头"):
        read_table(workbook(tmp_path / "表.xlsx", ("春", "夏"), ("秋", "冬")))
    with pytest.raises(FileEmpty):
        read_table(workbook(tmp_path / "空.xlsx"))
    picture = tmp_path / "图.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(FormatUnknown, match="不是表格"):
        read_table(picture)
