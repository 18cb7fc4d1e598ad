"""Ruled tables on PDF pages, from their lines and texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import Document, Line, Page
from ingest.pipeline import read_documents
from ingest.read.pdfrules import Rule, Rules
from ingest.read.pdftable import continued, grids, tabled

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


def ruled(top: float = 100) -> Rules:
    """Two columns of 100 points, three rows of 20; the first row has no inner line."""
    across = [Rule(top + 20 * n, 50, 250) for n in range(4)]
    down = [Rule(50, top, top + 60), Rule(150, top + 20, top + 60), Rule(250, top, top + 60)]
    return Rules(tuple(across), tuple(down))


def line(text: str, x: float, y: float, page: int = 1) -> Line:
    """A line of ten points a character."""
    edges = tuple(x + 10 * n for n in range(len(text) + 1))
    return Line(text, page=page, box=(x, y, edges[-1], y + 10), edges=edges)


def rows(top: float = 100, page: int = 1) -> list[Line]:
    """The texts of the table, the second row's drawn as one line across the border."""
    return [
        line("准入指标", 60, top + 5, page),
        line("食品制造业投资强度三百", 60, top + 25, page),
        line("纺织", 60, top + 45, page),
        line("二百", 160, top + 45, page),
    ]


def test_a_missing_inner_line_merges_cells() -> None:
    """The first row is one cell over both columns."""
    (grid,) = grids(ruled())
    assert grid.cells == ((0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1))


def test_a_line_across_a_border_is_parted() -> None:
    """What a producer draws as one string belongs to the cells in which its characters stand."""
    found, _ = tabled(rows(), grids(ruled()), 1)
    told = {(one.cell.row, one.cell.column): one.text for one in found if one.cell}
    assert told[1, 0] == "食品制造业投资强度"
    assert told[1, 1] == "三百"
    assert next(one for one in found if one.text == "三百").box == (150, 125, 170, 135)


def test_text_outside_stays_where_it_was() -> None:
    """Prose around a table keeps its order and no cell."""
    found, _ = tabled([line("前文", 50, 50), *rows(), line("后文", 50, 300)], grids(ruled()), 1)
    assert [one.text for one in found if one.cell is None] == ["前文", "后文"]
    assert found[0].text == "前文"
    assert found[-1].text == "后文"


def test_boxes_of_prose_are_no_table() -> None:
    """A page laid out in framed columns of running text is left alone."""
    text = "为了进一步提高工业用地的利用效率" * 25
    lines = [line(text, 60, 105), line(text, 60, 125), line(text, 160, 125), line(text, 60, 145)]
    long = [Line(one.text, page=1, box=one.box) for one in lines]
    found, shapes = tabled(long, grids(ruled()), 1)
    assert not shapes
    assert found == long


@pytest.mark.parametrize("between", [True, False])
def test_a_table_goes_on_overleaf(between: bool) -> None:
    """The same columns at the foot of one page and the head of the next are one table, if nothing parts them."""
    first, shapes = tabled(rows(700), grids(ruled(700)), 1)
    second, more = tabled(rows(120, 2), grids(ruled(120)), 2)
    running = line("另有一段" if between else "某县文件", 50, 105 if between else 40, 2)
    pages = [Page(1, 300, 842), Page(2, 300, 842)]
    found = continued([*first, running, *second], pages, {1: shapes[0], 2: more[0]})
    tables = {one.cell.table for one in found if one.cell}
    assert tables == ({1, 2} if between else {1})
    assert max(one.cell.row for one in found if one.cell) == (2 if between else 5)


def test_a_page_without_lines_has_no_table() -> None:
    """No rule, no table; rules in one direction alone are underlines."""
    assert grids(Rules()) == []
    assert grids(Rules(tuple(Rule(n, 0, 100) for n in range(5)))) == []


def test_the_pdf_of_a_document_gives_the_cells_of_its_docx() -> None:
    """The same table is cited alike from either file, and each cell has a box on the page."""
    files = [SAMPLES / "002.docx", SAMPLES / "002_lo.pdf"]
    if not all(path.exists() for path in files):
        pytest.skip("样本文件夹不在")
    word, printed = (read_documents(path)[0] for path in files)
    assert told(printed) == told(word)
    cells = [clause for clause in printed.clauses if clause.path.steps[-1].kind == "col"]
    assert all(list(printed.boxes(clause.own)) for clause in cells)


def told(document: Document) -> list[tuple[str, str]]:
    """Label and text of every cell."""
    return [
        (clause.label, clause.own.of(document.text))
        for clause in document.clauses
        if clause.path.steps[-1].kind == "col"
    ]
