"""A workbook's sheets cell by cell, whatever its format: for what takes a table as data, not as text."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import FileEmpty, FormatUnknown
from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.read import load
from ingest.read.sheet import Sheet
from ingest.read.sniff import NAMES, sniff


def read_sheets(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[list[Sheet], list[str]]:
    """The sheets of an XLSX, XLS, ODS or CSV that show something, and warnings in Chinese.

    Raises:
        FormatUnknown: no spreadsheet, whatever its name says.
        FileEmpty: no sheet shows anything.
        IngestError: another subclass; the file is missing, damaged, under a password or too large.
    """
    name, data = path.name, load(path, limits)
    if not data:
        raise FileEmpty(f"文件“{name}”是空的", "请确认文件已完整下载或保存后重试")
    sheets, warnings = _sheets(name, data, limits)
    filled = [sheet for sheet in sheets if sheet.cells]
    if not filled:
        raise FileEmpty(f"“{name}”的工作表里没有内容", "请确认选对了文件")
    return filled, warnings


def _sheets(name: str, data: bytes, limits: Limits) -> tuple[list[Sheet], list[str]]:
    """Libraries are heavy, so each reader is imported when first needed."""
    format_ = sniff(name, data, limits)
    if format_ == "xlsx":
        from ingest.read.sheetxlsx import xlsx_sheets

        return xlsx_sheets(name, data, limits), []
    if format_ == "xls":
        from ingest.read.sheetxls import xls_sheets

        return xls_sheets(name, data, limits), []
    if format_ == "ods":
        from ingest.read.sheetods import ods_sheets

        return ods_sheets(name, data, limits), []
    if format_ in ("csv", "txt"):
        from ingest.read.sheetcsv import csv_sheet

        found = csv_sheet(name, data, limits)
        if found is not None:
            return [found[0]], found[1]
        raise FormatUnknown(
            f"“{name}”里没有用逗号或制表符分开的列", "请给出 XLSX、XLS、ODS 或 CSV，一行一个项目"
        )
    what = NAMES.get(format_ or "", "无法识别的内容")
    raise FormatUnknown(f"“{name}”不是表格（{what}）", "请给出 XLSX、XLS、ODS 或 CSV，一行一个项目")
