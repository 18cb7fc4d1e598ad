"""Cell: quantities of table cells, whose unit and metric stand in the column's heading."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.clause import Clause
from ingest.span import Span
from kb.metric import named_in
from kb.quantity import UNIT, Quantity, find_quantities
from kb.units import same_dimension

_UNIT_IN_HEAD = re.compile(
    rf"[（(](?:单位[:：]?)?\s*(?P<unit>(?:[百千万亿]{{0,2}}(?:{UNIT}))(?:[/／每][百千万亿]{{0,2}}(?:{UNIT}))?(?:[·・](?:{UNIT}))?)\s*[）)]"
)
_UNIT_ABOVE = re.compile(
    rf"单位\s*[:：]\s*(?P<unit>[百千万亿]{{0,2}}(?:{UNIT})(?:[/／每][百千万亿]{{0,2}}(?:{UNIT}))?(?:[·・](?:{UNIT}))?)\s*[）)]?$"
)
_BARE = re.compile(
    r"\s*(?:[≥≤>＜<＞]=?|不低于|不高于|不超过|不少于)?\s*[0-9０-９.．,，]+(?:\s*[-－—–~～至]\s*[0-9０-９.．,，]+)?\s*"
)


def is_cell(clause: Clause) -> bool:
    """Whether a clause is the cell of a table with a heading for its row and one for its column."""
    return clause.path.steps[-1].kind == "col" and all(_heads(clause))


def row_of(clause: Clause) -> str:
    """The heading of a cell's row, with as many above it as tell it from the other rows."""
    return "·".join(_heads(clause)[0])


def rows_of(clause: Clause) -> tuple[str, ...]:
    """The names that a question may call a cell's row by: its headings, and the parts of one that lists several."""
    heads = _heads(clause)[0]
    return tuple(
        dict.fromkeys(part for head in heads for part in (head, *re.split("[、·/／]", head)) if part)
    )


def column_of(clause: Clause) -> str:
    """The heading of a cell's column, with the unit in it."""
    return "·".join(_heads(clause)[1])


def name_of(clause: Clause) -> str:
    """What a cell is about: its row's and its column's heading, without the unit."""
    return f"{row_of(clause)}·{_UNIT_IN_HEAD.sub('', column_of(clause))}"


def shown_name(clause: Clause) -> str:
    """What a cell is about: all that stands over and beside it, with the unit as the heading gives it."""
    over = [head for head in clause.context if not _UNIT_ABOVE.search(head)]
    name = "·".join(dict.fromkeys(over)) or f"{row_of(clause)}·{column_of(clause)}"
    unit = unit_of(clause)
    return name if not unit or _UNIT_IN_HEAD.search(name) else f"{name}（{unit}）"


def _heads(clause: Clause) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headings that tell a cell's row, and those that tell its column, whole.

    Where the clause does not name them, the label does behind the table, cut short:
    表1·新材料·容积率 -> 新材料, 容积率. What stands over the whole table is left out.
    """
    if clause.row or clause.column:
        return clause.row, clause.column
    names = clause.label.split("·")[1:]
    if len(names) < 2:
        return tuple(names), ()
    row = next((head for head in clause.context if head.startswith(names[0])), names[0])
    return (row,), (clause.context[-1] if clause.context else names[-1],)


def unit_of(clause: Clause) -> str:
    """The unit that a heading over the cell, or the line above the table, gives, or "".

    One for the whole table is not that of a metric which cannot be measured in it: 容积率 under 万元/亩.
    """
    for head in reversed(clause.context):
        if match := _UNIT_IN_HEAD.search(head):
            return match["unit"]
    metrics = named_in("\n".join(head for head in clause.context if not _UNIT_ABOVE.search(head)))
    for head in reversed(clause.context):
        if match := _UNIT_ABOVE.search(head):
            fits = not metrics or any(same_dimension(match["unit"], metric.unit) for metric in metrics)
            return match["unit"] if fits else ""
    return ""


def find_in_cell(clause: Clause, text: str) -> list[Quantity]:
    """The quantities of a cell's text, a bare number being one of the heading's unit.

    Spans are into `text`.
    """
    if not _BARE.fullmatch(text):
        return find_quantities(text)
    unit = unit_of(clause)
    found = find_quantities(f"{text.rstrip()}{unit}" if unit else f"为{text}")
    shift = 0 if unit else -1
    limit = len(text)
    return [replace(q, span=_clip(q.span, shift, limit), core=_clip(q.core, shift, limit)) for q in found]


def _clip(span: Span, shift: int, limit: int) -> Span:
    return Span(min(max(span.start + shift, 0), limit), min(max(span.end + shift, 0), limit))
