"""Worksheets: what a reader of the sheet sees is what is read, and nothing is lost in silence."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from ingest.document import Cell, Reading
from ingest.errors import FileEmpty, FileEncrypted, FileUnreadable, LimitExceeded
from ingest.limits import DEFAULT_LIMITS
from ingest.pipeline import read_bytes as documents
from ingest.read import read, read_bytes

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


def book(*rows: list[object], merge: tuple[str, ...] = (), formats: dict[str, str] | None = None) -> bytes:
    """An XLSX with one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for ref in merge:
        sheet.merge_cells(ref)
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    """A workbook's bytes."""
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def cells(reading: Reading) -> list[tuple[int, int, str]]:
    """Row, column and text of every line in a table."""
    return [(line.cell.row, line.cell.column, line.text) for line in reading.lines if line.cell]


def prose(reading: Reading) -> list[str]:
    """The lines outside tables."""
    return [line.text for line in reading.lines if line.cell is None]


INDUSTRIES = [
    ["某县准入指标表", None, None],
    ["单位：万元/亩", None, None],
    ["行业", "投资强度", "占比"],
    ["食品制造", 300, 0.7],
    ["纺织", 280, 0.655],
    ["注：乡镇可下浮。", None, None],
]


def test_titles_units_and_notes_are_paragraphs_and_the_rest_a_table() -> None:
    """What stands above and below a table on a sheet is no row of it."""
    reading = read_bytes("甲.xlsx", book(*INDUSTRIES, merge=("A1:C1",), formats={"C4": "0%", "C5": "0.0%"}))
    assert prose(reading) == ["某县准入指标表", "单位：万元/亩", "注：乡镇可下浮。"]
    assert cells(reading)[3:6] == [(1, 0, "食品制造"), (1, 1, "300"), (1, 2, "70%")]
    assert cells(reading)[-1] == (2, 2, "65.5%")


def test_cells_become_clauses_that_can_be_cited() -> None:
    """A cell is cited by its row and column."""
    document = documents("甲.xlsx", book(*INDUSTRIES, merge=("A1:C1",)))[0]
    assert document.metadata.title == "某县准入指标表"
    assert any(clause.label == "表1·食品制造·投资强度" for clause in document.clauses)


def test_a_formula_without_a_result_is_named() -> None:
    """A cell that reads empty because nobody computed it is told with its address."""
    reading = read_bytes("甲.xlsx", book(["名称", "合计"], ["甲", "=1+1"], ["乙", 3]))
    assert any("B2" in warning and "1个公式" in warning for warning in reading.warnings)


