"""The table to fill in for 批量预审, with two invented projects."""

from __future__ import annotations

import io
from typing import Final

NAME: Final = "批量预审模板"
_ROWS: Final = (
    (
        "项目名称", "所在地", "行业", "建设性质", "用地面积（亩）", "总建筑面积（平方米）", "固定资产投资（万元）",
        "年税收（万元）", "单位能耗（吨标准煤/万元）", "研发投入占比（%）", "主导产业占比（%）", "绿地率（%）",
        "近三年是否发生安全事故", "项目简介",
    ),
    (
        "示例一 五金小微企业园", "永康市", "金属制品业", "新建", 60, 48000, 24000, 1500, 0.35, 2.5, 65, 12, "否",
        "新建小微企业园",
    ),
    (
        "示例二 电动工具车间", "永康市", "电气机械和器材制造业", "新建", 30, 30000, 15000, 1200, 0.2, 3, None, 10, "否",
        "新建厂房生产电动工具，进入工业园区",
    ),
)  # fmt: skip
_WIDEST: Final = 34


def template() -> bytes:
    """The workbook as XLSX."""
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目"
    for row in _ROWS:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        widest = max(len(str(row[cell.column - 1] or "")) for row in _ROWS)
        sheet.column_dimensions[get_column_letter(cell.column)].width = min(2 * widest + 2, _WIDEST)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
