"""Batch: every row of a table of projects held against the rules of a library."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ingest.document import Document, Region
from ingest.errors import IngestError
from kb.batch_table import Row, Table, read_table
from kb.batch_verdict import RowVerdict
from kb.check import RuleShelf, check
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.report_words import NOTICE
from kb.rule import Rule

Progress = Callable[[int, int], None]
_CHUNK: Final = 40
"""Rows that a process is given at a time."""
_WORTH: Final = 300
"""Rows from which further processes are worth their start."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rules of a library with their documents as they stand now, so that all rows are judged alike."""

    held: tuple[Rule, ...]
    listed: tuple[Entry, ...]
    documents: Mapping[str, Document]

    @classmethod
    def of(cls, shelf: RuleShelf, document: str | None = None) -> Snapshot:
        """What a shelf holds now, or one document of it."""
        held = tuple(rule for rule in shelf.rules(document) if rule.state != "驳回")
        ids = dict.fromkeys(rule.document_id for rule in held)
        return cls(held, tuple(shelf.entries()), {name: shelf.document(name) for name in ids})

    def entries(self) -> list[Entry]:
        """The documents to answer from."""
        return list(self.listed)

    def rules(self, document: str | None = None) -> Sequence[Rule]:
        """The rules of a document, or of all; of all always the same tuple, by which a check knows it again."""
        if document is None:
            return self.held
        return tuple(rule for rule in self.held if rule.document_id == document)

    def document(self, document_id: str) -> Document:
        """A document by its id."""
        return self.documents[document_id]

    def names(self) -> frozenset[str]:
        """What the rules call their metrics."""
        return frozenset(
            name for rule in self.held if not rule.prohibition for name in (rule.metric, rule.words) if name
        )