def test_hidden_rows_and_sheets_are_read_and_told() -> None:
    """Hidden content may bind as well; the reader says that it is hidden."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["行业", "容积率"])
    workbook.active.append(["食品", 1.2])
    workbook.active.row_dimensions[2].hidden = True
    aside = workbook.create_sheet("底稿")
    aside.append(["行业", "税收"])
    aside.append(["纺织", 20])
    aside.sheet_state = "hidden"
    reading = read_bytes("甲.xlsx", saved(workbook))
    assert [text for _, _, text in cells(reading)] == [
        "行业",
        "容积率",
        "食品",
        "1.2",
        "行业",
        "税收",
        "纺织",
        "20",
    ]
    assert any("底稿" in warning and "隐藏" in warning for warning in reading.warnings)
    assert any("1行" in warning for warning in reading.warnings)


def test_blank_rows_part_tables_only_where_headings_follow() -> None:
    """A gap before more of the same rows is no end of the table."""
    rows = [
        ["行业", "税收"],
        ["食品", 20],
        [None, None],
        ["纺织", 30],
        [None, None],
        ["等级", "分数"],
        ["甲", 90],
    ]
    reading = read_bytes("甲.xlsx", book(*rows))
    assert [line.cell.table for line in reading.lines if line.cell] == [1] * 6 + [2] * 4


def test_merged_cells_keep_their_reach() -> None:
    """A merged cell covers as much as it does on the sheet, and no more than the table."""
    rows = [["类别", "行业", "税收"], ["一类", "食品", 20], [None, "纺织", 30]]
    reading = read_bytes("甲.xlsx", book(*rows, merge=("A2:A3",)))
    assert next(line.cell for line in reading.lines if line.text == "一类") == Cell(1, 1, 0, 2, 1)


def test_a_column_of_text_is_prose() -> None:
    """A policy pasted into one column is read as text, not as a table."""
    reading = read_bytes("甲.xlsx", book(["第一条 本办法适用于本县。"], ["第二条 本办法自印发之日起施行。"]))
    assert not cells(reading)
    assert len(prose(reading)) == 2


def test_announced_rows_cost_nothing() -> None:
    """A sheet that claims a million rows holds what it holds."""
    data = book(["行业", "税收"], ["食品", 20])
    fat = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(fat, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            content = source.read(member)
            if member.endswith("sheet1.xml"):
                content = content.replace(b"A1:B2", b"A1:XFD1048576").replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
                )
            target.writestr(member, content)
    assert len(cells(read_bytes("甲.xlsx", fat.getvalue()))) == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<sheetData><row><c>"),
        (b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
    ],
)
def test_broken_sheets_are_refused(old: bytes, new: bytes) -> None:
    """Markup that does not close, or brings entities, ends in a named error."""
    out = BytesIO()
    source = zipfile.ZipFile(BytesIO(book(["a", "b"], ["c", 1])))
    with zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            target.writestr(member, source.read(member).replace(old, new, 1))
    with pytest.raises(FileUnreadable):
        read_bytes("甲.xlsx", out.getvalue())


def test_limits_hold() -> None:
    """More cells than allowed end the work early."""
    with pytest.raises(LimitExceeded):
        read_bytes("甲.xlsx", book(*[["甲", 1]] * 50), replace(DEFAULT_LIMITS, cells=20))


def test_an_empty_workbook_is_told() -> None:
    """A workbook without a filled cell is an empty file."""
    with pytest.raises(FileEmpty):
        read_bytes("甲.xlsx", book())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_of_any_charset_and_delimiter(encoding: str, delimiter: str) -> None:
    """A CSV gives the same cells whatever program wrote it, quoted line ends and delimiters included."""
    rows = ["行业名称{0}容积率{0}备注说明", '食品制造业{0}1.2{0}"含{0}酒类"', "纺织服装业{0}1.3{0}无"]
    data = "\r\n".join(row.format(delimiter) for row in rows).encode(encoding)
    found = cells(read_bytes("甲.csv", data))
    assert found[4] == (1, 1, "1.2")
    assert found[5][2] == f"含{delimiter}酒类"
    assert len(found) == 9


def test_prose_called_csv_stays_prose() -> None:
    """The suffix alone makes no table."""
    text = "一、总体要求，坚持节约集约。\n二、主要任务，推进整治，提升效益。\n"
    reading = read_bytes("甲.csv", text.encode())
    assert not cells(reading)
    assert any("纯文本" in warning for warning in reading.warnings)


def test_commas_in_a_text_file_make_no_table() -> None:
    """Only a file called CSV is looked at as one."""
    assert not cells(read_bytes("甲.txt", "行业,容积率\n食品,1.2\n".encode()))


def test_a_stray_quotation_mark_swallows_nothing() -> None:
    """A field that opens a quotation and never closes it does not take the rest of the file along."""
    text = '名称,备注\n甲,"未完\n' + "".join(f"乙{n},无\n" for n in range(40))
    reading = read_bytes("甲.csv", text.encode())
    assert len(cells(reading)) == 2 * 42
    assert any("引号" in warning for warning in reading.warnings)


@pytest.mark.parametrize("name", ["policy.xlsx", "policy.xls"])
def test_samples(name: str) -> None:
    """The sample workbooks: a percentage and a date as shown; in XLSX the 200 uncomputed formulas told."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("样本文件夹不在")
    reading = read(path)
    assert {"70%", "2023-03-15"} <= {text for _, _, text in cells(reading)}
    assert any("200个公式" in warning for warning in reading.warnings) == (name == "policy.xlsx")


def test_a_protected_workbook_asks_for_its_password() -> None:
    """An encrypted ODS says that it needs a password."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
        target.writestr("content.xml", "x")
    with pytest.raises(FileEncrypted):
        read_bytes("甲.ods", out.getvalue())


def test_a_damaged_xls_is_a_named_error() -> None:
    """Whatever xlrd stumbles over, the file is called damaged."""
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 200
    with pytest.raises(FileUnreadable):
        read_bytes("甲.xls", data)
