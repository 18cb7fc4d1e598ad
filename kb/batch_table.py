"""Table: a sheet with a project a row, each row as the text of a description. What is left out is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ingest.limits import DEFAULT_LIMITS, Limits
from ingest.read.sheet import Sheet, SheetCell, address
from kb.batch_column import ROLES, Column, mapped, split_unit
from kb.batch_head import Head, find_head, place_of, squeezed
from kb.errors import TableRefused

_SUM: Final = re.compile(r"(?:合|小|总|共|累)\s*计|平均值?|均值|汇总")
_NOTE: Final = re.compile(
    r"(?:备?注|说明|附注|填表说明|资料来源|数据来源|来源|填报|制表|审核|批准)\s*\d*\s*[:：.．、]|[*＊※]"
)
_SECTION: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]")
_PLAIN: Final = re.compile(r"(?P<sign>[-－]?)(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<percent>%?)")
_ZERO: Final = re.compile(r"0(?:\.0+)?%?|[-－—]")
"""What formulas that are copied further down than the projects go show."""
_ERROR: Final = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds a project.

    Attributes:
        sheet: name of its sheet, "" where there is none.
        number: as a spreadsheet program counts, from 1.
        name: of the project, else of the firm, else 第N行.
        text: a line for each filled cell that is used.
        stated: the metrics that its cells give numbers of, with the cell as it is shown.
        problems: Chinese sentences on cells that could not be used.
    """

    sheet: str
    number: int
    name: str
    text: str
    stated: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, for a person."""
        return f"{self.sheet} 第{self.number}行" if self.sheet else f"第{self.number}行"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row, or a whole sheet (row 0), that holds no project, and why."""

    sheet: str
    number: int
    reason: str

    @property
    def where(self) -> str:
        """Which it is, for a person."""
        if not self.number:
            return f"工作表“{self.sheet}”"
        return f"{self.sheet} 第{self.number}行" if self.sheet else f"第{self.number}行"


@dataclass(frozen=True, slots=True)
class Table:
    """A file with a project a row.

    Attributes:
        name: of the file.
        columns: of each sheet that was used, how every column was understood.
        rows: the projects, in order.
        blank: empty rows between them.
        skipped: rows that hold sums, notes or headings, and sheets without projects.
        notes: Chinese sentences on the file as a whole.
    """

    name: str
    columns: tuple[tuple[str, tuple[Column, ...]], ...]
    rows: tuple[Row, ...]
    blank: int = 0
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


