"""批量预审: a table with a project a row in, a matrix of verdicts and a workbook out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, get_args

import gradio as gr
from pydantic import Field, TypeAdapter

from kb.batch import Batch, Snapshot, check_table, cores
from kb.batch_table import read_table
from kb.errors import QuestionRefused
from kb.finding import VerdictName
from kb.project import resolve_region
from ui.batchview import batch_html, columns_html, progress_html
from ui.chat import day_asked
from ui.cite import notice_html
from ui.downloads import Downloads
from ui.precheck import Desk
from ui.shelf import Shelf
from ui.template import NAME, template
from ui.trouble import said

LOOK_SECONDS: Final = 0.4
"""How often the page looks how far a check has come."""
PROCESSES: Final = 4
"""Processes that one check shares its rows among at most."""
AT_ONCE: Final = 2
"""Tables checked side by side; further ones wait."""
_ALL: Final = "全部结论"
_UNCHECKED: Final = "未核对"
_SEND = """element.addEventListener('click', (event) => {
  if (!event.target.closest("button.yj-again")) return;
  const mapping = {};
  for (const box of element.querySelectorAll("input[data-head]"))
    if (box.value.trim() !== box.dataset.was) mapping[box.dataset.head] = box.value.trim() || "不参与核对";
  trigger('click', {mapping});
});"""
_OPEN = """element.addEventListener('click', (event) => {
  const link = event.target.closest("a[data-row]");
  if (!link) return;
  event.preventDefault();
  trigger('click', {sheet: link.dataset.sheet, row: Number(link.dataset.row)});
});"""
_HINT = (
    '<div class="yj-hint"><p>上传一张表：第一行是列名，一行一个项目（XLSX、XLS、ODS 或 CSV）。列名不必和模板一样，'
    "写明指标和单位即可，如“用地面积（亩）”。</p><p>读入后先看每一列被理解成什么，改好后再开始核对；"
    "读不了的行会逐行说明，其余照常核对。</p></div>"
)
_BEGIN = '<p class="yj-decide"><button type="button" class="yj-again yj-begin">开始核对</button></p>'

_Short = Annotated[str, Field(max_length=400)]
_MAPPING: TypeAdapter[dict[_Short, _Short]] = TypeAdapter(
    Annotated[dict[_Short, _Short], Field(max_length=2000)]
)


@dataclass(frozen=True, slots=True)
class Job:
    """An uploaded table, what its columns were said to be, and what came of it."""

    path: Path
    mapping: dict[str, str] = field(default_factory=dict)
    batch: Batch | None = None


def build(library: Shelf, tabs: gr.Tabs, desk: Desk) -> None:
    """Lay out the tab in the current context and connect it to a library.

    Args:
        library: whose rules are used.
        tabs: that this tab is one of.
        desk: where a single project of the table is looked at.
    """
    downloads = Downloads()
    job = gr.State(None)
    with gr.Column(elem_id="yj-batch", elem_classes="yj-single"):
        with gr.Row(elem_classes="yj-desk-bar", equal_height=True):
            day = gr.Textbox(
                value="", label="按哪一天的效力", placeholder="留空为今天", max_lines=1, min_width=130,
                elem_id="yj-batch-day",
            )  # fmt: skip
            region = gr.Textbox(
                value="", label="默认所在地", placeholder="表里没写时用", max_lines=1, min_width=130,
                elem_id="yj-batch-region",
            )  # fmt: skip
            gr.DownloadButton(
                "下载模板",
                value=downloads.keep(NAME, ".xlsx", template()),
                min_width=100,
                elem_id="yj-batch-template",
            )
            upload = gr.UploadButton(
                "上传表格",
                variant="primary",
                min_width=110,
                file_types=[".xlsx", ".xls", ".ods", ".csv", ".xlsm", ".et"],
                elem_id="yj-batch-upload",
            )
        columns = gr.HTML(_HINT, elem_id="yj-batch-columns", elem_classes="yj-bare", js_on_load=_SEND)
        progress = gr.HTML("", elem_id="yj-batch-progress", elem_classes="yj-bare")
        with gr.Row(visible=False, elem_classes="yj-desk-bar yj-save") as save:
            only = gr.Dropdown(
                [_ALL, *get_args(VerdictName), _UNCHECKED], value=_ALL, show_label=False, container=False,
                filterable=False, min_width=150, scale=0, elem_id="yj-batch-only",
            )  # fmt: skip
            workbook = gr.DownloadButton(
                "下载结果（XLSX）", size="md", min_width=160, elem_id="yj-batch-xlsx"
            )
        matrix = gr.HTML("", elem_id="yj-batch-matrix", elem_classes="yj-bare", js_on_load=_OPEN)

    def take(path: str) -> Iterator[list[Any]]:
        hidden = gr.update(visible=False)
        yield [notice_html(f"正在读取“{Path(path).name}”……", "wait"), "", hidden, "", None]
        try:
            table = read_table(Path(path), names=Snapshot.of(library).names())
            yield [columns_html(table) + _BEGIN, "", hidden, "", Job(Path(path))]
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            yield [notice_html(said(error)) + _HINT, "", hidden, "", None]

    def begin(of: Job | None, day_text: str, place: str, event: gr.EventData) -> Iterator[list[Any]]:
        try:
            asked = _asked(of, event.mapping)
            yield from run(asked, downloads.place(f"{asked.path.stem}-预审结果", ".xlsx"), day_text, place)
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            yield [
                gr.skip(),
                notice_html(said(error)),
                gr.update(visible=False),
                gr.skip(),
                "",
                gr.skip(),
                gr.skip(),
            ]

    def run(of: Job, out: Path, day_text: str, place: str) -> Iterator[list[Any]]:
        at = [0, 0]

        def count(done: int, total: int) -> None:
            at[:] = [done, total]

        day_of, region_of = day_asked(day_text), resolve_region(place)
        with ThreadPoolExecutor(1, thread_name_prefix="batch") as worker:
            work = worker.submit(
                check_table, library, of.path, out, as_of=day_of, region=region_of, mapping=of.mapping,
                progress=count, workers=min(cores(), PROCESSES),
            )  # fmt: skip
            hidden = gr.update(visible=False)
            yield [gr.skip(), progress_html(*at), hidden, gr.skip(), "", gr.skip(), gr.skip()]
            while wait([work], timeout=LOOK_SECONDS).not_done:
                yield [gr.skip(), progress_html(*at), *[gr.skip()] * 5]
            batch = work.result()
        shown = [batch_html(batch), Job(of.path, of.mapping, batch), gr.update(value=_ALL)]
        yield [
            columns_html(batch.table) + _BEGIN,
            "",
            gr.update(visible=True),
            gr.update(value=str(out)),
            *shown,
        ]

    def filtered(of: Job | None, verdict: str) -> str:
        if of is None or of.batch is None:
            return ""
        return batch_html(of.batch, "" if verdict == _ALL else verdict)

    def open_row(of: Job | None, day_text: str, place: str, event: gr.EventData) -> list[Any]:
        verdicts = of.batch.verdicts if of is not None and of.batch is not None else ()
        for each in verdicts:
            if (each.row.sheet, each.row.number) == (event.sheet, event.row):
                return [gr.update(selected="check"), each.row.text, day_text, place]
        return [gr.skip()] * 4

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    upload.upload(take, upload, [columns, progress, save, matrix, job], concurrency_limit=AT_ONCE, **quiet)
    columns.click(
        begin,
        [job, day, region],
        [columns, progress, save, workbook, matrix, job, only],
        concurrency_limit=AT_ONCE,
        **quiet,
    )
    only.input(filtered, [job, only], matrix, **quiet)
    matrix.click(open_row, [job, day, region], [tabs, *desk.given], **quiet).then(
        desk.begin, desk.given, desk.shown, concurrency_limit=AT_ONCE, **quiet
    )


def _asked(of: Job | None, mapping: object) -> Job:
    """The table with what a person now says of its columns.

    Raises:
        QuestionRefused: nothing was uploaded.
    """
    if of is None:
        raise QuestionRefused("还没有表格", "请先上传一张表")
    return Job(of.path, {**of.mapping, **_MAPPING.validate_python(mapping)})
