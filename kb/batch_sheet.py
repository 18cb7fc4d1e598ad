"""The workbook of a batch: 结论, 明细, 待补充, 说明. Every cell is text or a number, never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Self

import openpyxl  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet._write_only import WriteOnlyWorksheet  # type: ignore[import-untyped]
from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped]

from kb.batch_verdict import Line, RowVerdict
from kb.report_words import MEANING, NOTICE, Light

if TYPE_CHECKING:
    from kb.batch import Batch

_FILLS: Final[dict[str, PatternFill]] = {
    light: PatternFill("solid", fgColor=colour)
    for light, colour in (("red", "F8CBAD"), ("yellow", "FFE699"), ("green", "C6E0B4"), ("grey", "D9D9D9"))
}
_LIGHTS: Final[dict[Light, str]] = {"red": "红", "yellow": "黄", "green": "绿", "grey": "灰"}
_BY_STATUS: Final = {"fail": "red", "unknown": "yellow", "manual": "yellow", "pass": "green"}
_HEAD: Final = PatternFill("solid", fgColor="DDEBF7")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_TOP: Final = Alignment(vertical="top")
_WRAPPED: Final = {"结论": (2, 5, 11), "明细": (1, 4, 5, 7, 9, 13, 14), "待补充": (1, 4), "说明": (1,)}
"""Columns whose text goes on in a second line."""
_OWN: Final = "（行里写明所在地的，以行里为准）"
_MOST_ROWS: Final = 1_048_000
"""Rows of one sheet; the format takes 1,048,576."""
_LINE: Final = 16.5
"""Height of a line, in points."""
_TALLEST: Final = 400.0
_LONGEST: Final = 32_000
"""Characters of one cell; the format takes 32,767."""
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

VERDICTS: Final = (
    "工作表", "行号", "项目", "结论", "灯号", "主要理由",
    "不满足", "待补充", "需人工核对", "满足", "不适用", "读表和核对时的说明",
)  # fmt: skip
FINDINGS: Final = (
    "行号", "项目", "结果", "约束力", "指标", "要求", "实际", "理由",
    "条款", "文件", "文号", "时效", "日期", "原文", "原文存疑",
)  # fmt: skip
MISSING: Final = ("行号", "项目", "结论", "序号", "还需要补充的情况")
_WIDTHS: Final = {
    "结论": (10, 7, 30, 11, 6, 70, 8, 8, 10, 8, 8, 60),
    "明细": (7, 26, 10, 7, 18, 20, 16, 56, 16, 34, 18, 8, 22, 60, 24),
    "待补充": (7, 30, 11, 6, 80),
    "说明": (18, 110),
}


class Workbook:
    """Written row by row, so that ten thousand projects do not have to fit into memory. Use in a with-block."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._verdicts = self._sheet("结论", VERDICTS)
        self._findings = self._sheet("明细", FINDINGS)
        self._missing = self._sheet("待补充", MISSING)
        self._about = self._sheet("说明", ("项目", "内容"))
        self._saved = False
        self._rows: dict[str, int] = {}
        self._written = 0
        self._details = 1
        self._titles: dict[str, None] = {}
        self._styled: dict[tuple[str, int, str, bool], WriteOnlyCell] = {}

    def add(self, verdict: RowVerdict) -> None:
        """Write what became of a row."""
        row = verdict.row
        counts = [verdict.count(status) for status in ("fail", "unknown", "manual", "pass", "not_applicable")]
        self._put(
            self._verdicts,
            (
                row.sheet, row.number, row.name, verdict.verdict, _LIGHTS[verdict.light], "\n".join(verdict.reasons),
                *counts, "\n".join(verdict.notes),
            ),
            {3: verdict.light, 4: verdict.light},
        )  # fmt: skip
        for line in verdict.lines:
            self._titles.setdefault(_document(line))
            self._put(
                self._room(),
                (
                    row.number, row.name, line.result, line.strength, line.metric, line.required, line.actual, line.reason,
                    line.clause, line.title, line.number, line.validity, line.dates, line.quote, line.faults,
                ),
                {2: _BY_STATUS.get(line.status, "grey")},
            )  # fmt: skip
        for number, question in enumerate(verdict.questions, start=1):
            self._put(self._missing, (row.number, row.name, verdict.verdict, number, question), {})

    def save(self, out: Path | BinaryIO, batch: Batch) -> None:
        """Write what the verdicts rest on, and the file.

        Raises:
            OSError: it cannot be written.
        """
        for head, words in _about(batch, tuple(self._titles)):
            self._put(self._about, (head, words), {})
        self._book.save(out)
        self._saved = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was written so far where it was not saved: openpyxl keeps each sheet in a file of its own."""
        if not self._saved:
            for sheet in self._book.worksheets:
                sheet.close()
                sheet._writer.cleanup()

    def _sheet(self, name: str, heads: Sequence[str]) -> WriteOnlyWorksheet:
        sheet = self._book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, width in enumerate(_WIDTHS[name.rstrip("0123456789")], start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = "1:1"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}1"
        sheet.append([_headed(sheet, head) for head in heads])
        return sheet

    def _room(self) -> WriteOnlyWorksheet:
        """The sheet of findings with a row to spare."""
        self._written += 1
        if self._written > _MOST_ROWS:
            self._details += 1
            self._written = 1
            self._findings = self._sheet(f"明细{self._details}", FINDINGS)
        return self._findings

    def _put(self, sheet: WriteOnlyWorksheet, values: Sequence[str | int], lights: dict[int, str]) -> None:
        name = sheet.title.rstrip("0123456789")
        wrapped = _WRAPPED[name]
        number = self._rows[sheet.title] = self._rows.get(sheet.title, 1) + 1
        lines = max((_lines(str(values[at]), _WIDTHS[name][at]) for at in wrapped), default=1)
        if lines > 1:  # not every program fits the height of a row to its text
            sheet.row_dimensions[number].height = min(_LINE * lines, _TALLEST)
        sheet.append(
            [
                self._cell(sheet, at, value, lights.get(at, ""), wrap=at in wrapped)
                for at, value in enumerate(values)
            ]
        )
        sheet.row_dimensions.pop(number, None)  # written by now; ten thousands of them would fill the memory

    def _cell(
        self, sheet: WriteOnlyWorksheet, at: int, value: str | int, light: str, *, wrap: bool
    ) -> WriteOnlyCell | None:
        """A value that no spreadsheet program takes for a formula, an error or a command.

        A row is written as soon as it is appended, so that one cell serves a column all the way down;
        to style each anew takes longer than all the rest.
        """
        if value == "":
            return None
        text = clean(value) if isinstance(value, str) else ""
        risky = text.startswith(_RISKY)
        key = (sheet.title, at, light, risky)
        cell = self._styled.get(key)
        if cell is None:
            cell = self._styled[key] = WriteOnlyCell(sheet)
            cell.alignment = _WRAP if wrap else _TOP
            cell.quotePrefix = risky
            if light:
                cell.fill = _FILLS[light]
        cell.value = text or value
        if text:
            cell.data_type = "s"
        return cell


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column so many digits wide, a Chinese character being two."""
    return sum(
        1 + sum(1 + (char > "\u2010") for char in part) // max(width - 1, 1) for part in text.split("\n")
    )


