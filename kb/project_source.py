"""Where a description comes from: a file, a form, a row of a sheet. What comes out is text, its values as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ingest.document import Document
from kb.facts_terms import term_of

_HEADS_UNIT = re.compile(r"^(?:计量)?单位$")
_HEADS_VALUE = re.compile(r"数值|数量|规划值|指标值|设计值|内容|填报|值$|情况")
_UNIT_IN_NAME = re.compile(r"[（(][^（）()]{1,12}[）)]\s*$")
_LONGEST_NAME = 400
_DIGIT = re.compile(r"[0-9０-９]")


def described(source: str | Path | Mapping[str, object]) -> str:
    """The text of a description given as text, as a file's path, or as a form.

    A string that names an existing file counts as its path.

    Raises:
        IngestError: the file cannot be read.
    """
    if isinstance(source, Mapping):
        return from_form(source)
    if isinstance(source, Path):
        return from_file(source)
    return from_file(Path(source)) if _names_file(source) else source


def _names_file(text: str) -> bool:
    if len(text) > _LONGEST_NAME or "\n" in text or not re.search(r"\.\w{2,5}$", text.strip()):
        return False
    try:
        return Path(text).is_file()
    except OSError:
        return False


def from_file(path: Path) -> str:
    """The text of a description in a file (txt, docx, pdf …), tables as lines of name and value.

    Raises:
        IngestError: the file cannot be read; the message says why and what to do.
    """
    from ingest.pipeline import read_documents

    return "\n".join(from_document(document) for document in read_documents(path))


def from_form(form: Mapping[str, object]) -> str:
    """The text of a form: a line for each field that is filled in."""
    return "\n".join(f"{name}：{_shown(value)}" for name, value in form.items() if _shown(value))


def from_row(heads: Sequence[str], row: Sequence[object]) -> str:
    """The text of a sheet's row under its heads; "" where the row is empty."""
    return from_form(
        {head or f"第{n}列": value for n, (head, value) in enumerate(zip(heads, row, strict=False), 1)}
    )


def _shown(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value).strip()


def from_document(document: Document) -> str:
    """The text of a read document; the rows of its tables become lines of name and value."""
    lines: list[str] = []
    tables: dict[str, list[list[str]]] = {}
    for clause in document.clauses:
        kinds = [step.kind for step in clause.path.steps]
        words = clause.own.of(document.text).strip()
        if "table" not in kinds:
            lines.append(words)
            continue
        table = str(clause.path).split("/row", 1)[0]
        if table not in tables:
            tables[table] = []
            lines.append(table)
        if kinds[-1] == "row":
            tables[table].append([])
        elif kinds[-1] == "col" and tables[table]:
            row, column = tables[table][-1], clause.path.steps[-1].number
            row += [""] * (column - len(row))
            row[column - 1] = words.replace("\n", " ")
    title = document.metadata.title
    whole = "\n".join("\n".join(_rows(tables[line])) if line in tables else line for line in lines if line)
    return whole if title in whole or title == document.name else f"{title}\n{whole}"


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table's rows as lines: of a form, pairs; of a list of figures, name, unit and value."""
    filled = [list(row) for row in rows if any(row)]
    if not filled:
        return
    head = filled[0]
    unit = next((i for i, cell in enumerate(head) if _HEADS_UNIT.match(cell)), None)
    if unit is not None and unit > 0:
        value = next((i for i, cell in enumerate(head) if i > unit and _HEADS_VALUE.search(cell)), unit + 1)
        for row in filled[1:]:
            if len(row) > max(unit, value):
                name, measure = row[unit - 1], row[unit]
                shown = f"（{measure}）" if measure and not _UNIT_IN_NAME.search(name) else ""
                yield f"{name}{shown}：{row[value]}"
        return
    if _is_list(filled):
        for row in filled[1:]:
            yield "，".join(
                f"{name}：{cell}" if name else cell for name, cell in zip(head, row, strict=False) if cell
            )
        return
    for row in filled:
        cells = [cell for cell in row if cell]
        if len(cells) % 2 == 0:
            yield from (f"{cells[i]}：{cells[i + 1]}" for i in range(0, len(cells), 2))
        elif len(cells) == 3 and _DIGIT.fullmatch(cells[0][:1]):
            yield f"{cells[1]}：{cells[2]}"
        else:
            yield "，".join(cells)


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: it holds no figures, and names two metrics at least."""
    head = rows[0]
    if len(rows) < 2 or any(_DIGIT.search(cell) for cell in head):
        return False
    named = sum(term_of(_UNIT_IN_NAME.sub("", cell)) is not None for cell in head)
    return named > 1 and not any(term_of(_UNIT_IN_NAME.sub("", row[0])) for row in rows[1:] if row)
