"""项目预审: a description in, the verdict with its clauses out; facts corrected and questions answered in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import ValidationError

from kb.errors import QuestionRefused
from kb.finding import Check
from ui.amend import AMENDMENT, Amendment, amended, merged
from ui.chat import day_asked
from ui.checkview import result_html, side, verdict_html
from ui.cite import notice_html
from ui.downloads import Downloads
from ui.shelf import Shelf
from ui.trouble import said

GROUP = "check"
READERS = 8
_SEND = """const send = () => {
  const edits = [], added = [], answers = {};
  const changed = (box) => box && box.value.trim() !== box.dataset.was;
  for (const row of element.querySelectorAll("tr[data-fact]")) {
    const [value, unit] = [row.querySelector(".yj-v"), row.querySelector(".yj-u")];
    const gone = row.querySelector(".yj-gone").checked;
    if (gone || changed(value) || changed(unit))
      edits.push({at: Number(row.dataset.fact), value: value.value, unit: unit ? unit.value : "", gone});
  }
  for (const row of element.querySelectorAll("tr.yj-blank")) {
    const [metric, value, unit] = [...row.querySelectorAll("input")].map((box) => box.value);
    if (metric.trim() || value.trim()) added.push({metric, value, unit});
  }
  for (const box of element.querySelectorAll("input[data-key]"))
    if (changed(box)) answers[box.dataset.key] = box.value;
  trigger('click', {edits, added, answers});
};
element.addEventListener('click', (event) => { if (event.target.closest("button.yj-again")) send(); });
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  send();
});"""
_SHOW = "() => window.youju.show('yj-check-verdict')"
_NOTHING = (
    '<div class="yj-hint"><p>把项目情况写在上面，或上传可行性研究报告、申请表等文件，再点“开始预审”。</p>'
    "<p>结果逐条列出适用的要求、本项目的情况和所依据的条款；缺少的事实会列成问题，填上即可继续。</p></div>"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A description under check, and what was answered about it.

    Attributes:
        text: the description, corrections included.
        check: the result.
        answered: by key, the question and the answer.
    """

    text: str
    check: Check
    answered: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """What another tab needs to have a description checked here.

    Attributes:
        given: the boxes for description, day and region.
        begin: takes their values, gives those of `shown`.
        shown: the components of the result.
    """

    given: list[gr.Textbox]
    begin: Callable[[str, str, str], list[Any]]
    shown: list[Any]


