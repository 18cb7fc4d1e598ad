"""规则: the thresholds of a document, each with its clause; a person confirms, corrects or rejects them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, get_args

import gradio as gr
from pydantic import Field, TypeAdapter

from kb.errors import KnowledgeError, ReviewRefused
from kb.rule import Decision, Rule, State
from ui.cite import notice_html
from ui.downloads import Downloads
from ui.rulesview import empty_html, rule_html, table_html
from ui.shelf import Shelf
from ui.trouble import said as told

logger = logging.getLogger(__name__)

READERS = 8
_ALL: Final = "全部"
_OPEN = """element.addEventListener('click', (event) => {
  const row = event.target.closest("tr.yj-rule");
  const link = event.target.closest("a[data-rule]") || (row && !String(getSelection()) && row.querySelector("a[data-rule]"));
  if (!link) return;
  event.preventDefault();
  trigger('click', {rule: link.dataset.rule});
});"""
_DECIDE = """const remember = () => {
  const by = element.querySelector(".yj-by");
  if (by && !by.value.trim()) by.value = localStorage.getItem("youju.by") || "";
  return by;
};
element.addEventListener('focusin', (event) => { if (event.target.matches(".yj-by")) remember(); });
element.addEventListener('click', (event) => {
  const button = event.target.closest("button[data-decision]");
  if (!button) return;
  const by = remember();
  if (by && !by.value.trim()) { by.focus(); by.classList.add("wanted"); return; }
  if (by) localStorage.setItem("youju.by", by.value.trim());
  const changes = {};
  if (button.dataset.decision === "更正")
    for (const box of element.querySelectorAll("[data-field]"))
      if (box.value.trim() !== box.dataset.was) changes[box.dataset.field] = box.value.trim();
  trigger('click', {rule: element.querySelector(".yj-review").dataset.rule, decision: button.dataset.decision,
    by: by ? by.value : "", note: element.querySelector(".yj-note").value, changes});
});"""
_HINT = '<p class="yj-none">选择一份文件，这里列出从中读出的阈值：指标、要求、强度、适用对象和所在条款。</p>'
_EMPTY = '<p class="yj-none">库里还没有文件。请先在“文档库”里添加。</p>'

Update = dict[str, Any]
_Text = Annotated[str, Field(max_length=400)]
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
_WORDS: TypeAdapter[_Text] = TypeAdapter(_Text)
_CHANGES: TypeAdapter[dict[_Text, _Text]] = TypeAdapter(Annotated[dict[_Text, _Text], Field(max_length=20)])


def build(library: Shelf, tab: gr.Tab) -> None:
    """Lay out the tab in the current context and connect it to a library."""
    downloads = Downloads()
    chosen = gr.State("")
    with gr.Row(elem_id="yj-rules", elem_classes="yj-desk", equal_height=False):
        with gr.Column(scale=8, min_width=300, elem_classes="yj-desk-main"):
            with gr.Row(elem_classes="yj-desk-bar", equal_height=True):
                document = gr.Dropdown(
                    [],
                    value=None,
                    label="文件（可输入文字查找）",
                    scale=6,
                    min_width=240,
                    elem_id="yj-rules-doc",
                )
                state = gr.Dropdown(
                    [_ALL, *get_args(State)], value=_ALL, label="复核状态", filterable=False, scale=1,
                    min_width=110, elem_id="yj-rules-state",
                )  # fmt: skip
                export = gr.DownloadButton(
                    "导出已复核的规则",
                    interactive=False,
                    scale=0,
                    min_width=190,
                    size="md",
                    elem_id="yj-rules-export",
                )
            table = gr.HTML(_HINT, elem_id="yj-rules-table", elem_classes="yj-bare", js_on_load=_OPEN)
        with gr.Column(scale=5, min_width=300, elem_id="yj-rules-panel", elem_classes="yj-panel"):
            detail = gr.HTML(empty_html(), elem_classes="yj-side", js_on_load=_DECIDE)

    def choices() -> Update:
        try:
            titles = [(entry.metadata.title, entry.id) for entry in library.documents()]
        except KnowledgeError:
            titles = []  # the list below tells the reason
        return {"choices": titles, "__type__": "update"}

    def listed(document_id: str | None, state_name: str, rule_id: str) -> list[Any]:
        if not document_id:
            return [_HINT if _held(library) else _EMPTY, gr.update(value=None, interactive=False)]
        try:
            rules = library.rules(document_id)
            of = library.document(document_id)
            wanted = "" if state_name == _ALL else state_name
            return [table_html(rules, of, wanted, rule_id), _export(library, downloads, document_id, rules)]
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            return [notice_html(told(error)), gr.update(value=None, interactive=False)]

    def choose(document_id: str | None, state_name: str) -> list[Any]:
        return [*listed(document_id, state_name, ""), empty_html(), ""]

    def opened(rule_id: str, person: str | None) -> str:
        from kb.cite import cite

        rule = library.rule(rule_id)
        entries = {entry.id: entry for entry in library.documents()}
        of = library.document(rule.document_id)
        clause = of.clause(rule.clause_id)
        citation = cite(1, entries[rule.document_id], of, clause, rule.span, date.today())
        return rule_html(rule, citation, library.rulebook.history(rule), person)

    def show(document_id: str | None, state_name: str, event: gr.EventData, request: gr.Request) -> list[Any]:
        try:
            rule_id = _WORDS.validate_python(event.rule)
            card = opened(rule_id, request.username)
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            return [gr.skip(), notice_html(told(error)), ""]
        return [listed(document_id, state_name, rule_id)[0], card, rule_id]

    def decide(
        document_id: str | None, state_name: str, event: gr.EventData, request: gr.Request
    ) -> list[Any]:
        rule_id, said = "", ""
        try:
            rule_id = _WORDS.validate_python(event.rule)
            changes = _changes(_CHANGES.validate_python(event.changes))
            if changes:  # the form shows what an earlier correction made of the rule
                changes = {**library.rulebook.changes(library.rule(rule_id)), **changes}
            library.review(
                rule_id,
                _DECISION.validate_python(event.decision),
                request.username or _WORDS.validate_python(event.by),
                note=_WORDS.validate_python(event.note).strip(),
                changes=changes,
            )
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            said = notice_html(told(error))
        try:
            card = opened(rule_id, request.username)
        except Exception as error:  # noqa: BLE001  # told, and logged where it is our fault
            card = "" if said else notice_html(told(error))
        return [*listed(document_id, state_name, rule_id), said + card]

    quiet: dict[str, Any] = {
        "api_visibility": "private", "show_progress": "hidden", "concurrency_limit": READERS,
    }  # fmt: skip
    tab.select(choices, None, document, **quiet).then(
        listed, [document, state, chosen], [table, export], **quiet
    )
    document.change(choose, [document, state], [table, export, detail, chosen], **quiet)
    state.change(listed, [document, state, chosen], [table, export], **quiet)
    table.click(show, [document, state], [table, detail, chosen], **quiet).then(
        None, js="() => window.youju.raise('yj-rules-panel')", api_visibility="private"
    )
    detail.click(decide, [document, state], [table, export, detail], **quiet)


def _held(library: Shelf) -> bool:
    try:
        return bool(library.documents())
    except KnowledgeError:
        return True


def _changes(sent: Mapping[str, str]) -> dict[str, Any]:
    """Typed values as a correction takes them.

    Raises:
        ReviewRefused: what should be a number is none.
    """
    made: dict[str, Any] = dict(sent)
    for name in ("value", "high"):
        if name in made:
            try:
                made[name] = float(made[name]) if made[name] else None
            except ValueError as error:
                raise ReviewRefused(
                    f"“{made[name]}”不是数", "请只填数，例如 300；单位填在单位一格"
                ) from error
    if made.get("op", "in") != "in":  # only a range has an upper bound
        made["high"] = None
    return made


def _export(library: Shelf, downloads: Downloads, document_id: str, rules: Sequence[Rule]) -> Update:
    """The button with a file of the reviewed rules behind it."""
    from kb import rule_file

    reviewed = [rule for rule in rules if rule.review is not None]
    if not reviewed:
        return gr.update(value=None, interactive=False, label="导出已复核的规则（0 条）")
    of = library.document(document_id)
    changes = {rule.id: library.rulebook.changes(rule) for rule in reviewed}
    try:
        path = downloads.keep(of.metadata.title, ".yaml", rule_file.dump(of, reviewed, changes))
    except OSError:
        logger.exception("export failed")
        return gr.update(value=None, interactive=False, label="导出失败：磁盘写不进去")
    return gr.update(value=path, interactive=True, label=f"导出已复核的规则（{len(reviewed)} 条）")
