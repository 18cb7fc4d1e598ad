"""A table of a document → HTML with one cell marked. Pure functions; all text is escaped."""

from __future__ import annotations

from bisect import bisect_right

from ingest.document import Cell, Document
from ingest.span import Span
from ui.cite import escape

ROWS_AROUND = 30
"""Rows shown above and below the marked cell."""
_WIDEST, _TALLEST = 100, 1000
"""Columns and rows that a merged cell may claim; a hostile file claims more."""

Cells = dict[tuple[int, int], tuple[Cell, list[str], bool]]
"""By row and column: the cell, its lines as read, whether it is the marked one."""


def table_html(document: Document, span: Span) -> str:
    """The table that a span of the text stands in, its cell marked; "" where it stands in none."""
    touched = _touched(document, span)
    tables = [line.cell.table for line in (document.lines[i] for i in sorted(touched)) if line.cell]
    if not tables:
        return ""
    cells: Cells = {}
    for index, line in enumerate(document.lines):
        if line.cell is None or line.cell.table != tables[0]:
            continue
        place = (line.cell.row, line.cell.column)
        cell, texts, marked = cells.get(place, (line.cell, [], False))
        cells[place] = (cell, [*texts, line.text], marked or index in touched)
    return _table(cells)


def _touched(document: Document, span: Span) -> set[int]:
    """The indexes of the lines that a span of the clean text comes from."""
    starts, at = [], 0
    for line in document.lines:
        starts.append(at)
        at += len(line.text) + 1
    found: set[int] = set()
    for raw in document.offsets.to_raw(span):
        first = max(bisect_right(starts, raw.start) - 1, 0)
        last = max(bisect_right(starts, raw.end - 1) - 1, 0)
        found.update(range(first, min(last, len(starts) - 1) + 1))
    return found


def _table(cells: Cells) -> str:
    here = min(row for (row, _), (_, _, marked) in cells.items() if marked)
    heads = {row for (row, _), (cell, _, _) in cells.items() if cell.header}
    every = sorted({row for row, _ in cells})
    shown = [row for row in every if row in heads or row == every[0] or abs(row - here) <= ROWS_AROUND]
    width = min(max(column for _, column in cells) + 1, _WIDEST)
    covered: set[tuple[int, int]] = set()
    body = []
    for row in shown:
        made = []
        for column in range(width):
            if (row, column) in covered:  # a merged cell is there already
                continue
            # A cell left empty is not read: without a place the ones behind it would move under wrong heads.
            cell, texts, marked = cells.get((row, column), (Cell(0, row, column), [], False))
            tall, wide = min(cell.row_span, _TALLEST), min(cell.column_span, _WIDEST)
            if tall > 1 or wide > 1:
                covered |= {(row + y, column + x) for y in range(tall) for x in range(wide)}
            made.append(_cell(cell, texts, marked))
        body.append(f"<tr>{''.join(made)}</tr>")
    hidden = len(every) - len(shown)
    rest = f'<p class="yj-none">表格较长，另有 {hidden} 行没有列出。</p>' if hidden > 0 else ""
    return f'<table class="yj-grid"><tbody>{"".join(body)}</tbody></table>{rest}'


def _cell(cell: Cell, texts: list[str], marked: bool) -> str:
    tag = "th" if cell.header else "td"
    spans = f' rowspan="{min(cell.row_span, _TALLEST)}"' if cell.row_span > 1 else ""
    spans += f' colspan="{min(cell.column_span, _WIDEST)}"' if cell.column_span > 1 else ""
    text = "<br>".join(escape(text) for text in texts)
    inner = f"<mark>{text}</mark>" if marked else text
    return f"<{tag}{spans}>{inner}</{tag}>"