@dataclass(frozen=True, slots=True)
class Basis:
    """What every row is judged by.

    Attributes:
        snapshot: the rules.
        as_of: the day that validity is judged on.
        region: where a project lies whose row does not say so, or None.
    """

    snapshot: Snapshot
    as_of: date
    region: Region | None = None

    def judge(self, row: Row) -> RowVerdict:
        """One row's verdict; what goes wrong in it is told, and stops no other."""
        if not row.text.strip():
            return RowVerdict.failed(row, "这一行没有可以核对的内容")
        try:
            return RowVerdict.of(row, check(self.snapshot, row.text, as_of=self.as_of, region=self.region))
        except (KnowledgeError, IngestError) as error:
            return RowVerdict.failed(row, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a row hides, it is told, and the others go on
            return RowVerdict.failed(
                row, f"程序没能处理这一行（{type(error).__name__}）；请核对内容后单独核对这个项目"
            )


@dataclass(frozen=True, slots=True)
class Batch:
    """A table, checked: the rows' verdicts without their findings.

    Attributes:
        table: as it was read.
        basis: what the rows were judged by.
        verdicts: one a row, in order.
    """

    table: Table
    basis: Basis
    verdicts: tuple[RowVerdict, ...]

    @property
    def failed(self) -> tuple[RowVerdict, ...]:
        """The rows that could not be checked."""
        return tuple(verdict for verdict in self.verdicts if verdict.failure)

    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        return dict(Counter(verdict.verdict for verdict in self.verdicts))

    def text(self, out: Path) -> str:
        """The sums for a terminal, what was left out, and where the workbook is."""
        counts = "，".join(f"{verdict} {count} 个" for verdict, count in self.counts().items())
        lines = [f"核对了 {len(self.verdicts)} 个项目：{counts or '没有项目'}"]
        if self.table.blank:
            lines.append(f"跳过空行 {self.table.blank} 行")
        lines += [f"没有读：{skipped.where}：{skipped.reason}" for skipped in self.table.skipped]
        lines += [f"没有核对：{v.row.place} {v.row.name}：{v.failure}" for v in self.failed]
        lines += [f"注意：{note}" for note in self.table.notes]
        return "\n".join([*lines, f"结果已存为 {out}", NOTICE])

    def to_dict(self) -> dict[str, Any]:
        """`check-batch --json`."""
        table, region = self.table, self.basis.region
        return {
            "table": table.name,
            "as_of": self.basis.as_of.isoformat(),
            "region": "".join(region.names) if region else None,
            "total": len(self.verdicts),
            "verdicts": self.counts(),
            "failed": len(self.failed),
            "blank": table.blank,
            "skipped": [{"sheet": s.sheet, "row": s.number, "reason": s.reason} for s in table.skipped],
            "columns": [
                {"sheet": sheet, "head": column.head, "role": column.role, "means": column.shown}
                for sheet, columns in table.columns
                for column in columns
            ],
            "notes": list(table.notes),
            "rows": [verdict.to_dict() for verdict in self.verdicts],
            "notice": NOTICE,
        }


def check_table(
    shelf: RuleShelf,
    path: Path,
    out: Path | None = None,
    *,
    as_of: date | None = None,
    region: Region | None = None,
    document: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    workers: int = 1,
) -> Batch:
    """Check every row of a spreadsheet, and write the workbook of verdicts.

    Args:
        shelf: the library.
        path: the spreadsheet, a project a row; see `kb.batch_table.read_table`.
        out: where the workbook goes; None writes none.
        as_of: the day that validity is judged on; today where none is given.
        region: where a project lies whose row does not say so.
        document: id of the only document to check against, or None for all.
        mapping: what a person says of columns: heading → 指标[单位] or a role.
        progress: told of the rows done and of all.
        workers: processes to share the rows among; with more than one, the program that calls must be
            guarded by `if __name__ == "__main__"`, as `multiprocessing` has it.

    Raises:
        IngestError: the file cannot be read.
        TableRefused: its columns cannot be told.
        OSError: the workbook cannot be written.
    """
    from kb.batch_sheet import Workbook

    basis = Basis(Snapshot.of(shelf, document), as_of or date.today(), region)
    table = read_table(path, mapping, basis.snapshot.names())
    kept: list[RowVerdict] = []
    with _part_of(out) as part, Workbook() as book:
        for verdict in judged(table.rows, basis, workers):
            if part is not None:
                book.add(verdict)
            kept.append(verdict.summary())
            if progress is not None:
                progress(len(kept), len(table.rows))
        batch = Batch(table, basis, tuple(kept))
        if part is not None:
            book.save(part, batch)
    return batch


@contextmanager
def _part_of(out: Path | None) -> Iterator[Path | None]:
    """A file beside `out` that takes its place when all is written; a place that cannot be written to shows now."""
    if out is None:
        yield None
        return
    part = out.with_name(f".{out.name}.part")
    part.touch()
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def judged(rows: Sequence[Row], basis: Basis, workers: int = 1) -> Iterator[RowVerdict]:
    """The rows' verdicts, in order. Rows with the same text are judged once."""
    repeated = {text for text, count in Counter(row.text for row in rows).items() if count > 1}
    seen: dict[str, RowVerdict] = {}
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.text, row)
    single = (row for row in rows if row.text not in repeated or first[row.text] is row)
    results = (
        _shared(single, basis, workers) if workers > 1 and len(first) >= _WORTH else map(basis.judge, single)
    )
    for row in rows:
        if row.text in seen:
            yield seen[row.text].again(row)
            continue
        verdict = next(results)
        if row.text in repeated:
            seen[row.text] = verdict
        yield verdict


def cores() -> int:
    """How many processes this machine runs side by side."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_BASIS: list[Basis] = []
"""What a process of its own judges by; set once, when it starts."""


def _begin(basis: Basis) -> None:
    _BASIS[:] = [basis]


def _judge(rows: Sequence[Row]) -> list[RowVerdict]:
    return [_BASIS[0].judge(row) for row in rows]


def _shared(rows: Iterator[Row], basis: Basis, workers: int) -> Iterator[RowVerdict]:
    """The verdicts, worked out by several processes that never run far ahead of what is taken."""
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of a server hold
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(basis,)) as pool:
        waiting: deque[Future[list[RowVerdict]]] = deque()
        try:
            while True:
                while len(waiting) < workers * 3 and (chunk := list(islice(rows, _CHUNK))):
                    waiting.append(pool.submit(_judge, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
