"""Questions to a table that came in as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kb.library import Library
from kb.result import Answer


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of one workbook: two stub columns, a unit for the whole table, one value in each."""
    folder: Path = tmp_path_factory.mktemp("sheet")
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [
        ["青岚县工业项目准入指标表"],
        ["单位：万元/亩"],
        ["类别", "行业", "容积率", "投资强度"],
        ["一类区", "食品制造业", 1.2, 300],
        [None, "纺织业", 1.3, 280.5],
        ["二类区", "食品制造业", 1.5, 350],
    ]:
        sheet.append(row)
    workbook.save(folder / "准入.xlsx")
    library = Library.open(folder / "kb")
    library.add(folder / "准入.xlsx")
    return library


def told(answer: Answer) -> set[tuple[str, str]]:
    """Clause and quote of each citation."""
    return {(citation.clause, citation.quote) for citation in answer.citations}


def test_one_cell_with_the_unit_of_the_table(library: Library) -> None:
    """The unit above the table goes to the value, and the cell is cited by its row and column."""
    answer = library.ask("纺织业投资强度不低于多少？")
    assert told(answer) == {("表1·纺织业·投资强度", "280.5")}
    assert [(value.value, value.unit) for value in answer.values] == [(280.5, "万元/亩")]


def test_a_ratio_takes_no_unit_that_cannot_be_its_own(library: Library) -> None:
    """容积率 under 单位：万元/亩 stays a pure number."""
    answer = library.ask("二类区食品制造业的容积率是多少？")
    assert told(answer) == {("表1·二类区·食品制造业·容积率", "1.5")}
    assert [(value.value, value.unit) for value in answer.values] == [(1.5, "")]


def test_a_name_that_stands_in_two_groups_gives_both(library: Library) -> None:
    """Where the question does not say which group, no row is chosen for it."""
    answer = library.ask("食品制造业的容积率是多少？")
    assert {quote for _, quote in told(answer)} == {"1.2", "1.5"}


def test_all_rows_of_a_column(library: Library) -> None:
    """各行业 asks for every row."""
    answer = library.ask("各行业的容积率要求分别是多少？")
    assert {quote for _, quote in told(answer)} == {"1.2", "1.3", "1.5"}
