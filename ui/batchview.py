"""Table, Batch → HTML: how columns were understood, progress, a matrix of verdicts. All text is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from kb.batch import Batch
from kb.batch_column import ROLES, Column
from kb.batch_table import Table
from kb.batch_verdict import RowVerdict
from kb.facts_terms import terms
from kb.finding import FindingStatus
from kb.report_words import MEANING, NOTICE, STATUS
from ui.checkview import STATE_COLOURS
from ui.cite import COLOURS, escape, verdict_colour

ROWS_SHOWN: Final = 200
METRICS_SHOWN: Final = 8
"""Columns of the matrix: the metrics on which most rows fail or are open."""
NOTES_SHOWN: Final = 40
_SIGNS: Final[dict[FindingStatus, str]] = {"fail": "✗", "unknown": "？", "manual": "人", "pass": "✓"}


def columns_html(table: Table) -> str:
    """How each column was understood, an input for each, and what was left out."""
    columns = list(_columns(table))
    rows = "".join(_column(column) for column in columns)
    roles = [called for role, called in ROLES.items() if role not in ("quantity", "unknown")]
    options = "".join(f'<option value="{escape(word)}">' for word in (*roles, *_named()))
    read = f"“{escape(table.name)}”里读到 {len(table.rows)} 个项目，{len(columns)} 列"
    read += f"，跳过空行 {table.blank} 行" if table.blank else ""
    told = [f"没有读：{skipped.where}：{skipped.reason}" for skipped in table.skipped] + list(table.notes)
    return (
        f'<section class="yj-part"><h4>列的含义</h4><p class="yj-none">{read}。'
        "不对的可以改：写指标和单位，如 用地面积[亩]；或从列表里选一种含义。</p>"
        f'<datalist id="yj-means">{options}</datalist><div class="yj-columns">{rows}</div>{_notes(told)}</section>'
    )


def progress_html(done: int, total: int) -> str:
    """How far the check has come; 0 of 0 while the table is still being read."""
    said = f"正在核对：{done} / {total} 个项目" if total else "正在读表……"
    return (
        f'<p class="yj-notice wait yj-progress" role="status">{said}'
        f'<progress max="{max(total, 1)}" value="{done}"></progress></p>'
    )


def batch_html(batch: Batch, verdict: str = "") -> str:
    """The sums, what could not be checked, and the matrix.

    Args:
        batch: the result; what was not read at all stands with the columns.
        verdict: show only rows with this verdict; "" for all.
    """
    shown = [each for each in batch.verdicts if not verdict or each.verdict == verdict]
    chips = "".join(
        f'<span class="yj-badge {verdict_colour(name)}">{name} {count}</span>'
        for name, count in sorted(batch.counts().items(), key=lambda pair: -pair[1])
    )
    told = [f"没有核对：{each.row.place} {each.row.name}：{each.failure}" for each in batch.failed]
    return (
        f'<section class="yj-part"><p class="yj-sums">共 {len(batch.verdicts)} 个项目，'
        f"按 {batch.basis.as_of.isoformat()} 的有效文件核对　{chips}</p>{_notes(told)}{_matrix(shown, len(batch.table.columns) > 1)}"
        f'<p class="yj-none">{NOTICE}{MEANING}</p></section>'
    )


def _named() -> list[str]:
    """The metrics that a column may hold, with the unit that they are usually given in."""
    return [f"{term.name}[{term.unit}]" if term.unit else term.name for term in terms().values()]


def _columns(table: Table) -> Iterator[Column]:
    """The columns of all sheets, one for each heading."""
    seen = set()
    for _, columns in table.columns:
        for column in columns:
            if column.head and column.head not in seen:
                seen.add(column.head)
                yield column


def _column(column: Column) -> str:
    known = column.role != "unknown"
    means = escape(column.shown if known else "")
    doubt = f'<span class="yj-warning">{escape(column.doubt)}</span>' if column.doubt else ""
    hint = "" if known else ' placeholder="没有看懂，不参与核对"'
    return (
        f'<label><span class="yj-head-cell">{escape(column.head)}</span><input type="text" maxlength="80" list="yj-means" '
        f'data-head="{escape(column.head)}" data-was="{means}" value="{means}"{hint}>{doubt}</label>'
    )


def _matrix(verdicts: Sequence[RowVerdict], sheets: bool) -> str:
    if not verdicts:
        return '<p class="yj-none">没有这种结论的项目。</p>'
    metrics = _telling(verdicts)
    heads = "".join(f'<th class="m">{escape(metric)}</th>' for metric in metrics)
    rows = "".join(_row(each, metrics, sheets) for each in verdicts[:ROWS_SHOWN])
    more = len(verdicts) - ROWS_SHOWN
    rest = (
        f'<p class="yj-none">另有 {more} 个项目没有在这里列出，下载的表格里有全部。</p>' if more > 0 else ""
    )
    legend = "　".join(f"{sign} {STATUS[status]}" for status, sign in _SIGNS.items())
    return (
        f'<p class="yj-none">点项目名称，在“项目预审”里看逐条依据。表中 {legend}</p>'
        '<div class="yj-wide" tabindex="0" role="region" aria-label="各项目的结论"><table class="yj-table yj-matrix"><thead><tr>'
        f"<th>行</th><th>项目</th><th>结论</th>{heads}<th>主要理由</th></tr></thead><tbody>{rows}</tbody></table></div>{rest}"
    )


def _telling(verdicts: Sequence[RowVerdict]) -> list[str]:
    """The metrics that tell most rows apart: those on which most fail, then those open for most."""
    failed: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    for each in verdicts:
        for metric, status in each.statuses:
            failed[metric] += status == "fail"
            open_[metric] += status in ("unknown", "manual")
    ranked = sorted(failed, key=lambda metric: (-failed[metric], -open_[metric]))
    return ranked[:METRICS_SHOWN]


def _row(each: RowVerdict, metrics: Sequence[str], sheets: bool) -> str:
    row, statuses = each.row, dict(each.statuses)
    sheet = f"{escape(row.sheet)} " if sheets else ""
    cells = "".join(_sign(metric, statuses.get(metric)) for metric in metrics)
    reasons = "<br>".join(escape(reason) for reason in each.reasons)
    asked = (
        f'<br><span class="yj-label">待补充：{escape("".join(each.questions))}</span>'
        if each.questions
        else ""
    )
    return (
        f'<tr class="yj-row-of"><td class="n">{sheet}{row.number}</td>'
        f'<td class="t"><a href="#row" data-sheet="{escape(row.sheet)}" data-row="{row.number}">{escape(row.name)}</a></td>'
        f'<td class="s"><span class="yj-badge {COLOURS[each.light]}">{each.verdict}</span></td>{cells}'
        f'<td class="w">{reasons}{asked}</td></tr>'
    )


def _sign(metric: str, status: FindingStatus | None) -> str:
    if status not in _SIGNS:
        return '<td class="m"></td>'
    said = f"{metric}：{STATUS[status]}"
    return (
        f'<td class="m"><span class="yj-sign {STATE_COLOURS[status]}" role="img" title="{escape(said)}" '
        f'aria-label="{escape(said)}">{_SIGNS[status]}</span></td>'
    )


def _notes(notes: Sequence[str]) -> str:
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes[:NOTES_SHOWN])
    more = len(notes) - NOTES_SHOWN
    rows += f"<li>另有 {more} 条说明没有列出，下载的表格里有全部。</li>" if more > 0 else ""
    return f'<ul class="yj-notes">{rows}</ul>' if rows else ""
