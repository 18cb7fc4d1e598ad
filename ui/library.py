"""文档库: the documents, one of them in full, adding files and taking documents out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import TypeAdapter, ValidationError

from kb.correction import Decision
from kb.errors import KnowledgeError
from kb.intake import FileProgress, Outcome
from ui.cite import notice_html
from ui.listing import detail_html, list_html, outcomes_html
from ui.shelf import Shelf
from ui.uploads import Uploads

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.4
"""How often the page at hand is looked up while a file is read."""
_OPEN = """element.addEventListener('click', (event) => {
  const link = event.target.closest("a[href^='#doc-']");
  if (!link) return;
  event.preventDefault();
  trigger('click', {document: link.getAttribute('href').slice(5)});
});"""
_DECIDE = """element.addEventListener('click', (event) => {
  const button = event.target.closest("button[data-decision]");
  if (!button) return;
  const row = button.closest("[data-fault]");
  const by = element.querySelector(".yj-by");
  if (by && !by.value.trim()) by.value = localStorage.getItem("youju.by") || "";
  if (by && !by.value.trim()) { by.focus(); by.classList.add("wanted"); return; }
  const value = row.querySelector(".yj-value");
  if (button.dataset.decision === "correct" && !value.value.trim()) { value.focus(); value.classList.add("wanted"); return; }
  if (by) localStorage.setItem("youju.by", by.value.trim());
  trigger('click', {fault: row.dataset.fault, decision: button.dataset.decision,
    value: value ? value.value : "", by: by ? by.value : ""});
});
element.addEventListener('focusin', (event) => {
  if (event.target.matches(".yj-by") && !event.target.value) event.target.value = localStorage.getItem("youju.by") || "";
});"""
_NOTHING = '<p class="yj-none">点击左边的标题，这里显示该文档的信息、存疑之处和全部条款。</p>'
_GONE = "这份文档已不在库里；请刷新页面"
_UNEXPECTED = "程序出错，没有完成；请重试，若再次出现，请把运行窗口里的出错记录交给维护人员"

_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


def build(library: Shelf, blocks: gr.Blocks, tab: gr.Tab) -> None:
    """Lay out the tab inside `blocks`, the current context, and connect it to a library."""
    uploads = Uploads(library)

    def listed(words: str | None = "") -> str:
        try:
            return list_html(library.documents(), date.today(), words or "")
        except KnowledgeError as error:
            return notice_html(str(error))

    chosen = gr.State("")
    with gr.Row(elem_id="yj-shelf", equal_height=False):
        with gr.Column(scale=7, min_width=300, elem_id="yj-shelf-list"):
            with gr.Row(elem_id="yj-shelf-bar", equal_height=True):
                words = gr.Textbox(
                    value="",
                    show_label=False,
                    container=False,
                    placeholder="按标题、文号、发文机关、地区筛选",
                    max_lines=1,
                    scale=6,
                    elem_id="yj-words",
                )
                upload = gr.UploadButton(
                    "添加文件",
                    file_count="multiple",
                    variant="primary",
                    scale=1,
                    min_width=110,
                    elem_id="yj-upload",
                )
            results = gr.HTML("", elem_id="yj-outcomes")
            documents = gr.HTML("", elem_id="yj-docs", js_on_load=_OPEN)
        with gr.Column(scale=5, min_width=300, elem_id="yj-doc"):
            detail = gr.HTML(_NOTHING, elem_id="yj-doc-text", js_on_load=_DECIDE)
            remove = gr.Button("移除这份文档", size="sm", visible=False, elem_id="yj-remove")
            with gr.Row(visible=False) as sure:
                confirm = gr.Button("确认移除", size="sm", variant="stop", elem_id="yj-confirm")
                keep = gr.Button("取消", size="sm", elem_id="yj-keep")

    def shown(document_id: str, person: str | None) -> str:
        entries = {entry.id: entry for entry in library.documents()}
        document = library.document(document_id)
        titles = {entry.id: entry.metadata.title for entry in entries.values()}
        suspects = library.faults(document_id)
        return detail_html(entries[document.id], document, date.today(), titles, suspects, person)

    def show(event: gr.EventData, request: gr.Request) -> list[Any]:
        document_id = str(event.document)
        try:
            text = shown(document_id, request.username)
        except (KnowledgeError, KeyError) as error:
            said = str(error) if isinstance(error, KnowledgeError) else _GONE
            return [notice_html(said), "", gr.update(visible=False), gr.update(visible=False)]
        return [text, document_id, gr.update(visible=True), gr.update(visible=False)]

    def settle(
        document_id: str, filter_words: str, event: gr.EventData, request: gr.Request
    ) -> tuple[str, str]:
        said = ""
        try:
            decision: Decision = _DECISION.validate_python(event.decision)
            by = request.username or str(event.by)
            library.correct(str(event.fault), decision, by=by, value=str(event.value))
        except KnowledgeError as error:
            said = notice_html(str(error))
        except ValidationError:  # no button of ours sends such a word
            said = notice_html(_UNEXPECTED)
        try:
            return said + shown(document_id, request.username), listed(filter_words)
        except (KnowledgeError, KeyError) as error:
            why = str(error) if isinstance(error, KnowledgeError) else _GONE
            return notice_html(why), listed(filter_words)

    def add(files: list[str] | None, filter_words: str) -> Iterator[list[Any]]:
        outcomes: list[Outcome] = []
        with ThreadPoolExecutor(1, thread_name_prefix="upload") as reader:
            for path in map(Path, files or []):
                at_hand = [path.name]

                def told(done: int, total: int, name: str, at_hand: list[str] = at_hand) -> None:
                    if done < total:  # behind the last file comes the index
                        at_hand[0] = name

                work = reader.submit(_taken, uploads, path, told)
                shown = ""
                while not shown or wait([work], timeout=LOOK_SECONDS).not_done:
                    if at_hand[0] != shown:
                        shown = at_hand[0]
                        yield [outcomes_html(outcomes, shown), gr.skip()]
                outcomes.append(work.result())
        yield [outcomes_html(outcomes), listed(filter_words)]

    def take_out(document_id: str, filter_words: str) -> list[Any]:
        try:
            removed = library.remove(document_id)
            uploads.forget(removed)
            said = notice_html(f"已移除《{removed.metadata.title}》。", "done")
        except KnowledgeError as error:
            said = notice_html(str(error))
        return [said, "", gr.update(visible=False), gr.update(visible=False), listed(filter_words)]

    unseen: dict[str, Any] = {"api_visibility": "private"}
    quiet: dict[str, Any] = {**unseen, "show_progress": "hidden"}
    whole = [detail, chosen, remove, sure]
    documents.click(show, None, whole, **quiet).then(None, js="() => window.youju.reveal('yj-doc')", **unseen)
    detail.click(settle, [chosen, words], [detail, documents], **quiet)
    words.change(listed, words, documents, trigger_mode="always_last", **quiet)
    for event in (blocks.load, tab.select):
        event(listed, words, documents, **quiet)
    upload.upload(add, [upload, words], [results, documents], concurrency_limit=1, **quiet)
    remove.click(lambda: gr.update(visible=True), None, sure, queue=False, **quiet)
    keep.click(lambda: gr.update(visible=False), None, sure, queue=False, **quiet)
    confirm.click(take_out, [chosen, words], [*whole, documents], concurrency_limit=1, **quiet)


def _taken(uploads: Uploads, path: Path, progress: FileProgress) -> Outcome:
    """One file's outcome; whatever goes wrong becomes its reason, and the other files go on."""
    try:
        return uploads.take(path, progress)
    except KnowledgeError as error:
        return Outcome(path.name, "failed", reason=str(error))
    except Exception:  # the rest of the upload must go on; the log has the traceback
        logger.exception("upload of %s failed", path.name)
        return Outcome(path.name, "failed", reason=_UNEXPECTED)