def build(library: Shelf) -> Desk:
    """Lay out the tab in the current context and connect it to a library."""
    downloads = Downloads()
    case = gr.State(None)
    with gr.Row(elem_id="yj-check", elem_classes="yj-desk", equal_height=False):
        with gr.Column(scale=8, min_width=300, elem_classes="yj-desk-main"):
            text = gr.Textbox(
                show_label=False,
                container=False,
                lines=6,
                max_lines=14,
                placeholder="项目描述：建设地点、行业、用地面积、总建筑面积、固定资产投资、税收、能耗、建设性质等",
                elem_id="yj-project",
            )
            with gr.Row(elem_classes="yj-desk-bar", equal_height=True):
                day = gr.Textbox(
                    value="", label="按哪一天的效力", placeholder="留空为今天", max_lines=1, min_width=130,
                    elem_id="yj-check-day",
                )  # fmt: skip
                region = gr.Textbox(
                    value="", label="项目所在地", placeholder="可不填", max_lines=1, min_width=130,
                    elem_id="yj-check-region",
                )  # fmt: skip
                upload = gr.UploadButton("上传文件", min_width=90, elem_id="yj-check-upload")
                example = gr.Button("试一个示例", min_width=100, elem_id="yj-check-example")
                start = gr.Button("开始预审", variant="primary", min_width=110, elem_id="yj-check-start")
            verdict = gr.HTML(_NOTHING, elem_id="yj-check-verdict", elem_classes="yj-bare")
            with gr.Row(visible=False, elem_classes="yj-desk-bar yj-save") as save:
                docx = gr.DownloadButton(
                    "下载报告（Word）", size="sm", min_width=150, elem_id="yj-check-docx"
                )
                markdown = gr.DownloadButton(
                    "下载报告（Markdown）", size="sm", min_width=150, elem_id="yj-check-md"
                )
            result = gr.HTML("", elem_id="yj-check-result", elem_classes="yj-bare", js_on_load=_SEND)
        with gr.Column(scale=5, min_width=300, elem_id="yj-check-panel", elem_classes="yj-panel"):
            cards = gr.HTML(side(None, GROUP), elem_classes="yj-side")

    def settled(of: Case) -> list[Any]:
        return [
            of.text,
            verdict_html(of.check),
            gr.update(visible=True),
            *(gr.update(value=path, interactive=path is not None) for path in _reports(downloads, of)),
            result_html(of.check, of.text, of.answered, GROUP),
            side(of.check, GROUP),
            of,
        ]

    def failed(error: Exception) -> list[Any]:
        """Nothing but the message: an old result must not stand under a new description."""
        unseen = [gr.update(visible=False), gr.skip(), gr.skip()]
        return [gr.skip(), notice_html(said(error)), *unseen, "", side(None, GROUP), None]

    def begin(words: str, day_text: str, place: str) -> list[Any]:
        try:
            return settled(_checked(library, words, day_text, place, {}))
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            return failed(error)

    def again(of: Case | None, words: str, day_text: str, place: str, event: gr.EventData) -> list[Any]:
        try:
            sent = AMENDMENT.validate_python(
                {"edits": event.edits, "added": event.added, "answers": event.answers}
            )
            return settled(_again(library, of, words, day_text, place, sent))
        except ValidationError:
            why = "填写的内容太长；请缩短后重试"
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            why = said(error)
        # What was typed stays in the page, so that it can be mended.
        verdict_now = verdict_html(of.check) if of else ""
        return [gr.skip(), verdict_now + notice_html(why), *[gr.skip()] * 6]

    def read(path: str, day_text: str, place: str) -> Iterator[list[Any]]:
        name = Path(path).name
        try:
            yield [gr.skip(), notice_html(f"正在读取“{name}”……", "wait"), *[gr.skip()] * 6]
            words = _read(Path(path))
            yield settled(_checked(library, words, day_text, place, {}))
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            yield failed(error)
        finally:
            Path(path).unlink(missing_ok=True)

    shown = [text, verdict, save, docx, markdown, result, cards, case]
    given = [text, day, region]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "minimal"}
    wired: dict[str, Any] = {**quiet, "show_progress_on": verdict, "concurrency_limit": READERS}
    start.click(begin, given, shown, **wired).then(None, js=_SHOW, api_visibility="private")
    result.click(again, [case, *given], shown, **wired).then(None, js=_SHOW, api_visibility="private")
    upload.upload(read, [upload, day, region], shown, **{**wired, "concurrency_limit": 2})
    example.click(lambda: _example(), None, given, queue=False, **quiet).then(begin, given, shown, **wired)
    return Desk(given, begin, shown)


def _checked(library: Shelf, text: str, day: str, region: str, answered: dict[str, tuple[str, str]]) -> Case:
    check = library.check(
        f"{text}\n",  # a line end, since a bare name of a file would be read from the server's disk
        as_of=day_asked(day),
        region=(region or "").strip() or None,
        answers={key: answer for key, (_, answer) in answered.items()},
    )
    return Case(text, check, answered)


def _again(library: Shelf, of: Case | None, words: str, day: str, region: str, sent: Amendment) -> Case:
    """A case checked anew with what a person sent.

    Raises:
        QuestionRefused: the description in the box is not the one that was checked.
    """
    if of is None or words.strip() != of.text.strip():
        raise QuestionRefused("上面的描述已经改动，表里的更正和它对不上", "请先点“开始预审”")
    changed = amended(of.text, of.check.facts, sent)
    asked = {need.key: need.question for need in of.check.questions}
    asked |= {key: question for key, (question, _) in of.answered.items()}
    replies = merged({key: answer for key, (_, answer) in of.answered.items()}, sent.answers)
    answered = {key: (asked[key], reply) for key, reply in replies.items() if key in asked}
    return _checked(library, changed, day, region, answered)


def _read(path: Path) -> str:
    """The text of an uploaded description."""
    from kb.project_source import from_file

    words = from_file(path)
    if not words.strip():
        raise QuestionRefused(f"“{path.name}”里没有读出文字", "请换一个文件，或把内容粘贴进来")
    return words


def _example() -> list[str]:
    """The example's description, and no day and no region."""
    words = files("ui").joinpath("example_project.txt").read_text(encoding="utf-8").strip()
    return [words, "", ""]


def _reports(downloads: Downloads, case: Case) -> list[str | None]:
    """The paths of a case's reports; None where the disk takes no more."""
    from kb.report_file import FORMATS, check_bytes

    try:
        return [downloads.keep("项目预审报告", f".{each}", check_bytes(case.check, each)) for each in FORMATS]
    except OSError as error:
        said(error)
        return [None for _ in FORMATS]