def _document(line: Line) -> str:
    number = f"（{line.number}）" if line.number else ""
    return "，".join(part for part in (f"《{line.title}》{number}", line.validity, line.dates) if part)


def _headed(sheet: WriteOnlyWorksheet, head: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, head)
    cell.font = Font(bold=True)
    cell.fill = _HEAD
    return cell


def clean(text: str) -> str:
    """Text as a cell can hold it: without control characters, and not longer than the format takes."""
    told = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}……（过长，其余从略）"


def _about(batch: Batch, titles: Sequence[str]) -> list[tuple[str, str]]:
    table, basis = batch.table, batch.basis
    counts = "，".join(f"{verdict} {count}" for verdict, count in batch.counts().items())
    told = [
        ("说明", NOTICE + MEANING),
        ("表格", table.name),
        ("核对日期", f"{basis.as_of.isoformat()}（按这一天有效的文件核对）"),
        ("地区", "".join(basis.region.names) + _OWN if basis.region else "没有另外指定，以各行写的所在地为准"),
        ("项目", f"共 {len(batch.verdicts)} 行：{counts or '没有项目'}"),
        ("灯号", "红：不符合；黄：待补充或有条件符合；绿：符合；灰：不适用或未核对"),
        ("明细", "列出满足、不满足、待补充和需人工核对的要求，以及因例外或替代而不用的要求；其余不适用的只计数"),
        ("空行", f"跳过 {table.blank} 行"),
    ]  # fmt: skip
    told += [("未读的行", f"{skipped.where}：{skipped.reason}") for skipped in table.skipped]
    told += [("未核对的行", f"{v.row.place} {v.row.name}：{v.failure}") for v in batch.failed]
    told += [("读表", note) for note in table.notes]
    for sheet, columns in table.columns:
        where = f"工作表“{sheet}”的" if sheet and len(table.columns) > 1 else ""
        told += [
            ("列的含义", f"{where}“{column.head}” → {column.shown}") for column in columns if column.head
        ]
    told += [("依据的文件", title) for title in titles]
    return told