def read_table(
    path: Path,
    mapping: Mapping[str, str] | None = None,
    names: frozenset[str] = frozenset(),
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """The projects of a spreadsheet (XLSX, XLS, ODS, CSV).

    Args:
        path: the file.
        mapping: what a person says of columns whose heading is not understood, or wrongly: heading →
            指标[单位], or one of `kb.batch_column.ROLES`.
        names: further metrics, as rules call them.
        limits: upper bounds.

    Raises:
        IngestError: the file cannot be read.
        TableRefused: no sheet has headings that name what projects have, or the mapping names no column
            or no metric.
    """
    from ingest.read.sheets import read_sheets

    said = dict(mapping or {})
    for name, target in said.items():
        if mapped(0, name, target, names) is None:
            roles = "、".join(called for role, called in ROLES.items() if role not in ("quantity", "unknown"))
            raise TableRefused(
                f"列“{name}”对应的“{target}”不是已知的指标",
                f"请写指标名和单位，如 用地面积[亩]，或写 {roles}",
            )
    sheets, warnings = read_sheets(path, limits)
    heads = [find_head(sheet, names, said) for sheet in sheets]
    _known(path.name, said, heads)
    found = _Found()
    found.notes += warnings
    for sheet, head in zip(sheets, heads, strict=True):
        if head is None:
            found.skipped.append(Skipped(sheet.name, 0, "没有认出表头，整张工作表没有读"))
        else:
            _Reader(sheet, head, found).read()
    if all(head is None for head in heads):
        raise TableRefused(
            f"“{path.name}”里没有认出表头",
            "请让第一行的表头写明指标和单位，如 项目名称、用地面积（亩），或用 --map 说明各列；"
            "一列一个项目的表请先转置，只写了一个项目的表请作为项目描述核对",
        )
    columns = tuple((s.name, h.columns) for s, h in zip(sheets, heads, strict=True) if h is not None)
    found.notes += [
        note for sheet, its in columns for note in _column_notes(sheet if len(columns) > 1 else "", its)
    ]
    return Table(
        path.name,
        columns,
        tuple(found.rows),
        found.blank,
        tuple(found.skipped),
        tuple(dict.fromkeys(found.notes)),
    )


def _known(name: str, said: Mapping[str, str], heads: list[Head | None]) -> None:
    present = [column.head for head in heads if head for column in head.columns if column.head]
    if not present:
        return
    known = {squeezed(text) for head in heads if head for text in head.heads}
    known |= {squeezed(head) for head in present}
    known |= {split_unit(head)[0] for head in present}
    for head in said:
        if squeezed(head) not in known:
            raise TableRefused(f"“{name}”里没有叫“{head}”的列", f"表里的列有：{'、'.join(present[:30])}")


def _column_notes(sheet: str, columns: tuple[Column, ...]) -> Iterator[str]:
    where = f"工作表“{sheet}”的" if sheet else ""
    unknown = [
        column.head or f"{address(0, column.at)[:-1]}列（没有表头）"
        for column in columns
        if column.role == "unknown"
    ]
    if unknown:
        yield f"{where}这些列没有看懂，没有采用：{'、'.join(unknown)}；需要时请改表头，或用 --map 说明"
    aside = [column.head for column in columns if column.role == "aside"]
    if aside:
        yield f"{where}这些列与核对无关，没有采用：{'、'.join(aside)}"
    yield from (f"{where}{column.doubt}" for column in columns if column.doubt)


@dataclass
class _Found:
    rows: list[Row] = field(default_factory=list)
    blank: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    """Goes through the rows under the headings of one sheet."""

    def __init__(self, sheet: Sheet, head: Head, found: _Found) -> None:
        self._sheet = sheet
        self._head = head
        self._found = found
        self._cells: dict[int, dict[int, SheetCell]] = {}
        for (row, at), cell in sheet.cells.items():
            if row > head.last:
                self._cells.setdefault(row, {})[at] = cell
        self._problems: dict[int, list[str]] = {}
        self._filled: dict[int, dict[int, str]] = {}

    def read(self) -> None:
        """Add what the sheet holds."""
        self._spread()
        self._uncomputed()
        end = max(self._cells, default=self._head.last)
        for row in range(self._head.last + 1, end + 1):
            cells = self._cells.get(row, {})
            if not cells and row not in self._problems and row not in self._filled:
                self._found.blank += 1
                continue
            bare = not cells and not any(self._filled.get(row, {}).values())
            reason = "只有没有保存结果的公式" if bare else self._aside(cells)
            if reason:
                self._found.skipped.append(Skipped(self._sheet.name, row + 1, reason))
            else:
                self._found.rows.append(self._row(row))
        if self._sheet.hidden and self._found.rows:
            self._found.notes.append(f"工作表“{self._sheet.name}”是隐藏的，也已读入")
        if self._sheet.hidden_rows:
            self._found.notes.append(
                f"工作表“{self._sheet.name}”有隐藏的{self._sheet.hidden_rows}行，也已读入"
            )

    def _spread(self) -> None:
        """Words of a merged cell hold for each of its rows; a number may be a sum, and is not used."""
        by_place = {column.at: column for column in self._head.columns}
        for row, cells in list(self._cells.items()):
            for at, cell in cells.items():
                column = by_place[at]
                if cell.columns > 1:
                    self._note(row, f"{address(row, at)} 合并了 {cell.columns} 列，只算作“{column.head}”")
                if cell.rows < 2:
                    continue
                rows = range(row, min(row + cell.rows, row + 5000))
                span = f"{address(row, at)}:{address(rows[-1], at)}"
                if column.role == "quantity":
                    for each in rows:
                        self._note(
                            each,
                            f"“{column.head}”{span} 是合并单元格，“{cell.text}”分不清是各行的还是合计，没有采用；请拆开填写",
                        )
                        self._filled.setdefault(each, {})[at] = ""
                else:
                    for each in rows[1:]:
                        self._filled.setdefault(each, {}).setdefault(at, cell.text)
                    if column.role == "name":
                        for each in rows:
                            self._note(each, f"项目名称 {span} 是合并单元格，各行分别核对")

    def _uncomputed(self) -> None:
        for named in self._sheet.uncomputed:
            place = place_of(named)
            if place is not None and place[0] > self._head.last:
                self._note(
                    place[0], f"{named} 的公式没有保存计算结果，读作空白；请用办公软件打开、保存后重试"
                )

    def _note(self, row: int, problem: str) -> None:
        self._problems.setdefault(row, []).append(problem)

    def _aside(self, cells: Mapping[int, SheetCell]) -> str:
        """Why a row holds no project, or ""."""
        if not cells:
            return ""
        texts = {at: squeezed(cell.text) for at, cell in cells.items()}
        if len(texts) > 1 and sum(text in self._head.heads for text in texts.values()) * 2 > len(texts):
            return "重复的表头"
        if len(texts) == 1 and _NOTE.match(next(iter(texts.values()))):
            return "表下的说明"
        held = [
            texts[column.at] for column in self._head.columns if column.at in texts and column.role != "aside"
        ]
        if not held:
            return "只有序号一类的内容，没有项目"
        if all(_ZERO.fullmatch(text) for text in held):
            return "只有 0，没有项目"
        first = texts[min(texts)]
        words = [
            texts[c.at] for c in self._head.columns if c.at in texts and c.role in ("aside", "name", "firm")
        ]
        if any(_SUM.fullmatch(re.sub(r"[（(].*[）)]|[:：]", "", word)) for word in (first, *words)):
            return "合计行"
        if len(texts) == 1 and len(self._head.columns) > 2:
            ((at, cell),) = cells.items()
            column = next(c for c in self._head.columns if c.at == at)
            if cell.columns * 2 > len(self._head.columns) or _SECTION.match(first):
                return "分节的标题"
            if column.role in ("unknown", "quantity") and not re.search(r"\d", first):
                return "只有一个单元格有字，看不出是项目"
        return ""

    def _row(self, row: int) -> Row:
        filled = self._filled.get(row, {})
        lines: list[str] = []
        stated: list[tuple[str, str]] = []
        where: list[str] = []
        called: dict[str, str] = {}
        for column in self._head.columns:
            held = filled.get(column.at)
            text = self._text(row, column) if held is None else held
            if not text or column.role in ("aside", "unknown"):
                continue
            if column.role == "place":
                where.append("".join(text.split()))
                continue
            line = column.line(text)
            if column.role in ("name", "firm") and line:
                called.setdefault(column.role, " ".join(text.split()))
            if column.role == "quantity" and column.doubt and "对不上" in column.doubt:
                continue
            if line:
                lines.append(line)
                if column.role == "quantity" and column.term is not None:
                    stated.append((column.term.name, text))
        if where:
            lines.insert(min(len(called), len(lines)), f"所在地：{''.join(dict.fromkeys(where))}")
        name = called.get("name") or called.get("firm") or f"第{row + 1}行"
        problems = tuple(dict.fromkeys(self._problems.get(row, ())))
        return Row(self._sheet.name, row + 1, name[:200], "\n".join(lines), tuple(stated), problems)

    def _text(self, row: int, column: Column) -> str:
        """What a cell says: a number as it is stored where its format rounds it; nothing where it shows an error."""
        cell = self._cells.get(row, {}).get(column.at)
        if cell is None:
            return ""
        text = cell.text.strip()
        if _ERROR.fullmatch(text):
            self._note(row, f"{address(row, column.at)} 显示为错误值 {text}，没有采用；请核对原表")
            return ""
        stored = self._sheet.numbers.get((row, column.at))
        return text if stored is None else _unrounded(text, stored)


def _unrounded(text: str, stored: float) -> str:
    """A number as it is stored, where the cell shows it rounded: 0.996 under a format that shows 1.0."""
    from ingest.read.sheetformat import general

    match = _PLAIN.fullmatch(text)
    if match is None:
        return text
    value = stored * 100 if match["percent"] else stored
    decimals = len(match["number"].partition(".")[2])
    shown = float(match["number"].replace(",", "")) * (-1 if match["sign"] else 1)
    if abs(shown - value) > 0.51 * 10**-decimals:
        return text
    return f"{general(float(f'{value:.12g}'))}{match['percent']}"
