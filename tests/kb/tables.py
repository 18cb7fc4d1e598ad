"""Tables of projects for tests, written as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

HEADS = ("项目名称", "所在地", "用地面积（亩）", "固定资产投资（万元）", "容积率")


def workbook(path: Path, *rows: Sequence[object], merged: Iterable[str] = (), tab: str = "项目") -> Path:
    """A workbook with one sheet of rows; `merged` are ranges such as A1:E1."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = tab
    for row in rows:
        sheet.append(list(row))
    for each in merged:
        sheet.merge_cells(each)
    book.save(path)
    return path
