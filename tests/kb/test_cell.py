"""Cells: a bare number of a table gets its unit from the headings over it."""

from __future__ import annotations

import pytest

from ingest.clause import Clause, ClausePath, Step
from ingest.span import Span
from kb.cell import column_of, find_in_cell, is_cell, name_of, row_of, shown_name, unit_of


def cell(row: str, column: str, text: str = "250", *above: str) -> Clause:
    """A cell under its headings, with what stands above the table."""
    path = ClausePath((Step("table", 1), Step("row", 2), Step("col", 2)))
    span = Span(0, len(text))
    return Clause(path, f"表1·{row[:20]}·{column[:20]}", span, span, context=(*above, row, column))


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("投资强度（万元/亩）", "250", ("=", 250, None, "万元/亩")),
        ("投资强度（万元/亩）", "≥250", (">=", 250, None, "万元/亩")),
        ("投资强度(万元／亩)", "２５０", ("=", 250, None, "万元/亩")),
        ("投资强度（单位：万元/亩）", "250", ("=", 250, None, "万元/亩")),
        ("用地面积（亩）", "20-30", ("in", 20, 30, "亩")),
        ("产值（亿元）", "1.5", ("=", 1.5e8, None, "元")),
        ("占比（%）", "≤7", ("<=", 7, None, "%")),
        ("占比（％）", "＞7", (">", 7, None, "%")),
        ("容积率", "1.2", ("=", 1.2, None, "")),
        ("容积率", "≥1.2", (">=", 1.2, None, "")),
        ("容积率", "1.0~2.0", ("in", 1.0, 2.0, "")),
        ("容积率", "2", ("=", 2, None, "")),
        ("投资强度（万元/亩）", "不低于300万元/亩", (">=", 300, None, "万元/亩")),
        ("期限", "3年以内", ("<=", 3, None, "年")),
        ("能耗（吨标准煤/万元）", "≤0.5", ("<=", 0.5, None, "吨标准煤/万元")),
    ],
)
def test_quantity(column: str, text: str, told: tuple[str, float, float | None, str]) -> None:
    """The heading's unit goes to bare numbers only; the cell's own comparator and unit hold."""
    found = find_in_cell(cell("食品制造", column, text), text)
    assert [(q.op, q.value, q.high, q.unit) for q in found] == [told]
    assert all(0 <= q.span.start <= q.core.start < q.core.end <= q.span.end <= len(text) for q in found)


@pytest.mark.parametrize("text", ["", "—", "/", "不限", "按规定执行", "G60"])
def test_no_quantity(text: str) -> None:
    """A dash, a word or an empty cell holds none."""
    assert find_in_cell(cell("食品制造", "投资强度（万元/亩）", text), text) == []


def test_the_unit_above_the_table() -> None:
    """A unit that is given once for the whole table holds where a heading gives none."""
    above = ("表1 准入指标", "单位：万元/亩")
    assert unit_of(cell("食品制造", "投资强度", "250", *above)) == "万元/亩"
    assert unit_of(cell("食品制造", "占地（亩）", "250", *above)) == "亩"
    assert unit_of(cell("食品制造", "容积率")) == ""


def test_names() -> None:
    """A cell is about its row and its column, however long; what stands above the table is shown too."""
    long = "符合产业导向的新供工业项目固定资产投资强度控制指标（万元/亩）"
    found = cell("食品制造", long, "250", "表1 准入指标")
    assert is_cell(found)
    assert (row_of(found), column_of(found)) == ("食品制造", long)
    assert name_of(found) == f"食品制造·{long.partition('（')[0]}"
    assert shown_name(found) == f"表1 准入指标·食品制造·{long}"


def test_only_cells_under_headings() -> None:
    """A heading of a table and a paragraph are no cells."""
    span = Span(0, 2)
    head = Clause(ClausePath((Step("table", 1), Step("row", 1), Step("col", 1))), "表1·行业", span, span)
    assert not is_cell(head)
    assert not is_cell(Clause(ClausePath((Step("p", 1),)), "第1段·甲·乙", span, span))
